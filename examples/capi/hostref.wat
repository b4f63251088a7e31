(module
  (import "host" "swap" (func $swap (param externref) (result externref)))
  (global $kept (export "kept") (mut externref) (ref.null extern))
  (table $shelf (export "shelf") 4 externref)
  (func (export "keep") (param externref) (global.set $kept (local.get 0)))
  (func (export "put") (param i32 externref) (table.set $shelf (local.get 0) (local.get 1)))
  (func (export "get") (param i32) (result externref) (table.get $shelf (local.get 0)))
  (func (export "through_host") (param externref) (result externref) (call $swap (local.get 0)))
  (func (export "is_null") (param externref) (result i32) (ref.is_null (local.get 0))))
