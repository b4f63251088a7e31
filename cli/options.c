/* The one option parser. Long options take their value as `--name VALUE` or `--name=VALUE`, short ones as `-n VALUE`,
   `-nVALUE` or `-n=VALUE`; `--` ends the options. Unknown options, missing and malformed values are usage errors with a
   hint. */
#include "cli/cli.h"
#include "engine/wasm/features.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 30 };

typedef struct Parser {
    const CliUsage *usage;
    char *values;
    char **argv;
    int argc, at;
} Parser;

int cli_usage_error(const CliUsage *usage, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    cli_error("%s", message);
    const char *name = usage->synopsis;
    fprintf(stderr, "usage: wasmfx %s\n", usage->synopsis);
    fprintf(stderr, "Try 'wasmfx %.*s --help'.\n", (int)strcspn(name, " "), name);
    return CLI_USAGE;
}

/* ---- help ---- */

static void print_option(const CliOption *option, FILE *out)
{
    char head[128];
    int size = option->short_name ? snprintf(head, sizeof head, "  -%c", option->short_name)
                                  : snprintf(head, sizeof head, "    ");
    if (option->long_name)
        size += snprintf(head + size, sizeof head - (size_t)size, "%s--%s", option->short_name ? ", " : "  ",
                         option->long_name);
    if (option->kind == CLI_OPTIONAL)
        size += snprintf(head + size, sizeof head - (size_t)size, "[=%s]", option->value);
    else if (option->value)
        size += snprintf(head + size, sizeof head - (size_t)size, "%s%s", option->kind == CLI_QUICK ? "" : " ",
                         option->value);
    fputs(head, out);
    const char *line = option->help;
    int column = size;
    if (column >= HELP_COLUMN) {
        fputc('\n', out);
        column = 0;
    }
    while (*line) {
        size_t length = strcspn(line, "\n");
        fprintf(out, "%*s%.*s\n", HELP_COLUMN - column, "", (int)length, line);
        line += length + (line[length] == '\n');
        column = 0;
    }
}

void cli_print_usage(const CliUsage *usage, FILE *out)
{
    fprintf(out, "usage: wasmfx %s\n\n%s\n\noptions:\n", usage->synopsis, usage->summary);
    for (const CliOption *option = usage->options; option->short_name || option->long_name; option++)
        print_option(option, out);
    static const CliOption help = {'h', "help", NULL, CLI_FLAG, 0, "print this text"};
    print_option(&help, out);
    if (usage->notes)
        fprintf(out, "\n%s", usage->notes);
}

/* ---- values ---- */

static bool parse_size(const char *text, size_t *value)
{
    char *end;
    errno = 0;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long long number = strtoull(text, &end, 0);
    static const char units[] = "KMG";
    const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    unsigned shift = 0;
    if (unit && *unit) {
        shift = 10 * (unsigned)(unit - units + 1);
        end++;
    }
    if (errno || *end || number == 0 || number > SIZE_MAX >> shift)
        return false;
    *value = (size_t)number << shift;
    return true;
}

static bool parse_count(const char *text, uint64_t *value)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || errno || *end || number == 0)
        return false;
    *value = number;
    return true;
}

static bool parse_number(const char *text, uint32_t *value)
{
    uint64_t number;
    if (!parse_count(text, &number) || number > UINT32_MAX)
        return false;
    *value = (uint32_t)number;
    return true;
}

/* Seconds, or with a unit. */
static bool parse_duration(const char *text, uint64_t *value)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}, {"m", 60e9}, {"h", 3600e9}};
    char *end;
    double number = strtod(text, &end);
    if (*text < '0' || *text > '9')
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strcmp(end, units[i].name) && number * units[i].ns >= 1 && number * units[i].ns < 9e18) {
            *value = (uint64_t)(number * units[i].ns);
            return true;
        }
    return false;
}

static void known_features(char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
#define FEATURE(id, bit, name, on)                                                                                     \
    if (used < size)                                                                                                   \
        used += (size_t)snprintf(text + used, size - used, "%s%s", bit ? ", " : "", name);
    WFX_FEATURE_LIST(FEATURE)
#undef FEATURE
}

static bool parse_features(const Parser *parser, const char *text, WfxFeatures *features)
{
    WfxError error = {0};
    if (wfx_features_parse(text, features, &error))
        return true;
    char known[512];
    known_features(known, sizeof known);
    cli_usage_error(parser->usage, "%s; known are: %s", error.message, known);
    return false;
}

static bool parse_choice(const char *words, const char *text, int *choice)
{
    for (int i = 0; *words; i++) {
        size_t length = strcspn(words, "|");
        if (strlen(text) == length && memcmp(text, words, length) == 0) {
            *choice = i;
            return true;
        }
        words += length + (words[length] == '|');
    }
    return false;
}

static bool append(CliList *list, const char *item)
{
    const char **items = realloc(list->items, (list->count + 1) * sizeof *items);
    if (!items)
        return false;
    list->items = items;
    items[list->count++] = item;
    return true;
}

void cli_list_free(CliList *list)
{
    free(list->items);
    *list = (CliList){0};
}

/* `name` is the option as the user wrote it. */
static bool store_value(Parser *parser, const CliOption *option, const char *name, const char *value)
{
    void *target = parser->values + option->offset;
    const char *expected = NULL;
    switch (option->kind) {
    case CLI_FLAG: *(bool *)target = true; return true;
    case CLI_TEXT: *(const char **)target = value; return true;
    case CLI_OPTIONAL: *(CliOptional *)target = (CliOptional){true, value}; return true;
    case CLI_LIST:
        if (append(target, value))
            return true;
        cli_error("out of memory");
        return false;
    case CLI_SIZE:
        if (parse_size(value, target))
            return true;
        expected = "not a size (such as 65536, 256K or 8M)";
        break;
    case CLI_NUMBER:
    case CLI_COUNT:
        if (option->kind == CLI_COUNT ? parse_count(value, target) : parse_number(value, target))
            return true;
        expected = "not a number from 1 up";
        break;
    case CLI_DURATION:
        if (parse_duration(value, target))
            return true;
        expected = "not a time (such as 10, 2.5s or 300ms)";
        break;
    case CLI_FEATURES: return parse_features(parser, value, target);
    case CLI_CHOICE:
        if (parse_choice(option->value, value, target))
            return true;
        cli_usage_error(parser->usage, "option '%s': '%s' is none of %s", name, value, option->value);
        return false;
    case CLI_QUICK:
        *(bool *)target = true;
        if (strcmp(value, "0") == 0)
            return true;
        cli_usage_error(parser->usage, "there is no optimisation level '%s'; known is -O0 (quick), the default", value);
        return false;
    }
    cli_usage_error(parser->usage, "option '%s': '%s' is %s", name, value, expected);
    return false;
}

/* ---- the command line ---- */

static const CliOption *find_long(const CliUsage *usage, const char *name, size_t length)
{
    for (const CliOption *option = usage->options; option->short_name || option->long_name; option++)
        if (option->long_name && strlen(option->long_name) == length && memcmp(option->long_name, name, length) == 0)
            return option;
    return NULL;
}

static const CliOption *find_short(const CliUsage *usage, char name)
{
    for (const CliOption *option = usage->options; option->short_name || option->long_name; option++)
        if (option->short_name == name)
            return option;
    return NULL;
}

/* One option: argv[at], and perhaps the word after it. */
static bool parse_option(Parser *parser)
{
    char *word = parser->argv[parser->at++];
    bool is_long = word[1] == '-';
    size_t length = strcspn(word, "=");
    const CliOption *option =
        is_long ? find_long(parser->usage, word + 2, length - 2) : find_short(parser->usage, word[1]);
    if (!option) {
        cli_usage_error(parser->usage, "unknown option '%.*s'", is_long ? (int)length : 2, word);
        return false;
    }
    const char *value = NULL;
    if (is_long)
        value = word[length] ? word + length + 1 : NULL;
    else if (word[2])
        value = word + 2 + (word[2] == '=');
    char name[64];
    snprintf(name, sizeof name, "%.*s", is_long ? (int)length : 2, word);
    if (option->kind == CLI_FLAG && value) {
        cli_usage_error(parser->usage, "option '%s' takes no value", name);
        return false;
    }
    if (option->kind != CLI_FLAG && option->kind != CLI_OPTIONAL && !value) {
        if (parser->at >= parser->argc) {
            cli_usage_error(parser->usage, "option '%s' needs a value: %s", name, option->value);
            return false;
        }
        value = parser->argv[parser->at++];
    }
    return store_value(parser, option, name, value);
}

bool cli_options_parse(const CliUsage *usage, void *values, int argc, char **argv, int *operands, int *status)
{
    Parser parser = {usage, values, argv, argc, 1};
    int count = 0;
    while (parser.at < argc) {
        char *word = argv[parser.at];
        if (word[0] != '-' || !word[1]) { /* a lone `-` is an operand */
            argv[count++] = word;
            parser.at++;
            if (usage->takes_rest)
                break;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            parser.at++;
            break;
        }
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            cli_print_usage(usage, stdout);
            *status = cli_finish_output(CLI_OK);
            return false;
        }
        if (!parse_option(&parser)) {
            *status = CLI_USAGE;
            return false;
        }
    }
    while (parser.at < argc)
        argv[count++] = argv[parser.at++];
    *operands = count;
    return true;
}
