#!/bin/sh
# run.sh WASMFX WORK: C programs built for wasm32-wasi. system.c checks WASI from inside; the example words.c counts words; exceptions.cpp throws.
# Exit code 77: the toolchain is not there.
set -u
wasmfx=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
skip() {
    echo "skipped: $*"
    exit 77
}
fail() {
    echo "failed: $*"
    exit 1
}
for tool in clang wasm-ld; do
    command -v $tool >/dev/null 2>&1 || skip "$tool is not installed (Debian: clang lld)"
done
[ -e /usr/include/wasm32-wasi/stdio.h ] || skip "wasi-libc is not installed (Debian: wasi-libc libclang-rt-dev-wasm32)"
[ -d "$work" ] && chmod -R u+rwx "$work" # a run that was broken off leaves a closed directory
rm -rf "$work"
mkdir -p "$work/data/sub" || exit 1
build() { clang --target=wasm32-wasi -O1 -g -o "$@" || fail "clang $*"; }

build "$work/system.wasm" "$here/system.c"
# The others go below the C library: call by call, in a troublesome tree, as a server.
for program in interface hostile sockets; do
    build "$work/$program.wasm" "$here/$program.c"
done

# Paths are resolved by the kernel and, where it cannot, by ourselves: everything about files is checked both ways.
old_kernel=
if cc -o "$work/without_openat2" "$here/without_openat2.c" 2>/dev/null; then
    "$work/without_openat2" true && old_kernel="$work/without_openat2"
fi
[ -n "$old_kernel" ] || echo "no seccomp filters here: not tried without openat2"

ln -s ../../secret "$work/data/link-out"
ln -s .. "$work/data/link-up"
mkfifo "$work/data/fifo"
echo secret >"$work/secret"
left_as_it_was() {
    [ "$(cd "$work/data" && ls)" = "$(printf 'fifo\nlink-out\nlink-up\nsub')" ] || fail "$1 left something behind: $(ls "$work/data")"
}

check_system() { # [the command that runs it]
    printf 'input text\n' | "$@" "$wasmfx" run --dir "$work/data::/data" --env NAME=value "$work/system.wasm" one "two words" >"$work/out" 2>"$work/err"
    status=$?
    cat "$work/out"
    [ $status = 42 ] || fail "system.c: exit code $status, expected 42: $(cat "$work/err")"
    [ -s "$work/out" ] && fail "system.c: checks failed"
    [ "$(cat "$work/err")" = "to standard error" ] || fail "system.c: standard error is: $(cat "$work/err")"
    left_as_it_was system.c
}

mkfifo "$work/input"
check_interface() {
    "$@" "$wasmfx" run --dir "$work/data::/data" --env NAME=value "$work/interface.wasm" one "two words" <>"$work/input"
    status=$?
    [ $status = 42 ] || fail "interface.c: exit code $status, expected 42 $*"
    left_as_it_was interface.c
}

# A tree with 60 levels of directories and all that names, links and special files can be.
tree="$work/tree"
mkdir "$tree"
(
    cd "$tree" || exit 1
    for name in plain 'with space' ' -' '--help' 'back\slash' "$(printf 'new\nline')" "$(printf 'caf\303\251')" "$(printf 'bad\377utf8')" \
        "$(printf '%0255d' 0)" '...' '*' '"'; do
        echo text >"./$name"
    done
    mkfifo pipe
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    ln -s loop loop
    ln -s two one
    ln -s one two
    ln -s ../.. up
    ln -s /etc/passwd absolute
    ln -s nowhere dangling
    ln -s "$(printf '%0255d' 0)/x" through-a-file
    ln -s . here
    ln -s here/here/here/plain long-way
    ln -s "$(awk 'BEGIN { for (i = 0; i < 1300; i++) printf "../" }')x" far-up
    mkdir closed closed/inner
    i=0
    while [ $i -lt 60 ]; do
        mkdir deep && cd deep
        i=$((i + 1))
    done
) || fail "the tree could not be made"
chmod 0 "$tree/closed/inner"
check_hostile() { # counts by type: unknown (the pipe), block, character, directory, regular, datagram, stream, link
    "$@" "$wasmfx" run --dir "$tree::/" --dir /dev --dir /proc "$work/hostile.wasm" 1 0 0 62 12 0 1 10
    status=$?
    [ $status = 42 ] || fail "hostile.c: exit code $status, expected 42 $*"
}

for check in check_system check_interface check_hostile; do
    $check
    [ -z "$old_kernel" ] || $check "$old_kernel"
done
chmod u+rwx "$tree/closed/inner"

if command -v python3 >/dev/null 2>&1; then
    python3 "$here/sockets.py" "$wasmfx" "$work/sockets.wasm" "$work/data" || fail sockets.c
fi

build "$work/words.wasm" "$here/../../examples/c-program/words.c"
printf 'the cat and the dog and the bird saw the cat\n' | "$wasmfx" run "$work/words.wasm" >"$work/words.out" || fail "words.c"
cc -o "$work/words" "$here/../../examples/c-program/words.c" 2>/dev/null &&
    printf 'the cat and the dog and the bird saw the cat\n' | "$work/words" | diff - "$work/words.out" || fail "words.c prints something else"

printf '#include <stdlib.h>\nint main(void) { abort(); }\n' >"$work/abort.c"
build "$work/abort.wasm" "$work/abort.c"
"$wasmfx" run "$work/abort.wasm" >"$work/abort.out" 2>"$work/abort.err"
status=$?
[ $status = 134 ] || fail "abort(): exit code $status, expected 134"
grep -q 'trap: unreachable executed' "$work/abort.err" && grep -q ' abort' "$work/abort.err" && grep -q '^  host' "$work/abort.err" ||
    fail "abort(): backtrace is: $(cat "$work/abort.err")"
# -fwasm-exceptions: legacy exception instructions
build "$work/exceptions.wasm" -fwasm-exceptions -nostdlib++ "$here/exceptions.cpp" "$here/cxx_runtime.cpp"
c++ -O1 -o "$work/exceptions" "$here/exceptions.cpp" && "$work/exceptions" >"$work/exceptions.expected" || fail "exceptions.cpp, native"
for mode in -O0 -g --stress-gc --stress-move; do
    "$wasmfx" run $mode "$work/exceptions.wasm" | diff "$work/exceptions.expected" - || fail "exceptions.cpp $mode"
done
echo "C programs: all well"
