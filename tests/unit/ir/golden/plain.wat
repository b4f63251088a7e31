;; Operators that the table describes whole, variables, memory, tables and runtime calls.
(module
  (memory 1) (memory $other 1)
  (table $t 4 funcref) (table $u 4 externref)
  (global $g (mut f32) (f32.const 0))
  (data $d "x") (elem $e func $arithmetic)
  (func $arithmetic (param i32 i64 f32 f64) (result i32)
    local.get 0 i32.clz
    local.get 1 i64.const 3 i64.shr_u i32.wrap_i64
    i32.rotl
    local.get 2 local.get 2 f32.lt
    i32.and
    local.get 3 f32.demote_f64 i32.trunc_f32_s
    i32.xor
    local.get 1 i64.eqz i32.or
    local.get 3 i64.reinterpret_f64 i64.extend8_s i64.popcnt i32.wrap_i64
    i32.div_s)
  (func $memory (param i32) (result i64)
    local.get 0 local.get 0 i32.load8_s offset=4 i32.store16 $other offset=65536
    local.get 0 f64.load f32.const 1 global.set $g
    drop
    local.get 0 i64.load32_u
    memory.size drop
    i32.const 1 memory.grow $other drop
    i32.const 0 i32.const 1 i32.const 2 memory.fill
    i32.const 0 i32.const 1 i32.const 2 memory.copy $other 0
    i32.const 0 i32.const 1 i32.const 2 memory.init $d
    data.drop $d)
  (func $words (param i64 i64) (result i64 i64)
    local.get 0 local.get 1 i64.mul_wide_s
    local.get 1 i64.const 7 i64.mul_wide_u
    i64.add128
    local.get 0 i64.const 1 i64.sub128)
  (func $table (param i32 externref) (result funcref f32)
    local.get 0 local.get 1 table.set $u
    table.size $u drop
    local.get 1 local.get 0 table.grow $u drop
    i32.const 0 local.get 1 i32.const 2 table.fill $u
    i32.const 0 i32.const 1 i32.const 2 table.copy $t $t
    i32.const 0 i32.const 1 i32.const 2 table.init $t $e
    elem.drop $e
    local.get 0 table.get $t
    global.get $g)
)
