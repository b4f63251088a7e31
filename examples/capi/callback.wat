(module
  (import "host" "show" (func $show (param i32) (result i32)))
  (import "host" "next" (func $next (result i32)))
  (func (export "sum_and_show") (param $a i32) (param $b i32) (result i32)
    (i32.add
      (call $show (i32.add (local.get $a) (local.get $b)))
      (call $next))))
