#include "codec/survey.h"

#include "row/document.h"
#include "row/shown.h"

enum {
    NUMBER_BYTES = 4096,    /* of memory for one number */
    LEFT_OUT_MAX = 100000,  /* names */
    INSTANT_BYTES_MAX = 40, /* no longer text is one */
};

static void free_column(void *object)
{
    SurveyColumn *column = object;

    g_free(column->name);
    g_free(column->example);
    g_free(column);
}

void survey_init(Survey *survey)
{
    *survey = (Survey){.by_name = g_hash_table_new(g_str_hash, g_str_equal),
                       .columns = g_ptr_array_new_with_free_func(free_column),
                       .left_out = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

void survey_done(Survey *survey)
{
    if (survey->columns == NULL)
        return;
    g_hash_table_unref(survey->by_name);
    g_ptr_array_unref(survey->columns);
    g_hash_table_unref(survey->left_out);
}

SurveyColumn *survey_column(Survey *survey, Span name)
{
    g_autofree char *text = g_strndup(name.at, MIN(name.len, (size_t)INFER_NAME_BYTES_MAX + 1));
    SurveyColumn *column = g_hash_table_lookup(survey->by_name, text);

    if (column != NULL)
        return column;
    if (name.len == 0 || name.len > INFER_NAME_BYTES_MAX ||
        survey->columns->len == INFER_COLUMNS_MAX) {
        if (g_hash_table_size(survey->left_out) < LEFT_OUT_MAX)
            g_hash_table_add(survey->left_out, g_strndup(name.at, name.len));
        return NULL;
    }
    column = g_new0(SurveyColumn, 1);
    column->name = g_steal_pointer(&text);
    g_ptr_array_add(survey->columns, column);
    g_hash_table_insert(survey->by_name, column->name, column);
    return column;
}

void survey_add(const Survey *survey, SurveyColumn *column, SurveyKind kind, Span text)
{
    Span part = shown(text);

    if (column->record == survey->records)
        return;
    column->record = survey->records;
    column->counts[kind]++;
    if (column->example == NULL)
        column->example = g_utf8_make_valid(part.len == 0 ? "" : part.at, (gssize)part.len);
}

/* ---- kinds ---- */

SurveyKind survey_number(Span number)
{
    g_autoptr(Arena) arena = arena_new(NUMBER_BYTES);
    Value value;

    if (value_read(TYPE_INT8, number, NULL, arena, &value, NULL))
        return SURVEY_WHOLE;
    return value_read(TYPE_NUMERIC, number, NULL, arena, &value, NULL) ? SURVEY_DECIMAL
                                                                       : SURVEY_REAL;
}

/* 'YYYY-MM-DDTHH:MM:SS[.ffffff]zone': '9' stands for a digit. */
static bool matches(Span text, const char *pattern)
{
    if (text.len < strlen(pattern))
        return false;
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        bool fits = pattern[i] == '9'   ? g_ascii_isdigit(text.at[i])
                    : pattern[i] == 'T' ? text.at[i] == 'T' || text.at[i] == ' '
                                        : text.at[i] == pattern[i];

        if (!fits)
            return false;
    }
    return true;
}

static Span skip(Span text, size_t len)
{
    return span_make(text.at + len, text.len - len);
}

static bool is_zone(Span text)
{
    static const char *const patterns[] = {"99:99", "9999", "99"};

    if (text.len == 1)
        return text.at[0] == 'Z';
    if (text.len == 0 || (text.at[0] != '+' && text.at[0] != '-'))
        return false;
    text = skip(text, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
        if (text.len == strlen(patterns[i]) && matches(text, patterns[i]))
            return true;
    }
    return false;
}

/* More digits than microseconds have would be lost: such texts stay what they are. */
static bool is_instant(Span text)
{
    static const char moment[] = "9999-99-99T99:99:99";
    g_autoptr(Arena) arena = NULL;
    Value value;
    Span rest;
    size_t digits = 0;

    if (text.len > INSTANT_BYTES_MAX || !matches(text, moment))
        return false;
    rest = skip(text, strlen(moment));
    if (rest.len > 0 && rest.at[0] == '.') {
        rest = skip(rest, 1);
        for (; rest.len > 0 && g_ascii_isdigit(rest.at[0]); digits++)
            rest = skip(rest, 1);
        if (digits == 0 || digits > 6)
            return false;
    }
    arena = arena_new(NUMBER_BYTES);
    return is_zone(rest) && value_read(TYPE_TIMESTAMPTZ, text, NULL, arena, &value, NULL);
}

SurveyKind survey_text(Span text)
{
    return is_instant(text) ? SURVEY_INSTANT : SURVEY_TEXT;
}

/* ---- types ---- */

/* Kinds that are one and the same to people, and fit into one type. */
typedef enum Group { GROUP_TRUTH, GROUP_NUMBER, GROUP_TEXT, GROUP_ARRAY, GROUP_OBJECT } Group;

static const struct {
    Group group;
    Type type; /* of values of this kind only */
} kinds[SURVEY_KINDS_LEN] = {
    [SURVEY_TRUTH] = {GROUP_TRUTH,  TYPE_BOOL       },
      [SURVEY_WHOLE] = {GROUP_NUMBER, TYPE_INT8       },
    [SURVEY_DECIMAL] = {GROUP_NUMBER, TYPE_NUMERIC    },
      [SURVEY_REAL] = {GROUP_NUMBER, TYPE_FLOAT8     },
    [SURVEY_INSTANT] = {GROUP_TEXT,   TYPE_TIMESTAMPTZ},
      [SURVEY_TEXT] = {GROUP_TEXT,   TYPE_TEXT       },
    [SURVEY_ARRAY] = {GROUP_ARRAY,  TYPE_JSONB      },
      [SURVEY_OBJECT] = {GROUP_OBJECT, TYPE_JSONB      },
};

static const char *const group_names[] = {"true or false", "a number", "a text", "an array",
                                          "an object"};

/* @bits: kinds that there are, of scalars and containers. */
static Type type_of(unsigned bits)
{
    unsigned numbers = 1u << SURVEY_WHOLE | 1u << SURVEY_DECIMAL | 1u << SURVEY_REAL;

    for (int kind = 0; kind < SURVEY_KINDS_LEN; kind++) {
        if (bits == 1u << kind)
            return kinds[kind].type;
    }
    if ((bits & (1u << SURVEY_ARRAY | 1u << SURVEY_OBJECT)) != 0)
        return TYPE_JSONB;
    if (bits != 0 && (bits & ~numbers) == 0)
        return (bits & 1u << SURVEY_REAL) != 0 ? TYPE_FLOAT8 : TYPE_NUMERIC;
    return TYPE_TEXT;
}

static bool is_one_group(unsigned bits)
{
    unsigned groups = 0;

    for (int kind = 0; kind < SURVEY_KINDS_LEN; kind++)
        groups |= (bits >> kind & 1u) << kinds[kind].group;
    return (groups & (groups - 1)) == 0;
}

/* Of arrays only: of their items, if those are of one group of scalars. */
static Type array_type(unsigned items)
{
    Type item = type_of(items);

    return items == 0 || item == TYPE_JSONB || !is_one_group(items) ? TYPE_JSONB
                                                                    : type_array_of(item);
}

static unsigned kinds_of(const SurveyColumn *column)
{
    unsigned bits = 0;

    for (int kind = 0; kind < SURVEY_KINDS_LEN; kind++)
        bits |= column->counts[kind] > 0 ? 1u << kind : 0;
    return bits;
}

/* "a number in 97 records and a text in 3": the most frequent first. */
static char *mixed_sentence(const SurveyColumn *column, Type type)
{
    GString *sentence = g_string_new(NULL);
    uint64_t counts[G_N_ELEMENTS(group_names)] = {0};
    size_t left = 0, told = 0;

    for (int kind = 0; kind < SURVEY_KINDS_LEN; kind++)
        counts[kinds[kind].group] += column->counts[kind];
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        left += counts[i] > 0 ? 1 : 0;
    g_string_append_printf(sentence, "field %s is ", column->name);
    for (; left > 0; left--, told++) {
        size_t most = 0;

        for (size_t i = 1; i < G_N_ELEMENTS(counts); i++)
            most = counts[i] > counts[most] ? i : most;
        g_string_append_printf(sentence, "%s%s in %" G_GUINT64_FORMAT "%s",
                               told == 0   ? ""
                               : left == 1 ? " and "
                                           : ", ",
                               group_names[most], counts[most],
                               told > 0            ? ""
                               : counts[most] == 1 ? " record"
                                                   : " records");
        counts[most] = 0;
    }
    g_string_append_printf(sentence, ": read as %s", type_name(type));
    return g_string_free(sentence, FALSE);
}

static bool is_taken(const char *name, const char *const *taken)
{
    for (; *taken != NULL; taken++) {
        if (strcmp(*taken, name) == 0)
            return true;
    }
    return false;
}

static void free_infer_column(void *object)
{
    InferColumn *column = object;

    g_free(column->name);
    g_free(column->example);
    g_free(column->mixed);
    g_free(column);
}

InferColumn *survey_new_column(const char *name, Type type, const char *const *taken)
{
    InferColumn *column = g_new0(InferColumn, 1);

    column->name = g_strdup(name);
    column->type = type;
    column->is_taken = is_taken(name, taken);
    return column;
}

GPtrArray *survey_end(const Survey *survey, const char *const *taken)
{
    GPtrArray *columns = g_ptr_array_new_with_free_func(free_infer_column);

    for (guint i = 0; survey != NULL && i < survey->columns->len; i++) {
        const SurveyColumn *from = g_ptr_array_index(survey->columns, i);
        unsigned bits = kinds_of(from);
        Type type = bits == 1u << SURVEY_ARRAY ? array_type(from->items) : type_of(bits);
        InferColumn *column = survey_new_column(from->name, type, taken);

        for (int kind = 0; kind < SURVEY_KINDS_LEN; kind++)
            column->values += from->counts[kind];
        column->nulls = survey->records - column->values;
        column->example = g_strdup(from->example);
        if (!is_one_group(bits))
            column->mixed = mixed_sentence(from, type);
        g_ptr_array_add(columns, column);
    }
    return columns;
}
