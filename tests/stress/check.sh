#!/bin/sh
# Runs one export of a program with large numbers: check.sh WASMFX EXPECTED-EXIT-CODE EXPECTED-TEXT run-arguments..
# The text must stand in what is printed, as a line where the exit code is 0. LIMIT_KB=N: the process may not have had more resident memory.
set -u
wasmfx=$1 code=$2 text=$3
shift 3
output=$(mktemp)
trap 'rm -f "$output"' EXIT
python3 - "$wasmfx" run "$@" >"$output" 2>&1 <<'END'
import os, resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
peak, limit = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, int(os.environ.get("LIMIT_KB", 0))
if limit and peak > limit:
    print(f"used {peak} KB; at most {limit} KB were expected")
    code = 99
sys.exit(code)
END
actual=$?
exact=
[ "$code" != 0 ] || exact=-x
if [ "$actual" != "$code" ] || ! grep -q -F $exact -e "$text" "$output"; then
    echo "exit code $actual, expected $code; the output should have: $text"
    head -n 40 "$output"
    exit 1
fi
