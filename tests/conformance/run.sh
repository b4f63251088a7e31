#!/bin/sh
# Runs the official suites: run.sh WASMFX SPEC_DIRECTORY [OPTIONS of `wasmfx wast`].. Every file named in wasm-3.0.list must pass (the list may only grow), every file of
# stack-switching/ must pass, and every example there must print what its .expected says.
set -u
wasmfx=$1
spec=$2
shift 2
extra=$*
here=$(dirname "$0")
output=$(mktemp)
trap 'rm -f "$output"' EXIT
passed=0
failed=0

check() { # NAME COMMAND..
    name=$1
    shift
    if "$@" >"$output" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name"
        tail -n 12 "$output" | sed 's/^/    /'
    fi
}

prints_expected() {
    "$wasmfx" wast $extra --quiet "$1" >"$output.out" 2>"$output.err" && diff "${1%.wast}.expected" "$output.out"
    result=$?
    cat "$output.err"
    rm -f "$output.out" "$output.err"
    return $result
}

while read -r file options; do
    case $file in '' | '#'*) continue ;; esac
    # shellcheck disable=SC2086
    check "wasm-3.0/$file" "$wasmfx" wast $extra $options "$spec/wasm-3.0/$file"
done <"$here/wasm-3.0.list"
for file in "$spec"/stack-switching/*.wast; do
    check "stack-switching/$(basename "$file")" "$wasmfx" wast $extra "$file"
done
for file in "$spec"/stack-switching/examples/*.wast; do
    check "stack-switching/examples/$(basename "$file")" prints_expected "$file"
done
echo "conformance: $passed passed, $failed failed"
[ "$failed" = 0 ]
