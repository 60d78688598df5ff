/*
 * To add a hint: a row in `rows`. A pattern is a list of words (in any case) and symbols, with
 *     %w  a name or keyword      %s  a quoted text or name      %t  a text      %n  a number
 * A row fits if its pattern covers the token that the parser stumbled over, or ends right before
 * it; the first row wins. In the text $1 is what the first of these %s matched, without quotes, and
 * ~1 the same in lower case. What no pattern can say is a function in `builders`.
 */
#include "sql/hint.h"

#include "sql/hint_shape.h"
#include "sql/typo.h"

enum { HINT_CAPTURES_MAX = 6 };

typedef char *(*HintBuild)(const HintTokens *tokens); /* (owned) NULL: does not fit */

/* ---- hints that a pattern can't say ---- */

static bool touches(const ScanToken *left, const ScanToken *right)
{
    return left->text.at + left->text.len == right->text.at;
}

static bool is_name_part(const ScanToken *token)
{
    return token->kind == SCAN_WORD || token->kind == SCAN_NUMBER ||
           (token->kind == SCAN_SYMBOL && token->text.len == 1 &&
            (token->text.at[0] == '-' || token->text.at[0] == '.'));
}

/* my-topic.v1: names and dashes without a blank between them */
static char *build_dashed_name(const HintTokens *tokens)
{
    size_t first = tokens->stumble, last = tokens->stumble;
    bool has_dash = false;

    while (first > 0 && is_name_part(&tokens->at[first - 1]) &&
           touches(&tokens->at[first - 1], &tokens->at[first]))
        first--;
    while (last + 1 < tokens->len && is_name_part(&tokens->at[last + 1]) &&
           touches(&tokens->at[last], &tokens->at[last + 1]))
        last++;
    for (size_t i = first; i <= last && i < tokens->len; i++)
        has_dash |= tokens->at[i].text.at[0] == '-';
    if (!has_dash || first == last || tokens->at[first].kind != SCAN_WORD)
        return NULL;
    return g_strdup_printf(
        "a name with a dash is written in double quotes: \"%.*s\"",
        (int)(tokens->at[last].text.at + tokens->at[last].text.len - tokens->at[first].text.at),
        tokens->at[first].text.at);
}

/* 'it's': a text ends at its second quote, and a word follows at once. */
static char *build_inner_quote(const HintTokens *tokens)
{
    const ScanToken *token = &tokens->at[tokens->stumble];

    if (tokens->stumble == 0 || token->kind != SCAN_WORD || token[-1].kind != SCAN_STRING ||
        !touches(&token[-1], token))
        return NULL;
    return g_strdup("a quote inside a text is written twice: 'it''s'");
}

/* A reserved word where a name must stand. */
static char *build_reserved(const HintTokens *tokens)
{
    static const char *const reserved[] = {
        "all",        "analyse", "analyze", "and",        "any",       "array",   "as",
        "asc",        "both",    "case",    "cast",       "check",     "collate", "column",
        "constraint", "create",  "default", "desc",       "distinct",  "do",      "else",
        "end",        "except",  "false",   "fetch",      "for",       "foreign", "from",
        "grant",      "group",   "having",  "in",         "initially", "into",    "lateral",
        "leading",    "limit",   "not",     "null",       "on",        "only",    "or",
        "order",      "placing", "primary", "references", "returning", "select",  "some",
        "symmetric",  "table",   "then",    "to",         "trailing",  "true",    "union",
        "unique",     "user",    "using",   "variadic",   "when",      "where",   "window",
        "with",       NULL};
    static const char *const before[] = {"select", "by", "where", "and", "or", "on", "from", NULL};
    const ScanToken *token = &tokens->at[tokens->stumble], *left = token - 1;

    if (tokens->stumble == 0 || !hint_is_any_word(token, reserved))
        return NULL;
    if (!hint_is_any_word(left, before) && !hint_is_symbol(left, ",") &&
        !hint_is_symbol(left, "(") && !hint_is_symbol(left, "."))
        return NULL;
    return g_strdup_printf("%.*s is a reserved word; a column or topic of that name is written in "
                           "double quotes: \"%.*s\"",
                           (int)token->text.len, token->text.at, (int)token->text.len,
                           token->text.at);
}

static char *near_keyword(const ScanToken *token)
{
    static const char *const keywords[] = {"SELECT", "FROM",    "WHERE",    "GROUP",
                                           "ORDER",  "HAVING",  "LIMIT",    "INSERT",
                                           "OFFSET", "BETWEEN", "DISTINCT", NULL};
    g_autofree char *word = g_strndup(token->text.at, token->text.len);

    if (token->kind != SCAN_WORD || strlen(word) < 4 || hint_is_any_word(token, keywords))
        return NULL;
    for (size_t i = 0; keywords[i] != NULL; i++) {
        size_t max = strlen(keywords[i]) > 4 ? 2 : 1;

        if (typo_distance(word, keywords[i], max) <= max)
            return g_strdup_printf("did you mean %s instead of %s?", keywords[i], word);
    }
    return NULL;
}

/* The mistyped word was taken for an alias, or is what the parser stumbled over. */
static char *build_typo(const HintTokens *tokens)
{
    char *hint = tokens->stumble > 0 ? near_keyword(&tokens->at[tokens->stumble - 1]) : NULL;

    return hint != NULL ? hint : near_keyword(&tokens->at[tokens->stumble]);
}

/* now() - 1 hour */
static char *build_interval(const HintTokens *tokens)
{
    static const char *const units[] = {"second", "seconds", "minute", "minutes", "hour",
                                        "hours",  "day",     "days",   "week",    "weeks",
                                        "month",  "months",  "year",   "years",   NULL};
    const ScanToken *unit = &tokens->at[tokens->stumble], *number = unit - 1;

    if (tokens->stumble == 0 || number->kind != SCAN_NUMBER || !hint_is_any_word(unit, units))
        return NULL;
    return g_strdup_printf("write interval '%.*s %.*s'", (int)number->text.len, number->text.at,
                           (int)unit->text.len, unit->text.at);
}

/* WITH a AS (SELECT ...), and nothing behind it */
static char *build_with(const HintTokens *tokens)
{
    if (tokens->stumble < tokens->len || !scan_is_word(tokens->at, "with"))
        return NULL;
    return g_strdup("behind WITH stands a query that uses its names: WITH a AS (SELECT 1) SELECT * "
                    "FROM a");
}

/* ---- the table ---- */

/* clang-format off */
/* Errors that are known by how their sentence begins. */
static const struct {
    const char *message, *pattern; /* pattern: NULL: any place */
    const char *text;
} sentences[] = {
    {"trailing junk after numeric literal at or near \".", "%w %n %w",
     "a part that begins with a digit needs double quotes around the name: \"$1$2$3\""},
    {"trailing junk after numeric literal", "%n %w",
     "a name that begins with a digit is written in double quotes: \"$1$2\""},
    {"improper qualified name", "%w . %w . %w . %w",
     "a name of more than three parts is written in double quotes: \"$1.$2.$3.$4\""},
    {"unterminated quoted string", NULL,
     "a text ends with a single quote; a quote inside it is written twice: 'it''s'"},
    {"unterminated quoted identifier", NULL,
     "double quotes stand around names; a text stands in single quotes: 'text'"},
    {"unterminated /* comment", NULL, "a comment ends with */"},
};

static const struct {
    const char *pattern, *text;
} rows[] = {
    {"TABLE ( HOP ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w , INTERVAL %s %w )",
     "write FROM hop($1, $2, interval '$3 ~4', interval '$5 ~6')"},
    {"TABLE ( CUMULATE ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w , INTERVAL %s %w )",
     "write FROM cumulate($1, $2, interval '$3 ~4', interval '$5 ~6')"},
    {"TABLE ( SESSION ( TABLE %w PARTITION BY %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM session($1, $3, interval '$4 ~5', by => $2), and group by $2 too"},
    {"TABLE ( SESSION ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM session($1, $2, interval '$3 ~4')"},
    {"HOP ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w , INTERVAL %s %w )",
     "write FROM hop($1, $2, interval '$3 ~4', interval '$5 ~6')"},
    {"CUMULATE ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w , INTERVAL %s %w )",
     "write FROM cumulate($1, $2, interval '$3 ~4', interval '$5 ~6')"},
    {"SESSION ( TABLE %w PARTITION BY %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM session($1, $3, interval '$4 ~5', by => $2), and group by $2 too"},
    {"SESSION ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM session($1, $2, interval '$3 ~4')"},
    {"TABLE ( TUMBLE ( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM tumble($1, $2, interval '$3 ~4')"},
    {"FROM TABLE (", "leave TABLE out: FROM tumble(topic, interval '10 minutes')"},
    {"( TABLE %w , DESCRIPTOR ( %w ) , INTERVAL %s %w )",
     "write FROM tumble($1, $2, interval '$3 ~4')"},
    {"( TABLE %w , DESCRIPTOR ( %w )",
     "write FROM tumble($1, $2, interval '10 minutes') with the size that you mean"},
    {"( TABLE %w", "write the topic's name alone: tumble($1, interval '10 minutes')"},
    {"INTERVAL %n %w", "write interval '$1 ~2'"},
    {"INTERVAL %s %w", "write interval '$1 ~2'"},
    {"EMIT FINAL", "leave EMIT FINAL out, and write SET emit = 'final'; before the query"},
    {"EMIT %w", "leave EMIT $1 out: a result is kept up to date for as long as its query runs"},
    {"WINDOW TUMBLING ( SIZE %n %w", "write FROM tumble(topic, interval '$1 ~2')"},
    {"WINDOW HOPPING ( SIZE %n %w , ADVANCE BY %n %w",
     "write FROM hop(topic, interval '$3 ~4', interval '$1 ~2')"},
    {"WINDOW SESSION ( %n %w",
     "write FROM session(topic, interval '$1 ~2'), and group by window_start too"},
    {"WINDOW %w (", "windows are functions in FROM: tumble(topic, interval '10 minutes')"},
    {"WINDOW ( %w , %s , %s )",
     "write FROM hop(topic, $1, interval '$3', interval '$2') and group by window_start"},
    {"WINDOW ( %w , %s", "write FROM tumble(topic, $1, interval '$2') and group by window_start"},
    {"CREATE STREAM",
     "a query with a name is a view, and goes on as one: CREATE OR REPLACE VIEW name AS SELECT ..."},
    {"REPLACE STREAM",
     "a query with a name is a view, and goes on as one: CREATE OR REPLACE VIEW name AS SELECT ..."},
    {"PARTITION BY", "a result has no partitions: rows are put together by GROUP BY"},
    {"LATERAL VIEW EXPLODE ( SPLIT ( %w , %t ) ) %w AS %w",
     "write FROM topic, string_to_table($1, '$2') AS $4"},
    {"LATERAL VIEW",
     "a function stands in FROM behind a comma: FROM topic, string_to_table(value, ' ') AS "
     "word"},
    {"&& %w =", "write AND instead of &&"},
    {"&& %w . %w =", "write AND instead of &&"},
    {"|| %w =", "|| joins texts; for truth values write OR"},
    {"|| %w . %w =", "|| joins texts; for truth values write OR"},
    {"LIMIT %n , %n", "write LIMIT $2 OFFSET $1"},
    {"TOP %n", "write LIMIT $1 at the end of the statement"},
    {"* EXCEPT (", "a star stands for all columns: name those that are wanted"},
    {"* EXCLUDE (", "a star stands for all columns: name those that are wanted"},
    {"QUALIFY %w", "number the rows in a query, and choose: SELECT * FROM (SELECT *, row_number() OVER "
     "(PARTITION BY key ORDER BY \"timestamp\" DESC) AS place FROM topic) AS ranked WHERE place = 1"},
    {"TRY_CAST ( %w AS %w", "write CAST($1 AS $2), and SET on_error = 'skip' to leave out rows where it fails"},
    {"SAFE_CAST ( %w AS %w", "write CAST($1 AS $2), and SET on_error = 'skip' to leave out rows where it fails"},
    {"SELECT STREAM", "leave STREAM out: a query over a topic goes on by itself"},
    {"TIME =>",
     "the time column stands behind the topic: tumble(lines, received_at, interval '10 "
     "seconds'); or write \"time\" => received_at"},
    {"STREAM * FROM", "leave STREAM out: a query over a topic goes on by itself"},
    {", FROM", "leave out the comma before FROM"},
    {", WHERE", "leave out the comma before WHERE"},
    {", GROUP BY", "leave out the comma before GROUP BY"},
    {", ORDER BY", "leave out the comma before ORDER BY"},
    {", LIMIT", "leave out the comma before LIMIT"},
    {", SELECT", "leave out the comma before SELECT"},
    {", )", "leave out the comma before )"},
    {", ,", "between two commas something is missing"},
    {"LIMIT %n ORDER BY", "LIMIT stands behind ORDER BY: ORDER BY ... LIMIT $1"},
    {"GROUP BY %w WITH ROLLUP", "write GROUP BY ROLLUP ($1)"},
    {"WITH ROLLUP", "write GROUP BY ROLLUP (...)"},
    {"GROUP BY ALL", "name the columns: GROUP BY key, or their places in SELECT: GROUP BY 1, 2"},
    {"GROUP BY *", "name the columns: GROUP BY key, or their places in SELECT: GROUP BY 1, 2"},
    {"ORDER BY DESC %w", "write ORDER BY $1 DESC"},
    {"ORDER BY ASC %w", "write ORDER BY $1 ASC"},
    {"NULL LAST", "write NULLS LAST"},
    {"NULL FIRST", "write NULLS FIRST"},
    {"FROM %t", "a topic's name stands without quotes, or in double quotes: \"$1\""},
    {"FROM ( %w )", "in parentheses stands a query; a topic's name stands without them: FROM $1"},
    {"FROM %w WITH (", "options stand in the call: FROM topic('$1', since => '1 hour')"},
    {"AS %t", "a name stands without quotes, or in double quotes: \"$1\""},
    {"IN %t", "IN takes a list in parentheses: IN ('$1')"},
    {"IN %n", "IN takes a list in parentheses: IN ($1)"},
    {"IN ARRAY", "write = ANY (ARRAY[...]), or a list: IN ('a', 'b')"},
    {"IN ( )", "IN takes at least one value: IN ('a', 'b')"},
    {"BETWEEN %n , %n", "write BETWEEN $1 AND $2"},
    {"BETWEEN %t , %t", "write BETWEEN '$1' AND '$2'"},
    {"IS NOT %t", "IS NOT is for NULL, TRUE and FALSE; for values write <>"},
    {"IS %t", "IS is for NULL, TRUE and FALSE; for values write ="},
    {"IS NOT %n", "IS NOT is for NULL, TRUE and FALSE; for values write <>"},
    {"IS %n", "IS is for NULL, TRUE and FALSE; for values write ="},
    {"NOT =", "write <>"},
    {"RLIKE %t", "write ~ '$1'"},
    {"REGEXP %t", "write ~ '$1'"},
    {"LIKE %", "a pattern is a text: LIKE '%a%'"},
    {"LIKE %w %", "a pattern is a text: LIKE '$1%'"},
    {"CAST ( %w , %w", "write CAST($1 AS $2)"},
    {"INT ( %n", "type int has no length: leave out the parentheses"},
    {"INTEGER ( %n", "type integer has no length: leave out the parentheses"},
    {"BIGINT ( %n", "type bigint has no length: leave out the parentheses"},
    {"ARRAY < %w", "an array's type is written bigint[], text[]"},
    {"FILTER WHERE", "write FILTER (WHERE ...)"},
    {"SEPARATOR %t", "write string_agg(..., '$1')"},
    {"INSERT INTO VALUES", "behind INTO stands a topic: INSERT INTO lines VALUES ('a')"},
    {"INSERT %w VALUES", "write INSERT INTO $1"},
    {"INSERT INTO %w ( %t", "write VALUES before the row: INSERT INTO $1 VALUES ('$2')"},
    {"INSERT INTO %w VALUE", "write VALUES"},
    {"INSERT INTO %w SET %w = %t", "write INSERT INTO $1 ($2) VALUES ('$3')"},
    {"VALUES %t", "each row stands in parentheses: VALUES ('$1')"},
    {"VALUES %n", "each row stands in parentheses: VALUES ($1)"},
    {", %w :", "write $1 => ..."},
    {"( %w :", "write $1 => ..."},
    {"= :", "there are no parameters: write the value itself, such as 'text'"},
    {"> :", "there are no parameters: write the value itself, such as 'text'"},
    {"< :", "there are no parameters: write the value itself, such as 'text'"},
    {"SELECT :", "there are no parameters: write the value itself, such as 'text'"},
    {"= [", "write ARRAY[1, 2]"},
    {"( [", "write ARRAY[1, 2]"},
    {", [", "write ARRAY[1, 2]"},
    {"SELECT [", "write ARRAY[1, 2]"},
    {"#", "a comment begins with --"},
    {"//", "a comment begins with --"},
    {"ELSE IF", "another WHEN takes the place of ELSE IF"},
    {"=>", "write >= to compare; => names an argument of a function"},
    {"OFFSET", "the column of that name is written in double quotes: \"offset\""},
};
/* clang-format on */

/* What no row knows, the surest first. */
static const HintBuild builders[] = {
    build_inner_quote, build_dashed_name,   hint_of_case,   hint_of_missing, hint_of_order,
    hint_of_by,        hint_of_parenthesis, build_reserved, build_typo,      build_interval,
    build_with,        hint_of_beginning,   hint_of_comma,
};

/* ---- matching ---- */

static bool matches(const ScanToken *token, const char *element)
{
    if (strcmp(element, "%w") == 0)
        return token->kind == SCAN_WORD || token->kind == SCAN_QUOTED;
    if (strcmp(element, "%s") == 0)
        return token->kind == SCAN_STRING || token->kind == SCAN_QUOTED;
    if (strcmp(element, "%t") == 0)
        return token->kind == SCAN_STRING;
    if (strcmp(element, "%n") == 0)
        return token->kind == SCAN_NUMBER;
    return scan_is_word(token, element) || hint_is_symbol(token, element);
}

static bool matches_at(const HintTokens *tokens, size_t first, char **elements,
                       Span captures[HINT_CAPTURES_MAX])
{
    size_t captured = 0;

    for (size_t i = 0; elements[i] != NULL; i++) {
        Span text;

        if (first + i >= tokens->len || !matches(&tokens->at[first + i], elements[i]))
            return false;
        if (elements[i][0] != '%' || captured == HINT_CAPTURES_MAX)
            continue;
        text = tokens->at[first + i].text;
        if (text.len >= 2 && (text.at[0] == '\'' || text.at[0] == '"'))
            text = span_make(text.at + 1, text.len - 2);
        captures[captured++] = text;
    }
    return true;
}

/* The pattern at a place that covers the stumbling block, or ends right before it. */
static bool find_pattern(const HintTokens *tokens, const char *pattern,
                         Span captures[HINT_CAPTURES_MAX])
{
    g_auto(GStrv) elements = g_strsplit(pattern, " ", -1);
    size_t len = g_strv_length(elements);
    size_t from = tokens->stumble > len ? tokens->stumble - len : 0;

    for (size_t first = from; first <= tokens->stumble; first++) {
        if (matches_at(tokens, first, elements, captures))
            return true;
    }
    return false;
}

static char *fill_in(const char *text, const Span captures[HINT_CAPTURES_MAX])
{
    g_autoptr(GString) hint = g_string_new(NULL);

    for (; *text != '\0'; text++) {
        if ((*text == '$' || *text == '~') && g_ascii_isdigit(text[1])) {
            Span capture = captures[text[1] - '1'];
            g_autofree char *word = *text == '~' ? g_ascii_strdown(capture.at, (gssize)capture.len)
                                                 : g_strndup(capture.at, capture.len);

            g_string_append(hint, word);
            text++;
        } else {
            g_string_append_c(hint, *text);
        }
    }
    return g_strdup(hint->str);
}

static char *find_in_rows(const HintTokens *tokens)
{
    Span captures[HINT_CAPTURES_MAX] = {
        {NULL, 0}
    };

    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        if (g_str_has_prefix(tokens->message, sentences[i].message) &&
            (sentences[i].pattern == NULL || find_pattern(tokens, sentences[i].pattern, captures)))
            return fill_in(sentences[i].text, captures);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (find_pattern(tokens, rows[i].pattern, captures))
            return fill_in(rows[i].text, captures);
    }
    return NULL;
}

static char *find_hint(const HintTokens *tokens)
{
    char *hint = find_in_rows(tokens);

    for (size_t i = 0; i < G_N_ELEMENTS(builders) && hint == NULL; i++)
        hint = builders[i](tokens);
    return hint;
}

void hint_add(Span text, GError **error)
{
    g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(ScanToken));
    g_autofree char *hint = NULL;
    Scan scan = scan_make(text);
    ScanToken token;
    HintTokens tokens = {.stumble = 0};
    int position;

    if (error == NULL || *error == NULL || fail_position(*error) < 0)
        return;
    position = fail_position(*error);
    do {
        token = scan_next(&scan);
        g_array_append_val(array, token);
        if (token.kind != SCAN_END && token.text.at + token.text.len <= text.at + position)
            tokens.stumble = array->len;
    } while (token.kind != SCAN_END && array->len <= SCAN_TOKENS_MAX);
    tokens.at = (const ScanToken *)(const void *)array->data;
    tokens.len = array->len - 1;
    tokens.message = (*error)->message;
    hint = find_hint(&tokens);
    if (hint != NULL)
        fail_hint(error, "%s", hint);
}
