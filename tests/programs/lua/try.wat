;; Protected calls for C on WebAssembly exceptions: what setjmp and longjmp do elsewhere.
;;
;; Lua runs protected code by luaD_rawrunprotected and leaves it by luaD_throw; both are compiled to the two imports below. The program is
;; linked with --import-table, so that this module, which is there first, owns the table that C function pointers index.
(module
  (type $protected (func (param i32 i32)))
  (table $functions (export "__indirect_function_table") 4096 funcref)
  (tag $error)

  ;; lua_try(f, L, ud): calls f(L, ud); comes back when it returns or throws.
  (func (export "lua_try") (param $f i32) (param $L i32) (param $ud i32)
    (block $caught
      (try_table (catch $error $caught)
        (call_indirect $functions (type $protected) (local.get $L) (local.get $ud) (local.get $f)))))

  ;; lua_throw(): leaves the innermost lua_try.
  (func (export "lua_throw")
    (throw $error)))
