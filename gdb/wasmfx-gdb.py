"""GDB commands for programs that run in wasmfx: continuations that run and that wait.

Plain Python on GDB's API. Everything is read from the symbol `wfx_inspect_root`, which describes its own offsets (engine/inspect.h), so no debug
information of wasmfx is needed, and the same commands work on a live process and on a core file. GDB loads this file by itself when it is
installed where auto-load looks for it; otherwise `source wasmfx-gdb.py`. Plain `bt` works without it.

    info continuations [-all]           what exists: grouped by state, place and tag, or one a line
    continuation N                      about one continuation
    continuation N bt [OPTIONS]         its backtrace
    continuation N frame K [COMMAND]    frame K of it: its arguments and locals, or run COMMAND there
"""

import struct

import gdb
import gdb.unwinder
from gdb.FrameDecorator import FrameDecorator

VERSION = 2
FREE, FRESH, ACTIVE, SUSPENDED, ROOT, RETIRED = range(6)
STATE_NAMES = {FRESH: "fresh", ACTIVE: "active", SUSPENDED: "suspended"}
SHOWN_IDS = 5


class InspectError(Exception):
    pass


def read(address, size):
    return gdb.selected_inferior().read_memory(address, size).tobytes()


def read_word(address):
    return struct.unpack("<Q", read(address, 8))[0]


def read_text(address):
    if address == 0:
        return "?"
    out = b""
    while len(out) < 512:
        # Up to the end of a 64-byte line, so that no read crosses into a page that is not there.
        chunk = read(address + len(out), 64 - (address + len(out)) % 64)
        if b"\0" in chunk:
            return (out + chunk[: chunk.index(b"\0")]).decode("utf-8", "replace")
        out += chunk
    return out.decode("utf-8", "replace")


class Root:
    """The inspection root: where everything is. Mirrors WfxInspectRoot."""

    GROUPS = (
        ("at", "store_next store_context store_slabs slab_next slab_capacity slab_used slab_headers"),
        ("context", "stack_limit current exit_rbp exit_pc"),
        ("cont", "bytes link_rbp link_pc parent handlers rsp rbp pc last tag func generation state id stack_top stack created_pc"),
        ("tag", "name type_id"),
        ("func", "code instance index"),
        ("instance", "module tags_note"),
        ("site", "count index resumed clauses clause_bytes clause_suspend clause_switch clause_target"),
        ("bound", "bound pc"),
    )

    def __init__(self):
        try:
            address = int(gdb.parse_and_eval("(unsigned long) &wfx_inspect_root"))
            head = read(address, 56)
        except gdb.error as error:
            raise InspectError("no wasmfx here: %s" % error)
        magic, version, self.size, self.stores, self.detached_pc, self.cont_start, self.cont_base, self.entry_base = struct.unpack("<8sIIQQQQQ", head)
        if magic[:7] != b"WFXINSP":
            raise InspectError("the program has not started yet")
        if version != VERSION:
            raise InspectError("this script reads version %d of wfx_inspect_root, the program has %d" % (VERSION, version))
        at = address + 56
        for group, names in self.GROUPS:
            names = names.split()
            values = struct.unpack("<%dI" % len(names), read(at, 4 * len(names)))
            setattr(self, group, dict(zip(names, values)))
            at += 4 * len(names)
        _, _, _, self.boundary_end = struct.unpack("<4Q", read((at + 7) & ~7, 32))


class Continuation:
    """One header, as it was when it was read."""

    WORDS = ("link_rbp", "link_pc", "parent", "handlers", "rsp", "rbp", "pc", "last", "tag", "func", "created_pc")
    __slots__ = WORDS + ("bound", "address", "state", "id", "root", "store", "child")


class HeaderReader:
    """Unpacks headers out of a block of memory; made once for many."""

    def __init__(self, root):
        self.root, at = root, root.cont
        self.size, self.state_at, self.id_at = at["bytes"], at["state"], at["id"]
        self.places = [at[name] // 8 for name in Continuation.WORDS]
        self.bound_at = root.bound["bound"] // 8
        self.words = struct.Struct("<%dQ" % (self.size // 8)).unpack_from
        self.number = struct.Struct("<I").unpack_from

    def unpack(self, data, offset, address, store):
        c = Continuation()
        row = self.words(data, offset)
        (c.link_rbp, c.link_pc, c.parent, c.handlers, c.rsp, c.rbp, c.pc, c.last, c.tag, c.func, c.created_pc) = [row[i] for i in self.places]
        c.bound = row[self.bound_at]
        c.address, c.state, c.root, c.store, c.child = address, data[offset + self.state_at], self.root, store, None
        c.id = self.number(data, offset + self.id_at)[0]
        return c


class Store:
    """All continuations of one store. The headers are read slab by slab and unpacked together, which keeps 100,000 of them quick."""

    def __init__(self, root, address, number):
        self.root, self.address, self.number = root, address, number
        context = read_word(address + root.at["store_context"])
        self.current = read_word(context + root.context["current"])
        self.continuations, self.by_address = [], {}
        slab = read_word(address + root.at["store_slabs"])
        while slab:
            self.read_slab(slab)
            slab = read_word(slab + root.at["slab_next"])
        self.classify()

    def read_slab(self, slab):
        root = self.root
        used = struct.unpack("<I", read(slab + root.at["slab_used"], 4))[0]
        if used == 0:
            return
        base = slab + root.at["slab_headers"]
        reader = HeaderReader(root)
        size = reader.size
        data = read(base, used * size)
        for offset in range(0, used * size, size):
            if data[offset + reader.state_at] not in (FREE, RETIRED):
                c = reader.unpack(data, offset, base + offset, self)
                self.by_address[c.address] = c
                self.continuations.append(c)

    def classify(self):
        """Resume and suspend do not keep `state` up to date; what a continuation does follows from its links (engine/inspect.h)."""
        root = self.root
        active, address = set(), self.current
        while address and address not in active and address in self.by_address:
            active.add(address)
            address = self.by_address[address].parent
        for c in self.continuations:
            if c.state == ROOT:
                continue
            if c.bound:
                c.pc = read_word(c.bound + root.bound["pc"])
            if c.address in active:
                c.state = ACTIVE
            elif c.pc == root.cont_start:
                c.state = FRESH
            else:
                c.state = SUSPENDED
            if c.state != FRESH and c.link_pc != root.detached_pc and c.parent in self.by_address:
                self.by_address[c.parent].child = c
        self.continuations = [c for c in self.continuations if c.state != ROOT]
        self.continuations.sort(key=lambda c: c.id)


def stores():
    root = Root()
    found, address = [], root.stores
    while address:
        found.append(Store(root, address, len(found) + 1))
        address = read_word(address + root.at["store_next"])
    return found


def all_continuations():
    return [c for store in stores() for c in store.continuations]


def find(number):
    for c in all_continuations():
        if c.id == number:
            return c
    raise gdb.GdbError("There is no continuation %d (see: info continuations)." % number)


# ---- places and names ----

def function_at(pc):
    try:
        block = gdb.block_for_pc(pc)
    except (RuntimeError, gdb.error):
        block = None
    while block is not None and block.function is None:
        block = block.superblock
    if block is not None:
        return block.function.name
    text = gdb.execute("info symbol 0x%x" % pc, to_string=True)
    return text.split()[0] if not text.startswith("No symbol") else "0x%x" % pc


def line_at(pc):
    """file:line of a return label: that of the instruction before it."""
    place = gdb.find_pc_line(pc - 1)
    if place.symtab is None or place.line == 0:
        return "0x%x" % pc
    return "%s:%d" % (place.symtab.filename.rsplit("/", 1)[-1], place.line)


def function_of(c):
    return function_at(read_word(c.func + c.root.func["code"])) if c.func else "?"


def tag_name(root, tag):
    return read_text(read_word(tag + root.tag["name"])) if tag else "?"


def handler_clauses(c):
    """Tags that the resume of an active (or chained) continuation handles: ["yield", "next (switch)"]."""
    root = c.root
    if not c.handlers or not c.link_rbp or c.link_pc == root.detached_pc:
        return []
    at = root.site
    instance = read_word(c.link_rbp - 8)
    count = struct.unpack("<I", read(c.handlers + at["count"], 4))[0]
    out = []
    for i in range(min(count, 64)):
        clause = c.handlers + at["clauses"] + i * at["clause_bytes"]
        suspend = struct.unpack("<I", read(clause + at["clause_suspend"], 4))[0]
        switch = struct.unpack("<I", read(clause + at["clause_switch"], 4))[0]
        tag = read_word(instance + (suspend or switch))
        out.append(tag_name(root, tag) + ("" if suspend else " switch"))
    return out


def resumed_by(c):
    if c.link_pc == c.root.detached_pc:
        return "suspended"
    tags = handler_clauses(c)
    return "resumed at %s%s" % (line_at(c.link_pc), " (on %s)" % ", ".join(tags) if tags else "")


def registers_of(c):
    """rsp, rbp, pc from which its own frames are walked, or None while it is active."""
    if c.state == SUSPENDED and c.child is not None and c.child.state == SUSPENDED:
        return c.child.link_rbp - 16, c.child.link_rbp, c.child.link_pc
    return None if c.state == ACTIVE else (c.rsp, c.rbp, c.pc)


def group_key(c):
    if c.state == FRESH:
        return (c.store.number, FRESH, c.func, c.created_pc, 0)
    if c.state == SUSPENDED and c.child is None:
        return (c.store.number, SUSPENDED, c.func, c.pc, c.tag)
    return (c.store.number, c.state, c.func, c.address, 0)


def describe(c):
    if c.state == FRESH:
        return "%s, not started, made at %s" % (function_of(c), line_at(c.created_pc))
    if c.state == ACTIVE:
        doing = "running" if c.child is None else "has resumed continuation %d" % c.child.id
        return "%s, %s, %s" % (function_of(c), doing, resumed_by(c))
    if c.child is not None:
        return "%s, waits for continuation %d, which it resumed at %s" % (function_of(c), c.child.id, line_at(c.child.link_pc))
    text = "%s, suspended in %s at %s, waits on tag %s" % (function_of(c), function_at(c.pc), line_at(c.pc), tag_name(c.root, c.tag))
    return text + (", " + resumed_by(c) if c.link_pc != c.root.detached_pc else "")


class InfoContinuations(gdb.Command):
    """List continuations: info continuations [-all]
Equal ones (same function, place and tag) are one line with their number; -all gives each its own line."""

    def __init__(self):
        super().__init__("info continuations", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        try:
            found = all_continuations()
        except InspectError as error:
            raise gdb.GdbError(str(error))
        if not found:
            print("No continuations.")
            return
        groups = {}
        for c in found:
            key = (c.store.number, c.address) if "-all" in argument.split() else group_key(c)
            groups.setdefault(key, []).append(c)
        print("%-8s %-10s %s" % ("Count" if len(groups) < len(found) else "Id", "State", "Where"))
        for group in sorted(groups.values(), key=lambda g: (-(g[0].state == ACTIVE), g[0].id)):
            c = group[0]
            mark = "* " if c.state == ACTIVE and c.child is None else "  "
            if len(groups) == len(found):
                print("%s%-6d %-10s %s" % (mark, c.id, STATE_NAMES[c.state], describe(c)))
                continue
            ids = ", ".join(str(one.id) for one in group[:SHOWN_IDS]) + (", .." if len(group) > SHOWN_IDS else "")
            print("%s%-6d %-10s %s [%s]" % (mark, len(group), STATE_NAMES[c.state], describe(c), ids))
        print("%d continuation%s" % (len(found), "" if len(found) == 1 else "s"))


# ---- backtraces of what does not run ----

class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class OneShotUnwinder(gdb.unwinder.Unwinder):
    """While armed, the caller of the thread's newest frame is the chosen continuation. Armed only within one command: left armed across a step it would
    make GDB believe that the program returns there."""

    def __init__(self):
        super().__init__("wasmfx-continuation")
        self.target = None

    def __call__(self, pending):
        if self.target is None:
            return None
        real = [int(pending.read_register(name)) & (1 << 64) - 1 for name in ("rsp", "rip")]
        if real != self.real:
            return None
        # A frame below every stack: GDB accepts any caller for it.
        word = gdb.lookup_type("unsigned long")
        info = pending.create_unwind_info(FrameId(gdb.Value(16).cast(word), gdb.Value(real[1]).cast(word)))
        for name, value in zip(("rsp", "rbp", "rip"), self.target):
            info.add_saved_register(name, gdb.Value(value).cast(word))
        return info

    def run(self, target, action):
        """action() with frame 1 and up being those of the continuation."""
        frame = gdb.newest_frame()
        saved = gdb.selected_frame().level()
        self.real = [int(frame.read_register(name)) & (1 << 64) - 1 for name in ("rsp", "rip")]
        self.target = target
        gdb.invalidate_cached_frames()
        try:
            return action()
        finally:
            self.target = None
            gdb.invalidate_cached_frames()
            frame_at(saved).select()


UNWINDER = OneShotUnwinder()


def frame_at(level):
    frame = gdb.newest_frame()
    for _ in range(level):
        frame = frame.older()
        if frame is None:
            raise gdb.GdbError("there is no such frame")
    return frame


def active_levels(c):
    """First and last frame level of an active continuation in the thread's own stack."""
    first, level, frame = 0, 0, gdb.newest_frame()
    while frame is not None:
        if is_boundary(frame, c.root):
            if boundary_header(frame) == c.address:
                return first, level
            first = level + 1
        frame, level = frame.older(), level + 1
    raise gdb.GdbError("continuation %d runs in another thread" % c.id)


def backtrace(c, options):
    """Lines of `bt`, numbered from 0."""
    target = registers_of(c)
    if c.state == FRESH:
        return ["continuation %d has not started: %s" % (c.id, describe(c))]
    if target is None:
        first, last = active_levels(c)
        text = gdb.execute("bt " + options, to_string=True)
    else:
        first, last = 1, 1 << 30
        text = UNWINDER.run(target, lambda: gdb.execute("bt -past-main on " + options, to_string=True))
    out, keep = [], False
    for line in text.splitlines():
        if line.startswith("#"):
            number = int(line[1:].split()[0])
            keep = first <= number <= last and "wfx_detached" not in line
            line = "#%-3d%s" % (number - first, line[1 + len(str(number)):].lstrip()) if keep else line
        elif line.startswith("Backtrace stopped"):
            keep = False
        if keep:
            out.append(line)
    return out


def frame_action(c, level, command):
    def run():
        frame = frame_at(level + base)
        frame.select()
        if command:
            gdb.execute(command)
            return
        place = frame.find_sal()
        print("#%d  %s%s" % (level, frame.name(), " at %s:%d" % (place.symtab.filename, place.line) if place.symtab else ""))
        print(gdb.execute("info args", to_string=True) + gdb.execute("info locals", to_string=True), end="")
    target = registers_of(c)
    if c.state == FRESH:
        raise gdb.GdbError("continuation %d has not started" % c.id)
    if target is None:
        base, saved = active_levels(c)[0], gdb.selected_frame()
        run()
        saved.select()
    else:
        base = 1
        UNWINDER.run(target, run)


class ContinuationCommand(gdb.Command):
    """Look at one continuation: continuation N [bt [OPTIONS] | frame K [COMMAND]]
N is its number in `info continuations`. `continuation 3 frame 0 print $count` evaluates in that frame; `set var` works there too."""

    def __init__(self):
        super().__init__("continuation", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = argument.split(None, 2)
        if not words or not words[0].isdigit():
            raise gdb.GdbError("usage: continuation N [bt [OPTIONS] | frame K [COMMAND]]")
        try:
            c = find(int(words[0]))
        except InspectError as error:
            raise gdb.GdbError(str(error))
        what = words[1] if len(words) > 1 else ""
        rest = words[2] if len(words) > 2 else ""
        if what in ("bt", "backtrace", "where"):
            for line in backtrace(c, rest):
                print(line)
        elif what in ("frame", "f"):
            level, _, command = rest.partition(" ")
            if level and not level.isdigit():
                raise gdb.GdbError("which frame? continuation N frame K [COMMAND]")
            frame_action(c, int(level or 0), command.strip())
        elif what:
            raise gdb.GdbError("continuation N bt, or continuation N frame K [COMMAND]")
        else:
            print("continuation %d (%s): %s" % (c.id, STATE_NAMES[c.state], describe(c)))
            print("  header 0x%x, made at %s" % (c.address, line_at(c.created_pc)))


# ---- boundary lines in backtraces ----

def is_boundary(frame, root):
    """The base of a continuation: the code that ends it, a nop before its label included."""
    return root.cont_base - 1 <= frame.pc() < root.boundary_end


def boundary_header(frame):
    return int(frame.read_register("rbp")) & (1 << 64) - 1


class BoundaryDecorator(FrameDecorator):
    def __init__(self, frame, continuation):
        super().__init__(frame)
        self.continuation = continuation

    def function(self):
        return "<continuation %d: %s, %s>" % (self.continuation.id, function_of(self.continuation), resumed_by(self.continuation))

    def address(self):
        return None

    def filename(self):
        return None

    def line(self):
        return None


class BoundaryFilter:
    """Names the base frame of each continuation in `bt`: which one it is, where it was resumed, which tags are handled there."""

    def __init__(self):
        self.name, self.priority, self.enabled = "wasmfx-boundaries", 100, True
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        reader = None
        for decorated in frames:
            frame = decorated.inferior_frame()
            try:
                if frame.name() == "__morestack":
                    reader = reader or HeaderReader(Root())
                if reader and is_boundary(frame, reader.root):
                    address = boundary_header(frame)
                    decorated = BoundaryDecorator(decorated, reader.unpack(read(address, reader.size), 0, address, None))
            except (InspectError, gdb.error):
                pass
            yield decorated


InfoContinuations()
ContinuationCommand()
BoundaryFilter()
gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)
