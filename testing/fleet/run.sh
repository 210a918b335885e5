# shellcheck shell=bash
# A run: the ground (a process and its name spaces, in which all hosts live), its keeper and its sweeper. To be sourced.
# shellcheck disable=SC2154  # what fleet sets
#
# The kernel ends everything when the keeper ends, however it ends: the ground is PID 1 of a pid name space and is killed
# with its parent; mounts, networks and processes are in name spaces that nothing else holds. What then is left (folders
# of cgroups and of the state, a sysctl, the end of a cable) is for the sweeper, which outlives the keeper by that.

# For benchmarks of networks (RFC 2544): no machine has neighbours there.
readonly networks=198.18
readonly inotify=/proc/sys/fs/inotify/max_user_instances

# One at a time starts or clears runs. A folder that always exists is locked, so that no file is left by it.
lock_runs() {
    exec 8</run
    flock 8
}

unlock_runs() { exec 8<&-; }

# Keeps a run until standard input ends, or for good once it read "keep".
serve() {
    local base order ground
    need_base
    base=$(base_folder)
    clear_stale
    lock_runs
    [[ ! -e $run ]] || die "the run $run_name stands already; end it with: testing/fleet/fleet -r $run_name down"
    mkdir -p "$runs"
    mkdir -m 700 "$run"
    # The sweeper waits for the end of this pipe, and nobody but this process holds the other end.
    exec 9> >(exec 8<&- setsid "$here/fleet" -r "$run_name" sweep 2>/dev/null)
    mkdir -p "$cgroups/keeper" "$cgroups/ground"
    echo $$ >"$cgroups/keeper/cgroup.procs"
    raise_inotify
    choose_network
    (
        exec >"$run/ground.log" 2>&1 </dev/null 8<&- 9>&-
        echo 0 >"$cgroups/ground/cgroup.procs"
        exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
            bash "$here/ground.sh" "$here" "$run" "$base" "$cache" "$(<"$run/network")"
    ) &
    ground=$!
    until [[ -e $run/ready ]]; do
        kill -0 "$ground" 2>/dev/null || die "the ground of the run did not stand: $(tail -n 3 "$run/ground.log")"
        sleep 0.02
    done
    unlock_runs
    echo ready
    # What the keeper does until it ends; the rest is the kernel's and the sweeper's.
    while read -r order; do
        [[ $order != keep ]] || { exec </dev/null && wait "$ground"; }
    done
}

# systemd takes several inotify instances on each host, all as root, and few are allowed.
raise_inotify() {
    (($(<$inotify) < 4096)) || return 0
    [[ -e $runs/inotify ]] || cp $inotify "$runs/inotify"
    echo 4096 >$inotify
}

choose_network() {
    local number
    for number in {0..255}; do
        ip link show "fleet$number" >/dev/null 2>&1 || ip -4 -o addr | grep -qF " $networks.$number." || break
    done
    echo "$number $networks.$number" >"$run/network"
}

# Clears up after the keeper, which holds the other end of standard input. No signal of a terminal ends it.
sweep() {
    trap '' INT TERM HUP PIPE
    cat >/dev/null
    clear_run
}

clear_stale() {
    local other
    for other in "$runs"/*/; do
        [[ -d $other ]] || continue
        "$here/fleet" -r "$(basename "$other")" sweep </dev/null
    done 2>/dev/null
}

# Whether any process lives in this part of the run's cgroups, or in all of them. A zombie does not count.
lives() { grep -qsx 'populated 1' "$cgroups/${1:-}/cgroup.events"; }

# Takes away what is left of the run if its keeper has ended. May be called at any time, by several at once.
clear_run() {
    local number
    lock_runs
    if ! lives keeper; then
        kill_all
        [[ ! -d $cgroups ]] || find "$cgroups" -depth -type d -exec rmdir {} \; 2>/dev/null || :
        if read -r number _ 2>/dev/null <"$run/network"; then
            ip link del "fleet$number" 2>/dev/null || :
        fi
        rm -rf --one-file-system "$run"
        if [[ -z $(find "$runs" -mindepth 1 -maxdepth 1 -type d 2>/dev/null) ]]; then
            [[ ! -e $runs/inotify ]] || cat "$runs/inotify" >$inotify
            rm -rf --one-file-system "$runs"
        fi
    fi
    unlock_runs
}

# Kills every process of the run and waits until they are gone.
kill_all() {
    local tries pid
    for ((tries = 0; tries < 500; tries++)); do
        lives || return 0
        # Before Linux 5.14 a cgroup can't be killed as one.
        echo 1 2>/dev/null >"$cgroups/cgroup.kill" ||
            find "$cgroups" -name cgroup.procs -exec cat {} + | while read -r pid; do kill -9 "$pid" || :; done
        sleep 0.02
    done
    die "the run $run_name does not end; see which processes are in $cgroups."
}

# Ends the run and waits until nothing is left of it.
end_run() {
    kill_all
    # Behind the sweeper, should that be at it.
    clear_run
}
