#!/usr/bin/env python3
"""Random valid modules, run in every mode of the compiler; all must print the same, and the same as V8 when --node names a node binary.

A module has a few functions with parameters and results of all numeric types, expression trees with calls, branches, memory and globals, and a
`main` that mixes their results and the memory into one i64. Floats reach the result through saturating truncation, so that NaN payloads do not count.
usage: differential.py WASMFX [--count N] [--seed S] [--node NODE]; a failure prints the seed and leaves the module's text in the directory.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

TYPES = ["i32", "i64", "f32", "f64"]
INT_BINARY = "add sub mul and or xor shl shr_s shr_u rotl rotr".split()
INT_DIVIDE = "div_s div_u rem_s rem_u".split()
INT_COMPARE = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u".split()
FLOAT_BINARY = "add sub mul div min max copysign".split()
FLOAT_UNARY = "abs neg sqrt ceil floor trunc nearest".split()
FLOAT_COMPARE = "eq ne lt gt le ge".split()
NARROW_LOADS = {"i32": ["load8_s", "load8_u", "load16_s", "load16_u"],
                "i64": ["load8_s", "load8_u", "load16_s", "load16_u", "load32_s", "load32_u"]}
MODES = [[], ["-g"]]


class Generator:
    """The body of one function; `callees` are (parameters, result) of the functions before it."""

    def __init__(self, rng, local_types, callees):
        self.rng, self.locals, self.callees = rng, local_types, callees

    def constant(self, kind):
        rng = self.rng
        if kind == "i32":
            return f"(i32.const {rng.choice([0, 1, -1, 2, 7, 31, 32, 255, 65535, 2**31 - 1, -2**31, rng.randint(-2**31, 2**31 - 1)])})"
        if kind == "i64":
            return f"(i64.const {rng.choice([0, 1, -1, 63, 64, 2**32 - 1, 2**31, 2**63 - 1, -2**63, rng.randint(-2**63, 2**63 - 1)])})"
        return f"({kind}.const {rng.choice(['0', '-0', '1', '-1.5', '3.25', '1e10', '-1e20', 'inf', '-inf', '0.1', '123456.75'])})"

    def local(self, kind):
        found = [i for i, t in enumerate(self.locals) if t == kind]
        return self.rng.choice(found) if found else None

    def address(self, depth):
        return f"offset={self.rng.randrange(64)} (i32.and (i32.const 1023) {self.value('i32', depth - 1)})"

    def value(self, kind, depth):
        rng, local = self.rng, self.local(kind)
        if depth <= 0 or rng.random() < 0.08:
            return f"(local.get {local})" if local is not None and rng.random() < 0.75 else self.constant(kind)
        below = lambda t=kind: self.value(t, depth - 1)
        calls = [i for i, (_, result) in enumerate(self.callees) if result == kind]
        forms = [
            (6, lambda: f"(local.tee {local} {below()})" if local is not None else below()),
            (4, lambda: f"(select {below()} {below()} {below('i32')})"),
            (7, lambda: f"(if (result {kind}) {below('i32')} (then {self.statements(depth - 2)} {below()}) (else {below()}))"),
            (5, lambda: f"(block (result {kind}) {self.statements(depth - 2)} {below()})"),
            (3, lambda: f"(block (result {kind}) (drop (br_if 0 {below()} {below('i32')})) {below()})"),
            (3, lambda: f"(block (result {kind}) (block (result {kind}) (br_table 0 1 0 1 {below()} {below('i32')})))"),
            (3, lambda: f"(loop (result {kind}) {self.statements(depth - 2)} {below()})"),
            (3, lambda: f"(global.get ${kind})"),
            (4 if calls else 0, lambda: self.call(rng.choice(calls), depth - 2)),
            (60, lambda: self.operator(kind, depth)),
        ]
        weights, makers = zip(*forms)
        return rng.choices(makers, weights)[0]()

    def call(self, index, depth):
        return f"(call {index} {' '.join(self.value(t, depth) for t in self.callees[index][0])})"

    def operator(self, kind, depth):
        rng = self.rng
        below = lambda t=kind: self.value(t, depth - 1)
        if kind in ("f32", "f64"):
            other = "(f32.demote_f64 {})" if kind == "f32" else "(f64.promote_f32 {})"
            return rng.choice([
                lambda: f"({kind}.{rng.choice(FLOAT_BINARY)} {below()} {below()})",
                lambda: f"({kind}.{rng.choice(FLOAT_UNARY)} {below()})",
                lambda: (lambda t: f"({kind}.convert_{t}_{rng.choice('su')} {below(t)})")(rng.choice(["i32", "i64"])),
                lambda: other.format(below("f64" if kind == "f32" else "f32")),
            ])()
        mask = "0xfffff" if kind == "i32" else "0xfffffffff"
        wide = {"i32": lambda: f"(i32.wrap_i64 {below('i64')})", "i64": lambda: f"(i64.extend_i32_{rng.choice('su')} {below('i32')})"}
        choices = [
            lambda: f"({kind}.{rng.choice(INT_BINARY)} {below()} {below()})",
            lambda: f"({kind}.{rng.choice(INT_BINARY)} {below()} {below()})",
            lambda: f"({kind}.{rng.choice(INT_DIVIDE)} {below()} ({kind}.or ({kind}.const 1) ({kind}.and ({kind}.const {mask}) {below()})))",
            lambda: f"({kind}.{rng.choice(['clz', 'ctz', 'popcnt', 'extend8_s', 'extend16_s'])} {below()})",
            wide[kind],
            lambda: (lambda t: f"({kind}.trunc_sat_{t}_{rng.choice('su')} {below(t)})")(rng.choice(["f32", "f64"])),
            lambda: f"({kind}.{rng.choice(NARROW_LOADS[kind] + ['load'])} {self.address(depth)})",
        ]
        if kind == "i32":
            choices += [
                lambda: (lambda t: f"({t}.{rng.choice(INT_COMPARE)} {below(t)} {below(t)})")(rng.choice(["i32", "i64"])),
                lambda: (lambda t: f"({t}.{rng.choice(FLOAT_COMPARE)} {below(t)} {below(t)})")(rng.choice(["f32", "f64"])),
                lambda: f"(i64.eqz {below('i64')})",
            ]
        return rng.choice(choices)()

    def statements(self, depth):
        return " ".join(self.statement(depth) for _ in range(self.rng.randrange(3))) if depth > 0 else ""

    def statement(self, depth):
        rng, kind = self.rng, self.rng.choice(TYPES)
        local, below = self.local(kind), lambda t: self.value(t, depth - 1)
        stored = rng.choice(["i32", "i64"])
        return rng.choice([
            lambda: f"(local.set {local} {below(kind)})" if local is not None else "",
            lambda: f"({stored}.{rng.choice(['store', 'store8', 'store16'])} {self.address(depth)} {below(stored)})",
            lambda: f"(global.set ${kind} {below(kind)})",
            lambda: f"(if {below('i32')} (then {self.statements(depth - 1)}) (else {self.statements(depth - 1)}))",
            lambda: f"(block {self.statements(depth - 1)} (br_if 0 {below('i32')}) {self.statements(depth - 1)})",
        ])()


def as_i64(kind, text):
    return {"i32": "(i64.extend_i32_u {})", "i64": "{}", "f32": "(i64.trunc_sat_f32_s (f32.mul (f32.const 16) {}))",
            "f64": "(i64.trunc_sat_f64_s (f64.mul (f64.const 16) {}))"}[kind].format(text)


def module_text(seed):
    rng, signatures, functions = random.Random(seed), [], []
    for _ in range(6):
        params = [rng.choice(TYPES) for _ in range(rng.randrange(1, 14) if rng.random() < 0.3 else rng.randrange(1, 5))]
        extra, result = [rng.choice(TYPES) for _ in range(rng.randrange(5))], rng.choice(TYPES)
        generator = Generator(rng, params + extra, signatures)
        body = generator.statements(4) + " " + generator.value(result, rng.randrange(4, 8))
        head = " ".join(f"(param {t})" for t in params) + f" (result {result}) " + " ".join(f"(local {t})" for t in extra)
        functions.append(f"(func {head} {body})")
        signatures = signatures + [(params, result)]
    constants = Generator(rng, [], [])
    calls = [as_i64(result, f"(call {i} {' '.join(constants.constant(t) for t in params)})")
             for i, (params, result) in enumerate(signatures) for _ in range(4)]
    mix = "\n".join(f"(local.set 0 (i64.add (i64.rotl (local.get 0) (i64.const 7)) {c}))" for c in calls)
    return ("(module (memory 1)\n" + "".join(f"(global ${t} (mut {t}) ({t}.const {n}))" for n, t in enumerate(TYPES, 5)) + "\n" + "\n".join(functions) +
            '\n(func (export "main") (result i64) (local i64 i32)\n' + mix + """
(loop (local.set 0 (i64.xor (i64.mul (local.get 0) (i64.const 31)) (i64.load (local.get 1))))
  (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 8))) (i32.const 2048))))
(local.get 0)))""")


def output(command):
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return (run.stdout + run.stderr).strip()


def v8_output(node, path):
    code = "const i=new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(process.argv[1])));console.log(String(i.exports.main()))"
    return output([node, "-e", code, path])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("wasmfx")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--node")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="wasmfx-differential-")
    for seed in range(options.seed, options.seed + options.count):
        text_path, path = os.path.join(directory, f"{seed}.wat"), os.path.join(directory, f"{seed}.wasm")
        with open(text_path, "w") as file:
            file.write(module_text(seed))
        subprocess.run([options.wasmfx, "wat2wasm", text_path, "-o", path], check=True)
        results = {" ".join(mode) or "quick": output([options.wasmfx, "run", *mode, "--invoke", "main", path]) for mode in MODES}
        script = os.path.join(directory, f"{seed}.wast")
        expected = results["quick"]
        with open(script, "w") as file:
            file.write(module_text(seed) + f'\n(assert_return (invoke "main") (i64.const {expected}))')
        if subprocess.run([options.wasmfx, "wast", "-q", "--stress-spill", script], capture_output=True).returncode:
            results["stress-spill"] = "other"
        if options.node:
            results["v8"] = v8_output(options.node, path)
        if len(set(results.values())) != 1:
            print(f"seed {seed}: {results}; see {text_path}")
            return 1
        for name in (text_path, path, script):
            os.unlink(name)
    os.rmdir(directory)
    print(f"{options.count} modules, all modes agree" + (" with V8" if options.node else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
