#include "complete/clause.h"

typedef enum Effect {
    OPERAND,    /* is a value */
    NO_OPERAND, /* an expression goes on behind it */
    CLAUSE,     /* begins that clause */
    WANTS_BY,   /* begins it when BY follows */
    CASE,
    END,
    AS,
    UNION, /* another query */
} Effect;

/* Words that are more than names. */
static const struct {
    const char *word;
    Effect effect;
    Clause clause;
} words[] = {
    {"with",      CLAUSE,     CLAUSE_WITH  },
    {"select",    CLAUSE,     CLAUSE_SELECT},
    {"values",    CLAUSE,     CLAUSE_VALUES},
    {"from",      CLAUSE,     CLAUSE_FROM  },
    {"where",     CLAUSE,     CLAUSE_WHERE },
    {"group",     WANTS_BY,   CLAUSE_GROUP },
    {"having",    CLAUSE,     CLAUSE_HAVING},
    {"order",     WANTS_BY,   CLAUSE_ORDER },
    {"partition", WANTS_BY,   CLAUSE_GROUP },
    {"limit",     CLAUSE,     CLAUSE_LIMIT },
    {"offset",    CLAUSE,     CLAUSE_LIMIT },
    {"union",     UNION,      CLAUSE_NONE  },
    {"as",        AS,         CLAUSE_NONE  },
    {"case",      CASE,       CLAUSE_NONE  },
    {"end",       END,        CLAUSE_NONE  },
    {"null",      OPERAND,    CLAUSE_NONE  },
    {"true",      OPERAND,    CLAUSE_NONE  },
    {"false",     OPERAND,    CLAUSE_NONE  },
    {"all",       NO_OPERAND, CLAUSE_NONE  },
    {"and",       NO_OPERAND, CLAUSE_NONE  },
    {"any",       NO_OPERAND, CLAUSE_NONE  },
    {"between",   NO_OPERAND, CLAUSE_NONE  },
    {"by",        NO_OPERAND, CLAUSE_NONE  },
    {"distinct",  NO_OPERAND, CLAUSE_NONE  },
    {"else",      NO_OPERAND, CLAUSE_NONE  },
    {"exists",    NO_OPERAND, CLAUSE_NONE  },
    {"filter",    NO_OPERAND, CLAUSE_NONE  },
    {"ilike",     NO_OPERAND, CLAUSE_NONE  },
    {"in",        NO_OPERAND, CLAUSE_NONE  },
    {"is",        NO_OPERAND, CLAUSE_NONE  },
    {"lateral",   NO_OPERAND, CLAUSE_NONE  },
    {"like",      NO_OPERAND, CLAUSE_NONE  },
    {"not",       NO_OPERAND, CLAUSE_NONE  },
    {"or",        NO_OPERAND, CLAUSE_NONE  },
    {"over",      NO_OPERAND, CLAUSE_NONE  },
    {"similar",   NO_OPERAND, CLAUSE_NONE  },
    {"then",      NO_OPERAND, CLAUSE_NONE  },
    {"when",      NO_OPERAND, CLAUSE_NONE  },
};

static Level level_make(Clause clause)
{
    return (Level){.clause = clause,
                   .select = CLAUSE_NO_TOKEN,
                   .call = CLAUSE_NO_TOKEN,
                   .option = CLAUSE_NO_TOKEN};
}

static Level *top(Clauses *clauses)
{
    return &clauses->levels[clauses->len - 1];
}

/* The parenthesis at token @i: of a call, of a query, or of an expression. */
static void open_level(Clauses *clauses, const Place *place, size_t i, size_t begin)
{
    const Level *outer = top(clauses);
    bool is_call = outer->has_operand && i > begin && place_token(place, i - 1)->kind == SCAN_WORD;
    bool is_query = !is_call && (outer->clause == CLAUSE_FROM || outer->clause == CLAUSE_WITH ||
                                 outer->is_new_name || outer->clause == CLAUSE_NONE);
    Level level = level_make(is_query ? CLAUSE_NONE : CLAUSE_CALL);

    if (is_call)
        level.call = (int)i - 1;
    if (clauses->len == CLAUSE_LEVELS_MAX) {
        clauses->too_deep = true;
        return;
    }
    clauses->levels[clauses->len++] = level;
}

static void take_symbol(Clauses *clauses, const Place *place, size_t i, size_t begin)
{
    Span text = place_token(place, i)->text;
    Level *level = top(clauses);
    bool is_star = text.len == 1 && text.at[0] == '*' && !level->has_operand;

    if (place_is_symbol(place, i, '(')) {
        open_level(clauses, place, i, begin);
        return;
    }
    if (place_is_symbol(place, i, ')') && clauses->len > 1)
        level = &clauses->levels[--clauses->len - 1];
    level->has_operand =
        is_star || place_is_symbol(place, i, ')') || place_is_symbol(place, i, ']');
    level->is_new_name = level->is_first = level->is_type = false;
    if (place_is_symbol(place, i, ',')) {
        level->arguments++;
        level->option = CLAUSE_NO_TOKEN;
    } else if (span_equals(text, span_of("=>")) && i > begin) {
        level->option = (int)i - 1;
    } else if (place_is_symbol(place, i, ':') && i > begin && place_is_symbol(place, i - 1, ':')) {
        level->is_type = true;
    }
}

/* FROM of extract(), trim(), IS DISTINCT FROM. */
static bool is_inner_from(const Place *place, const Level *level, size_t i)
{
    return level->select == CLAUSE_NO_TOKEN || (i >= 2 && place_is_word(place, i - 1, "distinct") &&
                                                !place_is_word(place, i - 2, "select"));
}

static void begin_clause(Level *level, const Place *place, Clause clause, size_t i)
{
    level->has_operand = level->wants_by = false;
    if (clause == CLAUSE_FROM && is_inner_from(place, level, i))
        return;
    if (clause == CLAUSE_SELECT) {
        level->select = (int)i + 1;
        level->is_first = true;
    }
    level->clause = clause;
}

static void take_as(Level *level, const Place *place)
{
    bool is_cast =
        level->call != CLAUSE_NO_TOKEN && (place_is_word(place, (size_t)level->call, "cast") ||
                                           place_is_word(place, (size_t)level->call, "try_cast"));

    level->has_operand = false;
    level->is_type = is_cast;
    level->is_new_name = !is_cast;
}

static void take_effect(Level *level, const Place *place, size_t row, size_t i)
{
    switch (words[row].effect) {
    case OPERAND:
        level->has_operand = true;
        break;
    case NO_OPERAND:
        level->has_operand = false;
        level->wants_by = false;
        break;
    case CLAUSE:
        begin_clause(level, place, words[row].clause, i);
        break;
    case WANTS_BY:
        begin_clause(level, place, words[row].clause, i);
        level->wants_by = true;
        break;
    case CASE:
        level->cases++;
        level->has_operand = false;
        break;
    case END:
        level->cases = MAX(level->cases - 1, 0);
        level->has_operand = true;
        break;
    case AS:
        take_as(level, place);
        break;
    case UNION:
        *level = level_make(CLAUSE_NONE);
        break;
    }
}

static void take_word(Clauses *clauses, const Place *place, size_t i)
{
    Level *level = top(clauses);
    bool was_new_name = level->is_new_name;

    level->is_first = level->is_new_name = level->is_type = false;
    for (size_t row = 0; !was_new_name && row < G_N_ELEMENTS(words); row++) {
        if (place_is_word(place, i, words[row].word) &&
            !(words[row].effect == WANTS_BY && !level->has_operand &&
              level->clause != CLAUSE_CALL)) {
            take_effect(level, place, row, i);
            return;
        }
    }
    level->has_operand = true;
}

Clauses clauses_find(const Place *place, size_t begin)
{
    Clauses clauses = {.len = 1};
    size_t end = place->before - place->heads;

    clauses.levels[0] = level_make(CLAUSE_NONE);
    for (size_t i = begin; i < end && !clauses.too_deep; i++) {
        if (place_token(place, i)->kind == SCAN_SYMBOL)
            take_symbol(&clauses, place, i, begin);
        else
            take_word(&clauses, place, i);
    }
    return clauses;
}
