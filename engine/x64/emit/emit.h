/* The emitter: writes placed machine operations as instructions, and with them the tables of the image (sites, line
   rows, handlers, resumes). It is told where every operand is and decides nothing. Private to engine/x64. */
#ifndef WFX_X64_EMIT_EMIT_H
#define WFX_X64_EMIT_EMIT_H

#include "engine/x64/compile.h"
#include "engine/x64/vcode.h"

/* Where an operand is. */
typedef enum VLocKind { LOC_REG, LOC_MEM /* [rbp + imm] */, LOC_IMM } VLocKind;
typedef struct VLoc {
    uint8_t kind, reg;
    int32_t imm;
} VLoc;
static inline X64Mem emit_frame(VLoc loc)
{
    return x64_mem(RBP, loc.imm);
}
/* A plain operation's operands, placed. */
typedef struct VPlaced {
    VLoc loc[3];
    uint8_t dst;
} VPlaced;

/* The definition is its use, under another name: no code, and the register holds what it held. */
static inline bool emit_is_renamed(const VOp *op, const VPlaced *at)
{
    return op->def_how == DEF_COPY && at->loc[0].kind == LOC_REG && at->loc[0].reg == at->dst;
}

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
/* To where the continuation `header` is woken, if it only rests; `scratch` has the reference's generation. From
   `is_fresh`, where that is 0: to where it begins, or is found to be null. */
typedef struct WakeJump {
    uint32_t is_fresh, at, back, wasm_offset;
    uint32_t stack_map, try_region; /* where a collection may begin there; else WFX_NO_INDEX */
    uint8_t header, scratch;
} WakeJump;
/* To where the object, which is old, is remembered, if the value is young. */
typedef struct RememberJump {
    uint32_t at, back, wasm_offset;
    uint8_t object, value;
} RememberJump;
/* A register that has to survive a call out of line, and where it is loaded from behind that. */
typedef struct Save {
    uint8_t kind, reg;
    bool is_stored; /* there, before the call; else it is there already */
    int32_t slot;   /* 0: the constant */
    IrValue constant;
} Save;
/* To the call of the runtime that makes an object when there is no room. */
typedef struct NewJump {
    uint32_t at[2]; /* [1]: 0, but for an array */
    uint32_t back, wasm_offset, stack_map, try_region;
    uint8_t libcall;            /* WfxLibcall */
    uint32_t what;              /* its first argument */
    uint32_t saves, save_count; /* Emit.saves */
    uint8_t dst, length;
} NewJump;

enum { EMIT_LITERALS = 256 };

/* The compilation of a module: its machine code and the tables of its image. */
typedef struct Compiler {
    WfxModule *module;
    const WfxCompileOptions *options;
    WfxError *error;
    WfxInstanceOffsets offsets;
    X64Buffer as;
    WfxBuffer data; /* read-only data, placed after the text */
    WFX_VEC(WfxCodeFunction) functions;
    WFX_VEC(WfxCodeLocal) locals;
    WFX_VEC(WfxSite) sites;
    WFX_VEC(uint32_t) stack_maps;
    uint32_t last_stack_map;
    WFX_VEC(WfxLineRow) rows;
    WFX_VEC(WfxCodeTry) tries;
    WFX_VEC(WfxCodeClause) clauses;
    WFX_VEC(WfxCodeResume) resumes;
    WFX_VEC(WfxCodeResumeClause) resume_clauses;
    WFX_VEC(WfxSwitchRange) switches;
    WFX_VEC(Fixup) calls;             /* target = function index */
    WFX_VEC(Fixup) data_refs;         /* rip-relative fields; target = offset in data */
    WFX_VEC(Fixup) data_code;         /* 64-bit words in data (at) that hold a code offset (target) */
    WFX_VEC(Fixup) tables;            /* jump tables: at = offset in data, target = count */
    uint32_t literals[EMIT_LITERALS]; /* where in `data` the last ones are, + 1, by hash */
    uint32_t counter_count;
    uint32_t *entry;
    uint32_t done;
    /* some function may leave for another instance: its caller finds r14 and r13 changed */
    bool has_foreign_tail_calls;
    bool failed; /* out of memory, sticky */
} Compiler;

typedef struct BlockLabel {
    uint32_t pc;        /* UINT32_MAX until emitted */
    uint32_t resume;    /* of RESUMED and HANDLER blocks: index in image's resumes */
    uint32_t clause;    /* HANDLER: number of its clause */
    bool is_of_throw;   /* RESUMED and HANDLER: of a resume_throw */
    uint32_t stack_map; /* RESUMED: of the resume */
} BlockLabel;

/* One function's code. */
typedef struct Emit {
    X64Buffer *as;
    Compiler *c;
    const IrFunction *ir;
    const WfxModule *module;
    bool debug;
    bool keeps_limit_check; /* calls something */
    uint32_t start;
    uint32_t area;     /* own overflow words */
    int32_t way_back;  /* slot, or 0: emit/return.c */
    bool is_behind;    /* the block comes behind a place that sets it, and is reached in no other way */
    bool jumps_back;   /* a return would be a jump here */
    bool may_be_old;   /* the function's call may have been before the last resume */
    uint32_t block;    /* being emitted */
    uint32_t last_row; /* wasm offset of the last row */
    uint32_t try_region, try_base;
    uint32_t stack_map;                                 /* of the operation with arguments that is being written */
    uint32_t frame_patch, check_at, grow_at, grow_back; /* of the prologue */
    WFX_VEC(uint32_t) frame_leas;
    WFX_VEC(BlockLabel) blocks;
    WFX_VEC(Fixup) jumps;         /* target = block */
    WFX_VEC(Fixup) table_entries; /* at = offset in data, target = block */
    WFX_VEC(TrapJump) traps;
    WFX_VEC(RetireJump) retires;
    WFX_VEC(WakeJump) wakes;
    WFX_VEC(RememberJump) remembers;
    WFX_VEC(NewJump) news;
    WFX_VEC(Save) saves;
    uint32_t first_save;           /* of the V_NEW that is being written */
    WFX_VEC(Fixup) clause_targets; /* at = index of image clause, target = block */
} Emit;

#define emit_push(e, vec, ...) ((void)(wfx_vec_push(vec, __VA_ARGS__) || ((e)->c->failed = true)))

/* ---- tables (tables.c) ---- */
bool emit_begin_function(Emit *e, const IrFunction *ir);
void emit_begin_block(Emit *e, IrBlockId id);
void emit_free(Emit *e);
/* The map of these slots (engine/image.h, stack maps): the last one, if it is the same. */
uint32_t emit_stack_map(Emit *e, const uint32_t *slots, uint32_t count);
/* A site at the current position. The instruction after a call may be one that traps: a nop keeps their sites apart. */
void emit_site(Emit *e, WfxSiteKind kind, WfxTrap trap, uint32_t wasm_offset);
/* The instruction at `pc` and those after it belong to the wasm instruction. */
static inline void emit_row_at(Emit *e, uint32_t pc, uint32_t wasm_offset)
{
    Compiler *c = e->c;
    if (wasm_offset == WFX_NO_OFFSET)
        return;
    wfx_assert(!c->rows.count || c->rows.data[c->rows.count - 1].pc <= pc); /* sorted */
    e->last_row = wasm_offset;
    if (c->rows.count && c->rows.data[c->rows.count - 1].pc == pc)
        c->rows.data[c->rows.count - 1].wasm_offset = wasm_offset;
    else
        emit_push(e, &c->rows, (WfxLineRow){pc, wasm_offset});
}
static inline void emit_row(Emit *e, uint32_t wasm_offset)
{
    if (wasm_offset != e->last_row)
        emit_row_at(e, x64_pos(e->as), wasm_offset);
}
/* Jump to an out-of-line trap of this kind. */
void emit_trap_if(Emit *e, X64Cond cc, WfxTrap trap, uint32_t wasm_offset);
void emit_trap(Emit *e, WfxTrap trap, uint32_t wasm_offset);

/* ---- the frame (frame.c) ---- */
/* push rbp .. limit check. Locals are stored by the allocator. */
void emit_prologue(Emit *e);
/* Zeroes [rbp + low, rbp + high): 8-byte words. True if it used rdi, rcx and rax. */
bool emit_zero(Emit *e, int32_t low, int32_t high);
/* The frame's size is known, `frame` bytes below rbp: patches the prologue, writes what stands at the end of a function
   and lands all jumps. Returns the whole size. */
uint32_t emit_finish(Emit *e, uint32_t frame);

/* ---- returns (return.c) ---- */
void emit_return_by_jump(Emit *e);
void emit_tell_handler(Emit *e); /* takes r14 */
void emit_hear_suspender(Emit *e);
void emit_return(Emit *e);

/* ---- moves (move.c) ---- */
void emit_store_slot(Emit *e, unsigned kind, unsigned reg, X64Mem to);
void emit_load_slot(Emit *e, unsigned kind, unsigned reg, X64Mem from);
/* All 64 bits of general registers unless the kind is i32. */
void emit_move_register(Emit *e, unsigned kind, unsigned to, unsigned from);
/* Constant `id` of the IR; keeps the flags if told to; float constants use r11. */
void emit_load_constant(Emit *e, IrValue id, unsigned reg, bool keep_flags);

/* A literal in the module's data, at a multiple of 16 there: its offset. */
uint32_t emit_literal(Emit *e, const void *bytes);
void emit_load_literal(Emit *e, unsigned reg, const void *bytes);

/* ---- out of line (switch.c, object.c), at the end of a function ---- */
void emit_wakes(Emit *e);
void emit_objects_out_of_line(Emit *e);

/* ---- operations ---- */
void emit_plain(Emit *e, const VOp *op, const VPlaced *at);       /* integer.c, for all plain ones */
void emit_plain_float(Emit *e, const VOp *op, const VPlaced *at); /* float.c */
void emit_vector(Emit *e, const VOp *op, const VPlaced *at);      /* vector.c */
void emit_shuffle(Emit *e, const VOp *op, const VPlaced *at);
/* memory.c: memories, tables, globals, overflow words */
/* integer.c: dst = dst op right. */
void emit_alu(Emit *e, X64Op x, bool wide, unsigned dst, VLoc right);
void emit_plain_memory(Emit *e, const VOp *op, const VPlaced *at);
void emit_fixed(Emit *e, const VOp *op);                  /* call.c, and switch.c */
void emit_new(Emit *e, const VOp *op, const VPlaced *at); /* object.c */
void emit_new_cont(Emit *e, const VOp *op, const VPlaced *at);
void emit_remember(Emit *e, const VOp *op, const VPlaced *at);
/* The flags are those of CC_AE if the reference leads to nothing in the nursery. Takes r11. */
void emit_compare_with_nursery(Emit *e, unsigned reference);
/* The flags compare the super type of `wanted`'s depth, of the type whose id is in the register, with `wanted`. */
void emit_compare_super(Emit *e, unsigned type_id, uint32_t wanted, unsigned scratch);
void emit_ref_test(Emit *e, const VOp *op, const VPlaced *at);
void emit_switching(Emit *e, const VOp *op); /* switch.c: suspend, switch, resume .. */
void emit_enter(Emit *e, const VOp *op);     /* switch.c: LANDING, HANDLER, RESUMED blocks */

void emit_reload(Emit *e); /* r14 and r13 from the frame */
void emit_libcall(Emit *e, WfxLibcall number, uint32_t wasm_offset);
void emit_area(Emit *e, uint32_t words); /* overflow words below rsp */
/* Traps unless `header` (a reference on entry) is not null and was not consumed; `scratch` is lost. `stack_map`: of a
   resume, whose arguments are in the sequence, or WFX_NO_INDEX. (switch.c) */
void emit_check_reference(Emit *e, unsigned header, unsigned scratch, uint32_t stack_map, uint32_t wasm_offset);
void emit_strip_generation(Emit *e, unsigned reg);
/* to = reference to the continuation with this header. */
void emit_make_reference(Emit *e, unsigned to, unsigned header);

/* ---- jumps (jump.c) ---- */
void emit_label(Emit *e, IrBlockId block);
void emit_jump(Emit *e, IrBlockId target); /* nothing if it is the next block */
void emit_jump_always(Emit *e, IrBlockId target);
void emit_jump_if(Emit *e, unsigned cc, IrBlockId target);
/* Jump over what follows when `cc` does not hold; returns how many positions to land with emit_here. */
uint32_t emit_skip_unless(Emit *e, unsigned cc, uint32_t at[2]);
void emit_here(Emit *e, uint32_t at);
/* Dispatch on r10 if it is below `count`; the code of entries may follow, and behind it, at emit_here(.beyond), what is
   to be done else. */
typedef struct JumpTable {
    uint32_t data; /* offset in the data */
    uint32_t beyond;
} JumpTable;
JumpTable emit_jump_table(Emit *e, uint32_t count);
void emit_table_entry(Emit *e, JumpTable table, uint32_t number, IrBlockId block);
void emit_table_entry_at(Emit *e, JumpTable table, uint32_t number, uint32_t pc);

static inline const WfxTypeDef *emit_type(const Emit *e, uint32_t type_index)
{
    return wfx_types_get(e->module->type_ids[type_index]);
}

#endif
