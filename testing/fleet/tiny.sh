#!/usr/bin/env bash
# A signed repository of tiny real packages, made on the spot, and the layer in which their first versions are installed.
#   tiny.sh RUN BASE      from within the mount name space of the run
#
# Suite tiny holds version 1.0 of each package and tiny-security 1.1. Each behaves in one of the ways a patch can:
#   tiny-good       a service that is restarted and runs again
#   tiny-library    a library that tiny-user maps, which nobody restarts
#   tiny-user       the service that maps it; there is no newer version
#   tiny-failing    its postinst fails
#   tiny-slow       its postinst takes some seconds
#   tiny-needy      needs a new package, tiny-extra
#   tiny-reboot     asks for a reboot
#   tiny-conffile   brings a new configuration file, and the old one was edited on the host
#   tiny-refusing   a service whose new version refuses the configuration there is; apt does not notice
set -euo pipefail
run=$1 base=$2
tiny=$run/disk/tiny
work=$tiny/work
repository=$tiny/repository
architecture=$(chroot "$base" dpkg --print-architecture)
mkdir -p "$work" "$repository"/pool/{tiny,tiny-security} "$tiny"/{layer,layer.work,layer.root}

# package NAME VERSION [FIELD…]: begins one in $root, with a changelog.
package() {
    local name=$1 version=$2 field
    shift 2
    root=$work/$name-$version
    mkdir -p "$root/DEBIAN" "$root/usr/share/doc/$name"
    {
        printf 'Package: %s\nVersion: %s\nArchitecture: %s\n' "$name" "$version" "$architecture"
        printf 'Maintainer: Fettle tests <tests@fettle.example>\nSection: net\nPriority: optional\n'
        for field; do printf '%s\n' "$field"; done
        printf 'Description: test package %s\n It does one thing that a patch can do.\n' "$name"
    } >"$root/DEBIAN/control"
    {
        [[ $version == 1.0 ]] || entry "$name" 1.1 tiny-security "${urgency[$name]:-medium}" \
            "Mend ${cves[$name]:-what was broken}." 'Mon, 05 Jan 2026 00:00:00 +0000'
        entry "$name" 1.0 tiny low 'First version.' 'Thu, 01 Jan 2026 00:00:00 +0000'
    } | gzip -9n >"$root/usr/share/doc/$name/changelog.gz"
}

entry() {
    printf '%s (%s) %s; urgency=%s\n\n  * %s\n\n -- Fettle tests <tests@fettle.example>  %s\n\n' "$1" "$2" "$3" "$4" "$5" "$6"
}

declare -A urgency=([tiny-good]=high [tiny-reboot]=critical [tiny-slow]=low)
declare -A cves=(
    [tiny-good]='CVE-2099-1001, CVE-2099-1002' [tiny-library]=CVE-2099-1003 [tiny-failing]=CVE-2099-1004
    [tiny-needy]=CVE-2099-1005 [tiny-reboot]=CVE-2099-1006 [tiny-conffile]=CVE-2099-1007
    [tiny-refusing]=CVE-2099-1008
)

# file MODE PATH: takes its text from standard input.
file() {
    mkdir -p "$root/$(dirname "$2")"
    cat >"$root/$2"
    chmod "$1" "$root/$2"
}

postinst() {
    # shellcheck disable=SC2016  # the script's own $1
    printf '#!/bin/sh\nset -e\n[ "$1" = configure ] || exit 0\n%s\n' "$1" >"$root/DEBIAN/postinst"
    chmod 755 "$root/DEBIAN/postinst"
}

# service NAME COMMAND [SETTING]
service() {
    file 644 "lib/systemd/system/$1.service" <<END
[Unit]
Description=test service $1
[Service]
ExecStart=$2
${3:-}
END
    mkdir -p "$root/lib/systemd/system/multi-user.target.wants"
    ln -s "../$1.service" "$root/lib/systemd/system/multi-user.target.wants/$1.service"
}

# As Debian's own scripts do: a service that does not come up fails no installation.
restarting() {
    postinst "[ ! -d /run/systemd/system ] || { systemctl daemon-reload; systemctl restart $1.service || true; }"
}

# build SUITE, in the background.
build() {
    local file
    file=$(basename "$root")
    file=${file%-*}_${file##*-}_$architecture.deb
    dpkg-deb -Zgzip -z1 --root-owner-group -b "$root" "$repository/pool/$1/$file" >/dev/null &
}

packages() {
    local version suite=tiny
    for version in 1.0 1.1; do
        package tiny-good $version
        # A real program, so that what maps a replaced file can be told.
        file 755 usr/sbin/tiny-good <"$base/bin/sleep"
        service tiny-good '/usr/sbin/tiny-good infinity'
        restarting tiny-good
        build $suite

        package tiny-library $version
        file 644 usr/lib/tiny/libtiny.so.1 < <(cat "$(library)" && echo "$version")
        build $suite

        package tiny-failing $version
        [[ $version == 1.0 ]] || postinst 'echo "tiny-failing: cannot convert the old settings" >&2; exit 7'
        build $suite

        package tiny-slow $version
        [[ $version == 1.0 ]] || postinst 'sleep 5'
        build $suite

        if [[ $version == 1.0 ]]; then package tiny-needy 1.0; else package tiny-needy 1.1 'Depends: tiny-extra'; fi
        build $suite

        package tiny-reboot $version
        [[ $version == 1.0 ]] || postinst \
            'touch /run/reboot-required; echo tiny-reboot >>/run/reboot-required.pkgs'
        build $suite

        package tiny-conffile $version
        file 644 etc/tiny-conffile.conf <<<"greeting = hello from $version"
        echo /etc/tiny-conffile.conf >"$root/DEBIAN/conffiles"
        build $suite

        package tiny-refusing $version
        refusing $version
        build $suite
        suite="tiny-security"
    done
    package tiny-user 1.0 'Depends: tiny-library'
    service tiny-user '/bin/sleep infinity' 'Environment=LD_PRELOAD=/usr/lib/tiny/libtiny.so.1'
    build tiny
    package tiny-extra 1.1
    build tiny-security
    wait
}

# Any small library will do.
library() { find "$base/lib" "$base/usr/lib" -name 'libutil.so.1' -o -name 'libdl.so.2' | head -n 1; }

refusing() {
    file 644 etc/tiny-refusing.conf <<<'mode = old'
    echo /etc/tiny-refusing.conf >"$root/DEBIAN/conffiles"
    file 755 usr/sbin/tiny-refusing <<END
#!/bin/sh
if [ $1 != 1.0 ] && ! grep -q '^mode = new' /etc/tiny-refusing.conf; then
    echo "tiny-refusing: /etc/tiny-refusing.conf:1: mode is neither new nor newer" >&2
    exit 78
fi
exec sleep infinity
END
    service tiny-refusing /usr/sbin/tiny-refusing
    restarting tiny-refusing
}

keys() {
    export GNUPGHOME=$tiny/gpg
    mkdir -m 700 "$GNUPGHOME"
    local name
    for name in tiny stranger; do
        gpg -q --batch --passphrase '' --quick-gen-key "$name <$name@fettle.example>" ed25519 sign never 2>/dev/null
    done
    gpg -q --export tiny@fettle.example >"$tiny/key.gpg"
}

# signed SUITE KEY FILE [expired]
signed() {
    (
        cd "$repository/dists/$1"
        apt-ftparchive -o "APT::FTPArchive::Release::Suite=$1" -o "APT::FTPArchive::Release::Codename=$1" \
            -o "APT::FTPArchive::Release::Label=${label[$1]}" -o APT::FTPArchive::Release::Origin=Debian \
            -o "APT::FTPArchive::Release::Architectures=$architecture" \
            -o APT::FTPArchive::Release::Components=main \
            -o APT::FTPArchive::Release::ValidTime=604800 release . >"$work/$1.$3"
        [[ ${4:-} != expired ]] || sed -i -e 's/^Date:.*/Date: Sat, 01 Jan 2000 00:00:00 UTC/' \
            -e 's/^Valid-Until:.*/Valid-Until: Sat, 08 Jan 2000 00:00:00 UTC/' "$work/$1.$3"
        gpg -q --batch --digest-algo SHA512 -u "$2@fettle.example" --clearsign -o "$work/$1.$3.asc" "$work/$1.$3"
        mv "$work/$1.$3.asc" "$3"
    )
}

declare -A label=([tiny]=Debian [tiny-security]=Debian-Security)

indexes() {
    local suite folder
    for suite in tiny tiny-security; do
        folder=$repository/dists/$suite/main/binary-$architecture
        mkdir -p "$folder"
        (cd "$repository" && apt-ftparchive packages "pool/$suite") >"$folder/Packages"
        signed $suite tiny InRelease
        signed $suite stranger InRelease.wrong-signature
        signed $suite tiny InRelease.expired expired
    done
}

# The hosts begin with the first versions installed, and one configuration file edited.
layer() {
    local root=$tiny/layer.root
    mount -t overlay tiny -o "lowerdir=$base,upperdir=$tiny/layer,workdir=$tiny/layer.work" "$root"
    mkdir "$root/tiny"
    cp "$repository"/pool/tiny/*.deb "$root/tiny/"
    chroot "$root" sh -c 'dpkg --force-unsafe-io -i /tiny/*.deb' >"$tiny/layer.log" 2>&1 || { cat "$tiny/layer.log" >&2; exit 1; }
    rm -r "$root/tiny"
    # Its start alone takes longer than that of all else together; whoever wants it starts it.
    chroot "$root" systemctl -q disable postgresql
    echo 'greeting = edited on this host' >"$root/etc/tiny-conffile.conf"
    umount "$root"
}

packages
keys &
wait
export GNUPGHOME=$tiny/gpg
indexes
layer
gpgconf --kill gpg-agent
rm -rf "$work"
