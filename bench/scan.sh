#!/bin/sh
# bench/scan.sh FEED LISTING [RUNS]
#
# How long "fettle scan" takes on a saved listing of packages, and how much memory it needs:
#   import  with an empty cache, so that the feed is read, compiled and then used
#   warm    with the feed compiled by a run before, which is the state of every day
# and, where debsecan is installed, debsecan on the same packages and the same records in the same minutes, run
# alternately with a third series of warm scans. debsecan keeps nothing between runs: it unpacks and reads its whole data
# file each time. Its data file here is smaller than the tracker's own, and it explains and ranks nothing.
#
# FEED is an archive of OSV records (.zip or .zip.gz); LISTING is tab-separated with a header, as --packages takes it.
# PLATFORM (default debian:12) says what the listing is of. RUNS (default 7) is the number of runs of each series.
# The operating system's file cache is warm in all of them, and the launcher's build and AOT cache are made before.
set -eu
name=bench/scan.sh
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=bench/lib.sh
. "$home/bench/lib.sh"

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: bench/scan.sh FEED LISTING [RUNS]" >&2
    exit 64
fi
feed=$1 listing=$2 runs=${3:-7} platform=${PLATFORM:-debian:12}
check_runs "$runs"
[ -f "$feed" ] || die "there is no file $feed."
[ -f "$listing" ] || die "there is no file $listing."
prepare

facts
say "feed     ${feed##*/}, $(wc -c <"$feed") bytes, SHA-256 $(sha256sum <"$feed" | cut -c 1-16)…"
say "listing  ${listing##*/}, $(($(wc -l <"$listing") - 1)) packages, taken for $platform"
say "runs     $runs of each series; medians"
say

scan() {
    measure "$1" env "XDG_CACHE_HOME=$2" "$home/fettle" scan -q --packages "$listing" --platform "$platform" \
        --feeds "$feed" --format json
}

say "+ ./fettle scan -q --packages LISTING --platform $platform --feeds FEED --format json"
i=0
while [ "$i" -lt "$runs" ]; do
    i=$((i + 1))
    scan import "$work/empty-$i"
    rm -rf "$work/empty-$i"
done
scan filled "$work/cache"
i=0
while [ "$i" -lt "$runs" ]; do
    i=$((i + 1))
    scan warm "$work/cache"
done
say
row import "fettle scan, empty cache"
row warm "fettle scan, feed compiled before"
say

if ! command -v debsecan >/dev/null; then
    say "debsecan is not installed, so there is nothing to compare with."
    exit 0
fi

# debsecan asks SOURCE/GENERIC where it is told no suite. Signed sources are named by what was signed, as Fettle reads
# them; otherwise debsecan would pass over the kernel and have less to do.
mkdir "$work/source"
ecosystem=$(printf '%s' "$platform" | awk '{ print toupper(substr($0, 1, 1)) substr($0, 2) }')
say "debsecan $(dpkg-query -W -f='${Version}' debsecan 2>/dev/null || echo "of unknown version")"
say "+ bench/debsecan_data.py --ecosystem $ecosystem FEED SOURCE/GENERIC"
python3 "$home/bench/debsecan_data.py" --ecosystem "$ecosystem" "$feed" "$work/source/GENERIC"
say "+ bench/dpkg_status.py --unsigned LISTING STATUS"
python3 "$home/bench/dpkg_status.py" --unsigned "$listing" "$work/status"
say "+ debsecan --source file://SOURCE --status STATUS --format bugs"

debsecan_once() {
    measure "$1" debsecan --config "$work/absent" --whitelist "$work/absent" --source "file://$work/source" \
        --status "$work/status" --format bugs
}

debsecan_once first
i=0
while [ "$i" -lt "$runs" ]; do
    i=$((i + 1))
    scan beside "$work/cache"
    debsecan_once debsecan
done
say
row beside "fettle scan, alternating"
row debsecan "debsecan, alternating"
say "fettle / debsecan                  time $(ratio beside debsecan 1), memory $(ratio beside debsecan 2)"
say

# A ratio is worth nothing if one of the two did not do the work.
python3 - "$work/beside.out" "$work/debsecan.out" <<'PYTHON'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as stream:
    fettle = {each["vulnerability"] for each in json.load(stream)["findings"]
              if each["verdict"] != "not_affected"}
with open(sys.argv[2], encoding="utf-8") as stream:
    debsecan = set(stream.read().split())
print(f"vulnerabilities reported: fettle {len(fettle)}, debsecan {len(debsecan)}, both {len(fettle & debsecan)}")
for who, alone in (("fettle", fettle - debsecan), ("debsecan", debsecan - fettle)):
    if alone:
        print(f"only {who}: {', '.join(sorted(alone)[:10])}{' …' if len(alone) > 10 else ''}")
if not fettle or not debsecan:
    sys.exit("bench/scan.sh: one of the two reports nothing, so the ratio means nothing.")
PYTHON
