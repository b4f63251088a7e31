;; Structures and arrays: nested, recursive, mutually recursive, of sub types, packed, without names.
(module $objects
  (type $bytes (array (mut i8)))
  (type $numbers (array (mut i32)))
  (type $point (sub (struct (field $x (mut i32)) (field $y (mut f64)))))
  (type $pixel (sub $point (struct (field $px (mut i32)) (field $py (mut f64)) (field $red i8) (field $depth i16))))
  (type $node (struct (field $value (mut i64)) (field $next (mut (ref null $node))) (field $at (ref null $point))))
  (rec
    (type $tree (struct (field $leaves (ref null $forest)) (field $any (mut anyref))))
    (type $forest (array (mut (ref null $tree)))))
  (type (struct (field i32) (field $named (mut f32)) (field funcref)))
  (type $mixed (struct (field $v v128) (field $ratio f32) (field $text (ref $bytes)) (field $who externref)))
  (global $last (mut (ref null $node)) (ref.null $node))

  (func $sum (param $list (ref null $node)) (param $numbers (ref $numbers)) (param $none (ref null $point)) (result i64)
    (local $point (ref null $point))
    (local $pixel (ref null $pixel))
    (local $tree (ref null $tree))
    (local $unnamed (ref null 7))
    (local $mixed (ref null $mixed))
    (local $any anyref)
    (local $thirty_one anyref)
    (local.set $point (struct.new $point (i32.const 3) (f64.const 0.5)))
    (local.set $pixel (struct.new $pixel (i32.const 4) (f64.const -2) (i32.const -1) (i32.const 70000)))
    (local.set $tree (struct.new $tree
      (array.new_fixed $forest 2 (ref.null $tree) (struct.new $tree (ref.null $forest) (local.get $pixel)))
      (local.get $list)))
    (local.set $unnamed (struct.new 7 (i32.const 11) (f32.const 1.5) (ref.null func)))
    (local.set $mixed (struct.new $mixed (v128.const i32x4 1 2 3 4) (f32.const 0.25)
      (array.new_fixed $bytes 3 (i32.const 104) (i32.const 105) (i32.const -1)) (ref.null extern)))
    (local.set $any (local.get $pixel))
    (local.set $thirty_one (ref.i31 (i32.const -42)))
    (global.set $last (local.get $list))
    (i64.add
      (struct.get $node $value (local.get $list))
      (i64.extend_i32_s (array.get $numbers (local.get $numbers) (i32.const 2)))))

  (func (export "run") (result i64)
    (call $sum
      (struct.new $node (i64.const 5)
        (struct.new $node (i64.const 6) (ref.null $node) (struct.new $point (i32.const 8) (f64.const 9)))
        (ref.null $point))
      (array.new_fixed $numbers 4 (i32.const 10) (i32.const 20) (i32.const 30) (i32.const 40))
      (ref.null $point))))
