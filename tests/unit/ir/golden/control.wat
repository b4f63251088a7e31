;; Every structured construct and jump of the core language.
(module
  (func $empty)
  (func $constant (result i64) i64.const -2)
  (func $block_unused_label (param i32) (result i32)
    block (result i32) local.get 0 i32.const 1 i32.add end)
  (func $block_br_if (param i32) (result i32)
    block (result i32)
      i32.const 7
      local.get 0
      br_if 0
      drop
      i32.const 8
    end)
  (func $loop_param (param i32) (result i32)
    i32.const 0
    local.get 0
    loop (param i32 i32) (result i32)
      local.set 0
      local.get 0
      i32.add
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      local.get 0
      br_if 0
      drop
    end)
  (func $loop_no_back_edge (result i32) loop (result i32) i32.const 3 end)
  (func $if_else_multi (param i32) (result i32 f64)
    i32.const 5
    local.get 0
    if (param i32) (result i32 f64)
      i32.const 1 i32.add f64.const 0.5
    else
      drop i32.const 9 f64.const -0.0
    end)
  (func $if_else_one_arm_leaves (param i32) (result i32)
    local.get 0
    if (result i32) i32.const 1 else unreachable end)
  (func $if_else_both_return (param i32) (result i32)
    local.get 0
    if i32.const 1 return else i32.const 2 return end
    unreachable)
  (func $bare_if (param i32) local.get 0 if i32.const 1 local.set 0 end)
  (func $bare_if_params (param i32) (result i32)
    i32.const 3
    local.get 0
    if (param i32) (result i32) i32.const 1 i32.add end)
  (func $bare_if_branch_out (param i32) (result i32)
    i32.const 3
    local.get 0
    if (param i32) (result i32)
      local.get 0 br_if 0
      drop i32.const 4 br 0
    end)
  (func $nested_ifs (param i32 i32) (result i32)
    i32.const 10
    i32.const 20
    local.get 0
    if (param i32 i32) (result i32)
      local.get 1
      if (param i32) i32.const 1 i32.add drop else drop end
    else
      i32.add
    end)
  (func $br_table_args (param i32) (result i32)
    block $a (result i32)
      block $b (result i32)
        i32.const 11
        local.get 0
        br_table $a $b $a 2 $b
      end
      i32.const 1
      i32.add
    end)
  (func $br_table_loop (param i32)
    loop $again
      block $out
        local.get 0
        br_table $again $out
      end
    end)
  (func $branch_to_function (param i32) (result i32)
    i32.const 1
    local.get 0
    br_if 0
    local.get 0
    i32.eqz
    br_if 0)
  (func $return_then_dead (result i32)
    i32.const 4
    return
    i32.const 5
    i32.add)
  (func $dead_block (result i32)
    block (result i32)
      i32.const 1
      br 0
      block br 0 end
      loop br 0 end
      if else end
    end)
  (func $select (param i32 i64) (result i64)
    local.get 1 i64.const 9 local.get 0 select)
)
