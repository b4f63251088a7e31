#!/bin/sh
# usage: own_names.sh BINARY NM OBJCOPY
# Gives the symbols of the binary names that no function of a user's module bears: `select_next` becomes `wfx.select_next`, so that
# `break select_next` in GDB is the user's. What has the prefix wfx_ or is the C library's stays, and main.
set -e
"$2" "$1" | awk '$NF == "_start" || $NF !~ /^(wfx|_)|^main$|@/ { print $NF, "wfx." $NF }' | sort -u > "$1.names"
"$3" --redefine-syms="$1.names" "$1"
rm -f "$1.names"
