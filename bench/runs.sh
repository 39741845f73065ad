#!/usr/bin/env bash
# Measures detection runs, end to end, on a world in Neo4j: the first run of a process, which reads
# everything; one without new records; and five, each after 1% new records, the newest of the world.
#
#   bench/runs.sh [REPORTS]          295,000 by default: with their links half a million records
#
# The rings of the last run are compared with those of a process without caches, on the same graph. At
# the end the rings are deleted, and a new process finds and writes them all on a warm server.
set -euo pipefail
cd "$(dirname "$0")/.."
reports=${1:-295000}
go build -o bin/ringwatch ./cmd/ringwatch
dir=$(mktemp -d)
up=
finish() { [ -z "$up" ] || kill -INT "$up" 2>/dev/null || true; wait || true; rm -rf "$dir"; }
trap finish EXIT

bin/ringwatch generate --reports "$reports" --seed 1 --out "$dir/world.ndjson" --truth "$dir/truth.json"
news=$(($(wc -l < "$dir/world.ndjson") / 100))
head -n -"$((5 * news))" "$dir/world.ndjson" > "$dir/before.ndjson"
tail -n "$((5 * news))" "$dir/world.ndjson" | split -l "$news" -d -a 1 - "$dir/news."

field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p" "$dir/data/connection.json"; }
env -u NEO4J_URI bin/ringwatch up --data "$dir/data" --listen 127.0.0.1:0 --schedule '0 0 1 1 *' > "$dir/up.log" 2>&1 &
up=$!
until [ -s "$dir/data/connection.json" ]; do kill -0 "$up" || { cat "$dir/up.log"; exit 1; }; sleep 0.2; done
export NEO4J_URI=$(field neo4j_uri) NEO4J_USER=$(field neo4j_user) NEO4J_PASSWORD=$(field neo4j_password)

request() { curl -sS -H "Authorization: Bearer $(field key)" "$@"; }
run() {
  local id; id=$(request -X POST "$(field api)/v1/runs" | sed 's/.*"id":"\([^"]*\)".*/\1/')
  until request "$(field api)/v1/runs/$id" > "$dir/run.json" && ! grep -q '"status":"running"' "$dir/run.json"; do sleep 0.3; done
  print_run "$1"
}
print_run() {
  echo "## $1"
  python3 - "$dir/run.json" <<'P'
import datetime, json, sys
run = json.load(open(sys.argv[1]))
at = lambda name: datetime.datetime.fromisoformat(run[name][:19] + "+00:00").timestamp() + float("0" + run[name][19:-1])
for p in run["phases"]: print("  %-26s %8.2f s" % (p["name"], p["seconds"]))
took = at("finished_at") - at("started_at")
print("  %-26s %8.2f s" % ("between phases, switch", took - sum(p["seconds"] for p in run["phases"])))
print("  %-26s %8.2f s" % ("total", took), run["status"], run["counts"])
P
}

bin/ringwatch ingest "$dir/before.ndjson" 2>&1 | tail -1
sleep 60 # a run reads the half minute before the previous run again; the same below
run "everything read, every ring written"
run "no new records"
for slice in "$dir"/news.?; do
  bin/ringwatch ingest "$slice" 2>&1 | tail -1
  sleep 31
  run "after 1% new records"
done
bin/ringwatch detect --out "$dir/rings.ndjson" 2> "$dir/detect.log"
tail -1 "$dir/detect.log"

curl -sS -o "$dir/wiped" -u "$NEO4J_USER:$NEO4J_PASSWORD" -H 'Content-Type: application/json' \
  -d '{"statements":[{"statement":"MATCH (r:Ring) DETACH DELETE r"}]}' "$(field browser | sed 's|/browser/*$||')/db/neo4j/tx/commit"
bin/ringwatch detect > /dev/null 2> "$dir/detect.log"
request "$(field api)/v1/runs?limit=1" | python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["runs"][0]))' > "$dir/run.json"
print_run "everything read, every ring written, by a new process on a warm server"
