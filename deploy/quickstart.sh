#!/usr/bin/env bash
# From a fresh Debian 12 to bookings: installs what is missing, builds, starts a sandbox CRM and the gateway, posts signed
# webhooks and shows the bookings they became. Idempotent; as root or with sudo.
# Usage: deploy/quickstart.sh [--once]      --once: compare the bookings and end, exit 0 only if they are as expected
set -euo pipefail
cd "$(dirname "$0")/.."

step=$SECONDS
took() {
    echo "-- $1: $((SECONDS - step)) s"
    step=$SECONDS
}
deploy/install-packages.sh build test demo
took "packages"

command -v ccache >/dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$PWD"
echo "building; the first time takes some minutes"
cmake --preset release >/dev/null
cmake --build --preset release --target booking-gateway crm-sandbox
took "build"

python3 tests/e2e/demo.py --gateway build/release/gateway/booking-gateway \
    --sandbox build/release/tests/sandbox/crm-sandbox "$@"
took "demonstration"
