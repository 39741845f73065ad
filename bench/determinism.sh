#!/usr/bin/env bash
# Checks that communities are the same on any number of threads: bench/determinism.sh [NETWORK…]
#
# Runs 'ringwatch communities' RUNS times (default 10) with each of --threads 1, 2 and 7 on
# each network in CACHE (default ~/.cache/ringwatch-bench; bench/graphs.py makes them), and fails
# unless all members files of a network have the same checksum.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${CACHE:-$HOME/.cache/ringwatch-bench} runs=${RUNS:-10}
[ $# -gt 0 ] || set -- lfr100k lfr1m rings100k rings2m rmat20
go build -o bin/ringwatch ./cmd/ringwatch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for network in "$@"; do
  [ -e "$cache/$network.tsv" ] || "$cache/venv/bin/python" bench/graphs.py "$cache" "$network"
  for threads in 1 2 7; do
    for _ in $(seq "$runs"); do
      bin/ringwatch communities --in "$cache/$network.tsv" --out "$work/members" --threads "$threads" --log-level error > /dev/null
      md5sum < "$work/members" | cut -d' ' -f1 >> "$work/$network"
    done
  done
  echo "$network: $(wc -l < "$work/$network") runs, checksums: $(sort -u "$work/$network" | tr '\n' ' ')"
  [ "$(sort -u "$work/$network" | wc -l)" = 1 ]
done
