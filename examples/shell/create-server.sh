#!/bin/sh
# A small script for VPS.org, such as yours: creates a server, waits until it runs, and prints its address.
# VPSORG_URL and VPSORG_TOKEN say where; WAIT is `sleep`, or what a test has in its place.
set -eu

ask() {
  curl -sS --noproxy '*' --fail -H "authorization: Bearer $VPSORG_TOKEN" -H 'content-type: application/json' "$@"
}
# The value of the first member of this name.
member() {
  grep -o "\"$1\":[^,}]*" | head -n 1 | sed 's/^[^:]*://; s/"//g'
}

server=$(ask "$VPSORG_URL/servers/" -d "{\"name\":\"$1\",\"plan_id\":1,\"os_id\":5,\"location\":\"us-west\"}")
id=$(echo "$server" | member id)
while [ "$(echo "$server" | member status)" = provisioning ]; do
  ${WAIT:-sleep} 60s
  server=$(ask "$VPSORG_URL/servers/$id/")
done
echo "$server" | member ip_address
