/* Points in time compared, also those of different types, and OVERLAPS. */
#include "expr/calls_time.h"
#include "expr/moment.h"

#define ENDLESS ((Int128)1 << 100) /* more than any point is away */

/*
 * A point on the scale of the pair: UTC if one of them is a timestamptz, else local time. Dates
 * reach further than times do; what no time can be is still before the infinite ones.
 */
static Int128 place(const ExprContext *context, Type type, bool is_utc, int64_t point)
{
    Int128 us = type == TYPE_DATE ? (Int128)point * CALENDAR_DAY_US : point;

    if (!timestamp_is_finite(point))
        return point < 0 ? -ENDLESS : ENDLESS;
    if (!is_utc || type == TYPE_TIMESTAMPTZ)
        return us;
    if (us < CALENDAR_US_MIN || us >= CALENDAR_US_END)
        return us < 0 ? us - CALENDAR_DAY_US * 7 : us + CALENDAR_DAY_US * 7;
    return zone_us_of_local(context->zone, (int64_t)us);
}

static int order_of(const ExprContext *context, const Type *types, const Value *args)
{
    bool is_utc = types[0] == TYPE_TIMESTAMPTZ || types[1] == TYPE_TIMESTAMPTZ;
    Int128 a = place(context, types[0], is_utc, args[0].integer);
    Int128 b = place(context, types[1], is_utc, args[1].integer);

    return (a > b) - (a < b);
}

#define ORDER_CALL(name, sign)                                                                     \
    EXPR_CALL(name)                                                                                \
    {                                                                                              \
        *ret_value =                                                                               \
            (Value){.boolean = order_of(context, expr_types(args, args_len), args) sign 0};        \
        return true;                                                                               \
    }
ORDER_CALL(moment_equal, ==)
ORDER_CALL(moment_differ, !=)
ORDER_CALL(moment_less, <)
ORDER_CALL(moment_less_equal, <=)
ORDER_CALL(moment_greater, >)
ORDER_CALL(moment_greater_equal, >=)

/* ---- OVERLAPS ---- */

typedef struct Range {
    Value start, end; /* either may be NULL, the start only if both are */
} Range;

/* From a point to another, or for an interval; whichever is first is its start. */
static bool find_range(const ExprContext *context, const Type *types, const Value *args,
                       Range *ret_range, GError **error)
{
    Value start = args[0], end = args[1];

    if (types[1] == TYPE_INTERVAL && !end.is_null) {
        const Interval *length = end.interval;

        end = start;
        if (!start.is_null &&
            !moment_move(context, types[0], start.integer, length, 1, &end.integer, error))
            return false;
    }
    if (start.is_null || (!end.is_null && start.integer > end.integer))
        *ret_range = (Range){end, start};
    else
        *ret_range = (Range){start, end};
    return true;
}

/* Whether @later, which starts after @earlier, does so before that ends; NULL if nobody knows. */
static Value overlap_of(const Range *earlier, const Range *later)
{
    if (earlier->end.is_null)
        return VALUE_NULL;
    if (later->start.integer < earlier->end.integer)
        return (Value){.boolean = true};
    return later->end.is_null ? VALUE_NULL : (Value){.boolean = false};
}

EXPR_CALL(moment_overlaps)
{
    const Type *types = expr_types(args, args_len);
    Range a, b;

    if (!find_range(context, types, args, &a, error) ||
        !find_range(context, types + 2, args + 2, &b, error))
        return false;
    if (a.start.is_null || b.start.is_null)
        *ret_value = VALUE_NULL;
    else if (a.start.integer == b.start.integer)
        *ret_value = a.end.is_null || b.end.is_null ? VALUE_NULL : (Value){.boolean = true};
    else
        *ret_value = a.start.integer < b.start.integer ? overlap_of(&a, &b) : overlap_of(&b, &a);
    return true;
}
