"""Reads programs.txt."""
import collections
import pathlib

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
    """The .wat files of a program: one, or the two of a kernel, switching first."""
    if program.module.startswith('kernels/'):
        return [HERE / f'{program.module}_{form}.wat' for form in ('switch', 'machine')]
    return [HERE / f'{program.module}.wat']
