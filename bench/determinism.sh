#!/usr/bin/env bash
# Checks that results are the same on any number of threads.
#
#   bench/determinism.sh [NETWORK…]       communities
#   bench/determinism.sh rings FILE…      rings, also with the records shuffled
#
# Communities: runs 'ringwatch communities' RUNS times (default 10) with each of --threads 1, 2 and
# 7 on each network in CACHE (default ~/.cache/ringwatch-bench; bench/graphs.py makes them), and
# fails unless all members files of a network have the same checksum.
#
# Rings: runs 'ringwatch detect --from' on each file of records as it is, and shuffled on 1, 2 and 7
# threads, and fails unless the rings are the same, byte for byte.
set -euo pipefail
[ "${1:-}" != rings ] || [ $# -gt 1 ] || { echo "usage: bench/determinism.sh rings FILE…" >&2; exit 2; }
if [ "${1:-}" = rings ]; then shift; mapfile -t files < <(realpath -- "$@"); fi
cd "$(dirname "$0")/.."
go build -o bin/ringwatch ./cmd/ringwatch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "${files:-}" ]; then
  for file in "${files[@]}"; do
    bin/ringwatch detect --from "$file" --out "$work/want" --log-level error
    for threads in 1 2 7; do
      shuf --random-source=<(yes "$threads") "$file" > "$work/shuffled"
      GOMAXPROCS=$threads bin/ringwatch detect --from "$work/shuffled" --out "$work/got" --log-level error
      cmp "$work/want" "$work/got"
    done
    echo "$(basename "$file"): $(wc -l < "$file") records, $(wc -l < "$work/want") rings, the same each time"
  done
  exit
fi
cache=${CACHE:-$HOME/.cache/ringwatch-bench} runs=${RUNS:-10}
[ $# -gt 0 ] || set -- lfr100k lfr1m rings100k rings2m rmat20
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
