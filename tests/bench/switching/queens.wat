;; Eight queens by effects: each row is a continuation that performs $placed whenever its queen stands safely; the
;; handler answers by starting the next row, and goes back to the row before when one has no place left. All 92
;; solutions; an operation is one of the 2,056 placements of a search.
(module
  (type $row (func (param i32)))
  (type $new (cont $row))
  (type $task (func))
  (type $cont (cont $task))
  (tag $placed)
  (table $rows 8 (ref null $cont))
  ;; What is taken, as bits, and a number that depends on where the queens are.
  (global $columns (mut i32) (i32.const 0))
  (global $rising (mut i32) (i32.const 0))
  (global $falling (mut i32) (i32.const 0))
  (global $hash (mut i32) (i32.const 0))
  (elem declare func $row)

  ;; Puts the queen of a row there, or takes it away.
  (func $toggle (param $column i32) (param $rise i32) (param $fall i32)
    (global.set $columns (i32.xor (global.get $columns) (local.get $column)))
    (global.set $rising (i32.xor (global.get $rising) (local.get $rise)))
    (global.set $falling (i32.xor (global.get $falling) (local.get $fall))))

  (func $row (param $row i32)
    (local $at i32)
    (local $column i32)
    (local $rise i32)
    (local $fall i32)
    (local $weight i32)
    (loop $next
      (local.set $column (i32.shl (i32.const 1) (local.get $at)))
      (local.set $rise (i32.shl (i32.const 1) (i32.add (local.get $row) (local.get $at))))
      (local.set $fall
        (i32.shl (i32.const 1) (i32.add (i32.sub (local.get $row) (local.get $at)) (i32.const 7))))
      (if (i32.eqz
            (i32.or
              (i32.and (global.get $columns) (local.get $column))
              (i32.or
                (i32.and (global.get $rising) (local.get $rise))
                (i32.and (global.get $falling) (local.get $fall)))))
        (then
          (local.set $weight (i32.mul (i32.add (local.get $row) (i32.const 1)) (local.get $at)))
          (call $toggle (local.get $column) (local.get $rise) (local.get $fall))
          (global.set $hash (i32.add (global.get $hash) (local.get $weight)))
          (suspend $placed)
          (global.set $hash (i32.sub (global.get $hash) (local.get $weight)))
          (call $toggle (local.get $column) (local.get $rise) (local.get $fall))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 8)))))

  (func $new_row (param $row i32)
    (table.set $rows
      (local.get $row)
      (cont.bind $new $cont (local.get $row) (cont.new $new (ref.func $row)))))

  ;; the sum over all solutions of 1 + the sum of (row + 1) column
  (func $search (result i32)
    (local $depth i32)
    (local $k (ref null $cont))
    (local $sum i32)
    (call $new_row (i32.const 0))
    (loop $next
      (block $on_placed (result (ref $cont))
        (resume $cont (on $placed $on_placed) (table.get $rows (local.get $depth)))
        ;; no place is left in this row
        (if (i32.eqz (local.get $depth))
          (then (return (local.get $sum))))
        (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
        (br $next))
      (local.set $k)
      (table.set $rows (local.get $depth) (local.get $k))
      (if (i32.eq (local.get $depth) (i32.const 7))
        (then (local.set $sum (i32.add (local.get $sum) (i32.add (global.get $hash) (i32.const 1)))))
        (else
          (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
          (call $new_row (local.get $depth))))
      (br $next))
    (unreachable))

  ;; n searches
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $search))))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next))
    (local.get $sum)))
