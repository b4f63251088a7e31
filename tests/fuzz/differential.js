// Compares what `differential --emit` wrote with what V8 does: node --experimental-wasm-wasmfx differential.js BATCH
// A second argument is the number of the module in the batch to begin with, a third a file that gets "number seed flavour same exhausted" before
// every module, so that differential.sh can go on behind one that kills V8. Traps are compared by kind. Where either side exhausts its stack, or V8 refuses a module, the rest of that module is not compared.
'use strict';
const fs = require('fs');

function kindOfOurs(line) {
  const message = line.replace(/ @.*/, '');
  const kinds = [['unreachable', /unreachable/], ['memory', /out of bounds memory/], ['unaligned', /unaligned atomic/], ['zero', /divide by zero/],
    ['convert', /integer overflow|conversion to integer/], ['cast', /cast failure/], ['array', /out of bounds array/], ['table', /undefined element|out of bounds table|uninitialized|indirect call type/],
    ['null', /null/], ['consumed', /consumed/], ['exception', /^error 5/], ['suspension', /^error 6|unhandled tag|suspend/]];
  const kind = kinds.find(([, pattern]) => pattern.test(message));
  return kind ? kind[0] : message;
}

function kindOfV8(error) {
  const message = String(error && error.message);
  if (error instanceof RangeError)
    return 'exhausted';
  if (error instanceof WebAssembly.Exception)
    return 'exception';
  if (!(error instanceof WebAssembly.RuntimeError) && !/suspend/i.test(message) && !/Suspend/.test(String(error && error.name)))
    return 'other ' + error;
  const kinds = [['unreachable', /unreachable/], ['memory', /memory access out of bounds|memory fault|data segment out/], ['unaligned', /unaligned accesses/], ['cast', /illegal cast/],
    ['array', /array element access/], ['zero', /by zero/],
    ['convert', /unrepresentable/], ['table', /table index|signature mismatch|function signature|element segment|table access/], ['consumed', /consumed|invalid continuation|resuming/],
    ['null', /null/], ['suspension', /suspend|unhandled|tag/i]];
  const kind = kinds.find(([, pattern]) => pattern.test(message));
  return kind ? kind[0] : message;
}

// The import of generated modules; differential.c has the same in C.
const view = new DataView(new ArrayBuffer(8));
const bits32 = (value) => (view.setFloat32(0, value), BigInt(view.getInt32(0)));
const bits64 = (value) => (view.setFloat64(0, value), view.getBigInt64(0));
function mix(...values) {
  const kinds = 'lfidlidfliil';
  let sum = 0n;
  values.forEach((value, i) => {
    const bits = {l: (v) => v, i: (v) => BigInt(v), f: bits32, d: bits64}[kinds[i]](value);
    sum = BigInt.asUintN(64, sum * 31n + bits);
  });
  return [sum, Number(sum & 0xfffffn)];
}

const hex = (value) => BigInt.asUintN(64, value).toString(16).padStart(16, '0');

function compare(binary, expected) {
  const global = new WebAssembly.Global({value: 'i64', mutable: true}, 5n);
  const host = {mix, global, echo: (value) => value, extern: {}};
  const exports = new WebAssembly.Instance(new WebAssembly.Module(binary), {host}).exports;
  const inputs = [1n, -7n, 0x123456789abcdefn];
  let at = 0;
  for (const input of inputs) {
    let found;
    try {
      found = hex(exports.run(input));
    } catch (error) {
      found = kindOfV8(error);
    }
    if (expected[at] === 'exhausted' || found === 'exhausted')
      return 'exhausted';
    const ours = expected[at].startsWith('error') ? kindOfOurs(expected[at]) : expected[at];
    at++;
    // V8's unhandled suspensions are caught by catch_all; they are traps, which are not.
    if (ours === 'suspension' && found !== ours)
      return 'unhandled';
    // A bulk operation may be out of bounds on both sides; which one is looked at first is left open.
    const isEither = ours === 'array' && /^(table|memory)$/.test(found);
    if (found !== ours && !isEither)
      return `run(${input}): ${found}, ours ${ours} (${expected[at - 1]})`;
    const sum = hex(exports.sum());
    if (sum !== expected[at++] && ours === 'suspension')
      return 'unhandled';
    if (sum !== expected[at - 1])
      return `sum after run(${input}): ${sum}, ours ${expected[at - 1]}`;
  }
  return 'same';
}

const batch = fs.readFileSync(process.argv[2]);
const flavours = ['core', 'switching', 'gc', 'gc-switching', 'simd', 'simd-switching', 'simd-gc', 'simd-gc-switching'];
const start = Number(process.argv[3] || 0);
const counts = {same: 0, exhausted: 0, unhandled: 0, refused: 0, differs: 0};
for (let at = 0, index = 0; at < batch.length; index++) {
  const [seed, flavour, size, length] = [0, 4, 8, 12].map((i) => batch.readUInt32LE(at + i));
  const binary = batch.subarray(at + 16, at + 16 + size);
  const results = batch.toString('latin1', at + 16 + size, at + 16 + size + length).split('\n');
  at += 16 + size + length;
  if (index < start)
    continue;
  if (process.argv[4])
    fs.writeFileSync(process.argv[4], `${index} ${seed} ${flavour} ${counts.same} ${counts.exhausted}\n`);
  let verdict;
  try {
    verdict = compare(binary, results);
  } catch (error) {
    verdict = 'refused';
    if (counts.refused < 3)
      console.log(`module ${seed} ${flavours[flavour]}: V8 refuses: ${error.message}`);
  }
  if (verdict in counts) {
    counts[verdict]++;
  } else {
    counts.differs++;
    console.log(`module ${seed} ${flavours[flavour]}: V8 ${verdict}`);
  }
}
console.log(`V8: ${counts.same} the same, ${counts.differs} different, ${counts.exhausted} with an exhausted stack, ${counts.unhandled} with an unhandled suspension caught, ${counts.refused} refused`);
process.exitCode = counts.differs ? 1 : 0;
