#include "complete/offer.h"

#include <string.h>

#include "expr/calls_quote.h"

Offer offer_make(const Place *place)
{
    Offer offer = {.place = place,
                   .candidates = event_candidates_new(),
                   .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   .run = place->cursor,
                   .has_words = place->kind == PLACE_WORD};

    while (offer.run > 0 && place_is_of_run(place->text.at[offer.run - 1]))
        offer.run--;
    return offer;
}

void offer_clear(Offer *offer)
{
    event_candidates_free(offer->candidates);
    g_clear_pointer(&offer->seen, g_hash_table_unref);
}

EventCandidates *offer_take(Offer *offer)
{
    return g_steal_pointer(&offer->candidates);
}

static Span typed_from(const Offer *offer, size_t from)
{
    return span_make(offer->place->text.at + from, offer->place->cursor - from);
}

static bool begins_with(const char *text, Span typed)
{
    return g_ascii_strncasecmp(text, typed.at, typed.len) == 0 && strlen(text) >= typed.len;
}

/* Names are found by a part of them, too. */
static bool has_part(const char *text, Span typed)
{
    for (; *text != '\0'; text++) {
        if (begins_with(text, typed))
            return true;
    }
    return typed.len == 0;
}

/* @full takes the place of what stands from the byte @from on to the cursor; an editor replaces
 * from its run on, whatever we mean. */
static void add(Offer *offer, size_t from, const char *full, const char *name, const char *help)
{
    const Place *place = offer->place;
    g_autofree char *kept = NULL, *value = NULL;
    size_t full_len = strlen(full);
    bool is_closed = place->cursor < place->text.len && full_len > 1 &&
                     place->text.at[place->cursor] == full[full_len - 1] &&
                     strchr("'\"(", full[full_len - 1]) != NULL;

    if (is_closed)
        full_len--;
    if (offer->run <= from) {
        kept = g_strndup(place->text.at + offer->run, from - offer->run);
    } else {
        size_t there = offer->run - from;

        if (full_len < there || g_ascii_strncasecmp(full, place->text.at + from, there) != 0)
            return;
        full += there;
        full_len -= there;
    }
    value = g_strdup_printf("%s%.*s", kept == NULL ? "" : kept, (int)full_len, full);
    if (*value == '\0' || !g_hash_table_add(offer->seen, g_strconcat(value, "\n", name, NULL)))
        return;
    event_candidates_add(offer->candidates, name, value, help);
}

static bool is_typed_small(Span typed)
{
    bool has_small = false;

    for (size_t i = 0; i < typed.len; i++) {
        if (g_ascii_isupper(typed.at[i]))
            return false;
        has_small |= g_ascii_islower(typed.at[i]);
    }
    return has_small;
}

void offer_words(Offer *offer, const char *words, const char *help)
{
    Span typed = typed_from(offer, offer->place->from);
    g_autofree char *cased =
        is_typed_small(typed) ? g_ascii_strdown(words, -1) : g_ascii_strup(words, -1);

    if (offer->has_words && offer->place->heads == 0 && begins_with(words, typed))
        add(offer, offer->place->from, cased, cased, help);
}

void offer_plain(Offer *offer, const char *word, const char *ending, const char *help)
{
    Span typed = typed_from(offer, offer->place->from);
    g_autofree char *full = g_strconcat(word, ending, NULL);

    if (has_part(word, typed))
        add(offer, offer->place->from, full, word, help);
}

/* What is typed of a name, without the quote before it. */
static Span typed_name(const Offer *offer, size_t from)
{
    Span typed = typed_from(offer, from);

    if (offer->place->kind == PLACE_QUOTED && typed.len > 0 && typed.at[0] == '"')
        typed = span_make(typed.at + 1, typed.len - 1);
    return typed;
}

static void append_quoted(GString *text, const char *name)
{
    g_string_append_c(text, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            g_string_append_c(text, '"');
        g_string_append_c(text, *name);
    }
    g_string_append_c(text, '"');
}

static void append_name(const Offer *offer, GString *text, const char *name)
{
    if (offer->place->kind == PLACE_QUOTED)
        append_quoted(text, name);
    else
        quote_append_ident(text, span_of(name));
}

void offer_name(Offer *offer, const char *name, const char *help)
{
    g_autoptr(GString) full = g_string_new(NULL);
    size_t from = offer->place->from;

    if (offer->place->kind == PLACE_TEXT || !has_part(name, typed_name(offer, from)))
        return;
    append_name(offer, full, name);
    add(offer, from, full->str, name, help);
}

/* Two or three parts that are plain names: more are no name to the grammar. */
static bool is_plain_dotted(char **parts)
{
    guint len = g_strv_length(parts);

    for (guint i = 0; i < len; i++) {
        g_autoptr(GString) written = g_string_new(NULL);

        quote_append_ident(written, span_of(parts[i]));
        if (strcmp(written->str, parts[i]) != 0)
            return false;
    }
    return len <= 3;
}

bool offer_hides(const Offer *offer, const char *topic)
{
    Span typed = typed_name(offer, offer->place->from);

    return g_str_has_prefix(topic, "__") && (typed.len == 0 || typed.at[0] != '_');
}

void offer_topic(Offer *offer, const char *name, const char *help)
{
    g_auto(GStrv) parts = g_strsplit(name, ".", -1);
    const Place *place = offer->place;
    g_autoptr(GString) full = g_string_new(NULL);

    if (offer_hides(offer, name))
        return;
    if (place->kind == PLACE_TEXT) {
        offer_literal(offer, name, help);
        return;
    }
    if (!has_part(name, typed_name(offer, place->chain)))
        return;
    if (place->kind == PLACE_WORD && is_plain_dotted(parts))
        g_string_append(full, name);
    else
        append_name(offer, full, name);
    add(offer, place->chain, full->str, name, help);
}

void offer_call(Offer *offer, const char *signature, const char *help)
{
    Span typed = typed_from(offer, offer->place->from);
    const char *open = strchr(signature, '(');
    size_t len = (size_t)(open - signature) + (open[1] == ')' ? 2 : 1);
    g_autofree char *full = g_strndup(signature, len);

    if (offer->has_words && offer->place->heads == 0 && begins_with(signature, typed))
        add(offer, offer->place->from, full, signature, help);
}

void offer_literal(Offer *offer, const char *content, const char *help)
{
    bool is_open = offer->place->kind == PLACE_TEXT;
    g_autoptr(GString) full = g_string_new(is_open ? "" : "'");

    if (offer->place->kind == PLACE_QUOTED ||
        !has_part(content, typed_from(offer, offer->place->from)))
        return;
    for (const char *at = content; *at != '\0'; at++) {
        if (*at == '\'')
            g_string_append_c(full, '\'');
        g_string_append_c(full, *at);
    }
    g_string_append_c(full, '\'');
    add(offer, offer->place->from, full->str, content, help);
}
