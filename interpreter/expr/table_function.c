#include "expr/table_function.h"

#include <assert.h>

#include "base/fail.h"
#include "expr/calls_jsonb.h"
#include "expr/make.h"
#include "expr/splitters.h"
#include "expr/table.h"

#define ROWS(text, column, next_rows, sentence)                                                    \
    {                                                                                              \
        .signature = text, .help = sentence, .columns[0].type = column, .columns_len = 1,          \
        .next = next_rows                                                                          \
    }
#define ROWS_LAX(text, column, next_rows, sentence)                                                \
    {                                                                                              \
        .signature = text, .help = sentence, .columns[0].type = column, .columns_len = 1,          \
        .is_lax = true, .next = next_rows                                                          \
    }
#define ROWS_MEMBERS(text, column, next_rows, sentence)                                            \
    {                                                                                              \
        .signature = text, .help = sentence, .columns[0] = {"key", TYPE_TEXT},                     \
        .columns[1] = {"value", column}, .columns_len = 2, .next = next_rows                       \
    }
#define ROWS_NAMED(text, name_of, column, next_rows, sentence)                                     \
    {                                                                                              \
        .signature = text, .help = sentence, .columns[0] = {name_of, column}, .columns_len = 1,    \
        .next = next_rows                                                                          \
    }
#define ROWS_REGEXP(text, column, prepare_pattern, next_rows, sentence)                            \
    {                                                                                              \
        .signature = text, .help = sentence, .columns[0].type = column, .columns_len = 1,          \
        .prepare = prepare_pattern, .release = regexp_release, .next = next_rows                   \
    }
#define TEXTS ((Type)(TYPE_ARRAY + TYPE_TEXT))

/* To add a table function: a row here for each signature, its next(), and cases in the unit test.
 */
static const TableFunction functions[] = {
    ROWS("words(text)", TYPE_TEXT, words_next,
         "the words of a text in lower case: runs of letters, marks and numbers"),
    ROWS_LAX("string_to_table(text, text)", TYPE_TEXT, string_to_table_next,
             "the fields of a text between delimiters; with a NULL delimiter its characters"),
    ROWS_LAX("string_to_table(text, text, text)", TYPE_TEXT, string_to_table_next,
             "the same, where the third text stands for NULL"),
    ROWS_REGEXP("regexp_split_to_table(text, text)", TYPE_TEXT, regexp_split_prepare,
                regexp_split_next,
                "the fields of a text between the matches of a regular expression"),
    ROWS_REGEXP("regexp_split_to_table(text, text, text)", TYPE_TEXT, regexp_split_prepare,
                regexp_split_next, "the same, with flags of the expression"),
    ROWS_REGEXP("regexp_matches(text, text)", TEXTS, regexp_matches_prepare, regexp_matches_next,
                "the groups of a regular expression's first match, or all of it, as an array"),
    ROWS_REGEXP("regexp_matches(text, text, text)", TEXTS, regexp_matches_prepare,
                regexp_matches_next, "the same, with flags; g gives all matches"),
    ROWS("unnest(anyarray)", TYPE_ANY_ITEM, unnest_next, "the items of an array"),
    ROWS("generate_series(integer, integer)", TYPE_INT4, generate_series_next,
         "the whole numbers from the first to the second"),
    ROWS("generate_series(integer, integer, integer)", TYPE_INT4, generate_series_next,
         "the same, by steps of the third"),
    ROWS("generate_series(bigint, bigint)", TYPE_INT8, generate_series_next,
         "the whole numbers from the first to the second"),
    ROWS("generate_series(bigint, bigint, bigint)", TYPE_INT8, generate_series_next,
         "the same, by steps of the third"),
    ROWS("generate_series(numeric, numeric)", TYPE_NUMERIC, generate_series_numeric_next,
         "the numbers from the first to the second by steps of one"),
    ROWS("generate_series(numeric, numeric, numeric)", TYPE_NUMERIC, generate_series_numeric_next,
         "the same, by steps of the third"),
    ROWS("generate_series(timestamp, timestamp, interval)", TYPE_TIMESTAMP,
         generate_series_timestamp_next, "the times from the first to the second by steps"),
    ROWS("generate_series(timestamptz, timestamptz, interval)", TYPE_TIMESTAMPTZ,
         generate_series_timestamptz_next, "the times from the first to the second by steps"),
    ROWS_NAMED("jsonb_array_elements(jsonb)", "value", TYPE_JSONB, jsonb_rows_items,
               "the items of an array"),
    ROWS_NAMED("jsonb_array_elements_text(jsonb)", "value", TYPE_TEXT, jsonb_rows_items_text,
               "the items of an array as text"),
    ROWS("jsonb_object_keys(jsonb)", TYPE_TEXT, jsonb_rows_names, "the names of an object"),
    ROWS_MEMBERS("jsonb_each(jsonb)", TYPE_JSONB, jsonb_rows_members,
                 "the names and values of an object"),
    ROWS_MEMBERS("jsonb_each_text(jsonb)", TYPE_TEXT, jsonb_rows_members_text,
                 "the names of an object, and its values as text"),
};

static bool is_named(const TableFunction *function, const char *name)
{
    const char *ours = table_json_alias(name);
    size_t len = strcspn(function->signature, "(");

    return strlen(ours) == len && memcmp(function->signature, ours, len) == 0;
}

bool table_function_exists(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        if (is_named(&functions[i], name))
            return true;
    }
    return false;
}

const TableFunction *table_function_table(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(functions);
    return functions;
}

char *table_function_names(void)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        const char *signature = functions[i].signature;
        size_t len = strcspn(signature, "(") + 1;

        if (i > 0 && strncmp(signature, functions[i - 1].signature, len) == 0)
            continue; /* rows of one name stand together */
        g_string_append_printf(names, "%s%.*s", i > 0 ? ", " : "", (int)len - 1, signature);
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* ---- binding ---- */

typedef struct Rows {
    const TableFunction *functions[RESOLVE_CANDIDATES_MAX];
    Candidate candidates[RESOLVE_CANDIDATES_MAX];
    Type types[RESOLVE_CANDIDATES_MAX][EXPR_SIGNATURE_MAX];
    size_t len;
} Rows;

static void find_rows(const char *name, size_t arguments_len, Rows *ret_rows)
{
    ret_rows->len = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        Type *types = ret_rows->types[ret_rows->len];

        if (!is_named(&functions[i], name) ||
            table_read_types(functions[i].signature, types) != arguments_len)
            continue;
        assert(ret_rows->len + 1 < RESOLVE_CANDIDATES_MAX);
        ret_rows->candidates[ret_rows->len] = (Candidate){types, arguments_len, NULL};
        ret_rows->functions[ret_rows->len++] = &functions[i];
    }
}

static bool fail_no_row(const Maker *maker, const char *name, const Expr *const *arguments,
                        size_t len, bool is_ambiguous)
{
    g_autofree char *types = make_type_list(arguments, len);
    g_autoptr(GString) signatures = g_string_new(NULL);
    const char *first;

    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        if (is_named(&functions[i], name))
            g_string_append_printf(signatures, "%s%s", signatures->len > 0 ? ", " : "",
                                   functions[i].signature);
    }
    first = strchr(signatures->str, '(') + 1;
    fail_at(maker->error, FAIL_QUERY, maker->position, "function %s(%s) %s", name, types,
            is_ambiguous ? "is not unique" : "does not exist");
    if (strcmp(name, "unnest") == 0)
        return fail_hint(maker->error, "it is called as unnest(anyarray); a text becomes an array "
                                       "by string_to_array(value, ',')");
    return fail_hint(maker->error, "it is called as %s; other types need a cast: (...)::%.*s",
                     signatures->str, (int)strcspn(first, ",)"), first);
}

/* What a function prepares from its constant arguments is tried here, where its place is known. */
static bool try_prepare(const Maker *maker, const TableFunctionCall *call)
{
    ExprContext context = {.arena = maker->arena};
    Value values[TABLE_FUNCTION_ARGUMENTS_MAX];
    g_autoptr(GError) why = NULL;
    void *prepared = NULL;

    if (call->function->prepare == NULL)
        return true;
    for (size_t i = 0; i < call->arguments_len; i++) {
        values[i] = VALUE_NULL;
        if (expr_is_constant(call->arguments[i]) &&
            !expr_eval(call->arguments[i], &context, NULL, &values[i], &why))
            return make_fail_as_query(maker, why);
    }
    if (!call->function->prepare(values, call->arguments_len, &prepared, &why))
        return make_fail_as_query(maker, why);
    if (prepared != NULL)
        call->function->release(prepared);
    return true;
}

bool table_function_bind(Arena *arena, const char *name, const Expr *const *arguments,
                         size_t arguments_len, int position, TableFunctionCall *ret_call,
                         GError **error)
{
    Maker maker = {arena, position, error};
    TableFunctionCall call = {.arguments_len = arguments_len};
    Type given[EXPR_SIGNATURE_MAX];
    bool is_ambiguous = false;
    Polymorphic settled;
    int best = -1;
    Rows rows;

    if (arguments_len <= EXPR_SIGNATURE_MAX) {
        for (size_t i = 0; i < arguments_len; i++)
            given[i] = expr_type(arguments[i]);
        find_rows(name, arguments_len, &rows);
        best = resolve_candidates(rows.candidates, rows.len, given, arguments_len, &is_ambiguous);
    }
    if (best < 0)
        return fail_no_row(&maker, name, arguments, arguments_len, is_ambiguous);
    if (!make_arguments(&maker, &rows.candidates[best], arguments, arguments_len, call.arguments,
                        &settled))
        return false;
    call.function = rows.functions[best];
    call.columns_len = call.function->columns_len;
    for (size_t i = 0; i < call.columns_len; i++) {
        call.columns[i] = call.function->columns[i];
        call.columns[i].type = polymorphic_type(&settled, call.columns[i].type);
    }
    *ret_call = call;
    return try_prepare(&maker, ret_call);
}

bool table_function_next(const TableFunction *function, TableFunctionState *state,
                         ExprContext *context, Value *values, size_t rows_max, size_t *ret_len,
                         GError **error)
{
    for (size_t i = 0; i < state->arguments_len && !function->is_lax; i++) {
        if (state->arguments[i].is_null) {
            *ret_len = 0;
            return true;
        }
    }
    return function->next(state, context, values, rows_max, ret_len, error);
}
