/* The allocation checker: logging and replay.

   The replay goes over the blocks in the order of emission with the contents of every place. What a block begins with
   is what all its predecessors agree on; a local's home in which they differ holds a content of the block's own. A
   backward edge that disagrees with what its loop began with withdraws that (`withdrawn`), and the replay begins again;
   it ends because no more can be withdrawn than there are places. */
#include "engine/x64/quick/check.h"

#include <stdlib.h>

#include "engine/base/alloc.h"

unsigned wfx_planted_fault;

enum {
    UNKNOWN,
    FIRST_LOCAL = 0x40000000,
    MAX_STATES = 1 << 24 /* words for all blocks: larger functions are not checked */
};
#define MERGED 0x80000000u
#define ALL_REGISTERS UINT32_MAX
#define SCRATCH_REGISTERS (1u << R11 | 1u << XMM14 | 1u << XMM15)

/* ---- the log ---- */

void check_log(Checker *checker, CheckKind kind, uint32_t a, uint32_t b)
{
    if (!wfx_vec_push(&checker->log, (CheckEntry){kind, a, b}))
        checker->failed = true;
}

/* Is the use where its constraint wants it? */
static bool is_allowed(const VUse *use, VLoc loc)
{
    switch ((VHow)use->how) {
    case USE_REG:
    case USE_SAME: return loc.kind == LOC_REG;
    case USE_RM: return loc.kind != LOC_IMM;
    case USE_FIXED: return loc.kind == LOC_REG && loc.reg == use->fixed;
    case USE_FIXED_OR_IMM: return loc.kind == LOC_IMM || (loc.kind == LOC_REG && loc.reg == use->fixed);
    case USE_REG_OR_IMM:
    case USE_WORD: return loc.kind != LOC_MEM;
    default: return true;
    }
}

/* Registers that hold nothing known behind the operation, but for its definition. */
static uint32_t overwritten(const VOp *op, const VPlaced *at)
{
    uint32_t lost = op->clobbers | SCRATCH_REGISTERS;
    for (unsigned i = 0; i < op->use_count; i++)
        if (op->use[i].how == USE_FIXED)
            lost |= 1u << op->use[i].fixed;
    return op->def_how != DEF_NONE && !emit_is_renamed(op, at) ? lost | 1u << at->dst : lost;
}

void check_log_plain(Checker *checker, const VOp *op, const VPlaced *at)
{
    bool broken = (op->def_how == DEF_FIXED && at->dst != op->def_fixed) ||
                  (op->def_how == DEF_SAME && at->dst != at->loc[0].reg);
    for (unsigned i = 0; i < op->use_count; i++) {
        VLoc loc = at->loc[i];
        broken |= !is_allowed(&op->use[i], loc);
        check_log(checker, CHECK_USE, op->use[i].value,
                  loc.kind == LOC_IMM   ? UINT32_MAX
                  : loc.kind == LOC_MEM ? check_slot(loc.imm)
                                        : loc.reg);
    }
    if (broken)
        check_log(checker, CHECK_BROKEN, op->def, op->code);
    check_log(checker, CHECK_CLOBBER, overwritten(op, at), 0);
    if (op->def_how != DEF_NONE)
        check_log(checker, emit_is_renamed(op, at) ? CHECK_ALIAS : CHECK_DEFINE, op->def, at->dst);
    if (op->second)
        check_log(checker, CHECK_DEFINE, op->second, RDX);
}

static unsigned value_kind(const VCode *code, IrValue value)
{
    uint32_t count = code->ir->insts.count;
    return value < count ? ir_result_kind(&code->ir->insts.data[value]) : code->temps.data[value - count].kind;
}

void check_log_fixed(Checker *checker, const VCode *code, const VOp *op)
{
    for (uint32_t i = 0; i < op->arg_count; i++)
        check_log(checker, CHECK_USE, code->args.data[op->args + i].value, code->args.data[op->args + i].fixed);
    check_log(checker, CHECK_CLOBBER, ALL_REGISTERS, 0);
    check_log(checker, CHECK_LEAVE, op->spills_all, 0);
    Seq seq = {0};
    for (uint32_t i = 0; i < op->result_count; i++) {
        Place place = seq_next(&seq, value_kind(code, op->results + i));
        if (place.in_register)
            check_log(checker, CHECK_DEFINE, op->results + i, place.reg);
    }
    if (op->def_how == DEF_FIXED)
        check_log(checker, CHECK_DEFINE, op->def, op->def_fixed);
}

void check_free(Checker *checker)
{
    wfx_vec_free(&checker->log);
}

/* ---- the replay ---- */

typedef struct Replay {
    const IrFunction *ir;
    uint32_t places;
    uint32_t *begins;   /* per block and place: the content it begins with */
    uint32_t *state;    /* per place */
    uint32_t *forked;   /* the state at CHECK_FORK */
    uint32_t *contents; /* per value */
    bool *is_reached;   /* per block: some predecessor has been replayed */
    bool *is_home;      /* per place */
    /* per block and place: nothing (or, of a home, a content of the block's own) may be taken for granted */
    uint8_t *withdrawn;
    IrBlockId block; /* being replayed */
    bool lives;      /* it is reached */
    bool changed;    /* something was withdrawn: once more */
    bool reports;    /* the last time: uses are judged */
    WfxBuffer *text;
    bool wrong;
} Replay;

static uint32_t merged(const Replay *r, IrBlockId block, uint32_t place)
{
    return r->is_home[place] ? MERGED | (block * r->places + place) : UNKNOWN;
}

/* The block `target` may begin with the present state. */
static void flow(Replay *r, IrBlockId target)
{
    if (!r->lives)
        return;
    uint32_t *begin = r->begins + (size_t)target * r->places;
    uint8_t *withdrawn = r->withdrawn + (size_t)target * r->places;
    bool is_backward = target <= r->block;
    for (uint32_t i = 0; i < r->places; i++) {
        if (withdrawn[i]) {
            begin[i] = merged(r, target, i);
        } else if (is_backward) {
            if (begin[i] != r->state[i] && begin[i] != UNKNOWN) {
                withdrawn[i] = 1;
                r->changed = true;
            }
        } else if (!r->is_reached[target]) {
            begin[i] = r->state[i];
        } else if (begin[i] != r->state[i]) {
            begin[i] = merged(r, target, i);
        }
    }
    r->is_reached[target] = true;
}

static void flow_to_clauses(Replay *r, uint32_t clauses, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        IrBlockId block = r->ir->clauses.data[clauses + i].block;
        if (block != IR_NO_ID)
            flow(r, block);
    }
}

/* An exception may go to the landings of all regions around the block; a resume at its end to its handlers. */
static void leave(Replay *r, bool settled)
{
    const IrFunction *ir = r->ir;
    const IrBlock *block = &ir->blocks.data[r->block];
    const IrInst *end = &ir->insts.data[block->first + block->count - 1];
    for (uint32_t i = block->try_region; i != IR_NO_ID; i = ir->tries.data[i].parent)
        flow_to_clauses(r, ir->tries.data[i].clauses, ir->tries.data[i].clause_count);
    if (!settled || !ir_is_resume(end))
        return;
    flow_to_clauses(r, ir->resumes.data[end->d].clauses, ir->resumes.data[end->d].clause_count);
    flow(r, ir->resumes.data[end->d].resumed);
}

static void judge_use(Replay *r, IrValue value, uint32_t place)
{
    const IrInst *inst = value < r->ir->insts.count ? &r->ir->insts.data[value] : NULL;
    bool is_constant = inst && ir_is_constant(inst);
    uint32_t wanted = r->contents[value];
    if (!r->reports || r->wrong || !r->lives || (place == UINT32_MAX && is_constant))
        return;
    if (place != UINT32_MAX && wanted != UNKNOWN && r->state[place] == wanted)
        return;
    r->wrong = true;
    wfx_buffer_format(r->text, "block %u: v%u is not in %s %u, which holds %x in place of %x", r->block, value,
                      place < CHECK_SLOTS ? "register" : "word", place < CHECK_SLOTS ? place : place - CHECK_SLOTS,
                      place == UINT32_MAX ? 0 : r->state[place], wanted);
}

static void judge_same(Replay *r, uint32_t place, uint32_t other)
{
    if (!r->reports || r->wrong || !r->lives || (r->state[place] == r->state[other] && r->state[other] != UNKNOWN))
        return;
    r->wrong = true;
    wfx_buffer_format(r->text, "block %u: register %u holds %x in place of %x, word %u", r->block, place,
                      r->state[place], r->state[other], other - CHECK_SLOTS);
}

static void begin_block(Replay *r, IrBlockId id)
{
    r->block = id;
    r->lives = id == 0 || r->is_reached[id];
    if (id)
        memcpy(r->state, r->begins + (size_t)id * r->places, r->places * sizeof *r->state);
}

static void replay_entry(Replay *r, const CheckEntry *entry)
{
    size_t bytes = r->places * sizeof *r->state;
    uint32_t a = entry->a, b = entry->b;
    switch ((CheckKind)entry->kind) {
    case CHECK_BLOCK: begin_block(r, a); break;
    case CHECK_MOVE: r->state[a] = r->state[b]; break;
    case CHECK_CONSTANT: r->state[a] = b + 1; break;
    case CHECK_USE: judge_use(r, a, b); break;
    case CHECK_SAME: judge_same(r, a, b); break;
    case CHECK_DEFINE: r->state[b] = r->contents[a] = a + 1; break;
    case CHECK_ALIAS: r->contents[a] = r->state[b]; break;
    case CHECK_LOCAL: r->state[b] = FIRST_LOCAL + a; break;
    case CHECK_CLOBBER:
        for (uint32_t rest = a; rest; rest &= rest - 1)
            r->state[__builtin_ctz(rest)] = UNKNOWN;
        break;
    case CHECK_LEAVE: leave(r, a); break;
    case CHECK_EDGE: flow(r, a); break;
    case CHECK_FORK: memcpy(r->forked, r->state, bytes); break;
    case CHECK_RESTORE: memcpy(r->state, r->forked, bytes); break;
    case CHECK_BROKEN:
        if (!r->wrong)
            wfx_buffer_format(r->text, "block %u: %s of v%u breaks a constraint", r->block, v_names[b], a);
        r->wrong = true;
        break;
    }
}

static void replay(Replay *r, const Checker *checker)
{
    memset(r->is_reached, 0, r->ir->blocks.count);
    memset(r->state, 0, r->places * sizeof *r->state);
    r->changed = false;
    for (uint32_t i = 0; i < checker->log.count; i++)
        replay_entry(r, &checker->log.data[i]);
}

static bool allocate(Replay *r, size_t values)
{
    size_t blocks = r->ir->blocks.count, states = blocks * r->places;
    r->begins = wfx_calloc(states + 2 * (size_t)r->places, sizeof *r->begins);
    r->contents = wfx_calloc(values, sizeof *r->contents);
    r->is_reached = wfx_calloc(blocks + r->places, sizeof *r->is_reached);
    r->withdrawn = wfx_calloc(states, 1);
    if (!r->begins || !r->contents || !r->is_reached || !r->withdrawn)
        return false;
    r->state = r->begins + states;
    r->forked = r->state + r->places;
    r->is_home = r->is_reached + blocks;
    return true;
}

bool check_function(Checker *checker, const VCode *code, uint32_t frame, const int32_t *homes, WfxBuffer *text)
{
    const IrFunction *ir = code->ir;
    Replay r = {.ir = ir, .places = CHECK_SLOTS + frame / 8 + 2, .text = text};
    size_t values = (size_t)ir->insts.count + code->temps.count + 1;
    if (!checker->failed && (size_t)ir->blocks.count * r.places <= MAX_STATES && allocate(&r, values)) {
        for (uint32_t i = 0; i < ir->local_count; i++)
            r.is_home[check_slot(homes[i])] = true;
        for (uint32_t i = 0; i < ir->insts.count; i++)
            if (ir_is_constant(&ir->insts.data[i]))
                r.contents[i] = i + 1;
        do
            replay(&r, checker);
        while (r.changed);
        r.reports = true;
        replay(&r, checker);
    }
    free(r.begins);
    free(r.contents);
    free(r.is_reached);
    free(r.withdrawn);
    checker->log.count = 0;
    checker->failed = false;
    return !r.wrong;
}
