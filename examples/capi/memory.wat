(module
  (memory (export "memory") 1 3)
  (data (i32.const 16) "wasm")
  (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "poke") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "pages") (result i32) (memory.size)))
