#include "plan/scope.h"

#include "catalog/catalog.h"
#include "expr/aggregate.h"
#include "sql/typo.h"

void scope_init(Scope *scope)
{
    *scope = (Scope){.columns = g_array_new(FALSE, FALSE, sizeof(ScopeColumn))};
}

void scope_done(Scope *scope)
{
    g_array_unref(scope->columns);
}

bool scope_add_relation(Scope *scope, const char *qualifier, const char *other_qualifier,
                        int position, size_t *ret_relation, GError **error)
{
    if (scope->relations_len == SCOPE_RELATIONS_MAX)
        return fail_at(error, FAIL_LIMIT, position, "FROM has more than %d items",
                       SCOPE_RELATIONS_MAX);
    *ret_relation = scope->relations_len++;
    scope->relations[*ret_relation] = (ScopeRelation){
        .qualifiers = {qualifier, other_qualifier, NULL}
    };
    return true;
}

bool scope_add_column(Scope *scope, const ScopeColumn *column, int position, GError **error)
{
    if (scope->columns->len == SCOPE_COLUMNS_MAX)
        return fail_at(error, FAIL_LIMIT, position, "FROM has more than %d columns",
                       SCOPE_COLUMNS_MAX);
    g_array_append_val(scope->columns, *column);
    return true;
}

/* Parts of a reference from the first, joined: topics have dots in their names. */
static char *join_names(const SqlExpr *reference, size_t len)
{
    g_autoptr(GString) name = g_string_new(NULL);

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(name, "%s%s", i > 0 ? "." : "", reference->names[i]);
    return g_strdup(name->str);
}

static bool find_qualifier(const Scope *scope, const char *qualifier, int position,
                           size_t *ret_relation, GError **error)
{
    for (size_t i = 0; i < scope->relations_len; i++) {
        size_t match;

        if (catalog_match(scope->relations[i].qualifiers, qualifier, &match) == CATALOG_FOUND) {
            *ret_relation = i;
            return true;
        }
    }
    fail_at(error, FAIL_QUERY, position, "missing FROM-clause entry for table \"%s\"", qualifier);
    for (guint i = 0; i < scope->columns->len; i++) {
        const ScopeColumn *column = scope_column(scope, i);

        if (strcmp(column->name, qualifier) == 0)
            return fail_hint(error, "%s is a column; a field of its JSON is %s%s ->> 'name'",
                             qualifier, column->written,
                             expr_type(column->expr) == TYPE_JSONB ? "" : "::jsonb");
    }
    return fail_hint(error, "before a dot stands a name or an alias from FROM");
}

bool scope_find_relation(const Scope *scope, const SqlExpr *reference, size_t *ret_relation,
                         GError **error)
{
    g_autofree char *qualifier = join_names(reference, reference->names_len);

    return find_qualifier(scope, qualifier, reference->position, ret_relation, error);
}

/* (owned) The names of the candidates, at the columns' own indices; "" for those that are none. */
static const char **list_candidates(const Scope *scope, bool is_qualified, size_t relation)
{
    const char **names = g_new0(const char *, scope->columns->len + 1);

    for (size_t i = 0; i < scope->columns->len; i++) {
        const ScopeColumn *column = scope_column(scope, i);

        names[i] = !is_qualified || column->relation == relation ? column->name : "";
    }
    return names;
}

static char *list_columns(const Scope *scope)
{
    enum { LISTED_MAX = 40 };
    g_autoptr(GString) list = g_string_new(NULL);
    size_t len = scope->columns->len;

    for (size_t i = 0; i < MIN(len, LISTED_MAX); i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", scope_column(scope, i)->written);
    if (len > LISTED_MAX)
        g_string_append_printf(list, ", and %zu more", len - LISTED_MAX);
    if (scope->besides != NULL)
        g_string_append_printf(list, "; %s", scope->besides);
    return g_strdup(list->str);
}

/* (owned) For a name that is known, but is no column here; NULL */
static char *hint_known(const char *wanted)
{
    static const struct {
        const char *name, *hint;
    } known[] = {
        {"window_start", "it comes with a window in FROM: tumble(topic, interval '10 seconds')"   },
        {"window_end",   "it comes with a window in FROM: tumble(topic, interval '10 seconds')"   },
        {"windowstart",  "it comes with a window in FROM: tumble(topic, interval '10 seconds')"   },
        {"windowend",    "it comes with a window in FROM: tumble(topic, interval '10 seconds')"   },
        {"rowtime",      "a record's time is \"timestamp\""                                       },
        {"rowkey",       "a record's key is key"                                                  },
        {"stream",       "leave STREAM out: a query over a topic goes on by itself"               },
        {"second",       "a unit stands in quotes: interval '1 second', date_trunc('second', ...)"},
        {"minute",       "a unit stands in quotes: interval '1 minute', date_trunc('minute', ...)"},
        {"hour",         "a unit stands in quotes: interval '1 hour', date_trunc('hour', ...)"    },
        {"day",          "a unit stands in quotes: interval '1 day', date_trunc('day', ...)"      },
        {"now",          "a function is called with parentheses: now()"                           },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(known[i].name, wanted) == 0)
            return g_strdup(known[i].hint);
    }
    return aggregate_exists(wanted)
               ? g_strdup_printf("a function is called with parentheses: %s(...)", wanted)
               : NULL;
}

/* (owned) For a name as it is written: "a.b" in one pair of quotes, or my-column without any. */
static char *hint_written(const char *text, int position, const char *wanted)
{
    const char *written = text + position;
    const char *dot = strchr(wanted, '.'), *dash = written + strlen(wanted);
    size_t len = 1;

    if (position >= 2 && written[-1] == '>' && written[-2] == '-')
        return g_strdup_printf("the name of a field is a text: -> '%s'", wanted);

    if (*written == '"' && dot != NULL)
        return g_strdup_printf("quotes stand around each part of a name: \"%.*s\".\"%s\"",
                               (int)(dot - wanted), wanted, dot + 1);
    if (g_ascii_strncasecmp(written, wanted, strlen(wanted)) != 0 || dash[0] != '-' ||
        !g_ascii_isalpha(dash[1]))
        return NULL;
    while (g_ascii_isalnum(dash[len]) || dash[len] == '_' || dash[len] == '-')
        len++;
    return g_strdup_printf("a name with a dash is written in double quotes: \"%.*s\"",
                           (int)(strlen(wanted) + len), written);
}

static bool fail_unknown(const Scope *scope, const SqlExpr *reference, const char *text,
                         const char *const *candidates, GError **error)
{
    const char *wanted = reference->names[reference->names_len - 1];
    const char *near = typo_find(wanted, candidates);
    g_autofree char *name = join_names(reference, reference->names_len);
    g_autofree char *list = list_columns(scope);
    g_autofree char *hint =
        reference->position < 0 ? NULL : hint_written(text, reference->position, wanted);

    fail_at(error, FAIL_QUERY, reference->position, "column \"%s\" does not exist", name);
    if (scope->columns->len == 0)
        return fail_hint(error, "there is no FROM before this place whose columns could be meant");
    if (hint == NULL && near == NULL)
        hint = hint_known(wanted);
    if (hint == NULL && near == NULL && scope->empty != NULL)
        return fail_hint(
            error,
            "the fields of %s are not known, as no record has a value yet; the columns "
            "are: %s",
            scope->empty, list);
    if (hint != NULL)
        return fail_hint(error, "%s", hint);
    if (near != NULL)
        return fail_hint(error, "did you mean %s? The columns are: %s", near, list);
    if (reference->position >= 0 && text[reference->position] == '"')
        return fail_hint(error,
                         "a text stands in single quotes: '%s'; double quotes stand around names. "
                         "The columns are: %s",
                         wanted, list);
    return fail_hint(error, "the columns are: %s", list);
}

static bool check_unique(const Scope *scope, const SqlExpr *reference,
                         const char *const *candidates, size_t index, GError **error)
{
    for (size_t i = index + 1; i < scope->columns->len; i++) {
        if (strcmp(candidates[i], candidates[index]) != 0)
            continue;
        fail_at(error, FAIL_QUERY, reference->position, "column reference \"%s\" is ambiguous",
                candidates[index]);
        return fail_hint(error,
                         "write the alias and a dot before it, or give one of the two another "
                         "name");
    }
    return true;
}

bool scope_find(const Scope *scope, const SqlExpr *reference, const char *text,
                const ScopeColumn **ret_column, GError **error)
{
    g_autofree const char **candidates = NULL;
    const char *wanted = reference->names[reference->names_len - 1];
    size_t relation = 0, index = 0;

    if (reference->names_len > 1) {
        g_autofree char *qualifier = join_names(reference, reference->names_len - 1);

        if (!find_qualifier(scope, qualifier, reference->position, &relation, error))
            return false;
    }
    candidates = list_candidates(scope, reference->names_len > 1, relation);
    if (catalog_match(candidates, wanted, &index) != CATALOG_FOUND)
        return fail_unknown(scope, reference, text, candidates, error);
    if (!check_unique(scope, reference, candidates, index, error))
        return false;
    *ret_column = scope_column(scope, index);
    return true;
}

const ScopeColumn *scope_find_value(const Scope *scope, const SqlExpr *reference)
{
    g_autofree const char **columns = list_candidates(scope, false, 0);
    size_t relation = 0, i = 0;

    if (reference->names_len != 1 ||
        catalog_match(columns, reference->names[0], &i) != CATALOG_NONE ||
        !find_qualifier(scope, reference->names[0], -1, &relation, NULL) ||
        !scope->relations[relation].is_value)
        return NULL;
    i = 0;
    while (scope_column(scope, i)->relation != relation)
        i++;
    return scope_column(scope, i);
}
