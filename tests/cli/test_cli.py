#!/usr/bin/env python3
"""test_cli.py WASMFX [NAME]: every command of the command line: what it prints, where, and its exit code; and its answers to bad input.
Each test runs in a fresh directory. Messages are compared as a whole where they are the command line's own, by their place elsewhere."""

import os
import pty
import re
import resource
import stat
import subprocess
import sys
import tempfile
import textwrap
import time

SCRIPT = os.path.abspath(__file__)
WASMFX = os.path.abspath(sys.argv[1])
TESTS = []
ADD = '(module\n  (func (export "add") (param $a i32) (param $b i32) (result i32)\n    (i32.add (local.get $a) (local.get $b))))\n'
TYPE_ERROR = '(module\n  (func $f (result i32)\n    (i32.add (i32.const 1)\n\t     (i64.const 2))))\n'


def test(function):
    TESTS.append(function)
    return function


def run(*args, code=0, data=None, env=None, **kwargs):
    full = dict(os.environ)
    full.pop("NO_COLOR", None)
    full.update(env or {})
    done = subprocess.run([WASMFX, *args], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=full, timeout=120, **kwargs)
    out, err = done.stdout, done.stderr
    assert done.returncode == code, f"{args}: exit code {done.returncode}, expected {code}\n{out!r}\n{err.decode(errors='replace')}"
    return out, err.decode(errors="replace")


def quiet(*args, **kwargs):
    out, err = run(*args, **kwargs)
    assert err == "", err
    return out.decode()


def fails(*args, code, contains, **kwargs):
    out, err = run(*args, code=code, **kwargs)
    assert out == b"", out
    assert "\033" not in err, "colour in a pipe"
    assert err.startswith("wasmfx: error: "), err
    for text in [contains] if isinstance(contains, str) else contains:
        assert text in err, f"{args}: {text!r} is not in:\n{err}"
    return err


def put(name, content):
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
    return name


# ---- help and usage ----

COMMANDS = ["run", "wast", "validate", "wat2wasm", "wasm2wat", "objdump", "gdb", "completions"]


@test
def help_of_every_command():
    overview = quiet("help")
    assert overview == quiet("--help")
    for command in COMMANDS:
        assert f"  {command} " in overview
        text = quiet(command, "--help")
        assert text.startswith(f"usage: wasmfx {command}"), text
        assert "\noptions:\n" in text and "--help" in text
        assert text == quiet("help", command)
        assert all(len(line) < 140 for line in text.splitlines())
    assert "134" in overview
    for command in ("help", "version"):
        assert quiet("help", command) == quiet(command, "--help") and quiet(command, "--help").startswith(f"usage: wasmfx {command}")
    assert re.fullmatch(r"wasmfx \d+\.\d+\.\d+\n", quiet("version")) and quiet("--version") == quiet("version")


@test
def wrong_usage():
    assert run(code=2)[1].startswith("wasmfx runs")
    fails("frobnicate", code=2, contains="unknown command 'frobnicate'; try 'wasmfx help'")
    fails("help", "frobnicate", code=2, contains="unknown command")
    for command in COMMANDS:
        fails(command, "--no-such-option", code=2, contains=["unknown option '--no-such-option'", f"Try 'wasmfx {command} --help'"])
    for command in ["run", "validate", "wat2wasm", "wasm2wat", "objdump", "wast"]:
        fails(command, code=2, contains="no file given")
    for command in ["wat2wasm", "wasm2wat", "objdump"]:
        fails(command, "a.wat", "b.wat", code=2, contains="one file only")
    fails("completions", code=2, contains="expected the name of a shell")
    fails("completions", "tcsh", code=2, contains="there are no completions for 'tcsh'")
    fails("run", "-Q", code=2, contains="unknown option '-Q'")
    fails("run", "--debug=1", code=2, contains="option '--debug' takes no value")
    fails("run", "--invoke", code=2, contains="option '--invoke' needs a value: NAME")
    fails("run", "--stack-size=lots", "x", code=2, contains="'lots' is not a size")
    fails("run", "--stack-size=0", "x", code=2, contains="'0' is not a size")
    fails("run", "--stack-size=99999999999G", "x", code=2, contains="is not a size")
    fails("run", "--profile-rate=-3", "x", code=2, contains="'-3' is not a number")
    fails("run", "--stack-placement=sideways", "x", code=2, contains="none of ascending|descending|alternating")
    fails("run", "-O7", "x", code=2, contains="no optimisation level '7'")
    fails("run", "--env", "=x", put("a.wat", ADD), code=2, contains="a variable needs a name")
    fails("run", "--preload", "no-equals", put("a.wat", ADD), code=2, contains="expected NAME=FILE")


@test
def a_file_alone_is_run():
    put("add.wat", ADD)
    assert quiet("--invoke", "add", "add.wat", "2", "40") == "42\n"
    fails("missing.wat", code=1, contains="missing.wat: no such file")
    fails("nonsense", code=2, contains="unknown command 'nonsense'")
    fails("--nonsense", code=2, contains="unknown option '--nonsense'")


@test
def features():
    put("a.wat", ADD)
    for spelling in (["-W", "exceptions,function-references,typed-continuations"], ["-W=exceptions,function-references,typed-continuations"],
                     ["-Wstack-switching"], ["--features=all"], ["--features", "-simd"]):
        quiet("validate", *spelling, "a.wat")
    for command in ["run", "validate", "wat2wasm", "wasm2wat", "objdump", "wast"]:
        fails(command, "-W", "exceptions,no-such-thing", "a.wat", code=2, contains=["unknown feature 'no-such-thing'", "known are: mvp, ", "stack-switching"])
    put("tail.wat", "(module (func $f (return_call $f)))")
    quiet("validate", "tail.wat")
    fails("validate", "-W", "-tail-call", "tail.wat", code=1, contains="tail.wat:1:19: ")


# ---- files ----

@test
def files_that_are_no_modules():
    os.mkdir("directory")
    put("empty.wat", "")
    put("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    put("short.wasm", b"\0asm")
    put("version.wasm", b"\0asm\2\0\0\0")
    put("cut.wasm", b"\0asm\1\0\0\0\1\5\1")
    put("text.wat", "hello there")
    put("parenthesis.wat", "(module (func)")
    for command in ["run", "validate", "wat2wasm", "wasm2wat", "objdump"]:
        fails(command, "missing.wat", code=1, contains="missing.wat: no such file")
        fails(command, "directory", code=1, contains="directory: is a directory")
        fails(command, "empty.wat", code=1, contains="empty.wat: the file is empty")
        fails(command, "short.wasm", code=1, contains="short.wasm")
        fails(command, "version.wasm", code=1, contains="version.wasm:0x4: ")
        fails(command, "cut.wasm", code=1, contains="cut.wasm:0x")
        fails(command, "text.wat", code=1, contains=["text.wat:1:1: ", "\n     1 | hello there\n       | ^\n"])
        fails(command, "parenthesis.wat", code=1, contains="parenthesis.wat:1:")
    for command in ["validate", "wat2wasm", "wasm2wat", "objdump"]:
        fails(command, "image.png", code=1, contains="neither a binary module")
    if os.geteuid() != 0:
        put("secret.wat", ADD)
        os.chmod("secret.wat", 0)
        fails("validate", "secret.wat", code=1, contains="secret.wat: cannot be read: Permission denied")


@test
def standard_input():
    quiet("validate", "-", data=ADD.encode())
    assert quiet("run", "--invoke", "add", "-", "2", "3", data=ADD.encode()) == "5\n"
    fails("validate", "-", data=b"(module", code=1, contains="-:1:")


@test
def outputs_whole_or_not_at_all():
    put("a.wat", ADD)
    quiet("wat2wasm", "a.wat")
    first = open("a.wasm", "rb").read()
    assert first[:8] == b"\0asm\1\0\0\0"
    assert run("wat2wasm", "a.wat", "-o", "-")[0] == first
    assert run("wat2wasm", "-", data=ADD.encode())[0] == first
    os.chmod("a.wasm", 0o640)
    quiet("wat2wasm", "a.wat", "-oa.wasm")
    assert stat.S_IMODE(os.stat("a.wasm").st_mode) == 0o640
    put("bad.wat", "(module (func (i32.const 1)))")
    put("out.wasm", b"untouched")
    fails("wat2wasm", "bad.wat", "-o", "out.wasm", code=1, contains="bad.wat:1:")
    assert open("out.wasm", "rb").read() == b"untouched"
    os.mkdir("directory")
    fails("wat2wasm", "a.wat", "-o", "directory", code=1, contains="directory: cannot be written: Is a directory")
    fails("wat2wasm", "a.wat", "-o", "no/such/place.wasm", code=1, contains="no/such/place.wasm: cannot be written: its directory does not exist")
    fails("wat2wasm", "a.wasm", "-o", "x", code=1, contains="a.wasm: is a binary module already")
    if os.path.exists("/dev/full"):
        fails("wat2wasm", "a.wat", "-o", "/dev/full", code=1, contains="/dev/full: cannot be written: No space left")
        with open("/dev/full", "w") as full:
            for args in (["wasm2wat", "a.wasm"], ["objdump", "a.wat"], ["run", "--invoke", "add", "a.wat", "1", "2"], ["help"]):
                done = subprocess.run([WASMFX, *args], stdout=full, stderr=subprocess.PIPE, timeout=60)
                assert done.returncode == 1 and b"cannot be written" in done.stderr, (args, done)
    assert sorted(os.listdir(".")) == ["a.wasm", "a.wat", "bad.wat", "directory", "out.wasm"], os.listdir(".")


# ---- error texts ----

@test
def caret_under_the_place():
    put("type.wat", TYPE_ERROR)
    err = fails("validate", "type.wat", code=1, contains="type.wat:3:6: type mismatch")
    lines = err.splitlines()
    assert lines[1] == "     3 |     (i32.add (i32.const 1)", lines
    assert lines[2] == "       |      ^", lines
    put("tab.wat", b"(module\n\t\xc3\xa4)\n")
    lines = fails("validate", "tab.wat", code=1, contains="tab.wat:2:2: ").splitlines()
    assert lines[1] == "     2 |         \u00e4)" and lines[2] == "       |         ^", lines
    put("unicode.wat", '(module (func (;\u00e4\u20ac\U0001f600;) (i32.frob)))')
    lines = fails("validate", "unicode.wat", code=1, contains="unicode.wat:1:").splitlines()
    assert lines[2].index("^") == lines[1].index("i32.frob"), lines
    put("long.wat", "(module (func " + "(nop)" * 200 + "(frob)" + "(nop)" * 200 + "))")
    lines = fails("validate", "long.wat", code=1, contains="long.wat:1:").splitlines()
    assert len(lines[1]) < 130 and lines[2].index("^") == lines[1].index("frob"), lines
    put("control.wat", b"(module (func (;\x1b[31m\xff;) (frob)))")
    assert "\033" not in fails("validate", "control.wat", code=1, contains="control.wat:1:")
    put("crlf.wat", "(module\r\n  (frob)\r\n)")
    assert "\r" not in fails("validate", "crlf.wat", code=1, contains="crlf.wat:2:")


@test
def colour_on_a_terminal_only():
    put("type.wat", TYPE_ERROR)

    def on_terminal(env):
        main, side = pty.openpty()
        full = dict(os.environ, TERM="xterm")
        full.pop("NO_COLOR", None)
        full.update(env)
        subprocess.run([WASMFX, "validate", "type.wat"], stderr=side, env=full, timeout=60)
        os.close(side)
        text = b""
        try:
            while chunk := os.read(main, 4096):
                text += chunk
        except OSError:
            pass
        os.close(main)
        return text

    assert b"\033[1;31merror" in on_terminal({})
    assert b"\033" not in on_terminal({"NO_COLOR": "1"})
    assert b"\033" not in on_terminal({"TERM": "dumb"})


@test
def binary_errors_name_offset():
    put("type.wat", TYPE_ERROR)
    run("wat2wasm", "--no-check", "type.wat")
    assert re.match(r"wasmfx: error: type\.wasm:0x[0-9a-f]+: type mismatch", fails("validate", "type.wasm", code=1, contains="type.wasm:0x"))
    assert re.match(r"wasmfx: error: type\.wasm:", fails("run", "type.wasm", code=1, contains="type mismatch"))
    fails("run", "type.wat", code=1, contains=["type.wat:3:6: type mismatch", "     3 |     (i32.add"])
    fails("objdump", "type.wat", code=1, contains="type.wat:3:6: type mismatch")


# ---- conversions ----

@test
def round_trip():
    put("a.wat", """\
        (module $m
          (type $ft (func (param i32) (result i32)))
          (type $ct (cont $ft))
          (tag $yield (param i32) (result i32))
          (memory 1 2) (table 3 funcref) (global $g (mut f64) (f64.const nan:0x4000000000001))
          (data (i32.const 4) "a\\00\\ff")
          (elem declare func $f)
          (func $f (export "f") (param $x i32) (result i32)
            (block $done (result i32)
              (suspend $yield (local.get $x))))
          (func $g (param $k (ref null $ct)) (result i32)
            (block $on (result i32 (ref $ct))
              (return (resume $ct (on $yield $on) (i32.const 1) (local.get $k))))
            (drop)))
        """)
    quiet("wat2wasm", "a.wat", "-o", "1.wasm")
    quiet("wasm2wat", "1.wasm", "-o", "1.wat")
    quiet("wat2wasm", "1.wat", "-o", "2.wasm")
    assert open("1.wasm", "rb").read() == open("2.wasm", "rb").read()
    text = quiet("wasm2wat", "1.wasm")
    assert text == open("1.wat").read() and "$yield" in text and "resume $ct (on $yield $on)" in text, text


@test
def validate_several():
    put("a.wat", ADD)
    put("type.wat", TYPE_ERROR)
    quiet("validate", "a.wat", "a.wat")
    err = fails("validate", "a.wat", "type.wat", "missing.wat", code=1, contains="type.wat:3:6")
    assert "missing.wat: no such file" in err


# ---- run ----

VALUES = """\
    (module
      (func (export "i32") (param i32) (result i32) (local.get 0))
      (func (export "i64") (param i64) (result i64) (local.get 0))
      (func (export "f32") (param f32) (result f32) (local.get 0))
      (func (export "f64") (param f64) (result f64) (local.get 0))
      (func (export "externref") (param externref) (result externref) (local.get 0))
      (func (export "funcref") (param funcref) (result funcref) (local.get 0))
      (func (export "many") (param i32 i64 f64) (result f64 i64 i32) (local.get 2) (local.get 1) (local.get 0))
      (func (export "nothing"))
      (memory (export "memory") 1))
    """


@test
def values_in_and_out():
    put("v.wat", VALUES)
    for kind, given, shown in [
        ("i32", "7", "7"), ("i32", "-1", "-1"), ("i32", "0xffffffff", "-1"), ("i32", "4294967295", "-1"), ("i32", "-0x80000000", "-2147483648"),
        ("i32", "1_000", "1000"), ("i64", "9223372036854775807", "9223372036854775807"), ("i64", "0xffffffffffffffff", "-1"),
        ("f32", "1.5", "1.5"), ("f32", "0.1", "0.1"), ("f32", "nan", "nan"), ("f32", "-nan", "-nan"), ("f32", "-inf", "-inf"),
        ("f32", "nan:0x200001", "nan:0x200001"), ("f32", "0x1p-149", "1e-45"), ("f64", "0.1", "0.1"), ("f64", "-0", "-0"), ("f64", "inf", "inf"),
        ("f64", "1e308", "1e+308"), ("f64", "0x1.8p1", "3"), ("f64", "nan:0x1", "nan:0x1"), ("externref", "5", "externref 5"),
        ("externref", "null", "null"), ("funcref", "null", "null"),
    ]:
        assert quiet("run", "--invoke", kind, "v.wat", given) == shown + "\n", (kind, given)
    assert quiet("run", "--invoke", "many", "v.wat", "1", "2", "2.5") == "2.5\n2\n1\n"
    assert quiet("run", "--invoke=nothing", "v.wat") == ""
    for kind, given in [("i32", "4294967296"), ("i32", "1.5"), ("i32", "x"), ("i32", ""), ("i64", "18446744073709551616"), ("f32", "one"),
                        ("funcref", "3"), ("f64", "nan:0x0")]:
        fails("run", "--invoke", kind, "v.wat", given, code=2, contains=f"argument 1 of '{kind}': '{given}' is not a value of type {kind}")
    fails("run", "--invoke", "many", "v.wat", "1", code=2, contains="function 'many' takes 3 arguments (i32 i64 f64), 1 given")
    fails("run", "--invoke", "nothing", "v.wat", "1", code=2, contains="takes 0 arguments (), 1 given")
    fails("run", "--invoke", "other", "v.wat", code=2, contains=["v.wat exports no function 'other'", "it exports: i32, i64"])
    fails("run", "--invoke", "memory", "v.wat", code=2, contains="exports no function 'memory'")
    fails("run", "v.wat", code=2, contains=["exports no function '_start'", "--invoke NAME: i32, i64"])
    fails("run", "v.wat", "--invoke", "i32", code=2, contains="--invoke must stand before the file")
    fails("run", put("none.wat", "(module)"), "--invoke", "x", code=2, contains="--invoke must stand before")
    assert quiet("run", "none.wat") == ""


@test
def starts_and_exit_codes():
    put("exit.wat", """\
        (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start") (call $exit (i32.const 7)))
          (func (export "with") (param i32) (call $exit (local.get 0))))
        """)
    assert run("run", "exit.wat", code=7) == (b"", "")
    assert run("run", "--invoke", "with", "exit.wat", "0") == (b"", "")
    assert run("run", "--invoke", "with", "exit.wat", "256", code=1) == (b"", "")
    put("typed.wat", '(module (func (export "_start") (param i32)))')
    fails("run", "typed.wat", code=1, contains="_start must have neither parameters nor results")
    put("loop.wat", '(module (global $g (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 9))) (start $s)'
                    '(func (export "g") (result i32) (global.get $g)))')
    assert quiet("run", "--invoke", "g", "loop.wat") == "9\n"
    put("reactor.wat", '(module (global $g (mut i32) (i32.const 0)) (func (export "_initialize") (global.set $g (i32.const 5)))'
                       '(func (export "g") (result i32) (global.get $g)))')
    assert quiet("run", "--invoke", "g", "reactor.wat") == "5\n"


HELLO = """\
    (module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "_start")
        (drop (call $sizes (i32.const 0) (i32.const 4)))
        (drop (call $args (i32.const 64) (i32.const 256)))
        (i32.store (i32.const 8) (i32.const 256))
        (i32.store (i32.const 12) (i32.load (i32.const 4)))
        (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))))
    """


@test
def arguments_of_a_program():
    put("hello.wat", HELLO)
    assert quiet("run", "hello.wat", "a", "-g", "two words", "") == "hello.wat\0a\0-g\0two words\0\0"
    assert quiet("run", "--", "hello.wat", "--help") == "hello.wat\0--help\0"


@test
def preloads():
    put("lib.wat", '(module (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))')
    put("use.wat", '(module (import "lib" "twice" (func $t (param i32) (result i32)))'
                   '(func (export "f") (param i32) (result i32) (call $t (call $t (local.get 0)))))')
    assert quiet("run", "--preload", "lib=lib.wat", "--invoke", "f", "use.wat", "5") == "20\n"
    fails("run", "--invoke", "f", "use.wat", "5", code=1, contains=["use.wat: ", "lib", "twice"])
    fails("run", "--preload", "lib=missing.wat", "use.wat", code=1, contains="missing.wat: no such file")
    put("wrong.wat", '(module (func (export "twice") (param i64)))')
    fails("run", "--preload=lib=wrong.wat", "--invoke", "f", "use.wat", "5", code=1, contains=["twice", "i64"])
    fails("run", "--dir", "no-such-directory", "lib.wat", code=1, contains="directory 'no-such-directory' cannot be opened")


@test
def preloads_in_any_order():
    put("a.wat", '(module (import "b" "f" (func $f (result i32))) (import "c" "f" (func $g (result i32)))'
                 '(func (export "f") (result i32) (i32.add (call $f) (call $g))))')
    put("b.wat", '(module (import "c" "f" (func $f (result i32))) (func (export "f") (result i32) (i32.mul (call $f) (i32.const 10))))')
    put("c.wat", '(module (func (export "f") (result i32) (i32.const 4)))')
    put("main.wat", '(module (import "a" "f" (func $f (result i32))) (export "f" (func $f)))')
    for order in ("abc", "acb", "bac", "bca", "cab", "cba"):
        assert quiet("run", *[f"--preload={name}={name}.wat" for name in order], "--invoke", "f", "main.wat") == "44\n"
    fails("run", "--preload=a=a.wat", "--preload=b=b.wat", "main.wat", code=1, contains='b.wat: unknown import "c" "f": (func [] -> [i32]) is wanted')
    fails("run", "--preload=c=c.wat", "--preload=c=b.wat", "main.wat", code=2, contains="--preload 'c=b.wat': the name is given twice")
    put("circle.wat", '(module (import "a" "f" (func $f (result i32))) (export "f" (func $f)))')
    fails("run", "--preload=b=b.wat", "--preload=c=circle.wat", "--preload=a=a.wat", "main.wat", code=1,
          contains="b.wat: preloads import from each other in a circle: 'b' imports from 'c', which imports from 'a', which imports from 'b'\n")
    # What takes the place of WASI may use it, and those that are linked behind it see it alone.
    put("wrapper.wat", """(module (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (memory (export "memory") 1)
        (func (export "sched_yield") (result i32) (i32.add (call $yield) (i32.const 33))))""")
    put("yields.wat", """(module (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1) (func (export "_start") (call $exit (call $yield))))""")
    assert run("run", "--preload=wasi_snapshot_preview1=wrapper.wat", "yields.wat", code=33) == (b"", "")
    put("own.wat", '(module (import "own" "f" (func)))')
    fails("run", "--preload=own=own.wat", "main.wat", code=1, contains='own.wat: unknown import "own" "f"')


@test
def commands_and_reactors():
    put("counter.wat", """(module (global $count (mut i32) (i32.const 0))
        (func $add (export "add") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
        (func (export "_initialize") (drop (call $add))))""")
    # A reactor that uses another in its own _initialize finds it initialised; each is so once.
    put("reactor.wat", """(module (import "counter" "add" (func $add (result i32))) (global $seen (mut i32) (i32.const 0))
        (func (export "_initialize") (global.set $seen (i32.add (i32.mul (global.get $seen) (i32.const 100)) (call $add))))
        (func (export "seen") (result i32) (i32.add (i32.mul (global.get $seen) (i32.const 10)) (call $add))))""")
    assert quiet("run", "--preload=counter=counter.wat", "--invoke", "seen", "reactor.wat") == "23\n"
    assert quiet("run", "--preload=counter=counter.wat", "--invoke", "_initialize", "reactor.wat") == ""
    put("both.wat", '(module (func (export "_start")) (func (export "_initialize")) (func (export "f")))')
    message = "both.wat: exports both _start, as a command, and _initialize, as a reactor"
    fails("run", "both.wat", code=1, contains=message)
    fails("run", "--invoke", "f", "both.wat", code=1, contains=message)
    fails("run", "--preload=both=both.wat", "--invoke", "add", "counter.wat", code=1, contains=message)
    put("typed.wat", '(module (func (export "_initialize") (param i32)) (func (export "f")))')
    fails("run", "--invoke", "f", "typed.wat", code=1, contains="typed.wat: _initialize must have neither parameters nor results")
    put("traps.wat", '(module (func (export "_initialize") unreachable) (func (export "f")))')
    fails("run", "--preload=t=traps.wat", "--invoke", "add", "counter.wat", code=134, contains="traps.wat:1:")


HOSTLESS = """\
    (module
      (import "env" "add" (func $add (param i32 i32) (result i32)))
      (import "env" "add" (func $add64 (param i64) (result i64 f32 externref)))
      (import "env" "odd\\0aname" (func $odd))
      {}
      (func (export "unused") (result i32) (i32.const 5))
      (func (export "call") (result i32) (call $add (i32.const 1) (i32.const 2)))
      (func (export "call64") (result i64 f32 externref) (call $add64 (i64.const 1)))
      (func (export "odd") (call $odd)))
    """


@test
def unknown_imports():
    put("host.wat", HOSTLESS.format(""))
    fails("run", "--invoke", "unused", "host.wat", code=1, contains='unknown import "env" "add"')
    fails("run", "--unknown-imports", "fail", "--invoke", "unused", "host.wat", code=1, contains='unknown import "env" "add"')
    fails("run", "--unknown-imports=some", "host.wat", code=2, contains="none of fail|trap|default")
    assert quiet("run", "--unknown-imports=trap", "--invoke", "unused", "host.wat") == "5\n"
    err = fails("run", "--unknown-imports=trap", "--invoke", "call", "host.wat", code=134,
                contains="host.wat:7:39: trap: call of env.add, an import that is not there")
    assert err.splitlines()[3:] == ["  #0  host function env.add", "  #1  call at host.wat:7:39", "  host"], err
    fails("run", "--unknown-imports=trap", "--invoke", "odd", "host.wat", code=134, contains="call of env.odd?name, an import")
    assert quiet("run", "--unknown-imports=default", "--invoke", "call", "host.wat") == "0\n"
    assert quiet("run", "--unknown-imports=default", "--invoke", "call64", "host.wat") == "0\n0\nnull\n"
    # What is there is used, and keeps its type.
    put("add.wat", '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))')
    fails("run", "--unknown-imports=trap", "--preload=env=add.wat", "--invoke", "call", "host.wat", code=1, contains="incompatible import type")
    put("one.wat", HOSTLESS.format("").replace('(import "env" "add" (func $add64', '(import "env" "more" (func $add64'))
    assert quiet("run", "--unknown-imports=trap", "--preload=env=add.wat", "--invoke", "call", "one.wat") == "3\n"

    # Only functions can trap: the rest is still unknown. By default they are made, of the imported type.
    put("rest.wat", HOSTLESS.format("""
      (import "env" "m" (memory 2 5)) (import "env" "g" (global $g (mut i64))) (import "env" "s" (global $s v128))
      (import "env" "t" (table $t 3 7 funcref)) (import "env" "k" (global $k anyref)) (import "env" "e" (tag $e (param i32)))
      (func (export "sizes") (result i32 i32 i64 i32)
        (i32.store8 (i32.const 131071) (i32.const 9)) (global.set $g (i64.add (global.get $g) (i64.const 4)))
        (memory.size) (table.size $t) (global.get $g) (ref.is_null (table.get $t (i32.const 2))))
      (func (export "grow") (result i32 i32) (memory.grow (i32.const 4)) (table.grow $t (ref.null func) (i32.const 4)))
      (func (export "throw") (result i32)
        (block $h (result i32) (try_table (catch $e $h) (throw $e (i32.const 12))) (i32.const 0)))""").replace("$s v128", "$s f64"))
    err = fails("run", "--unknown-imports=trap", "--invoke", "unused", "rest.wat", code=1, contains='"env" "e": (tag [i32] -> []) is wanted')
    assert err.count("unknown import") == 6 and '"add"' not in err, err
    assert quiet("run", "--unknown-imports=default", "--invoke", "sizes", "rest.wat") == "2\n3\n4\n1\n"
    assert quiet("run", "--unknown-imports=default", "--invoke", "grow", "rest.wat") == "-1\n3\n"
    assert quiet("run", "--unknown-imports=default", "--invoke", "throw", "rest.wat") == "12\n"
    # Two modules that import the same memory share it.
    put("writer.wat", '(module (import "env" "m" (memory 1)) (func (export "f") (i32.store (i32.const 8) (i32.const 77))))')
    put("reader.wat", '(module (import "w" "f" (func $f)) (import "env" "m" (memory 1)) (func (export "r") (result i32) (call $f) (i32.load (i32.const 8))))')
    assert quiet("run", "--unknown-imports=default", "--preload=w=writer.wat", "--invoke", "r", "reader.wat") == "77\n"
    put("null.wat", '(module (import "env" "g" (global (ref extern))) (import "env" "f" (func (result (ref func)))) (import "env" "ok" (func)))')
    err = fails("run", "--unknown-imports=default", "null.wat", code=1, contains=['"env" "g"', '"env" "f"'])
    assert '"ok"' not in err, err


LENDER = """\
    (module
      (type $f (func (param i32) (result i32))) (type $k (cont $f))
      (tag $ask (export "ask") (param i32) (result i32))
      (table (export "waiting") 2 (ref null $k))
      (func $body (type $f) (i32.add (suspend $ask (local.get 0)) (suspend $ask (i32.const 100))))
      (elem declare func $body)
      (func (export "make") (result (ref $k)) (cont.new $k (ref.func $body))))
    """
DRIVER = """\
    (module
      (type $f (func (param i32) (result i32))) (type $k (cont $f))
      (import "lender" "make" (func $make (result (ref $k))))
      (import "lender" "waiting" (table $waiting 2 (ref null $k)))
      (func (export "resume") (param i32 (ref null $k)) (result i32) (resume $k (local.get 0) (local.get 1)))
      (func (export "put") (table.set $waiting (i32.const 1) (call $make))))
    """
HANDLER = """\
    (module
      (type $f (func (param i32) (result i32))) (type $k (cont $f))
      (type $g (func (result i32))) (type $h (cont $g))
      (import "lender" "ask" (tag $ask (param i32) (result i32)))
      (import "lender" "waiting" (table $waiting 2 (ref null $k)))
      (import "driver" "put" (func $put))
      (import "driver" "resume" (func $resume (param i32 (ref null $k)) (result i32)))
      (func $inner (type $g) (call $resume (i32.const 7) (table.get $waiting (i32.const 1))))
      (elem declare func $inner)
      (func (export "main") (result i32) (local $question i32) (local $k (ref null $k))
        (call $put)
        (block $asked (result i32 (ref $k))
          (return (resume $h (on $ask $asked) (cont.new $h (ref.func $inner)))))
        (local.set $k)
        (local.set $question)
        (table.set $waiting (i32.const 0) (local.get $k))
        (block $asked (result i32 (ref $k))
          (return (resume $k (on $ask $asked) (i32.mul (local.get $question) (i32.const 3)) (table.get $waiting (i32.const 0)))))
        (drop)
        (i32.add (local.get $question))))
    """


@test
def continuations_across_modules():
    """Made in one module, resumed in a second, handled in a third, with a table between them; the trap names all three files."""
    put("lender.wat", LENDER)
    put("driver.wat", DRIVER)
    put("handler.wat", HANDLER)
    links = ["--preload=driver=driver.wat", "--preload=lender=lender.wat"]
    for options in ([], ["-g"], ["--stress-gc", "--verify-stack-maps"], ["--stress-move", "--stress-freeze"]):
        assert quiet("run", *options, *links, "--invoke", "main", "handler.wat") == "107\n", options
    put("lender.wat", LENDER.replace("(suspend $ask (i32.const 100))", "(i32.load (i32.const -1))").replace("(table (export", "(memory 1) (table (export"))
    err = fails("run", *links, "--invoke", "main", "handler.wat", code=134, contains="lender.wat:5:")
    assert [line.split()[1] for line in err.splitlines() if line.startswith("  #")] == ["body", "resume", "inner", "main"], err


TRAP = """\
    (module
      (type $ft (func))
      (type $ct (cont $ft))
      (tag $never)
      (elem declare func $inner $outer)
      (func $inner
        (unreachable))
      (func $outer
        (block $h (result (ref $ct))
          (resume $ct (on $never $h)
            (cont.new $ct (ref.func $inner)))
          (return))
        (drop))
      (func $run (export "run")
        (resume $ct
          (cont.new $ct (ref.func $outer)))))
    """


@test
def traps_with_backtraces():
    put("trap.wat", TRAP)
    err = fails("run", "--invoke", "run", "trap.wat", code=134, contains="trap.wat:7:6: trap: unreachable executed")
    lines = err.splitlines()
    assert lines[1:3] == ["     7 |     (unreachable))", "       |      ^"], err
    assert re.match(r"  #0  inner at trap\.wat:7:\d+$", lines[3]), err
    assert re.match(r"  --- continuation \d+ \(.*inner.*\), resumed at trap\.wat:10:\d+ ---$", lines[4]), err
    assert re.match(r"  #1  outer at trap\.wat:10:\d+$", lines[5]), err
    assert re.match(r"  --- continuation \d+ \(.*outer.*\), resumed at trap\.wat:15:\d+ ---$", lines[6]), err
    assert re.match(r"  #2  run at trap\.wat:15:\d+$", lines[7]) and lines[8] == "  host" and len(lines) == 9, err
    run("wat2wasm", "trap.wat")
    err = fails("run", "--invoke", "run", "trap.wasm", code=134, contains=["trap: unreachable executed", "#0  inner at ", "#2  run at "])
    for body, message in [("(drop (i32.div_s (i32.const 1) (i32.const 0)))", "integer divide by zero"),
                          ("(drop (i32.load (i32.const -1)))", "out of bounds memory access"),
                          ("(call $f)", "call stack exhausted"),
                          ("(throw $e (i32.const 5))", "exception"), ("(suspend $e (i32.const 5))", "unhandled tag")]:
        put("t.wat", f'(module (memory 1) (tag $e (param i32)) (func $f (export "_start") {body}))')
        err = fails("run", "t.wat", code=134, contains=["t.wat:1:", message])
        if message == "call stack exhausted":
            assert re.search(r"  #0\.\.#\d+ f at t\.wat:1:\d+\n  \.\.\. \d+ more frames\n$", err), err
        else:
            assert "  #0  f at t.wat:1:" in err and err.endswith("\n  host\n"), err
    put("deep.wat", """\
        (module
          (func $down (export "down") (param $n i32)
            (if (i32.eqz (local.get $n)) (then unreachable))
            (call $up (i32.sub (local.get $n) (i32.const 1))))
          (func $up (param $n i32)
            (if (i32.eqz (local.get $n)) (then unreachable))
            (call $down (i32.sub (local.get $n) (i32.const 1)))))
        """)
    err = fails("run", "--invoke", "down", "deep.wat", "999", code=134, contains="unreachable executed")
    assert len(err.splitlines()) < 100 and "more frames" in err and "  #999 down at deep.wat:4:" in err and err.endswith("  host\n"), err
    err = fails("run", "--invoke", "down", "deep.wat", "5", code=134, contains="  #5  down at deep.wat:4:")
    assert "more frames" not in err and len(err.splitlines()) == 3 + 6 + 1, err


@test
def modes_give_the_same():
    put("a.wat", ADD)
    for options in (["-g"], ["--debug"], ["-O0"], ["-O", "0"], ["--stack-size=64K"], ["--continuation-stack", "64k"],
                    ["--stack-placement=descending"], ["--stack-placement", "alternating"], ["--perfmap"]):
        assert quiet("run", *options, "--invoke", "add", "a.wat", "20", "22") == "42\n", options
    assert quiet("run", "--jitdump", "--invoke", "add", "a.wat", "20", "22") == "42\n"
    dumps = [name for name in os.listdir(".") if re.fullmatch(r"jit-\d+\.dump", name)]
    assert len(dumps) == 1 and open(dumps[0], "rb").read(4) == b"DTiJ", dumps


@test
def profiling_changes_nothing():
    put("hello.wat", HELLO)
    plain = quiet("run", "hello.wat", "x")
    for options in (["--profile"], ["--profile=out.folded"], ["--profile", "--profile-rate=2000"]):
        out, err = run("run", *options, "hello.wat", "x")
        assert out.decode() == plain and "wasmfx profile: " in err, err
    put("exit.wat", '(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)'
                    '(func (export "_start") (call $exit (i32.const 9))))')
    assert "wasmfx profile: " in run("run", "--profile", "exit.wat", code=9)[1]
    put("trap.wat", '(module (func (export "_start") unreachable))')
    err = run("run", "--profile", "trap.wat", code=134)[1]
    assert "trap: unreachable executed" in err and "wasmfx profile: " in err
    fails("run", "--profile=no/such/file", "hello.wat", code=1, contains="no/such/file: cannot be written: its directory does not exist")
    fails("run", "--profile-method=guess", "--profile", "hello.wat", code=2, contains="option '--profile-method': 'guess' is none of auto|perf|timer")


@test
def example_of_three_nested_continuations():
    path = os.path.join(os.path.dirname(SCRIPT), "..", "..", "examples", "trap-in-continuation.wat")
    err = fails("run", path, code=134, contains="trap: integer divide by zero")
    order = [name for name in re.findall(r"#\d+ +(\S+) at|continuation \d+ \((\w+)\)", err)]
    names = [call or f"[{boundary}]" for call, boundary in order]
    assert names == ["divide", "inner", "[inner]", "middle", "[middle]", "outer", "[outer]", "_start"], err
    assert err.endswith("  host\n")


# ---- WASI ----

def wasi_functions():
    header = open(os.path.join(os.path.dirname(SCRIPT), "..", "..", "engine", "wasi", "wasi.h"), encoding="utf-8").read()
    rows = re.findall(r'F\((\w+), "(\w*)"\)', header)
    assert len(rows) == 45, len(rows)
    return rows


WASI_OFFSETS = {"path_symlink": [2], "path_link": [0, 4], "path_rename": [0, 3]} # which arguments are descriptors, where it is not the first alone
ERRNO_BADF, ERRNO_FAULT, ERRNO_INVAL, ERRNO_NOTSOCK = 8, 21, 28, 57
WILD = 0xfffffff0


def wasi_module(calls, before=""):
    """A program that makes these calls, (function, arguments, errno or None): its exit code is 0, or the number of the first call, from 1 on, whose
    answer is another or no errno at all. Memory holds "a" at 16; descriptor 3 is a directory with a file `a`, 4 a socket that listens, 5 the file."""
    rows = wasi_functions()
    imports = "".join(f'(import "wasi_snapshot_preview1" "{name}" (func ${name} (param {" ".join({"i": "i32", "I": "i64"}[kind] for kind in signature)})'
                      f" (result i32)))\n" for name, signature in rows)

    def operands(name, args):
        return " ".join(f"({'i32' if kind == 'i' else 'i64'}.const {arg})" for kind, arg in zip(dict(rows)[name], args))

    body = ""
    for number, (name, args, errno) in enumerate(calls, 1):
        assert len(args) == len(dict(rows)[name]), (name, args)
        wrong = "(i32.gt_u (local.get 0) (i32.const 76))" if errno is None else f"(i32.ne (local.get 0) (i32.const {errno}))"
        body += f"(local.set 0 (call ${name} {operands(name, args)})) (if {wrong} (then (return (i32.const {number}))))\n"
    setup = [("path_open", (3, 0, 16, 1, 0, 0x0fffffff & ~(1 << 14), 0, 4, 32), 0), ("fd_fdstat_set_flags", (4, 4), 0)]
    prologue = "".join(f"(if (call ${name} {operands(name, args)}) (then unreachable))" for name, args, _ in setup)
    return (f'(module {imports} (memory (export "memory") 1) (data (i32.const 16) "a") {before}'
            f'(func (export "run") (result i32) (local i32) {prologue}\n{body} (i32.const 0)))')


def run_wasi_calls(calls):
    with open("calls.wat", "w", encoding="utf-8") as file:
        file.write(wasi_module(calls))
    os.makedirs("data", exist_ok=True)
    put("data/a", "some text")
    done = subprocess.run([WASMFX, "run", "--dir", "data", "--tcplisten=127.0.0.1:0", "--invoke", "run", "calls.wat"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    assert done.returncode == 0, (done.returncode, done.stderr[:2000])
    number = int(done.stdout.split(b"\n")[-2])
    assert number == 0, f"call {number}: {calls[number - 1]}"


@test
def wasi_errors_of_every_function():
    """A descriptor that is not open, and each pointer in turn that leads out of memory, for every function."""
    calls = []
    for name, signature in wasi_functions():
        if name.split("_")[0] in ("fd", "path", "sock"):
            for place in WASI_OFFSETS.get(name, [0]):
                for wrong in (99, 0x7fffffff, 0xffffffff):
                    args = [16 if kind == "i" else 0 for kind in signature]
                    for other in WASI_OFFSETS.get(name, []):
                        args[other] = 3
                    args[place] = wrong
                    if name == "path_link":
                        args[1] = 0
                    calls.append((name, args, None if "path" in name else ERRNO_BADF))
    calls += [("path_" + name, args, ERRNO_BADF) for name, args in {
        "create_directory": (99, 16, 1), "filestat_get": (99, 0, 16, 1, 64), "filestat_set_times": (99, 0, 16, 1, 0, 0, 0), "readlink": (99, 16, 1, 64, 8, 80),
        "remove_directory": (99, 16, 1), "open": (99, 0, 16, 1, 0, 0, 0, 0, 32), "unlink_file": (99, 16, 1), "symlink": (16, 1, 99, 16, 1),
        "link": (99, 0, 16, 1, 3, 17, 1), "rename": (99, 16, 1, 3, 16, 1)}.items()]
    calls += [("path_link", (3, 0, 16, 1, 99, 16, 1), ERRNO_BADF), ("path_rename", (3, 16, 1, 99, 16, 1), ERRNO_BADF)]
    faults = [
        ("args_get", (WILD, 0)), ("args_get", (0, WILD)), ("args_sizes_get", (WILD, 0)), ("args_sizes_get", (0, WILD)), ("environ_get", (WILD, 0)),
        ("environ_get", (0, WILD)), ("environ_sizes_get", (WILD, 0)), ("environ_sizes_get", (0, WILD)), ("clock_res_get", (0, WILD)),
        ("clock_time_get", (0, 1, WILD)), ("random_get", (WILD, 1)), ("random_get", (0, 65537)), ("poll_oneoff", (WILD, 0, 1, 0)),
        ("poll_oneoff", (0, WILD, 1, 0)), ("poll_oneoff", (0, 0, 1, WILD)), ("poll_oneoff", (0, 0, 0xffffffff, 0)), ("fd_fdstat_get", (5, 65535)),
        ("fd_filestat_get", (5, 65500)), ("fd_pread", (5, WILD, 1, 0, 0)), ("fd_pread", (5, 0, 1, 0, WILD)), ("fd_pwrite", (5, 0, 0xffffffff, 0, 0)),
        ("fd_pwrite", (5, 0, 1, 0, 65533)), ("fd_read", (5, 65530, 1, 0)), ("fd_read", (5, 0, 1, WILD)), ("fd_write", (5, 0, 8193, 0)),
        ("fd_write", (5, 0, 1, WILD)), ("fd_prestat_get", (3, WILD)), ("fd_prestat_dir_name", (3, 65533, 100)), ("fd_readdir", (3, 0, 65537, 0, 0)),
        ("fd_readdir", (3, 0, 100, 0, WILD)), ("fd_seek", (5, 0, 0, 65529)), ("fd_tell", (5, WILD)), ("path_create_directory", (3, 65535, 2)),
        ("path_filestat_get", (3, 0, WILD, 1, 0)), ("path_filestat_get", (3, 0, 16, 1, WILD)), ("path_filestat_set_times", (3, 0, WILD, 1, 0, 0, 0)),
        ("path_link", (3, 0, WILD, 1, 3, 16, 1)), ("path_link", (3, 0, 16, 1, 3, 0, 0xffffffff)), ("path_open", (3, 0, WILD, 1, 0, 0, 0, 0, 0)),
        ("path_open", (3, 0, 16, 1, 0, 0, 0, 0, WILD)), ("path_readlink", (3, WILD, 1, 0, 8, 0)), ("path_readlink", (3, 16, 1, WILD, 8, 0)),
        ("path_readlink", (3, 16, 1, 0, 8, WILD)), ("path_remove_directory", (3, WILD, 1)), ("path_rename", (3, WILD, 1, 3, 16, 1)),
        ("path_rename", (3, 16, 1, 3, WILD, 1)), ("path_symlink", (WILD, 1, 3, 16, 1)), ("path_symlink", (16, 1, 3, WILD, 1)),
        ("path_unlink_file", (3, WILD, 1)), ("sock_accept", (4, 0, WILD))]
    calls += [(name, args, ERRNO_FAULT) for name, args in faults]
    calls += [("sock_recv", (5, 0, 0, 0, 32, 40), ERRNO_NOTSOCK), ("sock_send", (5, 0, 0, 0, 32), ERRNO_NOTSOCK), ("sock_shutdown", (5, 1), ERRNO_NOTSOCK),
              ("poll_oneoff", (0, 0, 0, 0), ERRNO_INVAL), ("sched_yield", (), 0), ("fd_close", (5,), 0), ("fd_close", (5,), ERRNO_BADF)]
    no_pointer = {"sched_yield", "proc_raise", "fd_advise", "fd_allocate", "fd_close", "fd_datasync", "fd_sync", "fd_fdstat_set_flags", "fd_fdstat_set_rights",
                  "fd_filestat_set_size", "fd_filestat_set_times", "fd_renumber", "sock_recv", "sock_send", "sock_shutdown"}
    assert {name for name, _ in faults} | no_pointer == {name for name, _ in wasi_functions()}
    run_wasi_calls(calls)


@test
def wasi_survives_wild_arguments():
    """Every function with arguments that are null, wild, huge and negative, on descriptors of all kinds: an errno each time, never a crash."""
    small = [0, 1, 2, 3, 4, 5, 5, 5, 6, 16, 100, 4096, 65528, 65535, 65536, 0x7fffffff, 0xfffffff0, 0xffffffff]
    wide = [0, 1, 4096, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff]
    seed = [12345]

    def pick(values):
        seed[0] = (seed[0] * 1103515245 + 12345) % 2147483648
        return values[(seed[0] >> 8) % len(values)]

    for _ in range(4):
        calls = []
        for name, signature in wasi_functions():
            for _ in range(150 if signature else 1):
                args = [pick(small) if kind == "i" else pick(wide) for kind in signature]
                if name == "poll_oneoff":
                    args[0] = pick([65536, 0xffffffff])   # nothing to wait for
                if name == "fd_allocate":
                    args[2] = pick([0, 0x8000000000000000])  # nothing to fill the disk with
                if name in ("fd_close", "fd_renumber", "fd_fdstat_set_flags", "fd_fdstat_set_rights"):
                    args[0] = pick([6, 77, 0xffffffff]) # what the others need stays open
                calls.append((name, args, None))
        for at in range(len(calls) - 1, 0, -1):
            other = pick(range(at + 1))
            calls[at], calls[other] = calls[other], calls[at]
        run_wasi_calls(calls)
    put("no-memory.wat", '(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32)))'
                         '(func (export "_start") (drop (call $y))))')
    fails("run", "no-memory.wat", code=134, contains='must export its memory as "memory"')


NESTED = """\
    (module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (type $f (func (param i32) (result i32))) (type $k (cont $f))
      (type $node (struct (field (ref null $k)) (field (ref null $node))))
      (tag $wait (param i32) (result i32))
      (tag $oops)
      (memory (export "memory") 1)
      (data (i32.const 0) "\\10\\00\\00\\00\\01\\00\\00\\00")
      (data (i32.const 16) ".")
      (global $kept (mut (ref null $node)) (ref.null $node))
      (global $exits (mut i32) (i32.const 0))
      (elem declare func $nest $waits)
      (func $waits (type $f) (drop (call $random (i32.const 64) (i32.const 8))) (suspend $wait (local.get 0)))
      (func $keep (local $waiting (ref null $k))
        (block $h (result i32 (ref $k))
          (drop (resume $k (on $wait $h) (i32.const 1) (cont.new $k (ref.func $waits)))) (unreachable))
        (local.set $waiting)
        (global.set $kept (struct.new $node (local.get $waiting) (global.get $kept)))
        (drop))
      ;; A level is a continuation of its own, which calls the host, keeps one that waits, and goes on to the next.
      (func $nest (type $f)
        (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
        (call $keep)
        (if (i32.eqz (local.get 0))
          (then
            (if (global.get $exits) (then (call $exit (i32.const 9))))
            (return (i32.const 0))))
        (block $caught
          (return
            (i32.add (i32.const 1)
              (try_table (result i32) (catch_all $caught)
                (resume $k (i32.sub (local.get 0) (i32.const 1)) (cont.new $k (ref.func $nest)))))))
        (unreachable))
      (func (export "returns") (param i32) (result i32) (call $nest (local.get 0)))
      (func (export "exits") (param i32) (result i32) (global.set $exits (i32.const 1)) (call $nest (local.get 0))))
    """


@test
def wasi_from_nested_continuations():
    """The host is called at every depth; proc_exit at the deepest ends everything, which nothing catches and sanitizers see freed."""
    put("nested.wat", NESTED)
    for options in ([], ["-g"], ["--stress-gc"], ["--stress-move", "--stress-freeze", "--stress-generations"]):
        depth = 40 if options else 2000
        assert quiet("run", *options, "--invoke", "returns", "nested.wat", str(depth)) == "." * (depth + 1) + f"{depth}\n", options
        out, err = run("run", *options, "--invoke", "exits", "nested.wat", str(depth), code=9)
        assert (out, err) == (b"." * (depth + 1), ""), (options, err)


# ---- objdump ----

WRITER = """
    (module (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\\10\\00\\00\\00\\00\\10\\00\\00")
      ;; Exits with the errno of the first write that fails.
      (func (export "_start") (local $errno i32)
        (loop $again (br_if $again (i32.eqz (local.tee $errno (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))))
        (call $proc_exit (local.get $errno))))
"""
ERRNO_FBIG, ERRNO_PIPE = 22, 64


@test
def closed_pipes_and_size_limits():
    put("writer.wat", WRITER)
    put("add.wat", ADD)
    quiet("wat2wasm", "add.wat", "-o", "add.wasm")
    for args, code in ((["run", "writer.wat"], ERRNO_PIPE), (["run", "--invoke", "add", "add.wat", "1", "2"], 141), (["--help"], 141),
                       (["run", "--help"], 141), (["wasm2wat", "add.wasm"], 141), (["wat2wasm", "add.wat", "-o", "-"], 141),
                       (["objdump", "add.wasm"], 141)):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([WASMFX, *args], stdout=writer, stderr=subprocess.PIPE, timeout=120)
        os.close(writer)
        assert (done.returncode, done.stderr) == (code, b""), (args, done)
    with open("output", "wb") as output:
        done = subprocess.run([WASMFX, "run", "writer.wat"], stdout=output, timeout=120,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)))
    assert done.returncode == ERRNO_FBIG and os.path.getsize("output") == 5000, done


@test
def all_missing_imports_are_listed():
    put("missing.wat", '(module (import "a" "f" (func (param i64))) (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))'
                       '(import "b" "two\\0alines" (func)) (import "b" "m" (memory 2)) (memory $own 1))')
    err = fails("run", "missing.wat", code=1, contains=[])
    assert err == ('wasmfx: error: missing.wat: unknown import "a" "f": (func [i64] -> []) is wanted\n'
                   'wasmfx: error: missing.wat: unknown import "b" "two?lines": (func [] -> []) is wanted\n'
                   'wasmfx: error: missing.wat: unknown import "b" "m": (memory 2) is wanted\n'), err
    many = "".join(f'(import "host" "function_{i}" (func))' for i in range(200))
    assert fails("run", put("many.wat", f"(module {many})"), code=1, contains=[]).count("\n") == 200


@test
def uncaught_exceptions_show_their_payload():
    put("throws.wat", """
        (module
          (tag $bad (param i32 i64 f32 f64 funcref externref (ref $k)))
          (tag $plain)
          (type $f (func))
          (type $k (cont $f))
          (elem declare func $g)
          (func $g)
          (func (export "full")
            (throw $bad (i32.const -42) (i64.const 5000000000) (f32.const 0.5) (f64.const nan) (ref.func $g) (ref.null extern)
              (cont.new $k (ref.func $g))))
          (func (export "plain") (throw $plain)))
    """)
    err = fails("run", "--invoke", "full", "throws.wat", code=134, contains=[])
    assert "uncaught exception: bad (i32 -42, i64 5000000000, f32 0.5, f64 nan, funcref, null, " in err.splitlines()[0], err
    assert fails("run", "--invoke", "plain", "throws.wat", code=134, contains=[]).splitlines()[0].endswith("uncaught exception: plain")


# Each is wrong in its second line, at the column of the first character there.
WRONG_IN_LINE_TWO = [
    "(type $t (sub $f (struct)))", "(type $t (cont $k))", "(type $t (func (param (ref 99))))", "(type $t (struct (field (ref 99))))",
    "(import \"m\" \"n\" (func (type 99)))", "(import \"m\" \"n\" (memory 5 4))", "(import \"m\" \"n\" (table 5 4 funcref))",
    "(import \"m\" \"n\" (global (ref 99)))", "(import \"m\" \"n\" (tag (type 99)))", "(func (type 99))", "(func (type $k))", "(table 5 4 funcref)",
    "(table 1 (ref func))", "(table 1 (ref 99))", "(memory 5 4)", "(memory 70000)", "(memory i64 2 1)", "(tag (type 99))", "(tag (type $k))",
    "(global (ref 99) (unreachable))", "(global (ref null 99) (ref.null func))", "(export \"e\" (func 99))", "(export \"e\" (table 99))",
    "(export \"e\" (memory 99))", "(export \"e\" (global 99))", "(export \"e\" (tag 99))", "(export \"once\" (func $g))", "(start 99)", "(start $g)",
    "(elem func 99)", "(elem declare func 99)", "(elem (table 99) (i32.const 0) func)",
]
# The same with another place in that line.
WRONG_WITHIN_LINE_TWO = [
    "(func (param (ref 99)))", "(func (result (ref 99)))", "(func (local (ref 99)))", "(func (result i32) (i64.const 1))", "(func (drop))",
    "(func (block (param (ref 99)) (drop)))", "(func (call 99))", "(func (local.get 99))", "(func (br 99))", "(func (i32.load (i32.const 0)))",
    "(global i32 (i64.const 1))", "(global i32 (global.get 99))", "(elem (i64.const 0) func)", "(elem (ref 99))", "(elem funcref (i32.const 1))",
    "(data (i32.const 0))", "(func (memory.init 99 (i32.const 0) (i32.const 0) (i32.const 0)))", "(func (throw 99))", "(func (suspend 99))",
    "(func (i8x16.extract_lane_u 16 (v128.const i32x4 0 0 0 0)) (drop))",
]


@test
def errors_in_a_text_have_line_and_caret():
    for field in WRONG_IN_LINE_TWO + WRONG_WITHIN_LINE_TWO:
        put("wrong.wat", f'(module (type $f (func)) (type $k (cont $f))\n  {field}\n  (func $g (export "once") (param i32)))')
        err = fails("validate", "wrong.wat", code=1, contains=[])
        line = 3 if "once" in field else 2 # exports stand in the order of their fields
        place, caret = rf"wrong\.wat:{line}:(\d+): ", rf"\n +{line} \| .*\n +\| +\^\n"
        found = re.match("wasmfx: error: " + place, err)
        assert found and re.search(caret, err) and not re.search(r"wat:0x", err), f"{field}:\n{err}"
        if field in WRONG_IN_LINE_TWO and "once" not in field:
            assert 3 <= int(found[1]) <= len(field), f"{field}:\n{err}"
    for segment in ('(data (i32.const 70000) "x")', "(elem (i32.const 5) $f)"):
        put("segment.wat", f"(module (memory 1) (table 1 funcref) (func $f)\n  {segment})")
        err = fails("run", "segment.wat", code=134, contains=[])
        assert re.match(r"wasmfx: error: segment\.wat:2:\d+: trap: out of bounds \w+ access\n +2 \| ", err), err
    put("feature.wat", "(module (func (v128.const i32x4 0 0 0 0) (drop)))")
    fails("validate", "-W", "-simd", "feature.wat", code=1, contains="(-W simd)")
    put("feature.wat", "(module\n  (memory 1 (pagesize 1)))")
    fails("validate", "feature.wat", code=1, contains=["feature.wat:2:4", "(-W custom-page-sizes)"])
    put("pages.wat", "(module\n  (memory 1\n  (pagesize 2)))")
    fails("validate", "-W", "custom-page-sizes", "pages.wat", code=1, contains=["pages.wat:2:4", "invalid custom page size 2^1: it is 1 or 65536"])
    put("pages.wat", "(module\n  (memory 1\n  (pagesize 3)))")
    fails("validate", "-W", "custom-page-sizes", "pages.wat", code=1, contains=["pages.wat:3:13", "not a power of two"])
    put("wide.wat", "(module (func (drop (drop (i64.mul_wide_u (i64.const 1) (i64.const 2))))))")
    fails("validate", "-W", "-wide-arithmetic", "wide.wat", code=1, contains="(-W wide-arithmetic)")
    put("feature.wat", "(module (memory i64 1))")
    fails("validate", "-W", "-memory64", "feature.wat", code=1, contains="(-W memory64)")


@test
def scripts_read_and_write_files():
    put("inner.wast", '(module $inner (func (export "seven") (result i32) (i32.const 7)))\n(assert_return (invoke "seven") (i32.const 7))')
    put("eight.wat", '(module (func (export "eight") (result i32) (i32.const 8)))')
    quiet("wat2wasm", "eight.wat", "-o", "eight.wasm")
    put("outer.wast", """
        (script $s
          (module $a (func $n (export "one") (result i32) (i32.const 1)))
          (script (assert_return (invoke "one") (i32.const 1))))
        (input $i "inner.wast")
        (assert_return (invoke $i "seven") (i32.const 7))
        (assert_return (invoke $inner "seven") (i32.const 7))
        (input $b "eight.wasm")
        (assert_return (invoke $b "eight") (i32.const 8))
        (input $w "eight.wat")
        (register "w" $w)
        (module (import "w" "eight" (func $e (result i32))) (func (export "f") (result i32) (call $e)))
        (assert_return (invoke "f") (i32.const 8))
        (output $a "a.wat") (output $b "b.wasm") (output "last.wasm") (output $a)
    """)
    out = quiet("wast", "outer.wast")
    with open("a.wat") as text:
        assert out == text.read() + "outer.wast: 18/18\n18 passed, 0 failed\n" and "(func $n (;0;)" in out, out
    with open("b.wasm", "rb") as written, open("eight.wasm", "rb") as read:
        assert written.read() == read.read()
    assert '(import "w" "eight"' in quiet("wasm2wat", "last.wasm")
    put("self.wast", '(input "self.wast")')
    assert "self.wast:1: expected success, got an implementation limit" in run("wast", "self.wast", code=1)[0].decode()
    put("wrong.wast", '(module\n  (funk))')
    put("bad.wast", '(input "inner.wast")\n(input "wrong.wast")\n(input "nothing.wast")\n(output $none)')
    out, err = run("wast", "bad.wast", code=1)
    for part in ["wrong.wast:2: expected success, got a malformed module: unknown operator", "bad.wast:4: expected success, got a misuse: there is no module",
                 "bad.wast:3: expected success, got an input error: nothing.wast cannot be read", "4 passed, 3 failed"]:
        assert part in out.decode(), out
    assert "nothing.wast: no such file" in err, err
    put("deep.wast", "(script " * 65 + ")" * 65)
    err = run("wast", "deep.wast", code=1)[1]
    assert "deep.wast:1:513: scripts are nested too deeply" in err, err
    put("open.wast", "(script (module)")
    assert "unexpected end of text" in run("wast", "open.wast", code=1)[1]


@test
def branch_hints_survive():
    put("hints.wat", """
        (module
          (import "m" "f" (func))
          (func (param i32 i32) (local i64 f32)
            local.get 0
            (@metadata.code.branch_hint "\\00") if
              (@metadata.code.branch_hint "\\01")
              (if (i32.eqz (local.get 1)) (then (nop)) (else))
            end
            (block $out
              (@metadata.code.branch_hint "\\01") (br_if $out (local.get 0))
              local.get 1
              (@metadata.code.branch_hint "\\00") br_if $out))
          (func)
          (func (param i32) (@metadata.code.branch_hint "\\00") (if (local.get 0) (then))))
    """)
    quiet("wat2wasm", "hints.wat", "-o", "hints.wasm")
    with open("hints.wasm", "rb") as file:
        binary = file.read()
    content = (b"\x19metadata.code.branch_hint" # spec 3.0 appendix: functions 1 and 3, {offset, size 1, hint} each
               b"\2" b"\1\4\x07\1\0\x0c\1\1\x16\1\1\x1a\1\0" b"\3\1\3\1\0")
    assert b"\0" + bytes([len(content)]) + content + b"\x0a" in binary, binary
    quiet("wasm2wat", "hints.wasm", "-o", "again.wat")
    with open("again.wat") as file:
        text = file.read()
    assert text.count('(@metadata.code.branch_hint "\\00") if') == 2 and text.count("br_if") == 2 and text.count("branch_hint") == 5, text
    quiet("wat2wasm", "again.wat", "-o", "again.wasm")
    with open("again.wasm", "rb") as file:
        assert file.read() == binary
    # A hint for something else than a branch, and numbers longer than they need be, stay bytes.
    for old, new in ((b"\x07\1\0\x0c", b"\x05\1\0\x0c"), (b"\3\1\3\1\0", b"\3\1\3\1\2")):
        put("odd.wasm", binary.replace(old, new))
        quiet("wasm2wat", "odd.wasm", "-o", "odd.wat")
        with open("odd.wat") as file:
            text = file.read()
        assert '(@custom "metadata.code.branch_hint" (after export)' in text or '(@custom "metadata.code.branch_hint" (after func)' in text, text
        quiet("wat2wasm", "odd.wat", "-o", "odd2.wasm")
        with open("odd2.wasm", "rb") as file:
            assert file.read() == binary.replace(old, new)
    for text, message in (('(func (@metadata.code.branch_hint "\\02") (if (i32.const 0) (then)))', 'a hint is "\\00" or "\\01"'),
                          ('(func (@metadata.code.branch_hint "\\00") nop)', "invalid target"), ('(@metadata.code.branch_hint "\\00")', "not in a function"),
                          ('(func (@metadata.code.branch_hint "\\00"))', "invalid target"),
                          ('(func (if (i32.const 0) (@metadata.code.branch_hint "\\00") (then (br_if 0 (i32.const 1)))))', "invalid target"),
                          ('(func (@metadata.code.branch_hint "\\00)', "unclosed")):
        put("bad.wat", f"(module\n  {text})")
        err = fails("validate", "bad.wat", code=1, contains=message)
        assert re.match(r"wasmfx: error: bad\.wat:2:\d+: ", err), err


@test
def empty_name_sections_survive():
    head = b"\0asm\1\0\0\0"
    for sections in (b"\0\5\4name", b"\0\5\4name\1\4\1\x60\0\0", b"\1\4\1\x60\0\0\0\5\4name", b"\0\x08\4name\0\1\0", b"\0\x08\4name\1\1\0",
                     b"\0\5\4name\0\5\4name", b"\1\4\1\x60\0\0\3\2\1\0\x0a\4\1\2\0\x0b\0\x0a\4name\1\3\1\0\0"):
        put("names.wasm", head + sections)
        quiet("wasm2wat", "names.wasm", "-o", "names.wat")
        quiet("wat2wasm", "names.wat", "-o", "again.wasm")
        with open("again.wasm", "rb") as file, open("names.wat") as text:
            assert file.read() == head + sections, (sections, text.read())


@test
def types_print_by_their_names():
    put("names.wat", """
        (module
          (type $f (func (param i32)))
          (type $kt (cont $f))
          (type (func (param i64)))
          (func (export "f") (param $k (ref null $kt)) (param $plain (ref null 2))
            (local.set $k (local.get $plain))))
    """)
    fails("validate", "names.wat", code=1, contains="expected (ref null $kt), found (ref null 2)")


@test
def unsupported_features_are_named():
    head = b"\0asm\1\0\0\0"
    put("shared.wasm", head + b"\5\4\1\3\1\2")
    quiet("validate", "shared.wasm")
    fails("validate", "-W", "-threads", "shared.wasm", code=1, contains="malformed limits flags")
    types = b"\1\4\1\x60\0\0\3\2\1\0"
    put("legacy.wasm", head + types + b"\x0a\7\1\5\0\6\x40\x0b\x0b")
    quiet("validate", "legacy.wasm")
    fails("validate", "-W", "-legacy-exceptions", "legacy.wasm", code=1,
          contains="illegal opcode: try needs the feature 'legacy-exceptions', which is not enabled (-W legacy-exceptions)")
    put("atomic.wasm", head + types + b"\x0a\7\1\5\0\xfe\3\0\x0b")
    quiet("validate", "atomic.wasm")
    fails("validate", "-W", "-threads", "atomic.wasm", code=1,
          contains="illegal opcode: atomic.fence needs the feature 'threads', which is not enabled (-W threads)")
    put("legacy.wat", "(module (tag $e) (func\n  try nop\n  catch_all rethrow 0 end))")
    quiet("validate", "legacy.wat")
    fails("validate", "-W", "-legacy-exceptions", "legacy.wat", code=1, contains="2:3: illegal opcode: try needs the feature 'legacy-exceptions'")
    put("legacy.wat", "(module (func\n  (block (try (do) (catch_all (rethrow 2))))\n  (try (do (rethrow 0)))))")
    fails("validate", "legacy.wat", code=1, contains="2:32: invalid rethrow label 2: it is not that of a catch")
    put("atomic.wat", "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))")
    quiet("validate", "atomic.wat")
    put("atomic.wat", "(module (memory 1) (func (drop (i32.atomic.load align=2 (i32.const 0)))))")
    fails("validate", "atomic.wat", code=1,
          contains="1:33: alignment of an atomic access must be natural: 2^2, not 2^1, for i32.atomic.load")


# wasi-threads: sums of three threads, which find the memory, the descriptors and the arguments of their program.
THREADS = r"""
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (memory (import "env" "memory") 1 4 shared)
  (export "memory" (memory 0))
  ;; 0: sum, 4: threads that are done; texts at 256
  (data $text "thread\n")
  (func (export "wasi_thread_start") (param $id i32) (param $arg i32) (local $i i32) (local $at i32)
    (if (i32.eq (local.get $arg) (i32.const 100)) (then (unreachable)))
    (if (i32.eq (local.get $arg) (i32.const 101)) (then (call $exit (i32.const 33))))
    (local.set $at (i32.add (i32.const 512) (i32.mul (local.get $id) (i32.const 64))))
    (memory.init $text (i32.add (local.get $at) (i32.const 32)) (i32.const 0) (i32.const 7))
    (i32.store (local.get $at) (i32.add (local.get $at) (i32.const 32)))
    (i32.store offset=4 (local.get $at) (i32.const 7))
    (if (call $write (i32.const 1) (local.get $at) (i32.const 1) (i32.add (local.get $at) (i32.const 8))) (then (unreachable)))
    (if (call $sizes (local.get $at) (i32.add (local.get $at) (i32.const 4))) (then (unreachable)))
    (if (i32.lt_u (i32.load (local.get $at)) (i32.const 2)) (then (unreachable)))
    (loop $more
      (drop (i32.atomic.rmw.add (i32.const 0) (local.get $arg)))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const -1))))
  (func $start_one (param $arg i32)
    (if (i32.le_s (call $spawn (local.get $arg)) (i32.const 0)) (then (unreachable))))
  (func (export "_start") (local $done i32)
    (call $sizes (i32.const 16) (i32.const 20)) (drop)
    ;; three words: a thread traps; four: it ends the process
    (if (i32.ge_u (i32.load (i32.const 16)) (i32.const 3))
      (then
        (call $start_one (i32.add (i32.const 97) (i32.load (i32.const 16))))
        (drop (memory.atomic.wait32 (i32.const 60) (i32.const 0) (i64.const -1)))))
    (call $start_one (i32.const 1)) (call $start_one (i32.const 2)) (call $start_one (i32.const 3))
    (block $all
      (loop $wait
        (local.set $done (i32.atomic.load (i32.const 4)))
        (br_if $all (i32.eq (local.get $done) (i32.const 3)))
        (drop (memory.atomic.wait32 (i32.const 4) (local.get $done) (i64.const -1)))
        (br $wait)))
    (call $exit (i32.eq (i32.atomic.load (i32.const 0)) (i32.const 60000)))))
"""


@test
def wasi_threads():
    put("threads.wat", THREADS)
    for mode in ([], ["-g"], ["--stress-spill"]):
        out, err = run("run", *mode, "threads.wat", "word", code=1)
        assert out == b"thread\n" * 3 and err == "", (out, err)
    fails("run", "threads.wat", "a", "thread traps", code=134, contains="trap: unreachable")
    run("run", "threads.wat", "a", "thread", "ends", code=33)
    _, err = run("run", "--timeout", "300ms", "threads.wat", "a", "b", "c", "d", code=134)
    assert "trap: interrupted" in err, err
    put("threads.wat", """
        (module (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "spawn") (result i32) (call $spawn (i32.const 0))))""")
    assert quiet("run", "--invoke", "spawn", "threads.wat") == "-1\n"


@test
def comments_may_hold_any_character():
    put("nul.wat", b'(module (; a\0b ;) (func (export "f") (result i32) (i32.const 3)) ;; x\0y\n)')
    assert quiet("run", "--invoke", "f", "nul.wat") == "3\n"
    put("nul.wat", b'(module ;; a\0b\n  (func (result i32) (i64.const 1)))')
    fails("validate", "nul.wat", code=1, contains="     2 |   (func (result i32) (i64.const 1)))\n       |                                   ^")


@test
def standard_input_keeps_its_flags():
    put("nonblocking.wat", """
        (module (import "wasi_snapshot_preview1" "fd_fdstat_set_flags" (func $set (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\\10\\00\\00\\00\\10\\00\\00\\00")
          ;; NONBLOCK, then a read from an empty pipe: errno AGAIN (6) as the exit code.
          (func (export "_start")
            (drop (call $set (i32.const 0) (i32.const 4)))
            (call $proc_exit (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))
    """)
    reader, writer = os.pipe()
    done = subprocess.run([WASMFX, "run", "nonblocking.wat"], stdin=reader, timeout=60)
    assert done.returncode == 6, done
    assert os.get_blocking(reader), "the caller's standard input no longer waits"
    os.close(reader)
    os.close(writer)


READER = """
    (module (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $stat (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\\10\\00\\00\\00\\10\\00\\00\\00")
      ;; Exits with the number of bytes of one read, or 100 + errno; 50 when the flags are not 0.
      (func (export "_start") (local $errno i32)
        (if (call $stat (i32.const 0) (i32.const 64)) (then unreachable))
        (if (i32.load16_u (i32.const 66)) (then (call $proc_exit (i32.const 50))))
        (local.set $errno (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
        (call $proc_exit (select (i32.add (i32.const 100) (local.get $errno)) (i32.load (i32.const 8)) (local.get $errno)))))
"""


@test
def standard_input_waits_whatever_its_flags():
    """Another process has made the pipe non-blocking; a program that did not ask for it waits all the same."""
    put("reader.wat", READER)
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    running = subprocess.Popen([WASMFX, "run", "reader.wat"], stdin=reader)
    time.sleep(0.3)
    assert running.poll() is None, running.returncode
    os.write(writer, b"12345")
    assert running.wait(60) == 5
    assert not os.get_blocking(reader), "the flags are the caller's"
    os.close(reader)
    os.close(writer)


@test
def polls_tell_of_lost_readers():
    put("poll.wat", """
        (module (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 8) "\\02") (data (i32.const 16) "\\01") ;; standard output, to be written to
          (func (export "_start")
            (if (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)) (then unreachable))
            (call $proc_exit (i32.load16_u (i32.const 72)))))
    """)
    reader, writer = os.pipe()
    assert subprocess.run([WASMFX, "run", "poll.wat"], stdout=writer, timeout=60).returncode == 0
    os.close(reader)
    assert subprocess.run([WASMFX, "run", "poll.wat"], stdout=writer, timeout=60).returncode == ERRNO_PIPE
    os.close(writer)


@test
def planted_links_are_not_followed():
    """Files with names that others can guess: what stands there is replaced, never written to, and the new file is the user's alone."""
    put("add.wat", ADD)
    for option, name in (("--perfmap", "/tmp/perf-$$.map"), ("--jitdump=.", "jit-$$.dump")):
        put("victim", "precious")
        for plant in ("ln -s $PWD/victim", "ln victim"):
            script = f'{plant} {name} && echo {name} && exec "$0" run {option} --invoke add add.wat 1 2'
            done = subprocess.run(["sh", "-c", script, WASMFX], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
            if plant.startswith("ln victim") and done.returncode and "cross-device" in done.stderr.lower():
                continue # a hard link to another file system cannot be planted either
            assert done.returncode == 0, done
            made = done.stdout.splitlines()[0]
            about = os.lstat(made)
            os.unlink(made)
            assert stat.S_ISREG(about.st_mode) and stat.S_IMODE(about.st_mode) == 0o600, oct(about.st_mode)
            with open("victim") as victim:
                assert victim.read() == "precious"


@test
def objdump():
    put("d.wat", """\
        (module
          (memory 1)
          (func $callee (param i32) (result i32) (i32.load (local.get 0)))
          (func $grow (result i32) (memory.grow (i32.const 1)))
          (func $caller (export "go") (param $n i32) (result i32)
            (loop $again
              (drop (call $callee (local.get $n)))
              (br_if $again (local.get $n)))
            (unreachable)))
        """)
    text = quiet("objdump", "d.wat")
    assert text == quiet("objdump", "d.wat")
    assert "function callee (0): 0x" in text and "function caller (2): 0x" in text
    assert "local 0 $n: i32 at rbp-" in text
    assert "; runtime: memory_grow\n" in text, text
    assert re.search(r"7:\d+ +\(drop \(call \$callee \(local\.get \$n\)\)\)", text), text
    assert re.search(r"call +callee +; call", text), text
    assert "; trap: unreachable executed" in text and "; trap: out of bounds memory access" in text
    label = re.search(r"\bj\w+ +(\.L[0-9a-f]+)", text)
    assert label and f"\n{label.group(1)}:\n" in text, text
    assert re.search(r"push +rbp\n.*mov +rbp, rsp", text)
    for block in ["(try_table (catch_all 0) (call 0))", "(try (do (call 0)) (catch_all))", "(try (do (call 0)) (delegate 0))"]:
        put("try.wat", f"(module (func) (func (call 0)) (func {block}))")
        text = quiet("objdump", "try.wat")
        assert text.count("; call") == 2 and text.count("; call, inside a try\n") == 1, text
    one = quiet("objdump", "--function", "callee", "d.wat")
    assert "function callee" in one and "function caller" not in one
    assert quiet("objdump", "-f", "go", "d.wat") == quiet("objdump", "-f", "2", "d.wat") == quiet("objdump", "-f", "$caller", "d.wat")
    fails_after_heading = run("objdump", "-f", "nothing", "d.wat", code=1)[1]
    assert "d.wat: there is no function 'nothing' with code" in fails_after_heading
    assert re.search(r"^ +[0-9a-f]+  55 +push", quiet("objdump", "--bytes", "d.wat"), re.M)
    stages = quiet("objdump", "--ir", "--vcode", "-f", "callee", "d.wat")
    assert stages.startswith("IR of function callee (") and "\nmachine operations of function callee (" in stages
    assert re.search(r"^  return \(v\d+\)", stages, re.M) and re.search(r"^    return v\d+:rax$", stages, re.M), stages
    reads = re.findall(r"^    v\d+ = local_get(.*)$", quiet("objdump", "--vcode", "d.wat"), re.M)
    assert reads and all(re.fullmatch(r"\.i32( #\d+)?", read) for read in reads), reads
    assert "function callee" in quiet("objdump", "--ir", "d.wat") and "machine operations" not in quiet("objdump", "--ir", "d.wat")
    put("t.wat", """
        (module (type $t (func)) (table 2 funcref)
          (func $indirect (param i32) (call_indirect (type $t) (local.get 0))))
        """)
    stages = quiet("objdump", "--ir", "--vcode", "--stress-expand", "t.wat")
    assert "\nafter the pass 'expand'\n" in stages and re.search(r"raw_table_get\.func 0 v\d+$", stages, re.M), stages
    assert re.search(r"^    v\d+ = load_at\.ref <<3 v\d+:reg v\d+:reg$", stages, re.M), stages
    assert re.search(r"mov +r\w+, qword ptr \[r\w+ \+ r\w+\*8\]$", quiet("objdump", "--stress-expand", "t.wat"), re.M)
    run("wat2wasm", "d.wat")
    assert "local.get" in quiet("objdump", "d.wasm") and "function callee" in quiet("objdump", "d.wasm")


# ---- gdb ----

@test
def objdump_of_one_function():
    put("two.wat", """
        (module
          (import "m" "f" (func $imported))
          (func $first (param $n i32) (result i32)
            (loop $again
              (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $n))
          (func $second (export "second") (result i32)
            (call $imported)
            (call $first (i32.const 3))))
    """)
    quiet("wat2wasm", "two.wat", "-o", "two.wasm")

    def code(text): # without addresses, labels, lines
        lines = [re.sub(r"^ *[0-9a-f]+  |\.L[0-9a-f]+:?|0x[0-9a-f]+", "", line) for line in text.splitlines() if re.match(r" +[0-9a-f]+  [a-z]", line)]
        return [re.sub(r"\s+", " ", line) for line in lines]

    for path in ("two.wat", "two.wasm"):
        whole = quiet("objdump", path)
        parts = whole.split("\nfunction ")[1:]
        for name, part in zip(("first", "second"), parts):
            one = quiet("objdump", "-f", name, path)
            assert one.startswith(f"function {name} (") and len(code(one)) > 10 and code(one) == code(part), f"{one}\n{part}"
        assert quiet("objdump", "-f", "second", path) == quiet("objdump", "-f", "2", path) == quiet("objdump", "-f", "$second", path)
        assert "call    first" in quiet("objdump", "-f", "second", path)
    assert re.search(r"^  5:\d+ +\(loop", quiet("objdump", "-f", "first", "two.wat"), re.M)
    assert re.search(r"^  0x[0-9a-f]+ +loop", quiet("objdump", "-f", "first", "two.wasm"), re.M)
    for name in ("0", "imported", "nothing"):
        fails("objdump", "-f", name, "two.wat", code=1, contains=f"two.wat: there is no function '{name}' with code")
    put("bad.wat", "(module (func $a) (func $b (result i32) (i64.const 1)))")
    fails("objdump", "-f", "a", "bad.wat", code=1, contains="type mismatch")


@test
def gdb_command():
    put("a.wat", ADD)
    fails("gdb", code=2, contains="expected 'run' and its arguments after --")
    fails("gdb", "--", "validate", "a.wat", code=2, contains="expected 'run'")
    err = run("gdb", "--gdb", "no-such-debugger", "--", "run", "a.wat", code=1)[1]
    assert "'no-such-debugger' was not found; install GDB" in err
    out = run("gdb", "--gdb", "/bin/echo", "-x", "bt", "--", "run", "--invoke", "add", "a.wat", "1")[0].decode()
    assert re.search(r"-ex bt --args \S+ run --invoke add a\.wat 1$", out.strip()), out


# ---- the heap ----

GARBAGE = """\
    (module
      (type $bytes (array (mut i8)))
      (type $list (struct (field (ref null $list)) (field (ref $bytes))))
      (global $kept (mut (ref null $list)) (ref.null $list))
      (func (export "drop") (param $n i32)
        (loop $l
          (drop (array.new_default $bytes (i32.const 500000)))
          (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
      (func (export "keep") (param $n i32)
        (loop $l
          (global.set $kept (struct.new $list (global.get $kept) (array.new_default $bytes (i32.const 500000))))
          (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
    """


@test
def heap_limit_and_statistics():
    put("gc.wat", GARBAGE)
    assert quiet("run", "--max-heap=3M", "--invoke", "drop", "gc.wat", "1000") == ""
    err = fails("run", "--max-heap=3M", "--invoke", "keep", "gc.wat", "1000", code=134, contains="gc.wat:11:63:")
    assert "trap: out of memory: the heap of 3 MiB is full" in err
    err = run("run", "--gc-stats", "--invoke", "drop", "gc.wat", "100")[1]
    found = re.fullmatch(r"wasmfx: heap: ([\d.]+) MiB allocated, at most ([\d.]+) MiB in use, [\d.]+ MiB kept by the last full collection\n"
                         r"wasmfx: heap: \d+ minor collections promoted ([\d.]+) MiB and paused for [\d.]+ ms, at most [\d.]+ ms at a time\n"
                         r"wasmfx: heap: (\d+) full collections paused for [\d.]+ ms, at most [\d.]+ ms at a time\n", err)
    assert found, err
    assert 47 < float(found[1]) < 48 and float(found[2]) < 12 and float(found[3]) < 1 and int(found[4]) >= 10, err
    err = run("run", "--gc-stats", "--stress-gc", "--invoke", "drop", "gc.wat", "100")[1]
    assert "100 full collections" in err, err
    fails("run", "--max-heap=much", "gc.wat", code=2, contains="--max-heap")


@test
def time_and_fuel_have_limits():
    put("spin.wat", """(module (type $f (func)) (type $k (cont $f)) (elem declare func $spin)
      (func $spin
        (loop $again (br $again)))
      (func (export "spin") (resume $k (cont.new $k (ref.func $spin))))
      (func (export "two") (result i32) (i32.const 2)))""")
    for option, what in ("--timeout=100ms", "interrupted"), ("--fuel=100000", "all fuel consumed"):
        err = fails("run", option, "--invoke", "spin", "spin.wat", code=134, contains=f"spin.wat:3:10: trap: {what}")
        assert "#0  spin at spin.wat:3:10" in err and "continuation" in err, err
    assert quiet("run", "--timeout", "1h", "--fuel", "100", "--invoke", "two", "spin.wat") == "2\n"
    for wrong in ("0", "soon", "-1", "1d"):
        fails("run", f"--timeout={wrong}", "spin.wat", code=2, contains="is not a time")
    fails("run", "--fuel=0", "spin.wat", code=2, contains="is not a number from 1 up")


DROPS = """(module
  (type $f (func)) (type $c (cont $f))
  (type $hold (struct (field (mut (ref null $c)))))
  (type $fh (func (param (ref $hold)))) (type $ch (cont $fh))
  (tag $y) (tag $oops (param i32))
  (table $t 0 (ref null $c))
  (func $waits (type $f) (suspend $y))
  (func $holds (type $fh) (suspend $y) (drop (struct.get $hold 0 (local.get 0))))
  (elem declare func $waits $holds)
  (func $start (result (ref $c))
    (block $o (result (ref $c)) (resume $c (on $y $o) (cont.new $c (ref.func $waits))) (unreachable)))
  (func $suspended (export "suspended") (param $n i32)
    (loop $l (drop (call $start)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "fresh") (param $n i32)
    (loop $l (drop (cont.new $c (ref.func $waits))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "cycles") (param $n i32) (local $s (ref $hold))
    (loop $l
      (local.set $s (struct.new_default $hold))
      (struct.set $hold 0 (local.get $s)
        (block $o (result (ref $c)) (resume $ch (on $y $o) (local.get $s) (cont.new $ch (ref.func $holds))) (unreachable)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $kept (export "kept") (param $n i32)
    (loop $l
      (drop (table.grow $t (call $start) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "kept-then-dropped") (param $n i32)
    (call $kept (local.get $n))
    (table.fill $t (i32.const 0) (ref.null $c) (local.get $n))
    (call $suspended (i32.const 1000)))
)"""


@test
def dropped_continuations_do_not_count():
    put("drops.wat", DROPS)
    for name in ("suspended", "fresh", "cycles"):
        assert quiet("run", "--max-continuations=100", "--invoke", name, "drops.wat", "20000") == ""
    assert quiet("run", "--max-continuations=100", "--invoke", "kept", "drops.wat", "100") == ""
    fails("run", "--max-continuations=100", "--invoke", "kept", "drops.wat", "101", code=134,
          contains="100 continuations are alive; at most 100 may be")
    assert quiet("run", "--max-continuations=100", "--invoke", "kept-then-dropped", "drops.wat", "100") == ""


def main():
    wanted = sys.argv[2:]
    failed = 0
    for function in TESTS:
        if wanted and function.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as directory:
            os.chdir(directory)
            try:
                function()
                print(f"ok      {function.__name__}", flush=True)
            except Exception as error:  # pylint: disable=broad-except
                failed += 1
                where = error.__traceback__
                while where.tb_next and where.tb_next.tb_frame.f_code.co_filename == __file__ and where.tb_next.tb_frame.f_code.co_name == function.__name__:
                    where = where.tb_next
                print(f"FAILED  {function.__name__}, line {where.tb_lineno}: {type(error).__name__}: {error}", flush=True)
            os.chdir("/")
    sys.exit(1 if failed else 0)


main()
