# shellcheck shell=sh
# What the benchmark scripts share: a private folder, facts on the machine, one measured run, medians. To be sourced.
# The caller has set "name" (the script's own) and "home" (the checkout).
# shellcheck disable=SC2154

export LC_ALL=C
unset FETTLE_BUILDING

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$name" "$*" >&2; exit 1; }

# One folder for everything that is written, Fettle's cache too; the user's own cache is never touched.
prepare() {
    [ -x /usr/bin/time ] || die "needs GNU time and found no /usr/bin/time; install the package time."
    command -v python3 >/dev/null || die "needs python3 and found none on PATH."
    work=$(mktemp -d) || die "cannot make a temporary folder."
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    case $work in
        *[!A-Za-z0-9/._-]*) die "the temporary folder $work cannot stand in a URL as it is; set TMPDIR to another." ;;
    esac
    # The launcher builds when a source has changed; that must not be measured.
    version=$(XDG_CACHE_HOME="$work/first" "$home/fettle" --version) || die "$home/fettle does not run."
}

facts() {
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
    jdk=$(sed -n 2p "$home/target/launcher/stamp" 2>/dev/null || :)
    commit=$(git -C "$home" rev-parse --short HEAD 2>/dev/null || :)
    [ -z "$commit" ] || [ -z "$(git -C "$home" status --porcelain 2>/dev/null)" ] || commit="$commit with changes"
    say "date     $(date -u +%Y-%m-%dT%H:%MZ)"
    say "cpu      ${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) cores"
    say "memory   $(awk '/^MemTotal/ {printf "%d MiB", $2 / 1024}' /proc/meminfo)"
    say "load     $(cut -d ' ' -f 1-3 /proc/loadavg) before the first run (1, 5, 15 minutes)"
    say "kernel   $(uname -sr)"
    say "jdk      ${jdk:-unknown}"
    say "fettle   $(printf '%s' "$version" | tr '\n' ' '), commit ${commit:-unknown}"
}

# measure SERIES COMMAND…: runs it once; its output goes to $work/SERIES.out, "milliseconds KiB" to $work/SERIES.runs.
measure() {
    series=$1
    shift
    code=0
    started=$(date +%s%N)
    /usr/bin/time -v -o "$work/time" "$@" </dev/null >"$work/$series.out" 2>"$work/$series.err" || code=$?
    ended=$(date +%s%N)
    if [ "$code" -ne 0 ]; then
        cat "$work/$series.err" >&2
        die "this run ended with $code, so nothing was measured: $*"
    fi
    rss=$(sed -n 's/.*Maximum resident set size (kbytes): //p' "$work/time")
    say "$(((ended - started) / 1000000)) $rss" >>"$work/$series.runs"
}

# median SERIES COLUMN: column 1 is milliseconds, 2 KiB.
median() {
    cut -d ' ' -f "$2" "$work/$1.runs" | sort -n |
        awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
}

# row SERIES LABEL: the medians, and the least and the greatest wall time.
row() {
    span=$(cut -d ' ' -f 1 "$work/$1.runs" | sort -n |
        awk 'NR == 1 { least = $1 } END { printf "%.3f-%.3f", least / 1000, $1 / 1000 }')
    awk -v label="$2" -v ms="$(median "$1" 1)" -v kib="$(median "$1" 2)" -v span="$span" \
        'BEGIN { printf "%-34s %8.3f s   %7.1f MiB   (%s s)\n", label, ms / 1000, kib / 1024, span }'
}

# ratio A B COLUMN and difference A B COLUMN DIVISOR: of the medians, a / b and (a - b) / divisor.
ratio() {
    awk -v a="$(median "$1" "$3")" -v b="$(median "$2" "$3")" 'BEGIN { printf "%.2f", a / b }'
}

difference() {
    awk -v a="$(median "$1" "$3")" -v b="$(median "$2" "$3")" -v by="$4" 'BEGIN { printf "%+.3f", (a - b) / by }'
}

check_runs() {
    case $1 in '' | *[!0-9]* | 0*) die "the number of runs is a whole number from 1 up, not \"$1\"." ;; esac
}
