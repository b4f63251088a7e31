(module
  (import "host" "id" (global $id i32))
  (import "host" "report" (func $report (param i32)))
  (func (export "work") (param $rounds i32)
    (local $x i32)
    (local.set $x (global.get $id))
    (loop $again
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (call $report (local.get $x))))
