;; Continuations: creation, binding, suspension, resumes with clauses, switch.
(module
  (type $f0 (func)) (type $c0 (cont $f0))
  (type $f2 (func (param i32 i64) (result f64 i32))) (type $c2 (cont $f2))
  (type $f1 (func (param i64) (result f64 i32))) (type $c1 (cont $f1))
  (type $fy (func (param f32) (result f64 i32))) (type $cy (cont $fy))
  (rec (type $fs (func (param (ref null $cs)))) (type $cs (cont $fs)))
  (tag $yield (param i32 f64) (result f32)) (tag $stop) (tag $swap) (tag $swap2 (result f64 i32)) (tag $error (param i32))
  (elem declare func $body $start)
  (func $start)
  (func $body (type $f2) f64.const 0 i32.const 0)
  (func $make (result (ref $c1))
    i32.const 1
    ref.func $body cont.new $c2
    cont.bind $c2 $c1)
  (func $suspends (result f32) i32.const 1 f64.const 2 suspend $yield)
  (func $bare_resume (param (ref null $c0)) local.get 0 resume $c0)
  (func $clauses (param (ref null $c2)) (result f64 i32) (local (ref null $cy) (ref null $c2))
    i32.const 100
    block $stopped (result (ref $c2))
      block $yielded (result i32 f64 (ref $cy))
        i32.const 5 i64.const 6 local.get 0
        resume $c2 (on $yield $yielded) (on $swap2 switch)
        return
      end
      local.set 1 drop drop
      f32.const 1 local.get 1
      resume $cy
      return
    end
    local.set 2
    f64.convert_i32_s
    i32.const 1)
  (func $throwing (param (ref null $c2)) (result f64 i32)
    block $yielded (result i32 f64 (ref $cy))
      i32.const 7 local.get 0
      resume_throw $c2 $error (on $yield $yielded)
      return
    end
    drop drop drop f64.const 0 i32.const 0)
  (func $throwing_ref (param (ref null $c2) exnref) (result f64 i32)
    local.get 1 local.get 0 resume_throw_ref $c2)
  (func $switches (param (ref null $cs)) (result (ref null $cs))
    local.get 0 switch $cs $swap)
  (func $in_try (param (ref null $c0)) (local (ref null $c0))
    block $failed
      loop $again
        block $h (result (ref $c0))
          try_table (catch_all $failed)
            local.get 0
            resume $c0 (on $stop $h)
          end
          return
        end
        local.set 0
        br $again
      end
    end)
)
