/* Functions of jsonb. */
#include "expr/calls_jsonb.h"
#include "expr/table.h"
#include "expr/table_rows.h"

/* Times are written in the statement's zone, so what writes any value is not constant. */
#define WRITES (EXPR_TYPED | EXPR_STABLE)
#define WRITES_ALL (EXPR_TYPED | EXPR_STABLE | EXPR_LAX | EXPR_VARIADIC)
#define NO_PATH_LANGUAGE "JSONPath is not supported: use ->, ->>, #> and jsonb_array_elements()"

static const Function rows[] = {
    ROW("jsonb_typeof(jsonb)", TYPE_TEXT, jsonb_get_type,
        "object, array, string, number, boolean or null"),
    ROW("jsonb_array_length(jsonb)", TYPE_INT4, jsonb_get_length, "how many items an array has"),
    ROW_WITH(EXPR_VARIADIC, "jsonb_extract_path(jsonb, text)", TYPE_JSONB, jsonb_get_steps,
             "the value where these names and indexes lead"),
    ROW_WITH(EXPR_VARIADIC, "jsonb_extract_path_text(jsonb, text)", TYPE_TEXT, jsonb_get_steps_text,
             "the same as text"),
    ROW_WITH(WRITES, "to_jsonb(anyelement)", TYPE_JSONB, jsonb_make_of, "any value as jsonb"),
    ROW("jsonb_build_object()", TYPE_JSONB, jsonb_make_object, "an empty object"),
    ROW_WITH(WRITES_ALL, "jsonb_build_object(anyvalue)", TYPE_JSONB, jsonb_make_object,
             "an object of names and values in turn"),
    ROW("jsonb_build_array()", TYPE_JSONB, jsonb_make_array, "an empty array"),
    ROW_WITH(WRITES_ALL, "jsonb_build_array(anyvalue)", TYPE_JSONB, jsonb_make_array,
             "an array of these values"),
    ROW("jsonb_object(text[])", TYPE_JSONB, jsonb_make_object_of_texts,
        "an object of strings: names and values in turn"),
    ROW("jsonb_object(text[], text[])", TYPE_JSONB, jsonb_make_object_of_pairs,
        "an object of strings: the names, and their values"),
    ROW("jsonb_pretty(jsonb)", TYPE_TEXT, jsonb_make_pretty, "its text in lines, indented"),
    ROW("jsonb_strip_nulls(jsonb)", TYPE_JSONB, jsonb_change_strip_nulls,
        "without the members that are null, at any depth"),
    ROW("jsonb_set(jsonb, text[], jsonb)", TYPE_JSONB, jsonb_set_path,
        "with the last value where the path ends, put there if there is none"),
    ROW("jsonb_set(jsonb, text[], jsonb, boolean)", TYPE_JSONB, jsonb_set_path,
        "the same; false: only where there is a value"),
    ROW("jsonb_insert(jsonb, text[], jsonb)", TYPE_JSONB, jsonb_set_insert,
        "with a new member, or a new item before the one where the path ends"),
    ROW("jsonb_insert(jsonb, text[], jsonb, boolean)", TYPE_JSONB, jsonb_set_insert,
        "the same; true: after it"),
    ROW("jsonb_path_query_first(jsonb, text)", TYPE_JSONB, NULL, NO_PATH_LANGUAGE),
    ROW("jsonb_path_query_array(jsonb, text)", TYPE_JSONB, NULL, NO_PATH_LANGUAGE),
    ROW("jsonb_path_exists(jsonb, text)", TYPE_BOOL, NULL, NO_PATH_LANGUAGE),
    ROW("jsonb_path_match(jsonb, text)", TYPE_BOOL, NULL, NO_PATH_LANGUAGE),
};

/* json is jsonb here. */
static const struct {
    const char *name, *ours;
} aliases[] = {
    {"json_typeof",              "jsonb_typeof"             },
    {"json_array_length",        "jsonb_array_length"       },
    {"json_extract_path",        "jsonb_extract_path"       },
    {"json_extract_path_text",   "jsonb_extract_path_text"  },
    {"to_json",                  "to_jsonb"                 },
    {"array_to_json",            "to_jsonb"                 },
    {"json_build_object",        "jsonb_build_object"       },
    {"json_build_array",         "jsonb_build_array"        },
    {"json_object",              "jsonb_object"             },
    {"json_strip_nulls",         "jsonb_strip_nulls"        },
    {"json_array_elements",      "jsonb_array_elements"     },
    {"json_array_elements_text", "jsonb_array_elements_text"},
    {"json_object_keys",         "jsonb_object_keys"        },
    {"json_each",                "jsonb_each"               },
    {"json_each_text",           "jsonb_each_text"          },
};

const char *table_json_alias(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        if (strcmp(aliases[i].name, name) == 0)
            return aliases[i].ours;
    }
    return name;
}

const FunctionTable functions_jsonb = {rows, G_N_ELEMENTS(rows)};
