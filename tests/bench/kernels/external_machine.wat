;; suspendCoroutine with a resumption from outside, as Kotlin's compiler and library make it: 64 coroutines wait in a
;; queue; each event takes the first, resumes it through the SafeContinuation of its suspension, and it waits again at
;; the end. Its counterpart is external_switch.wat. An operation is one event.
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
  (global $undecided (ref $marker) (struct.new $marker))
  (global $resumed (ref $marker) (struct.new $marker))
  (type $safe (struct (field $delegate (ref $coroutine)) (field $result (mut eqref)))) ;; SafeContinuation
  (type $waiter
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $sum (mut i64)))))
  (type $queue (array (mut (ref null $safe))))
  (global $queue (mut (ref null $queue)) (ref.null $queue)) ;; a ring of 64
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $waiter_step)

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

  (func $to_i32 (param $value eqref) (result i32)
    (i31.get_u (ref.cast (ref i31) (local.get $value))))

  (func $safe_resume (param $safe (ref $safe)) (param $value eqref)
    (local $now eqref)
    (local.set $now (struct.get $safe $result (local.get $safe)))
    (if (ref.eq (local.get $now) (global.get $suspended))
      (then
        (struct.set $safe $result (local.get $safe) (global.get $resumed))
        (drop (call $resume_with (struct.get $safe $delegate (local.get $safe)) (local.get $value)))
        (return)))
    (if (ref.eq (local.get $now) (global.get $undecided))
      (then
        (struct.set $safe $result (local.get $safe) (local.get $value))
        (return)))
    (unreachable)) ;; resumed before

  ;; The result, if it is there already.
  (func $safe_get (param $safe (ref $safe)) (result eqref)
    (if (ref.eq (struct.get $safe $result (local.get $safe)) (global.get $undecided))
      (then
        (struct.set $safe $result (local.get $safe) (global.get $suspended))
        (return (global.get $suspended))))
    (struct.get $safe $result (local.get $safe)))

  ;; suspendCoroutine { queue.add(it) }
  (func $await (param $from (ref $coroutine)) (result eqref)
    (local $safe (ref $safe))
    (local.set $safe (struct.new $safe (local.get $from) (global.get $undecided)))
    (array.set $queue (global.get $queue) (i32.and (global.get $back) (i32.const 63)) (local.get $safe))
    (global.set $back (i32.add (global.get $back) (i32.const 1)))
    (call $safe_get (local.get $safe)))

  ;; var sum = 0L; while (true) { val value = await(); if (value == 0) break; sum = 3 * sum + value }; total += sum
  (func $waiter_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $waiter))
    (local $sum i64)
    (local $value eqref)
    (local $number i32)
    (local.set $this (ref.cast (ref $waiter) (local.get $coroutine)))
    (block $end
      (loop $next
        (block $awaited
          (block $resumed
            (block $begin
              (br_table $begin $resumed (struct.get $waiter $state (local.get $this))))
            (struct.set $waiter $sum (local.get $this) (local.get $sum))
            (struct.set $waiter $state (local.get $this) (i32.const 1))
            (local.set $value (call $await (local.get $this)))
            (if (ref.eq (local.get $value) (global.get $suspended))
              (then (return (global.get $suspended))))
            (br $awaited))
          (local.set $sum (struct.get $waiter $sum (local.get $this)))
          (local.set $value (struct.get $waiter $result (local.get $this))))
        (local.set $number (call $to_i32 (local.get $value)))
        (br_if $end (i32.eqz (local.get $number)))
        (local.set $sum
          (i64.add (i64.mul (local.get $sum) (i64.const 3)) (i64.extend_i32_u (local.get $number))))
        (struct.set $waiter $state (local.get $this) (i32.const 0))
        (br $next)))
    (global.set $total (i64.add (global.get $total) (local.get $sum)))
    (ref.i31 (i32.const 0)))

  (func $start
    (drop
      (call $resume_with
        (struct.new $waiter
          (ref.func $waiter_step)
          (ref.null $coroutine)
          (i32.const 0)
          (ref.null eq)
          (i64.const 0))
        (ref.i31 (i32.const 0)))))

  (func $event (param $value i32)
    (local $at i32)
    (local.set $at (i32.and (global.get $front) (i32.const 63)))
    (global.set $front (i32.add (global.get $front) (i32.const 1)))
    (call $safe_resume
      (ref.as_non_null (array.get $queue (global.get $queue) (local.get $at)))
      (ref.i31 (local.get $value))))

  ;; n events with values from 1 to 255, then the end for all: the sum of their sums
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (global.set $queue (array.new_default $queue (i32.const 64)))
    (global.set $front (i32.const 0))
    (global.set $back (i32.const 0))
    (global.set $total (i64.const 0))
    (loop $start
      (call $start)
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $start (i32.lt_u (local.get $i) (i32.const 64))))
    (local.set $i (i32.const 0))
    (loop $next
      (call $event (i32.add (i32.rem_u (local.get $i) (i32.const 255)) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $end
      (call $event (i32.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $end (i32.lt_u (local.get $i) (i32.const 64))))
    (global.get $total)))
