#!/usr/bin/env bash
# Measures how many tokens are made per second, and compares it with the limit that the arithmetic sets on the
# same cores in the same run:
#   the agency's client and the custodian's service on one machine, with circl's blind, evaluate and finalise;
#   tokenize --key, with circl's FullEvaluate.
# They run alternately, TURNS times, and the medians are compared. It then checks that both make the same tokens,
# and measures memory at two sizes.
#
#   IDENTIFIERS    identifiers in each turn (default 20000)
#   TURNS          turns (default 5)
#   MANY           identifiers whose tokens are compared (default 100000)
#   LARGE          identifiers of the large memory measurement (default 1000000)
#   SERVICE_LARGE  1 to measure the service's memory at that size too (about ten minutes)
set -euo pipefail
cd "$(dirname "$0")/.."
identifiers=${IDENTIFIERS:-20000} many=${MANY:-100000} large=${LARGE:-1000000} turns=${TURNS:-5}
dir=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"' EXIT
go build -o "$dir/ringwatch" ./cmd/ringwatch
go test -c -o "$dir/tokens.test" ./tokens
rw=$dir/ringwatch

raw() { # N: reports of one number each, all different
  awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "{\"type\":\"report\",\"id\":\"R-%d\",\"identifiers\":[{\"kind\":\"number\",\"value\":\"+91%.0f\"}]}\n", i, 9000000000 + i }'
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# timed COMMAND...: prints its seconds; writes its maximum resident memory in MB to $dir/memory
timed() { /usr/bin/env python3 - "$dir/memory" "$@" <<'PY'
import os, resource, subprocess, sys, time
start = time.monotonic()
run = subprocess.run(sys.argv[2:], stderr=subprocess.PIPE)
print(time.monotonic() - start)
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
if run.returncode:
    sys.stderr.write(f"{sys.argv[3]} failed:\n{run.stderr.decode(errors='replace')[-2000:]}\n")
sys.exit(run.returncode)
PY
}

raw "$identifiers" > "$dir/raw"
"$rw" tokens keygen --out "$dir/key" > /dev/null
"$rw" tokens agency --agencies "$dir/agencies" add bench --allowance 1000000000 > "$dir/credential" 2> /dev/null
chmod 600 "$dir/credential"
"$rw" --log-format json tokens serve --key "$dir/key" --agencies "$dir/agencies" --ledger "$dir/volumes" --listen 127.0.0.1:0 2> "$dir/log" &
service=$!
until grep -q '"msg":"serving"' "$dir/log"; do sleep 0.1; done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$dir/log") public=$(sed -n 's/.*"public_key":"\([^"]*\)".*/\1/p' "$dir/log")
by_service() { timed "$rw" tokenize --service "$url" --public-key "$public" --credential "$dir/credential" --in "$1" --out "$2"; }
by_key() { timed "$rw" tokenize --key "$dir/key" --in "$1" --out "$2"; }
limit() { "$dir/tokens.test" -test.run '^$' -test.bench "Arithmetic/$1" -test.benchtime "$2" | awk '/ns\/identifier/ { for (i = 1; i < NF; i++) if ($(i + 1) == "ns/identifier") print 1e9 / $i }'; }

for turn in $(seq "$turns"); do
  limit 'blind' 16x >> "$dir/limit_service"
  rm -f "$dir/out"; by_service "$dir/raw" "$dir/out" | awk -v n="$identifiers" '{ print n / $1 }' >> "$dir/service"
  limit 'full' 20000x >> "$dir/limit_key"
  rm -f "$dir/out"; by_key "$dir/raw" "$dir/out" | awk -v n="$identifiers" '{ print n / $1 }' >> "$dir/key_rate"
done
report() { awk -v a="$2" -v b="$3" -v what="$1" 'BEGIN { printf "%-20s %7.0f identifiers/s; arithmetic alone %7.0f: %.1f %%\n", what, a, b, 100 * a / b }'; }
report 'client and service' "$(median < "$dir/service")" "$(median < "$dir/limit_service")"
report '--key' "$(median < "$dir/key_rate")" "$(median < "$dir/limit_key")"

raw "$many" > "$dir/many"
by_service "$dir/many" "$dir/many_service" > /dev/null
by_key "$dir/many" "$dir/many_key" > /dev/null
cmp "$dir/many_service" "$dir/many_key" && echo "$many identifiers: the service and the key make the same tokens"

for n in 10000 "$large"; do
  raw "$n" > "$dir/sized"
  rm -f "$dir/out"; by_key "$dir/sized" "$dir/out" > /dev/null
  echo "--key, $n identifiers: $(cat "$dir/memory") MB at most"
done
sizes="10000"; [ "${SERVICE_LARGE:-}" = 1 ] && sizes="10000 $large"
for n in $sizes; do
  raw "$n" > "$dir/sized"
  rm -f "$dir/out"; by_service "$dir/sized" "$dir/out" > /dev/null
  echo "client, $n identifiers: $(cat "$dir/memory") MB at most; service: $(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$service/status") MB"
done
