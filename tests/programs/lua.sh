#!/bin/sh
# lua.sh WASMFX WORK: a real C program. Builds Lua from Debian's lua5.4 source package for this machine and for wasm32-wasi, runs
# lua/exercise.lua with both and compares what they print and their exit codes. WORK keeps the source and both builds.
# Lua's protected calls become WebAssembly exceptions: see lua/try.wat. Exit code 77: something needed is not there.
set -u
wasmfx=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd)
. "$here/fetch.sh"
need_toolchain
fetch lua5.4 "$work"

sources=$(ls "$work"/upstream/src/*.c | grep -v '/luac\.c$')
current() { [ -n "$(find "$1" -newer "$here/lua/shim.h" -newer "$here/lua.sh" 2>/dev/null)" ]; }
if ! current "$work/lua"; then
    # shellcheck disable=SC2086
    cc -O1 -std=gnu99 -o "$work/lua.new" $sources -lm && mv "$work/lua.new" "$work/lua" || exit 1
fi
if ! current "$work/lua.wasm"; then
    # shellcheck disable=SC2086
    clang --target=wasm32-wasi -O2 -std=gnu99 -I"$here/lua" -include "$here/lua/shim.h" -D_WASI_EMULATED_SIGNAL \
        -D_WASI_EMULATED_PROCESS_CLOCKS -Wno-unused-function -o "$work/new.wasm" $sources -lm -lwasi-emulated-signal \
        -lwasi-emulated-process-clocks -Wl,--import-table -Wl,-z,stack-size=1048576 && mv "$work/new.wasm" "$work/lua.wasm" || exit 1
fi

cp "$here/lua/exercise.lua" "$work/exercise.lua"
addresses='s/0x[0-9a-f]\{6,\}/ADDRESS/g; s/thread: [0-9A-Fa-fx]*/thread: ADDRESS/'
export WASMFX_TEST_VARIABLE=present

cd "$work" || exit 1
rm -rf native
mkdir native
./lua exercise.lua native >native.out 2>native.err
native=$?
[ $native = 7 ] || { echo "Lua for this machine exits with $native, expected 7"; exit 1; }
sed "$addresses" native.out >native.txt
for mode in -O0 -g --stress-spill --stress-expand; do
    rm -rf guest
    mkdir guest
    "$wasmfx" run $mode --preload env="$here/lua/try.wat" --dir . --env WASMFX_TEST_VARIABLE lua.wasm exercise.lua guest >guest.out 2>guest.err
    guest=$?
    sed "$addresses" guest.out >guest.txt
    if ! diff native.txt guest.txt || ! diff native.err guest.err; then
        echo "Lua prints something else on wasmfx $mode (<: native, >: wasmfx)"
        exit 1
    fi
    [ $guest = $native ] || { echo "wasmfx $mode exits with $guest, expected $native"; exit 1; }
done
lines=$(cat $sources | wc -l)
echo "$lines lines of C, $(wc -l <native.txt) lines of output, equal"
