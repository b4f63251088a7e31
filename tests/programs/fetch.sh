# Sourced by the tests of real programs. fetch PACKAGE WORK: unpacks the upstream source of a Debian source package into WORK/upstream, by apt
# with source lists of its own made from the machine's, so that nothing is installed and nothing of the machine's set-up changes. Needs skip().
skip() {
    echo "skipped: $*"
    exit 77
}

# Tools for building C for wasm32-wasi and for this machine.
need_toolchain() {
    for tool in clang wasm-ld cc; do
        command -v $tool >/dev/null 2>&1 || skip "$tool is not installed (Debian: clang lld gcc)"
    done
    [ -e /usr/include/wasm32-wasi/stdio.h ] || skip "wasi-libc is not installed (Debian: wasi-libc libclang-rt-dev-wasm32)"
}

fetch() {
    fetch_package=$1
    fetch_work=$2
    [ -d "$fetch_work/upstream" ] && return
    command -v apt-get >/dev/null 2>&1 || skip "there is no apt-get to fetch the source of $fetch_package with"
    fetch_apt=$fetch_work/apt
    rm -rf "$fetch_apt"
    mkdir -p "$fetch_apt/lists/partial" "$fetch_apt/cache/archives/partial" "$fetch_apt/parts"
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -e "$list" ] && sed -n 's/^deb[[:space:]]\(.*debian.*\)/deb-src \1/p' "$list"
    done >"$fetch_apt/parts/source.list"
    for list in /etc/apt/sources.list.d/*.sources; do
        [ -e "$list" ] && grep -q '^URIs:.*debian' "$list" &&
            sed 's/^Types:.*/Types: deb-src/' "$list" >"$fetch_apt/parts/$(basename "$list")"
    done
    set -- -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$fetch_apt/parts" -o Dir::State::lists="$fetch_apt/lists" \
        -o Dir::Cache="$fetch_apt/cache" -o Acquire::Retries=2
    [ "$(id -u)" = 0 ] && set -- "$@" -o APT::Sandbox::User=root
    # What counts is that the package arrives, not that every list does.
    (cd "$fetch_apt" && { apt-get "$@" update || :; } && apt-get "$@" source --download-only "$fetch_package") >"$fetch_apt/log" 2>&1 ||
        skip "the source of $fetch_package cannot be fetched: $(tail -n 1 "$fetch_apt/log")"
    mkdir -p "$fetch_apt/unpacked"
    for archive in "$fetch_apt/${fetch_package}"_*.orig.tar.*; do
        case $archive in *.asc) continue ;; esac
        tar -xf "$archive" -C "$fetch_apt/unpacked" --strip-components=1 ||
            skip "the source of $fetch_package cannot be unpacked (are gzip and xz installed?)"
    done
    mv "$fetch_apt/unpacked" "$fetch_work/upstream"
    rm -rf "$fetch_apt"
}
