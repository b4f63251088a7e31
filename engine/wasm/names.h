/* Names and source positions of a module: the name section (spec 3.0 appendix, custom sections; extended name section
   for labels, types, tables, memories, globals, elements, data, fields, tags) and the map from byte offsets to source
   lines. */
#ifndef WFX_WASM_NAMES_H
#define WFX_WASM_NAMES_H

#include "engine/base/buffer.h"
#include "engine/wasm/module.h"

typedef enum WfxNameSpace {
    WFX_NAMES_FUNCTION,
    WFX_NAMES_TYPE,
    WFX_NAMES_TABLE,
    WFX_NAMES_MEMORY,
    WFX_NAMES_GLOBAL,
    WFX_NAMES_ELEM,
    WFX_NAMES_DATA,
    WFX_NAMES_TAG,
    WFX_NAMES_SPACES,
} WfxNameSpace;

typedef struct WfxIndirectNames {
    uint32_t count;
    const char **names;
} WfxIndirectNames;

/* Names are without the leading `$`, UTF-8, 0-terminated; NULL where there is none. */
struct WfxNames {
    const char *module;
    uint32_t counts[WFX_NAMES_SPACES];
    const char **names[WFX_NAMES_SPACES];
    WfxIndirectNames *locals; /* per function index; count 0 where none; may be NULL */
    WfxIndirectNames *labels; /* per function index, in order of the blocks; may be NULL */
    WfxIndirectNames *fields; /* per type index; may be NULL */
};

const char *wfx_name_of(const WfxModule *module, WfxNameSpace space, uint32_t index);   /* NULL if none */
const char *wfx_local_name(const WfxModule *module, uint32_t function, uint32_t local); /* NULL if none */
/* A name to show for a function: its name, else its export name, else "func[12]". Writes at most `size` bytes to
   `text`, returns it. For imports without a name: "module.name". */
const char *wfx_function_label(const WfxModule *module, uint32_t function, char *text, size_t size);

/* The module's number of a canonical type; type_count when it has none. */
uint32_t wfx_module_type_index(const WfxModule *module, uint32_t id);
/* A canonical type as the module writes it: "(ref null $kt)", by number where the type has no name. */
void wfx_module_type_print(WfxBuffer *out, const WfxModule *module, WfxType type);

/* One row per instruction (and per function header) of the source text, sorted by byte offset. */
typedef struct WfxSourceRow {
    uint32_t offset, line, column;
} WfxSourceRow;
typedef struct WfxSourceFile {
    char *path; /* as given by the user; the first file of a map may have none (NULL) */
    char *text; /* the whole text, or NULL (then lines cannot be quoted) */
    size_t text_size;
} WfxSourceFile;
/* A text that is assembled or printed is one file; a module that a toolchain made may come from several. */
struct WfxSourceMap {
    WfxSourceFile *files; /* at least one: the first stands for the module */
    uint32_t file_count;
    WfxSourceRow *rows;
    uint32_t *row_files; /* per row: its number in files; NULL: all are of the first */
    uint32_t row_count;
};
/* A map of one file, without rows yet; path (NULL: empty) and text (or NULL) are copied. NULL when out of memory. */
WfxSourceMap *wfx_source_new(const char *path, const char *text, size_t text_size);
/* The last row at or before `offset`; NULL when there is none, or no map. */
const WfxSourceRow *wfx_source_find(const WfxSourceMap *map, uint32_t offset);
/* The number of a row's file. */
static inline uint32_t wfx_source_file(const WfxSourceMap *map, const WfxSourceRow *row)
{
    return map->row_files ? map->row_files[row - map->rows] : 0;
}
/* Adds line and column to an error that has only its byte offset. */
void wfx_source_place(const WfxSourceMap *map, WfxError *error);
void wfx_source_free(WfxSourceMap *map);

#endif
