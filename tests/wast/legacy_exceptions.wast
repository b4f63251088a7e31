;; The old exception instructions (try, catch, catch_all, rethrow, delegate), and how they work together with try_table, across continuations, in loops
;; and while frames move and exceptions are collected.

;; ---- clauses, rethrow, delegate ----
(module
  (tag $i (export "i") (param i32)) (tag $pair (param i64 f64)) (tag $none) (tag $many (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32))
  (tag $ref (param funcref externref))
  (table $t 1 funcref)
  (elem declare func $throw-i)
  (func $stop (drop (table.grow $t (ref.null func) (i32.const 0))))
  (func $throw-i (param i32) (throw $i (local.get 0)))
  (func $throw-pair (param i32) (throw $pair (i64.extend_i32_u (local.get 0)) (f64.convert_i32_u (local.get 0))))
  ;; 0: nothing, 1: $i, 2: $pair, else $none
  (func $may (param $which i32)
    block $none block $pair block $i block $nothing
      local.get $which br_table $nothing $i $pair $none
    end return
    end i32.const 10 call $throw-i
    end i32.const 20 call $throw-pair
    end throw $none)

  (func (export "clauses") (param $which i32) (result i32)
    i32.const 1000
    try $l (param i32) (result i32)
      i32.const 1
      i32.add
      local.get $which
      call $may
    catch $l $i
      call $stop
    catch $l $pair
      i32.trunc_f64_s
      call $stop
      i32.const 100
      i32.mul
      br $l
    catch_all $l
      i32.const 7
    end $l)

  (func (export "folded") (param $which i32) (result i32)
    (try $l (result i32)
      (do (call $may (local.get $which)) (i32.const 1))
      (catch $i)
      (catch $pair (drop) (i32.wrap_i64))
      (catch_all (i32.const 7))))

  ;; what stands below the try is there in its clauses' join, whoever comes
  (func (export "below") (param $which i32) (result i32)
    i64.const 5
    local.get $which
    i32.const 3
    i32.mul
    f64.const 2
    try
      local.get $which
      call $may
    catch $i
      drop
      call $stop
    catch_all
      call $stop
    end
    i32.trunc_f64_s
    i32.add
    i64.extend_i32_s
    i64.add
    i32.wrap_i64)

  (func (export "twelve") (result i32)
    (try (result i32)
      (do (throw $many (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
                       (i32.const 7) (i32.const 8) (i32.const 9) (i32.const 10) (i32.const 11) (i32.const 12)))
      (catch $many
        (call $stop)
        i32.add i32.sub i32.add i32.sub i32.add i32.sub i32.add i32.sub i32.add i32.sub i32.add)))

  (func (export "references") (param externref) (result i32 externref)
    (local $f funcref) (local $x externref)
    (try
      (do (try
        (do (throw $ref (ref.func $throw-i) (local.get 0)))
        (catch $ref (local.set $x) (local.set $f) (call $stop) (rethrow 0))))
      (catch $ref (local.set $x) (local.set $f)))
    (ref.is_null (local.get $f)) (local.get $x))

  (func (export "leave") (param $how i32) (result i32)
    (block $out (result i32)
      (try $t (result i32)
        (do
          (br_if $t (i32.const 1) (i32.eq (local.get $how) (i32.const 0))) (drop)
          (br_if $out (i32.const 2) (i32.eq (local.get $how) (i32.const 1))) (drop)
          (if (i32.eq (local.get $how) (i32.const 2)) (then (return (i32.const 3))))
          (throw $i (i32.const 4)))
        (catch $i
          (br_if $t (i32.eq (local.get $how) (i32.const 3)))
          (br_if $out (i32.eq (local.get $how) (i32.const 4)))
          (if (i32.eq (local.get $how) (i32.const 5)) (then (return (i32.const 5))))
          (i32.add (i32.const 2))))))

  ;; the caught exception outlives a loop that stops and throws others
  (func (export "rethrow-in-loop") (param $n i32) (result i32)
    (local $sum i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $i (i32.const 77)))
          (catch $i
            (drop)
            (loop $again
              (try
                (do (throw $pair (i64.const 1) (f64.const 1)))
                (catch $pair (drop) (i32.wrap_i64) (local.set $sum (i32.add (local.get $sum)))))
              (call $stop)
              (if (i32.eq (local.get $sum) (local.get $n)) (then (rethrow 2)))
              (br $again))
            (unreachable))))
      (catch $i (i32.mul (i32.const 1000)) (i32.add (local.get $sum)))))

  ;; from three catches, each out of the others' loops
  (func (export "rethrow-nested") (param $which i32) (result i32)
    (local $i i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $i (i32.const 1)))
          (catch $i
            (drop)
            (loop $a (result i32)
              (try (result i32)
                (do (throw $pair (i64.const 2) (f64.const 2)))
                (catch $pair
                  (drop) (drop)
                  (loop $b (result i32)
                    (try (result i32)
                      (do (throw $none))
                      (catch_all
                        (call $stop)
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br_if $b (i32.ne (i32.rem_u (local.get $i) (i32.const 5)) (i32.const 0)))
                        (br_if $a (i32.lt_u (local.get $i) (i32.const 20)))
                        (if (i32.eq (local.get $which) (i32.const 0)) (then (rethrow 1)))
                        (if (i32.eq (local.get $which) (i32.const 1)) (then (rethrow 3)))
                        (if (i32.eq (local.get $which) (i32.const 2)) (then (rethrow 5)))
                        (local.get $i))))))))))
      (catch $i (i32.add (i32.const 100)))
      (catch $pair (drop) (i32.wrap_i64) (i32.add (i32.const 200)))
      (catch_all (i32.const 300))))

  ;; an exception that is rethrown later keeps its payload while others come and go without a reference
  (func (export "outlives") (param $n i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $i (i32.const 123)))
          (catch $i
            (drop)
            (loop $l
              (try (do (throw $i (local.get $n))) (catch $i (drop)))
              (try (do (throw $i (local.get $n))) (catch_all))
              (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (rethrow 0))))
      (catch $i)))

  ;; a rethrow is caught by the clauses around it, not by its own
  (func (export "recatch") (result i32)
    (try (result i32)
      (do (throw $i (i32.const 3)))
      (catch $i
        (drop)
        (try (result i32)
          (do (rethrow 1))
          (catch $pair (drop) (drop) (i32.const -1))
          (catch $i (i32.add (i32.const 1)))))))
  (func (export "through-own") (result i32)
    (try (result i32)
      (do (try (result i32)
        (do (throw $none))
        (catch_all (rethrow 0))
        ))
      (catch $i)
      (catch $none (i32.const 8))))

  ;; delegate: to a block, an if, a loop, a try, the function; past others, and past one that delegates itself
  (func (export "delegate") (param $to i32) (result i32)
    (try $outer (result i32)
      (do
        (try $middle (result i32)
          (do
            (block $block
              (loop $loop
                (if $if (i32.const 1)
                  (then
                    (block $5 (block $4 (block $3 (block $2 (block $1
                      (br_table $1 $2 $3 $4 $5 (local.get $to)))
                      (try (do (throw $i (i32.const 1))) (delegate $if)))
                      (try (do (throw $i (i32.const 2))) (delegate $loop)))
                      (try (do (throw $i (i32.const 3))) (delegate $block)))
                      (try (do (throw $i (i32.const 4))) (delegate $middle)))
                    (try (do
                      (try (do (throw $i (i32.const 5))) (catch $none (unreachable)))) (delegate $outer))))))
            (i32.const 0))
          (catch $i (i32.add (i32.const 10)))))
      (catch $i (i32.add (i32.const 20)))))
  (func $to-caller (param $how i32) (result i32)
    (try (result i32)
      (do
        (try
          (do
            (if (local.get $how) (then (try (do (throw $i (i32.const 6))) (delegate 2))))
            (try $inner (do (throw $i (i32.const 7))) (delegate 1)))
          (catch_all (return (i32.const -1))))
        (i32.const -2))
      (catch_all (i32.const -3))))
  (func (export "delegate-to-caller") (param i32) (result i32)
    (try (result i32) (do (call $to-caller (local.get 0))) (catch $i)))
  ;; the inner one delegates beyond a try that delegates elsewhere itself
  (func (export "delegate-crossing") (param $which i32) (result i32)
    (try $a (result i32)
      (do
        (try $b (result i32)
          (do
            (try $c (result i32)
              (do
                (try
                  (do
                    (if (local.get $which) (then (try (do (throw $i (i32.const 1))) (delegate $c))))
                    (throw $i (i32.const 2)))
                  (delegate $b))
                (unreachable))
              (catch $i (i32.add (i32.const 10)))))
          (catch $i (i32.add (i32.const 20)))))
      (catch $i (i32.add (i32.const 30)))))
  ;; a label that is in a clause: its own clauses are not meant
  (func (export "delegate-in-catch") (result i32)
    (try (result i32)
      (do
        (try $t (result i32)
          (do (throw $none))
          (catch $i (unreachable))
          (catch_all
            (try (do (throw $i (i32.const 1))) (delegate $t))
            (unreachable))))
      (catch $i (i32.add (i32.const 1)))))
  (func (export "delegate-flat") (result i32)
    try $t (result i32)
      try $u (result i32)
        i32.const 9
        call $throw-i
        i32.const 0
      delegate $t $u
    catch $i
    end)
  ;; no clauses: nothing is caught
  (func (export "no-clause") (param i32) (result i32)
    (try (result i32)
      (do (try (do (call $may (local.get 0)))) (i32.const 1))
      (catch $i)))
  (func (export "dead") (result i32)
    unreachable
    try (result i32)
      throw $none
    catch $i
      rethrow 0
    catch_all
      try
        rethrow 1
      delegate 0
      i32.const 1
    end)
  (func (export "dead-clauses") (result i32)
    try (result i32)
      i32.const 1
      return
    catch_all
      try (result i32)
        rethrow 1
      delegate 0
    end)
  (func (export "uncaught") (param i32)
    (try (do (call $may (local.get 0))) (catch $none (rethrow 0)) (catch $pair (drop) (drop) (throw $i (i32.const 5)))))
  (func (export "trap") (try (do (unreachable)) (catch_all)))
)
(assert_return (invoke "clauses" (i32.const 0)) (i32.const 1001))
(assert_return (invoke "clauses" (i32.const 1)) (i32.const 10))
(assert_return (invoke "clauses" (i32.const 2)) (i32.const 2000))
(assert_return (invoke "clauses" (i32.const 3)) (i32.const 7))
(assert_return (invoke "folded" (i32.const 0)) (i32.const 1))
(assert_return (invoke "folded" (i32.const 1)) (i32.const 10))
(assert_return (invoke "folded" (i32.const 2)) (i32.const 20))
(assert_return (invoke "folded" (i32.const 3)) (i32.const 7))
(assert_return (invoke "below" (i32.const 0)) (i32.const 7))
(assert_return (invoke "below" (i32.const 1)) (i32.const 10))
(assert_return (invoke "below" (i32.const 2)) (i32.const 13))
(assert_return (invoke "twelve") (i32.const -12))
(assert_return (invoke "references" (ref.extern 4)) (i32.const 0) (ref.extern 4))
(assert_return (invoke "leave" (i32.const 0)) (i32.const 1))
(assert_return (invoke "leave" (i32.const 1)) (i32.const 2))
(assert_return (invoke "leave" (i32.const 2)) (i32.const 3))
(assert_return (invoke "leave" (i32.const 3)) (i32.const 4))
(assert_return (invoke "leave" (i32.const 4)) (i32.const 4))
(assert_return (invoke "leave" (i32.const 5)) (i32.const 5))
(assert_return (invoke "leave" (i32.const 6)) (i32.const 6))
(assert_return (invoke "rethrow-in-loop" (i32.const 20)) (i32.const 77020))
(assert_return (invoke "rethrow-nested" (i32.const 0)) (i32.const 300))
(assert_return (invoke "rethrow-nested" (i32.const 1)) (i32.const 202))
(assert_return (invoke "rethrow-nested" (i32.const 2)) (i32.const 101))
(assert_return (invoke "rethrow-nested" (i32.const 3)) (i32.const 20))
(assert_return (invoke "outlives" (i32.const 100)) (i32.const 123))
(assert_return (invoke "recatch") (i32.const 4))
(assert_return (invoke "through-own") (i32.const 8))
(assert_return (invoke "delegate" (i32.const 0)) (i32.const 11))
(assert_return (invoke "delegate" (i32.const 1)) (i32.const 12))
(assert_return (invoke "delegate" (i32.const 2)) (i32.const 13))
(assert_return (invoke "delegate" (i32.const 3)) (i32.const 14))
(assert_return (invoke "delegate" (i32.const 4)) (i32.const 25))
(assert_return (invoke "delegate-to-caller" (i32.const 0)) (i32.const -3))
(assert_return (invoke "delegate-to-caller" (i32.const 1)) (i32.const -3))
(assert_return (invoke "delegate-crossing" (i32.const 0)) (i32.const 22))
(assert_return (invoke "delegate-crossing" (i32.const 1)) (i32.const 11))
(assert_return (invoke "delegate-in-catch") (i32.const 2))
(assert_return (invoke "delegate-flat") (i32.const 9))
(assert_return (invoke "no-clause" (i32.const 0)) (i32.const 1))
(assert_return (invoke "no-clause" (i32.const 1)) (i32.const 10))
(assert_exception (invoke "no-clause" (i32.const 2)))
(assert_trap (invoke "dead") "unreachable")
(assert_return (invoke "dead-clauses") (i32.const 1))
(assert_return (invoke "uncaught" (i32.const 0)))
(assert_exception (invoke "uncaught" (i32.const 1)))
(assert_exception (invoke "uncaught" (i32.const 2)))
(assert_exception (invoke "uncaught" (i32.const 3)))
(assert_trap (invoke "trap") "unreachable")

;; ---- together with try_table and throw_ref ----
(module
  (tag $i (param i32)) (tag $none)
  (global $kept (mut exnref) (ref.null exn))
  (func $legacy (param $how i32)
    (try
      (do (throw $i (i32.const 40)))
      (catch $i (drop) (if (local.get $how) (then (rethrow 1))))
      (catch_all (unreachable))))
  (func (export "new-around-legacy") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $i $h) (call $legacy (local.get 0)))
      (i32.const 1)))
  (func $new (result i32)
    (block $h (result i32 exnref)
      (try_table (catch_ref $i $h) (throw $i (i32.const 50)))
      (unreachable))
    (throw_ref))
  (func (export "legacy-around-new") (result i32)
    (try (result i32) (do (call $new)) (catch $i (i32.add (i32.const 1)))))
  ;; one function with both; the exception is the same one all the way
  (func (export "identity") (result i32)
    (block $again (result i32 exnref)
      (try_table (result i32) (catch_ref $i $again)
        (try (result i32)
          (do
            (block $h (result exnref)
              (try_table (catch_all_ref $h) (throw $i (i32.const 60)))
              (unreachable))
            (global.set $kept)
            (throw_ref (global.get $kept)))
          (catch $i (rethrow 0))))
      (return))
    (drop)
    (global.set $kept (ref.null exn)))
  ;; delegate to a try_table: its clauses are those of the label
  (func (export "delegate-to-table") (param $to i32) (result i32)
    (block $outer (result i32)
      (try_table (catch $i $outer)
        (block $h (result i32)
          (try_table $t (catch $i $h)
            (if (local.get $to)
              (then (try (do (throw $i (i32.const 1))) (delegate $t))))
            (try (do (throw $i (i32.const 2))) (delegate $h)))
          (unreachable))
        (return (i32.add (i32.const 10))))
      (unreachable)))
  (func (export "table-without-clauses") (result i32)
    (try (result i32)
      (do (try_table $t (try (do (throw $i (i32.const 3))) (delegate $t))) (unreachable))
      (catch $i)))
)
(assert_return (invoke "new-around-legacy" (i32.const 0)) (i32.const 1))
(assert_return (invoke "new-around-legacy" (i32.const 1)) (i32.const 40))
(assert_return (invoke "legacy-around-new") (i32.const 51))
(assert_return (invoke "identity") (i32.const 60))
(assert_return (invoke "delegate-to-table" (i32.const 0)) (i32.const 2))
(assert_return (invoke "delegate-to-table" (i32.const 1)) (i32.const 11))
(assert_return (invoke "table-without-clauses") (i32.const 3))

;; ---- across continuations ----
(module
  (type $f (func (param i32) (result i32))) (type $k (cont $f))
  (type $s (func (param (ref null $k)) (result i32))) (type $ks (cont $s))
  (tag $y (param i32) (result i32)) (tag $i (param i32)) (tag $none) (tag $w (result i32))
  (elem declare func $throws $waits $clauses $delegates $deep $in-catch $ends)
  (func $throws (type $f) (throw $i (i32.add (local.get 0) (suspend $y (local.get 0)))))
  ;; throw through a resume, in whose function the clause is
  (func (export "through-resume") (param i32) (result i32)
    (local $k (ref null $k))
    (block $on (result i32 (ref $k))
      (resume $k (on $y $on) (local.get 0) (cont.new $k (ref.func $throws)))
      (return))
    (local.set $k) (drop)
    (try (result i32)
      (do (try (result i32)
        (do (resume $k (i32.const 5) (local.get $k)))
        (catch $none (unreachable))
        (catch $i (drop) (rethrow 0))))
      (catch $i (i32.mul (i32.const 2)))))

  ;; resume_throw into a continuation that waits in the body of a try
  (func $waits (type $f)
    (try (result i32)
      (do (suspend $y (local.get 0)))
      (catch $i (i32.add (local.get 0)) (suspend $y) (i32.add (i32.const 1)))
      (catch_all (local.set 0 (suspend $y (i32.const 99))) (rethrow 0))))
  (func $delegates (type $f)
    (try $t (result i32)
      (do
        (try (result i32)
          (do (try (result i32) (do (suspend $y (local.get 0))) (delegate $t)))
          (catch_all (unreachable))))
      (catch $i (i32.mul (i32.const 3)))))
  (func $next (param $k (ref null $k)) (param $x i32) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume $k (on $y $on) (local.get $x) (local.get $k)) (ref.null $k))))
  (func $next-by-throw (param $k (ref null $k)) (param $x i32) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume_throw $k $i (on $y $on) (local.get $x) (local.get $k)) (ref.null $k))))
  (func $next-by-none (param $k (ref null $k)) (result i32 (ref null $k))
    (block $on (result i32 (ref $k))
      (return (resume_throw $k $none (on $y $on) (local.get $k)) (ref.null $k))))
  (func (export "into-try") (result i32)
    (local $k (ref null $k)) (local $sum i32)
    (call $next (cont.new $k (ref.func $waits)) (i32.const 10)) (local.set $k) (local.set $sum)
    (call $next-by-throw (local.get $k) (i32.const 200)) (local.set $k) (local.set $sum (i32.add (local.get $sum)))
    (call $next (local.get $k) (i32.const 1000)) (local.set $k) (local.set $sum (i32.add (local.get $sum)))
    (i32.add (local.get $sum) (ref.is_null (local.get $k))))
  (func (export "rethrow-after-wait") (result i32)
    (local $k (ref null $k)) (local $sum i32)
    (call $next (cont.new $k (ref.func $waits)) (i32.const 10)) (local.set $k) (drop)
    (call $next-by-none (local.get $k)) (local.set $k) (local.set $sum)
    (try (result i32)
      (do (call $next (local.get $k) (i32.const 0)) (drop))
      (catch $none (i32.add (local.get $sum) (i32.const 1)))))
  (func (export "into-delegate") (result i32)
    (local $k (ref null $k))
    (call $next (cont.new $k (ref.func $delegates)) (i32.const 10)) (local.set $k) (drop)
    (call $next-by-throw (local.get $k) (i32.const 7)) (drop))

  ;; suspends in a clause, over others that do so; each exception is thrown again when its turn has come
  (func $in-catch (type $f)
    (if (i32.eqz (local.get 0)) (then (throw $none)))
    (try (result i32)
      (do (throw $i (local.get 0)))
      (catch $i
        (drop (suspend $y))
        (try (result i32)
          (do (call $in-catch (i32.sub (local.get 0) (i32.const 1))))
          (catch_all (drop (suspend $y (local.get 0))) (rethrow 1))))))
  (func (export "in-catch") (param $n i32) (result i32)
    (local $k (ref null $k)) (local $sum i32)
    (local.set $k (cont.new $k (ref.func $in-catch)))
    (try (result i32)
      (do
        (loop $l (result i32)
          (call $next (local.get $k) (local.get $n)) (local.set $k)
          (local.set $sum (i32.add (local.get $sum)))
          (br $l)))
      (catch $i (i32.add (i32.mul (local.get $sum) (i32.const 1000))))
      (catch_all (i32.const -1))))

  ;; many that wait with an exception in their frames
  (table $all 300 (ref null $k))
  (func $clauses (type $f)
    (try (result i32)
      (do (throw $i (local.get 0)))
      (catch $i (drop) (local.set 0 (suspend $y (local.get 0))) (if (local.get 0) (then (rethrow 1))) (i32.const 0))))
  (func (export "many") (result i32)
    (local $i i32) (local $sum i32) (local $k (ref null $k))
    (loop $l
      (call $next (cont.new $k (ref.func $clauses)) (local.get $i)) (local.set $k) (drop)
      (table.set $all (local.get $i) (local.get $k))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 300))))
    (loop $l
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (local.set $sum (i32.add (local.get $sum)
        (try (result i32)
          (do (call $next (table.get $all (local.get $i)) (i32.and (local.get $i) (i32.const 1))) (drop))
          (catch $i))))
      (br_if $l (local.get $i)))
    (local.get $sum))

  ;; the stack of a continuation that holds an exception grows below it, and is moved
  (func $deep (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0))))
  (func $ends (type $f)
    (try (result i32)
      (do (throw $i (i32.const 5)))
      (catch $i (local.set 0 (i32.add (call $deep (local.get 0)))) (rethrow 0))))
  (func (export "grown") (param i32) (result i32)
    (try (result i32)
      (do (resume $k (local.get 0) (cont.new $k (ref.func $ends))))
      (catch $i)))

  ;; switch inside a try, and a throw into what waits for the switch back
  (rec (type $fa (func (param i32 (ref null $ka)) (result i32))) (type $ka (cont $fa)))
  (tag $sw (result i32))
  (elem declare func $first $second)
  (func $first (type $fa)
    (try (result i32)
      (do
        (switch $ka $sw (i32.const 1) (cont.new $ka (ref.func $second)))
        (drop) (throw $i (i32.add (i32.const 1))))
      (catch $i (i32.mul (i32.const 10)))))
  (func $second (type $fa)
    (try (result i32)
      (do (switch $ka $sw (i32.add (local.get 0) (i32.const 3)) (local.get 1)) (drop))
      (catch_all (rethrow 0))))
  (func (export "switched") (result i32)
    (resume $ka (on $sw switch) (i32.const 0) (ref.null $ka) (cont.new $ka (ref.func $first))))
)
(assert_return (invoke "through-resume" (i32.const 3)) (i32.const 16))
(assert_return (invoke "into-try") (i32.const 1222))
(assert_return (invoke "rethrow-after-wait") (i32.const 100))
(assert_return (invoke "into-delegate") (i32.const 21))
(assert_return (invoke "in-catch" (i32.const 6)) (i32.const 42006))
(assert_return (invoke "many") (i32.const 22500))
(assert_return (invoke "grown" (i32.const 20000)) (i32.const 5))
(assert_return (invoke "switched") (i32.const 50))

;; ---- with objects: exceptions alive while everything moves ----
(module
  (type $node (struct (field i32) (field (mut (ref null $node)))))
  (tag $e (param (ref $node) i32))
  (func $fill (param i32) (local $list (ref null $node))
    (loop $l
      (local.set $list (struct.new $node (local.get 0) (local.get $list)))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "moved") (param $n i32) (result i32)
    (local $sum i32) (local $value i32)
    (loop $l
      (try
        (do
          (try
            (do (throw $e (struct.new $node (local.get $n) (struct.new $node (i32.const 3) (ref.null $node))) (i32.const 4)))
            (catch $e
              (drop) (struct.get $node 0) (local.set $value)
              (call $fill (i32.const 50))
              (try (do (throw $e (struct.new $node (i32.const 1) (ref.null $node)) (i32.const 1))) (catch_all))
              (rethrow 0))))
        (catch $e
          (local.set $sum (i32.add (local.get $sum)))
          (struct.get $node 1) (struct.get $node 0) (local.set $sum (i32.add (local.get $sum)))
          (local.set $sum (i32.add (local.get $sum) (local.get $value)))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
)
(assert_return (invoke "moved" (i32.const 40)) (i32.const 1100))

;; ---- what is refused ----
(assert_invalid (module (func (rethrow 0))) "invalid rethrow label")
(assert_invalid (module (func (try (do (rethrow 0)) (catch_all)))) "invalid rethrow label")
(assert_invalid (module (func (try (do) (catch_all (block (rethrow 0)))))) "invalid rethrow label")
(assert_invalid (module (func (try (do) (catch_all (rethrow 2))))) "unknown label")
(assert_invalid (module (func (try (do) (delegate 1)))) "unknown label")
(assert_invalid (module (func (try (do) (catch 0)))) "unknown tag")
(assert_invalid (module (tag (result i32)) (func (try (do) (catch 0)))) "type mismatch")
(assert_invalid (module (tag (param i32)) (func (try (do) (catch 0)))) "type mismatch")
(assert_invalid (module (tag (param i64)) (func (result i32) (try (result i32) (do (i32.const 0)) (catch 0)))) "type mismatch")
(assert_invalid (module (func (result i32) (try (result i32) (do (i64.const 0)) (catch_all (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (result i32) (try (result i32) (do (i32.const 0)) (catch_all)))) "type mismatch")
(assert_invalid (module (func (try (param i32) (do (drop)) (catch_all)))) "type mismatch")
(assert_invalid (module (func (i32.const 1) (try (param i32) (do (drop)) (catch_all (drop))))) "type mismatch")
(assert_invalid (module (func (try (result i32) (do (i64.const 1)) (delegate 0)) (drop))) "type mismatch")
;; a local that the body sets is not set in its clauses
(assert_invalid
  (module (func (param (ref func)) (local $f (ref func))
    (try (do (local.set $f (local.get 0))) (catch_all (drop (local.get $f))))))
  "uninitialized local")
(assert_malformed (module quote "(func (catch_all))") "unexpected token")
(assert_malformed (module quote "(func catch_all)") "unexpected token")
(assert_malformed (module quote "(func delegate 0)") "unexpected token")
(assert_malformed (module quote "(func (do))") "unexpected token")
(assert_malformed (module quote "(func (try))") "unexpected token")
(assert_malformed (module quote "(func (try (nop)))") "unexpected token")
(assert_malformed (module quote "(func (block (do) (catch_all)))") "unexpected token")
(assert_malformed (module quote "(func block catch_all end)") "unexpected token")
(assert_malformed (module quote "(func (try (do) (nop)))") "unexpected token")
(assert_malformed (module quote "(func (try (do) (do)))") "unexpected token")
(assert_malformed (module quote "(tag $e) (func try catch_all catch $e end)") "unexpected token")
(assert_malformed (module quote "(tag $e) (func try catch_all catch_all end)") "unexpected token")
(assert_malformed (module quote "(tag $e) (func try catch $e delegate 0)") "unexpected token")
(assert_malformed (module quote "(func (try (do) (catch_all) (delegate 0)))") "unexpected token")
(assert_malformed (module quote "(func (try (do) (delegate 0) (catch_all)))") "unexpected token")
(assert_malformed (module quote "(func (try (do) (delegate 0) (nop)))") "unexpected token")
(assert_malformed (module quote "(tag $e) (func try $l catch $m $e end)") "mismatching label")
(assert_malformed (module quote "(tag $e) (func try $l catch_all $m end)") "mismatching label")
(assert_malformed (module quote "(func (try $l (do) (delegate $l)))") "unknown label")
(assert_malformed (module quote "(func try") "unexpected end")
(assert_malformed (module quote "(func try catch_all)") "unexpected token")
;; catch, catch_all, delegate without try; catch behind catch_all; delegate behind catch_all; no end
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\05\01\03\00\19\0b") "END opcode expected")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0d\03\01\00\00" "\0a\06\01\04\00\07\00\0b") "END opcode expected")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\06\01\04\00\18\00\0b") "END opcode expected")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0d\03\01\00\00" "\0a\0a\01\08\00\06\40\19\07\00\0b\0b")
  "END opcode expected")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\09\01\07\00\06\40\19\18\00\0b")
  "END opcode expected")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\07\01\05\00\06\40\19\0b")
  "unexpected end")
