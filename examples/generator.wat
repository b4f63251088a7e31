;; A generator: $count suspends with each of 100 numbers; $consume resumes it and prints them, 100 down to 1.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $task (func))
  (type $cont (cont $task))
  (tag $yield (param i32))
  (elem declare func $count)

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
  (func $count
    (local $i i32)
    (local.set $i (i32.const 100))
    (loop $next
      (suspend $yield (local.get $i))
      (local.tee $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $next)))

  (func $consume (param $k (ref $cont))
    (loop $next
      (block $on_yield (result i32 (ref $cont))
        (resume $cont (on $yield $on_yield) (local.get $k))
        (return)) ;; the generator has returned
      (local.set $k)
      (call $print)
      (br $next)))

  (func (export "_start")
    (call $consume (cont.new $cont (ref.func $count)))))
