#!/usr/bin/env bash
# The CRM's contract is valid OpenAPI 3.0. Usage: openapi.sh ROOT
set -euo pipefail
packages=$1/tests/openapi
[[ -d $packages/node_modules ]] || { echo "skipped: the npm packages are not there; tests/openapi/install.sh fetches them"; exit 77; }
node "$packages/validate.mjs" "$1/mapping/contract/crm-v2.openapi.json"
