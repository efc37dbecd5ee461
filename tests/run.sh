#!/usr/bin/env bash
# The project's test command: installs what is missing, builds and tests. Idempotent; as root or with sudo.
# Usage: tests/run.sh [PRESET...]      presets: dev asan tsan release; dev and asan when none is named
set -euo pipefail
cd "$(dirname "$0")/.."
presets=("$@")
((${#presets[@]})) || presets=(dev asan)

started=$SECONDS
deploy/install-packages.sh build test openapi
echo "packages: $((SECONDS - started)) s"
# Builds of several presets and clones share what they compile.
command -v ccache >/dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$PWD"

for preset in "${presets[@]}"; do
    began=$SECONDS
    echo "== $preset"
    cmake --workflow --preset "$preset"
    echo "== $preset: passed in $((SECONDS - began)) s"
done
echo "all presets passed: ${presets[*]} ($((SECONDS - started)) s)"
