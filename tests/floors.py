#!/usr/bin/env python3
"""Holds every #include "..." of the tree against the table of floors in docs/architecture.md.

The table's first column names folders (`engine/base/`) and single files (`engine/layout.h`) from the bottom up: each may include itself
and what is named before it. A third column that is not empty narrows that to what it names. A file belongs to the longest name that
it begins with.
"""

import os
import re
import sys

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)
SOURCES = (".c", ".h", ".S", ".def")


def read_floors(path):
    """[(name, names that it sees or None for all before it)] in the order of the table."""
    floors = []
    for line in open(path, encoding="utf-8"):
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0]:
            floors += [(name, cells[2] or None) for name in cells[0]]
    return floors


def floor_of(path, names):
    return max((name for name in names if path == name or name.endswith("/") and path.startswith(name)), key=len, default=None)


def sources(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and not os.path.exists(os.path.join(folder, name, "CMakeCache.txt"))]
        for name in files:
            if name.endswith(SOURCES):
                yield os.path.relpath(os.path.join(folder, name), root)


def resolve(root, file, included):
    """Path of an included file from the root; None for what is no part of the tree."""
    for path in (included, os.path.join(os.path.dirname(file), included)):
        path = os.path.normpath(path)
        if os.path.isfile(os.path.join(root, path)):
            return path
    return None


def complaint(file, included, floors, ranks):
    here, there = floor_of(file, ranks), floor_of(included, ranks)
    if here is None or there is None:
        return "%s is on no floor" % (file if here is None else included)
    if here == there:
        return None
    if ranks[there] > ranks[here]:
        return "%s stands below %s in the list" % (there, here)
    seen = floors[ranks[here]][1]
    if seen is not None and floor_of(included, seen) is None:
        return "%s sees only %s" % (here, ", ".join(seen))
    return None


def check(root):
    floors = read_floors(os.path.join(root, "docs", "architecture.md"))
    ranks = {name: rank for rank, (name, _) in enumerate(floors)}
    complaints = ["docs/architecture.md: the list names %s, which is not there" % name
                  for name in ranks if not os.path.exists(os.path.join(root, name))]
    count = 0
    for file in sorted(sources(root)):
        for included in INCLUDE.findall(open(os.path.join(root, file), encoding="utf-8").read()):
            path = resolve(root, file, included)
            if path is None:
                continue
            count += 1
            text = complaint(file, path, floors, ranks)
            if text:
                complaints.append('%s: #include "%s": %s' % (file, included, text))
    print("\n".join(complaints + ["%d includes, %d floors, %d violations" % (count, len(floors), len(complaints))]))
    return not complaints and count > 0 and len(floors) > 1


if __name__ == "__main__":
    sys.exit(not check(sys.argv[1]))
