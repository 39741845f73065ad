#!/usr/bin/env bash
# Takes real raw reports through tokenisation and detection twice, with the custodian's service and with
# its key, and checks that both give the same tokens, the same refusals and the same rings.
#
#   bench/real.sh RAW.ndjson
set -euo pipefail
raw=$(realpath "$1")
cd "$(dirname "$0")/.."
go build -o bin/ringwatch ./cmd/ringwatch
rw=$PWD/bin/ringwatch dir=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
"$rw" tokens keygen --out key > /dev/null
"$rw" tokens agency --agencies agencies add agency --allowance 1000000 > credential 2> /dev/null
chmod 600 credential
"$rw" --log-format json tokens serve --key key --agencies agencies --ledger volumes --listen 127.0.0.1:0 2> log &
service=$!
until grep -q '"msg":"serving"' log; do kill -0 "$service"; sleep 0.1; done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' log) public=$(sed -n 's/.*"public_key":"\([^"]*\)".*/\1/p' log)

# Exit code 1 says that some records were refused.
tokenize() { "$rw" tokenize "$@" --in "$raw" || [ "$?" = 1 ]; }
tokenize --service "$url" --public-key "$public" --credential credential --out by_service --rejects refused_by_service
tokenize --key key --out by_key --rejects refused_by_key
cmp by_service by_key
cmp refused_by_service refused_by_key
for by in by_service by_key; do "$rw" detect --from "$by" --out "rings_$by" 2> /dev/null; done
cmp rings_by_service rings_by_key
echo "$(wc -l < by_key) records, $(wc -l < refused_by_key) refused, $(wc -l < rings_by_key) rings: the same with the service and with the key"
sed -n 's/.*"reason":"\([^"]*\)".*/\1/p' refused_by_key | sort | uniq -c | sort -rn
