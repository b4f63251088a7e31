"""GDB commands for programs that run in wasmfx: continuations that run and that wait, what holds them, and objects of Wasm GC.

Plain Python on GDB's API. Everything is read from the symbol `wfx_inspect_root`, which describes its own offsets (engine/inspect.h), so no debug
information of wasmfx is needed, and the same commands work on a live process and on a core file. GDB loads this file by itself when it is
installed where auto-load looks for it; otherwise `source wasmfx-gdb.py`. Plain `bt` works without it.

    info continuations [-all]           what exists: grouped by state, place and tag, or one a line
    continuation N                      about one continuation
    continuation N bt [OPTIONS]         its backtrace
    continuation N frame K [COMMAND]    frame K of it: its arguments and locals, or run COMMAND there
    print $wasm_ref(VALUE)              an anyref as what it is: a pointer to its structure, or the number of an i31
"""

import bisect
import collections
import re
import struct

import gdb
import gdb.unwinder
from gdb.FrameDecorator import FrameDecorator

VERSIONS = (2, 3) # of the root; since 3 it says where references to continuations may be
FREE, FRESH, ACTIVE, SUSPENDED, ROOT, RETIRED = range(6)
STATE_NAMES = {FRESH: "fresh", ACTIVE: "active", SUSPENDED: "suspended"}
SHOWN_IDS = 5
SHOWN_HOLDERS = 3 # of a group
MOST_FRAMES = 100000 # of one stack
MOST_OBJECTS = 200000 # that are looked through
READ_BYTES = 1 << 20 # at a time
TYPE_MASK = 0x3FFFFFFF # of an object's first word: the type's number; what is above are flags (engine/layout.h)
HOST_OBJECT = 1000000 # instead of a type: a reference of the host's


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
    GROUPS_SINCE_3 = (
        ("store_at", "owner instances tables globals retained retained_count retained_bytes"),
        ("record", "next instance globals"),
        ("table", "next elements size type"),
        ("global_", "next cell type"),
        ("instance_has", "image tables memory_bytes"),
        ("module", "memory_count table_count global_count names"),
        ("names", "tables table_count globals global_count locals list_bytes list_count list_names"),
        ("image", "code code_size function_count functions locals"),
        ("code", "bytes index start body frame_size first_local local_count"),
        ("local", "bytes type home"),
        ("bound_values", "count values value_bytes"),
        ("type_is", "reference numbers any eq structure array cont"),
    )

    def __init__(self):
        try:
            address = int(gdb.parse_and_eval("(unsigned long) &wfx_inspect_root"))
            head = read(address, 56)
        except gdb.error as error:
            raise InspectError("no wasmfx here: %s" % error)
        magic, self.version, self.size, self.stores, self.detached_pc, self.cont_start, self.cont_base, self.entry_base = struct.unpack("<8sIIQQQQQ", head)
        if magic[:7] != b"WFXINSP":
            raise InspectError("the program has not started yet")
        if self.version not in VERSIONS:
            raise InspectError("this script reads version %d of wfx_inspect_root, the program has %d" % (VERSIONS[-1], self.version))
        at = (self.read_groups(self.GROUPS, address + 56) + 7) & ~7
        _, _, _, self.boundary_end, _ = struct.unpack("<5Q", read(at, 40))
        if self.version >= 3:
            self.read_groups(self.GROUPS_SINCE_3, at + 40)

    def read_groups(self, groups, at):
        for group, names in groups:
            names = names.split()
            values = struct.unpack("<%dI" % len(names), read(at, 4 * len(names)))
            setattr(self, group, dict(zip(names, values)))
            at += 4 * len(names)
        return at


class Continuation:
    """One header, as it was when it was read."""

    WORDS = ("link_rbp", "link_pc", "parent", "handlers", "rsp", "rbp", "pc", "last", "tag", "func", "created_pc")
    __slots__ = WORDS + ("bound", "address", "state", "id", "generation", "root", "store", "child")

    def reference(self):
        """What a contref to it is; one of an earlier generation refers to nothing."""
        return self.generation << 48 | self.address


class HeaderReader:
    """Unpacks headers out of a block of memory; made once for many."""

    def __init__(self, root):
        self.root, at = root, root.cont
        self.size, self.state_at, self.id_at = at["bytes"], at["state"], at["id"]
        self.places = [at[name] // 8 for name in Continuation.WORDS]
        self.bound_at = root.bound["bound"] // 8
        self.words = struct.Struct("<%dQ" % (self.size // 8)).unpack_from
        self.number, self.half, self.generation_at = struct.Struct("<I").unpack_from, struct.Struct("<H").unpack_from, at["generation"]

    def unpack(self, data, offset, address, store):
        c = Continuation()
        row = self.words(data, offset)
        (c.link_rbp, c.link_pc, c.parent, c.handlers, c.rsp, c.rbp, c.pc, c.last, c.tag, c.func, c.created_pc) = [row[i] for i in self.places]
        c.bound = row[self.bound_at]
        c.address, c.state, c.root, c.store, c.child = address, data[offset + self.state_at], self.root, store, None
        c.id, c.generation = self.number(data, offset + self.id_at)[0], self.half(data, offset + self.generation_at)[0] & 0x7FFF # without WFX_CONT_RESTS
        return c


class Store:
    """All continuations of one store. The headers are read slab by slab and unpacked together, which keeps 100,000 of them quick."""

    def __init__(self, root, address, number):
        self.root, self.address, self.number, self.holders = root, address, number, None
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
    if pc == 0:
        return "?" # a continuation that is being made
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
    try:
        tags = handler_clauses(c)
    except gdb.MemoryError:
        tags = [] # in the middle of a switch the record's two words do not belong together
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
    return doing(c) + ("" if c.state == ACTIVE else ", " + holder_of(c))


def doing(c):
    if c.state == FRESH:
        return "%s, not started, made at %s" % (function_of(c), line_at(c.created_pc))
    if c.state == ACTIVE:
        doing = "running" if c.child is None else "has resumed continuation %d" % c.child.id
        return "%s, %s, %s" % (function_of(c), doing, resumed_by(c))
    if c.child is not None:
        return "%s, waits for continuation %d, which it resumed at %s" % (function_of(c), c.child.id, line_at(c.child.link_pc))
    text = "%s, suspended in %s at %s, waits on tag %s" % (function_of(c), function_at(c.pc), line_at(c.pc), tag_name(c.root, c.tag))
    return text + (", " + resumed_by(c) if c.link_pc != c.root.detached_pc else "")


# ---- what holds a continuation ----

Code = collections.namedtuple("Code", "image index start body frame_size locals") # a function; locals: {offset from rbp: (name, type)}
Holder = collections.namedtuple("Holder", "place text") # "table queue", "table queue[3]"


def printable(name):
    return re.sub("[\x00-\x1f\x7f]", lambda found: "\\x%02x" % ord(found.group()), name)


class Image:
    """Machine code of a module, and its functions by address."""

    def __init__(self, root, address, names):
        at = root.image
        self.root, self.address, self.names = root, address, names
        self.code, self.functions, self.locals = (read_word(address + at[name]) for name in ("code", "functions", "locals"))
        self.code_size, self.count = (struct.unpack("<I", read(address + at[name], 4))[0] for name in ("code_size", "function_count"))
        self.table = self.starts = None
        self.known = {}

    def local_name(self, function, number):
        at = self.root.names
        lists = self.names and read_word(self.names + at["locals"])
        one = lists and lists + function * at["list_bytes"]
        if one and number < struct.unpack("<I", read(one + at["list_count"], 4))[0]:
            name = read_word(read_word(one + at["list_names"]) + 8 * number)
            if name:
                return printable(read_text(name))
        return "local_%d" % number

    def make(self, number):
        at, local = self.root.code, self.root.local
        one = lambda name: struct.unpack_from("<I", self.table, number * at["bytes"] + at[name])[0]
        data = read(self.locals + one("first_local") * local["bytes"], one("local_count") * local["bytes"])
        places = {}
        for i in range(one("local_count")):
            home = struct.unpack_from("<i", data, i * local["bytes"] + local["home"])[0]
            if home:
                places[home] = (self.local_name(one("index"), i), struct.unpack_from("<I", data, i * local["bytes"] + local["type"])[0])
        return Code(self, one("index"), self.code + one("start"), self.code + one("body"), one("frame_size"), places)

    def function_at(self, pc):
        """The function that a return address belongs to."""
        if self.table is None:
            size = self.root.code["bytes"]
            self.table = read(self.functions, self.count * size)
            self.starts = [struct.unpack_from("<I", self.table, i * size + self.root.code["start"])[0] for i in range(self.count)]
        number = bisect.bisect_right(self.starts, pc - 1 - self.code) - 1
        if number < 0:
            return None
        if number not in self.known:
            self.known[number] = self.make(number)
        return self.known[number]


class Holders:
    """What holds the continuations of a store that wait or have not started, as far as it is found: globals, tables, the host, arguments that are
    bound, objects of Wasm GC, frames and registers, in this order. A reference has its continuation's generation and address in one word, which no
    other value is likely to be; so memory is searched for such words, in large pieces, and only until each has a holder."""

    def __init__(self, store):
        self.store, self.root, self.found = store, store.root, {}
        self.temporary = {} # held by a value that is in no variable and may not be used any more: counts when nothing better is found
        self.words = {c.reference(): c for c in store.continuations if c.state == FRESH or c.state == SUSPENDED and c.child is None}
        # Three bytes in the middle of a reference, the same for headers that lie near each other.
        self.middles = {(word >> 24 & 0xFFFFFF).to_bytes(3, "little") for word in self.words}
        self.images, self.instances, self.code_of = {}, set(), {}
        self.objects, self.seen, self.layouts = collections.deque(), set(), {}
        self.owner = 0
        self.tables_seen = set()
        for look in (self.look_at_instances, self.look_at_host, self.look_at_bound, self.look_at_objects, self.look_at_running, self.look_at_objects,
                     self.look_at_waiting, self.look_at_objects):
            if self.is_complete():
                break
            try:
                look()
            except gdb.MemoryError:
                pass # a core file without this piece, or a store that is being made or freed
        for address, holder in self.temporary.items():
            self.found.setdefault(address, holder)

    def is_complete(self):
        return len(self.found) >= len(self.words)

    def hold_temporarily(self, c, place):
        self.temporary.setdefault(c.address, Holder(place, place))

    def hold(self, c, place, text=None):
        self.found.setdefault(c.address, Holder(place, text or place))

    def scan(self, data):
        """References in memory: (offset, continuation)."""
        for middle in self.middles:
            at = data.find(middle)
            while at >= 0:
                if at % 8 == 3 and at + 5 <= len(data):
                    c = self.words.get(struct.unpack_from("<Q", data, at - 3)[0])
                    if c is not None:
                        yield at - 3, c
                at = data.find(middle, at + 1)

    def count(self, address):
        return struct.unpack("<I", read(address, 4))[0]

    # -- types --

    def heap_of(self, word):
        """The heap part of a reference's type; None for others."""
        return word >> 8 if word & 15 == self.root.type_is["reference"] else None

    def may_refer_to_objects(self, word):
        heap, known = self.heap_of(word), self.root.type_is
        if heap is None:
            return False
        return self.layout(heap) is not None if heap < known["numbers"] else heap in (known["any"], known["eq"], known["structure"], known["array"])

    def layout(self, number):
        """(name, is array, [(offset, field, refers to objects)]), of an array's one element; from what GDB knows of the type. None: it knows nothing."""
        if number not in self.layouts:
            target, made = object_type(number), None
            if target is not None:
                fields = target.fields()
                is_array = len(fields) == 2 and fields[1].name == "elements" and fields[1].type.code == gdb.TYPE_CODE_ARRAY
                rows = []
                for field in fields:
                    kind = field.type.target() if is_array and field.type.code == gdb.TYPE_CODE_ARRAY else field.type
                    if kind.name in ("contref", "anyref") or kind.code == gdb.TYPE_CODE_PTR:
                        rows.append((field.bitpos // 8, field.name, kind.name != "contref"))
                made = (target.name or str(target), is_array, rows, target.sizeof if not is_array else 0)
            self.layouts[number] = made
        return self.layouts[number]

    # -- globals, tables, the host --

    def name_in(self, names, space, number, what):
        at = self.root.names
        if names and number < self.count(names + at[space + "_count"]):
            name = read_word(read_word(names + at[space + "s"]) + 8 * number)
            if name:
                return what + " " + printable(read_text(name))
        return "%s %d" % (what, number)

    def look_at_instances(self):
        root, at = self.root, self.root.record
        self.owner = read_word(self.store.address + root.store_at["owner"])
        record = self.owner and read_word(self.owner + root.store_at["instances"])
        while record:
            self.look_at_instance(record, read_word(record + at["instance"]))
            record = read_word(record + at["next"])

    def look_at_instance(self, record, instance):
        root = self.root
        module, image = read_word(instance + root.instance["module"]), read_word(instance + root.instance_has["image"])
        names = read_word(module + root.module["names"])
        self.instances.add(instance)
        if image not in self.images:
            self.images[image] = Image(root, image, names)
        memories, tables, globals_ = (self.count(module + root.module[name]) for name in ("memory_count", "table_count", "global_count"))
        pointers = read_word(record + root.record["globals"])
        for i, (address,) in enumerate(struct.iter_unpack("<Q", read(pointers, 8 * globals_) if globals_ else b"")):
            if address:
                self.look_at_global(address, lambda: self.name_in(names, "global", i, "global"))
        pointers = instance + root.instance_has["tables"] + root.instance_has["memory_bytes"] * memories
        for i, (address,) in enumerate(struct.iter_unpack("<Q", read(pointers, 8 * tables) if tables else b"")):
            if address:
                self.look_at_table(address, lambda: self.name_in(names, "table", i, "table"))

    def look_at_global(self, address, name):
        kind = self.count(address + self.root.global_["type"])
        heap = self.heap_of(kind)
        if heap is None:
            return
        word = read_word(read_word(address + self.root.global_["cell"]))
        if word in self.words:
            self.hold(self.words[word], name())
        elif word and self.may_refer_to_objects(kind):
            self.objects.append(word)

    def look_at_table(self, address, name):
        if address in self.tables_seen:
            return
        self.tables_seen.add(address)
        root = self.root
        kind, known = self.count(address + root.table["type"]), root.type_is
        refers_to_objects = self.may_refer_to_objects(kind)
        if not refers_to_objects and self.heap_of(kind) >= known["numbers"] and self.heap_of(kind) != known["cont"]:
            return # of functions, of the host's
        elements, size = read_word(address + root.table["elements"]), read_word(address + root.table["size"])
        place = name()
        self.look_at_words(elements, size, refers_to_objects, place, lambda number: "%s[%d]" % (place, number))

    def look_at_words(self, at, count, refer_to_objects, place, one):
        """The references of a table or an array; one(number) says which of them."""
        for first in range(0, count, READ_BYTES // 8):
            data = read(at + 8 * first, 8 * min(count - first, READ_BYTES // 8))
            if refer_to_objects:
                self.objects.extend(word for (word,) in struct.iter_unpack("<Q", data) if word)
                continue
            for offset, c in self.scan(data):
                self.hold(c, place, one(first + offset // 8))

    def look_at_host(self):
        at = self.root.store_at
        if not self.owner:
            return
        for kind, look in (("globals", self.look_at_global), ("tables", self.look_at_table)):
            address = read_word(self.owner + at[kind])
            while address:
                look(address, lambda: "a %s of the host's" % kind[:-1])
                address = read_word(address + (self.root.global_ if kind == "globals" else self.root.table)["next"])
        count, size = self.count(self.owner + at["retained_count"]), at["retained_bytes"]
        for offset, c in self.scan(read(read_word(self.owner + at["retained"]), count * size) if count else b""):
            self.hold(c, "the host")

    def look_at_bound(self):
        at = self.root.bound_values
        for c in self.store.continuations:
            if c.bound:
                for _, other in self.scan(read(c.bound + at["values"], self.count(c.bound + at["count"]) * at["value_bytes"])):
                    self.hold(other, "an argument bound to continuation %d" % c.id)

    # -- objects --

    def look_at_objects(self):
        while self.objects and len(self.seen) < MOST_OBJECTS and not self.is_complete():
            address = self.objects.popleft()
            if address & 7 or address in self.seen:
                continue
            self.seen.add(address)
            try:
                self.look_at_object(address)
            except gdb.MemoryError:
                continue

    def look_at_object(self, address):
        number, length = struct.unpack("<II", read(address, 8))
        layout = self.layout(number & TYPE_MASK)
        if layout is None or not layout[2]:
            return
        name, is_array, fields, size = layout
        if is_array:
            self.look_at_words(address + fields[0][0], length, fields[0][2], "elements of a " + name, lambda number: "element %d of a %s" % (number, name))
            return
        data = read(address, size)
        for offset, field, refers_to_objects in fields:
            word = struct.unpack_from("<Q", data, offset)[0]
            if refers_to_objects:
                self.objects.append(word)
            elif word in self.words:
                self.hold(self.words[word], "field %s of a %s" % (field, name))

    # -- registers and frames --

    def code_at(self, pc):
        if pc not in self.code_of:
            image = next((one for one in self.images.values() if one.code < pc <= one.code + one.code_size), None)
            self.code_of[pc] = image and image.function_at(pc)
        return self.code_of[pc]

    def look_at_stack(self, rbp, pc, goes_on):
        """Frames from this one outward; through the continuations of the chain and into their resumer if it goes on there."""
        for _ in range(MOST_FRAMES):
            code = self.code_at(pc)
            size = code.frame_size if code else 0
            if rbp <= size or rbp & 7:
                return # in the middle of a switch
            data = read(rbp - size, size + 16)
            if code:
                self.look_at_frame(code, pc, data[:size])
            rbp, pc = struct.unpack_from("<2Q", data, size)
            if pc in (self.root.entry_base, self.root.detached_pc) or not goes_on and pc == self.root.cont_base:
                return

    def look_at_frame(self, code, pc, data):
        for offset, c in self.scan(data):
            local = code.locals.get(offset - len(data))
            if local:
                self.hold(c, "local %s of %s" % (local[0], function_at(pc - 1)))
            else:
                self.hold_temporarily(c, "a frame of %s" % function_at(pc - 1))
        for home, (_, kind) in code.locals.items():
            if self.may_refer_to_objects(kind):
                self.objects.append(struct.unpack_from("<Q", data, len(data) + home)[0])

    def look_at_running(self):
        """Where the store's code runs: in a thread of this program, and outward from there. Further out than a host function is not looked at."""
        selected = gdb.selected_thread()
        try:
            for thread in ([selected] if selected else []) + [one for one in gdb.selected_inferior().threads() if one != selected]:
                thread.switch()
                if self.look_at_thread():
                    return
        finally:
            if selected:
                selected.switch()

    def look_at_thread(self):
        mask, frame = (1 << 64) - 1, gdb.newest_frame()
        for level in range(64): # frames of C between the host function and the module
            if frame is None:
                return False
            pc, rbp = frame.pc() & mask, int(frame.read_register("rbp")) & mask
            code = self.code_at(pc + 1)
            if code and (level > 0 or pc >= code.body and read(pc, 1) not in (b"\xc2", b"\xc3")): # else it has no frame yet, or none any more
                if read_word(rbp - 8) not in self.instances:
                    return False
                if level == 0:
                    self.look_at_registers(frame, pc)
                self.look_at_stack(rbp, pc + 1, True)
                return True
            frame = frame.older()
        return False

    def look_at_registers(self, frame, pc):
        for name in "rax rcx rdx rbx rsi rdi r8 r9 r10 r12".split():
            word = int(frame.read_register(name)) & (1 << 64) - 1
            if word in self.words:
                self.hold_temporarily(self.words[word], "a register of %s" % function_at(pc))

    def look_at_waiting(self):
        for c in self.words.values():
            if c.state == SUSPENDED:
                if self.is_complete():
                    return
                self.look_at_stack(c.rbp, c.pc, True)


def holders(store):
    if store.holders is None:
        selected = gdb.selected_frame().level() if gdb.selected_thread() else None
        store.holders = Holders(store)
        if selected is not None:
            frame_at(selected).select()
    return store.holders


def innermost(c):
    while c.child is not None:
        c = c.child
    return c


def holder_of(c):
    if c.root.version < 3:
        return "holder unknown"
    if c.child is not None:
        return "held with continuation %d" % innermost(c).id
    holder = holders(c.store).found.get(c.address)
    return "held by " + holder.text if holder else "holder not found"


def holders_of(group):
    """Of several: the places that hold most of them."""
    if group[0].root.version < 3:
        return "holders unknown"
    found = holders(group[0].store).found
    counts = collections.Counter(found[c.address].place for c in group if c.address in found)
    missing = len(group) - sum(counts.values())
    shown = [place if len(counts) == 1 and not missing else "%s (%d)" % (place, count) for place, count in counts.most_common(SHOWN_HOLDERS)]
    if len(counts) > SHOWN_HOLDERS:
        shown.append("..")
    text = "held by " + ", ".join(shown) if shown else ""
    return text + (", " if text and missing else "") + ("holder not found%s" % (" (%d)" % missing if text else "") if missing else "")


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
            text = describe(c) if len(group) == 1 else doing(c) + ", " + holders_of(group)
            print("%s%-6d %-10s %s [%s]" % (mark, len(group), STATE_NAMES[c.state], text, ids))
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
        return ["continuation %d has not started: %s" % (c.id, doing(c))]
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
            print("continuation %d (%s): %s" % (c.id, STATE_NAMES[c.state], doing(c)))
            print("  header 0x%x, made at %s" % (c.address, line_at(c.created_pc)))
            if c.state != ACTIVE:
                print("  " + holder_of(c))


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


# ---- references to objects ----

def object_type(number):
    """The structure of a canonical type; None when no module that GDB knows has it."""
    try:
        return gdb.lookup_type("wasm_type_%d" % number).strip_typedefs()
    except gdb.error:
        return None


def real_reference(word):
    """What an anyref is: a number, a pointer to a structure of the module, or an address."""
    if word & 1:
        number = word >> 1 & 0x7FFFFFFF
        return gdb.Value(number - (1 << 31) if number >> 30 else number)
    target = word and object_type(struct.unpack("<I", read(word, 4))[0] & TYPE_MASK)
    return gdb.Value(word).cast((target or gdb.lookup_type("void")).pointer())


class WasmRef(gdb.Function):
    """$wasm_ref(VALUE): an anyref (eqref, structref ..) as what it is: a pointer to its structure, or the number of an i31."""

    def __init__(self):
        super().__init__("wasm_ref")

    def invoke(self, value):
        return real_reference(int(value) & (1 << 64) - 1)


class AnyrefPrinter:
    def __init__(self, word):
        self.word = word

    def to_string(self):
        if self.word == 0:
            return "0x0"
        try:
            if self.word & 1:
                return "i31 %d" % int(real_reference(self.word))
            number = struct.unpack("<I", read(self.word, 4))[0] & TYPE_MASK
            if number == HOST_OBJECT:
                return "externref 0x%x" % read_word(self.word + 8)
            target = object_type(number)
        except gdb.MemoryError:
            target = None
        return "(%s *) 0x%x" % (target, self.word) if target else "0x%x" % self.word


def anyref_printer(value):
    return AnyrefPrinter(int(value) & (1 << 64) - 1) if value.type.name == "anyref" else None


InfoContinuations()
ContinuationCommand()
WasmRef()
gdb.pretty_printers.append(anyref_printer)
BoundaryFilter()
gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)
