;; Each operation makes a continuation, binds two arguments by two cont.bind and runs it to its end with a third:
;; create_finish with two binds more.
(module
  (type $three (func (param i32 i32 i32) (result i32)))
  (type $two (func (param i32 i32) (result i32)))
  (type $one (func (param i32) (result i32)))
  (type $cont3 (cont $three))
  (type $cont2 (cont $two))
  (type $cont1 (cont $one))
  (elem declare func $weigh)

  (func $weigh (param $a i32) (param $b i32) (param $c i32) (result i32)
    (i32.add
      (local.get $a)
      (i32.add (i32.mul (local.get $b) (i32.const 2)) (i32.mul (local.get $c) (i32.const 3)))))

  ;; the sum of i + 2 (i + 1) + 3 (i + 2) for i below n
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u
            (resume $cont1
              (i32.add (local.get $i) (i32.const 2))
              (cont.bind $cont2 $cont1
                (i32.add (local.get $i) (i32.const 1))
                (cont.bind $cont3 $cont2 (local.get $i) (cont.new $cont3 (ref.func $weigh))))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
