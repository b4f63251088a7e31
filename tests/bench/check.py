#!/usr/bin/env python3
"""Runs every benchmark with its small n in several modes of the engine and compares the checksums of programs.txt,
expected.py and wasmfx; and sees that no benchmark is missing in the list. usage: check.py WASMFX"""
import pathlib
import subprocess
import sys
import tempfile

from expected import expected
from programs import HERE, compile_c, forms, has_compiler, read_programs

MODES = [[], ['-g'], ['--baseline'], ['--stress-gc', '--verify-stack-maps']]


def main():
    with tempfile.TemporaryDirectory() as directory:
        return check(sys.argv[1], pathlib.Path(directory))


def check(wasmfx, directory):
    programs = {program.module: program for program in read_programs()}.values()
    failures, checked = [], set()
    for program in programs:
        if expected(program.module, program.check_n) != program.checksum:
            failures.append(f'{program.module}: programs.txt has {program.checksum}, expected.py another value')
        for file in forms(program):
            checked.add(file)
            if file.suffix == '.c':
                if not has_compiler():
                    continue
                compile_c(file, directory / (file.stem + '.wasm'))
                file = directory / (file.stem + '.wasm')
            for mode in MODES:
                command = [wasmfx, 'run', *mode, '--invoke', 'run', str(file), str(program.check_n)]
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode or done.stdout.strip() != str(program.checksum):
                    output = f'{done.stdout.strip()} {done.stderr.strip()}'.strip()
                    failures.append(f'{" ".join(command)}: {output}, not {program.checksum}')
    for file in sorted({*HERE.glob('*/*.wat'), *HERE.glob('simd/*.c')} - checked):
        failures.append(f'{file} is not in programs.txt')
    print('\n'.join(failures) or f'{len(checked)} programs in {len(MODES)} modes')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
