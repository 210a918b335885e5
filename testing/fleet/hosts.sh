# shellcheck shell=bash
# What is done with the hosts of a run. To be sourced by fleet.
# shellcheck disable=SC2154  # what fleet sets

readonly boot_limit=90

in_ground() {
    local ground
    read -r ground 2>/dev/null <"$run/ground" ||
        die "the run $run_name does not stand; begin it with: testing/fleet/fleet -r $run_name up 1"
    nsenter --target "$ground" --mount --pid -- "$@"
}

need_host() {
    [[ -n ${1:-} ]] || wrong "which host?"
    [[ $1 =~ ^h[0-9]+$ && -e $run/hosts/$1/address ]] || die "there is no host $1; see: testing/fleet/fleet status"
}

up() {
    local kind=tiny count line name names=() pids=() failed=0
    if [[ ${1:-} == --real ]]; then kind=real && shift; fi
    count=${1:-1}
    [[ $# -le 1 && $count =~ ^[1-9][0-9]{0,2}$ ]] || wrong "up takes how many hosts are to be started, not $*"
    if [[ ! -e $run/ready ]]; then
        coproc keeper { exec setsid "$here/fleet" -r "$run_name" serve 2>&1; }
        local pid=$keeper_PID answers=${keeper[0]} orders=${keeper[1]}
        read -r line <&"$answers" || line="the keeper of the run ended"
        if [[ $line != ready ]]; then
            printf '%s\n' "$line" >&2
            wait "$pid"
        fi
    fi
    for ((; count > 0; count--)); do
        name=$(new_host)
        names+=("$name")
        in_ground bash "$here/host.sh" add "$here" "$run" "$cgroups" "$name" "$kind" "$(base_folder)" &
        pids+=($!)
    done
    wait "${pids[@]}" || failed=1
    for name in "${names[@]}"; do
        ((failed)) || wait_until_up "$name" || failed=1
    done
    [[ -z ${orders:-} ]] || echo keep >&"$orders"
    return $failed
}

# Takes the lowest free number, also when several do so at once.
new_host() {
    local number
    mkdir -p "$run/hosts"
    for number in {1..240}; do
        mkdir "$run/hosts/h$number" 2>/dev/null && echo "h$number" && return
    done
    die "a run holds 240 hosts, and they are all there"
}

wait_until_up() {
    local name=$1 state='without its first process' limit=$((SECONDS + boot_limit)) pid
    while ((SECONDS < limit)) && lives "$name"; do
        # Not before it has its own files: until then a command would run in those of this machine.
        if read -r pid 2>/dev/null <"$run/hosts/$name/pid" && [[ $(readlink "/proc/$pid/exe") == */systemd ]]; then
            state=$(execute_in "$name" systemctl is-system-running --wait 2>/dev/null </dev/null) || :
            [[ $state != running ]] || break
            [[ $state != degraded ]] || break
        fi
        sleep 0.05
    done
    if [[ $state == running ]]; then
        printf '%s %s\n' "$name" "$(<"$run/hosts/$name/address")"
        return
    fi
    printf 'fleet: %s did not come up, it is %s\n' "$name" "${state:-silent}" >&2
    execute_in "$name" systemctl --no-pager --plain --no-legend --failed >&2 ||
        tail -n 5 "$run/hosts/$name/console" >&2
    return 1
}

down() {
    local name
    (($# > 0)) || { end_run && return; }
    for name; do
        need_host "$name"
        power_off "$name"
        in_ground bash "$here/host.sh" remove "$here" "$run" "$cgroups" "$name"
    done
}

execute_in() {
    need_host "${1:-}"
    local pid
    read -r pid 2>/dev/null <"$run/hosts/$1/pid" || die "$1 is off; boot it with: testing/fleet/fleet power $1 on"
    shift
    (($# > 0)) || wrong "exec takes a command"
    exec_or_run nsenter --target "$pid" --mount --pid --uts --ipc --net --cgroup --root --wd -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TERM=dumb "$@"
}

# As the last thing this program does it becomes the command, so that whoever ends it ends that.
exec_or_run() { if [[ $command == exec || $command == ssh ]]; then exec "$@"; else "$@"; fi; }

ssh_to() {
    need_host "${1:-}"
    local address
    address=$(<"$run/hosts/$1/address")
    shift
    exec_or_run ssh -q -F /dev/null -i "$run/key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes \
        -o "UserKnownHostsFile=$run/known_hosts" -o ConnectTimeout=5 -- "root@$address" "$@"
}

# shellcheck disable=SC2016  # words for an inner shell
cable() {
    need_host "${1:-}"
    case ${2:-} in
        out) in_ground nsenter --net="$run/switch" ip link set "$1" down ;;
        # The link is there a moment later.
        in) in_ground nsenter --net="$run/switch" bash -c '
            ip link set "$1" up
            for ((tries = 0; tries < 500; tries++)); do
                [[ $(ip -br link show "$1") != *" UP "* ]] || exit 0
                sleep 0.01
            done
            exit 1' cable "$1" ;;
        *) wrong "cable takes out or in" ;;
    esac
}

power() {
    need_host "${1:-}"
    case ${2:-} in
        off) power_off "$1" ;;
        on)
            [[ ! -e $run/hosts/$1/pid ]] || die "$1 is on already"
            in_ground bash "$here/host.sh" boot "$here" "$run" "$cgroups" "$1"
            wait_until_up "$1"
            ;;
        *) wrong "power takes off or on" ;;
    esac
}

# Kills the first process of the host, and with it the kernel kills all others at once.
power_off() {
    local pid
    read -r pid 2>/dev/null <"$run/hosts/$1/pid" || return 0
    ! grep -qs "/fettle-fleet-$run_name/$1[/]*" "/proc/$pid/cgroup" || kill -9 "$pid"
    while lives "$1"; do sleep 0.01; done
    find "$cgroups/$1" -depth -type d -exec rmdir {} \;
    rm -f "$run/hosts/$1/pid"
}

fault() {
    [[ -e $run/ready ]] || die "the run $run_name does not stand"
    if [[ $* == clear ]]; then
        rm -f "$run/faults"
        return
    fi
    [[ $# == 2 && ! $1 =~ [[:space:]] ]] || wrong "fault takes a pattern of paths and a kind, or: clear"
    case $2 in
        404 | 503 | hang | reset | corrupt | truncated | slow | wrong-signature | expired) ;;
        *) wrong "there is no fault $2" ;;
    esac
    printf '%s %s\n' "$1" "$2" >>"$run/faults"
}

status() {
    local host state
    [[ -e $run/ready ]] || { echo "The run $run_name does not stand." && return; }
    echo "mirror $(<"$run/ready")"
    for host in "$run"/hosts/*/; do
        [[ -e $host/address ]] || continue
        state=on
        [[ -e $host/pid ]] || state=off
        printf '%s %s %s %s\n' "$(basename "$host")" "$(<"$host/address")" "$(<"$host/kind")" "$state"
    done | sort -V
    [[ ! -e $run/faults ]] || sed 's/^/fault /' "$run/faults"
}
