#include "complete/setting.h"

#include <string.h>

#include "codec/format.h"
#include "complete/complete.h"
#include "complete/keyword.h"
#include "config/config.h"

/* Settings that a note may set. @ending: what stands behind the name */
static void offer_names(Offer *offer, const char *ending)
{
    size_t len;
    const ConfigProperty *properties = config_properties(&len);

    for (size_t i = 0; i < len; i++) {
        const ConfigProperty *property = &properties[i];
        g_autofree char *help =
            g_strdup_printf("%s%s%s", property->default_text,
                            *property->default_text == '\0' ? "" : " -- ", property->help);

        if (property->who == CONFIG_NOTE)
            offer_plain(offer, property->name, ending, help);
    }
}

void setting_offer_words(Offer *offer, const char *name)
{
    size_t len;
    const KeywordWord *words = keyword_words(&len);

    for (size_t i = 0; i < len; i++) {
        if (strcmp(words[i].name, name) == 0)
            offer_literal(offer, words[i].word, words[i].help);
    }
    for (size_t i = 0; strcmp(name, "format") == 0 && format_help(i) != NULL; i++) {
        const FormatHelp *help = format_help(i);

        if (help->option == NULL)
            offer_literal(offer, help->format, help->help);
    }
}

/* Values of a setting. @is_bare: as they are, without quotes around them */
static void offer_values(Offer *offer, const char *name, bool is_bare)
{
    const ConfigProperty *property = config_find(name, strlen(name));
    g_auto(GStrv) choices = NULL;
    size_t len;
    const KeywordWord *words = keyword_words(&len);

    if (property == NULL)
        return;
    choices = g_strsplit(property->type == CONFIG_BOOL ? "true|false"
                         : property->choices == NULL   ? ""
                                                       : property->choices,
                         "|", -1);
    for (size_t i = 0; choices[i] != NULL; i++)
        offer_plain(offer, choices[i], "", property->help);
    for (size_t i = 0; is_bare && i < len; i++) {
        bool needs_quotes = strchr(words[i].word, ' ') != NULL; /* which Zeppelin takes as " */

        if (strcmp(words[i].name, name) == 0 && !needs_quotes)
            offer_plain(offer, words[i].word, "", words[i].help);
    }
    if (!is_bare)
        setting_offer_words(offer, name);
    if (choices[0] == NULL && *property->default_text != '\0' && property->type != CONFIG_TEXT)
        offer_plain(offer, property->default_text, "", "the default");
}

void setting_offer(Offer *offer)
{
    const Place *place = offer->place;
    size_t end = 1;
    g_autofree char *name = NULL;

    if (place->before - place->heads <= 1) {
        offer_names(offer, " = ");
        return;
    }
    name = place_take_name(place, 1, &end);
    if (name == NULL)
        return;
    if (place->before == end)
        offer_plain(offer, "=", " ", "");
    else if (place->before == end + 1)
        offer_values(offer, name, false);
}

/* Behind the last comma that no quotes are around. */
static size_t begin_of_property(Span text)
{
    bool is_quoted = false;
    size_t begin = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            is_quoted = !is_quoted;
        else if (text.at[i] == ',' && !is_quoted)
            begin = i + 1;
    }
    while (begin < text.len && g_ascii_isspace(text.at[begin]))
        begin++;
    return begin;
}

EventCandidates *complete_settings(const char *text, size_t cursor_bytes)
{
    Span all = span_make(text, MIN(strlen(text), cursor_bytes));
    size_t begin = begin_of_property(all);
    const char *equals = memchr(text + begin, '=', all.len - begin);
    Place place = {.text = all, .cursor = all.len, .kind = PLACE_WORD, .from = begin};
    g_auto(Offer) offer = {0};
    g_autofree char *name = NULL;

    if (equals != NULL)
        place.from = (size_t)(equals - text) + 1;
    place.chain = place.from;
    offer = offer_make(&place);
    if (equals == NULL) {
        offer_names(&offer, "=");
    } else {
        name = g_strndup(text + begin, (size_t)(equals - text) - begin);
        offer_values(&offer, g_strstrip(name), true);
    }
    return offer_take(&offer);
}
