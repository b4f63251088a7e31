;; The old exception instructions: clauses with and without a rethrow, rethrows out of loops and through regions, delegates.
(module
  (tag $e (param i32 f64)) (tag $none)
  (func $may (param i32))
  ;; a clause that does not rethrow wants no exception
  (func $clauses (param i32) (result i32)
    i32.const 40
    try (result i32)
      local.get 0 call $may
      i32.const 1
    catch $e
      drop
    catch $none
      i32.const 5 local.get 0 br_if 1
      drop i32.const 2
    catch_all
      local.get 0
      if
        rethrow 1
      end
      rethrow 0
    end
    i32.add)
  ;; the blocks of rethrows stand at the end of their clause, each in the region of its instruction
  (func $rethrow_in_loop (param i32)
    try
      local.get 0 call $may
    catch_all
      loop $again
        local.get 0 call $may
        try
          local.get 0 br_if $again
          rethrow 2
        catch $none
          rethrow 2
        end
        br $again
      end
    end)
  ;; the first to a block, the second beyond a try to the one around, the third to the caller
  (func $delegates (param i32)
    try $outer
      block $b
        try
          local.get 0 call $may
        delegate $b
      end
      try
        try
          local.get 0 call $may
        delegate $outer
      catch_all
      end
      try
        local.get 0 call $may
      delegate 1
    catch_all
      try
        local.get 0 call $may
      delegate $outer
    end)
  (func $no_clauses (param i32) try local.get 0 call $may end)
  (func $nothing_falls_in (result i32)
    try (result i32)
      throw $none
    catch $none
      i32.const 1 return
    catch_all
      rethrow 0
    end)
  (func $in_table (param i32)
    block $h
      try_table $t (catch $none $h)
        try
          local.get 0 call $may
        delegate $t
      end
    end)
)
