#!/bin/sh
# lua.sh WASMFX WORK: a real C program. Builds Lua from Debian's lua5.4 source package for this machine and for wasm32-wasi, runs
# lua/exercise.lua with both and compares what they print and their exit codes. WORK keeps the source and both builds.
# Lua's protected calls become WebAssembly exceptions: see lua/try.wat. Exit code 77: something needed is not there.
set -u
wasmfx=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
skip() {
    echo "skipped: $*"
    exit 77
}
mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd)

for tool in clang wasm-ld cc; do
    command -v $tool >/dev/null 2>&1 || skip "$tool is not installed (Debian: clang lld gcc)"
done
[ -e /usr/include/wasm32-wasi/stdio.h ] || skip "wasi-libc is not installed (Debian: wasi-libc libclang-rt-dev-wasm32)"

# The package's source, by apt with a source list of its own made from the machine's: installing nothing, changing nothing.
fetch() {
    command -v apt-get >/dev/null 2>&1 || skip "there is no apt-get to fetch Lua's source with"
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/parts"
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -e "$list" ] && sed -n 's/^deb[[:space:]]\(.*debian.*\)/deb-src \1/p' "$list"
    done >"$work/apt/parts/source.list"
    for list in /etc/apt/sources.list.d/*.sources; do
        [ -e "$list" ] && grep -q '^URIs:.*debian' "$list" && sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/apt/parts/$(basename "$list")"
    done
    set -- -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/apt/parts" -o Dir::State::lists="$work/apt/lists" \
        -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User=root -o Acquire::Retries=2
    (cd "$work/apt" && apt-get "$@" update && apt-get "$@" source --download-only lua5.4) >"$work/apt/log" 2>&1 ||
        skip "Lua's source cannot be fetched: $(tail -n 1 "$work/apt/log")"
    tar -xf "$work"/apt/lua5.4_*.orig.tar.* -C "$work/apt" || skip "Lua's source cannot be unpacked"
    mv "$work"/apt/lua-5.4*/src "$work/source"
}
[ -d "$work/source" ] || fetch

sources=$(ls "$work"/source/*.c | grep -v '/luac\.c$')
if [ ! -e "$work/lua" ]; then
    # shellcheck disable=SC2086
    cc -O1 -std=gnu99 -o "$work/lua.new" $sources -lm && mv "$work/lua.new" "$work/lua" || exit 1
fi
# shellcheck disable=SC2086
clang --target=wasm32-wasi -O2 -std=gnu99 -I"$here/lua" -include "$here/lua/shim.h" -D_WASI_EMULATED_SIGNAL \
    -D_WASI_EMULATED_PROCESS_CLOCKS -Wno-unused-function -o "$work/lua.wasm" $sources -lm -lwasi-emulated-signal \
    -lwasi-emulated-process-clocks -Wl,--import-table -Wl,-z,stack-size=1048576 || exit 1

rm -rf "$work/native" "$work/guest"
mkdir "$work/native" "$work/guest"
cp "$here/lua/exercise.lua" "$work/exercise.lua"
addresses='s/0x[0-9a-f]\{6,\}/ADDRESS/g; s/thread: [0-9A-Fa-fx]*/thread: ADDRESS/'

cd "$work" || exit 1
WASMFX_TEST_VARIABLE=present ./lua exercise.lua native >native.out 2>native.err
native=$?
"$wasmfx" run --preload env="$here/lua/try.wat" --dir . --env WASMFX_TEST_VARIABLE=present lua.wasm exercise.lua guest >guest.out 2>guest.err
guest=$?
sed "$addresses" native.out >native.txt
sed "$addresses" guest.out >guest.txt
if ! diff native.txt guest.txt || ! diff native.err guest.err; then
    echo "Lua prints something else on wasmfx (-: native, +: wasmfx)"
    exit 1
fi
if [ $native != 7 ] || [ $guest != 7 ]; then
    echo "exit codes: native $native, wasmfx $guest, expected 7"
    exit 1
fi
lines=$(cat $sources | wc -l)
echo "$lines lines of C, $(wc -l <native.txt) lines of output, equal"
