/* What an embedder hands to wfx_wasi_define: sockets and directories, whose descriptors are closed whatever happens. */
#include "tests/unit/api/support.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool is_open(int host)
{
    return fcntl(host, F_GETFD) >= 0 || errno != EBADF;
}

/* What the export `f` of a module gives. */
static int32_t call_wasi(World *world, const char *text)
{
    wfx_value_t result;
    call(instance_of(world, text), "f", NULL, 0, &result, 1);
    return result.of.i32;
}

static void connections(void **state)
{
    (void)state;
    World world;
    wfx_error_t *error = NULL;
    int pair[2];
    char got[8] = {0};
    world_open(&world);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    wfx_wasi_config_t config = {.sockets = &pair[0], .socket_count = 1};
    assert_true(wfx_wasi_define(world.linker, &config, &error));
    /* Descriptor 3, for there is no directory. */
    assert_int_equal(call_wasi(&world,
                               "(module (import \"wasi_snapshot_preview1\" \"sock_send\"\n"
                               "  (func $send (param i32 i32 i32 i32 i32) (result i32)))\n"
                               "  (memory (export \"memory\") 1) (data (i32.const 0) \"\\10\\00\\00\\00\\05\")\n"
                               "  (data (i32.const 16) \"hello\")\n"
                               "  (func (export \"f\") (result i32) (call $send (i32.const 3) (i32.const 0)\n"
                               "    (i32.const 1) (i32.const 0) (i32.const 8))))"),
                     0);
    assert_int_equal(read(pair[1], got, sizeof got), 5);
    assert_string_equal(got, "hello");
    assert_true(is_open(pair[0]));
    world_close(&world);
    assert_false(is_open(pair[0]));
    assert_int_equal(read(pair[1], got, sizeof got), 0);
    close(pair[1]);
}

static void refused(void **state)
{
    (void)state;
    World world;
    wfx_error_t *error = NULL;
    int handed[3], other[2];
    world_open(&world);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    handed[0] = other[0];
    handed[1] = open("/dev/null", O_RDONLY);
    handed[2] = other[1];
    wfx_wasi_config_t config = {.sockets = handed, .socket_count = 3};
    assert_false(wfx_wasi_define(world.linker, &config, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    assert_non_null(strstr(wfx_error_message(error), "is no socket"));
    wfx_error_delete(error);
    for (int i = 0; i < 3; i++)
        assert_false(is_open(handed[i]));
    /* A directory that is not there: the sockets are closed, too. */
    error = NULL;
    handed[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    const char *const dirs[] = {"/no/such/directory"};
    config = (wfx_wasi_config_t){.sockets = handed, .socket_count = 1, .dirs = dirs, .dir_count = 1};
    assert_false(wfx_wasi_define(world.linker, &config, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_IO);
    wfx_error_delete(error);
    assert_false(is_open(handed[0]));
    /* No linker: the same. */
    error = NULL;
    handed[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    config = (wfx_wasi_config_t){.sockets = handed, .socket_count = 1};
    assert_false(wfx_wasi_define(NULL, &config, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    assert_false(is_open(handed[0]));
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(connections), cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
