#pragma once
/*
 * The names of the units that date_trunc and extract take.
 *
 * Thread: any; pure.
 */
#include <glib.h>

#include "base/span.h"

typedef enum Unit {
    UNIT_NONE, /* no unit has that name */
    UNIT_EPOCH,
    UNIT_MICROSECOND,
    UNIT_MILLISECOND,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_DOW,
    UNIT_ISODOW,
    UNIT_DOY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR,
    UNIT_ISOYEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_MILLENNIUM,
    UNIT_ZONE, /* "timezone": seconds east of UTC */
} Unit;

Unit unit_find(Span name); /* in any case */
/* FAIL_DATA: no unit, or none of what that type has; returns false. */
bool unit_fail(Span name, const char *type, GError **error);
