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
rm -rf "$work"
mkdir -p "$work/data/sub" || exit 1
build() { clang --target=wasm32-wasi -O1 -g -o "$@" || fail "clang $*"; }

build "$work/system.wasm" "$here/system.c"
ln -s ../../secret "$work/data/link-out"
ln -s .. "$work/data/link-up"
echo secret >"$work/secret"
printf 'input text\n' | "$wasmfx" run --dir "$work/data::/data" --env NAME=value "$work/system.wasm" one "two words" >"$work/out" 2>"$work/err"
status=$?
cat "$work/out"
[ $status = 42 ] || fail "system.c: exit code $status, expected 42: $(cat "$work/err")"
[ -s "$work/out" ] && fail "system.c: checks failed"
[ "$(cat "$work/err")" = "to standard error" ] || fail "system.c: standard error is: $(cat "$work/err")"
[ "$(cd "$work/data" && ls)" = "$(printf 'link-out\nlink-up\nsub')" ] || fail "system.c left something behind: $(ls "$work/data")"

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
