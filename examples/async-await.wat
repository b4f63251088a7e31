;; Async functions on two tags. (suspend $async task) starts a task and gives a promise; (suspend $await promise) gives the promise's value, later if
;; need be. Two downloads run in turns; the main task prints the sum of what they return.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $task (func (result i32)))
  (type $fresh (cont $task))
  (type $continue (func (param i32) (result i32)))
  (type $paused (cont $continue)) ;; a task that waits for an i32
  (tag $async (param (ref $fresh)) (result i32))
  (tag $await (param i32) (result i32))

  ;; Promise p: memory 1024 + 12p holds {done, value, promise of the task that waits}; $waiting[p] is that task.
  (global $promises (mut i32) (i32.const 0))
  (table $waiting 64 (ref null $paused))
  ;; Ready tasks: $ready[i & 63], memory 4096 + 8i holds {value to resume with, promise of the task}.
  (table $ready 64 (ref null $paused))
  (global $front (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (elem declare func $main $download_a $download_b)

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
  (func $promise_at (param $p i32) (result i32)
    (i32.add (i32.const 1024) (i32.mul (local.get $p) (i32.const 12))))

  (func $new_promise (result i32)
    (global.get $promises)
    (global.set $promises (i32.add (global.get $promises) (i32.const 1))))

  (func $make_ready (param $k (ref $paused)) (param $value i32) (param $promise i32)
    (local $slot i32)
    (local.set $slot (i32.and (global.get $back) (i32.const 63)))
    (table.set $ready (local.get $slot) (local.get $k))
    (i32.store offset=4096 (i32.shl (local.get $slot) (i32.const 3)) (local.get $value))
    (i32.store offset=4100 (i32.shl (local.get $slot) (i32.const 3)) (local.get $promise))
    (global.set $back (i32.add (global.get $back) (i32.const 1))))

  (func $fulfil (param $value i32) (param $promise i32)
    (local $at i32)
    (local.set $at (call $promise_at (local.get $promise)))
    (i32.store (local.get $at) (i32.const 1))
    (i32.store offset=4 (local.get $at) (local.get $value))
    (block $nobody
      (br_on_null $nobody (table.get $waiting (local.get $promise)))
      (call $make_ready (local.get $value) (i32.load offset=8 (local.get $at)))))

  (func $on_await (param $awaited i32) (param $k (ref $paused)) (param $promise i32)
    (local $at i32)
    (local.set $at (call $promise_at (local.get $awaited)))
    (if (i32.load (local.get $at))
      (then (call $make_ready (local.get $k) (i32.load offset=4 (local.get $at)) (local.get $promise)))
      (else
        (i32.store offset=8 (local.get $at) (local.get $promise))
        (table.set $waiting (local.get $awaited) (local.get $k)))))

  (func $on_async (param $task (ref $fresh)) (param $k (ref $paused)) (param $promise i32)
    (local $started i32)
    (local.set $started (call $new_promise))
    (call $start (local.get $task) (local.get $started))
    (call $make_ready (local.get $k) (local.get $started) (local.get $promise)))

  ;; Runs a new task up to its first suspension, or to its end.
  (func $start (param $task (ref $fresh)) (param $promise i32)
    (block $awaits (result i32 (ref $paused))
      (block $starts (result (ref $fresh) (ref $paused))
        (resume $fresh (on $await $awaits) (on $async $starts) (local.get $task))
        (call $fulfil (local.get $promise))
        (return))
      (call $on_async (local.get $promise))
      (return))
    (call $on_await (local.get $promise)))

  (func $go_on (param $k (ref $paused)) (param $value i32) (param $promise i32)
    (block $awaits (result i32 (ref $paused))
      (block $starts (result (ref $fresh) (ref $paused))
        (resume $paused (on $await $awaits) (on $async $starts) (local.get $value) (local.get $k))
        (call $fulfil (local.get $promise))
        (return))
      (call $on_async (local.get $promise))
      (return))
    (call $on_await (local.get $promise)))

  (func $event_loop
    (local $slot i32)
    (loop $next
      (if (i32.ne (global.get $front) (global.get $back))
        (then
          (local.set $slot (i32.and (global.get $front) (i32.const 63)))
          (global.set $front (i32.add (global.get $front) (i32.const 1)))
          (call $go_on
            (ref.as_non_null (table.get $ready (local.get $slot)))
            (i32.load offset=4096 (i32.shl (local.get $slot) (i32.const 3)))
            (i32.load offset=4100 (i32.shl (local.get $slot) (i32.const 3))))
          (br $next)))))

  ;; Promise 0 is fulfilled from the start: awaiting it lets the others run.
  (func $pause
    (drop (suspend $await (i32.const 0))))

  (func $download_a (result i32)
    (call $print (i32.const 11))
    (call $pause)
    (call $print (i32.const 12))
    (call $pause)
    (call $print (i32.const 13))
    (i32.const 100))

  (func $download_b (result i32)
    (call $print (i32.const 21))
    (call $pause)
    (call $print (i32.const 22))
    (i32.const 200))

  (func $main (result i32)
    (local $a i32)
    (local $b i32)
    (local.set $a (suspend $async (cont.new $fresh (ref.func $download_a))))
    (local.set $b (suspend $async (cont.new $fresh (ref.func $download_b))))
    (call $print (i32.const 1))
    (call $print (i32.add (suspend $await (local.get $a)) (suspend $await (local.get $b))))
    (i32.const 0))

  (func (export "_start")
    (call $fulfil (i32.const 0) (call $new_promise))
    (call $start (cont.new $fresh (ref.func $main)) (call $new_promise))
    (call $event_loop)))
