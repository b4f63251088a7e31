/* Numeric literals (spec 3.0 sections 6.3.1 and 6.3.2); see token.h. Floats are rounded by strtod and strtof in the C
   locale, each directly from the literal, so that an f32 is rounded once. */
#include "engine/base/alloc.h"
#include "engine/text/token.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

static int digit_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 99;
}

/* Moves over digits with single underscores between them; NULL when there are none. */
static const char *skip_digits(const char *at, const char *end, int base)
{
    const char *start = at;
    bool digit = false;
    while (at < end) {
        if (digit_value(*at) < base)
            digit = true;
        else if (*at == '_' && digit && at > start)
            digit = false;
        else
            break;
        at++;
    }
    return digit ? at : NULL;
}

/* A number's magnitude from after its sign on: NAT, FLOAT, or END when it is none. */
static WfxTokenKind classify_magnitude(const char *at, const char *end)
{
    int base = 10;
    if (end - at > 2 && at[0] == '0' && at[1] == 'x') {
        base = 16;
        at += 2;
    }
    if (!(at = skip_digits(at, end, base)))
        return WFX_TOKEN_END;
    if (at == end)
        return WFX_TOKEN_NAT;
    if (*at == '.') {
        at++;
        if (at < end && digit_value(*at) < base && !(at = skip_digits(at, end, base)))
            return WFX_TOKEN_END;
        if (at == end)
            return WFX_TOKEN_FLOAT;
    }
    if ((*at | 32) != (base == 16 ? 'p' : 'e'))
        return WFX_TOKEN_END;
    at++;
    if (at < end && (*at == '+' || *at == '-'))
        at++;
    return skip_digits(at, end, 10) == end ? WFX_TOKEN_FLOAT : WFX_TOKEN_END;
}

static bool is_special(const char *at, const char *end)
{
    size_t size = (size_t)(end - at);
    if ((size == 3 && (!memcmp(at, "inf", 3) || !memcmp(at, "nan", 3))))
        return true;
    return size > 6 && !memcmp(at, "nan:0x", 6) && skip_digits(at + 6, end, 16) == end;
}

WfxTokenKind wfx_number_classify(const char *text, uint32_t size)
{
    const char *at = text, *end = text + size;
    bool sign = size && (*at == '+' || *at == '-');
    at += sign;
    if (is_special(at, end))
        return WFX_TOKEN_FLOAT;
    WfxTokenKind kind = classify_magnitude(at, end);
    return kind == WFX_TOKEN_NAT && sign ? WFX_TOKEN_INT : kind;
}

/* The value of digits that are known to be well-formed. */
static WfxNumberStatus read_magnitude(const char *at, const char *end, uint64_t max, uint64_t *value)
{
    unsigned base = 10;
    if (end - at > 2 && at[1] == 'x') {
        base = 16;
        at += 2;
    }
    uint64_t sum = 0;
    for (; at < end; at++) {
        if (*at == '_')
            continue;
        unsigned digit = (unsigned)digit_value(*at);
        if (sum > (UINT64_MAX - digit) / base)
            return WFX_NUMBER_RANGE;
        sum = sum * base + digit;
    }
    *value = sum;
    return sum > max ? WFX_NUMBER_RANGE : WFX_NUMBER_OK;
}

WfxNumberStatus wfx_number_nat(const char *text, uint32_t size, uint64_t max, uint64_t *value)
{
    if (!size || digit_value(*text) > 9 || wfx_number_classify(text, size) != WFX_TOKEN_NAT)
        return WFX_NUMBER_MALFORMED;
    return read_magnitude(text, text + size, max, value);
}

WfxNumberStatus wfx_number_int(const char *text, uint32_t size, unsigned bits, uint64_t *value)
{
    WfxTokenKind kind = wfx_number_classify(text, size);
    if (kind != WFX_TOKEN_NAT && kind != WFX_TOKEN_INT)
        return WFX_NUMBER_MALFORMED;
    uint64_t all = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
    bool negative = *text == '-', sign = negative || *text == '+';
    uint64_t half = (uint64_t)1 << (bits - 1), magnitude = 0;
    /* +n is a signed literal in the grammar, but every unsigned n is accepted for it as well. */
    WfxNumberStatus status = read_magnitude(text + sign, text + size, negative ? half : all, &magnitude);
    *value = (negative ? 0 - magnitude : magnitude) & all;
    return status;
}

static locale_t c_locale;
static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* The magnitude without underscores, 0-terminated, in `small` when it fits, else in malloc memory; NULL when out of
   memory. */
static char *clean(const char *text, uint32_t size, char *small, size_t small_size)
{
    char *out = size < small_size ? small : wfx_malloc((size_t)size + 1);
    if (!out)
        return NULL;
    size_t count = 0;
    for (uint32_t i = 0; i < size; i++)
        if (text[i] != '_')
            out[count++] = text[i];
    out[count] = 0;
    return out;
}

/* inf, nan, nan:0x..: bits of the magnitude. */
static WfxNumberStatus read_special(const char *at, const char *end, unsigned mantissa_bits, uint64_t infinity,
                                    uint64_t *bits)
{
    if (*at == 'i') {
        *bits = infinity;
    } else if (end - at == 3) {
        *bits = infinity | (uint64_t)1 << (mantissa_bits - 1);
    } else {
        uint64_t payload = 0;
        WfxNumberStatus status = read_magnitude(at + 4, end, ((uint64_t)1 << mantissa_bits) - 1, &payload);
        if (status != WFX_NUMBER_OK || !payload)
            return WFX_NUMBER_RANGE;
        *bits = infinity | payload;
    }
    return WFX_NUMBER_OK;
}

/* Returns the double value, or the float value (exactly a double) when `single`. */
static bool convert(const char *text, uint32_t size, bool single, double *value)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_c_locale);
    char small[128], *cleaned = clean(text, size, small, sizeof small);
    if (!cleaned)
        return false;
    if (c_locale)
        *value = single ? (double)strtof_l(cleaned, NULL, c_locale) : strtod_l(cleaned, NULL, c_locale);
    else
        *value = single ? (double)strtof(cleaned, NULL) : strtod(cleaned, NULL);
    if (cleaned != small)
        free(cleaned);
    return true;
}

/* The bits of a float when `single`, of a double otherwise. */
static WfxNumberStatus read_float(const char *text, uint32_t size, bool single, uint64_t *bits)
{
    WfxTokenKind kind = size ? wfx_number_classify(text, size) : WFX_TOKEN_END;
    if (kind == WFX_TOKEN_END)
        return WFX_NUMBER_MALFORMED;
    bool negative = *text == '-', sign = negative || *text == '+';
    const char *at = text + sign, *end = text + size;
    uint64_t magnitude = 0;
    if (is_special(at, end)) {
        WfxNumberStatus status =
            read_special(at, end, single ? 23 : 52, single ? 0x7F800000u : 0x7FF0000000000000u, &magnitude);
        if (status != WFX_NUMBER_OK)
            return status;
    } else {
        double value = 0;
        if (!convert(at, size - sign, single, &value))
            return WFX_NUMBER_MEMORY;
        if (isinf(value))
            return WFX_NUMBER_RANGE;
        float narrow = (float)value;
        memcpy(&magnitude, single ? (const void *)&narrow : &value, single ? sizeof narrow : sizeof value);
    }
    *bits = magnitude | (uint64_t)negative << (single ? 31 : 63);
    return WFX_NUMBER_OK;
}

WfxNumberStatus wfx_number_f32(const char *text, uint32_t size, uint32_t *bits)
{
    uint64_t wide = 0;
    WfxNumberStatus status = read_float(text, size, true, &wide);
    if (status == WFX_NUMBER_OK)
        *bits = (uint32_t)wide;
    return status;
}

WfxNumberStatus wfx_number_f64(const char *text, uint32_t size, uint64_t *bits)
{
    return read_float(text, size, false, bits);
}
