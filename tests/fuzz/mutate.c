/* Mutation fuzzing of the loader: damaged modules, binary and text, must give a module or an error with a message and a
   place; never a crash, a leak or a hang. What still validates is built to IR, verified and compiled.

     mutate [--count N] [--first N] [--seed N] [--seconds N] [--save FILE] PATH...

   PATHs are .wat files and folders of them (searched whole): the seeds. Half of the mutants are text, half binary.
   Mutant i depends on the seeds, --seed and i only, so that `--first i --count 1 --save FILE` repeats one and keeps it.
   The work is done in a child process; when that dies, the parent says which mutant it was. Exit status: 0 good, 1 a
   finding, 2 usage. */
#include "engine/ir/ir.h"
#include "engine/text/text.h"
#include "tests/fuzz/mutation.h"
#ifdef WFX_FUZZ_COMPILE
#include "engine/x64/compile.h"
#endif

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct Options {
    uint64_t count, first, seed, seconds;
    const char *save;
} Options;

/* Written by the child, read by the parent when the child is gone. */
typedef struct Progress {
    uint64_t index, texts, binaries, valid_texts, valid_binaries, functions, compiled;
    bool finished;
} Progress;

static Seeds seeds;
static Progress *progress;

static int collect_path(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)walk;
    size_t size = strlen(path);
    if (kind == FTW_F && size > 4 && !strcmp(path + size - 4, ".wat"))
        return seeds_add(&seeds, path) ? 0 : -1;
    return 0;
}

static bool finding(const char *what, const WfxError *error)
{
    fprintf(stderr, "mutant %llu: %s (kind %d, message \"%s\", offset %s%u, line %u)\n",
            (unsigned long long)progress->index, what, (int)error->kind, error->message,
            error->has_offset ? "" : "none ", error->place.offset, error->place.line);
    return false;
}

/* Errors that are no verdict on the input need no place. */
static bool check_error(const WfxError *error, bool is_text)
{
    if (error->kind == WFX_ERROR_NONE || !error->message[0])
        return finding("refused without an error", error);
    if (error->kind == WFX_ERROR_MEMORY)
        return true;
    if (error->kind != WFX_ERROR_MALFORMED && error->kind != WFX_ERROR_INVALID && error->kind != WFX_ERROR_LIMIT)
        return finding("refused with an error of another kind", error);
    if (is_text ? !error->place.line : !error->has_offset)
        return finding("refused without a place", error);
    return true;
}

static bool verify_function(void *user, IrFunction *function, WfxError *error)
{
    WfxBuffer message = {0};
    bool ok = ir_verify(function, &message);
    (void)user;
    if (!ok)
        wfx_error_set(error, WFX_ERROR_INVALID, WFX_NO_OFFSET, "IR verifier: %.*s", (int)message.size,
                      (const char *)message.data);
    wfx_buffer_free(&message);
    progress->functions++;
    return ok;
}

static bool build_ir(WfxModule *module, WfxError *error)
{
    IrBuilder *builder = ir_builder_new(module, verify_function, NULL, error);
    WfxWalker *walker = builder ? wfx_walker_new(module, ir_builder_sink(builder), error) : NULL;
    bool ok = walker != NULL;
    if (ok)
        ir_builder_set_walker(builder, walker);
    for (uint32_t i = module->imported_function_count; ok && i < module->function_count; i++)
        ok = wfx_walk_function(walker, i);
    wfx_walker_free(walker);
    ir_builder_free(builder);
    return ok;
}

/* What is valid can be printed, and the text is a module again: the same bytes if they came from text, where every
   number has its shortest form. */
static bool check_printed(const WfxModule *module, bool is_text)
{
    WfxError error = {0};
    WfxBuffer text = {0}, binary = {0};
    bool ok = wfx_wat_print(module, &text, NULL, &error) || finding("valid, but cannot be printed", &error);
    wfx_buffer_u8(&text, 0);
    if (ok && !wfx_wat_assemble((const char *)text.data, text.size - 1, "printed.wat", WFX_FEATURES_DEFAULT, &binary,
                                NULL, &error))
        ok = finding("what was printed is no module", &error);
    if (ok && is_text && (binary.size != module->size || memcmp(binary.data, module->bytes, binary.size)))
        ok = finding("what was printed is another module", &error);
    wfx_buffer_free(&text);
    wfx_buffer_free(&binary);
    return ok;
}

/* A valid module goes through the later stages, which may refuse it for a limit only. */
static bool check_valid(WfxModule *module, bool is_text)
{
    WfxError error = {0};
    if (!check_printed(module, is_text))
        return false;
    if (!build_ir(module, &error) && error.kind != WFX_ERROR_LIMIT)
        return finding("valid, but its IR is not", &error);
#ifdef WFX_FUZZ_COMPILE
    WfxCompiled compiled = {0};
    WfxCompileOptions options = {.debug = progress->index & 1};
    wfx_error_clear(&error);
    if (!wfx_compile(module, &options, &compiled, &error))
        return error.kind == WFX_ERROR_LIMIT || finding("valid, but does not compile", &error);
    progress->compiled++;
    wfx_compiled_free(&compiled);
#endif
    return true;
}

/* Returns whether the bytes were treated as they must be; *valid: they are a valid module. */
static bool check_binary(const uint8_t *bytes, size_t size, bool is_text, bool *valid)
{
    WfxError error = {0};
    WfxModule *module = wfx_module_decode(bytes, size, WFX_FEATURES_DEFAULT, &error);
    if (!module)
        return check_error(&error, false);
    *valid = wfx_module_validate(module, &error);
    bool ok = *valid ? check_valid(module, is_text) : check_error(&error, false);
    wfx_module_free(module);
    return ok;
}

static bool check_script(const char *text, size_t size)
{
    WfxError error = {0};
    WfxScript script = {0};
    bool ok = wfx_script_parse(text, size, &script, &error) || check_error(&error, true);
    wfx_script_free(&script);
    return ok;
}

static bool check_text(const char *text, size_t size, bool *valid)
{
    WfxError error = {0};
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    bool ok;
    if (!check_script(text, size))
        return false;
    if (wfx_wat_assemble(text, size, "mutant.wat", WFX_FEATURES_DEFAULT, &binary, &map, &error))
        ok = check_binary(binary.data, binary.size, true, valid);
    else
        ok = check_error(&error, true);
    wfx_source_free(map);
    wfx_buffer_free(&binary);
    return ok;
}

static bool save_mutant(const char *path, const WfxBuffer *mutant)
{
    FILE *file = fopen(path, "wb");
    bool ok = file && fwrite(mutant->data, 1, mutant->size, file) == mutant->size;
    if (file)
        ok = !fclose(file) && ok;
    return ok;
}

static bool run_mutant(const Options *options, uint64_t index)
{
    WfxBuffer mutant = {0};
    Random random = random_of(options->seed, index);
    bool is_text = index & 1, valid = false, ok;
    progress->index = index;
    if (is_text)
        mutate_text(&seeds, &random, &mutant);
    else
        mutate_binary(&seeds, &random, &mutant);
    if (options->save && !save_mutant(options->save, &mutant))
        perror(options->save);
    if (is_text) {
        wfx_buffer_u8(&mutant, 0);
        ok = check_text((const char *)mutant.data, mutant.size - 1, &valid);
        progress->texts++;
        progress->valid_texts += valid;
    } else {
        ok = check_binary(mutant.data, mutant.size, false, &valid);
        progress->binaries++;
        progress->valid_binaries += valid;
    }
    wfx_buffer_free(&mutant);
    return ok;
}

static int child_main(const Options *options)
{
    bool ok = true;
    time_t start = time(NULL);
    for (uint64_t i = 0; i < options->count && (!options->seconds || (uint64_t)(time(NULL) - start) < options->seconds);
         i++)
        ok = run_mutant(options, options->first + i) && ok;
    seeds_free(&seeds);
    progress->finished = true;
    return ok ? 0 : 1;
}

static bool parse_options(int argc, char **argv, Options *options)
{
    int i = 1;
    for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
        uint64_t number = strtoull(argv[i + 1], NULL, 0);
        if (!strcmp(argv[i], "--count"))
            options->count = number;
        else if (!strcmp(argv[i], "--first"))
            options->first = number;
        else if (!strcmp(argv[i], "--seed"))
            options->seed = number;
        else if (!strcmp(argv[i], "--seconds"))
            options->seconds = number;
        else if (!strcmp(argv[i], "--save"))
            options->save = argv[i + 1];
        else
            return false;
    }
    for (; i < argc; i++)
        if (nftw(argv[i], collect_path, 16, FTW_PHYS) != 0)
            fprintf(stderr, "%s: not read\n", argv[i]);
    return seeds_finish(&seeds);
}

int main(int argc, char **argv)
{
    Options options = {.count = 10000, .seed = 1};
    if (!parse_options(argc, argv, &options)) {
        fprintf(
            stderr,
            "usage: mutate [--count N] [--first N] [--seed N] [--seconds N] [--save FILE] PATH...  (no seeds found)\n");
        return 2;
    }
    progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED)
        return 2;
    pid_t child = fork();
    if (child == 0)
        return child_main(&options);
    seeds_free(&seeds);
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    printf(
        "%llu binary mutants, %llu valid; %llu text mutants, %llu valid; %llu functions built, %llu modules compiled\n",
        (unsigned long long)progress->binaries, (unsigned long long)progress->valid_binaries,
        (unsigned long long)progress->texts, (unsigned long long)progress->valid_texts,
        (unsigned long long)progress->functions, (unsigned long long)progress->compiled);
    if (!progress->finished)
        printf("crashed at mutant %llu: repeat with --seed %llu --first %llu --count 1 --save FILE\n",
               (unsigned long long)progress->index, (unsigned long long)options.seed,
               (unsigned long long)progress->index);
    return status == 0 ? 0 : 1;
}
