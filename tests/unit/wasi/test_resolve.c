/* Paths beneath a directory: what is reached, and what must not be, by the kernel's look-up and by the walk of our
   own. */
#include "engine/wasi/wasi.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* clang-format off */
#include <setjmp.h> /* cmocka.h wants it first */
#include <cmocka.h>
/* clang-format on */

static char outside[PATH_MAX];
static int root;

static void put(const char *name, const char *text)
{
    int file = openat(root, name, O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (int)strlen(text));
    close(file);
}

/* TMP/secret and TMP/root/{file, dir/inner, links..}; `root` is open on TMP/root. */
static int make_tree(void **state)
{
    (void)state;
    strcpy(outside, "/tmp/wasmfx-resolve-XXXXXX");
    if (!mkdtemp(outside) || chdir(outside) != 0 || mkdir("root", 0700) != 0)
        return -1;
    root = open(".", O_RDONLY | O_DIRECTORY);
    put("secret", "secret");
    close(root);
    root = open("root", O_RDONLY | O_DIRECTORY);
    if (root < 0 || mkdirat(root, "dir", 0700) != 0 || mkdirat(root, "dir/deep", 0700) != 0)
        return -1;
    put("file", "file");
    put("dir/inner", "inner");
    static const char *const links[][2] = {
        {"file", "to-file"},
        {"dir", "to-dir"},
        {"../secret", "escape"},
        {"dir/../../secret", "escape2"},
        {"..", "parent"},
        {"loop", "loop"},
        {"to-escape", "to-escape2"},
        {"escape", "to-escape"},
        {"../file", "dir/up"},
        {"../../secret", "dir/up2"},
        {"missing", "dangling"},
        {"dir/.././file", "roundabout"},
    };
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (symlinkat(links[i][0], root, links[i][1]) != 0)
            return -1;
    return symlinkat("/etc/passwd", root, "absolute");
}

static int remove_tree(void **state)
{
    (void)state;
    char command[PATH_MAX + 16];
    close(root);
    snprintf(command, sizeof command, "rm -rf %s", outside);
    return chdir("/") != 0 || system(command) != 0;
}

static void expect_text(const char *path, const char *text)
{
    WasiErrno error;
    char got[32] = {0};
    int file = wasi_open_beneath(root, path, O_RDONLY, 0, &error);
    if (file < 0)
        fail_msg("%s: error %d", path, error);
    assert_int_equal(read(file, got, sizeof got - 1), (int)strlen(text));
    assert_string_equal(got, text);
    close(file);
}

static void expect_error(const char *path, int flags, WasiErrno expected)
{
    WasiErrno error = WASI_SUCCESS;
    int file = wasi_open_beneath(root, path, flags, 0600, &error);
    if (file >= 0)
        close(file);
    if (file >= 0 || error != expected)
        fail_msg("%s: error %d, expected %d", path, file >= 0 ? 0 : (int)error, expected);
}

static void check_all(void)
{
    expect_text("file", "file");
    expect_text("./file", "file");
    expect_text("dir//inner", "inner");
    expect_text("dir/../file", "file");
    expect_text("dir/deep/../../file", "file");
    expect_text("to-file", "file");
    expect_text("to-dir/inner", "inner");
    expect_text("dir/up", "file");
    expect_text("roundabout", "file");
    static const char *const escapes[] = {"..",         "../secret", "dir/../../secret", "dir/deep/../../../secret",
                                          "escape",     "escape2",   "parent",           "parent/secret",
                                          "to-escape2", "dir/up2",   "absolute",         "to-dir/../../secret",
                                          "/etc/passwd"};
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
        expect_error(escapes[i], O_RDONLY, WASI_NOTCAPABLE);
    expect_error("escape", O_WRONLY | O_CREAT, WASI_NOTCAPABLE);
    expect_error("../new", O_WRONLY | O_CREAT, WASI_NOTCAPABLE);
    expect_error("loop", O_RDONLY, WASI_LOOP);
    expect_error("to-file", O_RDONLY | O_NOFOLLOW, WASI_LOOP);
    expect_error("missing", O_RDONLY, WASI_NOENT);
    expect_error("dangling", O_RDONLY, WASI_NOENT);
    expect_error("file/inner", O_RDONLY, WASI_NOTDIR);
    expect_error("file", O_RDONLY | O_DIRECTORY, WASI_NOTDIR);
    expect_error("file", O_WRONLY | O_CREAT | O_EXCL, WASI_EXIST);
    expect_error("to-file", O_WRONLY | O_CREAT | O_EXCL, WASI_EXIST);
    WasiErrno error;
    int made = wasi_open_beneath(root, "dangling", O_WRONLY | O_CREAT, 0600, &error);
    assert_true(made >= 0);
    close(made);
    assert_int_equal(unlinkat(root, "missing", 0), 0);
}

static void test_kernel(void **state)
{
    (void)state;
    wasi_without_openat2 = false;
    check_all();
}

static void test_walk(void **state)
{
    (void)state;
    wasi_without_openat2 = true;
    check_all();
    wasi_without_openat2 = false;
}

/* No descriptor stays open behind any of it. */
static void test_no_leaks(void **state)
{
    (void)state;
    int before = dup(root);
    close(before);
    for (int round = 0; round < 20; round++) {
        wasi_without_openat2 = round % 2;
        check_all();
    }
    wasi_without_openat2 = false;
    int after = dup(root);
    close(after);
    assert_int_equal(before, after);
}

static void expect_parent(const char *text, const char *name, WasiErrno expected)
{
    WasiPath path;
    WasiErrno error = WASI_SUCCESS;
    const char *last = NULL;
    strcpy(path.text, text);
    int parent = wasi_open_parent(root, &path, &last, &error);
    assert_int_equal(error, expected);
    if (expected) {
        assert_int_equal(parent, -1);
        return;
    }
    assert_true(parent >= 0);
    assert_string_equal(last, name);
    close(parent);
}

static void test_parent(void **state)
{
    (void)state;
    expect_parent("file", "file", WASI_SUCCESS);
    expect_parent("dir/new", "new", WASI_SUCCESS);
    expect_parent("dir/new/", "new/", WASI_SUCCESS);
    expect_parent("to-dir/new", "new", WASI_SUCCESS);
    expect_parent("..", NULL, WASI_NOTCAPABLE);
    expect_parent("dir/..", NULL, WASI_NOTCAPABLE);
    expect_parent("parent/x", NULL, WASI_NOTCAPABLE);
    expect_parent("missing/x", NULL, WASI_NOENT);
    expect_parent("file/x", NULL, WASI_NOTDIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_no_leaks),
        cmocka_unit_test(test_parent),
    };
    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
