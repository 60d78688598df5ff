#include "complete/expression.h"

#include <string.h>

#include "complete/keyword.h"
#include "complete/relation.h"
#include "complete/setting.h"
#include "expr/aggregate.h"
#include "expr/build.h"
#include "expr/table_function.h"

typedef struct Spot {
    Offer *offer;
    const Place *place;
    const Clauses *clauses;
    const CompleteKnown *known;
    const Level *level; /* the innermost */
} Spot;

static void offer_keywords(const Spot *spot, unsigned places)
{
    size_t len;
    const Keyword *keywords = keyword_table(&len);

    for (size_t i = 0; i < len; i++) {
        if ((keywords[i].places & places) != 0)
            offer_words(spot->offer, keywords[i].words, keywords[i].help);
    }
}

/* ---- relations ---- */

static void each_with_name(void *user, const char *name, const char *type)
{
    (void)type;
    offer_name(user, name, "query");
}

/* What is typed can be a topic's name only, with dots or dashes in it. */
static bool is_chain(const Place *place)
{
    return memchr(place->text.at + place->chain, '-', place->cursor - place->chain) != NULL ||
           place->heads > 0;
}

static void offer_tables(const Spot *spot)
{
    bool is_short = !is_chain(spot->place);

    if (is_short)
        relation_with_names(spot->place, each_with_name, spot->offer);
    for (size_t i = 0; is_short && i < event_views_len(spot->known->views); i++)
        offer_name(spot->offer, event_views_at(spot->known->views, i)->name, "view");
    for (size_t i = 0; spot->known->topics[i] != NULL; i++)
        offer_topic(spot->offer, spot->known->topics[i], "topic");
}

static void offer_table_functions(const Spot *spot)
{
    size_t len;
    const TableFunction *functions = table_function_table(&len);

    for (size_t i = 0; i < len; i++)
        offer_call(spot->offer, functions[i].signature, functions[i].help);
}

static void offer_from(const Spot *spot)
{
    size_t len;
    const KeywordCall *calls = keyword_calls(&len);

    offer_tables(spot);
    if (is_chain(spot->place))
        return;
    for (size_t i = 0; i < len; i++)
        offer_call(spot->offer, calls[i].signature, calls[i].help);
    offer_table_functions(spot);
    offer_keywords(spot, KEYWORD_ITEM);
}

/* ---- expressions ---- */

static void each_column(void *user, const char *name, const char *type)
{
    offer_name(user, name, *type == '\0' ? "column" : type);
}

/* The nearest query around the cursor; NULL: there is none. */
static const Level *query_of(const Clauses *clauses)
{
    for (size_t i = clauses->len; i-- > 0;) {
        if (clauses->levels[i].select != CLAUSE_NO_TOKEN)
            return &clauses->levels[i];
    }
    return NULL;
}

static void offer_columns(const Spot *spot)
{
    const Level *query = query_of(spot->clauses);
    g_autofree char *qualifier = place_qualifier(spot->place);

    if (query == NULL)
        return;
    relation_columns(spot->place, spot->known, (size_t)query->select, qualifier, each_column,
                     spot->offer);
    if (qualifier == NULL && (query->clause == CLAUSE_ORDER || query->clause == CLAUSE_GROUP))
        relation_outputs(spot->place, (size_t)query->select, each_column, spot->offer);
}

static void offer_functions(const Spot *spot)
{
    size_t len;
    const Aggregate *aggregates = aggregate_table(&len);

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GString) signature = g_string_new(NULL);

        aggregate_signature(&aggregates[i], signature);
        offer_call(spot->offer, signature->str, aggregates[i].help);
    }
    for (size_t i = 0; i < expr_functions_len(); i++) {
        ExprFunctionHelp help = expr_function_help(i);

        offer_call(spot->offer, help.signature, help.help);
    }
}

static void offer_operand(const Spot *spot)
{
    const Level *level = spot->level;

    offer_columns(spot);
    if (level->is_first)
        offer_keywords(spot, KEYWORD_LIST);
    if (level->clause == CLAUSE_GROUP)
        offer_keywords(spot, KEYWORD_GROUP);
    if (level->clause == CLAUSE_CALL && level->call == CLAUSE_NO_TOKEN)
        offer_keywords(spot, KEYWORD_QUERY);
    offer_keywords(spot, KEYWORD_OPERAND);
    offer_functions(spot);
}

static unsigned behind(Clause clause)
{
    static const unsigned places[] = {
        [CLAUSE_SELECT] = KEYWORD_BEHIND | KEYWORD_BEHIND_SELECT,
        [CLAUSE_FROM] = KEYWORD_BEHIND_FROM,
        [CLAUSE_WHERE] = KEYWORD_BEHIND | KEYWORD_BEHIND_WHERE,
        [CLAUSE_GROUP] = KEYWORD_BEHIND_GROUP,
        [CLAUSE_HAVING] = KEYWORD_BEHIND | KEYWORD_BEHIND_HAVING,
        [CLAUSE_ORDER] = KEYWORD_BEHIND_ORDER,
        [CLAUSE_LIMIT] = KEYWORD_BEHIND_LIMIT,
        [CLAUSE_CALL] = KEYWORD_BEHIND,
    };

    return places[clause];
}

/* ---- calls ---- */

static bool is_of_call(const KeywordOption *option, const char *call)
{
    g_auto(GStrv) calls = g_strsplit(option->calls, ",", -1);

    return g_strv_contains((const char *const *)calls, call);
}

static void offer_options(const Spot *spot, const char *call)
{
    size_t len;
    const KeywordOption *options = keyword_options(&len);

    for (size_t i = 0; i < len; i++) {
        if (is_of_call(&options[i], call))
            offer_plain(spot->offer, options[i].name, " => ", options[i].help);
    }
}

static void offer_topic_texts(const Spot *spot)
{
    for (size_t i = 0; spot->known->topics[i] != NULL; i++) {
        if (!offer_hides(spot->offer, spot->known->topics[i]))
            offer_literal(spot->offer, spot->known->topics[i], "topic");
    }
}

/* In the arguments of a call in FROM. True if that is all that fits there. */
static bool offer_argument(const Spot *spot)
{
    const Level *level = spot->level;
    size_t end;
    g_autofree char *call = NULL, *option = NULL;
    bool is_topic;

    if (level->call == CLAUSE_NO_TOKEN)
        return false;
    call = place_take_name(spot->place, (size_t)level->call, &end);
    is_topic = strcmp(call, "topic") == 0 || strcmp(call, "topics") == 0;
    if (!is_topic && !relation_is_window(call))
        return false;
    if (level->option != CLAUSE_NO_TOKEN) {
        option = place_take_name(spot->place, (size_t)level->option, &end);
        if (option != NULL)
            setting_offer_words(spot->offer, option);
        return is_topic || strcmp(call, "latest") == 0;
    }
    if (level->has_operand)
        return true;
    if (level->arguments == 0 && is_topic) {
        offer_topic_texts(spot);
    } else if (level->arguments == 0) {
        offer_tables(spot);
        offer_words(spot->offer, "(SELECT", "a query");
    } else {
        offer_options(spot, call);
    }
    return level->arguments == 0 || is_topic || spot->place->kind == PLACE_TEXT;
}

static void offer_types(const Spot *spot)
{
    for (size_t i = 0; keyword_types[i] != NULL; i++)
        offer_plain(spot->offer, keyword_types[i], "", "type");
}

static void offer_clause(const Spot *spot)
{
    const Level *level = spot->level;

    if (level->wants_by) {
        offer_words(spot->offer, "BY", "");
    } else if (level->has_operand) {
        if (level->cases > 0)
            offer_keywords(spot, KEYWORD_CASE);
        offer_keywords(spot, behind(level->clause));
    } else if (level->clause == CLAUSE_NONE) {
        offer_keywords(spot, KEYWORD_QUERY);
    } else if (level->clause == CLAUSE_FROM) {
        offer_from(spot);
    } else if (level->clause != CLAUSE_LIMIT && level->clause != CLAUSE_WITH &&
               level->clause != CLAUSE_VALUES) {
        offer_operand(spot);
    }
}

void expression_offer(Offer *offer, const Clauses *clauses, const CompleteKnown *known)
{
    const Spot spot = {offer, offer->place, clauses, known, &clauses->levels[clauses->len - 1]};

    if (spot.level->is_new_name)
        return;
    if (spot.level->is_type) {
        offer_types(&spot);
        return;
    }
    if (offer_argument(&spot) || offer->place->kind == PLACE_TEXT)
        return;
    offer_clause(&spot);
}
