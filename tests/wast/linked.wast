;; Modules that share tags, continuations and tables of continuations: one is made in a first module, resumed in a second,
;; suspended in a third and handled in a fourth.

(module $tags
  (tag (export "ask") (param i32) (result i32))
  (tag (export "oops") (param i32))
  (tag (export "done") (result i32)))
(register "tags")

;; The same names, other tags.
(module $other_tags
  (tag (export "ask") (param i32) (result i32))
  (tag (export "oops") (param i32)))
(register "other-tags")

(module $maker
  (import "tags" "ask" (tag $ask (param i32) (result i32)))
  (import "tags" "oops" (tag $oops (param i32)))
  (type $f (func (param i32) (result i32)))
  (type $k (cont $f))
  (table (export "waiting") 4 (ref null $k))
  (global (export "last") (mut (ref null $k)) (ref.null $k))
  ;; Asks twice and adds up; a negative answer is thrown.
  (func $asker (export "asker") (type $f) (local $sum i32) (local $answer i32)
    (local.set $sum (suspend $ask (local.get 0)))
    (local.set $answer (suspend $ask (i32.add (local.get 0) (i32.const 1))))
    (if (i32.lt_s (local.get $answer) (i32.const 0)) (then (throw $oops (local.get $answer))))
    (i32.add (local.get $sum) (local.get $answer)))
  (func (export "make") (result (ref $k)) (cont.new $k (ref.func $asker))))
(register "maker")

;; Resumes what others made; leaves `ask` to whoever called it.
(module $resumer
  (import "tags" "done" (tag $done (result i32)))
  (type $f (func (param i32) (result i32)))
  (type $k (cont $f))
  (func (export "run") (param $k (ref $k)) (param $x i32) (result i32)
    (resume $k (local.get $x) (local.get $k))))
(register "resumer")

(module $handler
  (import "tags" "ask" (tag $ask (param i32) (result i32)))
  (import "tags" "oops" (tag $oops (param i32)))
  (import "other-tags" "ask" (tag $ask2 (param i32) (result i32)))
  (import "other-tags" "oops" (tag $oops2 (param i32)))
  (type $f (func (param i32) (result i32)))
  (type $k (cont $f))
  (type $outer (func (result i32)))
  (type $outer_k (cont $outer))
  (import "maker" "make" (func $make (result (ref $k))))
  (import "maker" "asker" (func $asker (type $f)))
  (import "maker" "waiting" (table $waiting 4 (ref null $k)))
  (import "maker" "last" (global $last (mut (ref null $k))))
  (import "resumer" "run" (func $run (param (ref $k)) (param i32) (result i32)))
  (elem declare func $through $asker)
  (global $start (mut i32) (i32.const 0))
  (func $through (type $outer) (call $run (call $make) (global.get $start)))

  ;; Answers each question with twice its number. The foreign tags come first and must not match.
  (func (export "double") (param $x i32) (result i32)
    (local $k (ref null $outer_k)) (local $answer (ref null $k)) (local $question i32)
    (global.set $start (local.get $x))
    (block $asked (result i32 (ref $k))
      (block $never (result i32 (ref $k))
        (return
          (resume $outer_k (on $ask2 $never) (on $ask $asked) (cont.new $outer_k (ref.func $through)))))
      (unreachable))
    (loop $again (param i32 (ref $k)) (result i32)
      (local.set $answer)
      (local.set $question)
      (block $asked (result i32 (ref $k))
        (return
          (resume $k (on $ask $asked) (i32.mul (local.get $question) (i32.const 2)) (ref.as_non_null (local.get $answer)))))
      (br $again)))

  ;; The second question gets -7, which the maker's code throws through both stacks; the foreign tag must not catch it.
(func (export "throws") (param $x i32) (result i32)
    (local $answer (ref null $k))
    (global.set $start (local.get $x))
    (block $asked (result i32 (ref $k))
      (return (resume $outer_k (on $ask $asked) (cont.new $outer_k (ref.func $through)))))
    (local.set $answer)
    (drop)
    (block $asked (result i32 (ref $k))
      (return (resume $k (on $ask $asked) (i32.const 5) (ref.as_non_null (local.get $answer)))))
    (local.set $answer)
    (drop)
    (block $never (result i32 (ref $k))
      (block $caught (result i32)
        (block $wrong (result i32)
          (return
            (try_table (result i32) (catch $oops2 $wrong) (catch $oops $caught)
              (resume $k (on $ask2 $never) (i32.const -7) (ref.as_non_null (local.get $answer))))))
        (unreachable))
      (return))
    (unreachable))

  ;; Leaves a continuation that waits in the maker's table, and one in its global.
  (func (export "park") (param $at i32) (param $x i32)
    (block $asked (result i32 (ref $k))
      (drop (resume $k (on $ask $asked) (local.get $x) (cont.new $k (ref.func $asker))))
      (unreachable))
    (global.set $last)
    (drop)
    (table.set $waiting (local.get $at) (global.get $last)))
)
(register "handler")

;; Knows of the table only: wakes what stands there.
(module $waker
  (import "tags" "ask" (tag $ask (param i32) (result i32)))
  (type $f (func (param i32) (result i32)))
  (type $k (cont $f))
  (import "maker" "waiting" (table $waiting 1 (ref null $k)))
  (import "maker" "last" (global $last (mut (ref null $k))))
  (func (export "wake") (param $at i32) (param $answer i32) (result i32)
    (resume $k (local.get $answer) (ref.as_non_null (table.get $waiting (local.get $at)))))
  (func (export "wake-and-answer") (param $at i32) (param $answer i32) (result i32)
    (local $k (ref null $k))
    (block $asked (result i32 (ref $k))
      (return (resume $k (on $ask $asked) (local.get $answer) (ref.as_non_null (table.get $waiting (local.get $at))))))
    (local.set $k)
    (drop)
    (resume $k (i32.const 1000) (ref.as_non_null (local.get $k))))
  (func (export "move") (param $from i32) (param $to i32)
    (table.copy $waiting $waiting (local.get $to) (local.get $from) (i32.const 1)))
  (func (export "is-empty") (param $at i32) (result i32)
    (ref.is_null (table.get $waiting (local.get $at))))
  (func (export "wake-last") (param $answer i32) (result i32)
    (resume $k (local.get $answer) (ref.as_non_null (global.get $last)))))

(assert_return (invoke $handler "double" (i32.const 10)) (i32.const 42))
(assert_return (invoke $handler "double" (i32.const 3)) (i32.const 14))
(assert_return (invoke $handler "throws" (i32.const 1)) (i32.const -7))

(invoke $handler "park" (i32.const 0) (i32.const 7))
(invoke $handler "park" (i32.const 1) (i32.const 8))
(assert_return (invoke $waker "is-empty" (i32.const 2)) (i32.const 1))
(assert_return (invoke $waker "wake-and-answer" (i32.const 0) (i32.const 11)) (i32.const 1011))
;; It was used up where it stood, for every module alike.
(assert_trap (invoke $waker "wake-and-answer" (i32.const 0) (i32.const 11)) "continuation already consumed")
;; One reference in two entries and in the global is one continuation.
(invoke $waker "move" (i32.const 1) (i32.const 3))
(assert_return (invoke $waker "wake-and-answer" (i32.const 3) (i32.const 20)) (i32.const 1020))
(assert_trap (invoke $waker "wake-and-answer" (i32.const 1) (i32.const 20)) "continuation already consumed")
(assert_trap (invoke $waker "wake-last" (i32.const 1)) "continuation already consumed")
;; Nobody handles the second question here.
(invoke $handler "park" (i32.const 2) (i32.const 1))
(assert_suspension (invoke $waker "wake" (i32.const 2) (i32.const 1)) "unhandled")
(assert_trap (invoke $waker "wake" (i32.const 2) (i32.const 1)) "continuation already consumed")

;; Types of tags must be equal.
(assert_unlinkable
  (module (import "tags" "ask" (tag (param i64) (result i32))))
  "incompatible import type")
(assert_unlinkable
  (module (import "tags" "done" (tag (result i64))))
  "incompatible import type")
(assert_unlinkable
  (module
    (type $f (func)) (type $k (cont $f))
    (import "maker" "waiting" (table 1 (ref null $k))))
  "incompatible import type")
