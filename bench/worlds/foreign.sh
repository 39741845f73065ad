#!/usr/bin/env bash
# Converts what foreign generators made to worlds: bench/worlds/foreign.sh DIR SEED
#
# The folder FOREIGN_OUTPUT holds the output of generators, which are not part of this project:
#   amlgentex-N/ (spatial, temporal)   fastcdrgen-N.csv   paysim-N/   fraudtwin-N/ (a run)
# bench/worlds/foreign/README.md says what each must hold. Whatever is missing is left out. FraudTwin is a
# registry package; where Python 3.12 or newer and its package are installed, a missing run is made.
# PYTHON names an interpreter with pandas, pyarrow and polars; FRAUDTWIN_PYTHON one with fraudtwin.
# Writes DIR/GENERATOR-N-REGIME-SEED.ndjson with .truth.json, .planned.json and .innocents.json.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: bench/worlds/foreign.sh DIR SEED" >&2; exit 2; }
[ -n "${FOREIGN_OUTPUT:-}" ] || { echo "foreign worlds are left out: FOREIGN_OUTPUT names no folder" >&2; exit 0; }
dir=$1 seed=$2 here=$(cd "$(dirname "$0")/foreign" && pwd) python=${PYTHON:-python3}
if [ -n "${FRAUDTWIN_PYTHON:-}" ] && [ ! -d "$FOREIGN_OUTPUT/fraudtwin-1" ]; then
  "$FRAUDTWIN_PYTHON" "$here/fraudtwin_run.py" 7 2500 "$FOREIGN_OUTPUT/fraudtwin-1"
fi
for output in "$FOREIGN_OUTPUT"/{amlgentex,fastcdrgen,paysim,fraudtwin}-[0-9]*; do
  [ -e "$output" ] || continue
  name=$(basename "$output" .csv)
  regimes="dense sparse"
  case $name in fraudtwin-*) regimes="own dense sparse"; output=$(ls -d "$output"/RUN-* | head -1) ;; esac
  for regime in $regimes; do
    "$python" "$here/${name%%-*}.py" "$output" "$regime" "$seed" "$dir/$name-$regime-$seed"
  done
done
