;; Long campaigns: each export makes n of something, one after the other, that soon nobody refers to; a few stay. The memory in use must not grow with n.
;; Each returns a sum that only the right values make; see campaign.c.
(module
  (type $f (func (param i32) (result i32))) (type $c (cont $f))
  (type $g (func (result i32))) (type $k (cont $g))
  (type $node (struct (field $v (mut i32)) (field $next (mut (ref null $node))) (field $k (mut (ref null $k)))))
  (type $holding (func (param (ref $node)) (result i32))) (type $cholding (cont $holding))
  (type $nodes (array (mut (ref null $node))))
  (tag $pause (param i32)) (tag $err (param i32))
  (table $kept 32768 (ref null $k))
  (table $thrown 64 exnref)
  (elem declare func $waits $holds $throws $endless)

  (func $new (param i32) (result (ref $node)) (struct.new $node (local.get 0) (ref.null $node) (ref.null $k)))
  (func $value (param (ref null $node)) (result i32) (struct.get $node $v (local.get 0)))
  (func $waits (type $f) (suspend $pause (local.get 0)) (local.get 0))
  (func $start (param $v i32) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $c (on $pause $on) (local.get $v) (cont.new $c (ref.func $waits))) (ref.null $k))))

  ;; Created, suspended once and dropped.
  (func (export "continuations") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $v i32)
    (loop $l
      (call $start (local.get $i))
      (drop) (local.set $v)
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $v))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))

  ;; One that is resumed again and again, and now and then another is made: before that, used-up headers are collected.
  (func $endless (type $f) (loop $l (suspend $pause (local.get 0)) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l)) (unreachable))
  (func (export "resumes") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $v i32) (local $k (ref null $k))
    (local.set $k (cont.bind $c $k (i32.const 0) (cont.new $c (ref.func $endless))))
    (loop $l
      (if (i32.eqz (i32.and (local.get $i) (i32.const 0xfffff))) (then (call $start (i32.const 0)) (drop) (drop)))
      (block $on (result i32 (ref $k)) (drop (resume $k (on $pause $on) (local.get $k))) (unreachable))
      (local.set $k) (local.set $v)
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $v))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))

  ;; The last 32,768 wait, more than there are stacks of full size; the one before in a slot goes on to its end, or, every second, is dropped.
  (func (export "frozen") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $v i32) (local $k (ref null $k)) (local $at i32)
    (loop $l
      (local.set $at (i32.and (local.get $i) (i32.const 32767)))
      (if (i32.and (i32.eqz (ref.is_null (table.get $kept (local.get $at)))) (i32.and (local.get $i) (i32.const 1)))
        (then (drop (resume $k (table.get $kept (local.get $at))))))
      (call $start (local.get $i))
      (local.set $k) (local.set $v)
      (table.set $kept (local.get $at) (local.get $k))
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $v))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))

  ;; The last of 1024 slots live, and each refers to the one before it in its slot once.
  (func (export "objects") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $slots (ref $nodes)) (local $one (ref $node)) (local $at i32)
    (local.set $slots (array.new_default $nodes (i32.const 1024)))
    (loop $l
      (local.set $at (i32.and (local.get $i) (i32.const 1023)))
      (local.set $one (call $new (local.get $i)))
      (if (i32.eqz (ref.is_null (array.get $nodes (local.get $slots) (local.get $at))))
        (then
          (struct.set $node $next (array.get $nodes (local.get $slots) (local.get $at)) (ref.null $node))
          (struct.set $node $next (local.get $one) (array.get $nodes (local.get $slots) (local.get $at)))))
      (array.set $nodes (local.get $slots) (local.get $at) (local.get $one))
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (call $value (local.get $one)))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))

  ;; Caught by reference, every second out of a continuation; the last 64 are kept.
  (func $throws (type $f) (throw $err (local.get 0)))
  (func (export "exceptions") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $e exnref) (local $v i32)
    (loop $l
      (block $caught (result i32 exnref)
        (try_table (catch_ref $err $caught)
          (if (i32.and (local.get $i) (i32.const 1))
            (then (drop (resume $c (local.get $i) (cont.new $c (ref.func $throws)))))
            (else (drop (call $throws (local.get $i))))))
        (unreachable))
      (local.set $e) (local.set $v)
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $v))))
      (table.set $thrown (i32.and (local.get $i) (i32.const 63)) (local.get $e))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))

  ;; A structure refers to a continuation that holds the structure in its frame.
  (func $holds (type $holding) (suspend $pause (call $value (local.get 0))) (call $value (local.get 0)))
  (func $hold (param $one (ref $node)) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $cholding (on $pause $on) (local.get $one) (cont.new $cholding (ref.func $holds))) (ref.null $k))))
  (func (export "cycles") (param $n i32) (result i64) (local $i i32) (local $s i64) (local $one (ref $node)) (local $k (ref null $k)) (local $v i32)
    (loop $l
      (local.set $one (call $new (local.get $i)))
      (call $hold (local.get $one))
      (local.set $k) (local.set $v)
      (struct.set $node $k (local.get $one) (local.get $k))
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $v))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))
)
