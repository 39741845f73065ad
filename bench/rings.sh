#!/usr/bin/env bash
# Measures precision, recall and calibration on synthetic worlds: the tables of docs/measurements.
#
#   bench/rings.sh            about a quarter of an hour
#
# If PYTHON names a Python with igraph, its Leiden and Louvain are scored too, with the same rule of
# flagging on the same edges.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/rings" ./bench/rings
rings() { "$work/rings" "$@"; }

echo "## 60,000 and 500,000 records, five worlds each"
rings -reports 35000 -seeds 5
rings -reports 295000 -seeds 5
echo "## 60,000 to 5,000,000 records: candidates, and the largest component"
for reports in 31000 257000 1030000 2575000; do
  rings -candidates -reports $reports -seeds 1
done
echo "## worlds with other parameters, twenty each"
rings -variety 0,0.5,1 -seeds 20
echo "## textbook recipes, with the same rule of flagging"
rings -compare -seeds 5
rings -compare -reports 295000 -seeds 1
if [ -n "${PYTHON:-}" ]; then
  for reports in 35000 295000; do
    for seed in 1 2 3 4 5; do
      rings -reports $reports -seed $seed -edges "$work/edges"
      for method in leiden louvain; do
        "$PYTHON" bench/rings_igraph.py "$work/edges" "$work/members" $method
        rings -reports $reports -seed $seed -members "$work/members" | sed "s|^$work/members *|igraph $method, $reports reports |" | tail -1
      done
    done
  done
fi
echo "## ablations"
rings -ablate -variety 0,1 -seeds 10
