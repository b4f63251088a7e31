/* Included before every file of Lua when it is built for WebAssembly: errors by the two functions of try.wat instead of
   setjmp, and stand-ins for what WASI has no notion of. */
#ifndef LUA_WASI_SHIM_H
#define LUA_WASI_SHIM_H

__attribute__((import_module("env"), import_name("lua_try"))) void lua_try(void *function, void *state, void *data);
__attribute__((import_module("env"), import_name("lua_throw"), noreturn)) void lua_throw(void);

#define LUAI_TRY(L, c, a) lua_try((void *)f, L, ud)
#define LUAI_THROW(L, c) lua_throw()
#define luai_jmpbuf int

#include <stdio.h>
#include <stdlib.h>
static inline int no_system(const char *command)
{
    return command ? -1 : 0;
}
static inline FILE *no_tmpfile(void)
{
    return NULL;
}
#define system no_system
#define tmpfile no_tmpfile
#define LUA_TMPNAMBUFSIZE 32
#define lua_tmpnam(b, e)                                                                                               \
    {                                                                                                                  \
        (void)(b);                                                                                                     \
        e = 1;                                                                                                         \
    }

#endif
