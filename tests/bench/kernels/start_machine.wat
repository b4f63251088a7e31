;; startCoroutine of a function that might suspend but does not, as Kotlin's compiler makes it: object, dispatch on the
;; state, result to the completion. Its counterpart is start_switch.wat. An operation is one coroutine, from creation to
;; end.
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
  ;; suspend fun work(x: Int): Int { if (x < 0) pause(); return x + 1 }
  (type $work
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $x (mut i32)))))
  (global $paused (mut (ref null $coroutine)) (ref.null $coroutine))
  (elem declare func $work_step)

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

  (func $pause (param $from (ref $coroutine)) (result eqref)
    (global.set $paused (local.get $from))
    (global.get $suspended))

  (func $work_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $work))
    (local.set $this (ref.cast (ref $work) (local.get $coroutine)))
    (block $paused
      (block $begin
        (br_table $begin $paused (struct.get $work $state (local.get $this))))
      (if (i32.lt_s (struct.get $work $x (local.get $this)) (i32.const 0))
        (then
          (struct.set $work $state (local.get $this) (i32.const 1))
          (if (ref.eq (call $pause (local.get $this)) (global.get $suspended))
            (then (return (global.get $suspended)))))))
    (ref.i31 (i32.add (struct.get $work $x (local.get $this)) (i32.const 1))))

  (func $new_work (param $x i32) (result (ref $coroutine))
    (struct.new $work
      (ref.func $work_step)
      (ref.null $coroutine)
      (i32.const 0)
      (ref.null eq)
      (local.get $x)))

  ;; the sum of the results
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u
            (call $to_i32
              (call $resume_with
                (call $new_work (i32.and (local.get $i) (i32.const 0xffff)))
                (ref.i31 (i32.const 0)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
