/* Internal to engine/wasm: the reader of a binary module. A decoder stands at `at` in a section that ends at `end`;
   every reader returns false after recording an error whose message begins with the words of the specification's test
   suite. */
#ifndef WFX_WASM_DECODE_H
#define WFX_WASM_DECODE_H

#include "engine/base/leb128.h"
#include "engine/base/vec.h"
#include "engine/wasm/module.h"

typedef struct WfxDecoder {
    WfxModule *module;
    WfxError *error;
    const uint8_t *at, *end;
    bool in_section;            /* reading past `end` leaves a section, not the module */
    WFX_VEC(uint32_t) type_ids; /* while the type section is read */
    uint32_t type_limit;        /* type indices below it may be named; module->type_count outside the type section */
    WfxArena group_arena;       /* raw definitions of the recursion group being read */
    uint32_t declared_data_count;
    uint32_t code_count;
    WfxSpan name_section;
} WfxDecoder;

uint32_t wfx_decode_offset(const WfxDecoder *decoder);
void wfx_decode_report(WfxDecoder *decoder, WfxErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same as an expression that the compiler knows to be false. */
#define wfx_decode_fail(...) (wfx_decode_report(__VA_ARGS__), false)
bool wfx_decode_u8(WfxDecoder *decoder, uint8_t *value);
bool wfx_decode_u32(WfxDecoder *decoder, uint32_t *value);
bool wfx_decode_u64(WfxDecoder *decoder, uint64_t *value);
/* A number of items that take at least one byte each: bounded by what is left. */
bool wfx_decode_count(WfxDecoder *decoder, uint32_t *count);
bool wfx_decode_name(WfxDecoder *decoder, WfxName *name);
bool wfx_decode_oom(WfxDecoder *decoder);
/* Zeroed memory of the module for `count` items. */
void *wfx_decode_array(WfxDecoder *decoder, uint64_t count, size_t size);
bool wfx_decode_need(WfxDecoder *decoder, WfxFeatures feature, const char *what);

/* Types. Raw: with module indices, all below type_limit. */
bool wfx_decode_heap_raw(WfxDecoder *decoder, uint32_t *heap);
bool wfx_decode_type_raw(WfxDecoder *decoder, WfxType *type);
bool wfx_decode_type(WfxDecoder *decoder, WfxType *type); /* canonical */
bool wfx_decode_ref_type(WfxDecoder *decoder, WfxType *type);
bool wfx_decode_type_section(WfxDecoder *decoder);

/* The same for code, which has no decoder: canonical, all types of the module may be named. */
bool wfx_read_heap(const WfxModule *module, const uint8_t **cursor, const uint8_t *end, uint32_t *heap,
                   WfxError *error);
bool wfx_read_type(const WfxModule *module, const uint8_t **cursor, const uint8_t *end, WfxType *type, WfxError *error);
/* The byte of an abstract heap type in a binary. */
uint8_t wfx_heap_code(uint32_t heap);

bool wfx_decode_elem_section(WfxDecoder *decoder);
bool wfx_decode_data_section(WfxDecoder *decoder);
bool wfx_decode_constant(WfxDecoder *decoder, WfxType expected, WfxSpan *span);

/* Reads the name section into module->names. A section that breaks its grammar leaves what was read before. False only
   when out of memory. */
bool wfx_names_read(WfxModule *module, WfxSpan section);
bool wfx_utf8_valid(const uint8_t *text, size_t size);

#endif
