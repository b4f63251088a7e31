;; Two producers under two handlers, in known proportions: both run the same loop, $heavy three times as often as $light. So of the time in
;; producers 75% belongs to the handler in $from_heavy and 25% to the one in $from_light, by construction; a profile can be judged by that.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $task (func))
  (type $cont (cont $task))
  (tag $produced (param i32))
  (elem declare func $heavy $light)

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
  ;; A pseudo-random walk (xorshift); its result depends on every step.
  (func $work (param $x i32) (param $steps i32) (result i32)
    (loop $step
      (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 13))))
      (local.set $x (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 17))))
      (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 5))))
      (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))
      (br_if $step))
    (local.get $x))

  (func $heavy
    (local $x i32)
    (local.set $x (i32.const 1))
    (loop $forever
      (local.set $x (call $work (local.get $x) (i32.const 3000000)))
      (suspend $produced (local.get $x))
      (br $forever)))

  (func $light
    (local $x i32)
    (local.set $x (i32.const 2))
    (loop $forever
      (local.set $x (call $work (local.get $x) (i32.const 1000000)))
      (suspend $produced (local.get $x))
      (br $forever)))

  (func $from_heavy (param $k (ref $cont)) (result i32 (ref $cont))
    (block $on_produced (result i32 (ref $cont))
      (resume $cont (on $produced $on_produced) (local.get $k))
      (unreachable)))

  (func $from_light (param $k (ref $cont)) (result i32 (ref $cont))
    (block $on_produced (result i32 (ref $cont))
      (resume $cont (on $produced $on_produced) (local.get $k))
      (unreachable)))

  (func $main (param $rounds i32) (result i32)
    (local $heavy (ref null $cont))
    (local $light (ref null $cont))
    (local $sum i32)
    (local.set $heavy (cont.new $cont (ref.func $heavy)))
    (local.set $light (cont.new $cont (ref.func $light)))
    (loop $round
      (call $from_heavy (ref.as_non_null (local.get $heavy)))
      (local.set $heavy)
      (local.set $sum (i32.add (local.get $sum))) ;; + the value produced
      (call $from_light (ref.as_non_null (local.get $light)))
      (local.set $light)
      (local.set $sum (i32.add (local.get $sum))) ;; + the value produced
      (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $round))
    (local.get $sum))

  (func (export "_start")
    (call $print (call $main (i32.const 200)))))
