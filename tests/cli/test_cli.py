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

COMMANDS = ["run", "wast", "validate", "wat2wasm", "wasm2wat", "objdump", "gdb"]


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
    fails("run", "-Q", code=2, contains="unknown option '-Q'")
    fails("run", "--debug=1", code=2, contains="option '--debug' takes no value")
    fails("run", "--invoke", code=2, contains="option '--invoke' needs a value: NAME")
    fails("run", "--stack-size=lots", "x", code=2, contains="'lots' is not a size")
    fails("run", "--stack-size=0", "x", code=2, contains="'0' is not a size")
    fails("run", "--stack-size=99999999999G", "x", code=2, contains="is not a size")
    fails("run", "--profile-rate=-3", "x", code=2, contains="'-3' is not a number")
    fails("run", "--stack-placement=sideways", "x", code=2, contains="none of ascending, descending, alternating")
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
    fails("run", "--profile-method=guess", "--profile", "hello.wat", code=2, contains="--profile-method is auto, perf or timer")


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


@test
def wasi_survives_wild_arguments():
    """Every function with arguments that are null, wild, huge and negative: an errno each time, never a crash. Memory holds "a" at 16."""
    small = [0, 1, 2, 3, 4, 5, 16, 100, 4096, 65528, 65535, 65536, 0x7fffffff, 0xfffffff0, 0xffffffff]
    wide = [0, 1, 4096, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff]
    seed = [12345]

    def pick(values):
        seed[0] = (seed[0] * 1103515245 + 12345) % 2147483648
        return values[(seed[0] >> 8) % len(values)]

    imports, calls = [], []
    for name, signature in wasi_functions():
        params = " ".join({"i": "i32", "I": "i64"}[kind] for kind in signature)
        imports.append(f'(import "wasi_snapshot_preview1" "{name}" (func ${name} (param {params}) (result i32)))')
        for _ in range(150 if signature else 1):
            args = [pick(small) if kind == "i" else pick(wide) for kind in signature]
            if name == "poll_oneoff":
                args[0] = pick([65536, 0xffffffff])   # nothing to wait for
            if name == "fd_allocate":
                args[2] = pick([0, 0x8000000000000000])  # nothing to fill the disk with
            if name in ("fd_close", "fd_renumber", "fd_fdstat_set_flags") and args[0] < 3:
                args[0] = 77
            operands = " ".join(f"({'i32' if kind == 'i' else 'i64'}.const {arg})" for kind, arg in zip(signature, args))
            calls.append(f"(if (i32.gt_u (call ${name} {operands}) (i32.const 76)) (then unreachable))")
    put("wild.wat", "(module " + "\n".join(imports) + '(memory (export "memory") 1) (data (i32.const 16) "a")'
        + '(func (export "_start")' + "\n".join(calls) + "))")
    os.mkdir("data")
    done = subprocess.run([WASMFX, "run", "--dir", "data", "wild.wat"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120)
    assert done.returncode == 0, (done.returncode, done.stderr[:2000])
    put("no-memory.wat", '(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32)))'
                         '(func (export "_start") (drop (call $y))))')
    fails("run", "no-memory.wat", code=134, contains='must export its memory as "memory"')


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
    "(func (v128.const i32x4 0 0 0 0) (drop))",
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
    fails("validate", "feature.wat", code=1, contains="(-W simd)")
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
    fails("validate", "shared.wasm", code=1, contains="shared memories (threads) are not supported")
    types = b"\1\4\1\x60\0\0\3\2\1\0"
    put("legacy.wasm", head + types + b"\x0a\7\1\5\0\6\x40\x0b\x0b")
    fails("validate", "legacy.wasm", code=1, contains="illegal opcode 06: legacy exception instructions are not supported")
    put("atomic.wasm", head + types + b"\x0a\7\1\5\0\xfe\3\0\x0b")
    fails("validate", "atomic.wasm", code=1, contains="illegal opcode fe: atomic instructions (threads) are not supported")
    put("legacy.wat", "(module (tag $e) (func try nop catch_all end))")
    fails("validate", "legacy.wat", code=1, contains="1:24: unknown operator \"try\": legacy exception instructions are not supported")
    put("atomic.wat", "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))")
    fails("validate", "atomic.wat", code=1, contains="1:33: unknown operator \"i32.atomic.load\": atomic instructions (threads)")


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
