#!/bin/sh
# Measures the audit: appending, sealing, reading, verifying and exporting.
#   bench/audit.sh [ENTRIES]     default: 1000000
# Needs a JDK 25 (JAVA_HOME) and Maven; writes only to temporary folders, which it deletes.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -o -q -pl server -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" test-compile \
    dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
"$JAVA_HOME/bin/java" -Xmx256m -cp "server/target/test-classes:server/target/classes:$(cat "$work/classpath")" \
    dev.fettle.server.audit.AuditTimesMain "${1:-1000000}" 2>&1 | grep -v ' INFO \|DEBUG'
