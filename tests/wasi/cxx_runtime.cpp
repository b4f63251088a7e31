/* What exceptions.cpp needs of a C++ runtime library, which Debian does not have for WebAssembly: throwing, and finding
   the handler for a type in the tables that clang writes. Types are the same when their descriptors are. */
#include <stdlib.h>

namespace
{

struct Exception {
    const void *type;
    Exception *outer; /* among those being handled */
    int handlers;
    bool is_rethrown;
    double payload[1];
};

Exception *handled;

Exception *exception_of(void *payload)
{
    return (Exception *)((char *)payload - __builtin_offsetof(Exception, payload));
}

unsigned long read_unsigned(const unsigned char *&at)
{
    unsigned long value = 0;
    for (int shift = 0;; shift += 7) {
        value |= (unsigned long)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80))
            return value;
    }
}

long read_signed(const unsigned char *&at)
{
    const unsigned char *end = at;
    long value = (long)read_unsigned(end);
    int bits = 7 * (int)(end - at);
    at = end;
    return bits < 32 && value >> (bits - 1) & 1 ? value - (1L << bits) : value;
}

} // namespace

extern "C" {

/* Between landing pads and the personality: the pad and its table in, the number of the type out. */
struct {
    unsigned long pad;
    const unsigned char *table;
    unsigned long selector;
} __wasm_lpad_context;

/* Descriptors of fundamental types, and the class that those of others point to. */
void *_ZTVN10__cxxabiv117__class_type_infoE[4];
const void *_ZTIi[2], *_ZTId[2], *_ZTIc[2], *_ZTIPKc[2];

void _ZSt9terminatev()
{
    abort();
}

void *__cxa_allocate_exception(unsigned long size)
{
    Exception *exception = (Exception *)calloc(1, sizeof *exception + size);
    if (!exception)
        abort();
    return exception->payload;
}

void __cxa_throw(void *payload, void *type, void (*)(void *))
{
    exception_of(payload)->type = type;
    __builtin_wasm_throw(0, payload);
}

void *__cxa_begin_catch(void *payload)
{
    Exception *exception = exception_of(payload);
    exception->is_rethrown = false;
    if (!exception->handlers++) {
        exception->outer = handled;
        handled = exception;
    }
    return payload;
}

void __cxa_end_catch()
{
    Exception *exception = handled;
    if (--exception->handlers)
        return;
    handled = exception->outer;
    if (!exception->is_rethrown)
        free(exception);
}

void __cxa_rethrow()
{
    handled->is_rethrown = true;
    __builtin_wasm_throw(0, handled->payload);
}

/* The table: encodings of its parts, the landing pads with their first action, actions, types backwards. */
int _Unwind_CallPersonality(void *payload)
{
    const unsigned char *at = __wasm_lpad_context.table + 1, *types = nullptr;
    if (*at++ != 0xff) {
        unsigned long size = read_unsigned(at);
        types = at + size;
    }
    at++;
    unsigned long size = read_unsigned(at), action = 0;
    const unsigned char *actions = at + size;
    while (at < actions) {
        unsigned long pad = read_unsigned(at), first = read_unsigned(at);
        if (pad == __wasm_lpad_context.pad)
            action = first;
    }
    __wasm_lpad_context.selector = 0;
    for (at = actions + action - 1; action;) {
        long filter = read_signed(at);
        const unsigned char *here = at;
        long next = read_signed(at);
        const void *type = filter > 0 ? ((const void *const *)types)[-filter] : nullptr;
        if (filter > 0 && (!type || type == exception_of(payload)->type)) {
            __wasm_lpad_context.selector = (unsigned long)filter;
            break;
        }
        at = here + next;
        action = next != 0;
    }
    return 0;
}
}
