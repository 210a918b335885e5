#!/bin/bash
# bench/agent.sh DEB [MINUTES]
#
# Memory and processor time of the resident agent on a real test host under its own unit: the package DEB (packaging/agent/build)
# is installed there, enrolled with a server of the tests over TLS, and left alone for MINUTES (5). Packages are added to dpkg's
# list until there are about 700. Needs root and what docs/fleet.md names; leaves nothing behind.
set -euo pipefail
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
deb=$(readlink -f "$1") minutes=${2:-5}
fleet() { "$home/testing/fleet/fleet" -r agentbench "$@"; }
jdk=${JAVA_HOME:-$(ls -d /usr/lib/jvm/*25* | head -1)}
work=$(mktemp -d)
end() {
    exec 3>&- || :
    fleet down >/dev/null 2>&1 || :
    rm -rf "$work"
}
trap end EXIT

[ -n "${FETTLE_BENCH_CLASSPATH:-}" ] && cp "$FETTLE_BENCH_CLASSPATH" "$work/classpath" || (cd "$home" && mvn -B -q ${FETTLE_MAVEN_ARGS:-} -pl agent -am -DskipTests -Dspotless.check.skip package dependency:build-classpath \
    -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test >"$work/maven.log" 2>&1) || { cat "$work/maven.log"; exit 1; }
fleet up 1 >"$work/up"
read -r host address <"$work/up"
machine=$(fleet exec "$host" sh -c 'ip -4 route show default | sed "s/.*via \([0-9.]*\).*/\1/"' 2>/dev/null || :)
[ -n "$machine" ] || machine=$(python3 -c 'import sys; a=sys.argv[1].split("."); print(".".join(a[:3] + ["1"]))' "$address")
mkfifo "$work/in"
"$jdk/bin/java" -cp "$home/agent/target/classes:$home/agent/target/test-classes:$(cat "$work/classpath")" \
    dev.fettle.agent.MadeUpServerMain "$machine" 0 <"$work/in" >"$work/server" 2>"$work/server.err" &
exec 3>"$work/in"
for _ in $(seq 100); do [ "$(wc -l <"$work/server")" -ge 2 ] && break; sleep 0.2; done
{ read -r url; read -r token; } <"$work/server"

fleet exec "$host" sh -c 'cat >/root/agent.deb' <"$deb"
fleet exec "$host" sh -c 'n=$(dpkg-query -W | wc -l); i=0; while [ $((n + i)) -lt 700 ]; do i=$((i + 1))
    printf "Package: made-up-%s\nStatus: install ok installed\nPriority: optional\nSection: misc\nMaintainer: a <a@b>\nArchitecture: amd64\nVersion: 1.%s-1\nDescription: made up\n\n" $i $i; done >>/var/lib/dpkg/status'
fleet exec "$host" apt-get -q update >/dev/null
fleet exec "$host" apt-get -qy install /root/agent.deb >/dev/null 2>"$work/apt" || { cat "$work/apt"; exit 1; }
printf '%s' "$token" | fleet exec "$host" fettle-agent enrol "$url" --token -
echo "packages: $(fleet exec "$host" sh -c 'dpkg-query -W | wc -l')"
fleet exec "$host" systemd-analyze security --no-pager fettle-agent.service | tail -1
pid=$(fleet exec "$host" systemctl show -P MainPID fettle-agent)
figures() {
    fleet exec "$host" sh -c "grep VmRSS /proc/$pid/status; grep -E '^(Rss|Pss|Private_Clean|Private_Dirty|Anonymous):' /proc/$pid/smaps_rollup; cut -d' ' -f14,15 /proc/$pid/stat | sed 's/^/ticks /'; systemctl show -P CPUUsageNSec fettle-agent | sed 's/^/unit ns /'"
}
sleep 45
echo "after 45 s:"; figures
sleep $((minutes * 60))
echo "after $minutes more minutes:"; figures
fleet exec "$host" journalctl --no-pager -u fettle-agent -o cat | tail -5
exec 3>&-
wait %1 || :
tail -1 "$work/server"
