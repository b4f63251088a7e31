/* The allocation checker: a second reader of the machine operations. It follows where the allocator has put values,
   move by move, through all paths of a function, and proves that every use reads its value and that every constraint
   holds. The allocator logs what it does through the functions below; check_function replays the log when the function
   is complete. In debug builds, the fuzzers and the tests (WFX_CHECKED); otherwise nothing of it is left.

   What a place holds is a *content*: the value that was defined there, the first content of a local, or what several
   paths bring together in a local's home. Moves copy contents, a read of a local takes what its home holds at that
   moment, and a use is right when the place that it reads holds the content of its value. */
#ifndef WFX_X64_QUICK_CHECK_H
#define WFX_X64_QUICK_CHECK_H

#include "engine/x64/emit/emit.h"

#ifndef WFX_CHECKED
#ifdef NDEBUG
#define WFX_CHECKED 0
#else
#define WFX_CHECKED 1
#endif
#endif

/* A place: a register, or from CHECK_SLOTS on a word of the frame. */
enum { CHECK_SLOTS = 32 };
static inline uint32_t check_slot(int32_t frame_offset)
{
    return CHECK_SLOTS + (uint32_t)-frame_offset / 8;
}

typedef enum CheckKind {
    CHECK_BLOCK,    /* a: the block begins */
    CHECK_MOVE,     /* place a = place b */
    CHECK_CONSTANT, /* place a = constant b */
    CHECK_USE,      /* value a is read from place b */
    CHECK_DEFINE,   /* value a is in place b */
    CHECK_ALIAS,    /* value a is what place b holds */
    CHECK_LOCAL,    /* local a, as the function begins with it, is in place b */
    CHECK_SAME,     /* place a has to hold what place b holds */
    CHECK_CLOBBER,  /* registers a hold nothing that is known */
    /* an exception may come back to the function's landings; a: the operation ends the block, a resume comes back to
       its handlers */
    CHECK_LEAVE,
    CHECK_EDGE,    /* to block a */
    CHECK_FORK,    /* what follows, until .. */
    CHECK_RESTORE, /* .. here, is a path of its own */
    CHECK_BROKEN,  /* operation a breaks a constraint: v_names[b] */
} CheckKind;

typedef struct CheckEntry {
    uint32_t kind, a, b;
} CheckEntry;

typedef struct Checker {
    WFX_VEC(CheckEntry) log;
    bool failed; /* out of memory: the function is not checked */
} Checker;

void check_log(Checker *checker, CheckKind kind, uint32_t a, uint32_t b);
void check_log_plain(Checker *checker, const VOp *op, const VPlaced *at);
void check_log_fixed(Checker *checker, const VCode *code, const VOp *op);
/* Replays the log of a function, whose frame has `frame` bytes and the homes of locals at `homes`, and empties it.
   False: *text says what is wrong. */
bool check_function(Checker *checker, const VCode *code, uint32_t frame, const int32_t *homes, WfxBuffer *text);
void check_free(Checker *checker);

#define check_if(checker, call) ((void)(WFX_CHECKED && (call, 0)))
#define check_block(c, id) check_if(c, check_log(c, CHECK_BLOCK, id, 0))
#define check_move(c, to, from) check_if(c, check_log(c, CHECK_MOVE, to, from))
#define check_constant(c, to, id) check_if(c, check_log(c, CHECK_CONSTANT, to, id))
#define check_use(c, value, place) check_if(c, check_log(c, CHECK_USE, value, place))
#define check_define(c, value, place) check_if(c, check_log(c, CHECK_DEFINE, value, place))
#define check_alias(c, value, place) check_if(c, check_log(c, CHECK_ALIAS, value, place))
#define check_same(c, place, other) check_if(c, check_log(c, CHECK_SAME, place, other))
#define check_local(c, local, place) check_if(c, check_log(c, CHECK_LOCAL, local, place))
#define check_edge(c, block) check_if(c, check_log(c, CHECK_EDGE, block, 0))
#define check_fork(c) check_if(c, check_log(c, CHECK_FORK, 0, 0))
#define check_restore(c) check_if(c, check_log(c, CHECK_RESTORE, 0, 0))
#define check_plain(c, op, at) check_if(c, check_log_plain(c, op, at))
#define check_fixed(c, code, op) check_if(c, check_log_fixed(c, code, op))

/* ---- planted faults: what a test breaks in the allocator to see the checker find it ---- */
typedef enum PlantedFault {
    FAULT_NONE,
    FAULT_SPILL_AT_CALL, /* a live value is not stored */
    FAULT_SPILL_AT_EVICTION,
    FAULT_SLOT_FREED_EARLY,
    FAULT_CYCLE,              /* a cycle of moves without a scratch register */
    FAULT_DISPLACE,           /* a fixed register's value is lost */
    FAULT_STALE_COPY,         /* a register written to is still taken for the copy of a local */
    FAULT_WAITING_LOCAL,      /* a local is overwritten under a value that waits for it */
    FAULT_EDGE_ORDER,         /* an edge writes a parameter before its old value is read */
    FAULT_OVERWRITE,          /* a definition takes a register from a value that lives on */
    FAULT_COPIES_ACROSS_CALL, /* registers are taken for copies of locals after a call */
    FAULT_WRONG_REGISTER,     /* an operand is said to be in its neighbour's register */
    FAULT_CONTINUES,          /* registers keep their values into a block with other predecessors */
    FAULT_LOOP_COPY,          /* an edge back to a loop does not provide a register that it begins with */
    FAULT_SAVE_AT_NEW,        /* a live register is not saved where an object is made by the runtime */
    FAULT_COUNT
} PlantedFault;
extern unsigned wfx_planted_fault; /* PlantedFault; only looked at where WFX_CHECKED */
#define planted(fault) (WFX_CHECKED && wfx_planted_fault == (fault))

#endif
