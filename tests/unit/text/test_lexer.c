/* Tokens and numeric literals (spec 3.0 sections 6.2 and 6.3). */
#include "engine/text/token.h"
#include "tests/unit/text/support.h"

static WfxTokens read(const char *text)
{
    WfxTokens tokens;
    WfxError error = {0};
    if (!wfx_tokens_read(text, strlen(text), 1, 1, &tokens, &error))
        fail_msg("%u:%u: %s in: %s", error.place.line, error.place.column, error.message, text);
    return tokens;
}

static void refuse(const char *text, const char *message, uint32_t line, uint32_t column)
{
    WfxTokens tokens;
    WfxError error = {0};
    assert_false(wfx_tokens_read(text, strlen(text), 1, 1, &tokens, &error));
    if (strncmp(error.message, message, strlen(message)) != 0 || error.place.line != line ||
        error.place.column != column)
        fail_msg("%s: expected %u:%u %s, got %u:%u %s", text, line, column, message, error.place.line,
                 error.place.column, error.message);
    assert_null(tokens.list.data);
}

static void test_kinds_and_positions(void **state)
{
    (void)state;
    WfxTokens tokens = read("(i32.add ;; comment\n  $x (; a (; b ;)\n ;) 12 -0x1F 1.5 \"s\\n\")\r\n$x $\"x\"");
    static const struct {
        WfxTokenKind kind;
        uint32_t line, column, size;
    } expected[] = {{WFX_TOKEN_OPEN, 1, 1, 1},    {WFX_TOKEN_KEYWORD, 1, 2, 7}, {WFX_TOKEN_ID, 2, 3, 2},
                    {WFX_TOKEN_NAT, 3, 5, 2},     {WFX_TOKEN_INT, 3, 8, 5},     {WFX_TOKEN_FLOAT, 3, 14, 3},
                    {WFX_TOKEN_STRING, 3, 18, 5}, {WFX_TOKEN_CLOSE, 3, 23, 1},  {WFX_TOKEN_ID, 4, 1, 2},
                    {WFX_TOKEN_ID, 4, 4, 4},      {WFX_TOKEN_END, 4, 8, 0}};
    assert_int_equal(tokens.list.count, sizeof expected / sizeof *expected);
    for (uint32_t i = 0; i < tokens.list.count; i++) {
        assert_int_equal(tokens.list.data[i].kind, expected[i].kind);
        assert_int_equal(tokens.list.data[i].line, expected[i].line);
        assert_int_equal(tokens.list.data[i].column, expected[i].column);
        assert_int_equal(tokens.list.data[i].size, expected[i].size);
    }
    assert_int_equal(tokens.list.data[0].link, 7);
    assert_int_equal(tokens.symbols.count, 1); /* $x and $"x" are one symbol */
    assert_int_equal(tokens.list.data[9].link, tokens.list.data[2].link);
    wfx_tokens_free(&tokens);
}

static void test_strings(void **state)
{
    (void)state;
    const char text[] = "\"\\t\\n\\r\\\"\\'\\\\\\00\\fF\\u{e9}\\u{20AC}\\u{1_0000}z\"";
    WfxTokens tokens = read(text);
    WfxBuffer bytes = {0};
    wfx_token_decode(text, tokens.list.data[0].size, &bytes);
    static const char expected[] = "\t\n\r\"'\\\0\xff\xc3\xa9\xe2\x82\xac\xf0\x90\x80\x80z";
    assert_int_equal(bytes.size, sizeof expected - 1);
    assert_memory_equal(bytes.data, expected, bytes.size);
    wfx_buffer_free(&bytes);
    wfx_tokens_free(&tokens);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("\n \"abc", "unclosed string", 2, 2);
    refuse("\"a\nb\"", "unclosed string", 1, 3);
    refuse("\"\\q\"", "illegal escape", 1, 2);
    refuse("\"\\u{110000}\"", "illegal escape", 1, 2);
    refuse("\"\\u{d800}\"", "illegal escape", 1, 2);
    refuse("(; (; ;)", "unclosed comment", 1, 1);
    refuse("a \x01", "illegal character", 1, 3);
    refuse("a b\xff", "malformed UTF-8 encoding", 1, 4);
    refuse("\"\xed\xa0\x80\"", "malformed UTF-8 encoding", 1, 2);
    refuse("$", "empty identifier", 1, 1);
    refuse("$\"\"", "empty identifier", 1, 1);
    refuse("$\"\\ef\"", "malformed UTF-8", 1, 1);
    refuse("0drop", "unknown operator", 1, 1);
    refuse("\"a\"\"b\"", "unknown operator", 1, 1);
    refuse("a\"b\"", "unknown operator", 1, 1);
    refuse("[", "unknown operator", 1, 1);
    refuse("1__0", "unknown operator", 1, 1);
    refuse("_1 1_ 0x", "unknown operator", 1, 1);
    refuse("(@)", "empty annotation id", 1, 1);
    refuse("x (@a (b)", "unclosed annotation", 1, 3);
    refuse("(@a \"", "unclosed string", 1, 5);
}

static void test_annotations_are_skipped(void **state)
{
    (void)state;
    WfxTokens tokens = read("a (@x b ( [ ; } \")\" (; ) ;) ;; )\n (@(@))) ) c (@\"q\") d");
    assert_int_equal(tokens.list.count, 4);
    assert_int_equal(tokens.list.data[1].line, 2);
    wfx_tokens_free(&tokens);
}

static void test_deep_nesting(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    char *text = malloc(COUNT + 1);
    assert_non_null(text);
    memset(text, '(', COUNT);
    text[COUNT] = 0;
    WfxTokens tokens = read(text);
    assert_int_equal(tokens.list.count, COUNT + 1);
    assert_int_equal(tokens.list.data[0].link, COUNT);
    wfx_tokens_free(&tokens);
    assert_malformed(text, 1, 2, "unexpected token");
    free(text);
}

static void test_integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned bits;
        WfxNumberStatus status;
        uint64_t value;
    } cases[] = {{"0", 32, WFX_NUMBER_OK, 0},
                 {"4294967295", 32, WFX_NUMBER_OK, 0xFFFFFFFF},
                 {"4294967296", 32, WFX_NUMBER_RANGE, 0},
                 {"-1", 32, WFX_NUMBER_OK, 0xFFFFFFFF},
                 {"-2147483648", 32, WFX_NUMBER_OK, 0x80000000},
                 {"-2147483649", 32, WFX_NUMBER_RANGE, 0},
                 {"+7", 32, WFX_NUMBER_OK, 7},
                 {"1_000_000", 32, WFX_NUMBER_OK, 1000000},
                 {"0x0_F", 32, WFX_NUMBER_OK, 15},
                 {"0xffffffffffffffff", 64, WFX_NUMBER_OK, UINT64_MAX},
                 {"0x10000000000000000", 64, WFX_NUMBER_RANGE, 0},
                 {"-9223372036854775808", 64, WFX_NUMBER_OK, (uint64_t)INT64_MIN},
                 {"-9223372036854775809", 64, WFX_NUMBER_RANGE, 0},
                 {"18446744073709551616", 64, WFX_NUMBER_RANGE, 0},
                 {"255", 8, WFX_NUMBER_OK, 255},
                 {"-128", 8, WFX_NUMBER_OK, 128},
                 {"-129", 8, WFX_NUMBER_RANGE, 0},
                 {"1.0", 32, WFX_NUMBER_MALFORMED, 0},
                 {"0x", 32, WFX_NUMBER_MALFORMED, 0},
                 {"1_", 32, WFX_NUMBER_MALFORMED, 0},
                 {"", 32, WFX_NUMBER_MALFORMED, 0},
                 {"--1", 32, WFX_NUMBER_MALFORMED, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value = 0;
        WfxNumberStatus status = wfx_number_int(cases[i].text, (uint32_t)strlen(cases[i].text), cases[i].bits, &value);
        if (status != cases[i].status || (status == WFX_NUMBER_OK && value != cases[i].value))
            fail_msg("%s: status %d value %llx", cases[i].text, status, (unsigned long long)value);
    }
}

static void test_floats(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        WfxNumberStatus status;
        uint32_t bits;
    } singles[] = {{"0", WFX_NUMBER_OK, 0},
                   {"-0.0", WFX_NUMBER_OK, 0x80000000},
                   {"1", WFX_NUMBER_OK, 0x3F800000},
                   {"0x1.8p1", WFX_NUMBER_OK, 0x40400000},
                   {"1e38", WFX_NUMBER_OK, 0x7E967699},
                   {"1e39", WFX_NUMBER_RANGE, 0},
                   {"inf", WFX_NUMBER_OK, 0x7F800000},
                   {"-inf", WFX_NUMBER_OK, 0xFF800000},
                   {"nan", WFX_NUMBER_OK, 0x7FC00000},
                   {"-nan:0x1", WFX_NUMBER_OK, 0xFF800001},
                   {"nan:0x7fffff", WFX_NUMBER_OK, 0x7FFFFFFF},
                   {"nan:0x800000", WFX_NUMBER_RANGE, 0},
                   {"nan:0x0", WFX_NUMBER_RANGE, 0},
                   {"1_0.2_5e0_1", WFX_NUMBER_OK, 0x42CD0000},
                   {"0x1p-149", WFX_NUMBER_OK, 1},
                   {"0x1p-151", WFX_NUMBER_OK, 0},
                   {"0x1.fffffefp127", WFX_NUMBER_OK, 0x7F7FFFFF},
                   {"0x1.ffffffp127", WFX_NUMBER_RANGE, 0},
                   /* halfway cases that go wrong when rounded to a double first */
                   {"0x1.00000100000000001p-50", WFX_NUMBER_OK, 0x26800001},
                   {"+0x1.00000100000000000p-50", WFX_NUMBER_OK, 0x26800000},
                   {"1.00000017881393432617187499", WFX_NUMBER_OK, 0x3F800001},
                   {"1.00000017881393432617187501", WFX_NUMBER_OK, 0x3F800002},
                   {".5", WFX_NUMBER_MALFORMED, 0},
                   {"1.e", WFX_NUMBER_MALFORMED, 0},
                   {"1.", WFX_NUMBER_OK, 0x3F800000},
                   {"1e", WFX_NUMBER_MALFORMED, 0},
                   {"0x1e", WFX_NUMBER_OK, 0x41F00000},
                   {"0x1p", WFX_NUMBER_MALFORMED, 0},
                   {"infinity", WFX_NUMBER_MALFORMED, 0}};
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        uint32_t bits = 0;
        WfxNumberStatus status = wfx_number_f32(singles[i].text, (uint32_t)strlen(singles[i].text), &bits);
        if (status != singles[i].status || (status == WFX_NUMBER_OK && bits != singles[i].bits))
            fail_msg("%s: status %d bits %x", singles[i].text, status, bits);
    }
    static const struct {
        const char *text;
        uint64_t bits;
    } doubles[] = {{"1e308", 0x7FE1CCF385EBC8A0},
                   {"4.9e-324", 1},
                   {"0x1.fffffffffffffp1023", 0x7FEFFFFFFFFFFFFF},
                   {"nan:0x4000000000000", 0x7FF4000000000000},
                   {"-0x1p-1074", 0x8000000000000001},
                   {"0.1", 0x3FB999999999999A}};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        uint64_t bits = 0;
        assert_int_equal(wfx_number_f64(doubles[i].text, (uint32_t)strlen(doubles[i].text), &bits), WFX_NUMBER_OK);
        assert_int_equal(bits, doubles[i].bits);
    }
    char long_text[400];
    memset(long_text, '0', sizeof long_text);
    memcpy(long_text, "1.", 2);
    long_text[399] = '1';
    uint64_t bits = 0;
    assert_int_equal(wfx_number_f64(long_text, sizeof long_text, &bits), WFX_NUMBER_OK);
    assert_int_equal(bits, 0x3FF0000000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds_and_positions),
                                       cmocka_unit_test(test_strings),
                                       cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_annotations_are_skipped),
                                       cmocka_unit_test(test_deep_nesting),
                                       cmocka_unit_test(test_integers),
                                       cmocka_unit_test(test_floats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
