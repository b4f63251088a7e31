/* Seeds and mutators of the fuzzer; see mutation.h. A mutant is one seed with one to four changes. */
#include "tests/fuzz/mutation.h"

#include "engine/base/alloc.h"
#include "engine/text/text.h"

#include <stdio.h>
#include <string.h>

/* splitmix64: the index goes through it too, so that neighbours have nothing in common. */
static uint64_t next_random(Random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

Random random_of(uint64_t seed, uint64_t index)
{
    Random random = {seed};
    random.state = next_random(&random) ^ index * 0xd1342543de82ef95u;
    return random;
}

uint32_t random_below(Random *random, uint32_t limit)
{
    return limit ? (uint32_t)((next_random(random) >> 32) * limit >> 32) : 0;
}

/* One to four, mostly one: a mutant that stays valid reaches the stages behind the validator. */
static uint32_t few(Random *random)
{
    return random_below(random, 3) ? 1 : 1 + random_below(random, 4);
}

/* ---- seeds ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static uint32_t token_end(const char *text, uint32_t size, uint32_t at)
{
    uint32_t start = at;
    if (text[at] == '(' || text[at] == ')')
        return at + 1;
    if (text[at] == '"') {
        for (at++; at < size && text[at] != '"'; at++)
            if (text[at] == '\\')
                at++;
        return at < size ? at + 1 : size;
    }
    if (text[at] == ';' && at + 1 < size && text[at + 1] == ';') {
        while (at < size && text[at] != '\n')
            at++;
        return at;
    }
    while (at < size && !is_space(text[at]) && text[at] != '(' && text[at] != ')' && text[at] != '"')
        at++;
    return at > start ? at : start + 1;
}

static bool split_tokens(Seed *seed)
{
    const char *text = (const char *)seed->text.data;
    uint32_t size = (uint32_t)seed->text.size;
    for (uint32_t at = 0; at < size;) {
        if (is_space(text[at])) {
            at++;
            continue;
        }
        uint32_t end = token_end(text, size, at);
        if (text[at] != ';' && !wfx_vec_push(&seed->tokens, (Token){at, end - at}))
            return false;
        at = end;
    }
    return seed->tokens.count > 0;
}

static void free_seed(Seed *seed)
{
    free(seed->path);
    wfx_buffer_free(&seed->text);
    wfx_buffer_free(&seed->binary);
    wfx_vec_free(&seed->tokens);
}

bool seeds_add(Seeds *seeds, const char *path)
{
    Seed seed = {.path = wfx_strndup(path, strlen(path))};
    WfxError error = {0};
    char block[4096];
    FILE *file = fopen(path, "rb");
    if (!file || !seed.path)
        goto fail;
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        wfx_buffer_bytes(&seed.text, block, size);
    if (!wfx_wat_assemble((const char *)seed.text.data, seed.text.size, path, WFX_FEATURES_DEFAULT, &seed.binary, NULL,
                          &error)) {
        fprintf(stderr, "left out %s: %s\n", path, error.message);
        free_seed(&seed);
        fclose(file);
        return true;
    }
    if (!split_tokens(&seed) || !wfx_vec_push(&seeds->all, seed))
        goto fail;
    fclose(file);
    return true;
fail:
    if (file)
        fclose(file);
    free_seed(&seed);
    return false;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const Seed *)a)->path, ((const Seed *)b)->path);
}

bool seeds_finish(Seeds *seeds)
{
    if (seeds->all.count)
        qsort(seeds->all.data, seeds->all.count, sizeof *seeds->all.data, compare_paths);
    return seeds->all.count > 0;
}

void seeds_free(Seeds *seeds)
{
    for (uint32_t i = 0; i < seeds->all.count; i++)
        free_seed(&seeds->all.data[i]);
    wfx_vec_free(&seeds->all);
}

static const Seed *any_seed(const Seeds *seeds, Random *random)
{
    return &seeds->all.data[random_below(random, seeds->all.count)];
}

/* ---- binary ---- */

/* Replaces `removed` bytes at `at` by `size` others. */
static void replace(WfxBuffer *mutant, uint32_t at, uint32_t removed, const void *bytes, uint32_t size)
{
    uint32_t tail = (uint32_t)mutant->size - at - removed;
    if (size > removed && !wfx_buffer_extend(mutant, size - removed))
        return;
    memmove(mutant->data + at + size, mutant->data + at + removed, tail);
    memcpy(mutant->data + at, bytes, size);
    mutant->size = (size_t)at + size + tail;
}

/* Another number where one may stand; sometimes in as many bytes as before, which keeps the sizes around it true. */
static void edit_leb(WfxBuffer *mutant, Random *random, uint32_t at)
{
    static const uint64_t numbers[] = {0,          1,          2,           3,         0x3f,    0x40,
                                       0x7f,       0x80,       0xff,        0xffff,    0x10000, 0x7fffffff,
                                       0x80000000, 0xffffffff, 0x100000000, UINT64_MAX};
    uint32_t length = 1;
    while (at + length < mutant->size && length < 5 && mutant->data[at + length - 1] & 0x80)
        length++;
    uint64_t number = numbers[random_below(random, sizeof numbers / sizeof *numbers)] + random_below(random, 3);
    uint8_t bytes[10];
    uint32_t size = 0;
    if (random_below(random, 2)) {
        for (; size < length; number >>= 7, size++)
            bytes[size] = (uint8_t)((number & 0x7f) | (size + 1 < length ? 0x80 : 0));
    } else {
        for (; size < 10; number >>= 7) {
            bytes[size++] = (uint8_t)((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
            if (number <= 0x7f)
                break;
        }
    }
    replace(mutant, at, length, bytes, size);
}

static void change_binary(const Seeds *seeds, Random *random, WfxBuffer *mutant)
{
    if (!mutant->size)
        return;
    uint32_t size = (uint32_t)mutant->size, at = random_below(random, size);
    uint32_t length = 1 + random_below(random, 16);
    if (length > size - at)
        length = size - at;
    const Seed *other = any_seed(seeds, random);
    uint32_t from = random_below(random, (uint32_t)other->binary.size), rest = (uint32_t)other->binary.size - from;
    uint8_t copy[16];
    switch (random_below(random, 9)) {
    case 0: mutant->data[at] ^= (uint8_t)(1u << random_below(random, 8)); break;
    case 1: mutant->data[at] = (uint8_t)random_below(random, 256); break;
    case 2: mutant->data[at] = (uint8_t)(mutant->data[at] + 1 - 2 * random_below(random, 2)); break;
    case 3:
        if (!random_below(random, 4))
            mutant->size = at;
        break;
    case 4: replace(mutant, at, length, other->binary.data + from, length < rest ? length : rest); break;
    case 5: replace(mutant, at, 0, other->binary.data + from, length < rest ? length : rest); break;
    case 6: replace(mutant, at, length, copy, 0); break;
    case 7:
        memcpy(copy, mutant->data + at, length);
        replace(mutant, at, 0, copy, length);
        break;
    default: edit_leb(mutant, random, at); break;
    }
}

void mutate_binary(const Seeds *seeds, Random *random, WfxBuffer *out)
{
    const Seed *seed = any_seed(seeds, random);
    wfx_buffer_bytes(out, seed->binary.data, seed->binary.size);
    for (uint32_t changes = few(random); changes; changes--)
        change_binary(seeds, random, out);
}

/* ---- text ---- */

static void put_token(WfxBuffer *out, const Seed *seed, uint32_t index)
{
    const Token *token = &seed->tokens.data[index];
    wfx_buffer_bytes(out, seed->text.data + token->start, token->size);
    wfx_buffer_u8(out, ' ');
}

static void put_interesting(WfxBuffer *out, Random *random)
{
    static const char *const words[] = {
        "(",
        ")",
        "\"",
        "(;",
        ";)",
        "$",
        "$x",
        "0",
        "-1",
        "4294967295",
        "4294967296",
        "0x",
        "nan:0x0",
        "1e999",
        "\"\\u{110000}\"",
        "\"\\ff\"",
        "(type 0)",
        "(param",
        "(result i32)",
        "(ref null 0)",
        "end",
        "else",
        "i32.const",
        "unreachable",
        "drop",
        "(on 0 0)",
        "switch",
        "block",
        "br 0",
        "(@a)",
        "offset=4294967296",
        "align=3",
        "(rec",
        "(module",
        "quote",
        "binary",
        "\xff",
        "i32",
        "contref",
    };
    const char *word = words[random_below(random, sizeof words / sizeof *words)];
    wfx_buffer_bytes(out, word, strlen(word));
    wfx_buffer_u8(out, ' ');
}

static char token_class(const Seed *seed, uint32_t index)
{
    char first = (char)seed->text.data[seed->tokens.data[index].start];
    if ((first >= '0' && first <= '9') || first == '-' || first == '+')
        return '0';
    return first == '(' || first == ')' || first == '"' || first == '$' ? first : 'a';
}

/* Another token of the same seed that is grammatical in the place of `index` more often than not. */
static void put_alike(WfxBuffer *out, Random *random, const Seed *seed, uint32_t index)
{
    char wanted = token_class(seed, index);
    uint32_t other = random_below(random, seed->tokens.count);
    for (int tries = 0; tries < 64 && token_class(seed, other) != wanted; tries++)
        other = random_below(random, seed->tokens.count);
    put_token(out, seed, other);
}

/* What is done at one token. */
typedef struct TextChange {
    uint32_t token, kind;
} TextChange;

static void put_changed(const Seeds *seeds, Random *random, WfxBuffer *out, const Seed *seed, TextChange change)
{
    const Seed *other = random_below(random, 2) ? seed : any_seed(seeds, random);
    uint32_t from = random_below(random, other->tokens.count), run = 1 + random_below(random, 8);
    switch (change.kind) {
    case 0: break; /* deleted */
    case 1:
        put_token(out, seed, change.token);
        put_token(out, seed, change.token);
        break;
    case 2: put_token(out, other, from); break;
    case 3:
        put_token(out, seed, change.token);
        for (uint32_t i = 0; i < run && from + i < other->tokens.count; i++)
            put_token(out, other, from + i);
        break;
    case 4: put_interesting(out, random); break;
    case 5: {
        size_t start = out->size;
        put_token(out, seed, change.token);
        if (out->size > start)
            out->data[start + random_below(random, (uint32_t)(out->size - start))] ^=
                (uint8_t)(1u << random_below(random, 8));
        break;
    }
    case 6:
        put_token(out, seed, random_below(random, seed->tokens.count));
        put_token(out, seed, change.token);
        break;
    default: put_alike(out, random, seed, change.token); break;
    }
}

void mutate_text(const Seeds *seeds, Random *random, WfxBuffer *out)
{
    const Seed *seed = any_seed(seeds, random);
    TextChange changes[4];
    uint32_t count = few(random);
    for (uint32_t i = 0; i < count; i++)
        changes[i] = (TextChange){random_below(random, seed->tokens.count), random_below(random, 14)};
    bool cut = !random_below(random, 20);
    uint32_t end = cut ? random_below(random, seed->tokens.count) : seed->tokens.count;
    for (uint32_t t = 0; t < end; t++) {
        uint32_t i = 0;
        while (i < count && changes[i].token != t)
            i++;
        if (i < count)
            put_changed(seeds, random, out, seed, changes[i]);
        else
            put_token(out, seed, t);
        if (t % 16 == 15)
            wfx_buffer_u8(out, '\n');
    }
}
