/* Internal to engine/wasm: the walker's state and the steps that all operators are made of.

   Invariants
   - stack[0 .. top) are the operands, frames[0 .. depth) the control frames, frames[0] the function's own.
   - `live` says that the sink sees what happens now; live implies that the innermost frame is not `unreachable`, so
     that popped operands are really there and stand contiguously at stack + top.
   - Operands popped by a step stay in place above `top` until the next push. */
#ifndef WFX_WASM_WALK_INTERNAL_H
#define WFX_WASM_WALK_INTERNAL_H

#include "engine/base/leb128.h"
#include "engine/base/vec.h"
#include "engine/wasm/walk.h"

typedef bool (*WfxWalkOp)(WfxWalker *walker);
/* What to do at an opcode byte; `op` is NULL for prefixes, unknown opcodes and features that are off. */
typedef struct WfxDispatch {
    WfxWalkOp op;
    const WfxOpRow *row;
} WfxDispatch;

struct WfxWalker {
    WfxModule *module;
    WfxError *error;
    WfxSink sink;
    WfxDispatch *dispatch; /* 256 entries; NULL for constants */
    bool has_sink, live, underflow, is_constant;
    const uint8_t *at, *end;
    WfxOperand *stack;
    uint32_t top, capacity;
    uint32_t height; /* of the innermost frame */
    WFX_VEC(WfxFrame) frames;
    WFX_VEC(WfxType) locals;
    WFX_VEC(uint8_t) is_set; /* per local; meaningful for those without a default value */
    WFX_VEC(uint32_t) inits; /* locals initialised since their frame began */
    WFX_VEC(WfxOperand) results;
    WFX_VEC(WfxClause) clauses;
    WFX_VEC(WfxType) payload; /* types of clause payloads */
    WFX_VEC(uint32_t) labels;
    WfxArena arena;           /* types of block results; per function */
    uint32_t visible_globals; /* constants */
    WfxType wanted;           /* the result of a constant */
    WfxInstr instr;
};

/* The operators with a validation function of their own; NULL for those that the table types. */
extern const WfxWalkOp wfx_walk_ops[WFX_OP_COUNT];

/* Records an error at the current instruction. */
void wfx_walk_report(WfxWalker *walker, WfxErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same as an expression that the compiler knows to be false. */
#define wfx_walk_fail(...) (wfx_walk_report(__VA_ARGS__), false)
static inline bool wfx_walk_oom(WfxWalker *walker)
{
    wfx_error_oom(walker->error);
    return false;
}
void wfx_walk_report_mismatch(WfxWalker *walker, WfxType expected, WfxType found);
/* "type mismatch: i32.add expected i32, found f64"; found WFX_NO_TYPE: nothing on the stack. */
static inline bool wfx_walk_mismatch(WfxWalker *walker, WfxType expected, WfxType found)
{
    wfx_walk_report_mismatch(walker, expected, found);
    return false;
}
/* The text form of a type with this module's type indices, in `text`. */
const char *wfx_walk_type_text(const WfxWalker *walker, WfxType type, char *text, size_t size);

/* Immediates. */
bool wfx_walk_byte(WfxWalker *walker, uint8_t *value);
void wfx_walk_report_leb(WfxWalker *walker, WfxLebStatus status);
static inline bool wfx_walk_leb_failed(WfxWalker *walker, WfxLebStatus status)
{
    wfx_walk_report_leb(walker, status);
    return false;
}

static inline bool wfx_walk_u32(WfxWalker *walker, uint32_t *value)
{
    WfxLebStatus status = wfx_leb_u32(&walker->at, walker->end, value);
    return __builtin_expect(status == WFX_LEB_OK, 1) || wfx_walk_leb_failed(walker, status);
}

/* The operand stack. */
bool wfx_walk_grow_stack(WfxWalker *walker, uint32_t extra);
static inline bool wfx_walk_grow(WfxWalker *walker, uint32_t extra)
{
    return __builtin_expect(walker->capacity - walker->top >= extra, 1) || wfx_walk_grow_stack(walker, extra);
}
bool wfx_walk_pop_slow(WfxWalker *walker, WfxType expected);
/* Pops without expectation; *type may be WFX_BOTTOM in unreachable code. */
bool wfx_walk_pop_any(WfxWalker *walker, WfxType *type);
/* Pops any reference; bottom becomes a non-null reference below all. */
bool wfx_walk_pop_ref(WfxWalker *walker, WfxType *type);
bool wfx_walk_pop_list(WfxWalker *walker, const WfxType *types, uint32_t count);
bool wfx_walk_push_list(WfxWalker *walker, const WfxType *types, uint32_t count);
/* Most blocks and labels have no values. */
static inline bool wfx_walk_pop_types(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    return !count || wfx_walk_pop_list(walker, types, count);
}
/* Pushes types over what was popped, values kept where they are. */
static inline bool wfx_walk_push_types(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    return !count || wfx_walk_push_list(walker, types, count);
}
void wfx_walk_unreachable(WfxWalker *walker);

static inline bool wfx_walk_pop(WfxWalker *walker, WfxType expected)
{
    if (__builtin_expect(walker->top > walker->height && walker->stack[walker->top - 1].type == expected, 1)) {
        walker->top--;
        return true;
    }
    return wfx_walk_pop_slow(walker, expected);
}

static inline bool wfx_walk_push(WfxWalker *walker, WfxType type, WfxValueId value)
{
    if (__builtin_expect(walker->top == walker->capacity, 0) && !wfx_walk_grow(walker, 1))
        return false;
    walker->stack[walker->top++] = (WfxOperand){type, value};
    return true;
}

static inline WfxFrame *wfx_walk_top_frame(WfxWalker *walker)
{
    return &walker->frames.data[walker->frames.count - 1];
}

/* After the arguments were popped: tells the sink, then pushes the results. */
bool wfx_walk_emit(WfxWalker *walker, uint32_t arg_count, const WfxType *results, uint32_t result_count);
/* The same for an operator with one result. */
static inline bool wfx_walk_emit_value(WfxWalker *walker, uint32_t arg_count, WfxType result)
{
    WfxOperand made = {result, WFX_NO_VALUE};
    if (walker->live) {
        WfxInstr *instr = &walker->instr;
        instr->arg_count = arg_count;
        instr->result_count = 1;
        instr->result_types = &made.type;
        if (!walker->sink.plain(walker->sink.self, instr, walker->stack + walker->top, &made))
            return false;
    }
    return wfx_walk_push(walker, result, made.value);
}
/* And with none. */
static inline bool wfx_walk_emit_effect(WfxWalker *walker, uint32_t arg_count)
{
    WfxInstr *instr = &walker->instr;
    instr->arg_count = arg_count;
    instr->result_count = 0;
    return !walker->live || walker->sink.plain(walker->sink.self, instr, walker->stack + walker->top, NULL);
}
/* One result, or WFX_BOTTOM for none. */
static inline bool wfx_walk_emit_one(WfxWalker *walker, uint32_t arg_count, WfxType result)
{
    return result == WFX_BOTTOM ? wfx_walk_emit_effect(walker, arg_count)
                                : wfx_walk_emit_value(walker, arg_count, result);
}
bool wfx_walk_leave(WfxWalker *walker, uint32_t arg_count);

/* Entities by index. */
bool wfx_walk_type_index(WfxWalker *walker, uint32_t index, uint32_t *id);
bool wfx_walk_composite(WfxWalker *walker, uint32_t index, WfxComposite composite, uint32_t *id,
                        const WfxTypeDef **def);
bool wfx_walk_tag(WfxWalker *walker, uint32_t index, const WfxTypeDef **type);
bool wfx_walk_memory(WfxWalker *walker, uint32_t index, WfxType *address);
bool wfx_walk_table(WfxWalker *walker, uint32_t index, const WfxTableDecl **table, WfxType *address);
bool wfx_walk_label(WfxWalker *walker, uint32_t depth, WfxFrame **frame);
WfxFrame *wfx_walk_frame_at(WfxWalker *walker, uint32_t depth);

/* Frames. */
bool wfx_walk_push_frame(WfxWalker *walker, const WfxOpRow *row, const WfxType *params, uint32_t param_count,
                         const WfxType *results, uint32_t result_count);
bool wfx_walk_read_clauses(WfxWalker *walker, bool is_try, const WfxTypeDef *resumed);
void wfx_walk_bind_clauses(WfxWalker *walker, uint32_t inner_frames);

/* The operators, by file. */
#define WFX_WALK_CONTROL(X)                                                                                            \
    X(UNREACHABLE, unreachable) X(NOP, nop) X(BLOCK, block) X(LOOP, block) X(IF, if) X(ELSE, else) X(END, end)         \
    X(BR, br) X(BR_IF, br_if) X(BR_TABLE, br_table) X(RETURN, return) X(CALL, call)                                    \
    X(CALL_INDIRECT, call_indirect) X(CALL_REF, call_ref) X(RETURN_CALL, call)                                         \
    X(RETURN_CALL_INDIRECT, call_indirect) X(RETURN_CALL_REF, call_ref) X(BR_ON_NULL, br_on_null)                      \
    X(BR_ON_NON_NULL, br_on_non_null) X(TRY, block) X(CATCH, catch) X(CATCH_ALL, catch) X(DELEGATE, delegate)          \
    X(RETHROW, rethrow) X(THROW, throw) X(THROW_REF, throw_ref) X(TRY_TABLE, try_table)                                \
    X(BR_ON_CAST, br_on_cast) X(BR_ON_CAST_FAIL, br_on_cast)
#define WFX_WALK_CONTINUATIONS(X)                                                                                      \
    X(CONT_NEW, cont_new) X(CONT_BIND, cont_bind) X(SUSPEND, suspend) X(RESUME, resume)                                \
    X(RESUME_THROW, resume_throw) X(RESUME_THROW_REF, resume_throw_ref) X(SWITCH, switch)
#define WFX_WALK_VARIABLES(X)                                                                                          \
    X(DROP, drop) X(SELECT, select) X(SELECT_T, select_typed) X(LOCAL_GET, local_get) X(LOCAL_SET, local_set)          \
    X(LOCAL_TEE, local_tee) X(GLOBAL_GET, global_get) X(GLOBAL_SET, global_set) X(TABLE_GET, table_get)                \
    X(TABLE_SET, table_set) X(TABLE_INIT, table_init) X(ELEM_DROP, elem_drop) X(TABLE_COPY, table_copy)                \
    X(TABLE_GROW, table_grow) X(TABLE_SIZE, table_size) X(TABLE_FILL, table_fill) X(MEMORY_SIZE, memory_size)          \
    X(MEMORY_GROW, memory_grow) X(MEMORY_INIT, memory_init) X(DATA_DROP, data_drop) X(MEMORY_COPY, memory_copy)        \
    X(MEMORY_FILL, memory_fill) X(REF_NULL, ref_null) X(REF_IS_NULL, ref_is_null) X(REF_FUNC, ref_func)                \
    X(REF_AS_NON_NULL, ref_as_non_null)
#define WFX_WALK_GC(X)                                                                                                 \
    X(REF_EQ, ref_eq) X(STRUCT_NEW, struct_new) X(STRUCT_NEW_DEFAULT, struct_new) X(STRUCT_GET, struct_get)            \
    X(STRUCT_GET_S, struct_get) X(STRUCT_GET_U, struct_get) X(STRUCT_SET, struct_set) X(ARRAY_NEW, array_new)          \
    X(ARRAY_NEW_DEFAULT, array_new) X(ARRAY_NEW_FIXED, array_new_fixed) X(ARRAY_NEW_DATA, array_new_data)              \
    X(ARRAY_NEW_ELEM, array_new_elem) X(ARRAY_GET, array_get) X(ARRAY_GET_S, array_get) X(ARRAY_GET_U, array_get)      \
    X(ARRAY_SET, array_set) X(ARRAY_LEN, array_len) X(ARRAY_FILL, array_fill) X(ARRAY_COPY, array_copy)                \
    X(ARRAY_INIT_DATA, array_init_data) X(ARRAY_INIT_ELEM, array_init_elem) X(REF_TEST, ref_test)                      \
    X(REF_TEST_NULL, ref_test) X(REF_CAST, ref_cast) X(REF_CAST_NULL, ref_cast)                                        \
    X(ANY_CONVERT_EXTERN, any_convert_extern) X(EXTERN_CONVERT_ANY, extern_convert_any) X(REF_I31, ref_i31)            \
    X(I31_GET_S, i31_get) X(I31_GET_U, i31_get)
#define WFX_WALK_DECLARE(id, name) bool wfx_walk_op_##name(WfxWalker *walker);
WFX_WALK_CONTROL(WFX_WALK_DECLARE)
WFX_WALK_CONTINUATIONS(WFX_WALK_DECLARE)
WFX_WALK_VARIABLES(WFX_WALK_DECLARE)
WFX_WALK_GC(WFX_WALK_DECLARE)
#undef WFX_WALK_DECLARE

/* Tries whether a heap type may be cast to: continuations may not (stack switching proposal). */
bool wfx_walk_castable(WfxWalker *walker, WfxType type);

#endif
