;; suspendCancellableCoroutine, as Kotlin's compiler and kotlinx.coroutines make it: each suspension has an object with
;; a state that says who was first, the resumption or the cancellation; a cancellation arrives as a failure, and the
;; coroutine goes on in the state of its catch. One of 16 resumptions is a cancellation, which ends the coroutine; a
;; new one takes its place. Its counterpart is cancellable_switch.wat. An operation is one resumption.
(module
  ;; A coroutine: the function that runs it on from its state, who is to be told of its result (null: the outermost),
  ;; the state in which it catches failures (-1: it does not), and the failure.
  (rec
    (type $step (func (param (ref $coroutine)) (result eqref)))
    (type $coroutine
      (sub
        (struct
          (field $step (ref $step))
          (field $completion (ref null $coroutine))
          (field $state (mut i32))
          (field $result (mut eqref))
          (field $failed_state (mut i32))
          (field $failure (mut eqref))))))
  (type $marker (struct))
  (global $suspended (ref $marker) (struct.new $marker)) ;; COROUTINE_SUSPENDED
  (global $cancellation (ref $marker) (struct.new $marker)) ;; CancellationException
  ;; CancellableContinuationImpl. States: 0 active, 1 resumed, 2 cancelled.
  (type $cancellable (struct (field $state (mut i32)) (field $delegate (ref $coroutine))))
  (type $body
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $failed_state (mut i32))
        (field $failure (mut eqref))
        (field $sum (mut i64)))))
  (global $waiting (mut (ref null $cancellable)) (ref.null $cancellable))
  (global $cleaned (mut i64) (i64.const 0))
  (elem declare func $body_step)

  ;; Runs a coroutine on with a value or a failure, and those that wait for its result. A failure that a coroutine does
  ;; not catch would go on to its completion; here all catch.
  (func $resume_with (param $coroutine (ref $coroutine)) (param $value eqref) (param $failure eqref)
    (local $outcome eqref)
    (loop $up
      (if (ref.is_null (local.get $failure))
        (then (struct.set $coroutine $result (local.get $coroutine) (local.get $value)))
        (else
          (struct.set $coroutine $state
            (local.get $coroutine)
            (struct.get $coroutine $failed_state (local.get $coroutine)))
          (struct.set $coroutine $failure (local.get $coroutine) (local.get $failure))))
      (local.set $outcome
        (call_ref $step (local.get $coroutine) (struct.get $coroutine $step (local.get $coroutine))))
      (block $out
        (br_if $out (ref.eq (local.get $outcome) (global.get $suspended)))
        (local.set $value (local.get $outcome))
        (local.set $failure (ref.null eq))
        (local.set $coroutine
          (br_on_null $out (struct.get $coroutine $completion (local.get $coroutine))))
        (br $up))))

  (func $await (param $from (ref $coroutine)) (result eqref)
    (global.set $waiting (struct.new $cancellable (i32.const 0) (local.get $from)))
    (global.get $suspended))

  (func $resume (param $cancellable (ref $cancellable)) (param $value i32)
    (if (struct.get $cancellable $state (local.get $cancellable))
      (then (return)))
    (struct.set $cancellable $state (local.get $cancellable) (i32.const 1))
    (call $resume_with
      (struct.get $cancellable $delegate (local.get $cancellable))
      (ref.i31 (local.get $value))
      (ref.null eq)))

  (func $cancel (param $cancellable (ref $cancellable))
    (if (struct.get $cancellable $state (local.get $cancellable))
      (then (return)))
    (struct.set $cancellable $state (local.get $cancellable) (i32.const 2))
    (call $resume_with
      (struct.get $cancellable $delegate (local.get $cancellable))
      (ref.null eq)
      (global.get $cancellation)))

  ;; var sum = 0L; try { while (true) sum += await() } catch (e: CancellationException) { cleaned += sum }
  ;; States: 0 at the beginning, 1 awaits, 2 catches.
  (func $body_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $body))
    (local $sum i64)
    (local $value eqref)
    (local.set $this (ref.cast (ref $body) (local.get $coroutine)))
    (block $caught
      (block $go_on
        (block $awaited
          (block $begin
            (br_table $begin $awaited $caught (struct.get $body $state (local.get $this))))
          (struct.set $body $failed_state (local.get $this) (i32.const 2))
          (br $go_on))
        (local.set $value (struct.get $body $result (local.get $this)))
        (local.set $sum
          (i64.add
            (struct.get $body $sum (local.get $this))
            (i64.extend_i32_u (i31.get_u (ref.cast (ref i31) (local.get $value)))))))
      (loop $next
        (struct.set $body $sum (local.get $this) (local.get $sum))
        (struct.set $body $state (local.get $this) (i32.const 1))
        (local.set $value (call $await (local.get $this)))
        (if (ref.eq (local.get $value) (global.get $suspended))
          (then (return (global.get $suspended))))
        (local.set $sum
          (i64.add
            (local.get $sum)
            (i64.extend_i32_u (i31.get_u (ref.cast (ref i31) (local.get $value))))))
        (br $next)))
    (if (i32.eqz (ref.eq (struct.get $body $failure (local.get $this)) (global.get $cancellation)))
      (then (unreachable)))
    (global.set $cleaned (i64.add (global.get $cleaned) (struct.get $body $sum (local.get $this))))
    (ref.i31 (i32.const 0)))

  (func $start
    (call $resume_with
      (struct.new $body
        (ref.func $body_step)
        (ref.null $coroutine)
        (i32.const 0)
        (ref.null eq)
        (i32.const -1)
        (ref.null eq)
        (i64.const 0))
      (ref.i31 (i32.const 0))
      (ref.null eq)))

  ;; a million times the number of cancellations, and all sums
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $cancelled i64)
    (global.set $cleaned (i64.const 0))
    (call $start)
    (loop $next
      (if (i32.eq (i32.and (local.get $i) (i32.const 15)) (i32.const 15))
        (then
          (call $cancel (ref.as_non_null (global.get $waiting)))
          (local.set $cancelled (i64.add (local.get $cancelled) (i64.const 1)))
          (call $start))
        (else
          (call $resume
            (ref.as_non_null (global.get $waiting))
            (i32.and (local.get $i) (i32.const 0xff)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (call $cancel (ref.as_non_null (global.get $waiting)))
    (i64.add
      (i64.mul (i64.add (local.get $cancelled) (i64.const 1)) (i64.const 1000000))
      (global.get $cleaned))))
