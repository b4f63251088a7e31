/* `wasmfx wat2wasm` and `wasmfx wasm2wat`: between the two forms of a module. A round trip gives the same bytes where
   numbers are encoded in their shortest form; linkers pad some. */
#include "cli/cli.h"
#include "engine/text/text.h"
#include "engine/wasm/features.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Options {
    WfxFeatures features;
    const char *output;
    bool unchecked;
} Options;

#define FEATURES_ROW                                                                                                   \
    {                                                                                                                  \
        'W', "features", "FEATURES", CLI_FEATURES, offsetof(Options, features),                                        \
            "language features: a comma-separated list of NAME or -NAME"                                               \
    }
#define UNCHECKED_ROW                                                                                                  \
    {                                                                                                                  \
        0, "no-check", NULL, CLI_FLAG, offsetof(Options, unchecked), "do not validate the functions of the module"     \
    }

static const CliOption wat2wasm_options[] = {
    {'o', "output", "FILE", CLI_TEXT, offsetof(Options, output),
     "the binary module (default: FILE with .wasm; - is standard output)"},
    FEATURES_ROW,
    UNCHECKED_ROW,
    {0},
};
static const CliUsage wat2wasm_usage = {
    "wat2wasm [options] FILE",
    "Assembles the text of a module to a binary module with a name section.",
    wat2wasm_options,
    NULL,
    false,
};
const CliUsage *const cli_wat2wasm_usage = &wat2wasm_usage;

static const CliOption wasm2wat_options[] = {
    {'o', "output", "FILE", CLI_TEXT, offsetof(Options, output), "where the text goes (default: standard output)"},
    FEATURES_ROW,
    UNCHECKED_ROW,
    {0},
};
static const CliUsage wasm2wat_usage = {
    "wasm2wat [options] FILE",
    "Prints a binary module as text, one instruction a line, with the names of its name section.",
    wasm2wat_options,
    NULL,
    false,
};
const CliUsage *const cli_wasm2wat_usage = &wasm2wat_usage;

/* Loads FILE as a checked module. */
static WfxModule *load(CliInput *input, const char *path, const Options *values)
{
    if (!cli_input_load(input, path, values->features))
        return NULL;
    WfxModule *module = cli_input_decode(input, values->features);
    WfxError error = {0};
    if (!module || values->unchecked || wfx_module_validate(module, &error))
        return module;
    cli_report_inner(path, &input->content, module->source, &error);
    wfx_module_free(module);
    return NULL;
}

/* Common to both: the one operand. */
static bool parse(const CliUsage *usage, Options *values, int argc, char **argv, int *status)
{
    int count;
    *values = (Options){.features = WFX_FEATURES_DEFAULT};
    if (!cli_options_parse(usage, values, argc, argv, &count, status))
        return false;
    if (count == 1)
        return true;
    *status = count ? cli_usage_error(usage, "one file only, not %d", count) : cli_usage_error(usage, "no file given");
    return false;
}

int cli_wat2wasm(int argc, char **argv)
{
    Options values;
    int status = CLI_FAILED;
    if (!parse(&wat2wasm_usage, &values, argc, argv, &status))
        return status;
    const char *path = argv[0];
    CliInput input = {0};
    char *beside = NULL;
    WfxModule *module = load(&input, path, &values);
    if (!module)
        goto done;
    if (!input.is_text) {
        cli_error("%s: is a binary module already", path);
        goto done;
    }
    const char *output = values.output;
    if (!output && strcmp(path, "-") == 0)
        output = "-";
    if (!output)
        output = beside = cli_replace_extension(path, ".wasm");
    if (!output) {
        cli_error("out of memory");
        goto done;
    }
    if (strcmp(output, "-") == 0 && isatty(STDOUT_FILENO)) {
        cli_error("a binary module is not written to a terminal; give -o FILE");
        goto done;
    }
    if (cli_write_file(output, input.binary.data, input.binary.size))
        status = CLI_OK;
done:
    free(beside);
    wfx_module_free(module);
    cli_input_free(&input);
    return status;
}

int cli_wasm2wat(int argc, char **argv)
{
    Options values;
    int status = CLI_FAILED;
    if (!parse(&wasm2wat_usage, &values, argc, argv, &status))
        return status;
    const char *path = argv[0];
    CliInput input = {0};
    WfxBuffer text = {0};
    WfxError error = {0};
    WfxModule *module = load(&input, path, &values);
    if (!module)
        goto done;
    if (!wfx_wat_print(module, &text, NULL, &error)) {
        status = cli_report_inner(path, &input.content, NULL, &error);
        goto done;
    }
    if (cli_write_file(values.output ? values.output : "-", text.data, text.size))
        status = CLI_OK;
done:
    wfx_buffer_free(&text);
    wfx_module_free(module);
    cli_input_free(&input);
    return status;
}
