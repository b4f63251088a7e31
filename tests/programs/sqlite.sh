#!/bin/sh
# sqlite.sh WASMFX WORK: a large C program. Builds SQLite from Debian's sqlite3 source package, with sqlite/driver.c, for this machine and for
# wasm32-wasi, runs sqlite/exercise.sql with both on a database in a file and compares what they print and the databases themselves. WORK keeps
# the source and both builds; WORK/sqlite.wasm, over 1 MB, also serves the benchmarks. Exit code 77: something needed is not there.
set -u
wasmfx=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd)
. "$here/fetch.sh"
need_toolchain
for tool in make tclsh; do
    command -v $tool >/dev/null 2>&1 || skip "$tool is not installed (Debian: make tcl)"
done
fetch sqlite3 "$work"

# One C file of everything is what SQLite's own make puts together.
if [ ! -e "$work/one/done" ]; then
    rm -rf "$work/one"
    mkdir "$work/one"
    if ! (cd "$work/one" && "$work/upstream/configure" --disable-tcl --disable-readline --disable-load-extension && make sqlite3.c) \
        >"$work/one.log" 2>&1; then
        echo "SQLite's sources cannot be put together: $(tail -n 3 "$work/one.log")"
        exit 1
    fi
    touch "$work/one/done"
fi

options="-DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE
    -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_MAX_MMAP_SIZE=0 -DLONGDOUBLE_TYPE=double -w -I$work/one"
build() { # build OUTPUT COMMAND..: only when something is newer than OUTPUT
    output=$1
    shift
    [ -n "$(find "$output" -newer "$here/sqlite/driver.c" -newer "$here/sqlite/shim.h" -newer "$here/sqlite.sh" 2>/dev/null)" ] && return
    # shellcheck disable=SC2086
    "$@" $options "$here/sqlite/driver.c" "$work/one/sqlite3.c" -lm -o "$output.new" && mv "$output.new" "$output" || exit 1
}
build "$work/sqlite" cc -O0 -ffp-contract=off
build "$work/sqlite.wasm" clang --target=wasm32-wasi -O2 -include "$here/sqlite/shim.h" -D_WASI_EMULATED_GETPID \
    -lwasi-emulated-getpid -Wl,-z,stack-size=1048576

cd "$work" || exit 1
rm -rf native
mkdir native
./sqlite native/test.db <"$here/sqlite/exercise.sql" >native.txt 2>native.err
native=$?
[ $native = 5 ] || { echo "SQLite for this machine exits with $native, expected 5"; exit 1; }
# The printed module is the same program; printed again from the binary made of it, it is the same text.
"$wasmfx" wasm2wat sqlite.wasm -o sqlite.wat && "$wasmfx" wat2wasm sqlite.wat -o again.wasm && "$wasmfx" wasm2wat again.wasm -o again.wat || exit 1
cmp sqlite.wat again.wat || exit 1
for mode in "-O0 sqlite.wasm" "-g sqlite.wasm" "--stress-spill sqlite.wasm" "--stress-expand sqlite.wasm" "-O0 sqlite.wat" "-O0 again.wasm"; do
    rm -rf guest
    mkdir guest
    # shellcheck disable=SC2086
    "$wasmfx" run --dir . $mode guest/test.db <"$here/sqlite/exercise.sql" >guest.txt 2>guest.err
    guest=$?
    if ! diff native.txt guest.txt || ! diff native.err guest.err; then
        echo "SQLite prints something else on wasmfx $mode (<: native, >: wasmfx)"
        exit 1
    fi
    [ $guest = $native ] || { echo "wasmfx $mode exits with $guest, expected $native"; exit 1; }
    cmp native/test.db guest/test.db || exit 1
    [ "$(ls guest)" = test.db ] || { echo "files are left behind: $(ls guest)"; exit 1; }
done
echo "$(wc -l <one/sqlite3.c) lines of C, $(wc -c <sqlite.wasm) bytes of wasm, $(wc -l <native.txt) lines of output and the database, equal"
