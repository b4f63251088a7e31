/* Paths beneath a directory: what is reached, and what must not be, by the kernel's look-up and by the walk of our
   own. */
#include "engine/wasi/wasi.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
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

/* ---- slashes, depth, long chains: the same answers from the kernel and from the walk ---- */

static int open_or_error(const char *path, int flags)
{
    WasiErrno error = WASI_SUCCESS;
    int file = wasi_open_beneath(root, path, flags, 0600, &error);
    if (file >= 0)
        close(file);
    return file >= 0 ? -1 : (int)error;
}

static void test_agreement(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "file/",      "to-file/",  "dir/",        "to-dir/", "to-dir//", "dangling/", "missing/", "missing/x",
        "parent/",    "escape/",   "absolute/",   ".",       "./",       "dir/.",     "dir/./",   "dir/..",
        "dir/../",    "to-dir/..", "to-dir/.",    "file/.",  "file/..",  "loop/",     "loop/x",   "dir/up/",
        "dir/inner/", "//",        "dir//deep//", "to-file", "to-dir",   "dangling",  "missing",  "roundabout",
        "file",       "dir",       "escape",      "..",
    };
    static const int flags[] = {
        O_RDONLY,
        O_RDONLY | O_NOFOLLOW,
        O_RDONLY | O_DIRECTORY,
        O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
        O_PATH,
        O_PATH | O_NOFOLLOW,
        O_WRONLY,
        O_WRONLY | O_CREAT | O_EXCL,
        O_WRONLY | O_CREAT,
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        for (size_t j = 0; j < sizeof flags / sizeof flags[0]; j++) {
            wasi_without_openat2 = false;
            int kernel = open_or_error(paths[i], flags[j]);
            unlinkat(root, "missing", 0);
            wasi_without_openat2 = true;
            int walk = open_or_error(paths[i], flags[j]);
            unlinkat(root, "missing", 0);
            wasi_without_openat2 = false;
            if (kernel != walk)
                fail_msg("%s, flags 0x%x: the kernel says %d, the walk %d", paths[i], flags[j], kernel, walk);
        }
}

static void test_deep(void **state)
{
    enum { DEPTH = 500, LINKS = 41 };
    (void)state;
    char path[2 * DEPTH + 8] = "", name[16], next[16];
    int directory = dup(root);
    for (int i = 0; i < DEPTH; i++) {
        assert_int_equal(mkdirat(directory, "d", 0700), 0);
        int inner = openat(directory, "d", O_RDONLY | O_DIRECTORY);
        close(directory);
        directory = inner;
        memcpy(path + 2 * i, "d/", 3);
    }
    close(directory);
    for (int i = 0; i < LINKS; i++) { /* link0 is the file, link41 needs 41 links */
        snprintf(name, sizeof name, "link%d", i + 1);
        snprintf(next, sizeof next, i ? "link%d" : "file", i);
        assert_int_equal(symlinkat(next, root, name), 0);
    }
    for (int round = 0; round < 2; round++) {
        wasi_without_openat2 = round;
        assert_int_equal(open_or_error(path, O_RDONLY), -1);
        expect_text("link40", "file");
        expect_error("link41", O_RDONLY, WASI_LOOP);
    }
    wasi_without_openat2 = false;
    for (int i = 0; i < LINKS; i++) {
        snprintf(name, sizeof name, "link%d", i + 1);
        assert_int_equal(unlinkat(root, name, 0), 0);
    }
}

/* What /proc has in place of links leads anywhere: it can be read, but not followed. */
static void test_magic_links(void **state)
{
    (void)state;
    static const char *const magic[] = {"self/root", "self/cwd",      "self/exe",
                                        "self/fd/0", "self/root/etc", "self/cwd/."};
    int proc = open("/proc", O_RDONLY | O_DIRECTORY), ours = root;
    assert_true(proc >= 0);
    root = proc;
    for (int round = 0; round < 2; round++) {
        wasi_without_openat2 = round;
        for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++) {
            int error = open_or_error(magic[i], O_RDONLY);
            if (error != WASI_LOOP && error != WASI_NOTCAPABLE && error != WASI_NOENT)
                fail_msg("%s: %d", magic[i], error);
        }
        assert_int_equal(open_or_error("self/exe", O_PATH | O_NOFOLLOW), -1);
        assert_int_equal(open_or_error("self/status", O_RDONLY), -1);
    }
    wasi_without_openat2 = false;
    root = ours;
    close(proc);
}

/* ---- renames that race with the look-up ---- */

static atomic_bool racing;

/* `swap` is a directory of ours and a link to the outside in turn, and so is `dir/deep` here and elsewhere. */
static void *race(void *unused)
{
    (void)unused;
    while (racing) {
        syscall(SYS_renameat2, root, "swap", root, "bait", RENAME_EXCHANGE);
        renameat(root, "dir/deep", root, "../elsewhere");
        renameat(root, "../elsewhere", root, "dir/deep");
    }
    return NULL;
}

static bool reads_outside(const char *path)
{
    WasiErrno error;
    char text[16] = {0};
    int file = wasi_open_beneath(root, path, O_RDONLY, 0, &error);
    if (file < 0)
        return false;
    bool outside_too = read(file, text, sizeof text - 1) > 0 && strcmp(text, "secret") == 0;
    close(file);
    return outside_too;
}

static void test_races(void **state)
{
    enum { ROUNDS = 5000 };
    (void)state;
    pthread_t thread;
    assert_int_equal(mkdirat(root, "swap", 0700), 0);
    put("swap/secret", "inside");
    assert_int_equal(symlinkat("..", root, "bait"), 0);
    /* From elsewhere/../../secret, which is outside, to secret beside `file`. */
    put("secret", "inside");
    for (int round = 0; round < 2; round++) {
        wasi_without_openat2 = round;
        racing = true;
        assert_int_equal(pthread_create(&thread, NULL, race, NULL), 0);
        bool leaves = false;
        for (int i = 0; i < ROUNDS && !leaves; i++)
            leaves = reads_outside("swap/secret") || reads_outside("bait/secret") ||
                     reads_outside("dir/deep/../../secret") || reads_outside("dir/deep/../secret");
        racing = false;
        pthread_join(thread, NULL);
        assert_false(leaves);
    }
    wasi_without_openat2 = false;
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
        cmocka_unit_test(test_kernel),      cmocka_unit_test(test_walk),      cmocka_unit_test(test_no_leaks),
        cmocka_unit_test(test_parent),      cmocka_unit_test(test_agreement), cmocka_unit_test(test_deep),
        cmocka_unit_test(test_magic_links), cmocka_unit_test(test_races),
    };
    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
