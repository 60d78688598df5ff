#include <assert.h>

#include "base/fail.h"
#include "expr/build.h"
#include "expr/calls.h"
#include "expr/table.h"

typedef struct Function {
    const char *signature; /* "name(type, type)": what may be called and what help shows */
    ExprRoutine routine;
} Function;

#define ROW(signature, result, call, help)                                                         \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, 0, NULL, help                                                            \
        }                                                                                          \
    }
#define ROW_WITH(flags, signature, result, call, help)                                             \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, flags, NULL, help                                                        \
        }                                                                                          \
    }
#define ROW_PREPARED(prepare, signature, result, call, help)                                       \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, 0, prepare, help                                                         \
        }                                                                                          \
    }

/* To add a function: a row here, its call in a file of its kind, and cases in the unit test. */
static const Function functions[] = {
    ROW("lower(text)", TYPE_TEXT, letters_lower, "in small letters"),
    ROW("upper(text)", TYPE_TEXT, letters_upper, "in capital letters"),
    ROW("initcap(text)", TYPE_TEXT, letters_initcap, "each word with a capital"),
    ROW("length(text)", TYPE_INT4, slice_length, "how many characters"),
    ROW("char_length(text)", TYPE_INT4, slice_length, "how many characters"),
    ROW("character_length(text)", TYPE_INT4, slice_length, "how many characters"),
    ROW("octet_length(text)", TYPE_INT4, slice_octet_length, "how many bytes"),
    ROW("trim(text)", TYPE_TEXT, slice_trim, "without spaces at both ends"),
    ROW("trim(text, text)", TYPE_TEXT, slice_trim, "without those characters at both ends"),
    ROW("btrim(text)", TYPE_TEXT, slice_trim, "without spaces at both ends"),
    ROW("btrim(text, text)", TYPE_TEXT, slice_trim, "without those characters at both ends"),
    ROW("ltrim(text)", TYPE_TEXT, slice_trim_left, "without spaces at the beginning"),
    ROW("ltrim(text, text)", TYPE_TEXT, slice_trim_left,
        "without those characters at the beginning"),
    ROW("rtrim(text)", TYPE_TEXT, slice_trim_right, "without spaces at the end"),
    ROW("rtrim(text, text)", TYPE_TEXT, slice_trim_right, "without those characters at the end"),
    ROW("substring(text, integer)", TYPE_TEXT, slice_substring, "from that character on"),
    ROW("substring(text, integer, integer)", TYPE_TEXT, slice_substring,
        "so many characters from there on"),
    ROW("substr(text, integer)", TYPE_TEXT, slice_substring, "from that character on"),
    ROW("substr(text, integer, integer)", TYPE_TEXT, slice_substring,
        "so many characters from there on"),
    ROW_PREPARED(regex_prepare, "substring(text, text)", TYPE_TEXT, regex_substring,
                 "what a regular expression matches, or its first group"),
    ROW("left(text, integer)", TYPE_TEXT, slice_left,
        "the first characters; of a negative number all but the last"),
    ROW("right(text, integer)", TYPE_TEXT, slice_right,
        "the last characters; of a negative number all but the first"),
    ROW("replace(text, text, text)", TYPE_TEXT, compose_replace,
        "the second text replaced by the third"),
    ROW("strpos(text, text)", TYPE_INT4, slice_position,
        "where the second text begins; 0: nowhere"),
    ROW("position(text, text)", TYPE_INT4, slice_position,
        "where the second text begins; 0: nowhere"),
    ROW("starts_with(text, text)", TYPE_BOOL, slice_starts_with, "whether it begins so"),
    ROW("split_part(text, text, integer)", TYPE_TEXT, slice_split_part,
        "the field of that number between delimiters; a negative one counts from the end"),
    ROW("reverse(text)", TYPE_TEXT, compose_reverse, "the characters from the last to the first"),
    ROW("repeat(text, integer)", TYPE_TEXT, compose_repeat, "the text so many times"),
    ROW("lpad(text, integer)", TYPE_TEXT, compose_pad_left,
        "spaces before, or cut, to that length"),
    ROW("lpad(text, integer, text)", TYPE_TEXT, compose_pad_left,
        "filled before, or cut, to that length"),
    ROW("rpad(text, integer)", TYPE_TEXT, compose_pad_right,
        "spaces after, or cut, to that length"),
    ROW("rpad(text, integer, text)", TYPE_TEXT, compose_pad_right,
        "filled after, or cut, to that length"),
    ROW_WITH(EXPR_LAX | EXPR_VARIADIC, "concat(any)", TYPE_TEXT, compose_concat,
             "all values that are not NULL as one text"),
    ROW_WITH(EXPR_LAX | EXPR_VARIADIC, "concat_ws(text, any)", TYPE_TEXT, compose_concat_ws,
             "the values that are not NULL with the first text between them"),
    ROW("md5(text)", TYPE_TEXT, compose_md5, "its MD5 sum in hexadecimal digits"),
    ROW("like_escape(text, text)", TYPE_TEXT, like_escape,
        "a LIKE pattern of another escape character"),

    ROW("abs(integer)", TYPE_INT4, int4_abs, "without its sign"),
    ROW("abs(bigint)", TYPE_INT8, int8_abs, "without its sign"),
    ROW("abs(double precision)", TYPE_FLOAT8, math_abs, "without its sign"),
    ROW("abs(numeric)", TYPE_NUMERIC, numeric_abs, "without its sign"),
    ROW("ceil(double precision)", TYPE_FLOAT8, math_ceil, "the next whole number up"),
    ROW("ceil(numeric)", TYPE_NUMERIC, number_same, "the next whole number up"),
    ROW("ceiling(double precision)", TYPE_FLOAT8, math_ceil, "the next whole number up"),
    ROW("ceiling(numeric)", TYPE_NUMERIC, number_same, "the next whole number up"),
    ROW("floor(double precision)", TYPE_FLOAT8, math_floor, "the next whole number down"),
    ROW("floor(numeric)", TYPE_NUMERIC, number_same, "the next whole number down"),
    ROW("round(double precision)", TYPE_FLOAT8, math_round,
        "the nearest whole number, of two the even one"),
    ROW("round(numeric)", TYPE_NUMERIC, number_same, "the nearest whole number"),
    ROW("round(double precision, integer)", TYPE_FLOAT8, math_round_to,
        "rounded to so many decimals"),
    ROW("trunc(double precision)", TYPE_FLOAT8, math_trunc, "without its decimals"),
    ROW("trunc(numeric)", TYPE_NUMERIC, number_same, "without its decimals"),
    ROW("sign(double precision)", TYPE_FLOAT8, math_sign, "-1, 0 or 1"),
    ROW("sign(numeric)", TYPE_NUMERIC, numeric_sign, "-1, 0 or 1"),
    ROW("mod(integer, integer)", TYPE_INT4, int4_modulo, "what a division leaves"),
    ROW("mod(bigint, bigint)", TYPE_INT8, int8_modulo, "what a division leaves"),
    ROW("mod(numeric, numeric)", TYPE_NUMERIC, numeric_modulo, "what a division leaves"),
    ROW("power(double precision, double precision)", TYPE_FLOAT8, math_power,
        "the first raised to the second"),
    ROW("pow(double precision, double precision)", TYPE_FLOAT8, math_power,
        "the first raised to the second"),
    ROW("sqrt(double precision)", TYPE_FLOAT8, math_sqrt, "square root"),
    ROW("exp(double precision)", TYPE_FLOAT8, math_exp, "e raised to it"),
    ROW("ln(double precision)", TYPE_FLOAT8, math_ln, "natural logarithm"),
    ROW("log(double precision)", TYPE_FLOAT8, math_log, "logarithm to the base 10"),
    ROW("log10(double precision)", TYPE_FLOAT8, math_log, "logarithm to the base 10"),

    ROW_WITH(EXPR_STABLE, "now()", TYPE_TIMESTAMPTZ, moment_now, "when the statement started"),
    ROW("to_timestamp(double precision)", TYPE_TIMESTAMPTZ, moment_from_epoch,
        "the time so many seconds after 1970 began"),
    ROW_PREPARED(moment_prepare, "date_trunc(text, timestamp with time zone)", TYPE_TIMESTAMPTZ,
                 moment_trunc, "the beginning of the hour, day, week, ... that it is in, UTC"),
    ROW_PREPARED(moment_prepare, "date_part(text, timestamp with time zone)", TYPE_FLOAT8,
                 moment_part, "its year, month, hour, epoch, ..., UTC"),
    ROW("date_part(text, interval)", TYPE_FLOAT8, interval_part, "its hours, days, epoch, ..."),
    ROW_PREPARED(moment_prepare, "extract(text, timestamp with time zone)", TYPE_FLOAT8,
                 moment_part, "its year, month, hour, epoch, ..., UTC"),
    ROW("extract(text, interval)", TYPE_FLOAT8, interval_part, "its hours, days, epoch, ..."),
};

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

/* The types between the parentheses; the rows are ours, so what does not read is a bug. */
static size_t read_types(const char *signature, Type *types)
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
        found = strcmp(name, "any") == 0 || type_find(name, &types[len]);
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
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        const Function *function = &functions[i];
        Type *types = matches->types[matches->len];
        size_t types_len;

        if (!is_named(function->signature, name))
            continue;
        if (matches->signature == NULL)
            matches->signature = function->signature;
        types_len = read_types(function->signature, types);
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
    {"ifnull",            "coalesce"               },
    {"nvl",               "coalesce"               },
    {"isnull",            "coalesce"               },
    {"len",               "length"                 },
    {"lcase",             "lower"                  },
    {"ucase",             "upper"                  },
    {"instr",             "strpos"                 },
    {"locate",            "strpos"                 },
    {"charindex",         "strpos"                 },
    {"mid",               "substring"              },
    {"group_concat",      "concat_ws"              },
    {"split",             "split_part"             },
    {"unix_timestamp",    "extract(epoch from ...)"},
    {"from_unixtime",     "to_timestamp"           },
    {"getdate",           "now"                    },
    {"sysdate",           "now"                    },
    {"current_timestamp", "now"                    },
    {"date_format",       "date_trunc"             },
    {"regexp_like",       "text ~ pattern"         },
    {"rlike",             "text ~ pattern"         },
    {"explode",           "string_to_table in FROM"},
    {"regexp_split",      "regexp_split_to_table"  },
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

const char *table_near_function(const char *name, char *near, size_t near_max)
{
    size_t len = strlen(name), best = len < 5 ? 2 : 3; /* fewer edits than this are near */
    const char *found = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
        if (strcmp(elsewhere[i].name, name) == 0)
            return elsewhere[i].ours;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(functions) && len <= NAME_MAX_NEAR; i++) {
        const char *signature = functions[i].signature;
        size_t edits = name_len(signature) > NAME_MAX_NEAR
                           ? best
                           : distance(name, len, signature, name_len(signature));

        if (edits < best) {
            best = edits;
            found = signature;
        }
    }
    if (found == NULL)
        return NULL;
    g_strlcpy(near, found, MIN(near_max, name_len(found) + 1));
    return near;
}

size_t expr_functions_len(void)
{
    return G_N_ELEMENTS(functions) + G_N_ELEMENTS(special);
}

ExprFunctionHelp expr_function_help(size_t i)
{
    if (i >= G_N_ELEMENTS(functions))
        return special[i - G_N_ELEMENTS(functions)];
    return (ExprFunctionHelp){functions[i].signature, type_name(functions[i].routine.result),
                              functions[i].routine.help};
}
