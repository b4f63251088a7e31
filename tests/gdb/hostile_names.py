#!/usr/bin/env python3
"""hostile_names.py WASMFX: 300 locals whose names are C types, registers, GDB's own names, or no identifiers at all. The real GDB must show each with its
own value in `info args`, `info locals` and `print`, and `set var` must change that one alone. Exit code 77: no gdb, or it may not trace."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PER_FUNCTION, PARAMETERS = 30, 10
# Names that an earlier one's number, dollar or stand-in could be taken for.
SPELLINGS = ["count", "$count", "3:#x", "#x", " 4:#x", "4 :#x", "1 2:#y", "#y", "$local_9", "stand-in", " #z", "# z", "#", "$", "$ ", "12:a b", "12 :a b",
             "a b", "a  b", "ab", "f(x)", "f", "f(y)", "f (z)", "(f)", "((f))", "local_25", "$local_27", "\\x0a", "\n"]
TYPES = ["int", "signed", "unsigned", "long", "short", "char", "double", "float", "void", "_Bool", "bool"] + [
    " ".join(words) for words in itertools.permutations(["long", "unsigned", "int"], 2)] + [
    " ".join(words) for words in itertools.permutations(["short", "signed", "int"], 3)] + [
    "long long", "long long int", "unsigned long long", "signed char", "char signed", "int long unsigned", "long double", "unsigned char", "i32",
    "i64", "f32", "f64", "funcref", "v128"]
KEYWORDS = ["struct", "union", "enum", "sizeof", "const", "volatile", "typedef", "static", "if", "this", "class", "template", "operator", "true",
            "false", "new", "delete", "NULL", "alignof", "typeof", "_Alignof", "__int128", "restrict", "register", "return", "goto", "auto"]
REGISTERS = ["rax", "eax", "ax", "al", "pc", "sp", "fp", "rip", "rsp", "rbp", "r10", "xmm0", "eflags", "ps"]
GDB = REGISTERS + ["_", "__", "_exitcode", "_siginfo", "bpnum",
       "tpnum", "trace_frame", "trace_line", "_thread", "_inferior", "_gdb_setting", "main", "malloc", "stdout", "__morestack", "local_6", "local_6_",
       "local_6__", "local_999", "func_0", "errno", "environ", "wfx_call", "start"]
ODD = ["a b", "a  b", " a", "a ", "x.y", "x->y", "x::y", "::x", "x::", "v<int>", "v<signed>", "v<signed int>", "v<unsigned>", "v<unsigned int>", "v<>",
       "<>", "f(int)", "f(signed)", "f()", "operator+", "operator int", "operator signed", "operator()", "+", "-", "*", "&", "&x", "*x", "-x", "!x",
       "~x", "x[0]", "x[1]", "x=1", "x==1", "x,y", "x;y", "x:y", "x?y", "x@2", "@", "#", "#x", "%", "%d", "^", "|", "\\", "/", "//", "/*", "x/*y*/",
       "\"", "\"x\"", "'", "'x'", "x'", "'x", "`", "$", "$x", "$$", "$1", "$0", "1", "0", "12", "0x10", "1e5", "1.5", "{", "}", "{int}", "(int)", "(int)x",
       "(", ")", "[", "]", "<", ">", "=", "?", ".", "..", "...", ",", ";", ":", "!", "~", "é", "e\u0301", "ü", "名前", "変数", "Ω", "🙂", "\u200b", "x\u200b",
       "\u00a0", "ａ", "а", "a", "A", "b", "x", "y", "X", "n.0", "n.1", "n-0", "n_0", "n/0", "n 0", "n\t0", "n\n0", "n = 5\nb = 6", "\x01", "\x7f",
       "anonymous", "(anonymous namespace)::x", "std::string", "std::basic_string<char>", "std::vector<int, std::allocator<int> >",
       "std::vector<int,std::allocator<int>>", "int*", "int *", "signed*", "signed *", "int&", "int[3]", "int (*)(int)", "char const*",
       "const char*", "const char *", "if x", "thread 1", "task 1", "-force-condition", "foo.c:12", "*0x1234", "b" * 40, "b" * 41, "b" * 600, "b" * 601]


def hostile_names():
    names = list(dict.fromkeys(SPELLINGS + TYPES + KEYWORDS + GDB + ODD))
    for number in itertools.count():
        if len(names) >= 300:
            return names[:300]
        names.append(f"x<{number}>::signed")


def quoted(name):
    return '"' + "".join(f"\\{byte:02x}" for byte in name.encode()) + '"'


def module(names):
    """Functions of 30 names each; local K of function F has the value 1000 * F + K + 1."""
    text, calls = "(module\n", ""
    for first in range(0, len(names), PER_FUNCTION):
        group, number = names[first : first + PER_FUNCTION], first // PER_FUNCTION
        text += f"(func $hostile_{number}" + "".join(f" (param ${quoted(name)} i32)" for name in group[:PARAMETERS])
        text += "".join(f" (local ${quoted(name)} i32)" for name in group[PARAMETERS:]) + "\n"
        text += "".join(f"(local.set {k} (i32.const {1000 * number + k + 1}))" for k in range(PARAMETERS, len(group)))
        text += "\n(nop))\n"
        calls += f"(call $hostile_{number}" + "".join(f" (i32.const {1000 * number + k + 1})" for k in range(PARAMETERS)) + ")\n"
    return text + f'(func (export "_start")\n{calls}))\n'


# Runs inside GDB: at each stop what is shown, what each spelling of each variable prints, and what is shown after each was set by its first spelling.
SESSION = r"""
import gdb, json, os, sys
sys.path.insert(0, os.path.dirname(os.environ["HOSTILE_TEST"]))
from hostile_names import spellings
plan = json.load(open(os.environ["HOSTILE_PLAN"]))
for setting in ("confirm off", "pagination off", "width 0", "breakpoint pending on"):
    gdb.execute("set " + setting)
for stop in plan:
    gdb.execute("break hostile.wat:%d" % stop["line"])
gdb.execute("run", to_string=True)
def shown():
    text = gdb.execute("info args", to_string=True) + gdb.execute("info locals", to_string=True)
    return [line.rsplit(" = ", 1) for line in text.split("\n")[:-1]]
def printed(expression):
    try:
        return gdb.execute("output " + expression, to_string=True).split("\n")[-1] # behind warnings about character sets
    except gdb.error as error:
        return "error: " + str(error)
results = []
for stop in plan:
    lines = shown()
    ways = [spellings(line[0], number) for number, line in enumerate(lines)]
    result = {"shown": lines, "printed": [[[way, printed(way)] for way in all_ways] for all_ways in ways], "set": []}
    for number, all_ways in enumerate(ways):
        try:
            gdb.execute("set var %s = -77" % all_ways[0])
            result["set"].append(shown())
            gdb.execute("set var %s = %d" % (all_ways[0], stop["first"] + number))
        except gdb.error as error:
            result["set"].append([["error: " + str(error), all_ways[0]]])
        assert shown() == lines
    results.append(result)
    gdb.execute("continue", to_string=True)
json.dump(results, open(os.environ["HOSTILE_RESULT"], "w"))
"""


def is_identifier(name):
    return re.fullmatch("[A-Za-z_\\x80-\U0010ffff][A-Za-z0-9_\\x80-\U0010ffff]*", name) is not None


def spellings(shown, number):
    """What prints a variable that is shown by this name (docs/debugging.md). The first always does; others are an error if they do not."""
    is_debuggers = shown.startswith("_") or shown in ("bpnum", "tpnum") or shown.startswith("trace_")
    if shown in REGISTERS:
        ways = [shown] # `$pc` is GDB's register
    elif is_identifier(shown) and not is_debuggers:
        ways = ["$" + shown]
    else:
        ways = [f"$local_{number}"]
    if is_identifier(shown):
        ways.append(shown)
    if len(shown) > 1 and "'" not in shown and "\\" not in shown:
        ways.append(f"'{shown}'")
    return ways


def may_be_shown_as(name, number):
    escape = "\\x" in name
    text = "".join(f"\\x{ord(c):02x}" if ord(c) < 0x20 or ord(c) == 0x7F or (c == "\\" and escape) else c for c in name)
    if re.fullmatch("local_[0-9]+_*", name) and name != f"local_{number}":
        text += "_"
    return [text, f"{number}:{text}"]


def check(condition, *details):
    if not condition:
        print("FAILED:", *details)
        sys.exit(1)


def run_gdb(names):
    """What SESSION found."""
    with tempfile.TemporaryDirectory() as directory:
        program, session, plan, result = (os.path.join(directory, name) for name in ("hostile.wat", "session.py", "plan", "result"))
        with open(program, "w", encoding="utf-8") as file:
            file.write(module(names))
        with open(session, "w", encoding="utf-8") as file:
            file.write(SESSION)
        with open(plan, "w", encoding="utf-8") as file:
            json.dump([{"line": 4 + 3 * number, "first": 1000 * number + 1} for number in range(len(names) // PER_FUNCTION)], file)
        done = subprocess.run(["gdb", "-nx", "-q", "-batch", "-x", session, "--args", os.path.abspath(sys.argv[1]), "run", program],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=300, cwd=directory,
                              env={**os.environ, "HOSTILE_TEST": os.path.abspath(__file__), "HOSTILE_PLAN": plan, "HOSTILE_RESULT": result,
                                   "DEBUGINFOD_URLS": "", "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0", "PYTHONDONTWRITEBYTECODE": "1"})
        check(os.path.exists(result), done.stdout)
        with open(result, encoding="utf-8") as file:
            return json.load(file)


def main():
    if not shutil.which("gdb") or "exited normally" not in subprocess.run(["gdb", "-nx", "-batch", "-ex", "run", "/bin/true"], stdout=subprocess.PIPE,
                                                                        stderr=subprocess.STDOUT, text=True).stdout:
        print("skipped: gdb is not installed or may not trace processes")
        sys.exit(77)
    names, quoted_ways, numbered = hostile_names(), 0, 0
    for number, seen in enumerate(run_gdb(names)):
        group = names[number * PER_FUNCTION : (number + 1) * PER_FUNCTION]
        check([line[1] for line in seen["shown"]] == [str(1000 * number + k + 1) for k in range(len(group))], "values", seen["shown"])
        check(len({line[0] for line in seen["shown"]}) == len(group), "two names are shown alike", seen["shown"])
        for k, name in enumerate(group):
            shown, value = seen["shown"][k]
            check(shown in may_be_shown_as(name, k), "name", repr(name), "shown as", repr(shown))
            numbered += shown != may_be_shown_as(name, k)[0]
            check(seen["printed"][k][0][1] == value, "print", seen["printed"][k][0], "for", repr(name), value)
            for way, got in seen["printed"][k][1:]:
                quoted_ways += got == value
                check(got == value or got.startswith("error: "), "print", way, got, value)
            changed = [list(line) for line in seen["shown"]]
            changed[k][1] = "-77"
            check(seen["set"][k] == changed, "set var", seen["printed"][k][0][0], "for", repr(name), seen["set"][k])
    print(f"{len(names)} names, each its own value; {numbered} of them told apart by a number; {quoted_ways} also by name or in quotes")


if __name__ == "__main__" and len(sys.argv) > 1:
    main()
