;; An exception that crosses a call and a continuation on its way to a legacy catch, is thrown again there, and passes a delegate.
(module
  (type $task (func (param i32)))
  (type $cont (cont $task))
  (tag $oops (param i32))
  (elem declare func $thrower)
  (func $thrower (param $n i32)
    (throw $oops (local.get $n)))
  (func $caller (param $n i32)
    (resume $cont (local.get $n) (cont.new $cont (ref.func $thrower))))
  (func (export "run") (param $n i32) (result i32)
    (try $outer (result i32)
      (do
        (try
          (do
            (call $caller (local.get $n)))
          (catch_all
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (try
              (do
                (nop)
                (rethrow 1))
              (delegate $outer))))
        (i32.const 0))
      (catch $oops
        (local.set $n (i32.add (local.get $n)))
        (i32.mul (local.get $n) (i32.const 100))))))
