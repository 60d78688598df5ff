/* Bytes as texts and back: encode() and decode(), UTF-8, and sums. */
#include "base/fail.h"
#include "expr/calls_bytea.h"
#include "row/bytea_text.h"

enum { BASE64_LINE = 76, BASE64_PADDING = 64 };

typedef struct Encoding {
    const char *name;
    size_t (*encoded_max)(size_t len); /* bytes that either way needs at most */
    size_t (*encode)(Span bytes, char *to);
    bool (*decode)(Span text, char *to, size_t *ret_len, GError **error);
} Encoding;

static size_t hex_max(size_t len)
{
    return 2 * len;
}

static size_t encode_hex(Span bytes, char *to)
{
    bytea_write_hex(bytes, to);
    return 2 * bytes.len;
}

/* ---- base64, in lines as mail has it ---- */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t base64_max(size_t len)
{
    size_t digits = (len + 2) / 3 * 4;

    return digits + digits / BASE64_LINE;
}

static size_t encode_base64(Span bytes, char *to)
{
    size_t len = 0, in_line = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t three = 0;

        for (size_t j = 0; j < 3; j++)
            three = three << 8 | (i + j < bytes.len ? (uint8_t)bytes.at[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            to[len++] = i + j > bytes.len ? '=' : base64_digits[three >> (18 - 6 * j) & 63];
        in_line += 4;
        if (in_line == BASE64_LINE && i + 3 <= bytes.len) { /* behind three whole bytes only */
            to[len++] = '\n';
            in_line = 0;
        }
    }
    return len;
}

static bool fail_symbol(const char *at, const char *end, GError **error)
{
    size_t len = (size_t)(g_utf8_next_char(at) - at);

    return fail(error, FAIL_DATA, "invalid symbol \"%.*s\" found while decoding base64 sequence",
                (int)MIN(len, (size_t)(end - at)), at);
}

static bool fail_end(GError **error)
{
    fail(error, FAIL_DATA, "invalid base64 end sequence");
    return fail_hint(error,
                     "Input data is missing padding, is truncated, or is otherwise corrupted.");
}

/* 0 to 63, or BASE64_PADDING where it may stand: as the third or fourth of four. */
static bool read_digit(const char *at, const char *end, int place, int padding, uint32_t *ret_digit,
                       GError **error)
{
    const char *digit = strchr(base64_digits, *at);

    if (*at == '=') {
        if (padding == 0 && place < 2)
            return fail(error, FAIL_DATA, "unexpected \"=\" while decoding base64 sequence");
        *ret_digit = BASE64_PADDING;
        return true;
    }
    if (*at == '\0' || digit == NULL)
        return fail_symbol(at, end, error);
    *ret_digit = (uint32_t)(digit - base64_digits);
    return true;
}

static bool decode_base64(Span text, char *to, size_t *ret_len, GError **error)
{
    const char *at = text.at, *end = at + text.len;
    uint32_t four = 0, digit = 0;
    int place = 0, padding = 0;
    size_t len = 0;

    for (; at < end; at++) {
        if (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
            continue;
        if (!read_digit(at, end, place, padding, &digit, error))
            return false;
        if (digit == BASE64_PADDING && padding == 0)
            padding = place == 2 ? 2 : 1;
        four = four << 6 | (digit & 63);
        if (++place < 4)
            continue;
        to[len++] = (char)(four >> 16);
        if (padding < 2)
            to[len++] = (char)(four >> 8);
        if (padding < 1)
            to[len++] = (char)four;
        four = 0;
        place = 0;
    }
    *ret_len = len;
    return place == 0 || fail_end(error);
}

/* ---- escape: what is no byte of ASCII as three octal digits ---- */

static size_t escape_max(size_t len)
{
    return 4 * len;
}

static size_t encode_escape(Span bytes, char *to)
{
    size_t len = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = (uint8_t)bytes.at[i];

        if (byte == 0 || byte >= 0x80) {
            to[len++] = '\\';
            to[len++] = (char)('0' + (byte >> 6));
            to[len++] = (char)('0' + (byte >> 3 & 7));
            to[len++] = (char)('0' + (byte & 7));
            continue;
        }
        if (byte == '\\')
            to[len++] = '\\';
        to[len++] = (char)byte;
    }
    return len;
}

/* ---- the table ---- */

static const Encoding encodings[] = {
    {"hex",    hex_max,    encode_hex,    bytea_read_hex    },
    {"base64", base64_max, encode_base64, decode_base64     },
    {"escape", escape_max, encode_escape, bytea_read_escaped},
};

static const Encoding *find_encoding(Span name, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
        if (strlen(encodings[i].name) == name.len &&
            g_ascii_strncasecmp(encodings[i].name, name.at, name.len) == 0)
            return &encodings[i];
    }
    fail(error, FAIL_DATA, "unrecognized encoding: \"%.*s\"", (int)MIN(name.len, 64), name.at);
    fail_hint(error, "there are hex, base64 and escape");
    return NULL;
}

EXPR_CALL(encode_bytes)
{
    const Encoding *encoding = find_encoding(value_span(&args[1]), error);
    char *text =
        encoding == NULL ? NULL : expr_alloc(context, encoding->encoded_max(args[0].len), error);

    if (text == NULL)
        return false;
    *ret_value = value_of_text(text, encoding->encode(value_span(&args[0]), text));
    return true;
}

EXPR_CALL(encode_decode)
{
    const Encoding *encoding = find_encoding(value_span(&args[1]), error);
    char *bytes = encoding == NULL ? NULL : expr_alloc(context, (size_t)args[0].len + 3, error);
    size_t len = 0;

    if (bytes == NULL || !encoding->decode(value_span(&args[0]), bytes, &len, error))
        return false;
    *ret_value = value_of_text(bytes, len);
    return true;
}

/* ---- characters ---- */

static bool is_utf8(Span name)
{
    static const char *const names[] = {"utf8", "utf-8", "unicode"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) == name.len && g_ascii_strncasecmp(names[i], name.at, name.len) == 0)
            return true;
    }
    return false;
}

static bool check_utf8(const Value *name, const char *what, GError **error)
{
    if (is_utf8(value_span(name)))
        return true;
    fail(error, FAIL_DATA, "invalid %s encoding name \"%.*s\"", what, (int)MIN(name->len, 64),
         name->text);
    return fail_hint(error, "there is UTF8");
}

EXPR_CALL(encode_from_text)
{
    *ret_value = args[0];
    return check_utf8(&args[1], "destination", error);
}

/* How many bytes the first one says that its character has. */
static size_t character_bytes(uint8_t first)
{
    return first < 0x80             ? 1
           : (first & 0xE0) == 0xC0 ? 2
           : (first & 0xF0) == 0xE0 ? 3
           : (first & 0xF8) == 0xF0 ? 4
                                    : 1;
}

EXPR_CALL(encode_to_text)
{
    g_autoptr(GString) shown = NULL;
    const char *end = args[0].text;
    size_t len;

    if (!check_utf8(&args[1], "source", error))
        return false;
    *ret_value = args[0];
    if (args[0].len == 0 || g_utf8_validate_len(args[0].text, args[0].len, &end))
        return true;
    shown = g_string_new(NULL);
    len = MIN(character_bytes((uint8_t)*end), args[0].len - (size_t)(end - args[0].text));
    for (size_t i = 0; i < len; i++)
        g_string_append_printf(shown, " 0x%02x", (uint8_t)end[i]);
    return fail(error, FAIL_DATA, "invalid byte sequence for encoding \"UTF8\":%s", shown->str);
}

/* ---- sums ---- */

static bool return_sum(ExprContext *context, GChecksumType type, const Value *bytes,
                       Value *ret_value, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(type);
    gsize len = (gsize)g_checksum_type_get_length(type);
    char *copy = expr_alloc(context, len, error);

    if (copy == NULL)
        return false;
    g_checksum_update(sum, (const guchar *)bytes->text, bytes->len);
    g_checksum_get_digest(sum, (guint8 *)copy, &len);
    *ret_value = value_of_text(copy, len);
    return true;
}

EXPR_CALL(encode_md5)
{
    Value sum;
    char digits[32];

    if (!return_sum(context, G_CHECKSUM_MD5, &args[0], &sum, error))
        return false;
    bytea_write_hex(value_span(&sum), digits);
    return expr_return_text(context, span_make(digits, sizeof(digits)), ret_value, error);
}

EXPR_CALL(encode_sha256)
{
    return return_sum(context, G_CHECKSUM_SHA256, &args[0], ret_value, error);
}

EXPR_CALL(encode_sha384)
{
    return return_sum(context, G_CHECKSUM_SHA384, &args[0], ret_value, error);
}

EXPR_CALL(encode_sha512)
{
    return return_sum(context, G_CHECKSUM_SHA512, &args[0], ret_value, error);
}
