#pragma once
/*
 * A time zone by its name in the IANA database ("Europe/Berlin"), or by its distance from UTC, as
 * PostgreSQL names them. NULL is UTC wherever a zone is taken.
 *
 * Each zone is read once for the process, kept until it ends and never changed: a Zone is borrowed
 * from nobody and may be kept anywhere. GLib's GTimeZone will not do, because it ignores the rule
 * that a zone ends with, and so knows no summer time after 2037.
 *
 * Thread: any; one lock guards the list of zones that zone_find() looks through.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

typedef struct Zone Zone;

enum {
    ZONE_NAME_BYTES_MAX = 255,
    ZONE_SHORT_MAX = 32, /* bytes of a short name, NUL included */
    ZONES_MAX = 2048, /* zones of one process: the database has 600 names, records may have more */
    ZONE_EAST_S_MAX = 168 * 3600,
};

/* What clocks in a zone show for a while. */
typedef struct ZonePeriod {
    int32_t east_s; /* seconds that its clocks are ahead of UTC */
    bool is_summer;
    char name[ZONE_SHORT_MAX]; /* "CEST" */
} ZonePeriod;

/**
 * zone_find() - a zone by its name, as AT TIME ZONE takes it
 * @name:  in any case: a file's of the database, or POSIX's form "CET-1CEST,M3.5.0,M10.5.0/3", in
 *         which a number counts to the west ("<+02>-02", and so "+02" is two hours behind UTC)
 *
 * Return: (borrowed, for ever) the zone; NULL if nothing has that name, or beyond ZONES_MAX
 */
const Zone *zone_find(Span name);
/**
 * zone_of_setting() - the same, as the setting `timezone` takes it
 * @text:      besides a name: hours to the east of UTC ("+02", "-3.5")
 * @ret_zone:  NULL for UTC
 * @error:     FAIL_CONFIG
 */
bool zone_of_setting(const char *text, const Zone **ret_zone, GError **error);
const char *zone_name(const Zone *zone); /* as the database spells it */

/* What its clocks show at @us after 1970 began. */
const ZonePeriod *zone_period(const Zone *zone, int64_t us);
/* Its latest period of that short name which began by then, else the first; without such a name
 * that of @us. */
const ZonePeriod *zone_period_called(const Zone *zone, const char *name, int64_t us);
/**
 * zone_us_of_local() - the time at which a zone's clocks show @local_us
 *
 * Clocks that are put forward skip times: such a one is read as if they had not been. Clocks that
 * are put back show times twice: the later is meant.
 *
 * Return: microseconds after 1970 began
 */
int64_t zone_us_of_local(const Zone *zone, int64_t local_us);

/* ---- short names, as they stand in the text of a time: "CEST", "PST", "Z" ---- */

typedef struct ZoneWord {
    const Zone *zone; /* its name stands for what the zone called so; or NULL: always the same */
    ZonePeriod period;
} ZoneWord;

bool zone_word_find(Span word, ZoneWord *ret_word); /* in any case */
/* Seconds east of UTC that a short name stands for when clocks show @local_us. */
int32_t zone_word_east_s(const ZoneWord *word, int64_t local_us);
int32_t zone_word_east_s_at(const ZoneWord *word, int64_t us); /* at a time after 1970 began */
