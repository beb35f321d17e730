#!/bin/sh
# Tests the script against stuntbox: npx stuntbox run vpsorg -- sh test.sh
set -eu
cd "$(dirname "$0")"

STUNTBOX=${STUNTBOX:-npx stuntbox}
export VPSORG_URL="$STUNTBOX_VPSORG_URL" VPSORG_TOKEN=any-token
# Instead of waiting, the script moves the server's time.
export WAIT="$STUNTBOX advance"

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

# It waits until the server has an address: three minutes of the server's time, and three questions.
address=$(sh create-server.sh web-1)
[ -n "$address" ] || fail 'the script printed no address'
asked=$($STUNTBOX journal --operation 'GET /servers/{server_id}/' | wc -l)
[ "$asked" -eq 3 ] || fail "the script asked $asked times"

# It fails when the account is out of credits.
$STUNTBOX reset
$STUNTBOX play vpsorg/out-of-credits
if sh create-server.sh web-2 2>/dev/null; then fail 'the script did not notice that the account is out of credits'; fi

echo 'all good'
