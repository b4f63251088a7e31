;; Continuations in large numbers: many alive at once, one resumed many times, many that come and go, a deep chain of resumes. Each export takes the number
;; and returns a result that only the right number of switches gives; see CMakeLists.txt.
(module
  (type $task (func (param i32)))
  (type $cont (cont $task))
  (type $waiting_task (func))
  (type $waiting (cont $waiting_task))
  (tag $pause (param i32))
  (table $all 0 (ref null $waiting))
  (elem declare func $count_up $pause_twice $finish $nested $throw $recurse $chain $digs)

  ;; Resumes until the first pause; what it paused with, and the rest of it.
  (func $start (param $k (ref $cont)) (param $n i32) (result i32 (ref null $waiting))
    (block $paused (result i32 (ref $waiting))
      (resume $cont (on $pause $paused) (local.get $n) (local.get $k))
      (return (i32.const -1) (ref.null $waiting))))
  (func $next (param $k (ref $waiting)) (result i32 (ref null $waiting))
    (block $paused (result i32 (ref $waiting))
      (resume $waiting (on $pause $paused) (local.get $k))
      (return (i32.const -1) (ref.null $waiting))))

  (func $pause_twice (param $n i32)
    (suspend $pause (local.get $n))
    (suspend $pause (i32.mul (local.get $n) (i32.const 2))))

  ;; $n that are made first and begin afterwards, where nothing else is made; each suspends and is dropped then.
  (type $row (array (mut (ref null $cont))))
  (func (export "begin_later") (param $n i32) (result i64)
    (local $row (ref $row)) (local $i i32) (local $value i32) (local $sum i64)
    (local.set $row (array.new $row (ref.null $cont) (local.get $n)))
    (loop $make
      (array.set $row (local.get $row) (local.get $i) (cont.new $cont (ref.func $pause_twice)))
      (br_if $make (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (loop $begin
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (call $start (ref.as_non_null (array.get $row (local.get $row) (local.get $i))) (local.get $i))
      (drop)
      (local.set $value)
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $value))))
      (br_if $begin (local.get $i)))
    (local.get $sum))

  ;; Suspends $n continuations, then resumes all of them, then all again until they return: the sum of 1 + 2 for each of 0 .. n-1.
  (func (export "live") (param $n i32) (result i64)
    (local $i i32) (local $sum i64)
    (if (i32.eq (table.grow $all (ref.null $waiting) (local.get $n)) (i32.const -1)) (then unreachable))
    (loop $create
      (call $start (cont.new $cont (ref.func $pause_twice)) (local.get $i))
      (call $keep (local.get $i))
      (local.set $sum (i64.add (i64.extend_i32_s) (local.get $sum)))
      (br_if $create (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $resume
      (call $next (ref.as_non_null (table.get $all (local.get $i))))
      (call $keep (local.get $i))
      (local.set $sum (i64.add (i64.extend_i32_s) (local.get $sum)))
      (br_if $resume (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $end
      (call $next (ref.as_non_null (table.get $all (local.get $i))))
      (call $keep (local.get $i))
      (if (i32.ne (i32.const -1)) (then unreachable))
      (br_if $end (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func $keep (param $value i32) (param $k (ref null $waiting)) (param $i i32) (result i32)
    (table.set $all (local.get $i) (local.get $k))
    (local.get $value))

  ;; One generator resumed $n times: 0 + 1 + .. + n-1.
  (func $count_up (param $i i32)
    (loop $next
      (suspend $pause (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
  (func (export "generate") (param $n i32) (result i64)
    (local $k (ref null $waiting)) (local $sum i64)
    (call $start (cont.new $cont (ref.func $count_up)) (i32.const 0))
    (local.set $k)
    (drop)
    (loop $more
      (if (i32.eqz (local.tee $n (i32.sub (local.get $n) (i32.const 1)))) (then (return (local.get $sum))))
      (call $next (ref.as_non_null (local.get $k)))
      (local.set $k)
      (local.set $sum (i64.add (i64.extend_i32_s) (local.get $sum)))
      (br $more))
    unreachable)

  ;; $n continuations, one after the other, that run to their end without or after a suspension; the memory that they took is used again.
  (func $finish (param $n i32)
    (if (i32.and (local.get $n) (i32.const 1)) (then (suspend $pause (local.get $n)))))
  (func (export "come_and_go") (param $n i32) (result i64)
    (local $k (ref null $waiting)) (local $value i32) (local $sum i64)
    (loop $more
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call $start (cont.new $cont (ref.func $finish)) (local.get $n))
      (local.set $k)
      (local.set $value)
      (if (i32.ne (local.get $value) (i32.const -1))
        (then
          (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_s (local.get $value))))
          (call $next (ref.as_non_null (local.get $k)))
          (drop)
          (if (i32.ne (i32.const -1)) (then unreachable))))
      (br_if $more (local.get $n)))
    (local.get $sum))

  ;; A chain of $n continuations, each resumed by the one before; the innermost suspends to the outermost handler through all of them.
  (func $nested (param $n i32)
    (if (local.get $n)
      (then (resume $cont (i32.sub (local.get $n) (i32.const 1)) (cont.new $cont (ref.func $nested))))
      (else (suspend $pause (i32.const 42)))))
  (func (export "nest") (param $n i32) (result i32)
    (local $k (ref null $waiting)) (local $value i32)
    (call $start (cont.new $cont (ref.func $nested)) (local.get $n))
    (local.set $k)
    (local.set $value)
    (call $next (ref.as_non_null (local.get $k)))
    (drop)
    (i32.add (local.get $value))) ;; 42 and the -1 of an ordinary end

  ;; $n continuations that suspend 4000 frames deep, too deep for a small stack, and are dropped.
  (func $dig (param $depth i32) (param $n i32) (result i32)
    (if (local.get $depth)
      (then (return (i32.add (i32.const 1) (call $dig (i32.sub (local.get $depth) (i32.const 1)) (local.get $n))))))
    (suspend $pause (local.get $n))
    (i32.const 0))
  (func $digs (param $n i32) (drop (call $dig (i32.const 4000) (local.get $n))))
  (func (export "drop_deep") (param $n i32) (result i64)
    (local $value i32) (local $sum i64)
    (loop $more
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call $start (cont.new $cont (ref.func $digs)) (local.get $n))
      (drop)
      (local.set $value)
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_s (local.get $value))))
      (br_if $more (local.get $n)))
    (local.get $sum))

  ;; $n exceptions of one size and of another in turn, each caught at once.
  (tag $wide (param i64 i64 i64 i64))
  (func (export "throw_sizes") (param $n i32) (result i64) (local $sum i64)
    (loop $more
      (local.set $sum
        (i64.add (local.get $sum)
          (i64.extend_i32_u
            (block $small (result i32) (try_table (catch $error $small) (throw $error (local.get $n))) (unreachable)))))
      (block $large (result i64 i64 i64 i64)
        (try_table (catch $wide $large) (throw $wide (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4))) (unreachable))
      (local.set $sum (i64.add (i64.add (i64.add (i64.add (local.get $sum))))))
      (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  (tag $error (param i32))
  (func $throw (param $n i32)
    (throw $error (local.get $n)))
  ;; $n exceptions, caught by a reference in the same stack and, every other time, out of a continuation.
  (func (export "throw") (param $n i32) (result i64)
    (local $sum i64)
    (loop $more
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (block $caught (result i32 exnref)
        (try_table (catch_ref $error $caught)
          (if (i32.and (local.get $n) (i32.const 1))
            (then (resume $cont (local.get $n) (cont.new $cont (ref.func $throw))))
            (else (call $throw (local.get $n)))))
        unreachable)
      (drop)
      (local.set $sum (i64.add (i64.extend_i32_s) (local.get $sum)))
      (br_if $more (local.get $n)))
    (local.get $sum))

  ;; The same by value: no exception outlives its handler.
  (func (export "throw_values") (param $n i32) (result i64)
    (local $sum i64)
    (loop $more
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (block $caught (result i32)
        (try_table (catch $error $caught)
          (resume $cont (local.get $n) (cont.new $cont (ref.func $throw))))
        unreachable)
      (local.set $sum (i64.add (i64.extend_i32_s) (local.get $sum)))
      (br_if $more (local.get $n)))
    (local.get $sum))

  ;; Recursion without an end, on the first stack and on that of a continuation.
  (func $recurse (param $n i32)
    (call $recurse (i32.add (local.get $n) (i32.const 1)))
    (call $recurse (i32.add (local.get $n) (i32.const 1))))
  (func (export "overflow") (call $recurse (i32.const 0)))
  (func (export "overflow_inside") (resume $cont (i32.const 0) (cont.new $cont (ref.func $recurse))))
  ;; A chain of resumes without an end.
  (func $chain (param i32)
    (resume $cont (i32.const 0) (cont.new $cont (ref.func $chain))))
  (func (export "overflow_chain") (call $chain (i32.const 0))))
