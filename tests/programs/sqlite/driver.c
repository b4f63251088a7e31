/* driver DATABASE < SCRIPT: runs the statements of an SQL script and prints every row, and every error with its code.
   Statements end with a line that ends with ';;', so that triggers need no parsing. Prints the number of failed
   statements at the end and exits with 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static unsigned failures;

/* SQL function shout(text): a call from SQLite back into the program. */
static void shout(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const unsigned char *text = sqlite3_value_text(values[0]);
    char *result = sqlite3_mprintf("%s!", text ? (const char *)text : "nothing");
    sqlite3_result_text(context, result, -1, sqlite3_free);
}

/* Aggregate hash(value): a digest of all rows of a query in their order, for results too long to print. */
static void hash_step(sqlite3_context *context, int count, sqlite3_value **values)
{
    unsigned *digest = sqlite3_aggregate_context(context, sizeof *digest);
    (void)count;
    if (!digest) {
        sqlite3_result_error_nomem(context);
        return;
    }
    const unsigned char *text = sqlite3_value_text(values[0]);
    for (; text && *text; text++)
        *digest = (*digest ^ *text) * 16777619u;
    *digest = (*digest ^ '\n') * 16777619u;
}

static void hash_final(sqlite3_context *context)
{
    unsigned *digest = sqlite3_aggregate_context(context, 0);
    sqlite3_result_int64(context, digest ? *digest : 0);
}

static int print_row(void *unused, int count, char **values, char **names)
{
    (void)unused, (void)names;
    for (int i = 0; i < count; i++)
        printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
    putchar('\n');
    return 0;
}

static void run(sqlite3 *database, const char *text)
{
    char *message = NULL;
    int code = sqlite3_exec(database, text, print_row, NULL, &message);
    if (code != SQLITE_OK) {
        failures++;
        printf("error %d: %s\n", code, message ? message : "no message");
    }
    sqlite3_free(message);
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *database = NULL;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-none") != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", path, database ? sqlite3_errmsg(database) : "no memory");
        exit(1);
    }
    sqlite3_create_function(database, "shout", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, shout, NULL, NULL);
    sqlite3_create_function(database, "hash", 1, SQLITE_UTF8, NULL, NULL, hash_step, hash_final);
    return database;
}

int main(int count, char **arguments)
{
    static char text[1 << 16], line[1 << 12];
    size_t used = 0;
    if (count != 2) {
        fprintf(stderr, "usage: driver DATABASE < SCRIPT\n");
        return 2;
    }
    sqlite3 *database = open_database(arguments[1]);
    while (fgets(line, sizeof line, stdin)) {
        size_t length = strlen(line);
        if (strcmp(line, "reopen\n") == 0) {
            printf("reopened: %d\n", sqlite3_close(database));
            database = open_database(arguments[1]);
            continue;
        }
        if (used + length + 1 > sizeof text)
            return 3;
        memcpy(text + used, line, length + 1);
        used += length;
        if (used >= 3 && strcmp(text + used - 3, ";;\n") == 0) {
            run(database, text);
            used = 0;
        }
    }
    int closed = sqlite3_close(database);
    printf("%u statements failed, closed: %d, memory in use: %d\n", failures, closed, (int)sqlite3_memory_used());
    return 5;
}
