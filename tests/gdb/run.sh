#!/bin/sh
# One session with the real GDB: run.sh WASMFX SESSION EXPECTED [RUN-OPTIONS].. runs the commands of SESSION.gdb on nested.wat and compares what GDB prints
# with EXPECTED.expected, after taking out what differs between machines and builds: addresses, the host's own frames, process numbers.
# SCRIPT=1 loads wasmfx-gdb.py. UPDATE=1 writes the expected file instead of comparing. Exit code 77: skipped, because there is no gdb or it may not trace,
# hardware watchpoints that a session uses do not work here,
# or the session writes a core file and the program has an address sanitizer (SANITIZED=1), whose shadow memory makes it too large.
set -u
wasmfx=$1 session=$2 expected=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DEBUGINFOD_URLS= ASAN_OPTIONS=detect_leaks=0 LC_ALL=C

if ! command -v gdb >/dev/null 2>&1; then
    echo "skipped: gdb is not installed"
    exit 77
fi
if ! gdb -nx -batch -ex run -ex 'print 6 * 7' /bin/true 2>&1 | grep -q 'exited normally'; then
    echo "skipped: gdb may not trace processes here"
    exit 77
fi

# The dynamic linker's first call writes this word.
if grep -q '^watch' "$here/$session.gdb" &&
    ! gdb -nx -batch -ex starti -ex 'watch -location *(long *)($rsp - 8)' -ex continue /bin/true 2>&1 | grep -q '^Old value'; then
    echo "skipped: this machine's hardware watchpoints do not trigger, in no program"
    exit 77
fi

if [ "${SANITIZED:-}" = 1 ] && grep -q '^save_core' "$here/$session.gdb"; then
    echo "skipped: no core files of a sanitized program"
    exit 77
fi

cd "$here" || exit 1
{
    echo 'set confirm off'
    echo 'set pagination off'
    echo 'set width 0'
    echo 'set breakpoint pending on'
    echo "define save_core
  gcore $work/core
end"
    echo "define open_core
  core-file $work/core
end"
    [ "${SCRIPT:-}" = "" ] || echo "source $here/../../gdb/wasmfx-gdb.py"
    echo 'set trace-commands on'
    grep -v "^#" "$session.gdb"
} >"$work/commands"
timeout 120 gdb -nx -q -batch -x "$work/commands" --args "$wasmfx" run "$@" >"$work/raw" 2>&1
grep -v -e '^\[Thread debugging' -e '^Using host libthread_db' -e '^warning: ' -e '^\[New LWP' -e '^\[Inferior ' -e '^+source ' -e '^Saved corefile' \
    -e '^Core was generated' -e '^Program terminated' -e '^\[Detaching' -e '^\[Current thread' -e '^No symbol table is loaded' -e '^No source file named' -e '^#0  *0x[0-9a-f]* in ?? ()' "$work/raw" |
    sed -e 's/0x[0-9a-f]\{3,\}/ADDR/g' -e "s|$here/||g" -e "s|$here|DIR|g" -e "s|$work/||g" -e 's/^Run till exit from #\([0-9]*\) *\(ADDR in \)*/Run till exit from #\1 /' |
    awk '/^#[0-9]+ / && !/\.wat:[0-9]/ && !/continuation/ && !/__morestack/ {
             if ($0 ~ /[ (]main \(/) print "#N  main"
             next
         }
         { print }' >"$work/actual"
if grep -q RESULT: "$session.gdb"; then # the stops themselves are not to be compared
    grep '^RESULT:' "$work/raw" >"$work/actual"
fi
if [ "${UPDATE:-}" != "" ]; then
    cp "$work/actual" "$expected.expected"
    exit 0
fi
if ! diff -u "$expected.expected" "$work/actual"; then
    echo "--- what gdb printed:"
    tail -n 200 "$work/raw"
    exit 1
fi
