#!/usr/bin/env bash
# One host, from within the mount and pid name spaces of its run: host.sh add|boot|remove HERE RUN CGROUPS NAME …
#
# Its files are an overlay over the base, with the upper layer on the run's disk: that is what outlives a loss of power.
# So does its network, which has the same address of the card for as long as the host exists; a new one would leave those
# who knew it with an address that leads nowhere.
set -euo pipefail
verb=$1 here=$2 run=$3 cgroups=$4 name=$5
shift 5
disk=$run/disk/$name
facts=$run/hosts/$name

add() {
    local kind=$1 base=$2 fleet network number=${name#h} layers mirror
    read -r fleet network <"$run/network"
    mirror=$(<"$run/ready")
    mkdir -p "$disk"/{upper,work,root}
    layers=$base
    [[ $kind == real ]] || layers=$run/disk/tiny/layer:$base
    echo "$layers" >"$disk/layers"
    (
        cd "$disk/upper"
        mkdir -p etc/ssh etc/apt/sources.list.d etc/apt/apt.conf.d
        mkdir -m 700 root root/.ssh
        cp "$run/key.pub" root/.ssh/authorized_keys
        ssh-keygen -q -t ed25519 -N '' -C "root@$name" -f etc/ssh/ssh_host_ed25519_key
        echo "$name" >etc/hostname
        printf '127.0.0.1 localhost\n%s.%s %s\n' "$network" $((10 + number)) "$name" >etc/hosts
        # Another one for each host ever made: a number may come again.
        tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
        "sources_$kind" "$mirror"
        echo 'Acquire::Languages "none";' >etc/apt/apt.conf.d/90fleet
    )
    : >"$disk/net"
    unshare --net="$disk/net" true
    nsenter --net="$run/switch" ip link add "$name" type veth peer name eth0 netns "$disk/net" \
        address "$(printf '02:fe:00:00:%02x:%02x' "$fleet" "$number")"
    nsenter --net="$run/switch" ip link set "$name" master switch up
    nsenter --net="$disk/net" bash -ec "
        ip link set lo up
        ip addr add $network.$((10 + number))/24 dev eth0
        ip link set eth0 up
        ip route add default via $network.1"
    printf '%s.%s %s\n' "$network" $((10 + number)) "$(cut -d ' ' -f 1,2 "$disk/upper/etc/ssh/ssh_host_ed25519_key.pub")" \
        >"$facts/known_host"
    cat "$run"/hosts/*/known_host >"$run/known_hosts.$name"
    mv "$run/known_hosts.$name" "$run/known_hosts"
    echo "$kind" >"$facts/kind"
    echo "$network.$((10 + number))" >"$facts/address"
    boot
}

sources_tiny() {
    mkdir -p usr/share/keyrings
    cp "$run/disk/tiny/key.gpg" usr/share/keyrings/tiny.gpg
    printf 'deb [signed-by=/usr/share/keyrings/tiny.gpg] %s/tiny %s main\n' "$1" tiny "$1" tiny-security \
        >etc/apt/sources.list.d/tiny.list
}

sources_real() {
    local path release component
    while read -r path release component; do
        echo "deb $1/$path $release $component"
    done <"$run/archives" >etc/apt/sources.list.d/real.list
}

boot() {
    local tries
    mkdir -p "$cgroups/$name"
    echo 0 >"$cgroups/ground/cgroup.procs"
    nsenter --net="$disk/net" setsid unshare --mount --pid --fork --kill-child --uts --ipc \
        bash "$here/host.sh" first "$here" "$run" "$cgroups" "$name" >"$facts/console" 2>&1 </dev/null &
    for ((tries = 0; tries < 500; tries++)); do
        [[ ! -e $facts/pid ]] || return 0
        sleep 0.01
    done
    cat "$facts/console" >&2
    return 1
}

# As the first process of the new name spaces, still with the files of the ground.
first() {
    local pid
    echo 0 >"$cgroups/$name/cgroup.procs"
    read -r pid _ <"$run/proc/self/stat"
    echo "$pid" >"$facts/pid.new"
    exec unshare --cgroup bash "$here/host.sh" become "$here" "$run" "$cgroups" "$name"
}

# Gives the host its own files and devices and becomes its systemd.
become() {
    local root=$disk/root
    mount -t overlay "$name" -o "lowerdir=$(<"$disk/layers"),upperdir=$disk/upper,workdir=$disk/work" "$root"
    hostname "$name"
    cd "$root"
    mount -t proc proc proc -o nosuid,nodev,noexec
    mount -t sysfs sysfs sys -o ro,nosuid,nodev,noexec
    mount -t cgroup2 cgroup2 sys/fs/cgroup -o nosuid,nodev,noexec
    # The kernel's settings are the machine's, and so is the key that could restart it.
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    # By its id, programs tell one boot from the next.
    cat proc/sys/kernel/random/uuid >"$facts/boot"
    mount --bind "$facts/boot" proc/sys/kernel/random/boot_id
    [[ ! -e proc/sysrq-trigger ]] || mount --bind /dev/null proc/sysrq-trigger
    devices
    mount -t tmpfs tmpfs run -o mode=755,nosuid,nodev
    mkdir -p run/lock
    mv "$facts/pid.new" "$facts/pid"
    mkdir -p .machine
    pivot_root . .machine
    exec env -i container=fettle-fleet PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c 'umount -l /.machine; rmdir /.machine; exec /lib/systemd/systemd --log-level=warning --show-status=0'
}

# No disks and no kernel messages: what a boot loader or a careless script could spoil is not there.
devices() {
    local device
    mount -t tmpfs tmpfs dev -o mode=755,nosuid,size=64k
    while read -r device; do
        # shellcheck disable=SC2086  # name, type, major, minor
        mknod -m 666 dev/$device
    done <<'END'
null c 1 3
zero c 1 5
full c 1 7
random c 1 8
urandom c 1 9
tty c 5 0
END
    mkdir dev/pts dev/shm
    mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666,mode=620,gid=5
    mount -t tmpfs tmpfs dev/shm -o mode=1777
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    ln -s /proc/self/fd/0 dev/stdin
    ln -s /proc/self/fd/1 dev/stdout
    ln -s /proc/self/fd/2 dev/stderr
}

# Once the host is off.
remove() {
    umount "$disk/net"
    nsenter --net="$run/switch" ip link del "$name" 2>/dev/null || :
    rm -rf --one-file-system "$disk" "$facts"
    cat "$run"/hosts/*/known_host >"$run/known_hosts" 2>/dev/null || :
}

"$verb" "$@"
