#include "expr/aggregate.h"

#include "expr/aggregate_state.h"

/* One kind of aggregate each; the functions are those of a family (see aggregate_state.h). */
#define COUNT(type, is_star)                                                                       \
    {                                                                                              \
        .name = "count", .help = is_star ? "how many rows" : "how many values that are not NULL",  \
        .takes_star = is_star, .argument = type, .result_type = TYPE_INT8,                         \
        .state_bytes = sizeof(CountState), .init = count_init, .add = count_add,                   \
        .merge = count_merge, .result = count_result, .counts_rows = is_star                       \
    }
#define SUM(type, type_of_result, add_function, result_function)                                   \
    {                                                                                              \
        .name = "sum", .help = "sum of the values", .argument = type,                              \
        .result_type = type_of_result, .state_bytes = sizeof(SumState), .init = sum_init,          \
        .add = add_function, .merge = sum_merge, .result = result_function                         \
    }
#define AVG(type, type_of_result, add_function, result_function)                                   \
    {                                                                                              \
        .name = "avg", .help = "arithmetic mean of the values", .argument = type,                  \
        .result_type = type_of_result, .state_bytes = sizeof(SumState), .init = sum_init,          \
        .add = add_function, .merge = sum_merge, .result = result_function                         \
    }
#define OF_DECIMALS(function, sentence, result_function)                                           \
    {                                                                                              \
        .name = function, .help = sentence, .argument = TYPE_NUMERIC, .result_type = TYPE_NUMERIC, \
        .state_bytes = sizeof(DecimalSumState), .init = decimal_sum_init, .add = decimal_sum_add,  \
        .merge = decimal_sum_merge, .result = result_function                                      \
    }
#define EXTREME(function, sentence, type, kind)                                                    \
    {                                                                                              \
        .name = function, .help = sentence, .argument = type, .result_type = type,                 \
        .state_bytes = sizeof(ExtremeState), .init = extreme_init, .add = kind##_add,              \
        .merge = kind##_merge, .result = kind##_result,                                            \
        .heap_bytes = type == TYPE_TEXT ? extreme_text_heap_bytes : NULL,                          \
        .done = type == TYPE_TEXT ? extreme_text_done : NULL                                       \
    }

#define LEAST "the least value"
#define GREATEST "the greatest value"

/* To add an aggregate: a row here for each type that it takes, and cases in the unit test. */
static const Aggregate aggregates[] = {
    COUNT(TYPE_UNKNOWN, true),
    COUNT(TYPE_TEXT, false),
    COUNT(TYPE_BOOL, false),
    COUNT(TYPE_INT4, false),
    COUNT(TYPE_INT8, false),
    COUNT(TYPE_FLOAT8, false),
    COUNT(TYPE_NUMERIC, false),
    COUNT(TYPE_TIMESTAMPTZ, false),
    COUNT(TYPE_INTERVAL, false),
    COUNT(TYPE_JSONB, false),
    SUM(TYPE_INT4, TYPE_INT8, sum_add_integer, sum_result_int8),
    SUM(TYPE_INT8, TYPE_NUMERIC, sum_add_integer, sum_result_numeric),
    OF_DECIMALS("sum", "sum of the values", decimal_sum_result),
    SUM(TYPE_FLOAT8, TYPE_FLOAT8, sum_add_real, sum_result_real),
    AVG(TYPE_INT4, TYPE_NUMERIC, sum_add_integer, avg_result_whole),
    AVG(TYPE_INT8, TYPE_NUMERIC, sum_add_integer, avg_result_whole),
    OF_DECIMALS("avg", "arithmetic mean of the values", decimal_avg_result),
    AVG(TYPE_FLOAT8, TYPE_FLOAT8, sum_add_real, avg_result_real),
    EXTREME("min", LEAST, TYPE_TEXT, min_text),
    EXTREME("min", LEAST, TYPE_INT4, min_integer),
    EXTREME("min", LEAST, TYPE_INT8, min_integer),
    EXTREME("min", LEAST, TYPE_NUMERIC, min_numeric),
    EXTREME("min", LEAST, TYPE_FLOAT8, min_real),
    EXTREME("min", LEAST, TYPE_TIMESTAMPTZ, min_integer),
    EXTREME("min", LEAST, TYPE_INTERVAL, min_interval),
    EXTREME("max", GREATEST, TYPE_TEXT, max_text),
    EXTREME("max", GREATEST, TYPE_INT4, max_integer),
    EXTREME("max", GREATEST, TYPE_INT8, max_integer),
    EXTREME("max", GREATEST, TYPE_NUMERIC, max_numeric),
    EXTREME("max", GREATEST, TYPE_FLOAT8, max_real),
    EXTREME("max", GREATEST, TYPE_TIMESTAMPTZ, max_integer),
    EXTREME("max", GREATEST, TYPE_INTERVAL, max_interval),
};

const Aggregate *aggregate_find(const char *name, bool is_star, Type argument)
{
    /* Every type that an aggregate takes has its row, so only a literal needs a conversion. */
    Type wanted = argument == TYPE_UNKNOWN ? TYPE_TEXT : argument;

    for (size_t i = 0; i < G_N_ELEMENTS(aggregates); i++) {
        const Aggregate *aggregate = &aggregates[i];

        if (strcmp(aggregate->name, name) == 0 && aggregate->takes_star == is_star &&
            (is_star || aggregate->argument == wanted))
            return aggregate;
    }
    return NULL;
}

bool aggregate_exists(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(aggregates); i++) {
        if (strcmp(aggregates[i].name, name) == 0)
            return true;
    }
    return false;
}

const Aggregate *aggregate_table(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(aggregates);
    return aggregates;
}
