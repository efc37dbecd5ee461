#!/usr/bin/env bash
# Fetches the npm packages of package-lock.json into node_modules, unless they are there. Ends with 77 when that cannot be done,
# which ctest takes for skipped: what needs them is then skipped as well.
set -euo pipefail
cd "$(dirname "$0")"

exec 9<.  # the tests of two presets may ask side by side
flock 9
cmp -s package-lock.json node_modules/package-lock.json && exit 0
command -v npm >/dev/null || { echo "skipped: there is no npm; deploy/install-packages.sh openapi installs it"; exit 77; }
timeout 240 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 || { echo "skipped: npm could not fetch the packages"; exit 77; }
cp package-lock.json node_modules/  # last: now they are whole
