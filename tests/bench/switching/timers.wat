;; Asynchronous tasks over a timer queue: 100 tasks sleep again and again, for different times; the event loop takes the
;; earliest timer from a heap and resumes its task. An operation is one sleep.
(module
  (memory 1)
  (type $task (func (param i32 i32)))
  (type $new (cont $task))
  (type $rest (func))
  (type $cont (cont $rest))
  (tag $sleep (param i32))
  (table $sleeping 100 (ref null $cont))
  ;; A heap of timers, the earliest first: entry i, from 1 on, is the i64 at 8i: time * 65,536 + task.
  (global $timers (mut i32) (i32.const 0))
  (global $now (mut i64) (i64.const 0))
  (elem declare func $work)

  (func $at (param $i i32) (result i64)
    (i64.load (i32.shl (local.get $i) (i32.const 3))))
  (func $put (param $i i32) (param $timer i64)
    (i64.store (i32.shl (local.get $i) (i32.const 3)) (local.get $timer)))

  (func $push (param $timer i64)
    (local $i i32)
    (local $above i32)
    (global.set $timers (i32.add (global.get $timers) (i32.const 1)))
    (local.set $i (global.get $timers))
    (block $placed
      (loop $up
        (local.set $above (i32.shr_u (local.get $i) (i32.const 1)))
        (br_if $placed (i32.eqz (local.get $above)))
        (br_if $placed (i64.lt_u (call $at (local.get $above)) (local.get $timer)))
        (call $put (local.get $i) (call $at (local.get $above)))
        (local.set $i (local.get $above))
        (br $up)))
    (call $put (local.get $i) (local.get $timer)))

  (func $pop (result i64)
    (local $first i64)
    (local $last i64)
    (local $i i32)
    (local $below i32)
    (local.set $first (call $at (i32.const 1)))
    (local.set $last (call $at (global.get $timers)))
    (global.set $timers (i32.sub (global.get $timers) (i32.const 1)))
    (local.set $i (i32.const 1))
    (block $placed
      (loop $down
        (local.set $below (i32.shl (local.get $i) (i32.const 1)))
        (br_if $placed (i32.gt_u (local.get $below) (global.get $timers)))
        (if (i32.lt_u (local.get $below) (global.get $timers))
          (then
            (local.set $below
              (i32.add
                (local.get $below)
                (i64.lt_u
                  (call $at (i32.add (local.get $below) (i32.const 1)))
                  (call $at (local.get $below)))))))
        (br_if $placed (i64.lt_u (local.get $last) (call $at (local.get $below))))
        (call $put (local.get $i) (call $at (local.get $below)))
        (local.set $i (local.get $below))
        (br $down)))
    (call $put (local.get $i) (local.get $last))
    (local.get $first))

  ;; Sleeps `steps` times, for 1 to 97 units.
  (func $work (param $id i32) (param $steps i32)
    (loop $again
      (suspend $sleep
        (i32.add
          (i32.const 1)
          (i32.rem_u
            (i32.add (i32.mul (local.get $id) (i32.const 7)) (i32.mul (local.get $steps) (i32.const 13)))
            (i32.const 97))))
      (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))
      (br_if $again)))

  (func $go_on (param $id i32) (param $k (ref null $cont))
    (local $time i32)
    (block $on_sleep (result i32 (ref $cont))
      (resume $cont (on $sleep $on_sleep) (local.get $k))
      (return)) ;; the task is done
    (local.set $k)
    (local.set $time)
    (table.set $sleeping (local.get $id) (local.get $k))
    (call $push
      (i64.or
        (i64.shl (i64.add (global.get $now) (i64.extend_i32_u (local.get $time))) (i64.const 16))
        (i64.extend_i32_u (local.get $id)))))

  ;; of all timers in the order in which they go off, sum = 31 sum + task + time
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (local $timer i64)
    (local $id i32)
    (global.set $now (i64.const 0))
    (loop $start
      (call $go_on
        (local.get $id)
        (cont.bind $new $cont (local.get $id) (local.get $n) (cont.new $new (ref.func $work))))
      (local.set $id (i32.add (local.get $id) (i32.const 1)))
      (br_if $start (i32.lt_u (local.get $id) (i32.const 100))))
    (loop $next
      (if (global.get $timers)
        (then
          (local.set $timer (call $pop))
          (global.set $now (i64.shr_u (local.get $timer) (i64.const 16)))
          (local.set $id (i32.and (i32.wrap_i64 (local.get $timer)) (i32.const 65535)))
          (local.set $sum
            (i64.add
              (i64.mul (local.get $sum) (i64.const 31))
              (i64.add (i64.extend_i32_u (local.get $id)) (global.get $now))))
          (call $go_on (local.get $id) (table.get $sleeping (local.get $id)))
          (br $next))))
    (local.get $sum)))
