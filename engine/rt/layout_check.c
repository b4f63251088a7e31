/* Asserts that the structs of engine/layout.h stand where assembly and compiled code look for them. */
#include <stddef.h>

#include "engine/rt/runtime.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

#define CHECK(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field)

CHECK(WfxContext, stack_limit, WFX_CONTEXT_STACK_LIMIT);
CHECK(WfxContext, current, WFX_CONTEXT_CURRENT);
CHECK(WfxContext, host_rsp, WFX_CONTEXT_HOST_RSP);
CHECK(WfxContext, exit_rbp, WFX_CONTEXT_EXIT_RBP);
CHECK(WfxContext, exit_pc, WFX_CONTEXT_EXIT_PC);
CHECK(WfxContext, exit_instance, WFX_CONTEXT_EXIT_INSTANCE);
CHECK(WfxContext, xfer, WFX_CONTEXT_XFER);
CHECK(WfxContext, finished, WFX_CONTEXT_FINISHED);
CHECK(WfxContext, awake, WFX_CONTEXT_AWAKE);
CHECK(WfxContext, scratch, WFX_CONTEXT_SCRATCH);
CHECK(WfxContext, stubs, WFX_CONTEXT_STUBS);
CHECK(WfxContext, libcalls, WFX_CONTEXT_LIBCALLS);
CHECK(WfxContext, interrupt, WFX_CONTEXT_INTERRUPT);
CHECK(WfxContext, fuel, WFX_CONTEXT_FUEL);
CHECK(WfxContext, nursery, WFX_CONTEXT_NURSERY);
CHECK(WfxContext, nursery_top, WFX_CONTEXT_NURSERY_TOP);
CHECK(WfxContext, nursery_limit, WFX_CONTEXT_NURSERY_LIMIT);
CHECK(WfxContext, remembered, WFX_CONTEXT_REMEMBERED);
CHECK(WfxContext, displays, WFX_CONTEXT_DISPLAYS);
CHECK(WfxContext, next_id, WFX_CONTEXT_NEXT_ID);
CHECK(WfxContext, inline_mask, WFX_CONTEXT_INLINE_MASK);
CHECK(WfxContext, failing, WFX_CONTEXT_FAILING);
CHECK(WfxContext, values, WFX_CONTEXT_VALUES);
_Static_assert((int)WFX_LIBCALL_COUNT <= (int)WFX_MAX_LIBCALLS, "places of the runtime's functions");
_Static_assert((int)WFX_STUB_COUNT <= WFX_STUB_C_WAKE_SHORTLY && WFX_STUB_C_HOST_FAILED < 26,
               "places of the C functions of stubs");

CHECK(WfxInstance, always_null, WFX_INSTANCE_NULL);
CHECK(WfxInstance, context, WFX_INSTANCE_CONTEXT);
CHECK(WfxInstance, memory0_base, WFX_INSTANCE_MEMORY0_BASE);
CHECK(WfxFunc, code, WFX_FUNC_CODE);
CHECK(WfxFunc, instance, WFX_FUNC_INSTANCE);
CHECK(WfxFunc, type_id, WFX_FUNC_TYPE_ID);
CHECK(WfxFunc, host, WFX_FUNC_HOST);
CHECK(WfxHostFunc, env, WFX_HOST_ENV);
CHECK(WfxHostFunc, typed, WFX_HOST_TYPED);
CHECK(WfxMemory, base, WFX_MEMORY_BASE);
CHECK(WfxMemory, size, WFX_MEMORY_SIZE);
CHECK(WfxTable, elements, WFX_TABLE_ELEMENTS);
CHECK(WfxTable, size, WFX_TABLE_SIZE);
CHECK(WfxTable, has_young, WFX_TABLE_HAS_YOUNG);

CHECK(WfxContinuation, link_rbp, WFX_CONT_LINK_RBP);
CHECK(WfxContinuation, link_pc, WFX_CONT_LINK_PC);
CHECK(WfxContinuation, parent, WFX_CONT_PARENT);
CHECK(WfxContinuation, handlers, WFX_CONT_HANDLERS);
CHECK(WfxContinuation, rsp, WFX_CONT_RSP);
CHECK(WfxContinuation, rbp, WFX_CONT_RBP);
CHECK(WfxContinuation, pc, WFX_CONT_PC);
CHECK(WfxContinuation, stack_limit, WFX_CONT_STACK_LIMIT);
CHECK(WfxContinuation, last, WFX_CONT_LAST);
CHECK(WfxContinuation, args_area, WFX_CONT_ARGS_AREA);
CHECK(WfxContinuation, tag, WFX_CONT_TAG);
CHECK(WfxContinuation, func, WFX_CONT_FUNC);
CHECK(WfxContinuation, generation, WFX_CONT_GENERATION);
CHECK(WfxContinuation, state, WFX_CONT_STATE);
CHECK(WfxContinuation, id, WFX_CONT_ID);
CHECK(WfxContinuation, stack_top, WFX_CONT_STACK_TOP);
CHECK(WfxContinuation, stack, WFX_CONT_STACK);
CHECK(WfxContinuation, bound, WFX_CONT_BOUND);
CHECK(WfxContinuation, created_pc, WFX_CONT_CREATED_PC);
CHECK(WfxContinuation, next_awake, WFX_CONT_NEXT_AWAKE);
_Static_assert(sizeof(WfxContinuation) == WFX_CONT_BYTES, "size of a continuation header");
/* stubs.S writes these as numbers: in its STATE_ constants and in an unwind rule. */
_Static_assert(WFX_CONT_FREE == 0 && WFX_CONT_LIVE == 1 && WFX_CONT_ROOT == 4 && WFX_CONT_BOUND == 120 &&
                   WFX_CONT_PC == 48,
               "numbers in stubs.S");

CHECK(WfxException, values, WFX_EXCEPTION_VALUES);
CHECK(WfxHandlerClause, suspend_offset, WFX_CLAUSE_SUSPEND_OFFSET);
CHECK(WfxHandlerClause, switch_offset, WFX_CLAUSE_SWITCH_OFFSET);
CHECK(WfxHandlerClause, target, WFX_CLAUSE_TARGET);
_Static_assert(sizeof(WfxHandlerClause) == WFX_CLAUSE_BYTES, "size of a clause");
CHECK(WfxResumeSite, clause_count, WFX_RESUME_SITE_COUNT);
CHECK(WfxResumeSite, resumed, WFX_RESUME_SITE_RESUMED);
CHECK(WfxResumeSite, clauses, WFX_RESUME_SITE_CLAUSES);

CHECK(WfxEntryArguments, rsp, WFX_ENTRY_ARG_RSP);
CHECK(WfxEntryArguments, func, WFX_ENTRY_ARG_FUNC);
CHECK(WfxEntryArguments, registers, WFX_ENTRY_ARG_REGISTERS);
CHECK(WfxEntryArguments, root, WFX_ENTRY_ARG_ROOT);
_Static_assert(sizeof(WfxCallBuffer) == WFX_REGISTERS_BYTES, "registers in memory");
CHECK(WfxBound, pc, WFX_BOUND_PC);
_Static_assert(WFX_STACK_TOP_RESERVE == 16, "numbers in the stubs BEGIN and START");
CHECK(WfxFresh, func, WFX_FRESH_FUNC);
CHECK(WfxFresh, created_pc, WFX_FRESH_CREATED_PC);
CHECK(WfxFresh, values, WFX_FRESH_VALUES);
CHECK(WfxFresh, count, WFX_OBJECT_LENGTH);
CHECK(WfxStacks, context, 0);
