#!/bin/sh
# Checks that the shipped configuration loads once there are a certificate and a partner's public key, and that its
# definitions' examples are met.
# Usage: configuration.sh PROGRAM ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r "$2/config/." "$folder"
mkdir "$folder/tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
    -keyout "$folder/tls/key.pem" -out "$folder/tls/certificate.pem" 2>/dev/null
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 2>/dev/null |
    openssl pkey -pubout -out "$folder/connections/acme-wix.pem"
"$1" check --config "$folder/gateway.yaml"
