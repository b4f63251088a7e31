;; createCoroutine by stack switching: a continuation with its argument bound. The last 16 are kept and, at the end,
;; started; the others die unstarted, and their collection is part of the price. Its counterpart is create_machine.wat.
;; An operation is one creation.
(module
  (type $task (func (param i32) (result i32)))
  (type $new (cont $task))
  (type $bound (func (result i32)))
  (type $cont (cont $bound))
  (tag $pause)
  (type $kept (array (mut (ref null $cont))))
  (elem declare func $work)

  ;; suspend fun work(x: Int): Int { if (x < 0) pause(); return x + 1 }
  (func $work (param $x i32) (result i32)
    (if (i32.lt_s (local.get $x) (i32.const 0))
      (then (suspend $pause)))
    (i32.add (local.get $x) (i32.const 1)))

  (func $new_work (param $x i32) (result (ref $cont))
    (cont.bind $new $cont (local.get $x) (cont.new $new (ref.func $work))))

  ;; the sum of what the last 16 return
  (func (export "run") (param $n i32) (result i64)
    (local $kept (ref $kept))
    (local $i i32)
    (local $sum i64)
    (local.set $kept (array.new_default $kept (i32.const 16)))
    (loop $next
      (array.set $kept
        (local.get $kept)
        (i32.and (local.get $i) (i32.const 15))
        (call $new_work (i32.and (local.get $i) (i32.const 0xffff))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $start
      (block $none
        (local.set $sum
          (i64.add
            (local.get $sum)
            (i64.extend_i32_u
              (resume $cont (br_on_null $none (array.get $kept (local.get $kept) (local.get $i))))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $start (i32.lt_u (local.get $i) (i32.const 16))))
    (local.get $sum)))
