#!/bin/sh
# Quick compilation beside V8's Liftoff, one thread each, in turns in one run: decode + validate + build + emit against a synchronous
# new WebAssembly.Module. usage: compile_speed.sh COMPILE_SPEED_BINARY NODE MODULE [TURNS]. Exits with 77 when node is not there.
set -e
binary=$1 node=$2 module=$3 turns=${4:-3}
here=$(dirname "$0")
[ -x "$binary" ] && [ -f "$module" ] || { echo "usage: $0 COMPILE_SPEED_BINARY NODE MODULE [TURNS]" >&2; exit 2; }
if ! command -v "$node" > /dev/null 2>&1; then
    echo "skipped: no node at '$node' to compare with"
    exit 77
fi
flags="--liftoff-only --no-wasm-lazy-compilation --single-threaded"
turn=1
while [ "$turn" -le "$turns" ]; do
    ours=$("$binary" "$module" 5)
    theirs=$("$node" $flags "$here/compile_speed.js" "$module" 5)
    # fields of ours: 2 decode, 6 compile, 8 bytes of wasm code
    echo "$ours" | awk -v turn="$turn" -v v8="$theirs" '{
        ms = $2 + $6
        printf "turn %d: wasmfx %.1f ms, %.1f MB/s; Liftoff %.1f ms, %.1f MB/s; wasmfx/Liftoff speed %.2f\n",
               turn, ms, $8 / 1e3 / ms, v8, $8 / 1e3 / v8, v8 / ms }'
    turn=$((turn + 1))
done
