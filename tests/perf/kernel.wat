;; Most of the time is the kernel's: page faults of fresh memory in $touch, random bytes in $random; a fixed part is $spin's.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $spin (param $n i32)
    (local $x i32)
    (loop $again
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 69069)) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (drop (local.get $x)))
  (func $random
    (drop (call $random_get (i32.const 0) (i32.const 65536))))
  (func $touch
    (local $at i32)
    (local.set $at (i32.shl (memory.grow (i32.const 16)) (i32.const 16)))
    (memory.fill (local.get $at) (i32.const 1) (i32.const 0x100000)))
  (func (export "_start")
    (local $i i32)
    (loop $again
      (call $touch)
      (call $random)
      (call $random)
      (call $spin (i32.const 100000))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))))
