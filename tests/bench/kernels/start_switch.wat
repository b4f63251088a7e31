;; startCoroutine by stack switching, of a function that might suspend but does not: a continuation is made, entered and
;; returns. Its counterpart is start_machine.wat. An operation is one coroutine, from creation to end.
(module
  (type $task (func (param i32) (result i32)))
  (type $new (cont $task))
  (type $rest (func (result i32)))
  (type $cont (cont $rest))
  (tag $pause)
  (elem declare func $work)

  ;; suspend fun work(x: Int): Int { if (x < 0) pause(); return x + 1 }
  (func $work (param $x i32) (result i32)
    (if (i32.lt_s (local.get $x) (i32.const 0))
      (then (suspend $pause)))
    (i32.add (local.get $x) (i32.const 1)))

  (func $start (param $x i32) (result i32)
    (block $on_pause (result (ref $cont))
      (return (resume $new (on $pause $on_pause) (local.get $x) (cont.new $new (ref.func $work)))))
    (unreachable))

  ;; the sum of the results
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u (call $start (i32.and (local.get $i) (i32.const 0xffff))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
