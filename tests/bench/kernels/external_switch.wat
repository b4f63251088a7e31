;; Resumption from outside, by stack switching: 64 continuations wait in a queue; each event takes the first, resumes
;; it, and it waits again at the end. Its counterpart is external_machine.wat; that a continuation is not resumed twice
;; needs no object here, the engine sees to it. An operation is one event.
(module
  (type $task (func))
  (type $new (cont $task))
  (type $rest (func (param i32)))
  (type $cont (cont $rest))
  (tag $await (result i32))
  (type $queue (array (mut (ref null $cont))))
  (global $queue (mut (ref null $queue)) (ref.null $queue)) ;; a ring of 64
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $waiter)

  ;; var sum = 0L; while (true) { val value = await(); if (value == 0) break; sum = 3 * sum + value }; total += sum
  (func $waiter
    (local $sum i64)
    (local $number i32)
    (loop $next
      (local.set $number (suspend $await))
      (if (local.get $number)
        (then
          (local.set $sum
            (i64.add (i64.mul (local.get $sum) (i64.const 3)) (i64.extend_i32_u (local.get $number))))
          (br $next))))
    (global.set $total (i64.add (global.get $total) (local.get $sum))))

  (func $wait (param $k (ref $cont))
    (array.set $queue (global.get $queue) (i32.and (global.get $back) (i32.const 63)) (local.get $k))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $start
    (block $on_await (result (ref $cont))
      (resume $new (on $await $on_await) (cont.new $new (ref.func $waiter)))
      (return))
    (call $wait))

  (func $event (param $value i32)
    (local $at i32)
    (local.set $at (i32.and (global.get $front) (i32.const 63)))
    (global.set $front (i32.add (global.get $front) (i32.const 1)))
    (block $on_await (result (ref $cont))
      (resume $cont (on $await $on_await)
        (local.get $value)
        (array.get $queue (global.get $queue) (local.get $at)))
      (return))
    (call $wait))

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
