;; Three nested continuations, and a division by zero in the innermost: the trap's backtrace shows every boundary up to the host.
(module
  (type $task (func))
  (type $cont (cont $task))
  (tag $never)
  (elem declare func $outer $middle $inner)

  (func $divide (param $a i32) (param $b i32) (result i32)
    (i32.div_s (local.get $a) (local.get $b)))

  (func $inner
    (drop (call $divide (i32.const 1) (i32.const 0))))

  (func $middle
    (resume $cont (cont.new $cont (ref.func $inner))))

  (func $outer
    (block $on_never (result (ref $cont))
      (resume $cont (on $never $on_never) (cont.new $cont (ref.func $middle)))
      (return))
    (drop))

  (func (export "_start")
    (resume $cont (cont.new $cont (ref.func $outer)))))
