/* The text format (spec 3.0 section 6): WAT -> binary with names and positions, binary -> WAT, and spec scripts
   (.wast). */
#ifndef WFX_TEXT_TEXT_H
#define WFX_TEXT_TEXT_H

#include "engine/base/buffer.h"
#include "engine/wasm/names.h"

/* Assembles one module. Accepts everything grammatical: `(module ...)` with id, fields without the wrapper, `(module
   binary "..")`, `(module quote "..")`. Identifiers go into a name section. On success *binary holds the module and, if
   `map` is not NULL, *map a new source map (rows for every instruction; free with wfx_source_free) with the text copied
   in and `path` as its path. Errors carry line and column. */
bool wfx_wat_assemble(const char *text, size_t size, const char *path, WfxFeatures features, WfxBuffer *binary,
                      WfxSourceMap **map, WfxError *error);

/* Prints a binary module as WAT, one instruction a line, with names from its name section; assembling it again gives
   the same bytes (custom sections other than `name` as (@custom ..) annotations). If `map` is not NULL, it gets the
   positions of what was printed. */
bool wfx_wat_print(const WfxModule *module, WfxBuffer *text, WfxSourceMap **map, WfxError *error);
/* The same with the bodies of those functions alone for which `wanted` (per function of the module) is not 0: for
   reading, not for assembling. */
bool wfx_wat_print_part(const WfxModule *module, const uint8_t *wanted, WfxBuffer *text, WfxSourceMap **map,
                        WfxError *error);

/* ---- scripts ---- */
typedef enum WfxCommandKind {
    WFX_COMMAND_MODULE,            /* module, optional name; instantiate it */
    WFX_COMMAND_MODULE_DEFINITION, /* (module definition ..): keep it */
    WFX_COMMAND_MODULE_INSTANCE,   /* (module instance $I $M) */
    WFX_COMMAND_REGISTER,
    WFX_COMMAND_ACTION, /* (invoke ..) or (get ..) at top level */
    WFX_COMMAND_ASSERT_RETURN,
    WFX_COMMAND_ASSERT_TRAP, /* action, or a module (then `module` is set) */
    WFX_COMMAND_ASSERT_EXHAUSTION,
    WFX_COMMAND_ASSERT_EXCEPTION,
    WFX_COMMAND_ASSERT_SUSPENSION,
    WFX_COMMAND_ASSERT_MALFORMED,
    WFX_COMMAND_ASSERT_INVALID,
    WFX_COMMAND_ASSERT_UNLINKABLE,
    WFX_COMMAND_INPUT,  /* (input $id? "file"): run it here; what it ends with gets the name */
    WFX_COMMAND_OUTPUT, /* (output $id? "file"?): write a module, by default the last one, to standard output */
    WFX_COMMAND_THREAD, /* (thread $id? (shared (module $M))* ..): `commands`, in a thread and a store of its own */
    WFX_COMMAND_WAIT,   /* (wait $id?): for a thread of this one, by default the last */
} WfxCommandKind;

typedef enum WfxConstKind {
    WFX_CONST_NUMBER, /* bits */
    WFX_CONST_NAN_CANONICAL,
    WFX_CONST_NAN_ARITHMETIC,
    WFX_CONST_REF_NULL,   /* type, or heap WFX_HEAP_BOTTOM for plain (ref.null) */
    WFX_CONST_REF_EXTERN, /* host number in bits; has_number false for plain (ref.extern) */
    WFX_CONST_REF_FUNC,
    WFX_CONST_REF_OTHER, /* (ref.func) ..: any non-null of `type`'s heap */
    WFX_CONST_EITHER,    /* one of `alternatives` */
} WfxConstKind;
typedef struct WfxConst {
    WfxConstKind kind;
    WfxType type;
    bool has_number;
    uint64_t bits;
    uint8_t v128[16];
    uint8_t lane_kind,
        lane_nans
            /* v128 patterns: lanes i8 1, i16 2, i32 3, i64 4, f32 5, f64 6; per lane 0 number, 1 canonical, 2
               arithmetic */
            [16];
    uint32_t alternative_count;
    struct WfxConst *alternatives;
} WfxConst;

typedef struct WfxAction {
    bool is_get;        /* (get ..) rather than (invoke ..) */
    const char *module; /* identifier without $, or NULL for the current one */
    WfxName name;
    uint32_t arg_count;
    WfxConst *args;
} WfxAction;

typedef struct WfxScriptModule {
    const char *name; /* identifier or NULL */
    bool is_definition;
    bool is_quote; /* given as quoted text */
    bool is_binary;
    /* Text span of the module form in the script, or decoded bytes for binary and quote forms. */
    const char *text;
    size_t size;
    uint32_t line, column; /* where it begins in the script */
} WfxScriptModule;

typedef struct WfxCommand {
    WfxCommandKind kind;
    uint32_t line, column;
    WfxScriptModule module;
    WfxAction action;
    /* register: name string; module instance: instance id; thread, wait: id or NULL; input, output: file */
    const char *name;
    const char *name2;   /* register, input, output: module id or NULL; module instance: definition id */
    bool is_instance;    /* assertions: `(module instance ..)` in place of a module */
    const char **shared; /* thread: ids of modules whose shared memories it may register */
    uint32_t shared_count, command_count;
    struct WfxCommand *commands;
    const char *message; /* assert_*: expected text */
    uint32_t result_count;
    WfxConst *results;
} WfxCommand;

typedef struct WfxScript {
    WfxArena arena;
    uint32_t count;
    WfxCommand *commands;
} WfxScript;

/* Commands inside `(script ..)` are commands of the script around it. Parses a script without assembling its modules (a
   malformed one inside assert_malformed is not the script's error). A file with module fields only (inline module) is
   one MODULE command. The text must outlive the script. */
bool wfx_script_parse(const char *text, size_t size, WfxScript *script, WfxError *error);
/* Assembles a script module; positions are those of the script. */
bool wfx_script_assemble(const WfxScriptModule *module, const char *path, WfxFeatures features, WfxBuffer *binary,
                         WfxSourceMap **map, WfxError *error);
void wfx_script_free(WfxScript *script);

#endif
