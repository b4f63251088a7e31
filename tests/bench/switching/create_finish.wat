;; Each operation makes a continuation, runs it and sees it return: it never suspends.
(module
  (type $task (func (param i32) (result i32)))
  (type $cont (cont $task))
  (elem declare func $successor)

  (func $successor (param $x i32) (result i32)
    (i32.add (local.get $x) (i32.const 1)))

  ;; 1 + 2 + .. + n
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u (resume $cont (local.get $i) (cont.new $cont (ref.func $successor))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
