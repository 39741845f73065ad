#!/usr/bin/env bash
# Measures how fast records are written to Neo4j, by the command and over HTTP, how fast a snapshot is
# read, and how fast the simplest statement writes on the same machine:
#
#   bench/ingest.sh [REPORTS]
#
# Generates REPORTS reports (default 300,000) that name two of as many identifiers each. It starts a
# platform with an empty Neo4j twice, loads the reports with `ringwatch ingest` into one and with
# POST /v1/records into the other (10,000 per request, two requests in parallel). After the first load
# it prints the phases of one detection run, on a server that has only written, and the snapshots of
# seven more, on a warm server. A third platform is loaded with the simplest statement: BenchmarkBare in
# graph/neo.
set -euo pipefail
cd "$(dirname "$0")/.."
reports=${1:-300000}
go build -o bin/ringwatch ./cmd/ringwatch
dir=$(mktemp -d)
go test -c -o "$dir/neo.test" ./graph/neo
up=
finish() { [ -z "$up" ] || kill -INT "$up" 2>/dev/null || true; wait || true; rm -rf "$dir"; }
trap finish EXIT

awk -v n="$reports" 'BEGIN {
  srand(1); a = "abcdefghijklmnopqrstuvwxyz234567"
  for (i = 0; i < n; i++) { t = "tk1_"; for (j = 0; j < 26; j++) t = t substr(a, 1 + int(32 * rand()), 1); token[i] = t }
  for (i = 0; i < n; i++) {
    x = int(n / 2 * rand()); y = int(n / 2 + n / 2 * rand())
    printf "{\"type\":\"report\",\"id\":\"R%d\",\"occurred_at\":\"2026-%02d-%02dT10:00:00Z\",\"category\":\"upi_fraud\",\"channel\":\"call\",\"region\":\"KA\",\"identifiers\":[{\"kind\":\"number\",\"token\":\"%s\"},{\"kind\":\"account\",\"token\":\"%s\"}]}\n", i, 1 + i * 12 / n, 1 + i % 28, token[x], token[y]
  }
}' > "$dir/reports.ndjson"

field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p" "$dir/data/connection.json"; }

start() {
  rm -rf "$dir/data"
  env -u NEO4J_URI bin/ringwatch up --data "$dir/data" --listen 127.0.0.1:0 --schedule '0 0 1 1 *' > "$dir/up.log" 2>&1 &
  up=$!
  until [ -s "$dir/data/connection.json" ]; do kill -0 "$up" || { cat "$dir/up.log"; exit 1; }; sleep 0.2; done
  export NEO4J_URI=$(field neo4j_uri) NEO4J_USER=$(field neo4j_user) NEO4J_PASSWORD=$(field neo4j_password)
}

stop() { kill -INT "$up"; wait "$up" || true; up=; }

timed() { # name, command…
  local name=$1 from to; shift
  from=$(date +%s.%N); "$@" > "$dir/out" 2>&1 || { cat "$dir/out"; exit 1; }; to=$(date +%s.%N)
  awk -v name="$name" -v n="$reports" -v s="$(echo "$to $from" | awk '{print $1 - $2}')" 'BEGIN { printf "%-28s %8.1f s  %8.0f reports/s\n", name, s, n / s }'
}

post() {
  split -l 10000 "$dir/reports.ndjson" "$dir/part."
  API=$(field api) KEY=$(field key)
  export API KEY
  ls "$dir"/part.* | xargs -P 2 -I{} sh -c \
    'curl -sS --fail -o /dev/null -H "Authorization: Bearer $KEY" -H "Content-Type: application/x-ndjson" --data-binary @{} "$API/v1/records"'
}

phases() { # all: every phase; snapshot: the first alone
  bin/ringwatch detect > "$dir/out" 2>&1
  local run; run=$(curl -sS -H "Authorization: Bearer $(field key)" "$(field api)/v1/runs?limit=1")
  echo "$run" | python3 -c '
import json, sys
run = json.load(sys.stdin)["runs"][0]
if sys.argv[1] == "all":
    for p in run["phases"]: print("  %-26s %8.2f s" % (p["name"], p["seconds"]))
read = next(p["seconds"] for p in run["phases"] if p["name"] == "reading the graph")
print("  snapshot%-19s %8.2f million relationships/s of %d" % (", again" if sys.argv[1] != "all" else "", run["counts"]["edges"] / read / 1e6, run["counts"]["edges"]))' "$1"
}

start; timed "ringwatch ingest" bin/ringwatch ingest "$dir/reports.ndjson"; phases all; for _ in 1 2 3 4 5 6 7; do phases snapshot; done; stop
start; timed "POST /v1/records" post; stop
start
(cd graph/neo && "$dir/neo.test" -test.run '^$' -test.bench 'Bare$' -test.benchtime 1x) |
  awk '/^BenchmarkBare/ { printf "%-28s %8.1f s  %8.0f reports/s\n", "the simplest statement", $3 / 1e9, $5 }'
stop
