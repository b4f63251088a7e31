;; A chain of 32 suspending calls, as Kotlin's compiler makes it: each level has its own object; the suspension at the
;; bottom returns COROUTINE_SUSPENDED through all of them, and after the resumption each level is entered again for the
;; result. The outermost coroutine does that again and again. Its counterpart is deep_switch.wat. An operation is one
;; level of a chain.
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
  (type $descent
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $depth i32))))
  (type $body
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $left (mut i32))
        (field $sum (mut i64)))))
  (global $waiting (mut (ref null $coroutine)) (ref.null $coroutine))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $descent_step $body_step)

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

  (func $await (param $from (ref $coroutine)) (result eqref)
    (global.set $waiting (local.get $from))
    (global.get $suspended))

  ;; suspend fun descend(depth: Int): Int { if (depth == 0) return await(); return descend(depth - 1) + depth }
  (func $descend (param $depth i32) (param $completion (ref $coroutine)) (result eqref)
    (call $descent_step
      (struct.new $descent
        (ref.func $descent_step)
        (local.get $completion)
        (i32.const 0)
        (ref.null eq)
        (local.get $depth))))

  ;; States: 0 at the beginning, 1 has its answer from await, 2 has the result of the level below.
  (func $descent_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $descent))
    (local $value eqref)
    (local $depth i32)
    (local.set $this (ref.cast (ref $descent) (local.get $coroutine)))
    (local.set $depth (struct.get $descent $depth (local.get $this)))
    (block $below
      (block $resumed
        (block $answered
          (block $begin
            (br_table $begin $answered $resumed (struct.get $descent $state (local.get $this))))
          (if (i32.eqz (local.get $depth))
            (then
              (struct.set $descent $state (local.get $this) (i32.const 1))
              (return (call $await (local.get $this)))))
          (struct.set $descent $state (local.get $this) (i32.const 2))
          (local.set $value
            (call $descend (i32.sub (local.get $depth) (i32.const 1)) (local.get $this)))
          (if (ref.eq (local.get $value) (global.get $suspended))
            (then (return (global.get $suspended))))
          (br $below))
        (return (struct.get $descent $result (local.get $this))))
      (local.set $value (struct.get $descent $result (local.get $this))))
    (ref.i31 (i32.add (call $to_i32 (local.get $value)) (local.get $depth))))

  ;; var sum = 0L; repeat(n) { sum += descend(32) }; total = sum
  (func $body_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $body))
    (local $value eqref)
    (local $left i32)
    (local $sum i64)
    (local.set $this (ref.cast (ref $body) (local.get $coroutine)))
    (local.set $left (struct.get $body $left (local.get $this)))
    (loop $next
      (block $have
        (block $resumed
          (block $begin
            (br_table $begin $resumed (struct.get $body $state (local.get $this))))
          (struct.set $body $left (local.get $this) (local.get $left))
          (struct.set $body $sum (local.get $this) (local.get $sum))
          (struct.set $body $state (local.get $this) (i32.const 1))
          (local.set $value (call $descend (i32.const 32) (local.get $this)))
          (if (ref.eq (local.get $value) (global.get $suspended))
            (then (return (global.get $suspended))))
          (br $have))
        (local.set $sum (struct.get $body $sum (local.get $this)))
        (local.set $value (struct.get $body $result (local.get $this))))
      (local.set $sum
        (i64.add (local.get $sum) (i64.extend_i32_u (call $to_i32 (local.get $value)))))
      (struct.set $body $state (local.get $this) (i32.const 0))
      (local.tee $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $next))
    (global.set $total (local.get $sum))
    (ref.i31 (i32.const 0)))

  ;; The i-th suspension is answered with i, modulo 65,536.
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (drop
      (call $resume_with
        (struct.new $body
          (ref.func $body_step)
          (ref.null $coroutine)
          (i32.const 0)
          (ref.null eq)
          (local.get $n)
          (i64.const 0))
        (ref.i31 (i32.const 0))))
    (loop $next
      (drop
        (call $resume_with
          (ref.as_non_null (global.get $waiting))
          (ref.i31 (i32.and (local.get $i) (i32.const 0xffff)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (global.get $total)))
