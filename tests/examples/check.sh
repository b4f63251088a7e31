#!/bin/sh
# check.sh WASMFX EXAMPLE.wat: the example must exit 0 and print exactly EXAMPLE.expected, and nothing on standard error.
set -u
output=$(mktemp)
trap 'rm -f "$output" "$output.err"' EXIT
"$1" run "$2" >"$output" 2>"$output.err"
status=$?
if [ $status != 0 ] || [ -s "$output.err" ]; then
    echo "$2: exit code $status"
    cat "$output.err"
    exit 1
fi
diff "${2%.wat}.expected" "$output"
