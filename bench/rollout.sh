#!/bin/sh
# bench/rollout.sh [HOSTS]
#
# What the machine of a roll-out costs for HOSTS hosts (default 100000) in ten waves, all begun at once: the time of a message
# and of a tick, three rounds in one JVM. The machine alone, without a database and without hosts.
set -eu
name=bench/rollout.sh
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=bench/lib.sh
. "$home/bench/lib.sh"

[ $# -le 1 ] || { echo "usage: bench/rollout.sh [HOSTS]" >&2; exit 64; }
hosts=${1:-100000}
prepare
facts
say
jdk=$(sed -n 2p "$home/target/launcher/stamp")
java=$(command -v "${JAVA_HOME:-/nonexistent}/bin/java" || find /usr/lib/jvm -path '*25*/bin/java' | head -n 1)
[ -n "$java" ] || die "needs a JDK 25 (found ${jdk:-none}); set JAVA_HOME."
(cd "$home" && mvn -q -o -Dspotless.check.skip -DskipTests -pl sim -am compile) >"$work/build.log" 2>&1 ||
    { cat "$work/build.log" >&2; die "the simulation was not compiled."; }
"$java" -Xmx3g -cp "$home/sim/target/classes:$home/core/target/classes" dev.fettle.sim.LargeRolloutMain "$hosts"
