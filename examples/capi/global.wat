(module
  (import "host" "scale" (global $scale f64))
  (import "host" "count" (global $count (mut i64)))
  (global $last (export "last") (mut f32) (f32.const 0.5))
  (global (export "limit") i32 (i32.const 1000))
  (func (export "step")
    (global.set $count (i64.add (global.get $count) (i64.const 1)))
    (global.set $last
      (f32.demote_f64 (f64.mul (global.get $scale) (f64.convert_i64_s (global.get $count)))))))
