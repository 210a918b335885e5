#!/bin/sh
# bench/fleet.sh [HOSTS [REQUESTS]]
#
# How the pages answer with HOSTS hosts (default 100000) and 20 clients, each of which asks again as soon as it is
# answered: p50 and p95 of REQUESTS requests (default 4000) for each page, how long the index takes to be read after a
# start, and the memory of the server.
#
# The hosts are generated: 1,000 are looked at by the real code over 90 days and then copied in the database, each has
# about 400 packages of 240 sources, and feeds that are made up say 6,000 vulnerabilities of 400 sources and the kernel.
# The clients run on the same machine. The launcher's build is made before; the test classes are compiled for it.
set -eu
name=bench/fleet.sh
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=bench/lib.sh
. "$home/bench/lib.sh"

[ $# -le 2 ] || { echo "usage: bench/fleet.sh [HOSTS [REQUESTS]]" >&2; exit 64; }
hosts=${1:-100000}
requests=${2:-4000}
prepare
facts
say

jdk=$(sed -n 2p "$home/target/launcher/stamp")
java=$(command -v "${JAVA_HOME:-/nonexistent}/bin/java" || find /usr/lib/jvm -path '*25*/bin/java' | head -n 1)
[ -n "$java" ] || die "needs a JDK 25 (found ${jdk:-none}); set JAVA_HOME."
(cd "$home" && mvn -q -o -Dspotless.check.skip -DskipTests -pl server -am package) >"$work/build.log" 2>&1 ||
    { cat "$work/build.log" >&2; die "the tests were not compiled."; }
classes="$home/server/target/test-classes:$home/server/target/dist/lib/*"
"$java" -cp "$classes" dev.fettle.server.demo.BenchFleetMain "$work/data" "$hosts" "$work/feeds"
say
python3 "$home/bench/fleet_client.py" "$home/fettle" "$work/data" "$work/feeds" "$java" "$classes" "$requests"
