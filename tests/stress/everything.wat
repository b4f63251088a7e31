;; Everything that a store does, for tests that disturb it: objects that live long and short, continuations that come and go, wait by thousands and are
;; dropped, exceptions across continuations, deep recursion in a continuation, cycles between structures and continuations, switches. Each export takes a
;; number and gives a sum that only the right values make; everything.h computes it in C. The export "all" weaves them: each runs in a continuation of its own
;; and stops again and again ($tick), so that every collection finds the others half done.
(module
  (type $f (func (param i32) (result i32))) (type $c (cont $f))
  (type $g (func (result i32))) (type $k (cont $g))
  (type $task (func (param i32) (result i64))) (type $ctask (cont $task))
  (type $rest (func (result i64))) (type $krest (cont $rest))
  (type $node (struct (field $v (mut i32)) (field $next (mut (ref null $node))) (field $k (mut (ref null $k)))))
  (type $holding (func (param (ref $node)) (result i32))) (type $cholding (cont $holding))
  (type $nodes (array (mut (ref null $node))))
  (type $waiting (array (mut (ref null $k))))
  (rec (type $turns (func (param i32 (ref null $s)) (result i32))) (type $s (cont $turns)))
  (tag $pause (param i32)) (tag $step) (tag $err (param i32)) (tag $turn (result i32))
  (table $kept 256 (ref null $k))
  (table $thrown 64 exnref)
  (table $tasks 7 (ref null $krest))
  (global $weaves (mut i32) (i32.const 0))
  (global $limit (mut i32) (i32.const 0))
  (elem declare func $waits $deep-waits $thrower $catches $recurse-task $holds $ping $pong $endless $outer-waits $outer-deep $digs
    $objects $come-and-go $waiting $throws $deep $cycles $switches)

  (func $tick (param $i i32)
    (if (i32.and (global.get $weaves) (i32.eqz (i32.and (local.get $i) (i32.const 31)))) (then (suspend $step))))
  (func $new (param i32) (result (ref $node)) (struct.new $node (local.get 0) (ref.null $node) (ref.null $k)))
  (func $value (param (ref null $node)) (result i32) (struct.get $node $v (local.get 0)))
  (func $wide (param i32) (result i64) (i64.extend_i32_u (local.get 0)))

  ;; Resumes to the next pause; what it paused with or returned, and the rest of it.
  (func $start (param $c (ref $c)) (param $v i32) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $c (on $pause $on) (local.get $v) (local.get $c)) (ref.null $k))))
  (func $go-on (param $k (ref null $k)) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $k (on $pause $on) (local.get $k)) (ref.null $k))))

  ;; Lists in 64 slots, one node longer at a time; each is dropped every 4096 nodes.
  (func $objects (export "objects") (type $task) (local $i i32) (local $s i64) (local $slots (ref $nodes)) (local $list (ref null $node)) (local $one (ref $node))
    (local.set $slots (array.new_default $nodes (i32.const 64)))
    (loop $l
      (local.set $list (array.get $nodes (local.get $slots) (i32.and (local.get $i) (i32.const 63))))
      (if (i32.lt_u (i32.and (local.get $i) (i32.const 4095)) (i32.const 64)) (then (local.set $list (ref.null $node))))
      (local.set $one (call $new (local.get $i)))
      (struct.set $node $next (local.get $one) (local.get $list))
      (if (i32.eqz (ref.is_null (local.get $list)))
        (then (local.set $s (i64.add (local.get $s) (call $wide (call $value (local.get $list)))))))
      (array.set $nodes (local.get $slots) (i32.and (local.get $i) (i32.const 63)) (local.get $one))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    ;; what the lists hold in the end
    (local.set $i (i32.const 0))
    (loop $slot
      (local.set $list (array.get $nodes (local.get $slots) (local.get $i)))
      (block $end
        (loop $down
          (br_if $end (ref.is_null (local.get $list)))
          (local.set $s (i64.add (local.get $s) (call $wide (call $value (local.get $list)))))
          (local.set $list (struct.get $node $next (local.get $list)))
          (br $down)))
      (br_if $slot (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
    (local.get $s))

  ;; Every second one is a chain of two. Of three that paused one runs to its end, one is kept for a while, one is dropped; a fourth is bound and never begins.
  (func $waits (type $f) (local $b (ref null $node))
    (local.set $b (call $new (local.get 0)))
    (suspend $pause (local.get 0))
    (suspend $pause (i32.mul (local.get 0) (i32.const 2)))
    (call $value (local.get $b)))
  (func $outer-waits (type $f) (local $b (ref null $node))
    (local.set $b (call $new (local.get 0)))
    (i32.sub
      (i32.add (call $value (local.get $b)) (resume $c (local.get 0) (cont.new $c (ref.func $waits))))
      (call $value (local.get $b))))
  (func $come-and-go (export "come_and_go") (type $task) (local $i i32) (local $s i64) (local $k (ref null $k)) (local $v i32) (local $kind i32)
    (loop $l
      (local.set $kind (i32.rem_u (local.get $i) (i32.const 3)))
      (call $start
        (if (result (ref $c)) (i32.and (local.get $i) (i32.const 1))
          (then (cont.new $c (ref.func $outer-waits)))
          (else (cont.new $c (ref.func $waits))))
        (local.get $i))
      (local.set $k) (local.set $v)
      (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
      (if (i32.eqz (local.get $kind))
        (then
          (call $go-on (local.get $k)) (local.set $k) (local.set $v)
          (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
          (call $go-on (local.get $k)) (local.set $k) (local.set $v)
          (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))))
      (if (i32.eq (local.get $kind) (i32.const 1))
        (then
          (table.set $kept (i32.and (local.get $i) (i32.const 127)) (local.get $k))
          (table.set $kept (i32.add (i32.and (local.get $i) (i32.const 127)) (i32.const 128))
            (cont.bind $c $k (local.get $i) (cont.new $c (ref.func $waits))))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.get $s))

  ;; All of n live at a time, 0 to 15 frames deep, an object in each, one of five in a chain of two; one of four is dropped, the others go on in a scattered order.
  (func $down (param $n i32) (param $id i32) (param $b (ref $node)) (result i32)
    (if (result i32) (local.get $n)
      (then
        (i32.add
          (call $down (i32.sub (local.get $n) (i32.const 1)) (local.get $id) (call $new (local.get $n)))
          (call $value (local.get $b))))
      (else
        (suspend $pause (local.get $id))
        (suspend $pause (i32.mul (local.get $id) (i32.const 2)))
        (call $value (local.get $b)))))
  (func $deep-waits (type $f) (call $down (i32.and (local.get 0) (i32.const 15)) (local.get 0) (call $new (local.get 0))))
  (func $outer-deep (type $f) (resume $c (local.get 0) (cont.new $c (ref.func $deep-waits))))
  (func $pass (param $all (ref $waiting)) (param $n i32) (result i64) (local $i i32) (local $s i64) (local $v i32) (local $k (ref null $k)) (local $at i32)
    (loop $l
      (local.set $at (i32.rem_u (i32.mul (local.get $i) (i32.const 7919)) (local.get $n)))
      (if (i32.eqz (ref.is_null (array.get $waiting (local.get $all) (local.get $at))))
        (then
          (call $go-on (array.get $waiting (local.get $all) (local.get $at)))
          (local.set $k) (local.set $v)
          (array.set $waiting (local.get $all) (local.get $at) (local.get $k))
          (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $s))
  (func $waiting (export "waiting") (type $task) (local $all (ref $waiting)) (local $i i32) (local $s i64) (local $v i32) (local $k (ref null $k))
    (local.set $all (array.new_default $waiting (local.get 0)))
    (loop $l
      (call $start
        (if (result (ref $c)) (i32.rem_u (local.get $i) (i32.const 5))
          (then (cont.new $c (ref.func $deep-waits)))
          (else (cont.new $c (ref.func $outer-deep))))
        (local.get $i))
      (local.set $k) (local.set $v)
      (array.set $waiting (local.get $all) (local.get $i) (local.get $k))
      (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.set $i (i32.const 3))
    (block $dropped
      (loop $drop
        (br_if $dropped (i32.ge_u (local.get $i) (local.get 0)))
        (array.set $waiting (local.get $all) (local.get $i) (ref.null $k))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br $drop)))
    (local.set $s (i64.add (local.get $s) (call $pass (local.get $all) (local.get 0))))
    (i64.add (local.get $s) (call $pass (local.get $all) (local.get 0))))

  ;; Exceptions out of up to four continuations, caught by value, or by reference and thrown again; two that wait are ended by one.
  (func $thrower (type $f)
    (if (i32.eqz (i32.and (local.get 0) (i32.const 3))) (then (throw $err (i32.shr_u (local.get 0) (i32.const 2)))))
    (resume $c (i32.sub (local.get 0) (i32.const 1)) (cont.new $c (ref.func $thrower))))
  (func $by-value (param $x i32) (result i32)
    (block $h (result i32)
      (try_table (catch $err $h) (return (resume $c (local.get $x) (cont.new $c (ref.func $thrower))))) (unreachable)))
  (func $by-reference (param $x i32) (result i32) (local $e exnref)
    (block $again (result i32)
      (try_table (catch $err $again)
        (block $h (result i32 exnref)
          (try_table (catch_ref $err $h) (return (resume $c (local.get $x) (cont.new $c (ref.func $thrower))))) (unreachable))
        (local.set $e) (drop)
        (table.set $thrown (i32.and (i32.shr_u (local.get $x) (i32.const 2)) (i32.const 63)) (local.get $e))
        (throw_ref (local.get $e)))
      (unreachable)))
  (func $catches (type $f) (local $b (ref null $node))
    (local.set $b (call $new (local.get 0)))
    (block $h (result i32) (try_table (catch $err $h) (suspend $pause (local.get 0))) (return (i32.const -1)))
    (i32.add (call $value (local.get $b))))
  (func $throws (export "throws") (type $task) (local $i i32) (local $s i64) (local $k (ref null $k)) (local $x i32)
    (loop $l
      (local.set $x (i32.or (i32.shl (local.get $i) (i32.const 2)) (i32.and (local.get $i) (i32.const 3))))
      (local.set $s (i64.add (local.get $s) (call $wide (call $by-value (local.get $x)))))
      (local.set $s (i64.add (local.get $s) (call $wide (call $by-reference (local.get $x)))))
      (call $start (cont.new $c (ref.func $catches)) (local.get $i))
      (local.set $k) (drop)
      (local.set $s (i64.add (local.get $s) (call $wide (resume_throw $k $err (i32.const 5) (local.get $k)))))
      (call $start (cont.new $c (ref.func $catches)) (local.get $i))
      (local.set $k) (drop)
      (local.set $s
        (i64.add
          (local.get $s)
          (call $wide (resume_throw_ref $k (table.get $thrown (i32.and (local.get $i) (i32.const 63))) (local.get $k)))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.get $s))

  ;; n frames in a continuation, an object made by each; it pauses at the bottom.
  (func $recurse (param $n i32) (param $b (ref $node)) (result i64)
    (if (i32.eqz (local.get $n)) (then (suspend $pause (i32.const 7)) (return (call $wide (call $value (local.get $b))))))
    (call $tick (i32.add (local.get $n) (i32.const 7)))
    (i64.add
      (call $recurse (i32.sub (local.get $n) (i32.const 1)) (call $new (local.get $n)))
      (call $wide (call $value (local.get $b)))))
  (func $recurse-task (type $task) (call $recurse (local.get 0) (call $new (i32.const 1))))
  (func $deep (export "deep") (type $task) (local $k (ref null $krest))
    (block $on (result i32 (ref $krest))
      (return (resume $ctask (on $pause $on) (local.get 0) (cont.new $ctask (ref.func $recurse-task)))))
    (local.set $k)
    (call $wide)
    (i64.add (resume $krest (local.get $k))))

  ;; Twenty continuations, each resumed by the one before, and each too deep for a small stack: an exception ends them all, or they return in turn.
  (func $dig (param $n i32) (param $x i32) (result i32)
    (if (local.get $n)
      (then (return (i32.sub (call $dig (i32.sub (local.get $n) (i32.const 1)) (local.get $x)) (i32.const 1)))))
    (if (i32.and (local.get $x) (i32.const 0xff))
      (then
        (return
          (i32.add (i32.const 4000)
            (resume $c (i32.sub (local.get $x) (i32.const 1)) (cont.new $c (ref.func $digs)))))))
    (if (i32.and (local.get $x) (i32.const 0x100)) (then (throw $err (i32.shr_u (local.get $x) (i32.const 9)))))
    (suspend $pause (i32.const 1))
    (i32.add (i32.const 4000) (i32.shr_u (local.get $x) (i32.const 9))))
  (func $digs (type $f) (call $dig (i32.const 4000) (local.get 0)))
  (func $unwinds (export "unwinds") (type $task) (local $i i32) (local $s i64) (local $x i32) (local $k (ref null $k)) (local $v i32)
    (loop $l
      (local.set $x (i32.or (i32.shl (local.get $i) (i32.const 8)) (i32.const 20)))
      (block $h (result i32)
        (try_table (catch $err $h)
          (call $start (cont.new $c (ref.func $digs)) (local.get $x)) (local.set $k) (drop)
          (call $go-on (local.get $k)) (local.set $k) (local.set $v))
        (local.get $v))
      (local.set $v)
      (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.get $s))
  ;; n that wait so deep.
  (func $many-deep (export "deep_waiting") (type $task) (local $all (ref $waiting)) (local $i i32) (local $s i64) (local $v i32) (local $k (ref null $k))
    (local.set $all (array.new_default $waiting (local.get 0)))
    (loop $l
      (call $start (cont.new $c (ref.func $digs)) (i32.shl (local.get $i) (i32.const 10)))
      (local.set $k) (local.set $v)
      (array.set $waiting (local.get $all) (local.get $i) (local.get $k))
      (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (i64.add (local.get $s) (call $pass (local.get $all) (local.get 0))))

  ;; A structure that refers to a continuation that holds the structure: one of eight goes on, the last 64 are kept, all others are garbage.
  (func $holds (type $holding)
    (suspend $pause (call $value (local.get 0)))
    (i32.add (i32.const 1) (call $value (local.get 0))))
  (func $cycles (export "cycles") (type $task)
    (local $i i32) (local $s i64) (local $kept (ref $nodes)) (local $one (ref $node)) (local $k (ref null $k)) (local $v i32)
    (local.set $kept (array.new_default $nodes (i32.const 64)))
    (loop $l
      (local.set $one (call $new (local.get $i)))
      (call $hold (local.get $one))
      (local.set $k) (local.set $v)
      (struct.set $node $k (local.get $one) (local.get $k))
      (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))
      (array.set $nodes (local.get $kept) (i32.and (local.get $i) (i32.const 63)) (local.get $one))
      (if (i32.eqz (i32.and (local.get $i) (i32.const 7)))
        (then
          (call $go-on (struct.get $node $k (array.get $nodes (local.get $kept) (i32.and (local.get $i) (i32.const 63)))))
          (drop) (local.set $v)
          (local.set $s (i64.add (local.get $s) (call $wide (local.get $v))))))
      (call $tick (local.get $i))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.get $s))
  (func $hold (param $one (ref $node)) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $cholding (on $pause $on) (local.get $one) (cont.new $cholding (ref.func $holds))) (ref.null $k))))

  ;; Two that switch to each other.
  (func $ping (type $turns) (local $other (ref null $s))
    (local.set $other (cont.new $s (ref.func $pong)))
    (loop $again
      (switch $s $turn (i32.add (local.get 0) (i32.const 1)) (local.get $other)) (local.set $other) (local.set 0)
      (br_if $again (i32.lt_u (local.get 0) (global.get $limit))))
    (local.get 0))
  (func $pong (type $turns) (local $b (ref $node))
    (loop $again
      (local.set $b (call $new (local.get 0)))
      (switch $s $turn (i32.add (i32.const 1) (call $value (local.get $b))) (local.get 1)) (local.set 1) (local.set 0)
      (br $again))
    (unreachable))
  (func $switches (export "switches") (type $task)
    (global.set $limit (local.get 0))
    (call $wide (resume $s (on $turn switch) (i32.const 0) (ref.null $s) (cont.new $s (ref.func $ping)))))

  (func $weave (param $k (ref null $krest)) (result i64 (ref null $krest))
    (block $on (result (ref $krest))
      (return (resume $krest (on $step $on) (local.get $k)) (ref.null $krest)))
    (local.set $k)
    (i64.const 0) (local.get $k))
  (func $add-task (param $at i32) (param $n i32) (param $f (ref $task))
    (table.set $tasks (local.get $at) (cont.bind $ctask $krest (local.get $n) (cont.new $ctask (local.get $f)))))
  (func (export "all") (type $task) (local $i i32) (local $live i32) (local $s i64) (local $k (ref null $krest)) (local $v i64)
    (global.set $weaves (i32.const 1))
    (call $add-task (i32.const 0) (i32.mul (local.get 0) (i32.const 8)) (ref.func $objects))
    (call $add-task (i32.const 1) (local.get 0) (ref.func $come-and-go))
    (call $add-task (i32.const 2) (local.get 0) (ref.func $waiting))
    (call $add-task (i32.const 3) (local.get 0) (ref.func $throws))
    (call $add-task (i32.const 4) (i32.shr_u (local.get 0) (i32.const 3)) (ref.func $deep))
    (call $add-task (i32.const 5) (local.get 0) (ref.func $cycles))
    (call $add-task (i32.const 6) (local.get 0) (ref.func $switches))
    (loop $round
      (local.set $i (i32.const 0))
      (local.set $live (i32.const 0))
      (loop $each
        (if (i32.eqz (ref.is_null (table.get $tasks (local.get $i))))
          (then
            (call $weave (table.get $tasks (local.get $i))) (local.set $k) (local.set $v)
            (table.set $tasks (local.get $i) (local.get $k))
            (local.set $s (i64.add (local.get $s) (local.get $v)))
            (local.set $live (i32.const 1))))
        (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 7))))
      (br_if $round (local.get $live)))
    (global.set $weaves (i32.const 0))
    (local.get $s))

  ;; Recursion without an end in a continuation, an object made by each frame.
  (func $endless (type $f) (i32.add (call $endless (i32.add (local.get 0) (i32.const 1))) (call $value (call $new (local.get 0)))))
  (func (export "overflow") (type $task)
    (call $wide (resume $c (i32.const 0) (cont.new $c (ref.func $endless)))))
)
