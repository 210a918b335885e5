# shellcheck shell=bash
# The base: one root file system that every host has as its lower layer. To be sourced by fleet.
# shellcheck disable=SC2154  # what fleet sets

# Only the release pocket goes in: whatever the distribution has mended since pends on each host, for real.
readonly base_packages=systemd-sysv,dbus,openssh-server,iproute2,ca-certificates,procps,openssl,sudo,nginx,postgresql
readonly base_recipe=1

# The archives of this machine's own release as its apt has them: "URI RELEASE COMPONENT", one each line.
archives() {
    local codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    [[ -n $codename ]] || return 1
    # shellcheck disable=SC2016  # apt's variables
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        awk -v release="$codename" \
            '$2 == release || $2 == release "-updates" || $2 == release "-security" { if (!seen[$0]++) print }'
}

# Where the base of this recipe lies or would lie.
base_folder() {
    local release
    release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    printf '%s/base-%s-%s-%s' "$cache" "${release:-unknown}" "$(uname -m)" "$base_recipe"
}

need_base() {
    [[ -e $(base_folder)/etc/fettle-fleet ]] ||
        skip "test hosts need their base, which is not built; run as root: testing/fleet/fleet base"
}

build_base() {
    local base
    base=$(base_folder)
    mkdir -p "$cache"
    exec 8>"$cache/lock"
    flock -n 8 || { echo "fleet: waiting for another that builds the base." >&2 && flock 8; }
    if [[ ! -e $base/etc/fettle-fleet ]]; then
        rm -rf "$cache"/base-*
        make_base "$base"
    fi
    exec 8>&-
    printf '%s\n' "$base"
}

make_base() {
    local base=$1 release uri components new=$1.new seconds=$SECONDS limit=${FETTLE_FLEET_BASE_LIMIT:-600}
    command -v mmdebstrap >/dev/null || skip "the base of the test hosts is made with mmdebstrap, which is not here" \
        "(package mmdebstrap)"
    release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    uri=$(archives | awk -v release="$release" '$2 == release { print $1; exit }')
    [[ -n $uri ]] || skip "the base of the test hosts is made of this machine's apt sources, and they name no archive" \
        "of its own release ($release)"
    components=$(archives | awk -v uri="$uri" -v release="$release" '$1 == uri && $2 == release { print $3 }' | xargs)
    trap 'rm -rf "$new"' EXIT
    # In a mount name space: what mmdebstrap mounts is gone with it, however it ends.
    setpriv --pdeathsig TERM timeout --kill-after=10 "$limit" unshare --mount mmdebstrap --mode=root --variant=apt \
        --include="$base_packages" --quiet \
        --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Languages "none"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt=force-unsafe-io \
        "$release" "$new" "deb $uri $release $components" >"$cache/base.log" 2>&1 </dev/null || {
        tail -n 5 "$cache/base.log" >&2
        skip "the base of the test hosts could not be built within $limit s; see $cache/base.log"
    }
    prepare_base "$new"
    mv -- "$new" "$base"
    trap - EXIT
    printf 'fleet: built the base in %s s, %s MiB.\n' $((SECONDS - seconds)) "$(du -sm "$base" | cut -f 1)" >&2
}

# What no two hosts may share is taken out, and what would act on its own is switched off.
prepare_base() {
    local root=$1 unit
    rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/apt/apt.conf.d/99mmdebstrap" "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap" \
        "$root/var/lib/dbus/machine-id" "$root/etc/hostname" "$root/etc/resolv.conf"
    : >"$root/etc/machine-id"
    : >"$root/etc/apt/sources.list"
    rm -f "$root"/etc/apt/sources.list.d/*
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin
    mkdir -p "$root/etc/systemd/system"
    for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
        dpkg-db-backup.timer getty@tty1.service console-getty.service systemd-timesyncd.service \
        systemd-networkd.service systemd-resolved.service systemd-udevd.service systemd-udev-trigger.service; do
        ln -sf /dev/null "$root/etc/systemd/system/$unit"
    done
    printf '%s\n' "$base_recipe" >"$root/etc/fettle-fleet"
}
