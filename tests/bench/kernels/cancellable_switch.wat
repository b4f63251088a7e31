;; Cancellable suspension by stack switching: each suspension has an object with a state that says who was first, the
;; resumption or the cancellation, and the continuation; a cancellation is a resume_throw, which the coroutine catches.
;; One of 16 resumptions is a cancellation, which ends the coroutine; a new one takes its place. Its counterpart is
;; cancellable_machine.wat. An operation is one resumption.
(module
  (type $task (func))
  (type $new (cont $task))
  (type $rest (func (param i32)))
  (type $cont (cont $rest))
  (tag $await (result i32))
  (tag $cancellation)
  ;; States: 0 active, 1 resumed, 2 cancelled.
  (type $cancellable (struct (field $state (mut i32)) (field $delegate (ref $cont))))
  (global $waiting (mut (ref null $cancellable)) (ref.null $cancellable))
  (global $cleaned (mut i64) (i64.const 0))
  (elem declare func $body)

  (func $wait (param $k (ref $cont))
    (global.set $waiting (struct.new $cancellable (i32.const 0) (local.get $k))))

  (func $resume (param $cancellable (ref $cancellable)) (param $value i32)
    (if (struct.get $cancellable $state (local.get $cancellable))
      (then (return)))
    (struct.set $cancellable $state (local.get $cancellable) (i32.const 1))
    (block $on_await (result (ref $cont))
      (resume $cont (on $await $on_await)
        (local.get $value)
        (struct.get $cancellable $delegate (local.get $cancellable)))
      (return))
    (call $wait))

  (func $cancel (param $cancellable (ref $cancellable))
    (if (struct.get $cancellable $state (local.get $cancellable))
      (then (return)))
    (struct.set $cancellable $state (local.get $cancellable) (i32.const 2))
    (block $on_await (result (ref $cont))
      (resume_throw $cont $cancellation (on $await $on_await)
        (struct.get $cancellable $delegate (local.get $cancellable)))
      (return))
    (call $wait))

  ;; var sum = 0L; try { while (true) sum += await() } catch (e: CancellationException) { cleaned += sum }
  (func $body
    (local $sum i64)
    (block $caught
      (try_table (catch $cancellation $caught)
        (loop $next
          (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (suspend $await))))
          (br $next))))
    (global.set $cleaned (i64.add (global.get $cleaned) (local.get $sum))))

  (func $start
    (block $on_await (result (ref $cont))
      (resume $new (on $await $on_await) (cont.new $new (ref.func $body)))
      (return))
    (call $wait))

  ;; a million times the number of cancellations, and all sums
  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (local $cancelled i64)
    (global.set $cleaned (i64.const 0))
    (call $start)
    (loop $next
      (if (i32.eq (i32.and (local.get $i) (i32.const 15)) (i32.const 15))
        (then
          (call $cancel (ref.as_non_null (global.get $waiting)))
          (local.set $cancelled (i64.add (local.get $cancelled) (i64.const 1)))
          (call $start))
        (else
          (call $resume
            (ref.as_non_null (global.get $waiting))
            (i32.and (local.get $i) (i32.const 0xff)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (call $cancel (ref.as_non_null (global.get $waiting)))
    (i64.add
      (i64.mul (i64.add (local.get $cancelled) (i64.const 1)) (i64.const 1000000))
      (global.get $cleaned))))
