#!/bin/sh
# Installs the Debian packages that building and testing need, if any is missing. Without root it prints the command instead.
# Required to build: the first list. The second serves tests that would otherwise be skipped with a message.
set -eu
build="gcc cmake ninja-build pkg-config libelf-dev libdw-dev libcapstone-dev libcmocka-dev"
test="gdb linux-perf python3 clang lld wasi-libc libclang-rt-dev-wasm32 valgrind dpkg-dev make tcl xz-utils zsh fish man-db"

missing() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s ' "$package"
    done
}

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "wasmfx: this is not a Debian system; needed are: $build (and for all tests: $test)" >&2
    exit 0
fi
# shellcheck disable=SC2086
need=$(missing $build $test)
[ -n "$need" ] || exit 0
command="apt-get install -y --no-install-recommends $need"
if [ "$(id -u)" != 0 ]; then
    # shellcheck disable=SC2086
    if [ -z "$(missing $build)" ]; then
        echo "wasmfx: some tests will be skipped; to run all of them: sudo $command" >&2
        exit 0
    fi
    echo "wasmfx: missing packages. Run this, then try again:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    exit 1
fi
echo "wasmfx: installing $need"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || echo "wasmfx: warning: apt-get update failed; trying with the package lists as they are" >&2
if [ -t 1 ]; then # apt's own progress, where somebody watches
    $command
    exit
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
$command >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
