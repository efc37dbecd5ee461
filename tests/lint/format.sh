#!/bin/sh
# Checks that every C++ file is formatted as .clang-format says. Usage: format.sh ROOT
set -eu
cd "$1"
find mapping providers gateway tests -name '*.[ch]pp' -print0 | xargs -0 clang-format --dry-run --Werror
echo "all files are formatted"
