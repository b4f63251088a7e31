(module
  (memory 1)
  (func $load (param $address i32) (result i32)
    (local $twice i32)
    (local.set $twice
      (i32.mul (local.get $address) (i32.const 2)))
    (i32.load
      (local.get $address)))
  (func (export "run") (param $address i32) (result i32)
    (call $load (local.get $address))))
