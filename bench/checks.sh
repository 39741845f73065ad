#!/usr/bin/env bash
# How fast the API answers, from a second process on loopback, with 10,000 rings of 100 members
# in memory: checks of 1 and of 1,000 tokens beside a bare Gin handler that does nothing with the
# same body, by turns; pages of rings and single rings at 500 requests a second; and one agency's
# traffic with another flooding beside it.
#
#   bench/checks.sh [SECONDS]         3 by default, for each measurement but the flood
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-3}s
long=10s # beside a flood: what it may ask at once is over in the first second or two
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
ask() { bin/checks load --where "$where" --for "$each" "$@"; }

start
for turn in 1 2 3; do
  for tokens in 1 1000; do
    ask --what noop --tokens "$tokens"
    ask --what checks --tokens "$tokens"
  done
done
echo "## 500 requests a second"
ask --what rings --rate 500
ask --what ring --rate 500
ask --what checks --rate 500
stop

echo "## one agency's 100 requests a second: quiet, then beside a flood"
start --rate 200
ask --what rings --rate 100 > /dev/null # a warm server
ask --what rings --rate 100 --for $long
ask --what flood --connections 64 --for $long > "$dir/flood" &
ask --what rings --rate 100 --for $long
wait $!
cat "$dir/flood"
stop

echo "## memory of the index, and how long one token takes"
go test ./api -run '^$' -bench CheckIndex -benchtime 1s | grep -E 'bytes/token'
