;; Three continuations inside each other, with locals of every type. $run resumes $outer, which resumes $middle, which resumes $inner; $leaf suspends,
;; past two resumes that do not handle its tag, to $run, which answers. Returns 1000 + 100 + 10 + 1 + 3 * depth + answer.
(module $nested
  (type $step (func (param i32) (result i32)))
  (type $cont (cont $step))
  (type $rest (func (result i32)))
  (type $rest_cont (cont $rest))
  (tag $ask (param i32) (result i32))
  (tag $never)
  (elem declare func $outer $middle $inner $leaf)

  (func $leaf (param $depth i32) (param $big i64) (param $ratio f32) (param $exact f64) (result i32)
    (local $sum i32)
    (local $f funcref)
    (local $x externref)
    (local.set $f (ref.func $leaf))
    (local.set $sum
      (i32.mul (local.get $depth) (i32.const 3)))
    (local.set $sum
      (i32.add (local.get $sum)
        (suspend $ask (local.get $sum))))
    (local.get $sum))

  (func $inner (param $level i32) (result i32)
    (local $got i32)
    (local.set $got
      (call $leaf (local.get $level) (i64.const 5000000000) (f32.const 1.5) (f64.const -0.25)))
    (i32.add (local.get $got) (i32.const 1)))

  (func $middle (param $level i32) (result i32)
    (local $got i32)
    (local.set $got
      (resume $cont (i32.add (local.get $level) (i32.const 1)) (cont.new $cont (ref.func $inner))))
    (i32.add (local.get $got) (i32.const 10)))

  (func $outer (param $level i32) (result i32)
    (local $got i32)
    (block $on_never (result (ref $rest_cont))
      (local.set $got
        (resume $cont (on $never $on_never)
          (i32.add (local.get $level) (i32.const 1))
          (cont.new $cont (ref.func $middle))))
      (return
        (i32.add (local.get $got) (i32.const 100))))
    (drop)
    (unreachable))

  (func $run (export "run") (param $level i32) (result i32)
    (local $answer i32)
    (local $k (ref null $cont))
    (local.set $k (cont.new $cont (ref.func $outer)))
    (local.set $answer (local.get $level))
    (loop $again (result i32)
      (block $on_ask (result i32 (ref $cont))
        (resume $cont (on $ask $on_ask)
          (local.get $answer)
          (local.get $k))
        (return
          (i32.add (i32.const 1000))))
      (local.set $k)
      (local.set $answer)
      (local.set $answer
        (i32.add (local.get $answer) (i32.const 30)))
      (br $again)))

  (func (export "_start")
    (drop (call $run (i32.const 0)))))
