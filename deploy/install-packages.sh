#!/usr/bin/env bash
# Installs the packages of deploy/packages.txt for the purposes named. Idempotent; as root or with sudo.
# Usage: deploy/install-packages.sh build test
set -euo pipefail
cd "$(dirname "$0")"

# What one that is installed provides counts as well: NodeSource's nodejs provides npm, and conflicts with Debian's.
installed=$(dpkg-query -W -f '${db:Status-Status},${Package},${Provides}\n' | sed -n 's/^installed,//p' | tr ',' '\n' | sed 's/(.*//; s/ //g')
missing=()
for purpose in "$@"; do
    while read -r package for_what _; do
        [[ $package == "#"* || $for_what != "$purpose" ]] && continue
        grep -qxF "$package" <<<"$installed" || missing+=("$package")
    done <packages.txt
done
((${#missing[@]})) || { echo "packages: all installed"; exit 0; }

run=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "packages missing: ${missing[*]}; run as root or install sudo" >&2; exit 1; }
    run=(sudo)
fi
echo "packages: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
