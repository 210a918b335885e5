#!/bin/sh
# bench/rollouts.sh [HOSTS [WAVES [wave|play]]]     default: 10000 10
#
# From the request of a roll-out of HOSTS hosts in WAVES waves until it is ready and until the hosts of the first wave have
# their orders, in a server with a PostgreSQL of its own; with "wave" until the second wave has its orders, with "play" until
# the end, by agents that answer at once in the same JVM. With "wave" the steps and the pages are measured as well. HEAP is the
# heap of this JVM (default 1500m). What the tables take is told as well. bench/rollout.sh measures the machine alone.
# Needs a JDK 25 (JAVA_HOME) and Maven; writes only to a temporary folder, which it deletes.
set -eu
cd "$(dirname "$0")/.."
hosts=${1:-10000} waves=${2:-10} play=${3:-}
work=$(mktemp -d)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
mvn -o -q -pl server -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" test-compile \
    dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
classes="server/target/test-classes:server/target/classes:$(cat "$work/classpath")"
mkdir "$work/run"
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
"$JAVA_HOME/bin/java" -Xmx"${HEAP:-1500m}" -XX:+UseSerialGC -cp "$classes" dev.fettle.server.rollouts.BenchRolloutMain \
    "$work/run" "$hosts" "$waves" $play 2>"$work/err" || { tail -20 "$work/err" >&2; exit 1; }
