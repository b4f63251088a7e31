;; Boxed arithmetic of a dynamic language: a number is an i31, a boxed i64 or a boxed f64, and every operation finds out
;; which. A round has four: a multiplication, an addition and a remainder of integers, and an addition of reals.
(module
  (type $integer (struct (field i64)))
  (type $real (struct (field f64)))

  (func $is_integer (param $x (ref eq)) (result i32)
    (i32.or (ref.test (ref i31) (local.get $x)) (ref.test (ref $integer) (local.get $x))))

  (func $to_i64 (param $x (ref eq)) (result i64)
    (block $small (result (ref i31))
      (return
        (struct.get $integer 0
          (ref.cast (ref $integer) (br_on_cast $small (ref eq) (ref i31) (local.get $x))))))
    (i64.extend_i32_s (i31.get_s)))

  (func $to_f64 (param $x (ref eq)) (result f64)
    (block $real (result (ref $real))
      (return
        (f64.convert_i64_s
          (call $to_i64 (br_on_cast $real (ref eq) (ref $real) (local.get $x))))))
    (struct.get $real 0))

  ;; an i31 if it fits
  (func $integer (param $x i64) (result (ref eq))
    (if (i64.eq
          (i64.shr_s (i64.shl (local.get $x) (i64.const 33)) (i64.const 33))
          (local.get $x))
      (then (return (ref.i31 (i32.wrap_i64 (local.get $x))))))
    (struct.new $integer (local.get $x)))

  (func $add (param $x (ref eq)) (param $y (ref eq)) (result (ref eq))
    (if (i32.and (call $is_integer (local.get $x)) (call $is_integer (local.get $y)))
      (then (return (call $integer (i64.add (call $to_i64 (local.get $x)) (call $to_i64 (local.get $y)))))))
    (struct.new $real (f64.add (call $to_f64 (local.get $x)) (call $to_f64 (local.get $y)))))

  (func $multiply (param $x (ref eq)) (param $y (ref eq)) (result (ref eq))
    (if (i32.and (call $is_integer (local.get $x)) (call $is_integer (local.get $y)))
      (then (return (call $integer (i64.mul (call $to_i64 (local.get $x)) (call $to_i64 (local.get $y)))))))
    (struct.new $real (f64.mul (call $to_f64 (local.get $x)) (call $to_f64 (local.get $y)))))

  (func $remainder (param $x (ref eq)) (param $y (ref eq)) (result (ref eq))
    (call $integer (i64.rem_s (call $to_i64 (local.get $x)) (call $to_i64 (local.get $y)))))

  ;; n steps of a linear congruence in integers, and n + n/2 from reals
  (func (export "run") (param $n i32) (result i64)
    (local $x (ref eq))
    (local $y (ref eq))
    (local $factor (ref eq))
    (local $step (ref eq))
    (local $modulus (ref eq))
    (local $half (ref eq))
    (local.set $x (ref.i31 (i32.const 1)))
    (local.set $y (call $integer (i64.extend_i32_u (local.get $n))))
    (local.set $factor (call $integer (i64.const 1103515245)))
    (local.set $step (call $integer (i64.const 12345)))
    (local.set $modulus (call $integer (i64.const 0x80000000)))
    (local.set $half (struct.new $real (f64.const 0.5)))
    (loop $next
      (local.set $x
        (call $remainder
          (call $add (call $multiply (local.get $x) (local.get $factor)) (local.get $step))
          (local.get $modulus)))
      (local.set $y (call $add (local.get $y) (local.get $half)))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (i64.add
      (i64.mul (call $to_i64 (local.get $x)) (i64.const 1000))
      (i64.trunc_f64_s (call $to_f64 (local.get $y))))))
