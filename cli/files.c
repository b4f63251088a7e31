/* Files of the command line: read as a whole, written as a whole or not at all; module files in either format. */
#include "cli/cli.h"
#include "engine/text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };
#define MAX_FILE ((size_t)1 << 31)

static bool read_all(int file, WfxBuffer *content)
{
    for (;;) {
        uint8_t chunk[CHUNK];
        ssize_t got = read(file, chunk, sizeof chunk);
        if (got == 0)
            return true;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (content->size + (size_t)got > MAX_FILE) {
            errno = EFBIG;
            return false;
        }
        wfx_buffer_bytes(content, chunk, (size_t)got);
        if (content->failed) {
            errno = ENOMEM;
            return false;
        }
    }
}

static bool explain_open(const char *path)
{
    if (errno == ENOENT)
        cli_error("%s: no such file", path);
    else
        cli_error("%s: cannot be read: %s", path, strerror(errno));
    return false;
}

bool cli_read_file(const char *path, WfxBuffer *content)
{
    bool is_input = strcmp(path, "-") == 0;
    int file = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return explain_open(path);
    struct stat status;
    bool ok = false;
    if (fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
        cli_error("%s: is a directory, not a module", path);
        goto done;
    }
    ok = read_all(file, content);
    if (!ok)
        explain_open(path);
done:
    if (!is_input)
        close(file);
    return ok;
}

static bool write_all(int file, const uint8_t *data, size_t size)
{
    while (size) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        data += written;
        size -= (size_t)written;
    }
    return true;
}

/* The reader of our own output has gone: nothing more is said about it, the exit code tells (cli_exit_code). */
static bool has_lost_reader;

static bool explain_write(const char *path)
{
    if (errno == ENOENT)
        cli_error("%s: cannot be written: its directory does not exist", path);
    else
        cli_error("%s: cannot be written: %s", path, strerror(errno));
    return false;
}

/* The error may be an earlier one, whose errno is gone: then the pipe itself is asked. */
static bool explain_output(void)
{
    int reason = errno;
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    has_lost_reader = reason == EPIPE || (poll(&output, 1, 0) == 1 && output.revents & POLLERR);
    errno = reason;
    return !has_lost_reader && explain_write("standard output");
}

/* A device or pipe as output is written directly: it cannot be replaced. */
static bool write_special(const char *path, const void *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = file >= 0 && write_all(file, data, size);
    if (file >= 0 && close(file) != 0)
        ok = false;
    return ok || explain_write(path);
}

bool cli_write_file(const char *path, const void *data, size_t size)
{
    if (strcmp(path, "-") == 0)
        return write_all(STDOUT_FILENO, data, size) || explain_output();
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return explain_write(path);
    }
    if (exists && !S_ISREG(status.st_mode))
        return write_special(path, data, size);
    if (exists && access(path, W_OK) != 0)
        return explain_write(path);
    size_t length = strlen(path);
    char *temporary = malloc(length + 8);
    if (!temporary)
        return explain_write(path);
    memcpy(temporary, path, length);
    memcpy(temporary + length, ".XXXXXX", 8);
    int file = mkostemp(temporary, O_CLOEXEC);
    bool ok = false;
    if (file >= 0) {
        mode_t mask = umask(0);
        umask(mask);
        ok = write_all(file, data, size) && fchmod(file, exists ? status.st_mode & 07777 : 0666 & ~mask) == 0;
        if (close(file) != 0)
            ok = false;
        ok = ok && rename(temporary, path) == 0;
        int reason = errno;
        if (!ok)
            unlink(temporary);
        errno = reason;
    }
    free(temporary);
    return ok || explain_write(path);
}

bool cli_check_writable(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : 0;
        return (!errno && access(path, W_OK) == 0) || explain_write(path);
    }
    const char *slash = strrchr(path, '/');
    char *directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    bool ok = directory && access(directory, W_OK | X_OK) == 0;
    int reason = errno;
    free(directory);
    errno = reason;
    return ok || explain_write(path);
}

char *cli_replace_extension(const char *path, const char *extension)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t stem = dot && dot != name ? (size_t)(dot - path) : strlen(path);
    char *result = malloc(stem + strlen(extension) + 1);
    if (result) {
        memcpy(result, path, stem);
        strcpy(result + stem, extension);
    }
    return result;
}

int cli_finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    explain_output();
    return CLI_FAILED;
}

int cli_exit_code(int status)
{
    return has_lost_reader ? CLI_LOST_READER : status;
}

/* ---- modules ---- */

bool cli_is_binary(const WfxBuffer *content)
{
    return content->size >= 4 && memcmp(content->data, "\0asm", 4) == 0;
}

/* Neither format: says what the file looks like instead of complaining about its first character. */
static bool refuse_other(const char *path, const WfxBuffer *content)
{
    if (content->size == 0) {
        cli_error("%s: the file is empty; expected a module, as text or binary", path);
        return false;
    }
    /* A text may hold NULs in its comments, but it begins like one. */
    bool begins_like_text = memchr("(; \t\r\n", content->data[0], 6) != NULL;
    if (!begins_like_text && memchr(content->data, 0, content->size < 64 ? content->size : 64)) {
        cli_error("%s: neither a binary module (which begins with the bytes 00 61 73 6D) nor text", path);
        return false;
    }
    return true;
}

bool cli_input_load(CliInput *input, const char *path, WfxFeatures features)
{
    *input = (CliInput){.path = path};
    if (!cli_read_file(path, &input->content))
        goto fail;
    if (cli_is_binary(&input->content))
        return true;
    if (!refuse_other(path, &input->content))
        goto fail;
    input->is_text = true;
    WfxError error = {0};
    if (!wfx_wat_assemble((const char *)input->content.data, input->content.size, path, features, &input->binary,
                          &input->map, &error)) {
        cli_report_inner(path, &input->content, NULL, &error);
        goto fail;
    }
    return true;
fail:
    cli_input_free(input);
    return false;
}

WfxModule *cli_input_decode(CliInput *input, WfxFeatures features)
{
    WfxError error = {0};
    const WfxBuffer *bytes = input->is_text ? &input->binary : &input->content;
    WfxModule *module = wfx_module_decode(bytes->data, bytes->size, features, &error);
    if (!module)
        cli_report_inner(input->path, &input->content, input->map, &error);
    else if (input->map) {
        module->source = input->map;
        input->map = NULL;
    }
    return module;
}

void cli_input_free(CliInput *input)
{
    wfx_buffer_free(&input->content);
    wfx_buffer_free(&input->binary);
    wfx_source_free(input->map);
    input->map = NULL;
}
