;; A hash map with chains: 4,096 buckets, 8,192 possible keys, boxed values. Of four operations at random keys one looks
;; up, one removes and two insert or replace, so entries and values come and go all the time.
(module
  (type $box (struct (field $value i64)))
  (type $entry
    (struct
      (field $key i32)
      (field $value (mut (ref $box)))
      (field $next (mut (ref null $entry)))))
  (type $map (array (mut (ref null $entry))))

  (func $bucket (param $key i32) (result i32)
    (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 20)))

  (func $find (param $map (ref $map)) (param $key i32) (result (ref null $entry))
    (local $entry (ref null $entry))
    (local.set $entry (array.get $map (local.get $map) (call $bucket (local.get $key))))
    (loop $next
      (if (ref.is_null (local.get $entry))
        (then (return (ref.null $entry))))
      (if (i32.eq (struct.get $entry $key (local.get $entry)) (local.get $key))
        (then (return (local.get $entry))))
      (local.set $entry (struct.get $entry $next (local.get $entry)))
      (br $next))
    (unreachable))

  (func $insert (param $map (ref $map)) (param $key i32) (param $value (ref $box))
    (local $entry (ref null $entry))
    (local $bucket i32)
    (local.set $entry (call $find (local.get $map) (local.get $key)))
    (if (ref.is_null (local.get $entry))
      (then
        (local.set $bucket (call $bucket (local.get $key)))
        (array.set $map
          (local.get $map)
          (local.get $bucket)
          (struct.new $entry
            (local.get $key)
            (local.get $value)
            (array.get $map (local.get $map) (local.get $bucket)))))
      (else (struct.set $entry $value (local.get $entry) (local.get $value)))))

  (func $remove (param $map (ref $map)) (param $key i32)
    (local $entry (ref null $entry))
    (local $before (ref null $entry))
    (local.set $entry (array.get $map (local.get $map) (call $bucket (local.get $key))))
    (loop $next
      (if (ref.is_null (local.get $entry))
        (then (return)))
      (if (i32.ne (struct.get $entry $key (local.get $entry)) (local.get $key))
        (then
          (local.set $before (local.get $entry))
          (local.set $entry (struct.get $entry $next (local.get $entry)))
          (br $next))))
    (if (ref.is_null (local.get $before))
      (then
        (array.set $map
          (local.get $map)
          (call $bucket (local.get $key))
          (struct.get $entry $next (local.get $entry))))
      (else
        (struct.set $entry $next (local.get $before) (struct.get $entry $next (local.get $entry))))))

  ;; the sum of the values found
  (func (export "run") (param $n i32) (result i64)
    (local $map (ref $map))
    (local $entry (ref null $entry))
    (local $random i32)
    (local $key i32)
    (local $sum i64)
    (local.set $map (array.new_default $map (i32.const 4096)))
    (local.set $random (i32.const 2463534242))
    (loop $next
      (local.set $random (i32.xor (local.get $random) (i32.shl (local.get $random) (i32.const 13))))
      (local.set $random (i32.xor (local.get $random) (i32.shr_u (local.get $random) (i32.const 17))))
      (local.set $random (i32.xor (local.get $random) (i32.shl (local.get $random) (i32.const 5))))
      (local.set $key (i32.and (local.get $random) (i32.const 8191)))
      (block $done
        (block $insert
          (block $look_up
            (block $remove
              (br_table $remove $look_up $insert (i32.shr_u (local.get $random) (i32.const 30))))
            (call $remove (local.get $map) (local.get $key))
            (br $done))
          (local.set $entry (call $find (local.get $map) (local.get $key)))
          (br_if $done (ref.is_null (local.get $entry)))
          (local.set $sum
            (i64.add
              (local.get $sum)
              (struct.get $box $value (struct.get $entry $value (local.get $entry)))))
          (br $done))
        (call $insert
          (local.get $map)
          (local.get $key)
          (struct.new $box (i64.extend_i32_u (local.get $n)))))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (local.get $sum)))
