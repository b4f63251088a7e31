;; Nested handlers: $worker suspends on two tags; the inner handler, $with_log, answers $log only, so $ask passes it by and reaches the outer one,
;; $with_answers. What the outer handler resumes is the worker together with the inner handler.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $task (func))
  (type $cont (cont $task))
  (type $answer (func (param i32)))
  (type $asking (cont $answer))
  (tag $log (param i32))
  (tag $ask (result i32))
  (elem declare func $worker $with_log)

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
  (func $worker
    (suspend $log (i32.const 1))
    (suspend $log (suspend $ask))
    (suspend $log (i32.add (suspend $ask) (suspend $ask)))
    (suspend $log (i32.const 2)))

  (func $with_log
    (local $k (ref null $cont))
    (local.set $k (cont.new $cont (ref.func $worker)))
    (loop $next
      (block $on_log (result i32 (ref $cont))
        (resume $cont (on $log $on_log) (local.get $k))
        (return))
      (local.set $k)
      (call $print)
      (br $next)))

  (func $with_answers
    (local $answer i32)
    (local $k (ref null $asking))
    (local.set $answer (i32.const 1000))
    (block $on_ask (result (ref $asking))
      (resume $cont (on $ask $on_ask) (cont.new $cont (ref.func $with_log)))
      (return))
    (loop $next (param (ref $asking))
      (local.set $k)
      (local.set $answer (i32.add (local.get $answer) (i32.const 1)))
      (block $on_ask (result (ref $asking))
        (resume $asking (on $ask $on_ask) (local.get $answer) (local.get $k))
        (return))
      (br $next)))

  (func (export "_start")
    (call $with_answers)))
