// Nanoseconds of one round trip (resume and suspend) in V8: node --experimental-wasm-wasmfx switch.js MODULE ROUNDS
const fs = require('fs');
const rounds = Number(process.argv[3]);
const instance = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(process.argv[2])));
instance.exports.run(rounds / 10);
const start = performance.now();
instance.exports.run(rounds);
console.log(((performance.now() - start) * 1e6 / rounds).toFixed(1));
