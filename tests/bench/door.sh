#!/usr/bin/env bash
# Durable 202s a second over TLS keep-alive with 1 KiB signed bodies, beside nginx answering the same requests with a bare
# 202 on the same machine, in alternating runs. Usage: tests/bench/door.sh [SECONDS [ROUNDS [CONNECTIONS]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8} rounds=${2:-3}
connections=${3:-256}

deploy/install-packages.sh build test bench
cmake --preset release >/dev/null
cmake --build --preset release --target booking-gateway >/dev/null
gateway=$PWD/build/release/gateway/booking-gateway

work=$(mktemp -d)
started=()
finish() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

mkdir -p "$work"/conf/{providers,connections}
cp config/providers/calcom.yaml "$work/conf/providers/"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
door=$(free_port) admin=$(free_port) plain=$(free_port) nowhere=$(free_port)

export BENCH_SECRET=bench-secret
# No CRM listens: the door is measured, and deliveries rest behind their breaker.
cat >"$work/conf/gateway.yaml" <<YAML
listen: {address: 127.0.0.1, port: $door, certificate: $work/cert.pem, key: $work/key.pem}
admin: {port: $admin}
inbox: {path: $work/inbox.db}
limits: {webhooks: {per_second: 1000000, burst: 1000000}}
crm: {environment: {api: "http://127.0.0.1:$nowhere", auth: "http://127.0.0.1:$nowhere"}}
tenants: {bench: {id: 1, client_id: {env: BENCH_SECRET}, client_secret: {env: BENCH_SECRET}, app_key: {env: BENCH_SECRET}}}
drain: {announce: 0s, grace: 1s}
log: {level: error}
YAML
cat >"$work/conf/connections/bench.yaml" <<YAML
{provider: calcom, tenant: bench, booking_provider: 1, secrets: {signing_key: {env: BENCH_SECRET}}}
YAML
cat >"$work/nginx.conf" <<NGINX
worker_processes auto; pid $work/nginx.pid; error_log $work/nginx.log; daemon off;
events { worker_connections 1024; }
http {
    access_log off; client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
    uwsgi_temp_path $work/u; scgi_temp_path $work/s; keepalive_requests 10000000;
    server {
        listen 127.0.0.1:$plain ssl; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;
        location / { return 202; }
    }
}
NGINX

count=$((seconds * 30000))  # more than are answered, so that none is sent twice
echo "signing $((count * rounds)) requests"
length=$(python3 tests/bench/sign_requests.py $((count * rounds)) "$work/requests")
nginx -c "$work/nginx.conf" & started+=($!)
"$gateway" serve --config "$work/conf/gateway.yaml" & started+=($!)
for port in "$door" "$plain"; do
    for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
done

measure() { # PORT FIRST
    wrk -t2 -c$connections -d"${seconds}s" -s tests/bench/door.lua "https://127.0.0.1:$1" -- \
        "$work/requests" "$length" "$count" "$2" | sed -n 's/^RESULT //p'
}
printf '%-8s %10s %10s %10s %8s\n' server 202/s p50_ms p99_ms other
for ((round = 0; round < rounds; ++round)); do
    read -r rate p50 p99 other <<<"$(measure "$plain" $((round * count)))"
    printf '%-8s %10s %10s %10s %8s\n' nginx "$rate" "$p50" "$p99" "$other"
    echo "$rate" >>"$work/nginx.rates"
    read -r rate p50 p99 other <<<"$(measure "$door" $((round * count)))"
    printf '%-8s %10s %10s %10s %8s\n' gateway "$rate" "$p50" "$p99" "$other"
    echo "$rate" >>"$work/gateway.rates"
done
metric() { curl -s "http://127.0.0.1:$admin/metrics" | awk -v name="$1" '$1 == name {print $2}'; }
syncs=$(metric booking_gateway_inbox_commit_duration_seconds_count)
sync_time=$(metric booking_gateway_inbox_commit_duration_seconds_sum)
operations=$(metric booking_gateway_inbox_batch_operations_sum)
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }
awk -v g="$(median "$work/gateway.rates")" -v n="$(median "$work/nginx.rates")" -v c="$connections" \
    'BEGIN {printf "ratio %.2f (median of gateway %d/s to nginx %d/s, %d connections)\n", g / n, g, n, c}'
awk -v s="$syncs" -v t="$sync_time" -v o="$operations" \
    'BEGIN {printf "inbox: %d commits, %.2f ms each, %.1f operations a commit\n", s, 1000 * t / s, o / s}'
