#include "sql/hint_shape.h"

enum { QUOTED_BYTES_MAX = 80 }; /* of the text that a hint repeats */

/* The clauses of a query in their order; LIMIT and OFFSET may change places. */
static const struct {
    const char *word, *name;
    bool has_by;
    int rank;
} clauses[] = {
    {"select", "SELECT",   false, 0},
    {"from",   "FROM",     false, 1},
    {"where",  "WHERE",    false, 2},
    {"group",  "GROUP BY", true,  3},
    {"having", "HAVING",   false, 4},
    {"union",  "UNION",    false, 5},
    {"order",  "ORDER BY", true,  6},
    {"limit",  "LIMIT",    false, 7},
};

bool hint_is_any_word(const ScanToken *token, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (scan_is_word(token, *words))
            return true;
    }
    return false;
}

bool hint_is_symbol(const ScanToken *token, const char *symbol)
{
    return token->kind == SCAN_SYMBOL && span_equals(token->text, span_of(symbol));
}

/* The row of `clauses` that a token begins; -1. */
static int clause_at(const HintTokens *tokens, size_t i)
{
    const ScanToken *token = &tokens->at[i];

    if (i >= tokens->len || (i > 0 && scan_is_word(token - 1, "distinct")))
        return -1; /* IS DISTINCT FROM */
    for (size_t c = 0; c < G_N_ELEMENTS(clauses); c++) {
        if (scan_is_word(token, clauses[c].word))
            return !clauses[c].has_by || scan_is_word(token + 1, "by") ? (int)c : -1;
    }
    return -1;
}

/* ---- the beginning ---- */

char *hint_of_beginning(const HintTokens *tokens)
{
    const ScanToken *first = tokens->at, *last = first + tokens->len - 1;
    bool has_from = false;

    if (tokens->stumble == 1 && scan_is_word(first, "explain"))
        return g_strdup("EXPLAIN stands before a query: EXPLAIN SELECT * FROM topic");
    if (tokens->stumble > 0 || tokens->len == 0)
        return NULL;
    for (size_t i = 1; i < tokens->len; i++)
        has_from |= scan_is_word(&tokens->at[i], "from");
    if (has_from && last->text.at + last->text.len - first->text.at <= QUOTED_BYTES_MAX)
        return g_strdup_printf("a query begins with SELECT: SELECT %.*s",
                               (int)(last->text.at + last->text.len - first->text.at),
                               first->text.at);
    if (has_from || scan_is_word(first, "from"))
        return g_strdup("a query begins with SELECT: SELECT ... FROM topic");
    return g_strdup("a statement begins with SELECT, WITH, VALUES, EXPLAIN, INSERT, SHOW, "
                    "DESCRIBE, PRINT, HELP or SET");
}

/* ---- CASE ---- */

char *hint_of_case(const HintTokens *tokens)
{
    const ScanToken *end = &tokens->at[tokens->stumble], *begin = NULL;
    int open = 0;

    if (tokens->stumble < tokens->len && scan_is_word(end, "then"))
        return g_strdup("write CASE WHEN ... THEN ... END");
    if (clause_at(tokens, tokens->stumble) < 0)
        return NULL;
    for (const ScanToken *token = end; token > tokens->at; token--) {
        if (scan_is_word(token - 1, "end"))
            open--;
        else if (scan_is_word(token - 1, "case") && ++open > 0 && begin == NULL)
            begin = token - 1;
    }
    if (begin == NULL)
        return NULL;
    if (end[-1].text.at + end[-1].text.len - begin->text.at > QUOTED_BYTES_MAX)
        return g_strdup("CASE ends with END: CASE WHEN ... THEN ... ELSE ... END");
    return g_strdup_printf("CASE ends with END: %.*s END",
                           (int)(end[-1].text.at + end[-1].text.len - begin->text.at),
                           begin->text.at);
}

/* ---- what is missing ---- */

/* Something must stand behind these. */
static bool wants_more(const ScanToken *token)
{
    static const char *const words[] = {"from", "where", "having", "and",  "or",   "not",
                                        "on",   "by",    "when",   "then", "else", NULL};
    static const char *const symbols[] = {"=", "<", ">", "<=", ">=", "<>", "!=", "+", "||", NULL};

    if (hint_is_any_word(token, words))
        return true;
    for (size_t i = 0; symbols[i] != NULL; i++) {
        if (hint_is_symbol(token, symbols[i]))
            return true;
    }
    return false;
}

char *hint_of_missing(const HintTokens *tokens)
{
    static const char *const joints[] = {"and", "or", "then", "else", NULL};
    const ScanToken *token = &tokens->at[tokens->stumble], *before = token - 1;

    if (tokens->stumble == 0 || !wants_more(before))
        return NULL;
    if (tokens->stumble == tokens->len)
        return g_strdup_printf("behind %.*s something is missing", (int)before->text.len,
                               before->text.at);
    if (clause_at(tokens, tokens->stumble) < 1 && !hint_is_any_word(token, joints) &&
        !hint_is_symbol(token, ")"))
        return NULL;
    return g_strdup_printf("between %.*s and %.*s something is missing", (int)before->text.len,
                           before->text.at, (int)token->text.len, token->text.at);
}

/* ---- clauses ---- */

/* The clause before the stumble, in the same parentheses, that is the last one in the order. */
static int last_clause(const HintTokens *tokens)
{
    int depth = 0, last = -1;

    for (size_t i = tokens->stumble; i > 0 && depth >= 0; i--) {
        int clause = clause_at(tokens, i - 1);

        if (hint_is_symbol(&tokens->at[i - 1], ")"))
            depth++;
        else if (hint_is_symbol(&tokens->at[i - 1], "("))
            depth--;
        if (depth != 0 || clause < 0)
            continue;
        if (clauses[clause].rank == 0 || strcmp(clauses[clause].word, "union") == 0)
            break;
        if (last < 0 || clauses[clause].rank > clauses[last].rank)
            last = clause;
    }
    return last;
}

char *hint_of_order(const HintTokens *tokens)
{
    int clause = clause_at(tokens, tokens->stumble), last = last_clause(tokens);

    if (clause < 1 || last < 0 || clauses[last].rank < clauses[clause].rank)
        return NULL;
    if (strcmp(clauses[clause].word, "union") == 0)
        return g_strdup("ORDER BY and LIMIT stand behind the last query of a UNION, for all of it");
    if (last != clause)
        return g_strdup_printf("%s stands before %s", clauses[clause].name, clauses[last].name);
    if (strcmp(clauses[clause].word, "where") == 0 || strcmp(clauses[clause].word, "having") == 0)
        return g_strdup_printf("there is one %s: its conditions are joined by AND",
                               clauses[clause].name);
    return g_strdup_printf("there is one %s", clauses[clause].name);
}

char *hint_of_by(const HintTokens *tokens)
{
    static const char *const words[] = {"group", "order", "partition", NULL};
    const ScanToken *token = &tokens->at[tokens->stumble], *before = token - 1;
    g_autofree char *word = NULL;

    if (tokens->stumble == 0 || !hint_is_any_word(before, words) ||
        (token->kind != SCAN_WORD && token->kind != SCAN_QUOTED) || scan_is_word(token, "by") ||
        clause_at(tokens, tokens->stumble) >= 0)
        return NULL;
    word = g_ascii_strup(before->text.at, (gssize)before->text.len);
    return g_strdup_printf("write %s BY %.*s", word, (int)token->text.len, token->text.at);
}

/* ---- parentheses ---- */

/* How many are open at the stumble; @ret_has_select: the innermost of them holds a query. */
static int count_open(const HintTokens *tokens, bool *ret_has_select)
{
    int open = 0, closed = 0;

    *ret_has_select = false;
    for (size_t i = tokens->stumble; i > 0; i--) {
        const ScanToken *token = &tokens->at[i - 1];

        if (hint_is_symbol(token, ")"))
            closed++;
        else if (hint_is_symbol(token, "(") && closed > 0)
            closed--;
        else if (hint_is_symbol(token, "("))
            open++;
        else if (open == 0 && closed == 0 && scan_is_word(token, "select"))
            *ret_has_select = true;
    }
    return open;
}

char *hint_of_parenthesis(const HintTokens *tokens)
{
    const ScanToken *token = &tokens->at[tokens->stumble];
    bool has_select;
    int open = count_open(tokens, &has_select);

    if (open == 0 && tokens->stumble < tokens->len && hint_is_symbol(token, ")"))
        return g_strdup("no ( is open here: leave out the )");
    if (open > 0 && tokens->stumble == tokens->len)
        return g_strdup("a ) is missing at the end");
    if (open > 0 && !has_select && clause_at(tokens, tokens->stumble) > 0)
        return g_strdup_printf("a ) is missing before %.*s", (int)token->text.len, token->text.at);
    return NULL;
}

/* ---- commas ---- */

static bool is_item(const ScanToken *token)
{
    return token->kind == SCAN_WORD || token->kind == SCAN_QUOTED || token->kind == SCAN_STRING ||
           token->kind == SCAN_NUMBER;
}

/* Whether the stumble is within a list of columns, or of a call's arguments. */
static bool is_in_list(const HintTokens *tokens)
{
    static const char *const begin[] = {"select", "by", NULL};
    int closed = 0;

    for (size_t i = tokens->stumble; i > 0; i--) {
        const ScanToken *token = &tokens->at[i - 1];

        if (hint_is_symbol(token, ")"))
            closed++;
        else if (hint_is_symbol(token, "(") && --closed < 0)
            return i > 1 && token[-1].kind == SCAN_WORD;
        else if (closed == 0 && hint_is_any_word(token, begin))
            return true;
        else if (closed == 0 && clause_at(tokens, i - 1) >= 0)
            return false;
    }
    return false;
}

char *hint_of_comma(const HintTokens *tokens)
{
    const ScanToken *token = &tokens->at[tokens->stumble], *before = token - 1;

    if (tokens->stumble == 0 || tokens->stumble == tokens->len || !is_item(token) ||
        !(is_item(before) || hint_is_symbol(before, ")")) || wants_more(before) ||
        clause_at(tokens, tokens->stumble) >= 0 || !is_in_list(tokens))
        return NULL;
    return g_strdup_printf("a comma may be missing before %.*s", (int)token->text.len,
                           token->text.at);
}
