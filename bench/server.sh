#!/bin/sh
# bench/server.sh [RUNS [REQUESTS]]
# bench/server.sh soak SECONDS
#
# How long "fettle up" takes to start, how long its pages take, and how much memory it needs:
#   first    an empty data folder, from the start of the launcher to the page that sets the first password
#   restart  a folder with a scanned host, from the start of the launcher to the signed-in page of its patches; the
#            session is the one of before
#   pages    REQUESTS (default 2000) for each page, one after another on one connection that is kept, by Python's
#            http.client; its own time is part of the figures
# and the proportional set size (Pss) of the JVM and of all processes of PostgreSQL.
#
# RUNS (default 5) is the number of starts of each kind. "soak" starts once, asks for the page of the patches once a
# second, and tells the memory at the beginning, each tenth of the time, and the end.
#
# FEED names what the server takes as feed (default: the small one that the AOT cache is trained with). This machine is
# scanned, without changelogs. The launcher's build and AOT caches are made before, and the file cache is warm.
set -eu
name=bench/server.sh
home=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=bench/lib.sh
. "$home/bench/lib.sh"

if [ "${1:-}" = soak ] && [ $# -eq 2 ]; then
    check_runs "$2"
elif [ $# -le 2 ] && [ "${1:-}" != soak ]; then
    set -- "${1:-5}" "${2:-2000}"
    check_runs "$1"
    check_runs "$2"
else
    echo "usage: bench/server.sh [RUNS [REQUESTS]] | soak SECONDS" >&2
    exit 64
fi
feed=${FEED:-$home/cli/src/aot-training/feeds}
[ -e "$feed" ] || die "there is no feed $feed."
prepare

facts
say "feed     $feed"
say
# Not exec: the folder is deleted afterwards.
python3 "$home/bench/server_client.py" "$home/fettle" "$work/data" "$feed" "$@"
