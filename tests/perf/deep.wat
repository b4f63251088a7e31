;; Work of 3 : 1 under two handlers, 100,000 frames of two functions that call each other deep. It lasts so long that the way
;; down there, which is under neither and takes up to 20 ms, is less than half a hundredth of it.
(module
  (type $body (func))
  (type $cont (cont $body))
  (func $spin (param $n i32)
    (local $x i32)
    (loop $again
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 69069)) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (drop (local.get $x)))
  (func $three (call $spin (i32.const 900000)))
  (func $one (call $spin (i32.const 300000)))
  (elem declare func $three $one)
  (func $under_three
    (resume $cont (cont.new $cont (ref.func $three))))
  (func $under_one
    (resume $cont (cont.new $cont (ref.func $one))))
  (func $work
    (local $i i32)
    (loop $again
      (call $under_three)
      (call $under_one)
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4500)))))
  (func $odd (param $depth i32)
    (call $even (i32.sub (local.get $depth) (i32.const 1))))
  (func $even (param $depth i32)
    (if (local.get $depth)
      (then (call $odd (i32.sub (local.get $depth) (i32.const 1))))
      (else (call $work))))
  (func (export "_start")
    (call $even (i32.const 100000))))
