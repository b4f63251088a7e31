/* GDB's JIT interface: a list of object files in memory that the debugger reads when `__jit_debug_register_code` is
   reached. The names and the layout of the two symbols and of the records are GDB's ("JIT Compilation Interface" of its
   manual). Both symbols must be visible in the dynamic symbol table of a stripped program. Images may be published and
   retired by several threads. */
#include "gdb/gdb_jit.h"

#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/inspect.h"
#include "gdb/code_library.h"
#include "gdb/debug_info.h"

#include <pthread.h>
#include <stdlib.h>

enum { JIT_VERSION = 1, JIT_NOACTION = 0, JIT_REGISTER = 1, JIT_UNREGISTER = 2 };

typedef struct JitEntry {
    struct JitEntry *next, *previous;
    const char *object;
    uint64_t object_size;
    /* from here on ours */
    const WfxCodeImage *image; /* NULL: what is common to all */
} JitEntry;

typedef struct JitDescriptor {
    uint32_t version;
    uint32_t action;
    JitEntry *relevant;
    JitEntry *first;
} JitDescriptor;

__attribute__((visibility("default"), used))
JitDescriptor __jit_debug_descriptor = {JIT_VERSION, JIT_NOACTION, NULL, NULL};

/* GDB has a breakpoint here. */
__attribute__((visibility("default"), used, noinline)) void __jit_debug_register_code(void)
{
    __asm__ volatile("" ::: "memory");
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_registered;
static bool is_ending;   /* see wfx_gdb_leave */
static JitEntry *common; /* boundary and dollar variables; replaced whenever a module comes or goes */

static void announce(JitEntry *entry, uint32_t action)
{
    __jit_debug_descriptor.relevant = entry;
    __jit_debug_descriptor.action = action;
    __jit_debug_register_code();
    __jit_debug_descriptor.action = JIT_NOACTION;
    __jit_debug_descriptor.relevant = NULL;
}

static void insert(JitEntry *entry)
{
    entry->previous = NULL;
    entry->next = __jit_debug_descriptor.first;
    if (entry->next)
        entry->next->previous = entry;
    __jit_debug_descriptor.first = entry;
    announce(entry, JIT_REGISTER);
}

static void remove_entry(JitEntry *entry)
{
    if (entry->previous)
        entry->previous->next = entry->next;
    else
        __jit_debug_descriptor.first = entry->next;
    if (entry->next)
        entry->next->previous = entry->previous;
    announce(entry, JIT_UNREGISTER);
    free((void *)entry->object);
    free(entry);
}

/* Describes the images that are registered, and `added`. The new description is there before the old one goes: at every
   step GDB evaluates the conditions of breakpoints anew, which may name dollar variables. */
static void renew_common(const WfxCodeImage *added)
{
    const WfxInspectRoot *root = &wfx_inspect_root;
    const WfxDebugBoundary boundary = {root->boundary.start, root->boundary.end, root->resume.start, root->resume.end};
    JitEntry *entry = wfx_calloc(1, sizeof *entry), *old = common;
    uint32_t count = added != NULL;
    for (const JitEntry *other = __jit_debug_descriptor.first; other; other = other->next)
        count += other->image != NULL;
    const WfxCodeImage **images = wfx_calloc(count + 1, sizeof *images);
    uint8_t *object = NULL;
    size_t size = 0;
    if (entry && images) {
        count = 0;
        for (const JitEntry *other = __jit_debug_descriptor.first; other; other = other->next)
            if (other->image)
                images[count++] = other->image;
        if (added)
            images[count++] = added;
        object = wfx_debug_common_object(&boundary, images, count, &size);
    }
    free(images);
    common = object ? entry : NULL;
    if (object) {
        entry->object = (const char *)object;
        entry->object_size = size;
        insert(entry);
    } else {
        free(entry);
    }
    if (old)
        remove_entry(old);
}

/* Without memory for it the module simply is not known to the debugger. */
static void *publish(void *self, const WfxCodeImage *image)
{
    (void)self;
    size_t size = 0;
    JitEntry *entry = wfx_calloc(1, sizeof *entry);
    uint8_t *object = entry && image->function_count ? wfx_debug_object(image, &size) : NULL;
    if (!object) {
        free(entry);
        return NULL;
    }
    entry->object = (const char *)object;
    entry->object_size = size;
    entry->image = image;
    pthread_mutex_lock(&lock);
    renew_common(image);
    insert(entry);
    pthread_mutex_unlock(&lock);
    return entry;
}

static void retire(void *self, const WfxCodeImage *image, void *record)
{
    (void)self;
    (void)image;
    if (!record || is_ending)
        return;
    pthread_mutex_lock(&lock);
    remove_entry(record);
    renew_common(NULL);
    pthread_mutex_unlock(&lock);
}

bool wfx_gdb_register(void)
{
    static const WfxCodeObserver observer = {.publish = publish, .retire = retire, .wants_source = true};
    pthread_mutex_lock(&lock);
    if (!is_registered) {
        is_registered = wfx_code_observe(&observer);
        wfx_gdb_load_code_library();
    }
    pthread_mutex_unlock(&lock);
    return is_registered;
}

void wfx_gdb_leave(void)
{
    pthread_mutex_lock(&lock);
    is_ending = true;
    pthread_mutex_unlock(&lock);
}
