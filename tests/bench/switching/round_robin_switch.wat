;; A ring of continuations that hand over to each other by `switch`, without a scheduler. `prepare` makes that many
;; (2 or more) and lets each run to its first suspension, so that all are alive; an operation is one switch. Each task
;; keeps the continuation of the one that switched to it.
(module
  (rec
    (type $task (func (param (ref null $cont))))
    (type $cont (cont $task)))
  (type $begin (func (param i32 (ref null $cont))))
  (type $new (cont $begin))
  (tag $yield)
  (tag $stop (result (ref null $cont)))
  (table $tasks 0 (ref null $cont))
  (global $live (mut i32) (i32.const 0))
  (global $left (mut i32) (i32.const 0)) ;; switches
  (global $sum (mut i64) (i64.const 0))
  (elem declare func $work)

  (func $work (param $id i32) (param $from (ref null $cont))
    (local $before i32)
    (local $after i32)
    (local.set $before
      (i32.sub (select (local.get $id) (global.get $live) (local.get $id)) (i32.const 1)))
    (local.set $after (i32.add (local.get $id) (i32.const 1)))
    (if (i32.eq (local.get $after) (global.get $live))
      (then (local.set $after (i32.const 0))))
    (local.set $from (suspend $stop))
    (loop $again
      (if (i32.eqz (ref.is_null (local.get $from)))
        (then (table.set $tasks (local.get $before) (local.get $from))))
      (global.set $sum (i64.add (global.get $sum) (i64.extend_i32_u (local.get $id))))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (if (global.get $left)
        (then (local.set $from (switch $cont $yield (table.get $tasks (local.get $after)))))
        (else (local.set $from (suspend $stop))))
      (br $again)))

  (func $prepare (export "prepare") (param $live i32)
    (local $i i32)
    (if (i32.lt_u (table.size $tasks) (local.get $live))
      (then (drop (table.grow $tasks (ref.null $cont) (i32.sub (local.get $live) (table.size $tasks))))))
    (table.fill $tasks (i32.const 0) (ref.null $cont) (table.size $tasks))
    (global.set $live (local.get $live))
    (loop $next
      (call $go (local.get $i) (cont.bind $new $cont (local.get $i) (cont.new $new (ref.func $work))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $live)))))

  ;; Runs a task until some task stops, and keeps that one as number `last`.
  (func $go (param $last i32) (param $k (ref null $cont))
    (local.get $last)
    (block $on_stop (result (ref $cont))
      (resume $cont (on $yield switch) (on $stop $on_stop) (ref.null $cont) (local.get $k))
      (unreachable))
    (table.set $tasks))

  ;; n rounds: n (0 + 1 + .. + live-1)
  (func (export "run") (param $n i32) (result i64)
    (if (i32.eqz (global.get $live))
      (then (call $prepare (i32.const 100))))
    (global.set $left (i32.mul (local.get $n) (global.get $live)))
    (global.set $sum (i64.const 0))
    (call $go (i32.sub (global.get $live) (i32.const 1)) (table.get $tasks (i32.const 0)))
    (global.get $sum)))
