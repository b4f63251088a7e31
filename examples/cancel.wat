;; Cancellation: after three values the consumer ends the generator by resume_throw. The generator's handler sees the exception at its
;; suspension, cleans up (prints 999) and lets it go on to the consumer.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $task (func))
  (type $cont (cont $task))
  (tag $yield (param i32))
  (tag $cancelled (param i32))
  (elem declare func $numbers)

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
  (func $numbers
    (local $i i32)
    (block $clean (result exnref)
      (try_table (catch_all_ref $clean)
        (loop $forever
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (suspend $yield (i32.mul (local.get $i) (local.get $i)))
          (br $forever)))
      (unreachable))
    (call $print (i32.const 999))
    (throw_ref))

  (func $take (param $k (ref $cont)) (param $wanted i32)
    (loop $next
      (block $on_yield (result i32 (ref $cont))
        (resume $cont (on $yield $on_yield) (local.get $k))
        (return))
      (local.set $k)
      (call $print)
      (local.tee $wanted (i32.sub (local.get $wanted) (i32.const 1)))
      (br_if $next))
    (resume_throw $cont $cancelled (i32.const 7) (local.get $k)))

  (func (export "_start")
    (block $caught (result i32)
      (try_table (catch $cancelled $caught)
        (call $take (cont.new $cont (ref.func $numbers)) (i32.const 3)))
      (return))
    (call $print))) ;; 7: the reason
