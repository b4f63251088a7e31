;; createCoroutine, as Kotlin's compiler makes it: an object with the state and the captured argument. The last 16 are
;; kept and, at the end, started, so that all are made; the others die unstarted. Its counterpart is create_switch.wat.
;; An operation is one creation.
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
  (type $kept (array (mut (ref null $coroutine))))

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

  ;; the sum of what the last 16 return
  (func (export "run") (param $n i32) (result i64)
    (local $kept (ref $kept))
    (local $i i32)
    (local $sum i64)
    (local.set $kept (array.new_default $kept (i32.const 16)))
    (loop $next
      (array.set $kept
        (local.get $kept)
        (i32.and (local.get $i) (i32.const 15))
        (call $new_work (i32.and (local.get $i) (i32.const 0xffff))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $start
      (block $none
        (local.set $sum
          (i64.add
            (local.get $sum)
            (i64.extend_i32_u
              (call $to_i32
                (call $resume_with
                  (br_on_null $none (array.get $kept (local.get $kept) (local.get $i)))
                  (ref.i31 (i32.const 0))))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $start (i32.lt_u (local.get $i) (i32.const 16))))
    (local.get $sum)))
