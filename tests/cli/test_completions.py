#!/usr/bin/env python3
"""test_completions.py WASMFX BUILD: what the shells complete, and what the manual page says, against what --help prints. A shell that is not
installed is left out."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

WASMFX = os.path.abspath(sys.argv[1])
BUILD = os.path.abspath(sys.argv[2])
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def output(*args, **kwargs):
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, **kwargs)
    assert done.returncode == 0 and done.stderr == "", (args, done)
    return done.stdout


COMMANDS = re.findall(r"^  (\w+) ", output(WASMFX, "help"), re.M)


def options_of(command):
    """{option: its value's name or None}, of --help."""
    found = {}
    for short, long, optional, value in re.findall(r"^  (?:-(\w)(?:, |0)?|   ) *(?:--([\w-]+))?(\[=)?(?: ?([\w|:\[\]=]+))?", output(WASMFX, command, "--help"), re.M):
        if long:
            found["--" + long] = value
        if short:
            found["-" + short] = value
    found.pop("", None)
    return found


OPTIONS = {command: options_of(command) for command in COMMANDS}
assert {"--invoke", "-W", "--features", "-O", "--profile", "-h"} <= set(OPTIONS["run"]), OPTIONS["run"]
assert len(COMMANDS) == 10 and all("--help" in OPTIONS[command] for command in COMMANDS), OPTIONS


# ---- bash ----

def bash(*words):
    """What the last word is completed to."""
    script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wasmfx; '
              '((${#COMPREPLY[@]})) && printf "%s\\n" "${COMPREPLY[@]}"; exit 0')
    return sorted(set(output("bash", "-c", script, os.path.join(BUILD, "completions", "wasmfx"), *words).splitlines()))


def check_bash():
    output("bash", "-n", os.path.join(BUILD, "completions", "wasmfx"))
    assert bash("wasmfx", "wa") == ["wasm2wat", "wast", "wat2wasm"]
    for command in COMMANDS:
        assert bash("wasmfx", command, "-") == sorted(OPTIONS[command]), command
    assert bash("wasmfx", "-") == sorted(OPTIONS["run"])
    for words in (["run", "--stack-placement"], ["run", "--stack-placement", "="], ["run", "--env", "x", "--stack-placement"], ["--stack-placement"],
                  ["gdb", "--batch", "--", "run", "--stack-placement"], ["wast", "-W", "gc", "--stack-placement"]):
        assert bash("wasmfx", *words, "a") == ["alternating", "ascending"], words
    assert bash("wasmfx", "run", "--stack-placement", "=") == ["alternating", "ascending", "descending"]
    assert bash("wasmfx", "run", "--features", "gc,multi-m") == ["gc,multi-memory"] and bash("wasmfx", "run", "-W", "=", "tail") == ["tail-call"]
    assert bash("wasmfx", "run", "--invoke", "") == [] and bash("wasmfx", "run", "--max-heap", "") == []
    assert bash("wasmfx", "run", "--dir", "s") == ["some", "sub"] and bash("wasmfx", "run", "s") == ["some", "some file.wat", "sub"]
    assert bash("wasmfx", "wat2wasm", "-o", "some ") == ["some file.wat"]
    assert bash("wasmfx", "run", "--profile", "=", "some f") == ["some file.wat"]
    assert bash("wasmfx", "run", "--profile", "--profile-m") == ["--profile-method"]
    assert bash("wasmfx", "run", "x.wat", "--d") == [], "the options of the program"
    assert bash("wasmfx", "objdump", "x.wat", "--by") == ["--bytes"]
    assert bash("wasmfx", "gdb", "--", "run", "--perf") == ["--perfmap"]
    assert bash("wasmfx", "help", "ob") == ["objdump"] and bash("wasmfx", "completions", "") == ["bash", "fish", "zsh"]


# ---- zsh: what it hands to its own functions ----

ZSH_STUBS = """
function _arguments { print -rl -- "$@" }
function _describe { print -rl -- described "${(@P)2}" }
function _files { print files }
function compdef { }
source $1; shift
words=("$@") CURRENT=$#
_wasmfx
"""


def zsh(*words):
    return output("zsh", "-f", "-c", ZSH_STUBS, "zsh", os.path.join(BUILD, "completions", "_wasmfx"), *words).splitlines()


def check_zsh():
    output("zsh", "-n", os.path.join(BUILD, "completions", "_wasmfx"))
    described = zsh("wasmfx", "")
    assert described[0] == "described" and described[-1] == "files"
    assert [line.split(":")[0] for line in described[1:-1]] == COMMANDS
    for command in COMMANDS:
        for words in ([command], [] if command == "run" else [command]):
            given = zsh("wasmfx", *words, "-")
            offered = {re.sub(r"=?-?$|\+$", "", re.match(r"(?:\*|\([^)]*\))?(-[\w-]*[=+]?-?)\[", line)[1]) for line in given if "[" in line[:60] and "-" in line}
            assert offered == set(OPTIONS[command]), (command, offered ^ set(OPTIONS[command]))
    given = zsh("wasmfx", "gdb", "--", "run", "-")
    assert any(line.startswith("--stack-placement=[") and line.endswith(":(ascending descending alternating)") for line in given), given
    assert any(line.startswith("*--dir=[") and line.endswith(":_files -/") for line in given), given


# ---- fish ----

def fish(line):
    done = output("fish", "--no-config", "-c", 'source $argv[1]; complete -C $argv[2]', os.path.join(BUILD, "completions", "wasmfx.fish"), line)
    return sorted({text.split("\t")[0] for text in done.splitlines()})


def check_fish():
    output("fish", "--no-execute", os.path.join(BUILD, "completions", "wasmfx.fish"))
    assert {"wasm2wat", "wast", "wat2wasm"} <= set(fish("wasmfx wa"))
    for command in COMMANDS:
        long = {option for option in OPTIONS[command] if option.startswith("--")}
        assert {text.rstrip("=") for text in fish(f"wasmfx {command} --")} == long, command
        short = {option for option in OPTIONS[command] if not option.startswith("--")}
        assert short <= set(fish(f"wasmfx {command} -")), command
    assert fish("wasmfx run --stack-placement a") == ["alternating", "ascending"]
    assert fish("wasmfx --unknown-imports tr") == ["trap"]
    assert fish("wasmfx run --features gc,multi-m") == ["gc,multi-memory"]
    assert fish("wasmfx help ob") == ["objdump"] and fish("wasmfx completions f") == ["fish"]
    assert fish("wasmfx run --dir s") == ["some/", "sub/"] and "some file.wat" in " ".join(fish("wasmfx run some")).replace("\\", "")


# ---- the manual page ----

def check_manual():
    """Each command has its place in the page, and its options are those of --help."""
    page = os.path.join(SOURCE, "docs", "wasmfx.1")
    with open(page, encoding="utf-8") as file:
        text = file.read()
    synopsis = text[text.index(".SH SYNOPSIS"):text.index(".SH DESCRIPTION")]
    sections = dict(re.findall(r"^\.SS (\w+)\n(.*?)(?=^\.SS |^\.SH )", text, re.M | re.S))
    for command in COMMANDS:
        assert re.search(rf"^\.B wasmfx (\\fR\[\\fB)?{command}\b", synopsis, re.M), command
        if set(OPTIONS[command]) == {"--help", "-h"}:
            continue
        plain = re.sub(r"\\f[BIRP]|\\&", "", sections[command]).replace("\\-", "-")
        named = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", plain)) - {"-PID"}
        named = {"-O" if option == "-O0" else option for option in named}
        missing = {option for option in OPTIONS[command] if option not in ("--help", "-h")} - named
        assert not missing, f"the manual page says nothing of {command} {sorted(missing)}"
        known = set().union(*OPTIONS.values()) | {"-name", "-k", "--jit", "-g"}
        assert named <= known, f"the manual page tells of {command} {sorted(named - known)}"
        for option, value in OPTIONS[command].items():
            if value and "|" in value:
                for word in value.split("|"):
                    assert re.search(rf"\b{word}\b", plain), f"the manual page does not tell of {option} {word}"
    if shutil.which("man"):
        done = subprocess.run(["man", "--warnings", "-l", page], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MAN_DISABLE_SECCOMP": "1"})
        assert done.returncode == 0 and done.stderr == "" and len(done.stdout.splitlines()) > 150, (done.stderr, len(done.stdout))


def check_installed():
    with tempfile.TemporaryDirectory() as prefix:
        output("cmake", "--install", BUILD, "--prefix", prefix)
        files = {os.path.relpath(os.path.join(where, name), prefix) for where, _, names in os.walk(prefix) for name in names}
    assert {"share/man/man1/wasmfx.1", "share/bash-completion/completions/wasmfx", "share/zsh/site-functions/_wasmfx",
            "share/fish/vendor_completions.d/wasmfx.fish"} <= files, files


def main():
    for shell, name in (("bash", "wasmfx"), ("zsh", "_wasmfx"), ("fish", "wasmfx.fish")):
        with open(os.path.join(BUILD, "completions", name), encoding="utf-8") as file:
            assert file.read() == output(WASMFX, "completions", shell), f"{name} is not what the program prints"
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        os.mkdir("some")
        os.mkdir("sub")
        with open("some file.wat", "w", encoding="utf-8"):
            pass
        for check in (check_bash, check_zsh, check_fish):
            shell = check.__name__.removeprefix("check_")
            if shutil.which(shell):
                check()
            else:
                print(f"no {shell} here: not tried")
        os.chdir("/")
    check_manual()
    check_installed()
    print("completions and manual page: all well")


main()
