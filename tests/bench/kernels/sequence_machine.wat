;; A sequence { .. yield(..) .. } read through its iterator, as Kotlin's compiler and library make it: the block is a
;; coroutine with a state, which leaves each value in the iterator. Its counterpart is sequence_switch.wat. An operation
;; is one element.
(module
  ;; A coroutine: the function that runs it on from its state, and who is to be told of its result (null: it is the
  ;; outermost).
  (rec
    (type $step (func (param (ref $coroutine)) (result eqref)))
    (type $coroutine
      (sub
        (struct
          (field $step (ref $step))
          (field $completion (ref null $coroutine))
          (field $state (mut i32))
          (field $result (mut eqref))))))
  (type $marker (struct))
  (global $suspended (ref $marker) (struct.new $marker)) ;; COROUTINE_SUSPENDED
  ;; SequenceBuilderIterator: the value, and who goes on when it has been taken. States: 0 to be asked, 1 holds a value,
  ;; 2 at the end.
  (type $iterator
    (struct
      (field $state (mut i32))
      (field $value (mut i32))
      (field $next_step (mut (ref null $coroutine)))))
  (type $squares
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $iterator (ref $iterator))
        (field $limit i32)
        (field $i (mut i32)))))
  (elem declare func $squares_step)

  ;; Runs a coroutine on with a value, and those that wait for its result. The result of the outermost, or $suspended.
  (func $resume_with (param $coroutine (ref $coroutine)) (param $value eqref) (result eqref)
    (local $outcome eqref)
    (loop $up
      (struct.set $coroutine $result (local.get $coroutine) (local.get $value))
      (local.set $outcome
        (call_ref $step (local.get $coroutine) (struct.get $coroutine $step (local.get $coroutine))))
      (block $out
        (br_if $out (ref.eq (local.get $outcome) (global.get $suspended)))
        (local.set $value (local.get $outcome))
        (local.set $coroutine
          (br_on_null $out (struct.get $coroutine $completion (local.get $coroutine))))
        (br $up)))
    (local.get $outcome))

  (func $yield (param $iterator (ref $iterator)) (param $value i32) (param $from (ref $coroutine)) (result eqref)
    (struct.set $iterator $value (local.get $iterator) (local.get $value))
    (struct.set $iterator $state (local.get $iterator) (i32.const 1))
    (struct.set $iterator $next_step (local.get $iterator) (local.get $from))
    (global.get $suspended))

  ;; for (i in 0 until limit) yield(i * i and 0xffff)
  (func $squares_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $squares))
    (local $i i32)
    (local.set $this (ref.cast (ref $squares) (local.get $coroutine)))
    (block $go_on
      (block $yielded
        (block $begin
          (br_table $begin $yielded (struct.get $squares $state (local.get $this))))
        (br $go_on))
      (local.set $i (i32.add (struct.get $squares $i (local.get $this)) (i32.const 1))))
    (loop $next
      (if (i32.ge_u (local.get $i) (struct.get $squares $limit (local.get $this)))
        (then (return (ref.i31 (i32.const 0)))))
      (struct.set $squares $i (local.get $this) (local.get $i))
      (struct.set $squares $state (local.get $this) (i32.const 1))
      (if (ref.eq
            (call $yield
              (struct.get $squares $iterator (local.get $this))
              (i32.and (i32.mul (local.get $i) (local.get $i)) (i32.const 0xffff))
              (local.get $this))
            (global.get $suspended))
        (then (return (global.get $suspended))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next))
    (unreachable))

  (func $squares (param $limit i32) (result (ref $iterator))
    (local $iterator (ref $iterator))
    (local.set $iterator (struct.new $iterator (i32.const 0) (i32.const 0) (ref.null $coroutine)))
    (struct.set $iterator $next_step
      (local.get $iterator)
      (struct.new $squares
        (ref.func $squares_step)
        (ref.null $coroutine)
        (i32.const 0)
        (ref.null eq)
        (local.get $iterator)
        (local.get $limit)
        (i32.const 0)))
    (local.get $iterator))

  (func $has_next (param $iterator (ref $iterator)) (result i32)
    (local $step (ref null $coroutine))
    (if (i32.eqz (struct.get $iterator $state (local.get $iterator)))
      (then
        (local.set $step (struct.get $iterator $next_step (local.get $iterator)))
        (struct.set $iterator $next_step (local.get $iterator) (ref.null $coroutine))
        (if (i32.eqz
              (ref.eq
                (call $resume_with (ref.as_non_null (local.get $step)) (ref.i31 (i32.const 0)))
                (global.get $suspended)))
          (then (struct.set $iterator $state (local.get $iterator) (i32.const 2))))))
    (i32.eq (struct.get $iterator $state (local.get $iterator)) (i32.const 1)))

  (func $next (param $iterator (ref $iterator)) (result i32)
    (if (i32.eqz (call $has_next (local.get $iterator)))
      (then (unreachable)))
    (struct.set $iterator $state (local.get $iterator) (i32.const 0))
    (struct.get $iterator $value (local.get $iterator)))

  ;; the sum of the elements
  (func (export "run") (param $n i32) (result i64)
    (local $iterator (ref $iterator))
    (local $sum i64)
    (local.set $iterator (call $squares (local.get $n)))
    (loop $next
      (if (call $has_next (local.get $iterator))
        (then
          (local.set $sum
            (i64.add (local.get $sum) (i64.extend_i32_u (call $next (local.get $iterator)))))
          (br $next))))
    (local.get $sum)))
