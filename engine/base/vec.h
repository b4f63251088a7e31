/* Growable arrays. Declare one with WFX_VEC(T); a zeroed one is empty. Elements live in malloc memory, `data` moves
   when it grows. Growth doubles; a failed growth leaves the vector as it was and returns false. */
#ifndef WFX_BASE_VEC_H
#define WFX_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define WFX_VEC(T)                                                                                                     \
    struct {                                                                                                           \
        T *data;                                                                                                       \
        uint32_t count;                                                                                                \
        uint32_t capacity;                                                                                             \
    }

bool wfx_vec_grow(void **data, uint32_t *capacity, uint64_t needed, size_t element_size);

/* Ensures room for `extra` more elements; true on success. */
#define wfx_vec_reserve(vec, extra)                                                                                    \
    ((uint64_t)(vec)->count + (extra) <= (vec)->capacity ||                                                            \
     wfx_vec_grow((void **)&(vec)->data, &(vec)->capacity, (uint64_t)(vec)->count + (extra), sizeof *(vec)->data))
/* Appends; true on success. */
#define wfx_vec_push(vec, ...) (wfx_vec_reserve(vec, 1) && ((vec)->data[(vec)->count++] = (__VA_ARGS__), true))
#define wfx_vec_free(vec) (free((vec)->data), (vec)->data = NULL, (vec)->count = (vec)->capacity = 0)

#endif
