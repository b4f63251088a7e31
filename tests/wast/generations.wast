;; References that were used stay used, however often the headers of continuations are used again; see --stress-generations, which
;; uses a header up with every second resume.
(module
  (type $f (func (param i32) (result i32))) (type $c (cont $f))
  (tag $y (param i32) (result i32))
  (table $stale 1000 (ref null $c))
  (table $live 1000 (ref null $c))
  (elem declare func $counts $once)
  (func $counts (type $f)
    (loop $l
      (local.set 0 (i32.add (suspend $y (local.get 0)) (i32.const 1)))
      (br_if $l (i32.ge_s (local.get 0) (i32.const 0))))
    (local.get 0))
  (func $once (type $f) (i32.mul (local.get 0) (i32.const 3)))
  (func $next (param $k (ref null $c)) (param $x i32) (result i32 (ref null $c))
    (block $on (result i32 (ref $c))
      (return (resume $c (on $y $on) (local.get $x) (local.get $k)) (ref.null $c))))

  ;; 1000 that wait, each with a reference that was used
  (func (export "begin") (local $i i32) (local $k (ref null $c))
    (loop $l
      (call $next (cont.new $c (ref.func $counts)) (local.get $i)) (local.set $k) (drop)
      (table.set $stale (local.get $i) (local.get $k))
      (call $next (local.get $k) (i32.const 7)) (local.set $k) (drop)
      (table.set $live (local.get $i) (local.get $k))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000)))))
  ;; others come and go
  (func (export "churn") (param $n i32) (result i32) (local $sum i32) (local $k (ref null $c))
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (resume $c (local.get $n) (cont.new $c (ref.func $once)))))
      (call $next (cont.new $c (ref.func $counts)) (i32.const 0)) (local.set $k) (drop)
      (call $next (local.get $k) (i32.const 0)) (drop) (drop)
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "use") (param $i i32) (result i32) (call $next (table.get $stale (local.get $i)) (i32.const 1)) (drop))
  (func (export "sum") (result i32) (local $i i32) (local $sum i32) (local $x i32) (local $k (ref null $c))
    (loop $l
      (call $next (table.get $live (local.get $i)) (local.get $i)) (local.set $k) (local.set $x)
      (table.set $live (local.get $i) (local.get $k))
      (local.set $sum (i32.add (local.get $sum) (local.get $x)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
    (local.get $sum)))
(invoke "begin")
(assert_trap (invoke "use" (i32.const 0)) "continuation already consumed")
(assert_return (invoke "sum") (i32.const 500500))
(assert_return (invoke "churn" (i32.const 30000)) (i32.const 1350045000))
(assert_trap (invoke "use" (i32.const 0)) "continuation already consumed")
(assert_trap (invoke "use" (i32.const 1)) "continuation already consumed")
(assert_trap (invoke "use" (i32.const 500)) "continuation already consumed")
(assert_trap (invoke "use" (i32.const 999)) "continuation already consumed")
(assert_return (invoke "sum") (i32.const 500500))
(assert_return (invoke "churn" (i32.const 30000)) (i32.const 1350045000))
(assert_trap (invoke "use" (i32.const 37)) "continuation already consumed")
(assert_return (invoke "sum") (i32.const 500500))
