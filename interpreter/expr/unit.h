#pragma once
/*
 * The names of the units that date_trunc and extract take.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

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
    UNIT_JULIAN,
    UNIT_ZONE, /* seconds east of UTC, then their hours and minutes */
    UNIT_ZONE_HOUR,
    UNIT_ZONE_MINUTE,
} Unit;

/* Who asks: extract() knows more names. */
typedef enum UnitUse {
    UNIT_TO_TRUNC,
    UNIT_TO_EXTRACT,
} UnitUse;

Unit unit_find(Span name, UnitUse use); /* in any case */
/* FAIL_DATA: no unit, or none of what that type has; returns false. */
bool unit_fail(Span name, UnitUse use, Type type, GError **error);
/* The first of a call's constants, found once; FAIL_DATA if it is there and no unit. *ret_unit
 * is UNIT_NONE if it is not constant. */
bool unit_of_constant(const Value *constant, UnitUse use, Type type, Unit *ret_unit,
                      GError **error);
