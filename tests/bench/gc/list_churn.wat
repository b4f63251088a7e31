;; Lists of 100 numbers: made, mapped, filtered, reversed and added up, each step into a new list. An operation is one
;; cell, 300 in a round.
(module
  (type $list (struct (field $value i32) (field $rest (ref null $list))))

  ;; from + 99 .. from
  (func $numbers (param $from i32) (result (ref null $list))
    (local $i i32)
    (local $made (ref null $list))
    (loop $next
      (local.set $made (struct.new $list (i32.add (local.get $from) (local.get $i)) (local.get $made)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 100))))
    (local.get $made))

  ;; three times each, the other way round
  (func $tripled (param $list (ref null $list)) (result (ref null $list))
    (local $made (ref null $list))
    (loop $next
      (if (ref.is_null (local.get $list))
        (then (return (local.get $made))))
      (local.set $made
        (struct.new $list
          (i32.mul (struct.get $list $value (local.get $list)) (i32.const 3))
          (local.get $made)))
      (local.set $list (struct.get $list $rest (local.get $list)))
      (br $next))
    (unreachable))

  ;; the odd ones, or all for mask 0, the other way round
  (func $selected (param $list (ref null $list)) (param $mask i32) (result (ref null $list))
    (local $made (ref null $list))
    (loop $next
      (if (ref.is_null (local.get $list))
        (then (return (local.get $made))))
      (if (i32.eq (i32.and (struct.get $list $value (local.get $list)) (local.get $mask)) (local.get $mask))
        (then
          (local.set $made
            (struct.new $list (struct.get $list $value (local.get $list)) (local.get $made)))))
      (local.set $list (struct.get $list $rest (local.get $list)))
      (br $next))
    (unreachable))

  ;; of the values in order, sum = 3 sum + value
  (func $fold (param $list (ref null $list)) (result i32)
    (local $sum i32)
    (loop $next
      (if (ref.is_null (local.get $list))
        (then (return (local.get $sum))))
      (local.set $sum
        (i32.add
          (i32.mul (local.get $sum) (i32.const 3))
          (struct.get $list $value (local.get $list))))
      (local.set $list (struct.get $list $rest (local.get $list)))
      (br $next))
    (unreachable))

  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (local.set $sum
        (i64.add
          (local.get $sum)
          (i64.extend_i32_u
            (call $fold
              (call $selected
                (call $selected (call $tripled (call $numbers (local.get $n))) (i32.const 1))
                (i32.const 0))))))
      (br_if $next (local.get $n)))
    (local.get $sum)))
