#!/usr/bin/env bash
# Measures how time and memory grow with the network: bench/growth.sh [EDGES…]
#
# Generates networks of planted communities (bench/planted) with that many edges (default: 1, 10 and
# 100 million; the last takes 2 GB of disk) in CACHE (default ~/.cache/ringwatch-bench), and prints a
# table of what 'ringwatch communities' needs for each on two threads, under GOMEMLIMIT (default
# 3800MiB). DRAW_ONLY=1 only generates the networks.
set -euo pipefail
export GOMEMLIMIT=${GOMEMLIMIT:-3800MiB}
cd "$(dirname "$0")/.."
cache=${CACHE:-$HOME/.cache/ringwatch-bench}
[ $# -gt 0 ] || set -- 1000000 10000000 100000000
mkdir -p "$cache"
go build -o bin/ringwatch ./cmd/ringwatch
go build -o bin/planted ./bench/planted
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for edges in "$@"; do
  in=$cache/planted$edges.tsv
  [ -e "$in" ] || { bin/planted "$edges" > "$in.part" && mv "$in.part" "$in"; }
done
[ -z "${DRAW_ONLY:-}" ] || exit 0
echo "| edges | nodes | load s | Leiden s | edges/s | communities | modularity | peak MiB |"
echo "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for edges in "$@"; do
  python3 - bin/ringwatch communities --in "$cache/planted$edges.tsv" --out "$work/members" --threads 2 --log-level error <<'PY'
import json, resource, subprocess, sys
r = json.loads(subprocess.run(sys.argv[1:], check=True, stdout=subprocess.PIPE).stdout)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
print(f"| {r['edges']:,} | {r['nodes']:,} | {r['load_seconds']:.2f} | {r['seconds']:.2f} | {r['edges'] / r['seconds']:,.0f}"
      f" | {r['communities']:,} | {r['modularity']:.5f} | {peak:,} |", flush=True)
PY
done
