#!/bin/sh
# host-init.sh NAME HOST_DIR TINI: turns fresh net, mount, pid, uts and ipc namespaces into a host,
# then stays as its PID 1. Killing that PID powers the host off: everything in it ends with it.
set -e
name=$1
dir=$2
tini=$3
hostname "$name"
# A new network namespace wants its own /sys, which hides the cgroup mounts: carry them over.
keep=$(mktemp -d)
mount --rbind /sys/fs/cgroup "$keep"
mount -t sysfs sysfs /sys
mount --rbind "$keep" /sys/fs/cgroup
umount -l "$keep"
rmdir "$keep"
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/containerd /run/lock "$dir/cni-state" "$dir/log-pods" "$dir/cni-conf"
mkdir -p /var/lib/cni /var/log/pods /etc/cni/net.d
mount --bind "$dir/cni-state" /var/lib/cni
mount --bind "$dir/log-pods" /var/log/pods
mount --bind "$dir/cni-conf" /etc/cni/net.d
# Shared only now: before, unmounting $keep would have taken the cgroups below /sys along.
mount --make-rshared /
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
: >"$dir/ready"
# Waits for ever; the argument tells whose init this is.
exec "$tini" -s -- tail -f "$dir/ready"
