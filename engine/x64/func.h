/* The state of one function's compilation, and what the parts of the back end offer each other. Private to engine/x64.

   A value is in any of these places at once: a constant (never anywhere else unless copied), a register, its frame slot, or, for a
   LOCAL_GET that has not been needed yet, the home slot of its local ("lazy"). Registers also remember which local they hold a copy of,
   so that lazy values are read from them; whoever writes a register forgets that (`cached`). At the end of a block every value that is still
   needed is in its slot or is a constant. Slots and registers are given back when the count of remaining uses reaches zero;
   that is sound because in quick mode nothing defined before a loop is used in it but through block parameters. */
#ifndef WFX_X64_FUNC_H
#define WFX_X64_FUNC_H

#include "engine/x64/compile.h"
#include "engine/x64/mach.h"

/* Allocatable: the convention's eight general registers; xmm0..xmm13. */
#define MASK_GENERAL 0x3CFu
#define MASK_VECTOR 0x3FFF0000u
#define REG_BIT(reg) (1u << (reg))

enum { VALUE_CONST = 1, VALUE_REG = 2, VALUE_SLOT = 4, VALUE_LAZY = 8 };
enum { MAX_LAZY = 64 };

typedef struct Value {
    uint32_t uses;  /* still to come */
    int32_t slot;   /* frame offset, 0 = none */
    uint32_t local; /* VALUE_LAZY */
    uint8_t kind;   /* WfxKind */
    uint8_t where;  /* VALUE_* */
    uint8_t reg;
    uint8_t lazy; /* index in fn->lazy */
} Value;

typedef struct BlockState {
    uint32_t pc;     /* UINT32_MAX until emitted */
    uint32_t resume; /* of RESUMED and HANDLER blocks: index in image's resumes */
    uint32_t clause; /* HANDLER: number of its clause; LANDING: its WfxClauseKind */
    uint32_t stub;   /* br_table: pc of the edge's moves */
    uint32_t stub_stamp;
    bool params_placed;
} BlockState;

typedef struct Fixup {
    uint32_t at, target;
} Fixup;
typedef struct TrapJump {
    uint32_t at, wasm_offset;
    uint8_t kind;
} TrapJump;
typedef struct RetireJump {
    uint32_t at, back, wasm_offset;
} RetireJump;
typedef struct CounterRef {
    uint32_t at, counter;
} CounterRef;

/* Of the whole module. */
typedef struct Compiler {
    WfxModule *module;
    const WfxCompileOptions *options;
    WfxError *error;
    WfxInstanceOffsets offsets;
    WfxAsm as;
    WfxBuffer data; /* read-only data, placed after the text */
    WFX_VEC(WfxCodeFunction) functions;
    WFX_VEC(WfxCodeLocal) locals;
    WFX_VEC(WfxSite) sites;
    WFX_VEC(WfxLineRow) rows;
    WFX_VEC(WfxCodeTry) tries;
    WFX_VEC(WfxCodeClause) clauses;
    WFX_VEC(WfxCodeResume) resumes;
    WFX_VEC(WfxCodeResumeClause) resume_clauses;
    WFX_VEC(WfxSwitchRange) switches;
    WFX_VEC(Fixup) calls;     /* target = function index */
    WFX_VEC(Fixup) data_refs; /* rip-relative fields; target = offset in data */
    WFX_VEC(Fixup) data_code; /* 64-bit words in data (at) that hold a code offset (target) */
    WFX_VEC(Fixup) tables;    /* jump tables: at = offset in data, target = count */
    WFX_VEC(CounterRef) counter_refs;
    uint32_t counter_count;
    uint32_t *entry;
    uint32_t done;
    bool failed; /* out of memory, sticky */
    bool has_lzcnt, has_tzcnt, has_popcnt;
    uint8_t classes[IR_OP_COUNT]; /* who compiles an operation, see compile.c */
} Compiler;

typedef struct Fn {
    WfxAsm *as;
    Compiler *c;
    IrFunction *ir;
    const WfxModule *module;
    bool debug, stress;
    bool foreign_tail_calls;
    bool keeps_limit_check; /* calls something */
    /* allocator */
    Value *values;
    uint32_t value_capacity;
    IrValue reg_value[32];
    uint32_t free;          /* registers without a value */
    uint32_t pinned;        /* operands of the operation being placed */
    uint32_t cached;        /* registers that hold a copy of a local, whether they belong to a value or not */
    uint32_t reg_local[32]; /* of cached registers: the local */
    IrValue lazy[MAX_LAZY];
    uint32_t lazy_count;
    IrValue flags; /* comparison whose result is in the flags, or IR_NO_ID */
    unsigned flags_cc;
    WFX_VEC(int32_t) homes;  /* of locals */
    WFX_VEC(uint8_t) copies; /* of locals: the register that may hold a copy, see quick_copy */
    WFX_VEC(int32_t) free8;
    WFX_VEC(int32_t) free16;
    uint32_t frame;       /* bytes below rbp in use */
    uint32_t frame_extra; /* overflow areas too large for the reserve */
    /* function */
    uint32_t start, index;
    uint32_t area; /* own overflow words */
    uint32_t inst; /* current instruction */
    uint32_t block;
    uint32_t last_row; /* wasm offset of the last row */
    uint32_t try_region, try_base;
    uint32_t frame_patch, check_at;
    WFX_VEC(uint32_t) frame_leas;
    WFX_VEC(BlockState) blocks;
    WFX_VEC(Fixup) jumps;         /* target = block */
    WFX_VEC(Fixup) table_entries; /* at = offset in data, target = block (or UINT32_MAX: already a pc) */
    WFX_VEC(TrapJump) traps;
    WFX_VEC(RetireJump) retires;
    WFX_VEC(Fixup) clause_targets; /* at = index of image clause, target = block */
} Fn;

static inline bool kind_is_vector(unsigned kind)
{
    return kind >= WFX_KIND_F32 && kind <= WFX_KIND_V128;
}
static inline bool kind_is_wide(unsigned kind)
{
    return kind != WFX_KIND_I32 && kind != WFX_KIND_F32;
}
static inline const IrInst *fn_inst(const Fn *f, IrValue value)
{
    return &f->ir->insts.data[value];
}
static inline Value *fn_value(Fn *f, IrValue value)
{
    return &f->values[value];
}
static inline uint64_t fn_const(const Fn *f, IrValue value)
{
    return ir_const_bits(fn_inst(f, value));
}
static inline bool fn_is_const(const Fn *f, IrValue value)
{
    return f->values[value].where & VALUE_CONST;
}

/* The register that holds a copy of the local, or X64_REG_NONE. */
static inline unsigned quick_copy(const Fn *f, uint32_t local)
{
    unsigned reg = f->copies.data[local];
    return f->cached >> reg & 1 && f->reg_local[reg] == local ? reg : X64_REG_NONE;
}
static inline void quick_remember(Fn *f, uint32_t local, unsigned reg)
{
    if (f->debug || f->stress)
        return;
    f->copies.data[local] = (uint8_t)reg;
    f->reg_local[reg] = local;
    f->cached |= 1u << reg;
}
/* The register that the value can be read from, or X64_REG_NONE. */
static inline unsigned quick_register(const Fn *f, IrValue id)
{
    const Value *value = &f->values[id];
    if (value->where & VALUE_REG)
        return value->reg;
    return value->where & VALUE_LAZY ? quick_copy(f, value->local) : X64_REG_NONE;
}

#define fn_push(f, vec, ...) ((void)(wfx_vec_push(vec, __VA_ARGS__) || ((f)->c->failed = true)))

/* ---- tables (compile.c) ---- */
void fn_site(Fn *f, WfxSiteKind kind, WfxTrap trap, uint32_t pc, uint32_t wasm_offset);
/* A site at the current position. The instruction after a call may be one that traps: a nop keeps their sites apart. */
static inline void fn_site_here(Fn *f, WfxSiteKind kind, WfxTrap trap, uint32_t wasm_offset)
{
    uint32_t count = f->c->sites.count;
    if (count && f->c->sites.data[count - 1].pc == x64_pos(f->as))
        x64_nop(f->as);
    fn_site(f, kind, trap, x64_pos(f->as), wasm_offset);
}
void fn_row(Fn *f, uint32_t wasm_offset);
/* Jump to an out-of-line trap of this kind. */
void fn_trap_if(Fn *f, X64Cond cc, WfxTrap trap, uint32_t wasm_offset);
void fn_trap_now(Fn *f, WfxTrap trap, uint32_t wasm_offset);

/* ---- quick allocator (quick.c) ---- */
void quick_take(Fn *f, MachOp *op);
void quick_define(Fn *f, IrValue value, unsigned reg); /* `value` now lives in `reg`, which is free */
int32_t quick_slot(Fn *f, Value *value);               /* its slot, allocated when needed */
int32_t quick_new_slot(Fn *f, unsigned kind);
void quick_free_slot(Fn *f, int32_t slot, unsigned kind);
void quick_load(Fn *f, IrValue value, unsigned reg); /* copies the value to a register, no state changes */
void quick_release(Fn *f, IrValue value);            /* gives its places back once no uses are left */
/* One use happened. */
static inline void quick_use(Fn *f, IrValue value)
{
    if (--f->values[value].uses == 0)
        quick_release(f, value);
}
void quick_spill_live(Fn *f); /* every register value with uses left is in its slot too */
void quick_settle(Fn *f);     /* the same for lazy ones: the end of a block */
void quick_forget_registers(Fn *f);
unsigned quick_alloc(Fn *f, uint32_t mask); /* a free register of the mask, evicting one if need be */
void quick_local_overwritten(Fn *f, uint32_t local);
void quick_make_lazy(Fn *f, IrValue value, uint32_t local);
void quick_store_slot(Fn *f, unsigned kind, unsigned reg, X64Mem to);
void quick_load_slot(Fn *f, unsigned kind, unsigned reg, X64Mem from);
/* Stores a value that may be anywhere to memory as a full word, through r11 or xmm15. */
void quick_store_value(Fn *f, IrValue value, X64Mem to);
MachLoc quick_location(Fn *f, IrValue value); /* where it can be read: register, memory or immediate */

/* ---- selection (isel.c) ---- */
bool isel_value(Fn *f, IrInst *inst); /* everything but calls and control */

/* ---- control (control.c) ---- */
void control_begin_block(Fn *f, IrBlockId block);
void control_terminator(Fn *f, IrInst *inst);
void control_prologue(Fn *f);
void control_finish(Fn *f);

/* ---- calls (call.c) ---- */
typedef struct Seq {
    uint32_t general, vector, words;
} Seq;
typedef struct Place {
    bool in_register;
    uint8_t reg;
    uint32_t word;
} Place;
static inline Place seq_next(Seq *seq, unsigned kind)
{
    static const uint8_t order[WFX_VALUE_REGISTERS] = {RAX, RCX, RDX, RBX, RSI, RDI, R8, R9};
    if (kind_is_vector(kind) ? seq->vector < WFX_VALUE_REGISTERS : seq->general < WFX_VALUE_REGISTERS)
        return (Place){true, kind_is_vector(kind) ? (uint8_t)(XMM0 + seq->vector++) : order[seq->general++], 0};
    Place place = {false, 0, seq->words};
    seq->words += kind == WFX_KIND_V128 ? 2 : 1;
    return place;
}
uint32_t seq_words(const WfxType *types, uint32_t count);
uint32_t type_area(const WfxTypeDef *type);
const WfxTypeDef *fn_type(const Fn *f, uint32_t type_index);      /* module type index */
const WfxTypeDef *fn_cont_type(const Fn *f, uint32_t type_index); /* function type of a continuation type */
void call_take_uses(Fn *f, const IrValue *args, uint32_t count);
void call_end_uses(Fn *f, const IrValue *args, uint32_t count);
/* Moves values to the sequence; overflow word k goes to `area` + 8k. `skip_words`: they are stored already. */
void call_place(Fn *f, const IrValue *args, uint32_t count);
void call_store_words(Fn *f, const IrValue *args, uint32_t count, X64Mem area);
/* Defines the results of a call-like instruction from the sequence; overflow words are read upwards from `area` or, with `down`, below it. */
void call_results(Fn *f, IrValue first, uint32_t count, X64Mem area, bool down);
uint32_t call_result_count(const Fn *f, IrValue call);
void call_reload(Fn *f);
void call_libcall(Fn *f, WfxLibcall number, uint32_t wasm_offset); /* arguments are in place */
void call_large_area(Fn *f, uint32_t words);
void call_emit(Fn *f, IrInst *inst);
void call_tail(Fn *f, IrInst *inst);
void call_return(Fn *f, IrInst *inst);

/* ---- stack switching and exceptions (switch.c) ---- */
void switch_suspend(Fn *f, IrInst *inst);
void switch_switch(Fn *f, IrInst *inst);
void switch_resume(Fn *f, IrInst *inst);
void switch_resume_throw(Fn *f, IrInst *inst);
void switch_cont_bind(Fn *f, IrInst *inst);
void switch_throw(Fn *f, IrInst *inst);
void switch_enter_block(Fn *f, const IrBlock *block); /* LANDING, HANDLER, RESUMED */

#endif
