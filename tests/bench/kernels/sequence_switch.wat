;; A sequence read through its iterator, by stack switching: the block is a continuation that suspends with each value.
;; Its counterpart is sequence_machine.wat; the iterator's protocol is the same. An operation is one element.
(module
  (type $block (func (param i32)))
  (type $new (cont $block))
  (type $rest (func))
  (type $cont (cont $rest))
  (tag $yield (param i32))
  ;; The value, and who goes on when it has been taken. States: 0 to be asked, 1 holds a value, 2 at the end.
  (type $iterator
    (struct
      (field $state (mut i32))
      (field $value (mut i32))
      (field $next_step (mut (ref null $cont)))))
  (elem declare func $squares_block)

  ;; for (i in 0 until limit) yield(i * i and 0xffff)
  (func $squares_block (param $limit i32)
    (local $i i32)
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $limit))
        (then
          (suspend $yield (i32.and (i32.mul (local.get $i) (local.get $i)) (i32.const 0xffff)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))))

  (func $squares (param $limit i32) (result (ref $iterator))
    (struct.new $iterator
      (i32.const 0)
      (i32.const 0)
      (cont.bind $new $cont (local.get $limit) (cont.new $new (ref.func $squares_block)))))

  (func $has_next (param $iterator (ref $iterator)) (result i32)
    (local $step (ref null $cont))
    (local $value i32)
    (if (i32.eqz (struct.get $iterator $state (local.get $iterator)))
      (then
        (block $at_end
          (block $on_yield (result i32 (ref $cont))
            (resume $cont (on $yield $on_yield) (struct.get $iterator $next_step (local.get $iterator)))
            (struct.set $iterator $state (local.get $iterator) (i32.const 2))
            (br $at_end))
          (local.set $step)
          (local.set $value)
          (struct.set $iterator $value (local.get $iterator) (local.get $value))
          (struct.set $iterator $state (local.get $iterator) (i32.const 1))
          (struct.set $iterator $next_step (local.get $iterator) (local.get $step)))))
    (i32.eq (struct.get $iterator $state (local.get $iterator)) (i32.const 1)))

  (func $next (param $iterator (ref $iterator)) (result i32)
    (if (i32.eqz (call $has_next (local.get $iterator)))
      (then (unreachable)))
    (struct.set $iterator $state (local.get $iterator) (i32.const 0))
    (struct.get $iterator $value (local.get $iterator)))

  ;; the sum of the elements
  (func (export "run") (param $n i32) (result i64)
    (local $iterator (ref $iterator))
    (local $sum i64)
    (local.set $iterator (call $squares (local.get $n)))
    (loop $next
      (if (call $has_next (local.get $iterator))
        (then
          (local.set $sum
            (i64.add (local.get $sum) (i64.extend_i32_u (call $next (local.get $iterator)))))
          (br $next))))
    (local.get $sum)))
