;; try_table in all its forms: clauses of every kind, nesting, handlers that return, code that leaves a try.
(module
  (tag $e (param i32 f64)) (tag $none)
  (func $may (param i32))
  (func $throws (param i32) local.get 0 f64.const 1 throw $e)
  (func $all_clauses (result i32)
    block $h3 (result exnref)
      block $h2
        block $h1 (result i32 f64 exnref)
          block $h0 (result i32 f64)
            try_table (catch $e $h0) (catch_ref $e $h1) (catch_all $h2) (catch_all_ref $h3)
              i32.const 1 call $may
            end
            i32.const 0 return
          end
          drop return
        end
        drop drop return
      end
      i32.const 2 return
    end
    throw_ref)
  (func $values_across (param i32) (result i32)
    block $h
      i32.const 40
      local.get 0
      try_table (param i32) (result i32) (catch_all $h)
        call $may
        i32.const 1
      end
      i32.add
      return
    end
    i32.const -1)
  (func $nested (param i32)
    block $outer
      try_table (catch_all $outer)
        block $inner
          try_table (catch $none $inner)
            local.get 0 call $may
            local.get 0 br_if 1
            throw $none
          end
        end
        local.get 0 call $may
      end
    end
    local.get 0 call $may)
  (func $catch_returns (result i32 f64)
    try_table (catch $e 0)
      i32.const 3 call $may
    end
    i32.const 0 f64.const 0)
  (func $no_clauses (param i32) try_table local.get 0 call $may end)
  (func $try_in_loop (param i32)
    loop $again
      block $h
        try_table (catch_all $h)
          local.get 0 br_if $again
          local.get 0 call $may
          br $h
        end
      end
    end)
)
