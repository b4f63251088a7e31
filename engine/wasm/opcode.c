/* The opcode table as data, and its two lookups: by code (an array per prefix) and by mnemonic (a hash table made on
   first use). */
#include "engine/wasm/opcode.h"
#include "engine/wasm/features.h"

#include <pthread.h>
#include <string.h>

/* Only the names of the IR's operations are known here: the table says which one a plain operator becomes. */
enum {
#define IR(name, format, type, effects) IR_##name,
#include "engine/ir/ir.def"
#undef IR
    IR_SPECIAL = 0,
};

enum {
#define ALIGN(id, bytes) ALIGN_##id = (bytes) == 1 ? 0 : (bytes) == 2 ? 1 : (bytes) == 4 ? 2 : (bytes) == 8 ? 3 : 4,
    WFX_ACCESS_LIST(ALIGN)
#undef ALIGN
};

/* `lower` columns with an argument expand to several initialisers. */
#define IR_LOAD(access_) IR_LOAD, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_STORE(access_) IR_STORE, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_LOAD(access_) IR_ATOMIC_LOAD, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_STORE(access_) IR_ATOMIC_STORE, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_ADD(access_) IR_ATOMIC_ADD, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_SUB(access_) IR_ATOMIC_SUB, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_AND(access_) IR_ATOMIC_AND, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_OR(access_) IR_ATOMIC_OR, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_XOR(access_) IR_ATOMIC_XOR, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_XCHG(access_) IR_ATOMIC_XCHG, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ATOMIC_CMPXCHG(access_) IR_ATOMIC_CMPXCHG, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_
#define IR_ACCESS(access_) IR_SPECIAL, .access = WFX_ACCESS_##access_, .natural_align = ALIGN_##access_

/* So does a `feature` column. */
#define WFX_FEATURE_CONST(feature_, other_) WFX_FEATURE_##feature_, .constant = WFX_FEATURE_##other_

const WfxOpRow wfx_op_rows[WFX_OP_COUNT] = {
#define OP(id_, prefix_, code_, text_, imm_, sig_, feature_, lower_)                                                   \
    [WFX_OP_##id_] = {.text = text_,                                                                                   \
                      .sig = sig_,                                                                                     \
                      .feature = WFX_FEATURE_##feature_,                                                               \
                      .id = WFX_OP_##id_,                                                                              \
                      .code = code_,                                                                                   \
                      .prefix = prefix_,                                                                               \
                      .imm = imm_,                                                                                     \
                      .lower = IR_##lower_},
#include "engine/wasm/opcodes.def"
#undef OP
};

/* Arrays from code to row number + 1, one per prefix. */
#define OP(id, prefix, code, text, imm, sig, feature, lower) ROW_##prefix(id, code)
#define ROW_0(id, code) [code] = WFX_OP_##id + 1,
#define ROW_0xFB(id, code)
#define ROW_0xFC(id, code)
#define ROW_0xFD(id, code)
#define ROW_0xFE(id, code)
const uint16_t wfx_op_plain_rows[256] = {
#include "engine/wasm/opcodes.def"
};
#undef ROW_0
#undef ROW_0xFB
#define ROW_0(id, code)
#define ROW_0xFB(id, code) [code] = WFX_OP_##id + 1,
static const uint16_t gc_rows[] = {
#include "engine/wasm/opcodes.def"
};
#undef ROW_0xFB
#undef ROW_0xFC
#define ROW_0xFB(id, code)
#define ROW_0xFC(id, code) [code] = WFX_OP_##id + 1,
static const uint16_t misc_rows[] = {
#include "engine/wasm/opcodes.def"
};
#undef ROW_0xFC
#undef ROW_0xFD
#define ROW_0xFC(id, code)
#define ROW_0xFD(id, code) [code] = WFX_OP_##id + 1,
static const uint16_t simd_rows[] = {
#include "engine/wasm/opcodes.def"
};
#undef ROW_0xFD
#undef ROW_0xFE
#define ROW_0xFD(id, code)
#define ROW_0xFE(id, code) [code] = WFX_OP_##id + 1,
static const uint16_t atomic_rows[] = {
#include "engine/wasm/opcodes.def"
};
#undef OP

#define FIND(rows) (code < sizeof rows / sizeof rows[0] && rows[code] ? &wfx_op_rows[rows[code] - 1] : NULL)

const WfxOpRow *wfx_op_find(uint8_t prefix, uint32_t code)
{
    switch (prefix) {
    case 0: return FIND(wfx_op_plain_rows);
    case 0xFB: return FIND(gc_rows);
    case 0xFC: return FIND(misc_rows);
    case 0xFD: return FIND(simd_rows);
    case 0xFE: return FIND(atomic_rows);
    default: return NULL;
    }
}

uint32_t wfx_access_size(WfxAccess access)
{
    static const uint8_t sizes[] = {0,
#define SIZE(id, bytes) bytes,
                                    WFX_ACCESS_LIST(SIZE)
#undef SIZE
    };
    return sizes[access];
}

enum { TEXT_SLOTS = 2048 };
static uint16_t text_slots[TEXT_SLOTS]; /* row number + 1, open addressing */
static pthread_once_t text_once = PTHREAD_ONCE_INIT;

static uint32_t hash_text(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static uint32_t find_slot(const char *text, size_t length)
{
    uint32_t slot = hash_text(text, length) % TEXT_SLOTS;
    while (text_slots[slot]) {
        const char *found = wfx_op_rows[text_slots[slot] - 1].text;
        if (strlen(found) == length && memcmp(found, text, length) == 0)
            break;
        slot = (slot + 1) % TEXT_SLOTS;
    }
    return slot;
}

static void fill_text_slots(void)
{
    _Static_assert(WFX_OP_COUNT * 2 < TEXT_SLOTS, "the table must stay sparse");
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++) {
        const char *text = wfx_op_rows[id].text;
        uint32_t slot = find_slot(text, strlen(text));
        if (!text_slots[slot])
            text_slots[slot] = (uint16_t)(id + 1);
    }
}

const WfxOpRow *wfx_op_find_text(const char *text, size_t length)
{
    pthread_once(&text_once, fill_text_slots);
    uint32_t slot = find_slot(text, length);
    return text_slots[slot] ? &wfx_op_rows[text_slots[slot] - 1] : NULL;
}
