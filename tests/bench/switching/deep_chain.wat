;; A chain of 1,000 continuations, each resumed by the one before it, then all return. An operation is one link: made,
;; entered and left, while the chain above it stands.
(module
  (type $task (func (param i32) (result i32)))
  (type $cont (cont $task))
  (elem declare func $link)

  (func $link (param $below i32) (result i32)
    (if (i32.eqz (local.get $below))
      (then (return (i32.const 1))))
    (i32.add
      (i32.const 1)
      (resume $cont
        (i32.sub (local.get $below) (i32.const 1))
        (cont.new $cont (ref.func $link)))))

  ;; 1,000 n
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u (resume $cont (i32.const 999) (cont.new $cont (ref.func $link))))))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (local.get $sum)))
