/* Everything that compiled code, the assembly stubs and the runtime must agree on: registers, calling convention,
   frames and the layout of context, instance, function object and continuation header. The compiler knows nothing else
   of the runtime. Offsets that assembly uses are #defines; engine/rt/layout_check.c asserts each against the structs
   below.

   Registers in wasm code
     rbp          frame pointer, always; rsp = stack pointer of the running wasm stack
     r15          WfxContext
     r14          WfxInstance of the running function
     r13          base of its memory 0 (or undefined)
     values       integers and references: rax rcx rdx rbx rsi rdi r8 r9 in order; floats and v128: xmm0..xmm7 in order.
                  Parameters, results, suspension payloads and resume arguments all use this one sequence. An i32 in a
                  register is zero-extended to 64 bits, always and everywhere.
     r10 r11 r12  never carry values of the sequence; free at calls, used by the protocols below
     xmm15        emitter's scratch
     No register is preserved by a call. r14 and r13 are reloaded after calls that may come back from another instance.

   Overflow words: what does not fit the registers, 8 bytes each (v128: 16), in order of the sequence, word 0, 1, ..
     area(signature) = max(words of parameters, words of results).
     Call:    the caller does `sub rsp, 8*area`, stores parameter word k at [rsp+8k], calls. The callee finds it at
              [rbp+16+8k], writes result word k at [rbp+16+8*(area-1-k)] (counted from the top, so that tail calls with
              another area work; a v128 in words k, k+1 starts at the address of word k+1), and returns by `ret 8*area`.
              The caller reads result word k at [rsp-8*(k+1)].

   Frame
     [rbp+16+8k]  overflow words
     [rbp+8]      return address
     [rbp]        caller's rbp
     [rbp-8]      instance (r14)
     below        home slots of locals, then spill slots (8 bytes, v128: 16)
   `55 48 89 E5 41 56`: push rbp; mov rbp,rsp; push r14 begins every function.
   Stack limit check in the prologue: rsp after the frame's allocation must stay >= context->stack_limit, else, out of
   line, `lea r11, [1f]; jmp [stub GROW]; ud2; 1: jmp` to behind the check, with nothing below rbp-8 in use: the stub
   moves the stack to where the frame fits and goes on at r11, or else at the trap before it (STACK_OVERFLOW, frame
   already built). Leaf functions whose frame is <= WFX_STACK_RESERVE/2 skip the check. Below the limit a reserve of
   WFX_STACK_RESERVE bytes is usable by leaves and stubs.
   Epilogue: `leave; ret` or `leave; ret imm16`. A walker recognises pc at the function's start (nothing pushed),
   start+1 (rbp pushed), and on a ret opcode (C3, C2: frame gone) by looking at pc; switch sequences are published as
   ranges in which rbp already belongs to the destination and r11 holds the destination's pc.

   Traps: `ud2` at a site (image.h) or a faulting memory access at a site; the signal handler does the rest.

   Calls
     same module  call rel32
     import, indirect, reference
                  r10 = WfxFunc *; the caller loads r14 = func->instance (and r13 from it, if memory 0 exists there:
                  r13 = instance->memory0_base always) and does `call [r10+WFX_FUNC_CODE]`. Host functions have a stub
                  as their code, which uses r10: one that calls C with values in memory, or, for at most six
                  parameters and one result that are numbers (not v128), one that moves them to C's registers.
     runtime      arguments in the integer sequence (rax rcx rdx rbx rsi), r11d = WfxLibcall,
                  `call [r15+WFX_CONTEXT_STUBS+8*WFX_STUB_LIBCALL]`; result in rax. The stub records exit_rbp, exit_pc,
                  exit_instance, changes to the host stack and back. r14, r13 survive.

   A continuation: a header (WfxContinuation), whose first two words are the *record* under its stack's oldest frame,
   and a stack.

     header                                    stack, from its top downwards
     +0   link_rbp  -> resumer's frame   <---. [return address: stub CONT_BASE] [overflow words of its arguments]
     +8   link_pc   -> resumer's label       `- saved rbp of the oldest frame
     +16  parent, handlers, rsp, rbp, pc ..    frames of wasm functions, each {saved rbp, return address, r14, slots}
                                        rsp -> the newest frame, or the words that a suspension sent

   The chain of an active continuation, as a walker goes (rbp, then [rbp] and [rbp+8]):

     newest frame .. oldest frame of k2 -> record of k2 -> frame of the resume in k1 .. -> record of k1
         -> frame of the resume .. -> entry
     context->current = k2, k2->parent = k1, k1->parent = the ROOT header of the host's entry

   While it is suspended the record of the outermost continuation of the chain holds {wfx_detached_record,
   wfx_detached_pc}, and rsp, rbp, pc of the innermost one are where it goes on; `last` of the innermost is that
   outermost one.

   Continuations (all sequences keep the rbp chain walkable at every instruction: first the link, then rbp, then rsp,
   then the jump)
     contref: 0 = null; generation << 48 | address of the header; or, of generation 0, the address of a WfxFresh in the
         heap: a continuation that has not begun.
     resume (inline): arguments in the sequence (overflow word k at [cont->args_area+8k]), contref checked (null: trap
         NULL_CONTINUATION; generation 0: `call stub BEGIN` (r11 = contref in, header out, or 0: trap
         CONTINUATION_CONSUMED; preserves everything but r11); generation differs by WFX_CONT_RESTS alone: `call stub
         WAKE` (r11 = header; preserves everything); differs otherwise: trap CONTINUATION_CONSUMED); r12 = header;
         `inc word [r12+GENERATION]`, if it became negative: `call stub RETIRE` (r12 in and out; preserves everything
         but r10, r11); r10 = [r12+LAST]; r10->link_rbp = rbp, link_pc = return label, handlers = resume site, parent =
         context->current;
         context->current = r12; context->stack_limit = r12->stack_limit; r11 = r12->pc; rbp = r12->rbp; rsp = r12->rsp;
         jmp r11; nop; return label (block RESUMED): rsp = rbp - frame size; results in the sequence, overflow word k at
         [context->xfer - 8*(k+1)]; r14, r13 reloaded.
         Debug code (WfxCompileOptions.debug) goes by calls, so that a debugger can step over it: it ends with `call
         [stub RESUME]` in place of the last four instructions (the return label follows the call), and its suspensions
         leave out the inline comparison and always go to the stub SUSPEND.
     cont.new (inline): a WfxFresh, made as other objects are; the runtime call cont_alloc where there is no room. In
         debug code the runtime call cont_new, which makes a header.
     cont.new and resume in one (start), where the resume comes directly behind it and nobody else sees the reference:
         if context->finished & context->inline_mask is 0, the runtime call cont_reserve; arguments in the sequence, r12
         = function (null: trap NULL_FUNCTION), r10 = resume site, r11 = return label; `jmp [stub START]`. Not in debug
         code, nor where an argument is an overflow word.
     A header that has not begun has rbp = its own header, pc = stub CONT_START, rsp -> return address (stub CONT_BASE),
         args_area = rsp+8.
     suspend (inline): payload in the sequence (if area > 0: `sub rsp, 8*area`, word k at [rsp+8k], cur->args_area =
         context->xfer = rsp; area = max(words of tag parameters, of tag results)); r12 = context->current; r12->rsp,
         rbp, pc = suspension's return label; r12->tag = tag; then the first clause of r12->handlers is compared inline:
         if (handler instance = [r12->link_rbp - 8])'s tag at clause.suspend_offset equals ours: last = r12, contref in
         r10 := generation<<48 | r12, current = parent, limit, rbp = link_rbp (the record then gets
         {&wfx_detached_record, wfx_detached_pc}), jmp clause.target. Otherwise `jmp [stub SUSPEND]` with r12 set and
         all saved: it searches up the chain. Both arrive in the HANDLER block: payload in the sequence, overflow word k
         at [context->xfer+8k], contref in r10; the block begins rsp = rbp - frame size; reload r14, r13.
         The return label: rsp is as it was, arguments of the resume in the sequence, overflow word k at [rsp+8k], then
         `add rsp, 8*area`; reload r14, r13.
     switch: arguments in the sequence as for resume of the target, its last parameter being the contref of the current
         continuation (generation<<48 | context->current, from which the code computes it inline); state saved in r12 =
         context->current as for suspend (area = words of the types it gets back); r10 = target's header,
         r11 = WfxTag *;
         `jmp [stub SWITCH]`, which counts up the target's generation. The return label is like that of suspend.
         To be able to write overflow words the code reads target->args_area itself, after the null and generation
         checks.
     resume_throw, resume_throw_ref: payload stored in context->values[]; LIBCALL resume_throw (contref, tag index |
         exnref, address of the resume site); it never returns normally: control goes to the continuation, to a clause,
         to a handler of an exception, or to the RESUMED label of the site.
     Exceptions: THROW stores the payload in context->values[] (16 bytes each) and calls the libcall. A LANDING block is
         entered with rbp of its frame, rax = exnref; it begins rsp = rbp - frame size; reload r14, r13; payload k is at
         [rax + WFX_EXCEPTION_VALUES + 16*k].

   Objects of Wasm GC (engine/heap/heap.h)
     new (inline): the object is at context->nursery_top; the top after it, in r11, must not be above
         context->nursery_limit, else the runtime call struct_new or array_new makes it, out of line;
         context->nursery_top = r11; type and length are written. What is in it is anything: the elements of an array
         are zeroed at once, the fields of a structure written by the instructions behind.
     A reference is stored into a field or an element: if it points into the nursery and the object does not, and is not
         marked WFX_OBJECT_REMEMBERED, r11 = the object and `call stub REMEMBER`, which preserves everything but r10 and
         r11. A store into a table marks the table (WfxTable.has_young). Globals are looked at by every collection.

   References under way: what a collector that runs in C finds beside the frames of stopped stacks (stack maps,
   image.h), and which type says what of it is a reference (engine/code/stack_map.h reads it)
     runtime call   The arguments, by the letters of libcalls.def. They are in C's hands: a function that may start a
                    collector first puts away what it still needs.
     throw,         context->values[k] is parameter k of the tag whose index is an argument (letter g), in the module
     resume_throw   of context->exit_instance; until it is in the exception, whose type is that of exception->tag.
     cont.bind      context->values[k] is parameter k of the function type of the first of two continuation types
                    (letters b); there are as many as it has more than the second. Until they are in the continuation's
                    WfxBound (engine/rt/stacks_internal.h), behind those bound before, as parameters of its type.
     host call      Slots in C's hands, by the parameters and then the results of func->type_id, func at [exit_rbp-8].
     suspend,       Never values[]: values go from registers to registers, and the block or label where they arrive
     resume,        reads overflow words before it can stop. C runs in the stubs RETIRE and BOUND while values wait in
     switch         the stub's frame, and starts no collector there: it makes headers only. Where no handler is found
                    they are dead.
     entry          Slots of the host; no C runs between them and the registers.
   At any other time values[] hold nothing: what an earlier call left in them is no reference. */
#ifndef WFX_LAYOUT_H
#define WFX_LAYOUT_H

#define WFX_STACK_RESERVE 1024
#define WFX_TRAP_BYTES 2 /* of a ud2 */

#define WFX_CONTEXT_STACK_LIMIT 0
#define WFX_CONTEXT_CURRENT 8
#define WFX_CONTEXT_HOST_RSP 16
#define WFX_CONTEXT_EXIT_RBP 24
#define WFX_CONTEXT_EXIT_PC 32
#define WFX_CONTEXT_EXIT_INSTANCE 40
#define WFX_CONTEXT_XFER 48
#define WFX_CONTEXT_FINISHED 56
#define WFX_CONTEXT_AWAKE 64
#define WFX_CONTEXT_SCRATCH 72 /* 7 words for stubs */
#define WFX_CONTEXT_FAILING 128
#define WFX_CONTEXT_STUBS 136
#define WFX_CONTEXT_LIBCALLS 344
#define WFX_CONTEXT_INTERRUPT 952
#define WFX_CONTEXT_NURSERY 960
#define WFX_CONTEXT_NURSERY_TOP 968
#define WFX_CONTEXT_NURSERY_LIMIT 976
#define WFX_CONTEXT_REMEMBERED 984
#define WFX_CONTEXT_DISPLAYS 992
#define WFX_CONTEXT_NEXT_ID 1000
#define WFX_CONTEXT_INLINE_MASK 1008
#define WFX_CONTEXT_FUEL 1016
#define WFX_CONTEXT_VALUES 1024

#define WFX_INSTANCE_NULL 0 /* always 0: the tag of clauses that must not match */
#define WFX_INSTANCE_CONTEXT 8
#define WFX_INSTANCE_MEMORY0_BASE 16

#define WFX_FUNC_CODE 0
#define WFX_FUNC_INSTANCE 8
#define WFX_FUNC_TYPE_ID 16
#define WFX_FUNC_HOST 32

#define WFX_OBJECT_TYPE 0
#define WFX_OBJECT_LENGTH 4
#define WFX_OBJECT_IN_USE 0x40000000
#define WFX_OBJECT_REMEMBERED 0x80000000

#define WFX_FRESH_FUNC 8
#define WFX_FRESH_CREATED_PC 16
#define WFX_FRESH_VALUES 24
#define WFX_FRESH_BY_C 0x80000000

#define WFX_NURSERY_BYTES 0x400000
#define WFX_LARGEST_YOUNG 4096 /* bytes: larger objects are made in the old space */

/* Of what func->host points to: engine/rt/runtime.h, WfxHostFunc. */
#define WFX_HOST_ENV 8
#define WFX_HOST_TYPED 16

#define WFX_MEMORY_BASE 0
#define WFX_MEMORY_SIZE 8
#define WFX_TABLE_ELEMENTS 0
#define WFX_TABLE_SIZE 8
#define WFX_TABLE_HAS_YOUNG 16

/* In the generation of a continuation that waits, and has no reference into the nursery or is frozen: the comparison
   with a reference's generation fails, and the stub WAKE takes the bit away before anything of it runs. */
#define WFX_CONT_RESTS 0x8000

#define WFX_CONT_LINK_RBP 0
#define WFX_CONT_LINK_PC 8
#define WFX_CONT_PARENT 16
#define WFX_CONT_HANDLERS 24
#define WFX_CONT_RSP 32
#define WFX_CONT_RBP 40
#define WFX_CONT_PC 48
#define WFX_CONT_STACK_LIMIT 56
#define WFX_CONT_LAST 64
#define WFX_CONT_ARGS_AREA 72
#define WFX_CONT_TAG 80
#define WFX_CONT_FUNC 88
#define WFX_CONT_GENERATION 96
#define WFX_CONT_STATE 98
#define WFX_CONT_FLAGS 99
#define WFX_CONT_DEEP 4 /* is_deep among the flags */
#define WFX_CONT_ID 100
#define WFX_CONT_STACK_TOP 104
#define WFX_CONT_STACK 112
#define WFX_CONT_BOUND 120
#define WFX_CONT_CREATED_PC 128
#define WFX_CONT_NEXT_AWAKE 144
#define WFX_CONT_BYTES 160

#define WFX_EXCEPTION_VALUES 32

#define WFX_CLAUSE_SUSPEND_OFFSET 0
#define WFX_CLAUSE_SWITCH_OFFSET 4
#define WFX_CLAUSE_TARGET 8
#define WFX_CLAUSE_BYTES 16
#define WFX_RESUME_SITE_COUNT 0
#define WFX_RESUME_SITE_RESUMED 8
#define WFX_RESUME_SITE_CLAUSES 16

#ifndef __ASSEMBLER__

#include "engine/wasm/module.h"

/* Order and texts of traps; the texts begin with the words that the specification's suites expect. */
#define WFX_TRAP_LIST(T)                                                                                               \
    T(NONE, "no trap")                                                                                                 \
    T(UNREACHABLE, "unreachable executed")                                                                             \
    T(MEMORY_OUT_OF_BOUNDS, "out of bounds memory access")                                                             \
    T(TABLE_OUT_OF_BOUNDS, "out of bounds table access")                                                               \
    T(UNDEFINED_ELEMENT, "undefined element")                                                                          \
    T(UNINITIALIZED_ELEMENT, "uninitialized element")                                                                  \
    T(INDIRECT_CALL_TYPE, "indirect call type mismatch")                                                               \
    T(INTEGER_DIVIDE_BY_ZERO, "integer divide by zero")                                                                \
    T(INTEGER_OVERFLOW, "integer overflow")                                                                            \
    T(INVALID_CONVERSION, "invalid conversion to integer")                                                             \
    T(STACK_OVERFLOW, "call stack exhausted")                                                                          \
    T(NULL_REFERENCE, "null reference")                                                                                \
    T(NULL_FUNCTION, "null function reference")                                                                        \
    T(NULL_EXCEPTION, "null exception reference")                                                                      \
    T(NULL_CONTINUATION, "null continuation reference")                                                                \
    T(CONTINUATION_CONSUMED, "continuation already consumed")                                                          \
    T(UNHANDLED_TAG, "unhandled tag")                                                                                  \
    T(SUSPEND_ACROSS_HOST, "suspension across a host frame")                                                           \
    T(OUT_OF_MEMORY, "out of memory")                                                                                  \
    T(UNCAUGHT_EXCEPTION, "uncaught exception")                                                                        \
    T(HOST, "host function failed")                                                                                    \
    T(INTERRUPTED, "interrupted")                                                                                      \
    T(NULL_STRUCTURE, "null structure reference")                                                                      \
    T(NULL_ARRAY, "null array reference")                                                                              \
    T(NULL_I31, "null i31 reference")                                                                                  \
    T(ARRAY_OUT_OF_BOUNDS, "out of bounds array access")                                                               \
    T(CAST_FAILURE, "cast failure")                                                                                    \
    T(OUT_OF_FUEL, "all fuel consumed")                                                                                \
    T(UNALIGNED_ATOMIC, "unaligned atomic")                                                                            \
    T(EXPECTED_SHARED, "expected shared memory")
#define WFX_TRAP_ENUM(id, text) WFX_TRAP_##id,
typedef enum WfxTrap { WFX_TRAP_LIST(WFX_TRAP_ENUM) WFX_TRAP_COUNT } WfxTrap;
#undef WFX_TRAP_ENUM

typedef enum WfxLibcall {
#define LIBCALL(name, count, arguments, result, effects) WFX_LIBCALL_##name,
#include "engine/libcalls.def"
#undef LIBCALL
    WFX_LIBCALL_COUNT
} WfxLibcall;

/* The kind of reference that a letter of engine/libcalls.def stands for. NONE: a number, or by another type (t). */
static inline WfxRefKind wfx_libcall_ref_kind(char letter)
{
    switch (letter) {
    case 'f': return WFX_REF_FUNC;
    case 'x': return WFX_REF_EXTERN;
    case 'k': return WFX_REF_CONT;
    case 'e': return WFX_REF_EXN;
    case 'h': return WFX_REF_HEAP;
    default: return WFX_REF_NONE;
    }
}

typedef enum WfxStub {
    WFX_STUB_LIBCALL,
    WFX_STUB_SUSPEND,
    WFX_STUB_SWITCH,
    WFX_STUB_RETIRE,
    WFX_STUB_CONT_START,
    WFX_STUB_CONT_BASE,
    WFX_STUB_RESUME, /* debug code only: see resume below */
    WFX_STUB_WAKE,
    WFX_STUB_REMEMBER,
    WFX_STUB_BEGIN,
    WFX_STUB_GROW,
    WFX_STUB_START,
    WFX_STUB_COUNT
} WfxStub;

/* So many libcalls there is room for in a context. */
enum { WFX_MAX_LIBCALLS = (WFX_CONTEXT_INTERRUPT - WFX_CONTEXT_LIBCALLS) / 8 };

enum { WFX_VALUE_REGISTERS = 8, WFX_MAX_VALUES = 1024 /* parameters or results of one function type */ };

typedef struct WfxContext WfxContext;
typedef struct WfxInstance WfxInstance;
typedef struct WfxFunc WfxFunc;
typedef struct WfxContinuation WfxContinuation;
typedef struct WfxTag WfxTag;
typedef struct WfxSlot {
    _Alignas(16) uint8_t bytes[16];
} WfxSlot;

/* One per store: the state of the thread that runs it. */
struct WfxContext {
    uint64_t stack_limit;       /* of the running stack; compared in prologues */
    WfxContinuation *current;   /* running continuation; the root header of the entry when no resume is active */
    uint64_t host_rsp;          /* host stack to change to for C code */
    uint64_t exit_rbp, exit_pc; /* wasm frame and return address of the last exit to C (libcall or host call) */
    WfxInstance *exit_instance;
    uint64_t xfer;             /* overflow words in flight, see above */
    WfxContinuation *finished; /* continuations that have ended, with their stacks, linked by parent */
    /* What may refer into the nursery: continuations that have run or got a value since the last minor collection,
       linked by next_awake, of which the last one's leads to itself. Frozen ones are in stacks->young_frozen. */
    WfxContinuation *awake;
    uint64_t scratch[7];
    /* The host function that runs has said that it fails: when it returns, its caller does not go on. */
    uint64_t failing;
    uint64_t stubs[26]; /* WfxStub; C functions of stubs */
    uint64_t libcalls[WFX_MAX_LIBCALLS];
    uint64_t interrupt; /* not 0: the next poll traps; written by any thread */
    /* The nursery of the heap (engine/heap/heap.h): its first byte, and the free part. */
    uint64_t nursery, nursery_top, nursery_limit;
    uint64_t remembered; /* where the next object goes that got a reference into the nursery */
    uint64_t displays;   /* wfx_type_displays */
    uint64_t next_id;    /* of continuations */
    /* All ones; or 0, and continuations are made by C although `finished` has some. */
    uint64_t inline_mask;
    int64_t fuel; /* units that polls may still take */
    _Alignas(1024) WfxSlot values[WFX_MAX_VALUES + 8];
};

/* References are 8-byte words: funcref = WfxFunc *, externref = the host's pointer, exnref = WfxException *, contref as
   above; null = 0. */
struct WfxFunc {
    uint64_t code;         /* entry in the wasm convention */
    WfxInstance *instance; /* r14 for it; for host functions: the instance that imported it, or any */
    uint32_t type_id;      /* canonical */
    uint32_t index;        /* function index in its module, or UINT32_MAX (host) */
    void *store;           /* WfxStore, for the API */
    void *host;            /* host callback record, or NULL */
};

/* A structure or an array of Wasm GC: fields at the offsets of its type's definition, elements one after the other. A
   reference to one is its address; i31 references are odd: number << 1 | 1, 32 bits. */
typedef struct WfxObject {
    uint32_t type; /* canonical id | WFX_OBJECT_IN_USE, | WFX_OBJECT_REMEMBERED while it is among context->remembered */
    uint32_t length; /* elements of an array */
} WfxObject;
#define WFX_OBJECT_TYPE_MASK 0x3FFFFFFFu
/* In place of a type id, and no type's: a reference of the host's that was converted to anyref; its word follows the
   header. */
#define WFX_OBJECT_HOST ((uint32_t)WFX_MAX_TYPES)

/* In place of a type id, and no type's: a continuation that has not begun. */
#define WFX_OBJECT_FRESH ((uint32_t)WFX_MAX_TYPES + 1)
typedef struct WfxFresh {
    uint32_t type;  /* WfxObject's */
    uint32_t count; /* of bound arguments, the first ones of the function; | WFX_FRESH_BY_C: some are overflow words */
    WfxFunc *func;  /* NULL: consumed */
    uint64_t created_pc;
    uint64_t values[][2]; /* WfxSlot's bytes */
} WfxFresh;

enum { WFX_GENERATION_SHIFT = 48 };
/* Does a reference to a continuation lead to a WfxFresh? */
static inline bool wfx_contref_is_fresh(uint64_t reference)
{
    return reference && !(reference >> WFX_GENERATION_SHIFT);
}
static inline uint32_t wfx_fresh_count(uint32_t count)
{
    return count & ~WFX_FRESH_BY_C;
}

static inline uint32_t wfx_object_type(const WfxObject *object)
{
    return object->type & WFX_OBJECT_TYPE_MASK;
}

typedef struct WfxMemory {
    uint8_t *base;
    uint64_t size; /* bytes */ /* the runtime's fields follow in rt */
} WfxMemory;
typedef struct WfxTable {
    uint64_t *elements;
    uint64_t size;
    uint8_t has_young; /* something was stored since the last collection; always false where no object can be */
} WfxTable;

/* Followed by arrays at the offsets that wfx_instance_offsets computes. */
struct WfxInstance {
    uint64_t always_null;
    WfxContext *context;
    uint8_t *memory0_base; /* NULL without memory; does not move (32-bit memories) */
    const WfxModule *module;
    void *store;
    const void *image; /* WfxCodeImage */
    void *runtime;     /* the runtime's own record of the instance */
};

typedef struct WfxInstanceOffsets {
    uint32_t memories;     /* WfxMemory *[memory_count] */
    uint32_t tables;       /* WfxTable *[table_count] */
    uint32_t functions;    /* WfxFunc *[function_count] */
    uint32_t tags;         /* WfxTag *[tag_count] */
    uint32_t global_cells; /* WfxSlot *[imported_global_count] */
    uint32_t globals;      /* WfxSlot[own globals] */
    uint32_t counters;     /* uint64_t[image->counter_count]: last, because only compilation tells how many there are */
} WfxInstanceOffsets;

static inline WfxInstanceOffsets wfx_instance_offsets(const WfxModule *module)
{
    WfxInstanceOffsets at;
    at.memories = sizeof(WfxInstance);
    at.tables = at.memories + 8 * module->memory_count;
    at.functions = at.tables + 8 * module->table_count;
    at.tags = at.functions + 8 * module->function_count;
    at.global_cells = at.tags + 8 * module->tag_count;
    at.globals = (at.global_cells + 8 * module->imported_global_count + 15) & ~15u;
    at.counters = at.globals + 16 * (module->global_count - module->imported_global_count);
    return at;
}

/* One handler clause of a resume, as compiled code sees it. The offset that does not apply is WFX_INSTANCE_NULL, which
   never equals a tag. */
typedef struct WfxHandlerClause {
    uint32_t suspend_offset; /* offset in the instance of the WfxTag * that `(on $tag $label)` handles */
    uint32_t switch_offset;  /* the same for `(on $tag switch)` */
    uint64_t target;         /* address of the HANDLER block */
} WfxHandlerClause;
/* Read-only, next to the code. There is always at least one clause record (a never-matching one if the resume has
   none). */
typedef struct WfxResumeSite {
    uint32_t clause_count; /* real clauses */
    uint32_t index;        /* in image->resume_sites */
    uint64_t resumed;      /* address of the RESUMED label */
    WfxHandlerClause clauses[];
} WfxResumeSite;

/* The numbers are read by gdb/wasmfx-gdb.py, which has 2 and 3 for what it derives from the links. */
typedef enum WfxContState {
    WFX_CONT_FREE,        /* on the free list, or never used */
    WFX_CONT_LIVE,        /* fresh, active or suspended: which one follows from link_pc and pc (wfx_inspect_status) */
    WFX_CONT_ROOT = 4,    /* stands for a host entry: no handler is searched beyond it */
    WFX_CONT_RETIRED = 5, /* its generations are used up */
} WfxContState;

struct WfxContinuation {
    /* the record under the oldest frame: resumer's rbp and return label; detached when not active */
    uint64_t link_rbp, link_pc;
    WfxContinuation *parent;       /* resumer's continuation while active; next free header on the free list */
    const WfxResumeSite *handlers; /* of the resume that runs it */
    uint64_t rsp, rbp, pc;         /* where it goes on, while fresh or suspended */
    uint64_t stack_limit;          /* of a frozen one: engine/rt/fit.c */
    /* while suspended: outermost continuation of the chain, itself when alone; of the outermost of several: the
       innermost */
    WfxContinuation *last;
    uint64_t args_area;
    const WfxTag *tag;     /* tag it last suspended on */
    WfxFunc *func;         /* function it was made of */
    uint16_t generation;   /* 1 .. 0x7fff, | WFX_CONT_RESTS */
    uint8_t state;         /* WfxContState */
    uint8_t is_marked : 2; /* by the collection that runs: engine/rt/collect.c */
    uint8_t is_deep : 1;   /* its stack is of the largest size; engine/rt/fit.c */
    uint8_t is_frozen : 1;
    uint8_t is_young : 1;        /* among stacks->young_frozen, by next_awake */
    uint32_t id;                 /* serial number for people */
    uint64_t stack_top;          /* address just above its stack */
    uint64_t stack;              /* lowest address of its stack */
    void *bound;                 /* arguments bound by cont.bind, or NULL */
    uint64_t created_pc;         /* return address of its cont.new */
    WfxContinuation *grey;       /* marked ones whose references are still to be marked are linked by it */
    WfxContinuation *next_awake; /* of those whose stacks may refer to the nursery; not NULL while it is one of them */
    WfxContinuation *next_roomy; /* of those that have a stack of their own; engine/rt/fit.c */
};

struct WfxTag {
    uint32_t type_id;
    uint32_t id;
    const char *name; /* for people: "yield", or "tag[0]" */
    void *store;
};

typedef struct WfxException {
    struct WfxException *next; /* all of the store's */
    const WfxTag *tag;
    uint32_t count;
    uint8_t is_referenced; /* somebody holds an exnref: its memory cannot serve the next throw */
    uint8_t is_young;      /* among stacks->young_exceptions */
    uint8_t is_marked;     /* by the collection that runs */
    union {
        uint64_t capacity;               /* while nobody holds a reference: values that there is room for */
        struct WfxException *next_young; /* else, before a minor collection */
        struct WfxException *grey;       /* and during a full one: as a continuation's */
    };
    WfxSlot values[];
} WfxException;

/* What lies under the oldest frame of a stack that is not active: {0, wfx_detached_pc}. Defined with the stubs. */
extern const uint64_t wfx_detached_record[2];

#endif
#endif
