#!/bin/sh
# supervise.sh DIR NAME PROGRAM [ARGUMENT...]
# Keeps one program running, as an init system would, until DIR/NAME.stop exists.
dir=$1
name=$2
shift 2
echo $$ >"$dir/$name.supervisor"
child=
stop() {
  : >"$dir/$name.stop"
  [ -n "$child" ] && kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT
trap '' HUP
while [ ! -e "$dir/$name.stop" ]; do
  "$@" >>"$dir/$name.log" 2>&1 </dev/null &
  child=$!
  echo "$child" >"$dir/$name.pid"
  while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
  [ -e "$dir/$name.stop" ] && break
  echo "supervise: $name ended with $code, starting it again" >>"$dir/$name.log"
  sleep 0.5
done
rm -f "$dir/$name.pid" "$dir/$name.supervisor"
