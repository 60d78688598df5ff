#include "complete/place.h"

bool place_is_word(const Place *place, size_t i, const char *word)
{
    return i < place->tokens->len && scan_is_word(place_token(place, i), word);
}

bool place_is_symbol(const Place *place, size_t i, char symbol)
{
    const ScanToken *token;

    if (i >= place->tokens->len)
        return false;
    token = place_token(place, i);
    return token->kind == SCAN_SYMBOL && token->text.len == 1 && token->text.at[0] == symbol;
}

static void append_part(GString *name, const ScanToken *token)
{
    if (token->kind == SCAN_WORD) {
        for (size_t i = 0; i < token->text.len; i++)
            g_string_append_c(name, g_ascii_tolower(token->text.at[i]));
        return;
    }
    for (size_t i = 1; i + 1 < token->text.len; i++) {
        g_string_append_c(name, token->text.at[i]);
        if (token->text.at[i] == '"')
            i++;
    }
}

static bool is_name(const Place *place, size_t i)
{
    return i < place->tokens->len &&
           (place_token(place, i)->kind == SCAN_WORD || place_token(place, i)->kind == SCAN_QUOTED);
}

char *place_take_name(const Place *place, size_t i, size_t *ret_end)
{
    GString *name;

    if (!is_name(place, i))
        return NULL;
    name = g_string_new(NULL);
    append_part(name, place_token(place, i++));
    while (place_is_symbol(place, i, '.') && is_name(place, i + 1)) {
        g_string_append_c(name, '.');
        append_part(name, place_token(place, i + 1));
        i += 2;
    }
    *ret_end = i;
    return g_string_free(name, FALSE);
}

/* ---- finding it ---- */

static size_t begin_of(const Place *place, const ScanToken *token)
{
    return (size_t)(token->text.at - place->text.at);
}

static size_t end_of(const Place *place, const ScanToken *token)
{
    return begin_of(place, token) + token->text.len;
}

static bool is_pair(Span text, size_t i, char first, char second)
{
    return i + 1 < text.len && text.at[i] == first && text.at[i + 1] == second;
}

/* What lies between tokens is blanks and comments: true if a comment is still open at its end. */
static bool ends_in_comment(Span gap)
{
    size_t depth = 0;
    bool in_line = false;

    for (size_t i = 0; i < gap.len; i++) {
        if (in_line) {
            in_line = gap.at[i] != '\n' && gap.at[i] != '\r';
        } else if (is_pair(gap, i, '/', '*')) {
            depth++;
            i++;
        } else if (depth > 0 && is_pair(gap, i, '*', '/')) {
            depth--;
            i++;
        } else if (depth == 0) {
            in_line = is_pair(gap, i, '-', '-');
        }
    }
    return in_line || depth > 0;
}

/* Of a quote of one character, which is doubled inside. */
static bool is_closed(Span token)
{
    size_t quotes = 0;

    for (size_t i = 0; i < token.len; i++)
        quotes += token.at[i] == token.at[0];
    return quotes % 2 == 0;
}

static PlaceKind kind_in(const Place *place, const ScanToken *token)
{
    bool is_quote = token->text.at[0] == '\'' || token->text.at[0] == '"';
    bool is_behind = place->cursor == end_of(place, token);

    if (token->kind == SCAN_WORD)
        return PLACE_WORD;
    if (token->kind == SCAN_SYMBOL)
        return PLACE_WORD; /* behind it one may begin */
    if (!is_quote || (is_behind && is_closed(token->text)))
        return PLACE_NOWHERE;
    return token->kind == SCAN_QUOTED ? PLACE_QUOTED : PLACE_TEXT;
}

static void take_current(Place *place, const ScanToken *token)
{
    bool is_symbol = token->kind == SCAN_SYMBOL;

    place->kind = kind_in(place, token);
    if (is_symbol)
        place->before++;
    else
        place->from = begin_of(place, token) + (place->kind == PLACE_TEXT ? 1 : 0);
    place->after = place->before + (is_symbol ? 0 : 1);
}

bool place_is_at(const Place *place, size_t i)
{
    return place->before == i ||
           (place->before > i && begin_of(place, place_token(place, i)) >= place->chain);
}

char *place_qualifier(const Place *place)
{
    GString *name;

    if (place->heads == 0)
        return NULL;
    name = g_string_new(NULL);
    for (size_t i = place->before - place->heads; i < place->before; i += 2) {
        if (name->len > 0)
            g_string_append_c(name, '.');
        append_part(name, place_token(place, i));
    }
    return g_string_free(name, FALSE);
}

static void count_heads(Place *place)
{
    size_t at = place->from;

    while (place->before >= place->heads + 2) {
        size_t dot = place->before - place->heads - 1;

        if (!place_is_symbol(place, dot, '.') || !is_name(place, dot - 1) ||
            end_of(place, place_token(place, dot)) != at ||
            end_of(place, place_token(place, dot - 1)) != begin_of(place, place_token(place, dot)))
            return;
        at = begin_of(place, place_token(place, dot - 1));
        place->heads += 2;
    }
}

bool place_is_of_run(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || c == '-' || (unsigned char)c >= 0x80;
}

static void find_chain(Place *place)
{
    place->chain = place->from;
    while (place->kind == PLACE_WORD && place->chain > 0 &&
           (place_is_of_run(place->text.at[place->chain - 1]) ||
            place->text.at[place->chain - 1] == '.'))
        place->chain--;
}

Place place_find(Span text, size_t cursor)
{
    Place place = {.text = text, .cursor = MIN(cursor, text.len), .kind = PLACE_WORD};
    Scan scan = scan_make(text);
    size_t gap = 0;

    place.tokens = g_array_new(FALSE, FALSE, sizeof(ScanToken));
    place.from = place.cursor;
    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        bool is_end = token.kind == SCAN_SYMBOL && token.text.at[0] == ';';

        if (is_end && begin_of(&place, &token) >= place.cursor)
            break;
        if (place.tokens->len == SCAN_TOKENS_MAX)
            return (Place){.text = text, .kind = PLACE_NOWHERE, .tokens = place.tokens};
        if (is_end)
            g_array_set_size(place.tokens, 0);
        else
            g_array_append_val(place.tokens, token);
        if (end_of(&place, &token) <= place.cursor)
            gap = end_of(&place, &token);
    }
    while (place.before < place.tokens->len &&
           end_of(&place, place_token(&place, place.before)) < place.cursor)
        place.before++;
    place.after = place.before;
    if (place.before < place.tokens->len &&
        begin_of(&place, place_token(&place, place.before)) < place.cursor)
        take_current(&place, place_token(&place, place.before));
    else if (ends_in_comment(span_make(text.at + gap, place.cursor - gap)))
        place.kind = PLACE_NOWHERE;
    count_heads(&place);
    find_chain(&place);
    return place;
}

void place_clear(Place *place)
{
    g_clear_pointer(&place->tokens, g_array_unref);
}
