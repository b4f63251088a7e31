;; A channel without a buffer between two coroutines, as Kotlin's compiler makes them: who finds the other waiting gives
;; or takes the value, makes it ready and goes on; else it waits itself. The dispatcher runs what is ready in turn. Of
;; two operations on each side one suspends. Its counterpart is channel_switch.wat. An operation is one value.
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
  (type $channel
    (struct
      (field $sender (mut (ref null $coroutine)))
      (field $sent (mut i32))
      (field $receiver (mut (ref null $coroutine)))))
  (type $side ;; producer or consumer
    (sub final $coroutine
      (struct
        (field $step (ref $step))
        (field $completion (ref null $coroutine))
        (field $state (mut i32))
        (field $result (mut eqref))
        (field $channel (ref $channel))
        (field $limit i32)
        (field $i (mut i32))
        (field $sum (mut i64)))))
  ;; What is ready, and the value to resume it with: a ring of 4.
  (type $ready (array (mut (ref null $coroutine))))
  (type $values (array (mut eqref)))
  (global $ready (ref $ready) (array.new_default $ready (i32.const 4)))
  (global $values (ref $values) (array.new_default $values (i32.const 4)))
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $producer_step $consumer_step)

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

  (func $dispatch (param $coroutine (ref $coroutine)) (param $value eqref)
    (local $at i32)
    (local.set $at (i32.and (global.get $back) (i32.const 3)))
    (array.set $ready (global.get $ready) (local.get $at) (local.get $coroutine))
    (array.set $values (global.get $values) (local.get $at) (local.get $value))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $send (param $channel (ref $channel)) (param $value i32) (param $from (ref $coroutine)) (result eqref)
    (local $receiver (ref null $coroutine))
    (local.set $receiver (struct.get $channel $receiver (local.get $channel)))
    (if (ref.is_null (local.get $receiver))
      (then
        (struct.set $channel $sender (local.get $channel) (local.get $from))
        (struct.set $channel $sent (local.get $channel) (local.get $value))
        (return (global.get $suspended))))
    (struct.set $channel $receiver (local.get $channel) (ref.null $coroutine))
    (call $dispatch (ref.as_non_null (local.get $receiver)) (ref.i31 (local.get $value)))
    (ref.i31 (i32.const 0)))

  (func $receive (param $channel (ref $channel)) (param $from (ref $coroutine)) (result eqref)
    (local $sender (ref null $coroutine))
    (local.set $sender (struct.get $channel $sender (local.get $channel)))
    (if (ref.is_null (local.get $sender))
      (then
        (struct.set $channel $receiver (local.get $channel) (local.get $from))
        (return (global.get $suspended))))
    (struct.set $channel $sender (local.get $channel) (ref.null $coroutine))
    (call $dispatch (ref.as_non_null (local.get $sender)) (ref.i31 (i32.const 0)))
    (ref.i31 (struct.get $channel $sent (local.get $channel))))

  ;; for (i in 0 until limit) channel.send(i and 0xffff)
  (func $producer_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $side))
    (local $i i32)
    (local.set $this (ref.cast (ref $side) (local.get $coroutine)))
    (block $go_on
      (block $sent
        (block $begin
          (br_table $begin $sent (struct.get $side $state (local.get $this))))
        (br $go_on))
      (local.set $i (i32.add (struct.get $side $i (local.get $this)) (i32.const 1))))
    (loop $next
      (if (i32.lt_u (local.get $i) (struct.get $side $limit (local.get $this)))
        (then
          (struct.set $side $i (local.get $this) (local.get $i))
          (struct.set $side $state (local.get $this) (i32.const 1))
          (if (ref.eq
                (call $send
                  (struct.get $side $channel (local.get $this))
                  (i32.and (local.get $i) (i32.const 0xffff))
                  (local.get $this))
                (global.get $suspended))
            (then (return (global.get $suspended))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (ref.i31 (i32.const 0)))

  ;; var sum = 0L; repeat(limit) { sum = 31 * sum + channel.receive() }; total = sum
  (func $consumer_step (type $step) (param $coroutine (ref $coroutine)) (result eqref)
    (local $this (ref $side))
    (local $i i32)
    (local $sum i64)
    (local $value eqref)
    (local.set $this (ref.cast (ref $side) (local.get $coroutine)))
    (loop $next
      (block $received
        (block $resumed
          (block $begin
            (br_table $begin $resumed (struct.get $side $state (local.get $this))))
          (struct.set $side $i (local.get $this) (local.get $i))
          (struct.set $side $sum (local.get $this) (local.get $sum))
          (struct.set $side $state (local.get $this) (i32.const 1))
          (local.set $value
            (call $receive (struct.get $side $channel (local.get $this)) (local.get $this)))
          (if (ref.eq (local.get $value) (global.get $suspended))
            (then (return (global.get $suspended))))
          (br $received))
        (local.set $i (struct.get $side $i (local.get $this)))
        (local.set $sum (struct.get $side $sum (local.get $this)))
        (local.set $value (struct.get $side $result (local.get $this))))
      (local.set $sum
        (i64.add
          (i64.mul (local.get $sum) (i64.const 31))
          (i64.extend_i32_u (call $to_i32 (local.get $value)))))
      (struct.set $side $state (local.get $this) (i32.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (struct.get $side $limit (local.get $this)))))
    (global.set $total (local.get $sum))
    (ref.i31 (i32.const 0)))

  (func $launch (param $step (ref $step)) (param $channel (ref $channel)) (param $limit i32)
    (call $dispatch
      (struct.new $side
        (local.get $step)
        (ref.null $coroutine)
        (i32.const 0)
        (ref.null eq)
        (local.get $channel)
        (local.get $limit)
        (i32.const 0)
        (i64.const 0))
      (ref.i31 (i32.const 0))))

  ;; n values; of all that arrive in order, sum = 31 sum + value
  (func (export "run") (param $n i32) (result i64)
    (local $channel (ref $channel))
    (local $at i32)
    (local.set $channel (struct.new_default $channel))
    (call $launch (ref.func $producer_step) (local.get $channel) (local.get $n))
    (call $launch (ref.func $consumer_step) (local.get $channel) (local.get $n))
    (loop $next
      (if (i32.ne (global.get $front) (global.get $back))
        (then
          (local.set $at (i32.and (global.get $front) (i32.const 3)))
          (global.set $front (i32.add (global.get $front) (i32.const 1)))
          (drop
            (call $resume_with
              (ref.as_non_null (array.get $ready (global.get $ready) (local.get $at)))
              (array.get $values (global.get $values) (local.get $at))))
          (br $next))))
    (global.get $total)))
