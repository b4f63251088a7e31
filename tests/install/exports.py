"""The functions that wasm.h and wasmfx.h declare are those that libwasmfx.so and libwasmfx.a have, neither more nor
fewer. Arguments: C compiler, nm, directory of the headers, shared library, archive."""

import re
import subprocess
import sys

BESIDE = {"wfx_inspect_root"}  # read by debuggers


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared(compiler, header):
    text = output(compiler, "-E", "-P", header)
    bodies = 1
    while bodies:
        text, bodies = re.subn(r"\{[^{}]*\}", ";", text)
    names = set()
    for statement in text.split(";"):
        function = re.search(r"\b(wasm_\w+|wfx_\w+)\s*\(", statement)
        if function and not re.search(r"\b(static|typedef)\b", statement):
            names.add(function.group(1))
    return names


def defined(nm, *arguments):
    lines = [line.split() for line in output(nm, "--defined-only", *arguments).splitlines()]
    return {line[2].split("@")[0] for line in lines if len(line) == 3}


def main():
    compiler, nm, headers, shared, archive = sys.argv[1:]
    wanted = declared(compiler, headers + "/wasm.h") | declared(compiler, headers + "/wasmfx.h")
    failed = len(wanted) < 300  # of the standard's alone there are more
    for library, names in ((shared, defined(nm, "-D", shared)), (archive, defined(nm, "-g", archive))):
        names -= BESIDE
        for name in sorted(wanted ^ names):
            print(f"{library}: {name} is {'missing' if name in wanted else 'in no header'}")
            failed = True
    print(f"{len(wanted)} functions")
    return failed


sys.exit(main())
