;; Same fringe: two trees of different shape hold the same numbers in order. Each is walked by a recursive function that suspends deep in its
;; recursion; the comparison takes one value of each in turn. Prints the values, then 1 for "same".
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $walk (func (param i32)))
  (type $start (cont $walk))
  (type $task (func))
  (type $cont (cont $task))
  (tag $visit (param i32))
  (elem declare func $in_order)

  ;; Nodes of 12 bytes from 1024 on: {value, left, right}; 0 = no node.
  (global $free (mut i32) (i32.const 1024))

  ;; Prints a number and a newline. Memory: 0..7 an iovec, 8..11 the count of written bytes, 16..31 digits.
  (func $print (param $n i32)
    (local $at i32)
    (local.set $at (i32.const 31))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
      (br_if $digit (local.get $n)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 32) (local.get $at)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func $node (param $value i32) (param $left i32) (param $right i32) (result i32)
    (i32.store (global.get $free) (local.get $value))
    (i32.store offset=4 (global.get $free) (local.get $left))
    (i32.store offset=8 (global.get $free) (local.get $right))
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (i32.const 12))))

  ;; from .. to-1 as a balanced tree
  (func $balanced (param $from i32) (param $to i32) (result i32)
    (local $middle i32)
    (if (i32.ge_u (local.get $from) (local.get $to))
      (then (return (i32.const 0))))
    (local.set $middle (i32.shr_u (i32.add (local.get $from) (local.get $to)) (i32.const 1)))
    (call $node (local.get $middle)
      (call $balanced (local.get $from) (local.get $middle))
      (call $balanced (i32.add (local.get $middle) (i32.const 1)) (local.get $to))))

  ;; the same as a list that leans to the left
  (func $leaning (param $from i32) (param $to i32) (result i32)
    (local $tree i32)
    (loop $next
      (local.set $tree (call $node (local.get $from) (local.get $tree) (i32.const 0)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $to))))
    (local.get $tree))

  (func $in_order (param $tree i32)
    (if (i32.eqz (local.get $tree))
      (then (return)))
    (call $in_order (i32.load offset=4 (local.get $tree)))
    (suspend $visit (i32.load (local.get $tree)))
    (call $in_order (i32.load offset=8 (local.get $tree))))

  ;; The next value and how to go on, or -1 and null at the end.
  (func $next (param $k (ref null $cont)) (result i32 (ref null $cont))
    (block $on_visit (result i32 (ref $cont))
      (resume $cont (on $visit $on_visit) (local.get $k))
      (return (i32.const -1) (ref.null $cont))))

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
      (call $print (local.get $x))
      (br $again))
    (unreachable))

  (func (export "_start")
    (call $print
      (call $same
        (cont.bind $start $cont (call $balanced (i32.const 1) (i32.const 16)) (cont.new $start (ref.func $in_order)))
        (cont.bind $start $cont (call $leaning (i32.const 1) (i32.const 16)) (cont.new $start (ref.func $in_order)))))))
