// What measure.c does, in V8: node FLAGS measure.js MODULE CHECK_N N [PREPARE]. It warms up for longer, so that the
// call that is timed finds optimised code.
const fs = require('fs');
const [file, checkN, n, live] = process.argv.slice(2);
const { run, prepare } = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file))).exports;
const check = run(Number(checkN));
if (live)
  prepare(Math.min(live, 100));
const end = performance.now() + 300;
do {
  run(Math.max(1, Math.floor(n / 10)));
} while (performance.now() < end);
if (live) {
  prepare(Number(live));
  run(1);
}
const start = performance.now();
const sum = run(Number(n));
console.log(`${check} ${sum} ${((performance.now() - start) * 1e6).toFixed(0)}`);
