#include "complete/complete.h"

#include <string.h>

#include "ask/ask.h"
#include "complete/clause.h"
#include "complete/expression.h"
#include "complete/keyword.h"
#include "complete/offer.h"
#include "complete/setting.h"
#include "statement/statement.h"

typedef struct Text {
    Offer *offer;
    const Place *place;
    const CompleteKnown *known;
} Text;

static void offer_topics(const Text *text)
{
    for (size_t i = 0; text->known->topics[i] != NULL; i++)
        offer_topic(text->offer, text->known->topics[i], "topic");
}

static void offer_views(const Text *text)
{
    for (size_t i = 0; i < event_views_len(text->known->views); i++)
        offer_name(text->offer, event_views_at(text->known->views, i)->name, "view");
}

static void offer_streams(const Text *text)
{
    for (size_t i = 0; text->known->streams != NULL && text->known->streams[i] != NULL; i++)
        offer_name(text->offer, text->known->streams[i], "stream");
}

/* ---- statements that are not queries ---- */

/* How many of the phrase's words stand from token @begin to the cursor; -1: others do. */
static int words_there(const Place *place, size_t begin, char **phrase)
{
    size_t i = 0;

    for (; phrase[i] != NULL && begin + i < place->before; i++) {
        if (!place_is_word(place, begin + i, phrase[i]))
            return -1;
    }
    return (int)i;
}

/* A phrase that may begin here, or that has begun. True if it has been said whole. */
static bool offer_phrase(const Text *text, const char *words, const char *help)
{
    g_auto(GStrv) phrase = g_strsplit(words, " ", -1);
    int there = words_there(text->place, 0, phrase);
    g_autofree char *rest = NULL;

    if (there < 0)
        return false;
    rest = g_strjoinv(" ", phrase + there);
    if (*rest != '\0' && (size_t)there == text->place->before)
        offer_words(text->offer, rest, help);
    return *rest == '\0';
}

/* Small words of a usage that stand for what can be read. */
static bool is_relation(const ScanToken *token)
{
    return scan_is_word(token, "topic") || scan_is_word(token, "table") ||
           scan_is_word(token, "view") || scan_is_word(token, "name");
}

static bool is_large(const ScanToken *token)
{
    return token->kind == SCAN_WORD && g_ascii_isupper(token->text.at[0]);
}

/* Whether a name stands in the usage. */
static bool has_relation(Scan scan)
{
    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        if (is_relation(&token) && !is_large(&token))
            return true;
    }
    return false;
}

/* What the usage has behind the @words that are there: first a name, if it has one, then the large
 * words that are not there yet. */
static void offer_usage(const Text *text, size_t words_len, const AskCommand *command)
{
    const char *last = strrchr(command->words, ' ');
    const char *behind = strstr(command->usage, last == NULL ? command->words : last + 1);
    size_t skip = last == NULL ? strlen(command->words) : strlen(last + 1);
    Scan scan = scan_make(span_of(behind == NULL ? "" : behind + skip));
    const Place *place = text->place;

    if (place_is_word(place, words_len, "all") && place->before > words_len)
        words_len++;
    if (has_relation(scan) && place_is_at(place, words_len)) {
        offer_topics(text);
        offer_views(text);
        return;
    }
    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        g_autofree char *word = g_strndup(token.text.at, token.text.len);
        bool is_there = false;

        for (size_t i = words_len; i < place->before; i++)
            is_there |= place_is_word(place, i, word);
        if (is_large(&token) && !is_there)
            offer_words(text->offer, word, "");
    }
}

/* A row by one of its phrases. */
static void offer_command(const Text *text, const AskCommand *command, const char *phrase,
                          const char *help)
{
    g_auto(GStrv) words = g_strsplit(phrase, " ", -1);

    if (offer_phrase(text, phrase, help))
        offer_usage(text, g_strv_length(words), command);
}

static void offer_ask(const Text *text)
{
    size_t len;
    const AskCommand *commands = ask_commands(&len);

    for (size_t i = 0; i < len; i++) {
        g_autofree char *all = g_strjoin(commands[i].also == NULL ? "" : ",", commands[i].words,
                                         commands[i].also, NULL);
        g_auto(GStrv) phrases = g_strsplit(all, ",", -1);

        for (size_t k = 0; phrases[k] != NULL; k++) {
            const char *blank = strchr(phrases[k], ' ');
            const char *help = k == 0 ? commands[i].help : commands[i].words;

            offer_command(text, &commands[i], phrases[k], help);
            if (commands[i].takes_all && blank != NULL && text->place->before > 0) {
                g_autofree char *with_all =
                    g_strdup_printf("%.*s ALL%s", (int)(blank - phrases[k]), phrases[k], blank);

                offer_command(text, &commands[i], with_all, help);
            }
        }
    }
}

/* Those of the session: behind their words stands a setting or a stream. */
static void offer_session(const Text *text)
{
    size_t len;
    const StatementCommand *commands = statement_commands(&len);

    for (size_t i = 0; i < len; i++) {
        const char *help = strstr(commands[i].help, ": ");
        bool is_whole =
            offer_phrase(text, commands[i].words, help == NULL ? "" : help + strlen(": "));

        if (is_whole && commands[i].kind == STATEMENT_SET)
            setting_offer(text->offer);
        else if (is_whole && text->place->before == 1)
            offer_streams(text);
    }
}

static void offer_heads(const Text *text)
{
    size_t len;
    const Keyword *keywords = keyword_table(&len);

    for (size_t i = 0; i < len; i++) {
        if ((keywords[i].places & KEYWORD_STATEMENT) != 0)
            offer_phrase(text, keywords[i].words, keywords[i].help);
    }
}

/* ---- statements with a query in them ---- */

static void offer_query(const Text *text, size_t begin)
{
    Clauses clauses = clauses_find(text->place, begin);

    if (!clauses.too_deep)
        expression_offer(text->offer, &clauses, text->known);
}

/* INSERT INTO t (columns) and then a query. */
static void offer_insert(const Text *text)
{
    static const char *const columns[] = {"key", "value", NULL};
    const Place *place = text->place;
    size_t end = 2;
    g_autofree char *name = place_take_name(place, 2, &end);

    if (!place_is_word(place, 1, "into"))
        return;
    if (place_is_at(place, 2)) {
        offer_topics(text);
        return;
    }
    if (name != NULL && place_is_symbol(place, end, '(')) {
        while (end < place->before && !place_is_symbol(place, end, ')'))
            end++;
        for (size_t i = 0; end == place->before && columns[i] != NULL; i++)
            offer_name(text->offer, columns[i], "column of a record");
        if (end == place->before)
            return;
        end++;
    }
    offer_query(text, end);
}

/* CREATE ... VIEW name (columns) AS, and then a query. */
static void offer_create(const Text *text)
{
    const Place *place = text->place;

    for (size_t i = 1; i < place->before; i++) {
        if (place_is_word(place, i, "as")) {
            offer_query(text, i + 1);
            return;
        }
    }
    if (place->before > 2 && place_is_word(place, place->before - 2, "view"))
        offer_words(text->offer, "AS", "and then the query");
}

static void offer_drop(const Text *text)
{
    const Place *place = text->place;

    if (!place_is_word(place, 1, "view"))
        return;
    if (place->before == 2)
        offer_words(text->offer, "IF EXISTS", "");
    if (place->before == 2 || place_is_word(place, place->before - 1, "exists"))
        offer_views(text);
}

static void offer_explain(const Text *text)
{
    offer_query(text, place_is_word(text->place, 1, "analyze") && text->place->before > 1 ? 2 : 1);
}

/* By the first word. */
static const struct {
    const char *word;
    void (*offer)(const Text *text);
} statements[] = {
    {"insert",  offer_insert },
    {"create",  offer_create },
    {"drop",    offer_drop   },
    {"explain", offer_explain},
};

static bool is_of_table(const Place *place)
{
    size_t len;
    const StatementCommand *commands = statement_commands(&len);
    g_autofree char *text = NULL;
    const ScanToken *first = place_token(place, 0);

    for (size_t i = 0; i < len; i++) {
        g_auto(GStrv) phrase = g_strsplit(commands[i].words, " ", 2);

        if (scan_is_word(first, phrase[0]))
            return true;
    }
    text = g_strndup(first->text.at, first->text.len);
    return ask_is(text);
}

static void offer_statement(const Text *text)
{
    const Place *place = text->place;

    if (place->before == 0 || is_of_table(place)) {
        offer_heads(text);
        offer_ask(text);
        offer_session(text);
        return;
    }
    offer_heads(text);
    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (place_is_word(place, 0, statements[i].word)) {
            statements[i].offer(text);
            return;
        }
    }
    offer_query(text, 0);
}

EventCandidates *complete_text(const char *text, size_t cursor_bytes, const CompleteKnown *known)
{
    size_t len = strlen(text);
    g_auto(Place) place = {0};
    g_auto(Offer) offer = {0};

    if (len > EVENT_QUESTION_BYTES_MAX)
        return event_candidates_new();
    place = place_find(span_make(text, len), cursor_bytes);
    offer = offer_make(&place);
    if (place.kind != PLACE_NOWHERE)
        offer_statement(&(Text){&offer, &place, known});
    return offer_take(&offer);
}
