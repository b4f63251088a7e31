#!/bin/sh
# check.sh CMAKE CC BUILD: installs the build tree into a prefix below it and builds a program against what is there: with
# pkg-config against the shared library and the archive, and with CMake's find_package against both.
set -eu
cmake=$1 cc=$2 build=$3
here=$(dirname "$0")
work=$build/install-test
rm -rf "$work"
mkdir -p "$work"
"$cmake" --install "$build" --prefix "$work/prefix" >"$work/install.log"
for file in include/wasmfx.h include/wasm.h share/man/man1/wasmfx.1 bin/wasmfx; do
    test -f "$work/prefix/$file" || { echo "$file is not installed"; exit 1; }
done

# The tree may be moved: nothing in it names the directory where it was first.
mv "$work/prefix" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name wasmfx.pc)")
export PKG_CONFIG_PATH
library=$(pkg-config --variable=libdir wasmfx)
wanted='wasm.h 42
wasmfx.h 42'

run()
{
    got=$(LD_LIBRARY_PATH=$library "$1")
    test "$got" = "$wanted" || { echo "$1 printed: $got"; exit 1; }
}

flags="-std=c11 -Wall -Wextra -Werror -pedantic"
# shellcheck disable=SC2046,SC2086
"$cc" $flags -o "$work/shared" "$here/program.c" $(pkg-config --cflags --libs wasmfx)
run "$work/shared"
# shellcheck disable=SC2046,SC2086
"$cc" $flags -o "$work/static" "$here/program.c" $(pkg-config --static --cflags --libs wasmfx | sed 's/-lwasmfx/-l:libwasmfx.a/')
if readelf -d "$work/static" | grep -q libwasmfx; then
    echo "the archive was not used"
    exit 1
fi
run "$work/static"

"$cmake" -S "$here" -B "$work/cmake" -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$work/moved" >"$work/cmake.log"
"$cmake" --build "$work/cmake" >>"$work/cmake.log"
run "$work/cmake/with_shared"
run "$work/cmake/with_archive"
echo "4 programs"
