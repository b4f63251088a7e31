;; Many continuations of two functions, suspended in two places. $run returns how many it made.
(module
  (type $task (func))
  (type $cont (cont $task))
  (tag $left)
  (tag $right)
  (table $waiting 100000 (ref null $cont))
  (elem declare func $worker)
  (global $made (mut i32) (i32.const 0))

  (func $worker
    (local $number i32)
    (local.set $number (global.get $made))
    (if (i32.rem_u (local.get $number) (i32.const 4))
      (then
        (suspend $left))
      (else
        (suspend $right))))

  (func $start
    (local $k (ref null $cont))
    (block $on_left (result (ref $cont))
      (block $on_right (result (ref $cont))
        (resume $cont (on $left $on_left) (on $right $on_right) (cont.new $cont (ref.func $worker)))
        (return)))
    (local.set $k)
    (table.set $waiting (global.get $made) (local.get $k)))

  (func (export "run") (param $count i32) (result i32)
    (loop $next
      (call $start)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (br_if $next (i32.lt_u (global.get $made) (local.get $count))))
    (global.get $made)))
