;; A generator and its consumer: each operation is one resume and one suspension that carries an i32.
(module
  (type $task (func))
  (type $cont (cont $task))
  (tag $yield (param i32))
  (elem declare func $count)

  (func $count
    (local $i i32)
    (loop $next
      (suspend $yield (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))

  ;; 0 + 1 + .. + n-1
  (func (export "run") (param $n i32) (result i64)
    (local $k (ref null $cont))
    (local $sum i64)
    (local $value i32)
    (local.set $k (cont.new $cont (ref.func $count)))
    (loop $next
      (block $on_yield (result i32 (ref $cont))
        (resume $cont (on $yield $on_yield) (local.get $k))
        (unreachable))
      (local.set $k)
      (local.set $value)
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $value))))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (local.get $sum)))
