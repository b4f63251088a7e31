(module
  (import "env" "log" (func (param i32 f64)))
  (import "env" "base" (global (mut i64)))
  (import "env" "shared" (memory 2 9))
  (func (export "compute") (param i64 f32) (result f64 i32)
    (f64.const 0) (i32.const 0))
  (table (export "handlers") 4 externref)
  (memory $own (export "scratch") 1)
  (global (export "version") i32 (i32.const 3)))
