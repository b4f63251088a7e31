#!/bin/sh
# Compares random modules with V8; run by hand: differential.sh DIFFERENTIAL NODE [FIRST [COUNT [FLAVOUR]]]
# DIFFERENTIAL is the program of that name in the build tree. V8's stack switching is experimental: where a module kills V8 (an operator that it has
# not implemented, ..) it is counted and left out. Exit status: 0 the same, 1 differences, 77 no NODE.
differential=$1 node=$2 first=${3:-0} count=${4:-1000} flavour=${5:-core}
if ! "$node" --experimental-wasm-wasmfx -e 0 2>/dev/null; then
  echo "skipped: no node with --experimental-wasm-wasmfx (second argument)"
  exit 77
fi
script=$(dirname "$0")/differential.js
directory=$(mktemp -d) || exit 2
trap 'rm -rf "$directory"' EXIT
batch=$directory/batch
"$differential" --modes 1 --first "$first" --count "$count" --flavour "$flavour" --emit "$batch" || echo "(findings of our own above)"

start=0 died=0 same=0 exhausted=0 differs=0
while :; do
  # V8's load elimination stops at continuations with a failed check of its own.
  "$node" --experimental-wasm-wasmfx --no-turboshaft-wasm-load-elimination "$script" "$batch" $start "$directory/at" >"$directory/out" 2>&1
  status=$?
  grep '^module.* V8 refuses' "$directory/out"
  grep '^module' "$directory/out" | grep -v 'V8 refuses' >"$directory/lines"
  # V8's memory may be damaged by modules before this one: only what differs in a process of its own counts.
  while read -r line; do
    echo "$line"
    seed=${line#module } kind=${line#module * }
    "$differential" --modes 1 --first "${seed%% *}" --count 1 --flavour "${kind%%:*}" --emit "$directory/one" >"$directory/log"
    "$node" --experimental-wasm-wasmfx --no-turboshaft-wasm-load-elimination "$script" "$directory/one" >"$directory/log" 2>&1
    if [ $? -eq 1 ]; then
      differs=$((differs + 1))
    else
      echo "  not so in a process of its own: $(tail -n 1 "$directory/log")"
    fi
  done <"$directory/lines"
  grep '^V8:' "$directory/out" && break
  if [ $status -lt 128 ]; then
    cat "$directory/out"
    exit 2
  fi
  died=$((died + 1))
  read -r index _ _ agreed ended <"$directory/at"
  same=$((same + agreed)) exhausted=$((exhausted + ended)) start=$((index + 1))
done 2>/dev/null
echo "before that: $same the same, $exhausted with an exhausted stack; V8 died $died times; $differs different in all"
[ $differs -eq 0 ]
