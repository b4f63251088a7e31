;; A resume directly behind the cont.new of its continuation: in normal code one operation.
(module
  (type $f (func (param i64) (result i64)))
  (type $c (cont $f))
  (type $rest (func (param i64) (result i64)))
  (type $r (cont $rest))
  (type $box (struct (field i64)))
  (type $g (func (param (ref $box) f64 i32) (result (ref $box) f64)))
  (type $cg (cont $g))
  (type $many (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64)))
  (type $cmany (cont $many))
  (tag $yield (param i64) (result i64))
  (tag $oops (param i64))
  (global $null (mut (ref null $f)) (ref.null $f))
  (table $kept 100 (ref null $r))
  (elem declare func $twice $yields $throws $boxed $sum $recursive)

  (func $twice (type $f) (i64.mul (local.get 0) (i64.const 2)))
  (func (export "finish") (param i64) (result i64)
    (i64.add (i64.const 1) (resume $c (local.get 0) (cont.new $c (ref.func $twice)))))

  (func $yields (type $f) (i64.add (local.get 0) (suspend $yield (i64.mul (local.get 0) (i64.const 3)))))
  (func (export "suspend") (param i64) (result i64)
    (local $k (ref null $r)) (local $got i64)
    (block $on_yield (result i64 (ref $r))
      (resume $c (on $yield $on_yield) (local.get 0) (cont.new $c (ref.func $yields)))
      (return))
    (local.set $k) (local.set $got)
    (i64.mul (i64.const 1000) (resume $r (local.get $got) (local.get $k))))

  ;; n that suspend; every hundredth is kept, the others are dropped
  (func (export "drop") (param $n i32) (result i64)
    (local $i i32) (local $k (ref null $r)) (local $sum i64)
    (loop $next
      (block $on_yield (result i64 (ref $r))
        (resume $c (on $yield $on_yield) (i64.extend_i32_u (local.get $i)) (cont.new $c (ref.func $yields)))
        (return))
      (local.set $k) (drop)
      (if (i32.eqz (i32.rem_u (local.get $i) (i32.const 100)))
        (then (table.set $kept (i32.rem_u (i32.div_u (local.get $i) (i32.const 100)) (i32.const 100)) (local.get $k))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $sum
        (i64.add (local.get $sum) (resume $r (i64.const 0) (table.get $kept (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
    (local.get $sum))

  (func $throws (type $f) (throw $oops (i64.add (local.get 0) (i64.const 7))))
  (func (export "throw") (param i64) (result i64)
    (block $caught (result i64)
      (try_table (result i64) (catch $oops $caught)
        (resume $c (local.get 0) (cont.new $c (ref.func $throws))))))

  ;; arguments of each kind, one of them a new object
  (func $boxed (type $g)
    (struct.new $box (i64.add (struct.get $box 0 (local.get 0)) (i64.extend_i32_s (local.get 2))))
    (f64.add (local.get 1) (f64.const 0.5)))
  (func (export "box") (param i64) (result i64 f64)
    (local $b (ref null $box)) (local $x f64)
    (resume $cg (struct.new $box (local.get 0)) (f64.const 1.5) (i32.const -3) (cont.new $cg (ref.func $boxed)))
    (local.set $x) (local.set $b)
    (struct.get $box 0 (local.get $b)) (local.get $x))

  ;; more arguments than registers
  (func $sum (type $many) (i64.add (local.get 8) (i64.mul (local.get 9) (local.get 0))))
  (func (export "many") (result i64)
    (resume $cmany (i64.const 2) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0)
      (i64.const 0) (i64.const 9) (i64.const 10) (cont.new $cmany (ref.func $sum))))

  (func $recursive (type $f)
    (if (result i64) (i64.eqz (local.get 0))
      (then (i64.const 0))
      (else
        (i64.add (i64.const 1)
          (resume $c (i64.sub (local.get 0) (i64.const 1)) (cont.new $c (ref.func $recursive)))))))
  (func (export "nested") (param i64) (result i64) (call $recursive (local.get 0)))

  (func (export "null") (result i64) (resume $c (i64.const 1) (cont.new $c (global.get $null))))
  (func (export "unhandled") (result i64) (resume $c (i64.const 1) (cont.new $c (ref.func $yields)))))

(assert_return (invoke "finish" (i64.const 20)) (i64.const 41))
(assert_return (invoke "suspend" (i64.const 5)) (i64.const 20000))
(assert_return (invoke "drop" (i32.const 10000)) (i64.const 495000))
(assert_return (invoke "drop" (i32.const 100000)) (i64.const 9495000))
(assert_return (invoke "throw" (i64.const 35)) (i64.const 42))
(assert_return (invoke "box" (i64.const 45)) (i64.const 42) (f64.const 2))
(assert_return (invoke "many") (i64.const 29))
(assert_return (invoke "nested" (i64.const 1000)) (i64.const 1000))
(assert_trap (invoke "null") "null function reference")
(assert_suspension (invoke "unhandled") "unhandled")
(assert_return (invoke "suspend" (i64.const 6)) (i64.const 24000))
