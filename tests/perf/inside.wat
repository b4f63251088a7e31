;; $outer waits on $first, then resumes $inner, which waits on $second through it: one stack, on one tag. $first is stale in $outer's header.
(module
  (type $body (func))
  (type $cont (cont $body))
  (tag $first)
  (tag $second)
  (elem declare func $inner $outer)
  (func $inner
    (suspend $second))
  (func $outer
    (suspend $first)
    (resume $cont (cont.new $cont (ref.func $inner))))
  (func (export "_start")
    (local $k (ref null $cont))
    (block $on_first (result (ref $cont))
      (resume $cont (on $first $on_first) (cont.new $cont (ref.func $outer)))
      (return))
    (local.set $k)
    (block $on_second (result (ref $cont))
      (resume $cont (on $second $on_second) (local.get $k))
      (return))
    (drop)))
