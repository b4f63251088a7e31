"""Reads programs.txt."""
import collections
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent

Program = collections.namedtuple('Program', 'section row module prepare n n_v8 operations native check_n checksum')


def read_programs():
    programs, section = [], ''
    for line in (HERE / 'programs.txt').read_text().splitlines():
        if line.startswith('['):
            section = line.strip('[]')
        elif line and not line.startswith('#'):
            row, module, prepare, n, n_v8, operations, native, check_n, checksum = (f.strip() for f in line.split('|'))
            programs.append(Program(section, row, module, None if prepare == '-' else int(prepare), int(n), int(n_v8),
                                    int(operations), native == 'yes', int(check_n), int(checksum)))
    return programs


def forms(program):
    """The files of a program: one, .wat or .c, or the two of a kernel, switching first."""
    if program.module.startswith('simd/'):
        return [HERE / f'{program.module}.c']
    if program.module.startswith('kernels/'):
        return [HERE / f'{program.module}_{form}.wat' for form in ('switch', 'machine')]
    return [HERE / f'{program.module}.wat']


def has_compiler():
    return bool(shutil.which('clang') and shutil.which('wasm-ld'))


def compile_c(file, wasm):
    """A kernel in C becomes a module, whose only export is run."""
    subprocess.run(['clang', '--target=wasm32', '-O2', '-msimd128', '-fno-builtin', '-nostdlib', '-Wl,--no-entry',
                    '-Wl,--export=run', '-o', str(wasm), str(file)], check=True)
