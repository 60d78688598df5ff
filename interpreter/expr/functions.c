/* To add a function: a row in the table of its kind, its call in a file of its kind, and cases in
 * the unit test. To add a kind: its file, and a row in `tables`. */
#include <assert.h>

#include "base/fail.h"
#include "expr/aggregate.h"
#include "expr/build.h"
#include "expr/polymorphic.h"
#include "expr/table.h"
#include "expr/table_rows.h"

static const FunctionTable *const tables[] = {
    &functions_text,  &functions_math,  &functions_time,  &functions_array,    &functions_bytea,
    &functions_regex, &functions_quote, &functions_jsonb, &functions_modifier,
};

static size_t functions_len(void)
{
    size_t len = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        len += tables[i]->len;
    return len;
}

static const Function *function_at(size_t at)
{
    size_t i = 0;

    for (; at >= tables[i]->len; i++)
        at -= tables[i]->len;
    return &tables[i]->rows[at];
}

/* What the binder makes of their arguments itself (see build_logic.c); here for help. */
static const ExprFunctionHelp special[] = {
    {"coalesce(any, ...)", "of its arguments", "the first value that is not NULL"      },
    {"nullif(any, any)",   "of its first",     "NULL if both are equal, else the first"},
    {"greatest(any, ...)", "of its arguments", "the greatest value that is not NULL"   },
    {"least(any, ...)",    "of its arguments", "the least value that is not NULL"      },
};

static size_t name_len(const char *signature)
{
    return (size_t)(strchr(signature, '(') - signature);
}

static bool is_named(const char *signature, const char *name)
{
    size_t len = name_len(signature);

    return strlen(name) == len && memcmp(signature, name, len) == 0;
}

/* The rows are ours, so what does not read is a bug. */
size_t table_read_types(const char *signature, Type *types)
{
    const char *at = strchr(signature, '(') + 1;
    size_t len = 0;

    while (*at != ')') {
        char name[32];
        size_t name_bytes = strcspn(at, ",)");
        bool found;

        assert(len < EXPR_SIGNATURE_MAX && name_bytes < sizeof(name));
        memcpy(name, at, name_bytes);
        name[name_bytes] = '\0';
        types[len] = TYPE_UNKNOWN;
        found = strcmp(name, "any") == 0 || polymorphic_find(name, &types[len]) ||
                type_find(name, &types[len]);
        assert(found);
        len++;
        at += name_bytes + strspn(at + name_bytes, ", ");
    }
    return len;
}

void table_find_functions(const char *name, size_t len, TableMatches *ret_matches)
{
    TableMatches *matches = ret_matches;

    *matches = (TableMatches){.len = 0};
    name = table_json_alias(name);
    for (size_t i = 0; i < functions_len(); i++) {
        const Function *function = function_at(i);
        Type *types = matches->types[matches->len];
        size_t types_len;

        if (!is_named(function->signature, name))
            continue;
        if (matches->signature == NULL)
            matches->signature = function->signature;
        types_len = table_read_types(function->signature, types);
        if (types_len != len && ((function->routine.flags & EXPR_VARIADIC) == 0 || len < types_len))
            continue;
        assert(matches->len + 1 < RESOLVE_CANDIDATES_MAX);
        matches->candidates[matches->len++] = (Candidate){types, types_len, &function->routine};
    }
    for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
        if (is_named(special[i].signature, name)) /* here only with the wrong number of arguments */
            matches->signature = special[i].signature;
    }
}

/* What others call it. */
static const struct {
    const char *name, *ours;
} elsewhere[] = {
    {"ifnull",             "coalesce"                                        },
    {"nvl",                "coalesce"                                        },
    {"isnull",             "coalesce"                                        },
    {"len",                "length"                                          },
    {"lcase",              "lower"                                           },
    {"ucase",              "upper"                                           },
    {"instr",              "strpos"                                          },
    {"locate",             "strpos"                                          },
    {"charindex",          "strpos"                                          },
    {"mid",                "substring"                                       },
    {"group_concat",       "string_agg"                                      },
    {"listagg",            "string_agg"                                      },
    {"collect_list",       "array_agg"                                       },
    {"collect_set",        "array_agg(DISTINCT ...)"                         },
    {"count_distinct",     "count(DISTINCT ...)"                             },
    {"mean",               "avg"                                             },
    {"std",                "stddev"                                          },
    {"median",             "percentile_cont(0.5) WITHIN GROUP (ORDER BY ...)"},
    {"percentile",         "percentile_cont(...) WITHIN GROUP (ORDER BY ...)"},
    {"percentile_approx",  "approx_percentile"                               },
    {"approx_distinct",    "approx_count_distinct"                           },
    {"topk",               "approx_top_k"                                    },
    {"max_by",             "last_value(... ORDER BY ...)"                    },
    {"min_by",             "first_value(... ORDER BY ...)"                   },
    {"latest_by_offset",   "last_value"                                      },
    {"earliest_by_offset", "first_value"                                     },
    {"split",              "string_to_array, or split_part"                  },
    {"unix_timestamp",     "extract(epoch from ...)"                         },
    {"from_unixtime",      "to_timestamp"                                    },
    {"getdate",            "now"                                             },
    {"sysdate",            "now"                                             },
    {"date_format",        "to_char"                                         },
    {"rlike",              "text ~ pattern"                                  },
    {"explode",            "string_to_table or unnest in FROM"               },
    {"regexp_split",       "regexp_split_to_table"                           },
    {"if",                 "CASE WHEN ... THEN ... ELSE ... END"             },
    {"iif",                "CASE WHEN ... THEN ... ELSE ... END"             },
    {"decode",             "CASE WHEN ... THEN ... ELSE ... END"             },
    {"count_if",           "count(*) FILTER (WHERE ...)"                     },
    {"countif",            "count(*) FILTER (WHERE ...)"                     },
    {"sum_if",             "sum(...) FILTER (WHERE ...)"                     },
    {"sumif",              "sum(...) FILTER (WHERE ...)"                     },
    {"convert",            "CAST(... AS type)"                               },
    {"str_to_date",        "to_timestamp"                                    },
    {"parse_timestamp",    "to_timestamp"                                    },
    {"stringtotimestamp",  "to_timestamp"                                    },
    {"timestamptostring",  "to_char"                                         },
    {"timestampdiff",      "extract(epoch from ... - ...)"                   },
    {"datediff",           "extract(epoch from ... - ...)"                   },
    {"timestampadd",       "now() + interval '1 hour'"                       },
    {"date_add",           "now() + interval '1 day'"                        },
    {"date_sub",           "now() - interval '1 day'"                        },
    {"curdate",            "now()::date"                                     },
    {"proctime",           "received_at, when we read the record"            },
    {"get_json_object",    "value::jsonb ->> 'name'"                         },
    {"json_extract",       "value::jsonb ->> 'name'"                         },
    {"json_value",         "value::jsonb ->> 'name'"                         },
    {"extractjsonfield",   "value::jsonb ->> 'name'"                         },
    {"get_json_string",    "value::jsonb ->> 'name'"                         },
    {"array_contains",     "value = ANY (array)"                             },
    {"size",               "cardinality"                                     },
    {"cardinality_approx", "approx_count_distinct"                           },
    {"first",              "first_value"                                     },
    {"last",               "last_value"                                      },
    {"any_value",          "max, or first_value"                             },
    {"tumble_start",       "window_start, of a window in FROM"               },
    {"tumble_end",         "window_end, of a window in FROM"                 },
    {"hop_start",          "window_start, of a window in FROM"               },
    {"hop_end",            "window_end, of a window in FROM"                 },
    {"session_start",      "window_start, of a window in FROM"               },
    {"session_end",        "window_end, of a window in FROM"                 },
    {"row_num",            "row_number() OVER (ORDER BY ...)"                },
};

enum { NAME_MAX_NEAR = 24 };

/* Edits from one name to the other: letters added, left out or changed. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[NAME_MAX_NEAR + 1];

    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

            diagonal = row[j];
            row[j] = MIN(MIN(row[j], row[j - 1]) + 1, change);
        }
    }
    return row[b_len];
}

/* A name that is nearer than *best edits. */
static bool is_nearer(const char *name, size_t len, const char *other, size_t other_len,
                      size_t *best)
{
    size_t edits = other_len > NAME_MAX_NEAR ? *best : distance(name, len, other, other_len);

    if (edits >= *best)
        return false;
    *best = edits;
    return true;
}

const char *table_near_function(const char *name, char *near, size_t near_max)
{
    size_t len = strlen(name), best = len < 5 ? 2 : 3; /* fewer edits than this are near */
    size_t found_len = 0, aggregates_len;
    const Aggregate *aggregates = aggregate_table(&aggregates_len);
    const char *found = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
        if (strcmp(elsewhere[i].name, name) == 0)
            return elsewhere[i].ours;
    }
    for (size_t i = 0; i < aggregates_len + functions_len() && len <= NAME_MAX_NEAR; i++) {
        bool is_aggregate = i < aggregates_len;
        const char *other =
            is_aggregate ? aggregates[i].name : function_at(i - aggregates_len)->signature;
        size_t other_len = is_aggregate ? strlen(other) : name_len(other);

        if (is_nearer(name, len, other, other_len, &best)) {
            found = other;
            found_len = other_len;
        }
    }
    if (found == NULL)
        return NULL;
    g_strlcpy(near, found, MIN(near_max, found_len + 1));
    return near;
}

size_t expr_functions_len(void)
{
    return functions_len() + G_N_ELEMENTS(special);
}

ExprFunctionHelp expr_function_help(size_t i)
{
    const Function *function;

    if (i >= functions_len())
        return special[i - functions_len()];
    function = function_at(i);
    return (ExprFunctionHelp){function->signature, polymorphic_name(function->routine.result),
                              function->routine.help};
}
