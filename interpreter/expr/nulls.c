/* How many arguments are NULL. */
#include "expr/calls_quote.h"

static int64_t count(const Value *args, size_t args_len)
{
    int64_t n = 0;

    for (size_t i = 0; i < args_len; i++)
        n += args[i].is_null ? 1 : 0;
    return n;
}

EXPR_CALL(nulls_count)
{
    *ret_value = value_of_integer(count(args, args_len));
    return true;
}

EXPR_CALL(nulls_count_others)
{
    *ret_value = value_of_integer((int64_t)args_len - count(args, args_len));
    return true;
}
