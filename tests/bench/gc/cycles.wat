;; Graphs with cycles: rings of 64 nodes linked both ways, with an edge across from each node; the last 32 rings live,
;; and three of four refer to the ring before them. An operation is one node: made, linked, visited, collected.
(module
  (type $node
    (struct
      (field $value i32)
      (field $next (mut (ref null $node)))
      (field $previous (mut (ref null $node)))
      (field $across (mut (ref null $node)))))
  (type $rings (array (mut (ref null $node))))

  ;; A ring of nodes first .. first + 63; each refers across to one that was made before it.
  (func $ring (param $first i32) (result (ref $node))
    (local $head (ref $node))
    (local $last (ref $node))
    (local $node (ref $node))
    (local $across (ref null $node))
    (local $i i32)
    (local.set $head
      (struct.new $node (local.get $first) (ref.null $node) (ref.null $node) (ref.null $node)))
    (local.set $last (local.get $head))
    (local.set $across (local.get $head))
    (local.set $i (i32.const 1))
    (loop $next
      (local.set $node
        (struct.new $node
          (i32.add (local.get $first) (local.get $i))
          (ref.null $node)
          (local.get $last)
          (local.get $across)))
      (struct.set $node $next (local.get $last) (local.get $node))
      ;; every second time the edge across moves on by one
      (if (i32.and (local.get $i) (i32.const 1))
        (then (local.set $across (struct.get $node $next (local.get $across)))))
      (local.set $last (local.get $node))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 64))))
    (struct.set $node $next (local.get $last) (local.get $head))
    (struct.set $node $previous (local.get $head) (local.get $last))
    (local.get $head))

  ;; value * value across, added up along the ring; nodes without an edge across count 1 there
  (func $weight (param $head (ref null $node)) (result i64)
    (local $node (ref null $node))
    (local $across (ref null $node))
    (local $sum i64)
    (local.set $node (local.get $head))
    (loop $next
      (local.set $across (struct.get $node $across (local.get $node)))
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.mul
            (i64.extend_i32_u (struct.get $node $value (local.get $node)))
            (if (result i64) (ref.is_null (local.get $across))
              (then (i64.const 1))
              (else (i64.extend_i32_u (struct.get $node $value (local.get $across))))))))
      (local.set $node (struct.get $node $next (local.get $node)))
      (br_if $next (i32.eqz (ref.eq (local.get $node) (local.get $head)))))
    (local.get $sum))

  ;; n rings: their weights, where the head of three in four refers across to the ring before
  (func (export "run") (param $n i32) (result i64)
    (local $rings (ref $rings))
    (local $ring (ref $node))
    (local $i i32)
    (local $sum i64)
    (local.set $rings (array.new_default $rings (i32.const 32)))
    (loop $next
      (local.set $ring (call $ring (i32.and (local.get $i) (i32.const 0xffff))))
      (if (i32.and (local.get $i) (i32.const 3))
        (then
          (struct.set $node $across
            (local.get $ring)
            (array.get $rings
              (local.get $rings)
              (i32.and (i32.sub (local.get $i) (i32.const 1)) (i32.const 31))))))
      (array.set $rings (local.get $rings) (i32.and (local.get $i) (i32.const 31)) (local.get $ring))
      (local.set $sum (i64.add (local.get $sum) (call $weight (local.get $ring))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
