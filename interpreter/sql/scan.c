#include "sql/scan.h"

#include <glib.h>

static const char operator_characters[] = "+-*/<>=~!@#%^&|`?";

static bool has(const Scan *scan, size_t at)
{
    return at < scan->text.len;
}

static char peek(const Scan *scan, size_t ahead)
{
    return has(scan, scan->at + ahead) ? scan->text.at[scan->at + ahead] : '\0';
}

static bool is_word_start(char c)
{
    return g_ascii_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word_part(char c)
{
    return is_word_start(c) || g_ascii_isdigit(c) || c == '$';
}

/* Vertical tab is no blank to PostgreSQL's scanner. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void skip_block_comment(Scan *scan)
{
    size_t depth = 0;

    do {
        if (peek(scan, 0) == '/' && peek(scan, 1) == '*') {
            depth++;
            scan->at += 2;
        } else if (peek(scan, 0) == '*' && peek(scan, 1) == '/') {
            depth--;
            scan->at += 2;
        } else {
            scan->at++;
        }
    } while (depth > 0 && has(scan, scan->at));
    scan->at = MIN(scan->at, scan->text.len);
}

static void skip_blanks(Scan *scan)
{
    while (has(scan, scan->at)) {
        if (is_blank(peek(scan, 0))) {
            scan->at++;
        } else if (peek(scan, 0) == '-' && peek(scan, 1) == '-') {
            while (has(scan, scan->at) && peek(scan, 0) != '\n' && peek(scan, 0) != '\r')
                scan->at++;
        } else if (peek(scan, 0) == '/' && peek(scan, 1) == '*') {
            skip_block_comment(scan);
        } else {
            return;
        }
    }
}

/* At the opening quote: to behind the closing one; a doubled quote is part of the text. */
static void take_quoted(Scan *scan, char quote, bool has_backslashes)
{
    scan->at++;
    while (has(scan, scan->at)) {
        char c = peek(scan, 0);

        if (has_backslashes && c == '\\') {
            scan->at += 2;
        } else if (c != quote) {
            scan->at++;
        } else if (peek(scan, 1) == quote) {
            scan->at += 2;
        } else {
            scan->at++;
            return;
        }
    }
    scan->at = MIN(scan->at, scan->text.len);
}

/* The length of `$tag$` here, or 0. */
static size_t dollar_tag_len(const Scan *scan)
{
    size_t len = 1;

    if (peek(scan, 0) != '$' || g_ascii_isdigit(peek(scan, 1)))
        return 0;
    while (is_word_part(peek(scan, len)) && peek(scan, len) != '$')
        len++;
    return peek(scan, len) == '$' ? len + 1 : 0;
}

static void take_dollar_quoted(Scan *scan, size_t tag_len)
{
    const char *tag = scan->text.at + scan->at;

    scan->at += tag_len;
    while (has(scan, scan->at + tag_len - 1)) {
        if (memcmp(scan->text.at + scan->at, tag, tag_len) == 0) {
            scan->at += tag_len;
            return;
        }
        scan->at++;
    }
    scan->at = scan->text.len;
}

static void take_number(Scan *scan)
{
    while (g_ascii_isdigit(peek(scan, 0)))
        scan->at++;
    if (peek(scan, 0) == '.' && peek(scan, 1) != '.') {
        scan->at++;
        while (g_ascii_isdigit(peek(scan, 0)))
            scan->at++;
    }
    if ((peek(scan, 0) | 0x20) == 'e') {
        size_t sign = peek(scan, 1) == '+' || peek(scan, 1) == '-' ? 1 : 0;

        if (g_ascii_isdigit(peek(scan, 1 + sign))) {
            scan->at += 1 + sign;
            while (g_ascii_isdigit(peek(scan, 0)))
                scan->at++;
        }
    }
}

/* An operator is the longest run of its characters that begins no comment. */
static void take_operator(Scan *scan)
{
    do {
        scan->at++;
    } while (peek(scan, 0) != '\0' && strchr(operator_characters, peek(scan, 0)) != NULL &&
             !(peek(scan, 0) == '-' && peek(scan, 1) == '-') &&
             !(peek(scan, 0) == '/' && peek(scan, 1) == '*'));
}

/* A letter before the quote, as in E'..' and U&'..'; NUL if there is none. */
static char quote_prefix(const Scan *scan)
{
    char letter = (char)(peek(scan, 0) & ~0x20);

    if (strchr("EBXN", letter) != NULL && letter != '\0' && peek(scan, 1) == '\'')
        return letter;
    return letter == 'U' && peek(scan, 1) == '&' && (peek(scan, 2) == '\'' || peek(scan, 2) == '"')
               ? letter
               : '\0';
}

static ScanKind take_word_or_quoted(Scan *scan)
{
    char prefix = quote_prefix(scan);

    if (prefix != '\0') {
        char quote;

        scan->at += prefix == 'U' ? 2 : 1;
        quote = peek(scan, 0);
        take_quoted(scan, quote, prefix == 'E');
        return quote == '"' ? SCAN_QUOTED : SCAN_STRING;
    }
    while (is_word_part(peek(scan, 0)))
        scan->at++;
    return SCAN_WORD;
}

static ScanKind take_token(Scan *scan)
{
    char c = peek(scan, 0);
    size_t tag_len = dollar_tag_len(scan);

    if (is_word_start(c))
        return take_word_or_quoted(scan);
    if (c == '\'' || c == '"') {
        take_quoted(scan, c, false);
        return c == '"' ? SCAN_QUOTED : SCAN_STRING;
    }
    if (tag_len > 0) {
        take_dollar_quoted(scan, tag_len);
        return SCAN_STRING;
    }
    if (g_ascii_isdigit(c) || (c == '.' && g_ascii_isdigit(peek(scan, 1)))) {
        take_number(scan);
        return SCAN_NUMBER;
    }
    if (c != '\0' && strchr(operator_characters, c) != NULL)
        take_operator(scan);
    else
        scan->at++;
    return SCAN_SYMBOL;
}

ScanToken scan_next(Scan *scan)
{
    ScanToken token = {
        SCAN_END, {scan->text.at, 0}
    };

    skip_blanks(scan);
    token.text.at = scan->text.at == NULL ? NULL : scan->text.at + scan->at;
    if (has(scan, scan->at)) {
        size_t begin = scan->at;

        token.kind = take_token(scan);
        token.text.len = scan->at - begin;
    }
    return token;
}

bool scan_is_word(const ScanToken *token, const char *word)
{
    return token->kind == SCAN_WORD && token->text.len == strlen(word) &&
           g_ascii_strncasecmp(token->text.at, word, token->text.len) == 0;
}

bool scan_check(Span text, GError **error)
{
    Scan scan = scan_make(text);
    size_t tokens = 0, nesting = 0;

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        int position = (int)(token.text.at - text.at);
        char c = token.kind == SCAN_SYMBOL ? token.text.at[0] : ' ';

        if (++tokens > SCAN_TOKENS_MAX)
            return fail_at(error, FAIL_LIMIT, position,
                           "the statement has more than %d words and symbols", SCAN_TOKENS_MAX);
        if (c == '(' || c == '[')
            nesting++;
        else if ((c == ')' || c == ']') && nesting > 0)
            nesting--;
        if (nesting > SCAN_NESTING_MAX)
            return fail_at(error, FAIL_LIMIT, position, "parentheses are nested more than %d deep",
                           SCAN_NESTING_MAX);
    }
    return true;
}
