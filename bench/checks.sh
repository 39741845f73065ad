#!/usr/bin/env bash
# Measures how fast the API answers a second process on loopback, with 10,000 rings of 100 members in
# memory: checks of 1 and of 1,000 tokens, in turns with a bare Gin handler that reads the same body and
# does nothing; pages of rings and single rings at 500 requests per second; and the traffic of one
# agency while another floods.
#
#   bench/checks.sh [SECONDS]         3 by default, per measurement except the flood
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-3}s
long=10s # during a flood: its burst is used up within the first two seconds
go build -o bin/checks ./bench/checks
dir=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill -INT "$server" 2>/dev/null && wait "$server"; } || true; server=; }
finish() { stop; rm -rf "$dir"; }
trap finish EXIT
start() {
  rm -f "$dir/where"
  bin/checks serve "$@" > "$dir/where" &
  server=$!
  until [ -s "$dir/where" ]; do kill -0 "$server"; sleep 0.1; done
  where=$(cat "$dir/where")
}
load() { bin/checks load --where "$where" --for "$each" "$@"; }

start
for turn in 1 2 3; do
  for tokens in 1 1000; do
    load --what noop --tokens "$tokens"
    load --what checks --tokens "$tokens"
  done
done
echo "## 500 requests per second"
load --what rings --rate 500
load --what ring --rate 500
load --what checks --rate 500
stop

echo "## one agency's 100 requests per second: alone, then during a flood"
start --rate 200
load --what rings --rate 100 > /dev/null # a warm server
load --what rings --rate 100 --for $long
load --what flood --connections 64 --for $long > "$dir/flood" &
load --what rings --rate 100 --for $long
wait $!
cat "$dir/flood"
stop

echo "## memory of the index, and how long one token takes"
go test ./api/check -run '^$' -bench Index -benchtime 1s | grep -E 'bytes/token'
