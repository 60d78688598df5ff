/* Casts, with the length or precision that a type may have. */
#include "expr/build.h"
#include "plan/bind_kinds.h"

typedef bool (*CheckFn)(const SqlExpr *sql, GError **error);

static bool fail_count(const SqlExpr *sql, GError **error)
{
    return fail_at(error, FAIL_QUERY, sql->position, "invalid type modifier");
}

static bool check_length(const SqlExpr *sql, GError **error)
{
    if (sql->modifiers_len > 1)
        return fail_count(sql, error);
    return sql->modifiers[0] >= 1 || fail_at(error, FAIL_QUERY, sql->position,
                                             "length for type %s must be at least 1", sql->name);
}

static bool check_numeric(const SqlExpr *sql, GError **error)
{
    enum { PRECISION_MAX = 1000 }; /* PostgreSQL's; beyond 38 a value may still have fewer */

    if (sql->modifiers_len > 2)
        return fail_at(error, FAIL_QUERY, sql->position, "invalid NUMERIC type modifier");
    if (sql->modifiers[0] < 1 || sql->modifiers[0] > PRECISION_MAX)
        return fail_at(error, FAIL_QUERY, sql->position,
                       "NUMERIC precision %" G_GINT64_FORMAT " must be between 1 and %d",
                       sql->modifiers[0], PRECISION_MAX);
    if (sql->modifiers_len > 1 && ABS(sql->modifiers[1]) > PRECISION_MAX)
        return fail_at(error, FAIL_QUERY, sql->position,
                       "NUMERIC scale %" G_GINT64_FORMAT " must be between %d and %d",
                       sql->modifiers[1], -PRECISION_MAX, PRECISION_MAX);
    return true;
}

static bool check_precision(const SqlExpr *sql, GError **error)
{
    if (sql->modifiers_len > 1)
        return fail_count(sql, error);
    return sql->modifiers[0] >= 0 ||
           fail_at(error, FAIL_QUERY, sql->position, "precision of type %s must not be negative",
                   sql->name);
}

/* Types whose length or precision is a function's matter, on a value of the type without one. */
static const struct {
    const char *type, *function;
    CheckFn check;
} modified[] = {
    {"varchar",     "left",        check_length   },
    {"numeric",     "numeric",     check_numeric  },
    {"timestamptz", "timestamptz", check_precision},
    {"timestamp",   "timestamp",   check_precision},
};

static const Expr *modify(Binder *binder, const SqlExpr *sql, const Expr *expr)
{
    const Expr **arguments = bind_alloc(binder, (sql->modifiers_len + 1) * sizeof(Expr *));

    arguments[0] = expr;
    for (size_t i = 0; i < sql->modifiers_len; i++) {
        Value modifier = value_of_integer(sql->modifiers[i]);

        arguments[i + 1] = expr_new_constant(binder->arena, TYPE_INT4, &modifier);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(modified); i++) {
        if (strcmp(modified[i].type, sql->name) != 0)
            continue;
        if (!modified[i].check(sql, binder->error))
            return NULL;
        return expr_new_function(binder->arena, modified[i].function, arguments,
                                 sql->modifiers_len + 1, sql->position, binder->error);
    }
    return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                        "type modifier is not allowed for type \"%s\"", sql->name);
}

/* What others call our types. */
static const struct {
    const char *name, *ours;
} elsewhere[] = {
    {"string",        "text"            },
    {"nvarchar",      "text"            },
    {"clob",          "text"            },
    {"name",          "text"            },
    {"long",          "bigint"          },
    {"int64",         "bigint"          },
    {"unsigned",      "bigint"          },
    {"signed",        "bigint"          },
    {"int2",          "integer"         },
    {"tinyint",       "integer"         },
    {"int32",         "integer"         },
    {"float4",        "double precision"},
    {"double",        "double precision"},
    {"float64",       "double precision"},
    {"number",        "numeric"         },
    {"money",         "numeric"         },
    {"datetime",      "timestamp"       },
    {"timestamp_ltz", "timestamptz"     },
    {"binary",        "bytea"           },
    {"bytes",         "bytea"           },
    {"blob",          "bytea"           },
    {"uuid",          "text"            },
};

static const Expr *fail_type(Binder *binder, const SqlExpr *sql)
{
    fail_at(binder->error, FAIL_QUERY, sql->position, "type \"%s\" is not supported yet",
            sql->name);
    for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
        if (g_ascii_strcasecmp(elsewhere[i].name, sql->name) == 0)
            return fail_hint(binder->error, "write %s", elsewhere[i].ours), NULL;
    }
    if (strcmp(sql->name, "bpchar") == 0 || strcmp(sql->name, "char") == 0)
        fail_hint(binder->error, "texts are not padded: write text, or varchar(10) to cut");
    else if (strcmp(sql->name, "time") == 0 || strcmp(sql->name, "timetz") == 0)
        fail_hint(binder->error,
                  "for a time of day write to_char(..., 'HH24:MI:SS') as text, or an "
                  "interval since midnight: '10:30'::interval");
    else if (sql->is_literal)
        fail_hint(binder->error,
                  "a name right before a text is read as its type: a comma may be missing");
    else
        fail_hint(
            binder->error,
            "the types are: boolean, integer, bigint, float8, numeric, text, bytea, timestamptz, "
            "timestamp, date, interval, jsonb, and arrays of them");
    return NULL;
}

const Expr *bind_cast(Binder *binder, const SqlExpr *sql)
{
    int position = sql->items[0]->position;
    const Expr *expr;
    Type type;

    if (!type_find(sql->name, &type))
        return fail_type(binder, sql);
    expr = type_is_array(type) ? bind_items_as(binder, sql->items[0], type_item(type))
                               : bind_node(binder, sql->items[0]);
    if (expr == NULL)
        return NULL;
    expr = expr_new_cast(binder->arena, expr, type, position, binder->error);
    if (expr == NULL)
        bind_fail_here(binder, position);
    return expr == NULL || sql->modifiers_len == 0 ? expr : modify(binder, sql, expr);
}
