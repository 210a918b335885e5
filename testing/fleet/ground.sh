#!/usr/bin/env bash
# PID 1 of a run: makes the disk and the switch of the hosts and the repository of tiny packages, and becomes the mirror.
#   ground.sh HERE RUN BASE CACHE NUMBER NETWORK
# Started by run.sh in mount and pid name spaces of its own, in the network of the machine.
set -euo pipefail
here=$1 run=$2 base=$3 cache=$4
read -r number network <<<"$5"
# shellcheck source=testing/fleet/base.sh
. "$here/base.sh"

# By these numbers the machine knows the processes; their own name space has others.
mkdir "$run/proc"
mount --rbind /proc "$run/proc"
read -r pid _ <"$run/proc/self/stat"
echo "$pid" >"$run/ground"
mount -t proc proc /proc

mkdir "$run/disk" "$run/hosts"
mount -t tmpfs -o "size=${FETTLE_FLEET_DISK:-8g},mode=755" fettle-fleet "$run/disk"

# The switch has a network name space of its own: nothing of the machine (firewalls, bridges) has a say in it.
: >"$run/switch"
unshare --net="$run/switch" true
ip link add "fleet$number" type veth peer name uplink netns "$run/switch"
ip addr add "$network.1/24" dev "fleet$number"
ip link set "fleet$number" up
nsenter --net="$run/switch" bash -ec '
    ip link set lo up
    ip link add switch type bridge
    ip link set switch up
    ip link set uplink master switch up'

ssh-keygen -q -t ed25519 -N '' -C fettle-fleet -f "$run/key"
bash "$here/tiny.sh" "$run" "$base"

passes=()
declare -A seen=()
while read -r uri release component; do
    path=$(basename "$uri")
    [[ ${seen[$path]:=$uri} == "$uri" ]] || path=$path-${#seen[@]} && seen[$path]=$uri
    echo "$path $release $component" >>"$run/archives"
    passes+=("$path=$uri")
done < <(archives)

# The mirror fetches through the proxy that apt uses, if any.
eval "$(apt-config shell proxy Acquire::http::Proxy)"
[[ -z ${proxy:-} || $proxy == DIRECT ]] || export http_proxy=$proxy
python=$(command -v /usr/bin/python3 python3 | head -n 1)
exec "$python" "$here/mirror.py" --address "$network.1" --run "$run" --local "$run/disk/tiny/repository" \
    --cache "$cache/mirror" "${passes[@]}"
