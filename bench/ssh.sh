#!/bin/sh
# bench/ssh.sh [HOSTS [LOOKS [COMMANDS]]]     default: 200 64 8
#
# How long it takes to look at HOSTS real test hosts over SSH (a whole survey each: packages, pending patches, services, running
# kernel and processes), LOOKS at a time and COMMANDS at a time in one network, in which all of them are; three rounds, each with
# new connections. The hosts run on the same machine and are most of what is measured: apt and dpkg of each look at the same two
# cores. Needs root, a JDK 25 (JAVA_HOME), Maven and what docs/fleet.md names; leaves nothing behind.
set -eu
: "${JAVA_HOME:?set it to a JDK 25}"
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
mvn -o -q -pl ssh -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
    package dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
"$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    -cp "ssh/target/classes:ssh/target/test-classes:$(cat "$work/classpath")" dev.fettle.ssh.BenchSshMain "${1:-200}" "${2:-64}" "${3:-8}"
