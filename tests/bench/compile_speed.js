// Times new WebAssembly.Module over a file: prints the best of ROUNDS runs in milliseconds. A custom section that differs from run to run
// keeps the engine from finding the module in its cache. usage: node FLAGS compile_speed.js MODULE [ROUNDS]
const fs = require('fs');
const bytes = fs.readFileSync(process.argv[2]);
const rounds = Number(process.argv[3] || 5);
let best = Infinity;
for (let i = 0; i < rounds; i++) {
  const section = [0, 14, 1, 65, i, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  const copy = new Uint8Array(bytes.length + section.length);
  copy.set(bytes);
  copy.set(section, bytes.length);
  const start = performance.now();
  new WebAssembly.Module(copy);
  best = Math.min(best, performance.now() - start);
}
console.log(best.toFixed(1));
