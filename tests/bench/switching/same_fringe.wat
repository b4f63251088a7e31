;; Same fringe: two trees of different shape are compared leaf by leaf, each walked by a recursion in a continuation of
;; its own. Every second comparison is of a tree that differs in its last leaf. 256 leaves; an operation is one leaf of
;; both.
(module
  (type $node (struct (field $left (ref null $node)) (field $value i32) (field $right (ref null $node))))
  (type $task (func (param (ref null $node))))
  (type $new (cont $task))
  (type $rest (func))
  (type $cont (cont $rest))
  (tag $leaf (param i32))
  (global $balanced (mut (ref null $node)) (ref.null $node))
  (global $leaning (mut (ref null $node)) (ref.null $node))
  (global $different (mut (ref null $node)) (ref.null $node))
  (global $compared (mut i64) (i64.const 0))
  (elem declare func $walk)
  (start $make)

  (func $new_leaf (param $value i32) (result (ref $node))
    (struct.new $node (ref.null $node) (local.get $value) (ref.null $node)))

  ;; leaves from .. to-1
  (func $make_balanced (param $from i32) (param $to i32) (result (ref $node))
    (local $middle i32)
    (if (i32.eq (i32.sub (local.get $to) (local.get $from)) (i32.const 1))
      (then (return (call $new_leaf (local.get $from)))))
    (local.set $middle (i32.shr_u (i32.add (local.get $from) (local.get $to)) (i32.const 1)))
    (struct.new $node
      (call $make_balanced (local.get $from) (local.get $middle))
      (i32.const -1)
      (call $make_balanced (local.get $middle) (local.get $to))))

  ;; leaves 0 .. 254 and `last`, as a tree that leans to the left
  (func $make_leaning (param $last i32) (result (ref $node))
    (local $tree (ref null $node))
    (local $i i32)
    (local.set $tree (call $new_leaf (i32.const 0)))
    (loop $next
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (if (i32.lt_u (local.get $i) (i32.const 255))
        (then
          (local.set $tree
            (struct.new $node (local.get $tree) (i32.const -1) (call $new_leaf (local.get $i))))
          (br $next))))
    (struct.new $node (local.get $tree) (i32.const -1) (call $new_leaf (local.get $last))))

  (func $make
    (global.set $balanced (call $make_balanced (i32.const 0) (i32.const 256)))
    (global.set $leaning (call $make_leaning (i32.const 255)))
    (global.set $different (call $make_leaning (i32.const 1000))))

  (func $walk (param $tree (ref null $node))
    (if (ref.is_null (struct.get $node $left (local.get $tree)))
      (then
        (suspend $leaf (struct.get $node $value (local.get $tree)))
        (return)))
    (call $walk (struct.get $node $left (local.get $tree)))
    (call $walk (struct.get $node $right (local.get $tree))))

  ;; The next leaf and how to go on, or -1 and null at the end.
  (func $next (param $k (ref null $cont)) (result i32 (ref null $cont))
    (block $on_leaf (result i32 (ref $cont))
      (resume $cont (on $leaf $on_leaf) (local.get $k))
      (return (i32.const -1) (ref.null $cont))))

  (func $walker (param $tree (ref null $node)) (result (ref $cont))
    (cont.bind $new $cont (local.get $tree) (cont.new $new (ref.func $walk))))

  (func $same (param $a (ref null $cont)) (param $b (ref null $cont)) (result i32)
    (local $x i32)
    (local $y i32)
    (loop $again
      (call $next (local.get $a))
      (local.set $a)
      (local.set $x)
      (call $next (local.get $b))
      (local.set $b)
      (local.set $y)
      (if (i32.ne (local.get $x) (local.get $y))
        (then (return (i32.const 0))))
      (if (i32.eq (local.get $x) (i32.const -1))
        (then (return (i32.const 1))))
      (global.set $compared (i64.add (global.get $compared) (i64.extend_i32_u (local.get $x))))
      (br $again))
    (unreachable))

  ;; how many were the same, and a million times the sum of the leaves that were
  (func (export "run") (param $n i32) (result i64)
    (local $same i64)
    (global.set $compared (i64.const 0))
    (loop $next
      (local.set $same
        (i64.add
          (local.get $same)
          (i64.extend_i32_u
            (call $same
              (call $walker (global.get $balanced))
              (call $walker
                (select (result (ref null $node))
                  (global.get $different)
                  (global.get $leaning)
                  (i32.and (local.get $n) (i32.const 1))))))))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (i64.add (local.get $same) (i64.mul (global.get $compared) (i64.const 1000000)))))
