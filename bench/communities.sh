#!/usr/bin/env bash
# Community detection side by side: ringwatch and its peers in turn, on the same networks.
#
#   bench/communities.sh [NETWORK…]          default: lfr100k lfr1m rings2m rmat20
#
# Makes the networks (bench/graphs.py), runs every peer RUNS times (default 5), one after
# the other on two threads, and prints a table of medians: seconds of the algorithm alone,
# modularity, communities, disconnected ones and peak memory. The first run installs the
# peers in CACHE (default ~/.cache/ringwatch-bench). PEERS names who takes part (default:
# ringwatch igraph networkit scikit-network); GVE_LEIDEN, the binary of GVE-Leiden, which
# is given FILE.mtx 1 WEIGHTED, prints its time in milliseconds and modularity and, if
# MEMBERS is set, writes 'node<TAB>community' there, adds that one.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${CACHE:-$HOME/.cache/ringwatch-bench} runs=${RUNS:-5}
read -ra peers <<< "${PEERS:-ringwatch igraph networkit scikit-network}"
[ -z "${GVE_LEIDEN:-}" ] || peers+=(gve)
[ $# -gt 0 ] || set -- lfr100k lfr1m rings2m rmat20

mkdir -p "$cache"
if [ ! -e "$cache/venv/done" ]; then
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install --quiet igraph==1.0.0 networkit scikit-network numpy scipy
  touch "$cache/venv/done"
fi
python=$cache/venv/bin/python
go build -o bin/ringwatch ./cmd/ringwatch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measured() { # peer, network: one line of JSON
  local in=$cache/$2
  case $1 in
    ringwatch)
      "$python" - "$work/rw.json" bin/ringwatch communities --in "$in.tsv" --out "$work/members" --threads 2 --log-level error <<'PY'
import json, resource, subprocess, sys
out = json.loads(subprocess.run(sys.argv[2:], check=True, stdout=subprocess.PIPE).stdout)
out["peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
json.dump(out, open(sys.argv[1], "w"))
PY
      "$python" bench/communities.py "$in.npz" "members:$work/members" > "$work/score.json"
      "$python" -c 'import json,sys; a,b=(json.load(open(f)) for f in sys.argv[1:]); print(json.dumps(a|b))' "$work/rw.json" "$work/score.json" ;;
    gve)
      "$python" - "$work/rw.json" "$GVE_LEIDEN" "$in.mtx" "$work/members" <<'PY'
import json, os, re, resource, subprocess, sys
weighted = "1" if " real " in open(sys.argv[3]).readline() else "0"
text = subprocess.run([sys.argv[2], sys.argv[3], "1", weighted], check=True, stdout=subprocess.PIPE, text=True,
                      env=os.environ | {"MEMBERS": sys.argv[4]}).stdout
seconds = float(re.search(r"\{([0-9.]+)ms, [0-9.]+ms mark", text)[1]) / 1000
json.dump({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10}, open(sys.argv[1], "w"))
PY
      "$python" bench/communities.py "$in.npz" "members:$work/members" > "$work/score.json"
      "$python" -c 'import json,sys; a,b=(json.load(open(f)) for f in sys.argv[1:]); print(json.dumps(a|b))' "$work/rw.json" "$work/score.json" ;;
    *) "$python" bench/communities.py "$in.npz" "$1" ;;
  esac
}

for network in "$@"; do
  [ -e "$cache/$network.mtx" ] || "$python" bench/graphs.py "$cache" "$network"
  for _ in $(seq "$runs"); do
    for peer in "${peers[@]}"; do
      measured "$peer" "$network" | sed "s/^{/{\"network\": \"$network\", \"peer\": \"$peer\", /" >> "$work/all"
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
