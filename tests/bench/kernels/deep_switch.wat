;; A chain of 32 suspending calls, by stack switching: they are plain calls in one continuation, which the bottom one
;; suspends as a whole. Its counterpart is deep_machine.wat. An operation is one level of a chain.
(module
  (type $task (func (param i32)))
  (type $cont (cont $task)) ;; new: takes the number of rounds; waiting: takes its answer
  (tag $await (result i32))
  (global $waiting (mut (ref null $cont)) (ref.null $cont))
  (global $total (mut i64) (i64.const 0))
  (elem declare func $body)

  (func $descend (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth))
      (then (return (suspend $await))))
    (i32.add (call $descend (i32.sub (local.get $depth) (i32.const 1))) (local.get $depth)))

  (func $body (param $left i32)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $descend (i32.const 32)))))
      (local.tee $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $next))
    (global.set $total (local.get $sum)))

  (func $go_on (param $k (ref null $cont)) (param $value i32)
    (block $on_await (result (ref $cont))
      (resume $cont (on $await $on_await) (local.get $value) (local.get $k))
      (return))
    (global.set $waiting))

  ;; The i-th suspension is answered with i, modulo 65,536.
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (call $go_on (cont.new $cont (ref.func $body)) (local.get $n))
    (loop $next
      (call $go_on (global.get $waiting) (i32.and (local.get $i) (i32.const 0xffff)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (global.get $total)))
