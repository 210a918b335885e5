#!/bin/sh
# bench/agents.sh [AGENTS [SECONDS [RATE [WAIT]]]]     default: 10000 20 0 50
#
# How many check-ins a second the port for hosts answers, and how fast: AGENTS simulated agents, each with a certificate of
# its own and a connection over TLS that stays, check in for SECONDS, RATE a second (0: as fast as 64 at a time go). Then all
# of them wait for WAIT seconds, and the server's memory is measured. The client runs on the same machine and is part of what
# is measured. HEAP is the server's heap (default 512m, as installed).
# Needs a JDK 25 (JAVA_HOME), Maven and python3; writes only to a temporary folder, which it deletes.
set -eu
cd "$(dirname "$0")/.."
agents=${1:-10000} seconds=${2:-20} rate=${3:-0} wait=${4:-50}
work=$(mktemp -d)
chmod 711 "$work"
server='' client=''
# shellcheck disable=SC2317
end() {
    exec 3>&- 2>/dev/null || :
    [ -z "$client" ] || kill "$client" 2>/dev/null || :
    [ -z "$server" ] || { sleep 5; kill "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :; }
    rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM HUP
if [ -n "${CLASSES:-}" ]; then
    classes=$CLASSES
else
    mvn -o -q -pl server -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" test-compile \
        dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
    classes="server/target/test-classes:server/target/classes:$(cat "$work/classpath")"
fi
ulimit -n "$(ulimit -H -n)"
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg), server's heap ${HEAP:-512m}"
mkfifo "$work/in"
"$JAVA_HOME/bin/java" -Xmx"${HEAP:-512m}" -Xss512k -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -cp "$classes" \
    dev.fettle.server.agents.BenchDoorMain "$work/run" "$agents" <"$work/in" >"$work/out" 2>"$work/err" &
server=$!
exec 3>"$work/in"
tries=0
until grep -q https "$work/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] && kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/err" >&2; exit 1; }
    sleep 1
done
read -r url authority token <<EOF
$(grep https "$work/out" | tail -1)
EOF
pss() { awk -v s="$1" '/^Pss:/ { printf "%s: Pss %.0f MB", s, $2 / 1024 } /^Private_Dirty:/ { printf ", private %.0f MB\n", $2 / 1024 }' "/proc/$server/smaps_rollup"; }
pss "server before"
"$JAVA_HOME/bin/java" -Xmx1500m -XX:+UseSerialGC -cp "$classes" dev.fettle.server.agents.BenchAgentsMain \
    "$url" "$authority" "$token" "$agents" "$seconds" "$rate" "$wait" >"$work/client" 2>"$work/client-err" &
client=$!
measured=''
while kill -0 "$client" 2>/dev/null; do
    if [ -z "$measured" ] && grep -q 'measure now' "$work/client"; then
        measured=1
        pss "server with all of them waiting"
    fi
    sleep 1
done
wait "$client" || { cat "$work/client-err" >&2; tail -5 "$work/err" >&2; }
client=''
cat "$work/client"
pss "server after"
grep -c WARN "$work/err" | sed 's/^/warnings of the server: /' || :
