;; 100 actors in a ring, 10 tokens: an actor waits for a message by suspending, and sends the token, less one, to its
;; neighbour. Messages lie in a queue; the loop delivers each by resuming its actor. An operation is one message.
(module
  (memory 1)
  (type $task (func (param i32)))
  (type $cont (cont $task)) ;; a new actor takes its number, a waiting one its message
  (tag $receive (result i32))
  (table $actors 100 (ref null $cont))
  ;; The queue of messages, a ring of 64: at 8i {actor, message}.
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $sum (mut i64) (i64.const 0))
  (elem declare func $actor)

  (func $send (param $actor i32) (param $message i32)
    (local $at i32)
    (local.set $at (i32.shl (i32.and (global.get $back) (i32.const 63)) (i32.const 3)))
    (i32.store (local.get $at) (local.get $actor))
    (i32.store offset=4 (local.get $at) (local.get $message))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $actor (param $id i32)
    (local $message i32)
    (loop $again
      (local.set $message (suspend $receive))
      (global.set $sum
        (i64.add
          (i64.mul (global.get $sum) (i64.const 31))
          (i64.extend_i32_u (i32.add (local.get $id) (local.get $message)))))
      (if (local.get $message)
        (then
          (call $send
            (i32.rem_u (i32.add (local.get $id) (i32.const 1)) (i32.const 100))
            (i32.sub (local.get $message) (i32.const 1)))))
      (br $again)))

  (func $deliver (param $id i32) (param $message i32)
    (local.get $id)
    (block $on_receive (result (ref $cont))
      (resume $cont (on $receive $on_receive) (local.get $message) (table.get $actors (local.get $id)))
      (unreachable))
    (table.set $actors))

  ;; each token goes n steps; of all messages in order, sum = 31 sum + actor + message
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $at i32)
    (global.set $sum (i64.const 0))
    (loop $start
      (table.set $actors (local.get $i) (cont.new $cont (ref.func $actor)))
      (call $deliver (local.get $i) (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $start (i32.lt_u (local.get $i) (i32.const 100))))
    (local.set $i (i32.const 0))
    (loop $token
      (call $send (i32.mul (local.get $i) (i32.const 10)) (i32.sub (local.get $n) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $token (i32.lt_u (local.get $i) (i32.const 10))))
    (loop $next
      (if (i32.ne (global.get $front) (global.get $back))
        (then
          (local.set $at (i32.shl (i32.and (global.get $front) (i32.const 63)) (i32.const 3)))
          (global.set $front (i32.add (global.get $front) (i32.const 1)))
          (call $deliver (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))
          (br $next))))
    (global.get $sum)))
