#!/bin/sh
# host-init.sh NAME HOST_DIR TINI BASE PROGRAM...: turns fresh net, mount, pid, uts and ipc namespaces
# into a host, then stays as its PID 1. Killing that PID powers the host off: everything in it ends
# with it.
#
# The host's file system is this machine's as a host of its own would have it: without what others
# keep there (other labs, keys, home folders), and with a layer over it that takes what the host
# writes. BASE is where labs are; each PROGRAM is a path the host needs wherever it is.
set -e
name=$1
dir=$2
tini=$3
base=$4
shift 4
hostname "$name"

layer=$dir/disk/layer
root=$dir/root
mkdir -p "$layer" "$dir/disk/work" "$root"
chmod 755 "$layer"

# A whiteout in the layer takes a path out of sight for good: no mount covers it that could be
# taken off. Folders on the way to it keep the owner and mode they have.
hide() {
  [ -e "$1" ] && [ ! -e "$layer$1" ] || return 0
  way=
  for part in $(dirname "$1" | tr / ' '); do
    way=$way/$part
    [ ! -c "$layer$way" ] || return 0
    if [ ! -d "$layer$way" ]; then
      mkdir "$layer$way"
      chown --reference="$way" "$layer$way"
      chmod --reference="$way" "$layer$way"
    fi
  done
  mknod "$layer$1" c 0 0
}
for path in /root /home /tmp /var/tmp /mnt /media /srv /etc/kubernetes /var/lib/cni /var/lib/containerd \
  /var/lib/docker /var/lib/etcd /var/lib/kubelet /var/lib/quarterdeck /var/log/pods "$base"; do
  hide "$path"
done
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer,workdir=$dir/disk/work" "$root"
mkdir -p -m 755 "$root/home" "$root/var/lib/cni" "$root/var/log/pods" "$root/etc/cni/net.d"
mkdir -p -m 700 "$root/root"
mkdir -p -m 1777 "$root/tmp" "$root/var/tmp"

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/netns" "$root/run/containerd" "$root/run/lock"

# What is on another file system of the machine, or hidden, but needed.
show() {
  # What an earlier boot mounted on is in the layer still, and empty.
  if [ -e "$root$1" ] && [ ! -e "$layer$1" ]; then return 0; fi
  if [ -d "$1" ]; then
    mkdir -p "$root$1"
  elif [ ! -e "$root$1" ]; then
    mkdir -p "$(dirname "$root$1")"
    : >"$root$1"
  fi
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1"
}
for path in /usr /etc /opt; do
  if mountpoint -q "$path"; then mount --rbind "$path" "$root$path"; fi
done
for path in "$tini" "$@"; do show "$path"; done
# A program may be in a folder above the labs.
if [ -e "$root$base" ]; then mount -t tmpfs -o mode=755 tmpfs "$root$base"; fi

mkdir -p "$root$dir" "$dir/cni-state" "$dir/log-pods" "$dir/cni-conf"
mount --bind "$dir" "$root$dir"
mount --bind "$dir/cni-state" "$root/var/lib/cni"
mount --bind "$dir/log-pods" "$root/var/log/pods"
mount --bind "$dir/cni-conf" "$root/etc/cni/net.d"

mkdir -p "$root/.machine"
cd "$root"
pivot_root . .machine
cd /
umount -l /.machine
rmdir /.machine
# Shared only now: before, unmounting the machine's root would have taken the cgroups along.
mount --make-rshared /
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
: >"$dir/ready"
# Waits for ever; the argument tells whose init this is.
exec "$tini" -s -- tail -f "$dir/ready"
