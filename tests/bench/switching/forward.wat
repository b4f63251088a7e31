;; A suspension that passes handlers for another tag before it reaches its own, and the resumption that puts the whole
;; chain back. `prepare` makes the chain of that many handlers; an operation is one round trip.
(module
  (type $task (func (param i32) (result i32)))
  (type $cont (cont $task))
  (tag $ask (param i32) (result i32))
  (tag $other (param i32) (result i32))
  (global $layers (mut i32) (i32.const 0)) ;; still to make
  (global $chain (mut (ref null $cont)) (ref.null $cont))
  (elem declare func $layer)

  (func $echo (param $x i32) (result i32)
    (loop $again
      (local.set $x (suspend $ask (i32.add (local.get $x) (i32.const 1))))
      (br $again))
    (unreachable))

  (func $layer (param $x i32) (result i32)
    (if (i32.eqz (global.get $layers))
      (then (return (call $echo (local.get $x)))))
    (global.set $layers (i32.sub (global.get $layers) (i32.const 1)))
    (block $on_other (result i32 (ref $cont))
      (return (resume $cont (on $other $on_other) (local.get $x) (cont.new $cont (ref.func $layer)))))
    (unreachable))

  ;; Sends x to the innermost function and gives its answer.
  (func $ask_chain (param $x i32) (result i32)
    (block $on_ask (result i32 (ref $cont))
      (resume $cont (on $ask $on_ask) (local.get $x) (global.get $chain))
      (unreachable))
    (global.set $chain))

  (func $prepare (export "prepare") (param $handlers i32)
    (global.set $layers (local.get $handlers))
    (global.set $chain (cont.new $cont (ref.func $layer)))
    (drop (call $ask_chain (i32.const 0))))

  ;; 1 + 2 + .. + n
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (if (ref.is_null (global.get $chain))
      (then (call $prepare (i32.const 10))))
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $ask_chain (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
