;; Objects: made with values in registers that the call out of line has to keep, stored into, looked at; loops over them.
(module
  (type $node (sub (struct (field i32) (field (mut (ref null $node))))))
  (type $leaf (sub final $node (struct (field i32) (field (mut (ref null $node))) (field f64))))
  (type $nodes (array (mut (ref null $node))))

  ;; a number, a float, a reference that is no local's any more, a constant and copies of locals
  (func (param i32 f64 (ref null $node)) (result (ref $node))
    local.get 0
    i32.const 3
    i32.mul
    local.get 2
    ref.null $node
    local.set 2
    local.get 1
    f64.const 0.5
    f64.add
    struct.new $leaf
    local.get 2
    drop)

  ;; a list from the numbers below n
  (func (param $n i32) (result (ref null $node)) (local $made (ref null $node))
    loop
      local.get $n
      local.get $made
      struct.new $node
      local.set $made
      local.get $n
      i32.const 1
      i32.sub
      local.tee $n
      br_if 0
    end
    local.get $made)

  ;; the sum of a list
  (func (param $list (ref null $node)) (result i32) (local $sum i32)
    loop
      local.get $list
      ref.is_null
      if
        local.get $sum
        return
      end
      local.get $sum
      local.get $list
      struct.get $node 0
      i32.add
      local.set $sum
      local.get $list
      struct.get $node 1
      local.set $list
      br 0
    end
    unreachable)

  ;; arrays: the length lives on, or ends
  (func (param $n i32) (result (ref $nodes) i32 (ref $nodes))
    local.get $n
    i32.const 1
    i32.add
    local.tee $n
    array.new_default $nodes
    local.get $n
    local.get $n
    i32.const 2
    i32.shl
    array.new_default $nodes)

  ;; stores that a collector has to hear of, and not
  (func (param (ref $node) (ref null $node) (ref $nodes) i32)
    local.get 0
    local.get 1
    struct.set $node 1
    local.get 0
    ref.null $node
    struct.set $node 1
    local.get 2
    local.get 3
    local.get 0
    array.set $nodes)

  (func (param anyref) (result i32)
    local.get 0
    ref.test (ref i31)
    local.get 0
    ref.test (ref null i31)
    i32.add
    local.get 0
    ref.test (ref $leaf)
    i32.add
    local.get 0
    ref.test (ref null $node)
    i32.add)

  (func (param i31ref i32) (result i31ref i32)
    local.get 1
    ref.i31
    local.get 0
    i31.get_s)

  ;; a local's register is overwritten by the next operation, and the local read again; two branches agree or do not
  (func (param $a i32) (param $b i32) (result i32)
    local.get $a
    i32.const 1
    i32.add
    local.tee $a
    i32.const 7
    i32.xor
    local.get $a
    i32.add
    local.get $b
    if
      local.get $a
      local.set $b
    else
      local.get $b
      i32.const 1
      i32.sub
      local.set $b
    end
    local.get $a
    local.get $b
    i32.sub
    i32.add))
