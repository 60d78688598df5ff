#pragma once
/*
 * A zone as AT TIME ZONE names it: a short name ("CET", "MSK"), else a zone of row/zone.h.
 *
 * Thread: any; a use is plain data.
 */
#include <glib.h>

#include "row/zone.h"

typedef struct ZoneUse {
    const Zone *zone; /* NULL is UTC */
    bool has_word;
    ZoneWord word; /* if has_word, instead of the zone */
} ZoneUse;

bool zone_use_find(Span name, ZoneUse *ret_use, GError **error); /* FAIL_DATA */
int32_t zone_use_east_s(const ZoneUse *use, int64_t us);         /* at @us after 1970 began */
int64_t zone_use_us(const ZoneUse *use, int64_t local_us);       /* as zone_us_of_local() */
