(module
  (type $binary (func (param i32 i32) (result i32)))
  (table (export "operators") 3 5 funcref)
  (func $add (export "add") (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
  (elem (i32.const 0) $add $sub)
  (func (export "apply") (param $operator i32) (param $b i32) (result i32)
    (call_indirect (type $binary) (i32.const 10) (local.get $b) (local.get $operator))))
