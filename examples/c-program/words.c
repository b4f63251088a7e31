/* Counts words: a C program for wasm32-wasi. Reads standard input, prints the five most frequent words.
   Build: clang --target=wasm32-wasi --sysroot=/usr -O2 -g words.c -o words.wasm; run: wasmfx run words.wasm < text */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
    char *text;
    unsigned count;
};

static struct word *table;
static size_t used, capacity;

static unsigned long hash(const char *text)
{
    unsigned long value = 5381;
    for (; *text; text++)
        value = value * 33 ^ (unsigned char)*text;
    return value;
}

static struct word *find(struct word *words, size_t size, const char *text)
{
    size_t at = hash(text) & (size - 1);
    while (words[at].text && strcmp(words[at].text, text) != 0)
        at = (at + 1) & (size - 1);
    return &words[at];
}

static void grow(void)
{
    size_t size = capacity ? capacity * 2 : 64;
    struct word *words = calloc(size, sizeof *words);
    if (!words)
        abort();
    for (size_t i = 0; i < capacity; i++)
        if (table[i].text)
            *find(words, size, table[i].text) = table[i];
    free(table);
    table = words;
    capacity = size;
}

static void count(const char *text)
{
    if (used * 2 >= capacity)
        grow();
    struct word *word = find(table, capacity, text);
    if (!word->text) {
        word->text = strdup(text);
        used++;
    }
    word->count++;
}

static int by_count(const void *left, const void *right)
{
    const struct word *a = left, *b = right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    if (!a->text || !b->text)
        return !a->text - !b->text;
    return strcmp(a->text, b->text);
}

int main(void)
{
    char text[128];
    size_t length = 0;
    for (int c; (c = getchar()) != EOF;) {
        if (isalpha(c) && length < sizeof text - 1) {
            text[length++] = (char)tolower(c);
        } else if (length) {
            text[length] = 0;
            count(text);
            length = 0;
        }
    }
    if (!capacity)
        return 0;
    qsort(table, capacity, sizeof *table, by_count);
    for (size_t i = 0; i < 5 && i < used; i++)
        printf("%6u %s\n", table[i].count, table[i].text);
    return 0;
}
