/* The printer: identifiers and strings; see print.h. */
#include "engine/base/alloc.h"
#include "engine/text/asm.h"
#include "engine/text/print.h"

#include <stdio.h>
#include <string.h>

static bool is_idchar(uint8_t c)
{
    return c > 0x20 && c < 0x7f && !strchr("\",;()[]{}", c);
}

void print_string(WfxBuffer *out, const void *data, size_t size, bool is_text)
{
    const uint8_t *bytes = data;
    static const char hex[] = "0123456789abcdef";
    wfx_buffer_u8(out, '"');
    for (size_t i = 0; i < size; i++) {
        uint8_t c = bytes[i];
        if (c == '"' || c == '\\') {
            wfx_buffer_u8(out, '\\');
            wfx_buffer_u8(out, c);
        } else if ((c >= 0x20 && c < 0x7f) || (is_text && c >= 0x80)) {
            wfx_buffer_u8(out, c);
        } else {
            char escape[3] = {'\\', hex[c >> 4], hex[c & 15]};
            wfx_buffer_bytes(out, escape, 3);
        }
    }
    wfx_buffer_u8(out, '"');
}

void print_id(WfxBuffer *out, const char *name)
{
    bool plain = true;
    for (const char *c = name; *c; c++)
        plain = plain && is_idchar((uint8_t)*c);
    wfx_buffer_u8(out, '$');
    if (plain)
        wfx_buffer_bytes(out, name, strlen(name));
    else
        print_string(out, name, strlen(name), true);
}

/* ---- unique identifiers ---- */

typedef struct NameSet {
    const char **slots;
    uint32_t mask;
} NameSet;

static uint32_t hash_name(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    return hash ^ hash >> 15;
}

/* False when the set holds it already. */
static bool add_name(NameSet *set, const char *name)
{
    uint32_t slot = hash_name(name) & set->mask;
    for (; set->slots[slot]; slot = (slot + 1) & set->mask)
        if (!strcmp(set->slots[slot], name))
            return false;
    set->slots[slot] = name;
    return true;
}

static const char *unique_name(WfxArena *arena, NameSet *set, const char *name, uint32_t index)
{
    size_t size = strlen(name) + 32;
    char *changed = wfx_arena_alloc(arena, size);
    if (!changed)
        return NULL;
    snprintf(changed, size, "%s#%u", name, index);
    for (uint32_t i = 0; !add_name(set, changed); i++)
        snprintf(changed, size, "%s#%u.%u", name, index, i);
    return changed;
}

bool print_make_ids(Printer *p, WfxArena *arena, const char *const *names, uint32_t named, uint32_t count,
                    PrintIds *ids)
{
    *ids = (PrintIds){0};
    if (named > count) {
        p->hidden_names = true;
        named = count;
    }
    if (!named)
        return true;
    uint32_t room = 16;
    while (room < named * 2)
        room *= 2;
    NameSet set = {wfx_calloc(room, sizeof *set.slots), room - 1};
    ids->ids = wfx_arena_alloc(arena, named * sizeof *ids->ids);
    ids->originals = wfx_arena_alloc(arena, named * sizeof *ids->originals);
    ids->count = named;
    bool ok = set.slots && ids->ids && ids->originals;
    for (uint32_t i = 0; ok && i < named; i++)
        if (names[i] && names[i][0] && add_name(&set, names[i])) /* an empty name is no identifier */
            ids->ids[i] = names[i];
    for (uint32_t i = 0; ok && i < named; i++) {
        if (!names[i] || ids->ids[i])
            continue;
        ids->originals[i] = names[i];
        ids->ids[i] = unique_name(arena, &set, names[i], i);
        ok = ids->ids[i] != NULL;
    }
    free(set.slots);
    return ok || wfx_error_oom(p->error);
}

void print_binder(Printer *p, const PrintIds *ids, uint32_t index)
{
    if (index >= ids->count || !ids->ids[index])
        return;
    wfx_buffer_u8(p->out, ' ');
    print_id(p->out, ids->ids[index]);
    if (ids->originals[index]) {
        wfx_buffer_format(p->out, " (@name ");
        print_string(p->out, ids->originals[index], strlen(ids->originals[index]), true);
        wfx_buffer_u8(p->out, ')');
    }
}

void print_use(Printer *p, const PrintIds *ids, uint32_t index)
{
    if (ids && index < ids->count && ids->ids[index])
        print_id(p->out, ids->ids[index]);
    else
        wfx_buffer_format(p->out, "%u", index);
}

void print_reference(Printer *p, const PrintIds *ids, uint32_t index)
{
    wfx_buffer_u8(p->out, ' ');
    print_use(p, ids, index);
}

/* ---- does the assembler make this very name section? ---- */

static bool add_indirect(Printer *p, AsmIndirectNames *out, const WfxIndirectNames *names, uint32_t count)
{
    for (uint32_t i = 0; names && i < count; i++)
        for (uint32_t k = 0; k < names[i].count; k++)
            if (names[i].names[k] &&
                !wfx_vec_push(out, (AsmIndirectName){i, k, {names[i].names[k], (uint32_t)strlen(names[i].names[k])}}))
                return wfx_error_oom(p->error);
    return true;
}

/* Compares the payload of the module's name section (behind its name) with what the printed identifiers give. */
bool print_names_match(Printer *p, const uint8_t *payload, size_t size)
{
    const WfxNames *names = p->module->names;
    AsmIndirectNames indirect[3] = {0};
    WfxName *lists[WFX_NAMES_SPACES] = {0};
    AsmNameLists all = {.locals = &indirect[0], .labels = &indirect[1], .fields = &indirect[2]};
    WfxBuffer bytes = {0};
    bool ok = true;
    if (names->module)
        all.module = (WfxName){names->module, (uint32_t)strlen(names->module)};
    for (uint32_t space = 0; ok && space < WFX_NAMES_SPACES; space++) {
        uint32_t count = names->counts[space];
        lists[space] = wfx_calloc(count, sizeof(WfxName));
        ok = lists[space] != NULL;
        for (uint32_t i = 0; ok && i < count; i++)
            if (names->names[space][i])
                lists[space][i] = (WfxName){names->names[space][i], (uint32_t)strlen(names->names[space][i])};
        all.spaces[space].names = lists[space];
        all.spaces[space].count = count;
    }
    ok = ok && add_indirect(p, &indirect[0], names->locals, p->module->function_count) &&
         add_indirect(p, &indirect[1], names->labels, p->module->function_count) &&
         add_indirect(p, &indirect[2], names->fields, p->module->type_count);
    if (ok) {
        asm_put_names(&bytes, &all);
        ok = !bytes.failed;
    }
    if (!ok)
        wfx_error_oom(p->error);
    bool same = ok && !p->hidden_names && bytes.size == size && (!size || !memcmp(bytes.data, payload, size));
    for (uint32_t space = 0; space < WFX_NAMES_SPACES; space++)
        free(lists[space]);
    for (int i = 0; i < 3; i++)
        wfx_vec_free(&indirect[i]);
    wfx_buffer_free(&bytes);
    return same;
}
