/* age(): the years, months, days and time between two points, as people count them. */
#include "expr/calls_time.h"
#include "expr/moment.h"

/*
 * The difference field by field, the later minus the earlier. A field below zero borrows from the
 * one above it; a day borrows the length of the earlier point's month.
 */
static bool return_age(ExprContext *context, int sign, int64_t early_us, int64_t late_us,
                       Value *ret_value, GError **error)
{
    CalendarTime early = calendar_split(early_us), late = calendar_split(late_us);
    int64_t months = (late.year - early.year) * 12 + late.month - early.month;
    int64_t days = late.day - early.day;
    int64_t us = calendar_clock_us(&late) - calendar_clock_us(&early);

    if (us < 0) {
        us += CALENDAR_DAY_US;
        days--;
    }
    for (; days < 0; months--)
        days += calendar_month_days(early.year, early.month);
    return interval_return(context, sign * us, sign * days, sign * months, ret_value, error);
}

static bool age_of(ExprContext *context, Type type, int64_t from, int64_t to, Value *ret_value,
                   GError **error)
{
    int64_t early_us = 0, late_us = 0;

    if (!timestamp_is_finite(from) || !timestamp_is_finite(to))
        return moment_fail_range(error);
    return moment_to_local(context, type, MIN(from, to), &early_us, error) &&
           moment_to_local(context, type, MAX(from, to), &late_us, error) &&
           return_age(context, to < from ? -1 : 1, early_us, late_us, ret_value, error);
}

EXPR_CALL(moment_age)
{
    return age_of(context, expr_types(args, args_len)[0], args[1].integer, args[0].integer,
                  ret_value, error);
}

/* Until today began. */
EXPR_CALL(moment_age_today)
{
    Type type = expr_types(args, args_len)[0];
    Value today = {.integer = 0};

    if (!moment_today(context, args, args_len, &today, error) ||
        !moment_return_local(context, type, (Int128)today.integer * CALENDAR_DAY_US, &today, error))
        return false;
    return age_of(context, type, args[0].integer, today.integer, ret_value, error);
}
