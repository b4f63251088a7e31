;; Each operation makes a continuation, runs it to a suspension and cancels it there by resume_throw: its own handler
;; catches the exception and it returns the reason.
(module
  (type $task (func (result i32)))
  (type $cont (cont $task))
  (tag $pause)
  (tag $cancelled (param i32))
  (elem declare func $wait)

  (func $wait (result i32)
    (block $caught (result i32)
      (try_table (catch $cancelled $caught)
        (suspend $pause))
      (i32.const 0)))

  ;; 1 + 2 + .. + n
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $sum i64)
    (local $k (ref null $cont))
    (loop $next
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (block $on_pause (result (ref $cont))
        (resume $cont (on $pause $on_pause) (cont.new $cont (ref.func $wait)))
        (unreachable))
      (local.set $k)
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u (resume_throw $cont $cancelled (local.get $i) (local.get $k)))))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
