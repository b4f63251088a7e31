/* Values of wasm types as words of the command line; see cli.h. */
#include "cli/cli.h"
#include "engine/text/token.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *cli_kind_name(wfx_kind_t kind)
{
    switch (kind) {
    case WFX_VALUE_I32: return "i32";
    case WFX_VALUE_I64: return "i64";
    case WFX_VALUE_F32: return "f32";
    case WFX_VALUE_F64: return "f64";
    case WFX_VALUE_V128: return "v128";
    case WFX_VALUE_FUNCREF: return "funcref";
    case WFX_VALUE_EXTERNREF: return "externref";
    case WFX_VALUE_EXNREF: return "exnref";
    case WFX_VALUE_CONTREF: return "contref";
    case WFX_VALUE_ANYREF: return "anyref";
    }
    return "unknown type";
}

bool cli_parse_value(const char *text, wfx_kind_t kind, wfx_value_t *value)
{
    uint32_t size = (uint32_t)strlen(text), narrow = 0;
    uint64_t wide = 0;
    *value = (wfx_value_t){.kind = kind};
    switch (kind) {
    case WFX_VALUE_I32:
        if (wfx_number_int(text, size, 32, &wide) != WFX_NUMBER_OK)
            return false;
        value->of.i32 = (int32_t)(uint32_t)wide;
        return true;
    case WFX_VALUE_I64:
        if (wfx_number_int(text, size, 64, &wide) != WFX_NUMBER_OK)
            return false;
        value->of.i64 = (int64_t)wide;
        return true;
    case WFX_VALUE_F32:
        if (wfx_number_f32(text, size, &narrow) != WFX_NUMBER_OK)
            return false;
        memcpy(&value->of.f32, &narrow, sizeof narrow);
        return true;
    case WFX_VALUE_F64:
        if (wfx_number_f64(text, size, &wide) != WFX_NUMBER_OK)
            return false;
        memcpy(&value->of.f64, &wide, sizeof wide);
        return true;
    case WFX_VALUE_EXTERNREF:
        if (wfx_number_nat(text, size, UINT64_MAX, &wide) == WFX_NUMBER_OK && wide) {
            value->of.bits = wide;
            return true;
        }
        return strcmp(text, "null") == 0;
    case WFX_VALUE_V128: return false;
    default: return strcmp(text, "null") == 0;
    }
}

static void print_nan(FILE *out, bool negative, uint64_t payload, uint64_t canonical)
{
    fprintf(out, "%snan", negative ? "-" : "");
    if (payload != canonical)
        fprintf(out, ":0x%" PRIx64, payload);
}

static void print_f32(FILE *out, float number)
{
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (isnan(number)) {
        print_nan(out, bits >> 31, bits & 0x7fffff, 0x400000);
        return;
    }
    char text[48];
    for (int digits = 1; digits <= 9; digits++) { /* the shortest text that reads back as the same number */
        snprintf(text, sizeof text, "%.*g", digits, (double)number);
        if (strtof(text, NULL) == number)
            break;
    }
    fputs(text, out);
}

static void print_f64(FILE *out, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (isnan(number)) {
        print_nan(out, bits >> 63, bits & 0xfffffffffffff, 0x8000000000000);
        return;
    }
    char text[48];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    fputs(text, out);
}

static void print_anyref(FILE *out, const wfx_value_t *value)
{
    switch (wfx_anyref_kind(value)) {
    case WFX_ANYREF_NULL: fputs("null", out); return;
    case WFX_ANYREF_I31: fprintf(out, "i31 %" PRId32, wfx_anyref_i31(value)); return;
    case WFX_ANYREF_STRUCT: fputs("structref", out); return;
    case WFX_ANYREF_ARRAY: fputs("arrayref", out); return;
    case WFX_ANYREF_HOST: fprintf(out, "hostref %" PRIuPTR, (uintptr_t)wfx_anyref_host(value)); return;
    }
}

void cli_put_value(FILE *out, const wfx_value_t *value)
{
    switch (value->kind) {
    case WFX_VALUE_I32: fprintf(out, "%" PRId32, value->of.i32); return;
    case WFX_VALUE_I64: fprintf(out, "%" PRId64, value->of.i64); return;
    case WFX_VALUE_F32: print_f32(out, value->of.f32); return;
    case WFX_VALUE_F64: print_f64(out, value->of.f64); return;
    case WFX_VALUE_V128:
        fputs("v128 0x", out);
        for (int i = 15; i >= 0; i--)
            fprintf(out, "%02x", value->of.v128[i]);
        return;
    case WFX_VALUE_EXTERNREF:
        if (value->of.bits) {
            fprintf(out, "externref %" PRIu64, value->of.bits);
            return;
        }
        fputs("null", out);
        return;
    case WFX_VALUE_ANYREF: print_anyref(out, value); return;
    default: fputs(value->of.bits ? cli_kind_name(value->kind) : "null", out);
    }
}

void cli_print_value(FILE *out, const wfx_value_t *value)
{
    cli_put_value(out, value);
    fputc('\n', out);
}
