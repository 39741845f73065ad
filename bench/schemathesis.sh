#!/usr/bin/env bash
# Tests a platform with synthetic data against api/openapi.yaml, with all checks of Schemathesis.
#
#   bench/schemathesis.sh [EXAMPLES]      40 by default, per operation and phase
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${1:-40}
go build -o bin/ringwatch ./cmd/ringwatch
dir=$(mktemp -d)
up=
finish() { [ -z "$up" ] || kill -INT "$up" 2>/dev/null || true; wait || true; rm -rf "$dir"; }
trap finish EXIT

python3 -m venv "$dir/venv"
echo "installing schemathesis"; "$dir/venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
echo "loading a synthetic world"; env -u NEO4J_URI bin/ringwatch up --demo 1000 --data "$dir/data" --listen 127.0.0.1:0 --schedule '0 0 1 1 *' \
  --rate 100000 --check-rate 100000 --log-level warn > "$dir/up.log" 2>&1 &
up=$!
until grep -q 'Ringwatch is up' "$dir/up.log"; do kill -0 "$up" || { cat "$dir/up.log"; exit 1; }; sleep 0.5; done
field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p" "$dir/data/connection.json"; }

export RINGWATCH_KEY=$(field key)
"$dir/venv/bin/schemathesis" --config-file bench/schemathesis.toml run "$(field api)/openapi.yaml" \
  --checks all --max-examples "$examples" --seed 1 --continue-on-failure --workers 1
! grep -i 'level=error' "$dir/up.log"
