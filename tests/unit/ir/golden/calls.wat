;; Calls of every kind, several results, references.
(module
  (type $binary (func (param i32 i32) (result i32 i64 f64)))
  (table $t 4 funcref)
  (elem declare func $callee)
  (func $callee (type $binary) i32.const 1 i64.const 2 f64.const 3)
  (func $direct (result f64)
    i32.const 1 i32.const 2 call $callee
    drop drop drop f64.const 0)
  (func $results_used (result i64) (local i64)
    i32.const 1 i32.const 2 call $callee
    drop local.set 0 drop local.get 0)
  (func $indirect (param i32) (result i32 i64 f64)
    i32.const 1 i32.const 2 local.get 0 call_indirect $t (type $binary))
  (func $reference (result i32 i64 f64)
    i32.const 1 i32.const 2 ref.func $callee call_ref $binary)
  (func $tail (result i32 i64 f64) i32.const 1 i32.const 2 return_call $callee)
  (func $tail_indirect (param i32) (result i32 i64 f64)
    i32.const 1 i32.const 2 local.get 0 return_call_indirect $t (type $binary))
  (func $tail_reference (param (ref null $binary)) (result i32 i64 f64)
    i32.const 1 i32.const 2 local.get 0 return_call_ref $binary)
  (func $null_tests (param (ref null $binary)) (result i32)
    local.get 0 ref.is_null
    ref.null func ref.is_null
    i32.add
    local.get 0 ref.as_non_null drop)
  (func $br_on_null (param (ref null $binary)) (result i32)
    block $null (result i32)
      i32.const 5
      local.get 0
      br_on_null $null
      drop
      drop
      i32.const 6
    end)
  (func $br_on_non_null (param (ref null $binary)) (result i32)
    block $some (result i32 (ref $binary))
      i32.const 5
      local.get 0
      br_on_non_null $some
      return
    end
    drop)
)
