#!/usr/bin/env bash
# Community detection compared: ringwatch and its peers on the same networks.
#
#   bench/communities.sh [NETWORK…]          default: lfr100k lfr1m rings2m rmat20
#
# Makes the networks (bench/graphs.py), runs every peer RUNS times (default 5), in turns, on two
# threads, and prints each run as it ends. The last lines are a table of medians: seconds of the
# algorithm alone, modularity, communities, disconnected communities and peak memory. The first run
# installs the peers in CACHE (default ~/.cache/ringwatch-bench).
#
# PEERS names the peers (default: ringwatch igraph networkit scikit-network). GVE_LEIDEN, the binary of
# GVE-Leiden, adds that one: it must take FILE.mtx 1 WEIGHTED, print its time in milliseconds, and write
# 'node<TAB>community' to the file that the variable MEMBERS names. A peer that writes no members fails
# the comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${CACHE:-$HOME/.cache/ringwatch-bench} runs=${RUNS:-5}
read -ra peers <<< "${PEERS:-ringwatch igraph networkit scikit-network}"
[ -z "${GVE_LEIDEN:-}" ] || peers+=(gve)
[ $# -gt 0 ] || set -- lfr100k lfr1m rings2m rmat20

mkdir -p "$cache"
if [ ! -e "$cache/venv/done" ]; then
  echo "installing the peers in $cache" >&2
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install --quiet igraph==1.0.0 networkit scikit-network numpy scipy
  touch "$cache/venv/done"
fi
python=$cache/venv/bin/python
go build -o bin/ringwatch ./cmd/ringwatch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

total=$(($# * runs * ${#peers[@]})) count=0
for network in "$@"; do
  if [ ! -e "$cache/$network.mtx" ]; then
    echo "making $network: minutes for a large one" >&2
    "$python" bench/graphs.py "$cache" "$network" >&2
  fi
  for _ in $(seq "$runs"); do
    for peer in "${peers[@]}"; do
      count=$((count + 1))
      "$python" bench/communities.py "$cache/$network" "$peer" > "$work/one"
      cat "$work/one" >> "$work/all"
      "$python" - "$count/$total" "$work/one" >&2 <<'PY'
import json, sys
r = json.load(open(sys.argv[2]))
print(f"{sys.argv[1]}: {r['network']} {r['peer']}: {r['seconds']:.3f} s, modularity {r['modularity']:.5f}, {r['disconnected']} disconnected", flush=True)
PY
    done
  done
done
"$python" - "$work/all" <<'PY'
import json, statistics, sys
groups = {}
for line in open(sys.argv[1]):
    run = json.loads(line)
    groups.setdefault((run["network"], run["peer"]), []).append(run)
print("| network | peer | seconds | modularity | communities | disconnected | peak MiB |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |")
for (network, peer), runs in groups.items():
    m = {k: statistics.median(r[k] for r in runs) for k in ("seconds", "modularity", "communities", "disconnected", "peak")}
    print(f"| {network} | {peer} | {m['seconds']:.3f} | {m['modularity']:.5f} | {m['communities']:.0f} | {m['disconnected']:.0f} | {m['peak']:.0f} |")
PY
