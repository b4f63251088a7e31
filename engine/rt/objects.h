/* Objects of Wasm GC in the hands of C: making them, and asking references what they refer to (spec 3.0, 4.2.14).

   A word of the any hierarchy is null, an i31 (odd: number << 1 | 1, 32 bits), or the address of an object; a reference
   of the host's that any.convert_extern took in is an object that holds the host's word. The other way round an object
   keeps its address as an externref, and an i31 gets a tag that no pointer has; so host words must be neither. */
#ifndef WFX_RT_OBJECTS_H
#define WFX_RT_OBJECTS_H

#include "engine/rt/runtime.h"

/* A zeroed object of the canonical type, which will not move; NULL when the heap is full. `length`: elements of an
   array, else 0. */
WfxObject *wfx_rt_object_new(WfxStore *store, uint32_t type_id, uint32_t length);
uint64_t wfx_rt_object_bytes(uint32_t type_id, uint32_t length);
/* collect.c: the same for compiled code, in a libcall: collects when it is time, and traps when the heap stays full. */
WfxObject *wfx_rt_object_new_collecting(WfxContext *context, uint32_t type_id, uint32_t length,
                                        const WfxExtraRoots *extra);
/* collect.c: these values are about to be seen by the host, for which no object moves. They may be written. false: no
   memory. */
bool wfx_rt_settle(WfxStore *store, const WfxType *types, uint32_t count, WfxSlot *values);
/* The same of a copy of the value in these bytes; a null reference where there is no memory. */
WfxSlot wfx_rt_settled(WfxStore *store, WfxType type, const void *value, size_t bytes);
/* collect.c: of `held`, which holds none before. */
void wfx_rt_hold(WfxStore *store, WfxHeldException *held, WfxException *exception);
void wfx_rt_let_go(WfxHeldException *held);
/* collect.c: what the stacks need of it. `stress`: collect whenever something is made. */
void wfx_rt_init_collector(WfxStacksOptions *options, bool stress);
/* retained.c. Keeps the object, continuation or exception that a reference of this kind refers to, if it refers to one,
   until it is released as often. false: no memory. */
bool wfx_rt_retain(WfxStore *store, uint64_t word, WfxRefKind kind);
void wfx_rt_release(WfxStore *store, uint64_t word);
void wfx_rt_release_all(WfxStore *store); /* when the store ends */
/* contref.c. Does the word refer to a continuation of the store, good or stale? */
bool wfx_rt_is_contref(const WfxStore *store, uint64_t word);
/* The header of one that waits; NULL if it was consumed, or has no header because it has not begun. */
WfxContinuation *wfx_rt_contref_header(const WfxStore *store, uint64_t word);
/* The function that one that waits was made of; NULL if it was consumed. */
WfxFunc *wfx_rt_contref_func(const WfxStore *store, uint64_t word);
/* The function type from what one that waits takes to what it gives; WFX_NO_TYPE if it was consumed, or no memory. */
uint32_t wfx_rt_contref_type(const WfxStore *store, uint64_t word);
/* Where the n-th field or element is, and its definition. */
uint8_t *wfx_rt_object_field(WfxObject *object, uint32_t number, const WfxField **field);

static inline bool wfx_rt_is_i31(uint64_t word)
{
    return word & 1;
}
static inline uint64_t wfx_rt_i31(uint32_t number)
{
    return (uint32_t)(number << 1 | 1);
}
/* Does the reference, which is not null, match the heap type (canonical) of its hierarchy? */
bool wfx_rt_reference_matches(uint64_t word, uint32_t heap);
/* Is the word one that a program may have as a reference of the any hierarchy? */
bool wfx_rt_is_any(const WfxStore *store, uint64_t word);
/* A reference of the host's to an object of the host's, or to what it was made of. false: the heap is full. */
bool wfx_rt_any_from_extern(WfxStore *store, uint64_t word, uint64_t *any);
uint64_t wfx_rt_extern_from_any(uint64_t word);
/* Is the externref no word of the host's, but an object or an i31? */
bool wfx_rt_extern_is_any(const WfxStore *store, uint64_t word);

#endif
