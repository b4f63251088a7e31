;; The round-robin scheduler with switch: a task hands over to the next one directly; the scheduler is entered again only when a task ends.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (rec
    (type $task (func (param (ref null $cont)))) ;; takes the continuation that switched to it
    (type $cont (cont $task)))
  (tag $yield)
  (table $queue 16 (ref null $cont)) ;; a ring
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (elem declare func $one $two $three)

  ;; Prints a number and a newline. Memory: 0..7 an iovec, 8..11 the count of written bytes, 16..31 digits.
  (func $print (param $n i32)
    (local $at i32)
    (local.set $at (i32.const 31))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
      (br_if $digit (local.get $n)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 32) (local.get $at)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $enqueue (param $k (ref null $cont))
    (if (ref.is_null (local.get $k))
      (then (return)))
    (table.set $queue (i32.and (global.get $back) (i32.const 15)) (local.get $k))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $dequeue (result (ref null $cont))
    (local $at i32)
    (if (i32.eq (global.get $front) (global.get $back))
      (then (return (ref.null $cont))))
    (local.set $at (i32.and (global.get $front) (i32.const 15)))
    (global.set $front (i32.add (global.get $front) (i32.const 1)))
    (table.get $queue (local.get $at)))

  ;; Goes on with the next task, or returns at once when there is none.
  (func $yield_to_next
    (block $alone
      (br_on_null $alone (call $dequeue))
      (switch $cont $yield)
      (call $enqueue))) ;; whoever switched back to us

  (func $work (param $id i32) (param $rounds i32)
    (loop $again
      (call $print (local.get $id))
      (call $yield_to_next)
      (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again)))

  (func $one (type $task) (param $from (ref null $cont))
    (call $enqueue (local.get $from))
    (call $work (i32.const 1) (i32.const 3)))
  (func $two (type $task) (param $from (ref null $cont))
    (call $enqueue (local.get $from))
    (call $work (i32.const 2) (i32.const 1)))
  (func $three (type $task) (param $from (ref null $cont))
    (call $enqueue (local.get $from))
    (call $work (i32.const 3) (i32.const 2)))

  (func $schedule
    (local $k (ref null $cont))
    (block $empty
      (loop $next
        (local.set $k (call $dequeue))
        (br_if $empty (ref.is_null (local.get $k)))
        (resume $cont (on $yield switch) (ref.null $cont) (local.get $k))
        (br $next))))

  (func (export "_start")
    (call $enqueue (cont.new $cont (ref.func $one)))
    (call $enqueue (cont.new $cont (ref.func $two)))
    (call $enqueue (cont.new $cont (ref.func $three)))
    (call $schedule)))
