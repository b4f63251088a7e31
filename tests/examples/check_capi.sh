#!/bin/sh
# check_capi.sh WASMFX PROGRAM NAME.wat DIRECTORY: assembles the module, runs the program with it, compares with NAME.expected.
set -eu
wasmfx=$1 program=$2 wat=$3 directory=$4
name=$(basename "$wat" .wat)
mkdir -p "$directory"
"$wasmfx" wat2wasm "$wat" -o "$directory/$name.wasm"
"$program" "$directory/$name.wasm" >"$directory/$name.got"
diff -u "${wat%.wat}.expected" "$directory/$name.got"
