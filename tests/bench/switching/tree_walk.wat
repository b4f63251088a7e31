;; A recursive function walks a balanced tree of 4,095 nodes and suspends with each value from wherever in the recursion
;; it is; the consumer takes the values in order. An operation is one value.
(module
  (type $node (struct (field $left (ref null $node)) (field $value i32) (field $right (ref null $node))))
  (type $task (func (param (ref null $node))))
  (type $new (cont $task))
  (type $rest (func))
  (type $cont (cont $rest))
  (tag $visit (param i32))
  (global $tree (mut (ref null $node)) (ref.null $node))
  (elem declare func $walk)
  (start $make)

  ;; from .. to-1
  (func $balanced (param $from i32) (param $to i32) (result (ref null $node))
    (local $middle i32)
    (if (i32.ge_u (local.get $from) (local.get $to))
      (then (return (ref.null $node))))
    (local.set $middle (i32.shr_u (i32.add (local.get $from) (local.get $to)) (i32.const 1)))
    (struct.new $node
      (call $balanced (local.get $from) (local.get $middle))
      (local.get $middle)
      (call $balanced (i32.add (local.get $middle) (i32.const 1)) (local.get $to))))

  (func $make
    (global.set $tree (call $balanced (i32.const 0) (i32.const 4095))))

  (func $walk (param $tree (ref null $node))
    (if (ref.is_null (local.get $tree))
      (then (return)))
    (call $walk (struct.get $node $left (local.get $tree)))
    (suspend $visit (struct.get $node $value (local.get $tree)))
    (call $walk (struct.get $node $right (local.get $tree))))

  ;; n walks; of all values in order, sum = 31 sum + value
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (local $value i32)
    (local $k (ref null $cont))
    (loop $walk
      (block $done
        (block $on_visit (result i32 (ref $cont))
          (resume $new (on $visit $on_visit) (global.get $tree) (cont.new $new (ref.func $walk)))
          (br $done))
        (loop $next (param i32 (ref $cont))
          (local.set $k)
          (local.set $value)
          (local.set $sum
            (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.extend_i32_u (local.get $value))))
          (block $on_visit (result i32 (ref $cont))
            (resume $cont (on $visit $on_visit) (local.get $k))
            (br $done))
          (br $next)))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $walk))
    (local.get $sum)))
