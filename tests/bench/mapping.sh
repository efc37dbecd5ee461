#!/usr/bin/env bash
# Microseconds of processor time from the body of a Thumbtack lead to a booking, beside jq making the same selection from
# the same body (many copies in one run; its start-up is measured apart and taken off). Usage: tests/bench/mapping.sh [COPIES]
set -euo pipefail
cd "$(dirname "$0")/../.."
copies=${1:-20000}

deploy/install-packages.sh build test bench
cmake --preset release >/dev/null
cmake --build --preset release --target mapping_bench >/dev/null
bench=build/release/tests/bench/mapping_bench

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bench" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true 2>/dev/null |
    awk '/_median/ {sub(/_median/, "", $1); printf "%-34s %8.1f us\n", $1, $4}'

"$bench" --body >"$work/one.json"
for ((i = 0; i < copies; ++i)); do cat "$work/one.json"; done >"$work/many.json"
cat >"$work/booking.jq" <<'JQ'
def given: if . == null or . == "" then empty else . end;
def lines(f): [f | given | tostring] | join("\n");
.data as $d | $d.request as $r |
{
  source: "Thumbtack",
  name: ([$d.customer.firstName, $d.customer.lastName] | map(given) | join(" ")),
  externalId: $d.negotiationID,
  summary: lines($r.category.name, $r.description, ($r.details[] | select(.answer | given) | "\(.question): \(.answer)"),
    "Estimate: \($d.estimate.total)", ($r.attachments[] | "\(.fileName): \(.url)")),
  address: {street: $r.location.address1, unit: $r.location.address2, city: $r.location.city,
    state: ({Oregon: "OR", Washington: "WA"}[$r.location.state] // $r.location.state), zip: $r.location.zipCode, country: "USA"},
  start: $r.proposedTimes[0].start,
  jobTypeId: {"310044127755018240": 7001}[$r.category.categoryID],
  uploadedImages: [$r.attachments[].url],
  contacts: [{type: "Phone", value: $d.customer.phone}, {type: "Email", value: $d.customer.email} | select(.value | given)]
}
JQ
TIMEFORMAT='%U %S'
seconds() { # FILE: the processor time that jq takes for it, the least of three
    for _ in 1 2 3; do
        { time jq -c -f "$work/booking.jq" "$1" >"$work/out.json"; } 2>&1 | awk '{print $1 + $2}'
    done | sort -n | head -1
}
: >"$work/none.json"
none=$(seconds "$work/none.json")
all=$(seconds "$work/many.json")
[[ $(wc -l <"$work/out.json") == "$copies" ]]
awk -v all="$all" -v none="$none" -v copies="$copies" -v version="$(jq --version)" \
    'BEGIN {printf "%-34s %8.1f us (%d copies, %.0f ms of start-up taken off)\n", version, (all - none) * 1e6 / copies, copies, none * 1000}'
