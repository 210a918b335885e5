#!/bin/sh
# bench/machine.sh [RUNS]
#
# What a scan of this machine costs beyond the question to apt that it cannot do without: alternately
#   apt-get -s dist-upgrade                                what apt itself needs to think of an upgrade
#   ./fettle scan -q --no-changelogs --format json         the same, with the inventory, its archives and the report
# each RUNS times (default 7), after one run of each that is not counted. Neither changes anything on the machine.
#
# Fettle's apt works with caches of its own, which the run that is not counted makes. Where the machine's configuration
# tells apt to keep none ("pkgcache" below), Fettle has that advantage over apt-get, and the difference can be negative.
# apt-get run by root may renew its caches in /var/cache/apt, as always.
#
# No feed is given, so nothing is judged, and no changelog is fetched. The memory is that of the largest single process
# (GNU time says no more), not the sum of Fettle and the apt processes that it starts.
set -eu
name=bench/machine.sh
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=bench/lib.sh
. "$home/bench/lib.sh"

if [ $# -gt 1 ]; then
    echo "usage: bench/machine.sh [RUNS]" >&2
    exit 64
fi
runs=${1:-7}
check_runs "$runs"
command -v apt-get >/dev/null || die "this machine has no apt-get."
prepare

facts
say "system   $(sed -n 's/^PRETTY_NAME="\(.*\)"$/\1/p' /etc/os-release), $(apt-get --version | head -n 1)"
pkgcache=$(apt-config dump --format '%v' Dir::Cache::pkgcache)
say "pkgcache ${pkgcache:-none: apt is told to keep none, so it reads every list anew at each call}"
say "packages $(dpkg-query -W -f='${db:Status-Status}\n' | grep -cx installed) installed"
say "runs     $runs of each, alternating; medians"
say

apt_once() { measure "$1" apt-get -s dist-upgrade; }
fettle_once() {
    measure "$1" env "XDG_CACHE_HOME=$work/cache" "$home/fettle" scan -q --no-changelogs --format json
}

say "+ apt-get -s dist-upgrade"
say "+ ./fettle scan -q --no-changelogs --format json"
apt_once first-apt
fettle_once first-fettle
i=0
while [ "$i" -lt "$runs" ]; do
    i=$((i + 1))
    apt_once apt
    fettle_once fettle
done
say
row apt "apt-get -s dist-upgrade"
row fettle "fettle scan"
say "fettle - apt-get                   $(difference fettle apt 1 1000) s   $(difference fettle apt 2 1024) MiB"
