#!/usr/bin/env bash
# Generates the worlds that the score is fitted and tested on: bench/worlds.sh DIR
#
# Writes DIR/fit (seeds from 101) and DIR/test (seeds from 201) for bench/rings -worlds. Each holds two
# seeds of every generator at 20,000 and at 60,000 reports: GENERATOR-REPORTS-SEED.ndjson with
# .truth.json and .innocents.json, and .planned.json where a generator has it. Worlds of our own
# generator end in -vVARIETY. Prints a line for each world. bench/worlds/foreign.sh adds
# worlds made of what foreign generators wrote into the folder FOREIGN_OUTPUT, if that is set. The
# seed of those is of our filing step alone: DIR/fit and DIR/test have the same transactions.
#
# Never change the detection for what the worlds in DIR/test say.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: bench/worlds.sh DIR" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
generators="telecom payments society"
go build -o "$bin/own" ./cmd/ringwatch
for generator in $generators; do go build -o "$bin/$generator" "./bench/worlds/$generator"; done

line() { # FOLDER NAME
  python3 - "$1/$2" <<'PY'
import json, os, sys
path = sys.argv[1]
records = sum(1 for _ in open(path + ".ndjson"))
rings = json.load(open(path + ".truth.json"))
innocents = json.load(open(path + ".innocents.json"))
print(f"{os.path.relpath(path, os.path.dirname(os.path.dirname(path))):32} {records:8,} records {len(rings):5,} rings"
      f" {sum(len(r['members']) for r in rings):7,} members {len(innocents):6,} innocent groups", flush=True)
PY
}

for part in fit:101 test:201; do
  folder=$dir/${part%:*} first=${part#*:}
  mkdir -p "$folder"
  for reports in 20000 60000; do
    for seed in "$first" $((first + 1)); do
      for variety in 0 0.5 1; do
        name=own-$reports-$seed-v$variety
        "$bin/own" generate --reports "$reports" --seed "$seed" --variety "$variety" --log-level error --out "$folder/$name.ndjson" \
          --truth "$folder/$name.truth.json" --innocents "$folder/$name.innocents.json" > "$bin/log" 2>&1 || { cat "$bin/log" >&2; exit 1; }
        line "$folder" "$name"
      done
      for generator in $generators; do
        name=$generator-$reports-$seed
        "$bin/$generator" -reports "$reports" -seed "$seed" -out "$folder/$name" > "$bin/log" 2>&1 || { cat "$bin/log" >&2; exit 1; }
        line "$folder" "$name"
      done
    done
  done
  bench/worlds/foreign.sh "$folder" "$first"
done
