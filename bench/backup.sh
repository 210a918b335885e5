#!/bin/sh
# Measures backup and restore of a made-up fleet on the embedded PostgreSQL.
#   bench/backup.sh [HOSTS [PACKAGES [LOOKS [RUNS]]]]     default: 1000 500 2 3
# Needs a JDK 25 (JAVA_HOME) and Maven; writes only to a temporary folder, which it deletes.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 711 "$work"
mvn -o -q -pl server -am -Dspotless.check.skip -DskipTests -Dmdep.outputFile="$work/classpath" test-compile \
    dependency:build-classpath >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
echo "$(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
echo "file system of the database: $(df --output=fstype "$work" | tail -1)"
"$JAVA_HOME/bin/java" -Xmx512m -cp "server/target/test-classes:server/target/classes:$(cat "$work/classpath")" \
    dev.fettle.server.database.backup.BackupTimesMain "$work/run" "$@" | grep -v INFO
