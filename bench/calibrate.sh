#!/usr/bin/env bash
# Makes analysis/rings/model.json, the model that this version comes with: bench/calibrate.sh [DIR]
#
# Generates the worlds of bench/worlds.sh in DIR, unless DIR/fit is there already, fits the model to
# DIR/fit, and prints how detection does on each generator with a model that was fitted on the others.
# Without DIR the worlds are deleted afterwards. Commit before, so that the model names the revision.
# More flags of ringwatch calibrate are in FLAGS, such as FLAGS="--ridge 10".
set -euo pipefail
[ $# -le 1 ] || { echo "usage: bench/calibrate.sh [DIR]" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dir=${1:-$work/worlds}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
cd "$(dirname "$0")/.."
[ -d "$dir/fit" ] || bench/worlds.sh "$dir" >&2
go build -buildvcs=true -o "$work/ringwatch" ./cmd/ringwatch
# shellcheck disable=SC2086 # FLAGS are several words
"$work/ringwatch" calibrate --worlds "$dir/fit" --hold-out --out "$work/model.json" --note "made by bench/calibrate.sh" ${FLAGS:-}
cp "$work/model.json" analysis/rings/model.json
