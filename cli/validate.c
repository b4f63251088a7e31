/* `wasmfx validate`: decodes and validates modules without compiling them. Silent when all is well. */
#include "cli/cli.h"
#include "engine/wasm/features.h"

typedef struct Options {
    WfxFeatures features;
} Options;

static const CliOption options[] = {
    {'W', "features", "FEATURES", CLI_FEATURES, offsetof(Options, features),
     "language features: a comma-separated list of NAME or -NAME"},
    {0},
};
static const CliUsage usage = {
    "validate [options] FILES",
    "Checks modules in text or binary form. Prints nothing for a valid module; exits with 1 if any is not valid.",
    options,
    NULL,
    false,
};
const CliUsage *const cli_validate_usage = &usage;

static int validate(const char *path, WfxFeatures features)
{
    CliInput input;
    if (!cli_input_load(&input, path, features))
        return CLI_FAILED;
    int status = CLI_FAILED;
    WfxModule *module = cli_input_decode(&input, features);
    WfxError error = {0};
    if (module && wfx_module_validate(module, &error))
        status = CLI_OK;
    else if (module)
        status = cli_report_inner(path, &input.content, module->source, &error);
    wfx_module_free(module);
    cli_input_free(&input);
    return status;
}

int cli_validate(int argc, char **argv)
{
    Options values = {.features = WFX_FEATURES_DEFAULT};
    int count, status = CLI_OK;
    if (!cli_options_parse(&usage, &values, argc, argv, &count, &status))
        return status;
    if (count == 0)
        return cli_usage_error(&usage, "no file given");
    for (int i = 0; i < count; i++) {
        int one = validate(argv[i], values.features);
        if (one != CLI_OK)
            status = one;
    }
    return cli_finish_output(status);
}
