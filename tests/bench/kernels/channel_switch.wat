;; A channel without a buffer between two coroutines, by stack switching: who finds the other waiting gives or takes the
;; value, makes it ready and goes on; else it suspends. The dispatcher runs what is ready in turn. Of two operations on
;; each side one suspends. Its counterpart is channel_machine.wat. (It suspends to the dispatcher and does not `switch`
;; to the other side, so that both engines run it.) An operation is one value.
(module
  (type $task (func (param i32)))
  (type $cont (cont $task)) ;; new: takes the number of values; waiting: takes the value received, or anything
  (tag $sent (result i32)) ;; waits for a receiver
  (tag $received (result i32)) ;; waits for a sender
  (type $channel
    (struct
      (field $sender (mut (ref null $cont)))
      (field $sent (mut i32))
      (field $receiver (mut (ref null $cont)))))
  (global $channel (ref $channel) (struct.new_default $channel))
  ;; What is ready, and the value to resume it with: a ring of 4.
  (type $ready (array (mut (ref null $cont))))
  (type $values (array (mut i32)))
  (global $ready (ref $ready) (array.new_default $ready (i32.const 4)))
  (global $values (ref $values) (array.new_default $values (i32.const 4)))
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $producer $consumer)

  (func $dispatch (param $k (ref null $cont)) (param $value i32)
    (local $at i32)
    (local.set $at (i32.and (global.get $back) (i32.const 3)))
    (array.set $ready (global.get $ready) (local.get $at) (local.get $k))
    (array.set $values (global.get $values) (local.get $at) (local.get $value))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $send (param $value i32)
    (local $receiver (ref null $cont))
    (local.set $receiver (struct.get $channel $receiver (global.get $channel)))
    (if (ref.is_null (local.get $receiver))
      (then
        (struct.set $channel $sent (global.get $channel) (local.get $value))
        (drop (suspend $sent))
        (return)))
    (struct.set $channel $receiver (global.get $channel) (ref.null $cont))
    (call $dispatch (local.get $receiver) (local.get $value)))

  (func $receive (result i32)
    (local $sender (ref null $cont))
    (local.set $sender (struct.get $channel $sender (global.get $channel)))
    (if (ref.is_null (local.get $sender))
      (then (return (suspend $received))))
    (struct.set $channel $sender (global.get $channel) (ref.null $cont))
    (call $dispatch (local.get $sender) (i32.const 0))
    (struct.get $channel $sent (global.get $channel)))

  ;; for (i in 0 until limit) channel.send(i and 0xffff)
  (func $producer (param $limit i32)
    (local $i i32)
    (loop $next
      (call $send (i32.and (local.get $i) (i32.const 0xffff)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $limit)))))

  ;; var sum = 0L; repeat(limit) { sum = 31 * sum + channel.receive() }; total = sum
  (func $consumer (param $limit i32)
    (local $i i32)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.extend_i32_u (call $receive))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $limit))))
    (global.set $total (local.get $sum)))

  ;; Runs one until it waits for the channel, or to its end.
  (func $go_on (param $k (ref null $cont)) (param $value i32)
    (block $on_received (result (ref $cont))
      (block $on_sent (result (ref $cont))
        (resume $cont (on $sent $on_sent) (on $received $on_received) (local.get $value) (local.get $k))
        (return))
      (local.set $k)
      (struct.set $channel $sender (global.get $channel) (local.get $k))
      (return))
    (local.set $k)
    (struct.set $channel $receiver (global.get $channel) (local.get $k)))

  ;; n values; of all that arrive in order, sum = 31 sum + value
  (func (export "run") (param $n i32) (result i64)
    (local $at i32)
    (call $dispatch (cont.new $cont (ref.func $producer)) (local.get $n))
    (call $dispatch (cont.new $cont (ref.func $consumer)) (local.get $n))
    (loop $next
      (if (i32.ne (global.get $front) (global.get $back))
        (then
          (local.set $at (i32.and (global.get $front) (i32.const 3)))
          (global.set $front (i32.add (global.get $front) (i32.const 1)))
          (call $go_on
            (array.get $ready (global.get $ready) (local.get $at))
            (array.get $values (global.get $values) (local.get $at)))
          (br $next))))
    (global.get $total)))
