/* Growing of the code buffer; the encoder itself is inline in encode.h. After a failed allocation output lands in a
   spare area that is rewound, so that emitters need not check; the owner looks at `failed` once per function. */
#include "engine/x64/encode.h"
#include "engine/base/alloc.h"
#include "engine/base/pages.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1 << 16 };

void x64_buffer_grow(X64Buffer *as, size_t size)
{
    size_t used = (size_t)(as->p - as->base), room = (size_t)(as->end - as->base);
    if (as->failed) {
        as->p = as->promised = as->base; /* nothing of it will be used */
        if (room >= size)
            return;
    }
    size_t wanted = room ? room * 2 : FIRST_ROOM;
    while (wanted - used < size)
        wanted *= 2;
    uint8_t *grown = wfx_realloc(as->base, wanted);
    if (!grown) {
        /* The old bytes serve as the spare area when they can; else the process cannot even hold one instruction's
           expansion. */
        as->failed = true;
        if (room < size) {
            grown = realloc(as->base, size);
            if (!grown)
                abort();
            as->base = grown;
            as->end = grown + size;
        }
        as->p = as->promised = as->base;
        return;
    }
    wfx_assert(used <= wanted && wanted - used >= size);
    as->base = grown;
    as->p = as->promised = grown + used;
    as->end = grown + wanted;
    wfx_pages_prefer_large(grown, wanted);
}

void x64_buffer_free(X64Buffer *as)
{
    free(as->base);
    *as = (X64Buffer){0};
}
