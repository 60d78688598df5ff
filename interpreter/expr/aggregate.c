#include "expr/aggregate.h"

#include "expr/aggregate_state.h"
#include "expr/polymorphic.h"
#include "expr/resolve.h"

/* A state is one of the structs in aggregate_state.h, its functions those of a file there. */
#define STATE_OF(bytes, functions_) .state_bytes = bytes, .functions = &functions_
#define STATE(kind, functions_) STATE_OF(sizeof(kind), functions_)
#define ONE(name_, type, result_, state, flags_, help_)                                            \
    {                                                                                              \
        .name = name_, .help = help_, .flags = flags_, .arguments = {type}, .arguments_len = 1,    \
        .result = result_, state                                                                   \
    }
#define PAIR(name_, result_, functions_, help_)                                                    \
    {                                                                                              \
        .name = name_, .help = help_, .flags = AGGREGATE_ANY_ORDER,                                \
        .arguments = {TYPE_FLOAT8, TYPE_FLOAT8}, .arguments_len = 2, .result = result_,            \
        STATE(SpreadState, functions_)                                                             \
    }
#define ROWS(name_, len, type, other, result_, flags_, fold_, help_)                               \
    {                                                                                              \
        .name = name_, .help = help_, .flags = AGGREGATE_LAX | flags_, .arguments = {type, other}, \
        .arguments_len = len, .result = result_, .fold = fold_                                     \
    }
#define WITHIN(name_, has_constant_, constant_, type, result_, fold_, check_, help_)               \
    {                                                                                              \
        .name = name_, .help = help_, .flags = AGGREGATE_WITHIN_GROUP, .arguments = {type},        \
        .arguments_len = 1, .has_constant = has_constant_, .constant = constant_,                  \
        .result = result_, .fold = fold_, .check = check_                                          \
    }
#define WITH_CONSTANT(name_, type, constant_, result_, flags_, state, check_, help_)               \
    {                                                                                              \
        .name = name_, .help = help_, .flags = AGGREGATE_ANY_ORDER | flags_, .arguments = {type},  \
        .arguments_len = 1, .has_constant = true, .constant = constant_, .result = result_, state, \
        .check = check_                                                                            \
    }
#define STAR(name_, result_, state, help_)                                                         \
    {                                                                                              \
        .name = name_, .help = help_, .flags = AGGREGATE_STAR | AGGREGATE_ANY_ORDER,               \
        .result = result_, state                                                                   \
    }

#define ANY_ORDER AGGREGATE_ANY_ORDER
#define ONCE (AGGREGATE_ANY_ORDER | AGGREGATE_ONCE)

#define SUM(type, result, state, kind)                                                             \
    ONE("sum", type, result, STATE(state, sum_##kind##_functions), ANY_ORDER, "sum of the values")
#define AVG(type, result, state, kind)                                                             \
    ONE("avg", type, result, STATE(state, avg_##kind##_functions), ANY_ORDER,                      \
        "arithmetic mean of the values")
#define EXTREMES(type, state, kind)                                                                \
    ONE("min", type, type, STATE(state, min_##kind##_functions), ONCE, "the least value"),         \
        ONE("max", type, type, STATE(state, max_##kind##_functions), ONCE, "the greatest value")
#define END(name, function, flags, help)                                                           \
    ONE(name, TYPE_ANY_ITEM, TYPE_ANY_ITEM, STATE(EndState, function##_value_functions), flags,    \
        help)
#define TRUTH(name, function, help)                                                                \
    ONE(name, TYPE_BOOL, TYPE_BOOL, STATE(TruthState, function##_functions), ONCE, help)
#define BITS(name, function, flags, help)                                                          \
    ONE(name, TYPE_INT4, TYPE_INT4, STATE(BitState, function##_functions), flags, help),           \
        ONE(name, TYPE_INT8, TYPE_INT8, STATE(BitState, function##_functions), flags, help)
#define SPREAD_ROW(name, type, result, bytes, functions, help)                                     \
    ONE(name, type, result, STATE_OF(bytes, functions), ANY_ORDER, help)
#define SPREAD(name, kind, help)                                                                   \
    SPREAD_ROW(name, TYPE_INT4, TYPE_NUMERIC, sizeof(DecimalSpread), kind##_integer_functions,     \
               help),                                                                              \
        SPREAD_ROW(name, TYPE_INT8, TYPE_NUMERIC, sizeof(DecimalSpread), kind##_integer_functions, \
                   help),                                                                          \
        SPREAD_ROW(name, TYPE_NUMERIC, TYPE_NUMERIC, sizeof(DecimalSpread),                        \
                   kind##_numeric_functions, help),                                                \
        SPREAD_ROW(name, TYPE_FLOAT8, TYPE_FLOAT8, SPREAD_BYTES(1), kind##_real_functions, help)
#define PERCENTILES(fraction, of_fractions, check)                                                 \
    WITHIN("percentile_cont", true, fraction, TYPE_FLOAT8, of_fractions(TYPE_FLOAT8),              \
           fold_percentile_real, check,                                                            \
           "the value at a fraction of the rows, between two of them where it lies there"),        \
        WITHIN("percentile_cont", true, fraction, TYPE_INTERVAL, of_fractions(TYPE_INTERVAL),      \
               fold_percentile_interval, check,                                                    \
               "the value at a fraction of the rows, between two of them where it lies there"),    \
        WITHIN("percentile_disc", true, fraction, TYPE_ANY_ITEM, of_fractions(TYPE_ANY_ITEM),      \
               fold_percentile_item, check, "the first value at or behind a fraction of the rows")
#define JSONB(name, len, fold, help)                                                               \
    ROWS(name, len, TYPE_UNKNOWN, TYPE_UNKNOWN, TYPE_JSONB, AGGREGATE_OF_JSONB, fold, help)
#define ITSELF(type) type
#define ARRAY(type) (Type)(TYPE_ARRAY + (int)type)

/* To add an aggregate: a row here for each signature, its functions, and cases in the unit test. */
static const Aggregate aggregates[] = {
    STAR("count", TYPE_INT8, STATE(CountState, count_functions), "how many rows"),
    ONE("count", TYPE_UNKNOWN, TYPE_INT8, STATE(CountState, count_functions), ANY_ORDER,
        "how many values that are not NULL"),

    SUM(TYPE_INT4, TYPE_INT8, IntegerSum, int4),
    SUM(TYPE_INT8, TYPE_NUMERIC, IntegerSum, int8),
    SUM(TYPE_NUMERIC, TYPE_NUMERIC, DecimalSum, numeric),
    SUM(TYPE_FLOAT8, TYPE_FLOAT8, RealSum, real),
    SUM(TYPE_INTERVAL, TYPE_INTERVAL, IntervalSum, interval),
    AVG(TYPE_INT4, TYPE_NUMERIC, IntegerSum, integer),
    AVG(TYPE_INT8, TYPE_NUMERIC, IntegerSum, integer),
    AVG(TYPE_NUMERIC, TYPE_NUMERIC, DecimalSum, numeric),
    AVG(TYPE_FLOAT8, TYPE_FLOAT8, RealSum, real),
    AVG(TYPE_INTERVAL, TYPE_INTERVAL, IntervalSum, interval),

    EXTREMES(TYPE_TEXT, ExtremeState, text),
    EXTREMES(TYPE_BYTEA, ExtremeState, text),
    EXTREMES(TYPE_INT4, ExtremeState, integer),
    EXTREMES(TYPE_INT8, ExtremeState, integer),
    EXTREMES(TYPE_NUMERIC, PlacedExtremeState, numeric),
    EXTREMES(TYPE_FLOAT8, ExtremeState, real),
    EXTREMES(TYPE_TIMESTAMPTZ, ExtremeState, integer),
    EXTREMES(TYPE_TIMESTAMP, ExtremeState, integer),
    EXTREMES(TYPE_DATE, ExtremeState, integer),
    EXTREMES(TYPE_INTERVAL, PlacedExtremeState, interval),
    EXTREMES(ARRAY(TYPE_ANY_ITEM), EndState, array),

    TRUTH("bool_and", bool_and, "whether all are true"),
    TRUTH("every", bool_and, "whether all are true"),
    TRUTH("bool_or", bool_or, "whether one is true"),
    BITS("bit_and", bit_and, ONCE, "the bits that all have"),
    BITS("bit_or", bit_or, ONCE, "the bits that one has"),
    BITS("bit_xor", bit_xor, ANY_ORDER, "the bits that an odd number of them has"),

    SPREAD("var_pop", var_pop, "variance of these values"),
    SPREAD("var_samp", var_samp, "variance, by this sample"),
    SPREAD("variance", var_samp, "variance, by this sample"),
    SPREAD("stddev_pop", stddev_pop, "standard deviation of these values"),
    SPREAD("stddev_samp", stddev_samp, "standard deviation, by this sample"),
    SPREAD("stddev", stddev_samp, "standard deviation, by this sample"),
    PAIR("covar_pop", TYPE_FLOAT8, covar_pop_functions, "covariance of these pairs"),
    PAIR("covar_samp", TYPE_FLOAT8, covar_samp_functions, "covariance, by this sample"),
    PAIR("corr", TYPE_FLOAT8, corr_functions, "correlation of y and x"),
    PAIR("regr_count", TYPE_INT8, regr_count_functions, "how many pairs without NULL"),
    PAIR("regr_avgx", TYPE_FLOAT8, regr_avgx_functions, "mean of x, the second of the two"),
    PAIR("regr_avgy", TYPE_FLOAT8, regr_avgy_functions, "mean of y, the first of the two"),
    PAIR("regr_sxx", TYPE_FLOAT8, regr_sxx_functions, "squares of x's differences from its mean"),
    PAIR("regr_syy", TYPE_FLOAT8, regr_syy_functions, "squares of y's differences from its mean"),
    PAIR("regr_sxy", TYPE_FLOAT8, regr_sxy_functions, "products of both differences"),
    PAIR("regr_slope", TYPE_FLOAT8, regr_slope_functions, "slope of the line through the pairs"),
    PAIR("regr_intercept", TYPE_FLOAT8, regr_intercept_functions, "y of that line where x is 0"),
    PAIR("regr_r2", TYPE_FLOAT8, regr_r2_functions, "square of the correlation"),

    ROWS("string_agg", 2, TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, 0, fold_text,
         "the values in order, with a delimiter between"),
    ROWS("string_agg", 2, TYPE_BYTEA, TYPE_BYTEA, TYPE_BYTEA, 0, fold_text,
         "the values in order, with a delimiter between"),
    ROWS("array_agg", 1, TYPE_ANY_ITEM, TYPE_UNKNOWN, ARRAY(TYPE_ANY_ITEM), 0, fold_array,
         "all values in order, NULL too, as an array"),
    JSONB("jsonb_agg", 1, fold_jsonb, "all values in order, NULL too, as an array of jsonb"),
    JSONB("json_agg", 1, fold_jsonb, "all values in order, NULL too, as an array of jsonb"),
    JSONB("jsonb_object_agg", 2, fold_jsonb_object, "an object of all names and values"),
    JSONB("json_object_agg", 2, fold_jsonb_object, "an object of all names and values"),

    PERCENTILES(TYPE_FLOAT8, ITSELF, percentile_check),
    PERCENTILES(ARRAY(TYPE_FLOAT8), ARRAY, percentile_check_array),
    WITHIN("mode", false, TYPE_UNKNOWN, TYPE_ANY_ITEM, TYPE_ANY_ITEM, fold_mode, NULL,
           "the value that comes most often, the first of several"),

    END("first_value", first, AGGREGATE_LAX, "the value of the row that came first, by event time"),
    END("first", first, AGGREGATE_LAX, "the value of the row that came first, by event time"),
    END("last_value", last, AGGREGATE_LAX, "the value of the row that came last, by event time"),
    END("last", last, AGGREGATE_LAX, "the value of the row that came last, by event time"),
    END("any_value", first, 0, "some value that is not NULL"),
    ONE("approx_count_distinct", TYPE_UNKNOWN, TYPE_INT8,
        STATE(SketchState, approx_count_distinct_functions), ONCE,
        "about how many different values (0.8 % off; exact up to 1024), in 16 KB"),
    WITH_CONSTANT("approx_percentile", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, 0,
                  STATE(SketchState, approx_percentile_functions), percentile_check,
                  "about the value at a fraction of the rows (exact up to 1000), in 20 KB"),
    WITH_CONSTANT(
        "approx_top_k", TYPE_UNKNOWN, TYPE_INT4, TYPE_JSONB, AGGREGATE_OF_JSONB,
        STATE(SketchState, approx_top_k_functions), approx_top_k_check,
        "the k most frequent values, as [{\"count\": 7, \"value\": \"x\"}, ...] (exact up "
        "to 1000 values; else a count is too high by a thousandth of the rows at most)"),
};

const Aggregate *aggregate_table(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(aggregates);
    return aggregates;
}

const Aggregate *aggregate_first(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(aggregates); i++) {
        if (strcmp(aggregates[i].name, name) == 0)
            return &aggregates[i];
    }
    return NULL;
}

bool aggregate_exists(const char *name)
{
    return aggregate_first(name) != NULL;
}

enum { WRITTEN_MAX = AGGREGATE_ARGUMENTS_MAX + 1 };

/* The types in the order in which a statement writes them; how many there are. */
static size_t written_types(const Aggregate *aggregate, Type *types)
{
    bool is_first = (aggregate->flags & AGGREGATE_WITHIN_GROUP) != 0;
    size_t len = 0;

    if (aggregate->has_constant && is_first)
        types[len++] = aggregate->constant;
    for (size_t i = 0; i < aggregate->arguments_len; i++)
        types[len++] = aggregate->arguments[i];
    if (aggregate->has_constant && !is_first)
        types[len++] = aggregate->constant;
    return len;
}

const Aggregate *aggregate_find(const char *name, bool is_star, const Type *types, size_t len,
                                bool *ret_is_ambiguous)
{
    Candidate candidates[RESOLVE_CANDIDATES_MAX];
    Type wanted[RESOLVE_CANDIDATES_MAX][WRITTEN_MAX];
    const Aggregate *rows[RESOLVE_CANDIDATES_MAX];
    size_t found = 0;
    int best;

    for (size_t i = 0; i < G_N_ELEMENTS(aggregates); i++) {
        const Aggregate *aggregate = &aggregates[i];

        if (strcmp(aggregate->name, name) != 0 ||
            ((aggregate->flags & AGGREGATE_STAR) != 0) != is_star)
            continue;
        g_assert(found < RESOLVE_CANDIDATES_MAX);
        candidates[found] = (Candidate){.types = wanted[found]};
        candidates[found].types_len = written_types(aggregate, wanted[found]);
        rows[found] = aggregate;
        found += candidates[found].types_len == len;
    }
    best = found == 0 ? -1 : resolve_candidates(candidates, found, types, len, ret_is_ambiguous);
    *ret_is_ambiguous = found > 0 && *ret_is_ambiguous;
    return best < 0 ? NULL : rows[best];
}

void aggregate_signature(const Aggregate *aggregate, GString *text)
{
    bool is_within = (aggregate->flags & AGGREGATE_WITHIN_GROUP) != 0;
    const char *between = "";

    g_string_append_printf(text, "%s(", aggregate->name);
    if ((aggregate->flags & AGGREGATE_STAR) != 0)
        g_string_append_c(text, '*');
    if (is_within)
        g_string_append_printf(text, "%s) WITHIN GROUP (ORDER BY ",
                               aggregate->has_constant ? polymorphic_name(aggregate->constant)
                                                       : "");
    for (size_t i = 0; i < aggregate->arguments_len; i++, between = ", ") {
        Type type = aggregate->arguments[i];

        g_string_append_printf(text, "%s%s", between,
                               type == TYPE_UNKNOWN ? "any" : polymorphic_name(type));
    }
    if (!is_within && aggregate->has_constant)
        g_string_append_printf(text, "%s%s", between, polymorphic_name(aggregate->constant));
    g_string_append_c(text, ')');
}
