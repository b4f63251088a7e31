/* Spec scripts (.wast): commands, actions and expected results; see text.h. Modules are only delimited here and
   assembled when they are run, so that a script with a malformed module in an assertion still parses. All data lives in
   the script's arena. */
#include "engine/text/asm.h"

#include <string.h>

enum { MAX_EITHER_DEPTH = 16, MAX_SCRIPT_DEPTH = 64 };

static char *copy_symbol(Asm *a, uint32_t symbol)
{
    WfxName name = {0};
    if (!asm_symbol_name(a, symbol, &name))
        return NULL;
    char *copy = wfx_arena_strndup(&a->arena, name.data, name.size);
    if (!copy)
        asm_oom(a);
    return copy;
}

/* Optional identifier; NULL when there is none. */
static const char *read_optional_id(Asm *a)
{
    uint32_t symbol;
    return asm_read_id(a, &symbol) ? copy_symbol(a, symbol) : NULL;
}

static bool decode_strings(Asm *a, const char **text, size_t *size)
{
    WfxBuffer bytes = {0};
    while (asm_is(a, WFX_TOKEN_STRING))
        asm_read_string(a, &bytes);
    char *copy = bytes.failed ? NULL : wfx_arena_strndup(&a->arena, (char *)bytes.data, bytes.size);
    *text = copy;
    *size = bytes.size;
    wfx_buffer_free(&bytes);
    return copy || asm_oom(a);
}

/* ---- constants and patterns ---- */

static uint32_t heap_of_word(const Asm *a, const WfxToken *token)
{
    static const struct {
        const char *word;
        WfxHeap heap;
    } heaps[] = {{"func", WFX_HEAP_FUNC},         {"nofunc", WFX_HEAP_NOFUNC}, {"extern", WFX_HEAP_EXTERN},
                 {"noextern", WFX_HEAP_NOEXTERN}, {"any", WFX_HEAP_ANY},       {"eq", WFX_HEAP_EQ},
                 {"i31", WFX_HEAP_I31},           {"struct", WFX_HEAP_STRUCT}, {"array", WFX_HEAP_ARRAY},
                 {"none", WFX_HEAP_NONE},         {"exn", WFX_HEAP_EXN},       {"noexn", WFX_HEAP_NOEXN},
                 {"cont", WFX_HEAP_CONT},         {"nocont", WFX_HEAP_NOCONT}};
    const char *text = asm_text(a, token);
    size_t size = token->size;
    if (size > 4 && !memcmp(text, "ref.", 4)) {
        text += 4;
        size -= 4;
    }
    for (size_t i = 0; i < sizeof heaps / sizeof *heaps; i++)
        if (strlen(heaps[i].word) == size && !memcmp(heaps[i].word, text, size))
            return heaps[i].heap;
    return WFX_HEAP_END;
}

static bool bad_number(Asm *a, WfxNumberStatus status)
{
    if (status == WFX_NUMBER_MEMORY)
        return asm_oom(a);
    return status == WFX_NUMBER_RANGE ? asm_fail(a, asm_token(a), "constant out of range")
                                      : asm_unexpected(a, "a number");
}

/* An integer or float of `bits` bits, or a NaN pattern (*nan: 0, 1 canonical, 2 arithmetic). */
static bool read_number(Asm *a, unsigned bits, bool is_float, uint64_t *value, uint8_t *nan)
{
    const WfxToken *token = asm_token(a);
    const char *text = asm_text(a, token);
    WfxNumberStatus status = WFX_NUMBER_MALFORMED;
    uint32_t narrow = 0;
    *nan = 0;
    *value = 0;
    if (is_float && (asm_token_is(a, token, "nan:canonical") || asm_token_is(a, token, "nan:arithmetic"))) {
        *nan = asm_token_is(a, token, "nan:canonical") ? 1 : 2;
        a->at++;
        return true;
    }
    if (token->kind < WFX_TOKEN_KEYWORD || token->kind > WFX_TOKEN_FLOAT)
        return bad_number(a, status);
    if (!is_float) {
        if (token->kind == WFX_TOKEN_NAT || token->kind == WFX_TOKEN_INT)
            status = wfx_number_int(text, token->size, bits, value);
    } else if (bits == 32) {
        status = wfx_number_f32(text, token->size, &narrow);
        *value = narrow;
    } else {
        status = wfx_number_f64(text, token->size, value);
    }
    if (status != WFX_NUMBER_OK)
        return bad_number(a, status);
    a->at++;
    return true;
}

static bool read_scalar(Asm *a, WfxType type, unsigned bits, bool is_float, WfxConst *out)
{
    uint8_t nan = 0;
    out->kind = WFX_CONST_NUMBER;
    out->type = type;
    if (!read_number(a, bits, is_float, &out->bits, &nan))
        return false;
    if (nan)
        out->kind = nan == 1 ? WFX_CONST_NAN_CANONICAL : WFX_CONST_NAN_ARITHMETIC;
    return true;
}

static bool read_vector(Asm *a, WfxConst *out)
{
    static const struct {
        const char *word;
        uint8_t kind, lanes, bytes;
        bool is_float;
    } shapes[] = {{"i8x16", 1, 16, 1, false}, {"i16x8", 2, 8, 2, false}, {"i32x4", 3, 4, 4, false},
                  {"i64x2", 4, 2, 8, false},  {"f32x4", 5, 4, 4, true},  {"f64x2", 6, 2, 8, true}};
    out->kind = WFX_CONST_NUMBER;
    out->type = WFX_V128;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (!asm_token_is(a, asm_token(a), shapes[i].word))
            continue;
        a->at++;
        out->lane_kind = shapes[i].kind;
        for (unsigned lane = 0; lane < shapes[i].lanes; lane++) {
            uint64_t value = 0;
            if (!read_number(a, shapes[i].bytes * 8u, shapes[i].is_float, &value, &out->lane_nans[lane]))
                return false;
            memcpy(out->v128 + lane * shapes[i].bytes, &value, shapes[i].bytes);
        }
        return true;
    }
    return asm_unexpected(a, "a vector shape such as i32x4");
}

/* (ref.null ..), (ref.extern ..) and so on: behind the keyword `token`. */
static bool read_reference(Asm *a, const WfxToken *token, WfxConst *out)
{
    bool is_null = asm_token_is(a, token, "ref.null"), is_host = asm_token_is(a, token, "ref.host");
    if (is_null) {
        out->kind = WFX_CONST_REF_NULL;
        uint32_t heap = WFX_HEAP_BOTTOM;
        if (!asm_is(a, WFX_TOKEN_CLOSE)) {
            heap = heap_of_word(a, asm_token(a));
            if (heap == WFX_HEAP_END)
                return asm_unexpected(a, "an abstract heap type or \")\"");
            a->at++;
        }
        out->type = WFX_REF_NULL(heap);
        return true;
    }
    uint32_t heap = is_host ? (uint32_t)WFX_HEAP_ANY : heap_of_word(a, token);
    if (heap == WFX_HEAP_END)
        return asm_fail(a, token, "unexpected token, expected a constant");
    out->kind = heap == WFX_HEAP_EXTERN || is_host ? WFX_CONST_REF_EXTERN
                : heap == WFX_HEAP_FUNC            ? WFX_CONST_REF_FUNC
                                                   : WFX_CONST_REF_OTHER;
    out->type = WFX_REF(heap);
    if (asm_is(a, WFX_TOKEN_NAT)) {
        uint8_t nan;
        out->has_number = true;
        return read_number(a, 64, false, &out->bits, &nan);
    }
    return true;
}

static bool read_const(Asm *a, unsigned depth, WfxConst *out);

/* Constants up to ")". */
static bool read_consts(Asm *a, unsigned depth, WfxConst **consts, uint32_t *count)
{
    WFX_VEC(WfxConst) list = {0};
    bool ok = true;
    while (ok && asm_is(a, WFX_TOKEN_OPEN)) {
        WfxConst value = {0};
        ok = read_const(a, depth, &value) && (wfx_vec_push(&list, value) || asm_oom(a));
    }
    if (ok && list.count) {
        *consts = wfx_arena_alloc(&a->arena, list.count * sizeof **consts);
        ok = *consts || asm_oom(a);
        if (ok)
            memcpy(*consts, list.data, list.count * sizeof **consts);
    }
    *count = list.count;
    wfx_vec_free(&list);
    return ok;
}

static bool read_const(Asm *a, unsigned depth, WfxConst *out)
{
    bool ok;
    if (!asm_is(a, WFX_TOKEN_OPEN))
        return asm_unexpected(a, "a constant");
    a->at++;
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_KEYWORD)
        return asm_unexpected(a, "a constant");
    a->at++;
    if (asm_token_is(a, token, "i32.const")) {
        ok = read_scalar(a, WFX_I32, 32, false, out);
    } else if (asm_token_is(a, token, "i64.const")) {
        ok = read_scalar(a, WFX_I64, 64, false, out);
    } else if (asm_token_is(a, token, "f32.const")) {
        ok = read_scalar(a, WFX_F32, 32, true, out);
    } else if (asm_token_is(a, token, "f64.const")) {
        ok = read_scalar(a, WFX_F64, 64, true, out);
    } else if (asm_token_is(a, token, "v128.const")) {
        ok = read_vector(a, out);
    } else if (asm_token_is(a, token, "either")) {
        out->kind = WFX_CONST_EITHER;
        if (depth >= MAX_EITHER_DEPTH)
            return asm_fail(a, token, "alternatives are nested too deeply");
        ok = read_consts(a, depth + 1, &out->alternatives, &out->alternative_count);
    } else {
        ok = read_reference(a, token, out);
    }
    return ok && asm_expect_close(a);
}

/* ---- actions and modules ---- */

/* `(invoke ..)` or `(get ..)`, behind "(". */
static bool read_action(Asm *a, WfxAction *action)
{
    action->is_get = asm_token_is(a, asm_token(a), "get");
    if (!action->is_get && !asm_token_is(a, asm_token(a), "invoke"))
        return asm_unexpected(a, "\"invoke\" or \"get\"");
    a->at++;
    action->module = read_optional_id(a);
    if (!asm_read_name(a, &action->name))
        return false;
    if (!action->is_get && !read_consts(a, 0, &action->args, &action->arg_count))
        return false;
    return asm_expect_close(a);
}

/* `(module ..)` at a->at, which is "(". */
static bool read_module(Asm *a, WfxScriptModule *module)
{
    const WfxToken *open = asm_token(a), *close = &a->tokens.list.data[open->link];
    if (close->kind != WFX_TOKEN_CLOSE)
        return asm_fail(a, open, "unexpected end of text, expected \")\" for this \"(\"");
    *module = (WfxScriptModule){.line = open->line,
                                .column = open->column,
                                .text = asm_text(a, open),
                                .size = close->offset + 1 - open->offset};
    a->at += 2;
    if (asm_token_is(a, asm_token(a), "definition")) {
        module->is_definition = true;
        a->at++;
    }
    module->name = read_optional_id(a);
    module->is_binary = asm_token_is(a, asm_token(a), "binary");
    module->is_quote = asm_token_is(a, asm_token(a), "quote");
    if (module->is_binary || module->is_quote) {
        a->at++;
        return decode_strings(a, &module->text, &module->size) && asm_expect_close(a);
    }
    a->at = open->link + 1;
    return true;
}

/* ---- commands ---- */

static bool at_instance(const Asm *a)
{
    return asm_at_form(a, "module") && asm_token_is(a, asm_peek(a, 2), "instance");
}

/* `(module instance ..)`, at "(". */
static bool read_instance(Asm *a, WfxCommand *command)
{
    a->at += 3;
    command->is_instance = true;
    command->name = read_optional_id(a);
    command->name2 = read_optional_id(a);
    return asm_expect_close(a);
}

static bool read_module_command(Asm *a, WfxCommand *command)
{
    if (at_instance(a)) {
        command->kind = WFX_COMMAND_MODULE_INSTANCE;
        return read_instance(a, command);
    }
    if (!read_module(a, &command->module))
        return false;
    command->kind = command->module.is_definition ? WFX_COMMAND_MODULE_DEFINITION : WFX_COMMAND_MODULE;
    return true;
}

typedef enum Operand { OPERAND_ACTION, OPERAND_MODULE, OPERAND_EITHER } Operand;
static const struct {
    const char *word;
    WfxCommandKind kind;
    Operand operand;
    bool has_message;
} assertions[] = {
    {"assert_return", WFX_COMMAND_ASSERT_RETURN, OPERAND_ACTION, false},
    {"assert_trap", WFX_COMMAND_ASSERT_TRAP, OPERAND_EITHER, true},
    {"assert_exhaustion", WFX_COMMAND_ASSERT_EXHAUSTION, OPERAND_ACTION, true},
    {"assert_exception", WFX_COMMAND_ASSERT_EXCEPTION, OPERAND_ACTION, false},
    {"assert_suspension", WFX_COMMAND_ASSERT_SUSPENSION, OPERAND_ACTION, true},
    {"assert_malformed", WFX_COMMAND_ASSERT_MALFORMED, OPERAND_MODULE, true},
    {"assert_malformed_custom", WFX_COMMAND_ASSERT_MALFORMED, OPERAND_MODULE, true},
    {"assert_invalid", WFX_COMMAND_ASSERT_INVALID, OPERAND_MODULE, true},
    {"assert_invalid_custom", WFX_COMMAND_ASSERT_INVALID, OPERAND_MODULE, true},
    {"assert_unlinkable", WFX_COMMAND_ASSERT_UNLINKABLE, OPERAND_MODULE, true},
};
enum { ASSERTIONS = sizeof assertions / sizeof *assertions };

static int find_assertion(const Asm *a)
{
    for (int i = 0; i < ASSERTIONS; i++)
        if (asm_token_is(a, asm_peek(a, 1), assertions[i].word))
            return i;
    return -1;
}

static bool read_assertion(Asm *a, int which, WfxCommand *command)
{
    WfxName message = {0};
    command->kind = assertions[which].kind;
    a->at += 2;
    if (asm_at_form(a, "module") && assertions[which].operand != OPERAND_ACTION) {
        if (!(at_instance(a) ? read_instance(a, command) : read_module(a, &command->module)))
            return false;
    } else {
        if (assertions[which].operand == OPERAND_MODULE || !asm_is(a, WFX_TOKEN_OPEN))
            return asm_unexpected(a, assertions[which].operand == OPERAND_MODULE ? "\"(module\""
                                                                                 : "\"(invoke\" or \"(get\"");
        a->at++;
        if (!read_action(a, &command->action))
            return false;
    }
    if (command->kind == WFX_COMMAND_ASSERT_RETURN && !read_consts(a, 0, &command->results, &command->result_count))
        return false;
    if (assertions[which].has_message) {
        if (!asm_read_name(a, &message))
            return false;
        command->message = message.data;
    }
    return asm_expect_close(a);
}

static bool read_register(Asm *a, WfxCommand *command)
{
    WfxName name = {0};
    command->kind = WFX_COMMAND_REGISTER;
    a->at += 2;
    if (!asm_read_name(a, &name))
        return false;
    command->name = name.data;
    command->name2 = read_optional_id(a);
    return asm_expect_close(a);
}

/* `(input $id? "file")`, `(output $id? "file"?)` */
static bool read_file_command(Asm *a, WfxCommandKind kind, WfxCommand *command)
{
    WfxName name = {0};
    command->kind = kind;
    a->at += 2;
    command->name2 = read_optional_id(a);
    if ((kind == WFX_COMMAND_INPUT || asm_is(a, WFX_TOKEN_STRING)) && !asm_read_name(a, &name))
        return false;
    command->name = name.data;
    return asm_expect_close(a);
}

typedef WFX_VEC(WfxCommand) Commands;

static bool read_list(Asm *a, WfxTokenKind end, unsigned depth, Commands *commands);

/* The list as an array of the script's arena. */
static bool keep_commands(Asm *a, const Commands *list, WfxCommand **commands, uint32_t *count)
{
    *count = list->count;
    if (!list->count)
        return true;
    *commands = wfx_arena_alloc(&a->arena, list->count * sizeof **commands);
    if (!*commands)
        return asm_oom(a);
    memcpy(*commands, list->data, list->count * sizeof **commands);
    return true;
}

/* `(shared (module $M))`, at "(". */
static bool read_shared(Asm *a, WfxCommand *command)
{
    a->at += 2;
    if (!asm_at_form(a, "module"))
        return asm_unexpected(a, "\"(module\"");
    a->at += 2;
    const char *name = read_optional_id(a), **names = NULL;
    if (!name)
        return a->error->kind == WFX_ERROR_NONE && asm_unexpected(a, "the identifier of a module");
    names = wfx_arena_alloc(&a->arena, (command->shared_count + 1) * sizeof *names);
    if (!names)
        return asm_oom(a);
    if (command->shared_count)
        memcpy(names, command->shared, command->shared_count * sizeof *names);
    names[command->shared_count++] = name;
    command->shared = names;
    return asm_expect_close(a) && asm_expect_close(a);
}

static bool read_thread(Asm *a, unsigned depth, WfxCommand *command)
{
    Commands list = {0};
    if (depth == MAX_SCRIPT_DEPTH)
        return asm_fail(a, asm_token(a), "threads are nested too deeply");
    command->kind = WFX_COMMAND_THREAD;
    a->at += 2;
    command->name = read_optional_id(a);
    bool ok = true;
    while (ok && asm_at_form(a, "shared"))
        ok = read_shared(a, command);
    ok = ok && read_list(a, WFX_TOKEN_CLOSE, depth + 1, &list) &&
         keep_commands(a, &list, &command->commands, &command->command_count) && asm_expect_close(a);
    wfx_vec_free(&list);
    return ok;
}

static bool read_command(Asm *a, unsigned depth, WfxCommand *command)
{
    const WfxToken *token = asm_token(a);
    *command = (WfxCommand){.line = token->line, .column = token->column};
    if (token->kind != WFX_TOKEN_OPEN)
        return asm_unexpected(a, "a script command");
    if (asm_at_form(a, "module"))
        return read_module_command(a, command);
    if (asm_at_form(a, "register"))
        return read_register(a, command);
    if (asm_at_form(a, "input"))
        return read_file_command(a, WFX_COMMAND_INPUT, command);
    if (asm_at_form(a, "output"))
        return read_file_command(a, WFX_COMMAND_OUTPUT, command);
    if (asm_at_form(a, "invoke") || asm_at_form(a, "get")) {
        command->kind = WFX_COMMAND_ACTION;
        a->at++;
        return read_action(a, &command->action);
    }
    if (asm_at_form(a, "thread"))
        return read_thread(a, depth, command);
    if (asm_at_form(a, "wait")) {
        command->kind = WFX_COMMAND_WAIT;
        a->at += 2;
        command->name = read_optional_id(a);
        return asm_expect_close(a);
    }
    int which = find_assertion(a);
    if (which >= 0)
        return read_assertion(a, which, command);
    a->at++;
    return asm_unexpected(a, "a script command");
}

/* A script may be the fields of one module without its `(module`. */
static bool is_inline_module(const Asm *a)
{
    static const char *const fields[] = {"func",   "type", "rec",    "import", "table", "memory",
                                         "global", "tag",  "export", "start",  "elem",  "data"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (asm_at_form(a, fields[i]))
            return true;
    return asm_is(a, WFX_TOKEN_ANNOTATION);
}

/* Up to the token `end`. */
static bool read_list(Asm *a, WfxTokenKind end, unsigned depth, Commands *commands)
{
    while (!asm_is(a, end)) {
        WfxCommand command;
        if (asm_at_form(a, "script")) {
            if (depth == MAX_SCRIPT_DEPTH)
                return asm_fail(a, asm_token(a), "scripts are nested too deeply");
            a->at += 2;
            read_optional_id(a);
            if (!read_list(a, WFX_TOKEN_CLOSE, depth + 1, commands) || !asm_expect_close(a))
                return false;
            continue;
        }
        if (!read_command(a, depth, &command) || a->error->kind != WFX_ERROR_NONE)
            return false;
        if (!wfx_vec_push(commands, command))
            return asm_oom(a);
    }
    return true;
}

static bool read_commands(Asm *a, Commands *commands)
{
    if (is_inline_module(a)) {
        const WfxToken *first = asm_token(a);
        WfxCommand command = {.kind = WFX_COMMAND_MODULE, .line = first->line, .column = first->column};
        command.module = (WfxScriptModule){.text = a->tokens.text, .size = a->tokens.text_size, .line = 1, .column = 1};
        return wfx_vec_push(commands, command) || asm_oom(a);
    }
    return read_list(a, WFX_TOKEN_END, 0, commands);
}

bool wfx_script_parse(const char *text, size_t size, WfxScript *script, WfxError *error)
{
    WfxError own_error = {0};
    Asm a = {.error = error ? error : &own_error};
    Commands commands = {0};
    *script = (WfxScript){0};
    bool ok = wfx_tokens_read(text, size, 1, 1, &a.tokens, a.error) && read_commands(&a, &commands);
    if (ok && keep_commands(&a, &commands, &script->commands, &script->count)) {
        script->arena = a.arena;
    } else {
        ok = false;
        *script = (WfxScript){0};
        wfx_arena_free(&a.arena);
    }
    wfx_vec_free(&commands);
    wfx_tokens_free(&a.tokens);
    return ok;
}

bool wfx_script_assemble(const WfxScriptModule *module, const char *path, WfxFeatures features, WfxBuffer *binary,
                         WfxSourceMap **map, WfxError *error)
{
    (void)features;
    if (map)
        *map = NULL;
    if (module->is_binary) {
        WfxBuffer bytes = {0};
        wfx_buffer_bytes(&bytes, module->text, module->size);
        if (bytes.failed)
            return wfx_error_oom(error);
        *binary = bytes;
        return true;
    }
    bool quoted = module->is_quote;
    bool ok = wfx_text_assemble_at(module->text, module->size, quoted ? 1 : module->line, quoted ? 1 : module->column,
                                   path, binary, map, error);
    if (!quoted)
        return ok;
    if (!ok && error && error->kind == WFX_ERROR_MALFORMED)
        error->place = (WfxPlace){.line = module->line, .column = module->column};
    for (uint32_t i = 0; ok && map && i < (*map)->row_count; i++) {
        (*map)->rows[i].line = module->line;
        (*map)->rows[i].column = module->column;
    }
    return ok;
}

void wfx_script_free(WfxScript *script)
{
    wfx_arena_free(&script->arena);
    *script = (WfxScript){0};
}
