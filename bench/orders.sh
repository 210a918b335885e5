#!/bin/sh
# bench/orders.sh [ORDERS]     default: 40
#
# How long an order takes: from the moment a program asks the API for it until it lies in the journal of an agent that waits on
# a real test host, and until the agent has reported it. A real server, the agent's package as packaging/agent/build makes it,
# ORDERS to collect evidence one after the other. Needs root, a JDK 25 (JAVA_HOME), Maven and what docs/fleet.md names.
set -eu
: "${JAVA_HOME:?set it to a JDK 25}"
cd "$(dirname "$0")/.."
home=$(pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work" "$home"/cli/bench-orders*' EXIT
trap 'exit 130' INT TERM HUP
mvn -o -q -pl cli -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
    package dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
cd cli
"$JAVA_HOME/bin/java" -cp "target/classes:target/test-classes:$(cat "$work/classpath")" dev.fettle.cli.BenchOrdersMain "${1:-40}"
