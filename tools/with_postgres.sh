#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL set to a PostgreSQL of its own: a fresh cluster in a temporary folder on a spare
# port, started as an unprivileged user, gone afterwards.
set -euo pipefail

bin=$({ ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null || true; } | sort -V | tail -n 1)
folder=$(mktemp -d)
python=$("$(dirname "$0")/system.sh" python)
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

as_user() {
  if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; else "$@"; fi
}
[ "$(id -u)" -eq 0 ] && chown postgres "$folder"
stop() { as_user "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT

as_user "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
as_user "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=100" start >/dev/null
TEST_DATABASE_URL="postgresql://postgres@127.0.0.1:$port/postgres" "$@"
