#pragma once
/*
 * The inside of time_text.h: what is known of a point in time while its fields are read, and the
 * fields that are numbers (time_numbers.c).
 *
 * Thread: one at a time.
 */
#include "row/time_fields.h"
#include "row/time_text.h"

enum {
    SEEN_YEAR = 1 << 0,
    SEEN_MONTH = 1 << 1,
    SEEN_DAY = 1 << 2,
    SEEN_DAY_OF_YEAR = 1 << 3,
    SEEN_HOUR = 1 << 4,
    SEEN_MINUTE = 1 << 5,
    SEEN_SECOND = 1 << 6,
    SEEN_FRACTION = 1 << 7,
    SEEN_ZONE = 1 << 8,
    SEEN_SUMMER = 1 << 9,
    SEEN_SUMMER_ZONE = 1 << 10,
    SEEN_HALF = 1 << 11,
    SEEN_ERA = 1 << 12,
    SEEN_WEEKDAY = 1 << 13,
    SEEN_MOVING_ZONE = 1 << 15,
    SEEN_SPECIAL = 1 << 14, /* epoch, infinity: whatever else is said */
    SEEN_DATE = SEEN_YEAR | SEEN_MONTH | SEEN_DAY,
    SEEN_CLOCK = SEEN_HOUR | SEEN_MINUTE | SEEN_SECOND | SEEN_FRACTION,
};

enum { TIME_HOUR_S = 3600 };

typedef struct TimeDecoder {
    TimeText text;
    unsigned seen, now; /* before this field; by this field */
    TimeLabel label;    /* of the number that follows */
    int day_of_year;
    bool has_text_month, has_two_digits, is_julian, is_bc, is_pm, has_summer;
    const Zone *zone;   /* named in the text */
    ZoneWord zone_word; /* with a zone, if has_zone_word */
    bool has_zone_word;
} TimeDecoder;

/* Each says in @decoder->now what it has set. */
TimeTextRead time_read_clock(TimeDecoder *decoder, const char *text);  /* "10:30:15.5" */
TimeTextRead time_read_offset(TimeDecoder *decoder, const char *text); /* "+05:30" */
TimeTextRead time_read_date(TimeDecoder *decoder, const char *text);   /* "2026-01-02" */
/* A number alone: of a date whose other parts @seen has, else run together: "20260102", "030405" */
TimeTextRead time_read_date_number(TimeDecoder *decoder, const char *text, unsigned seen);
TimeTextRead time_read_run_together(TimeDecoder *decoder, const char *text, size_t len,
                                    unsigned seen);
/* The number after a word such as "y", "j", "t". */
TimeTextRead time_read_labelled(TimeDecoder *decoder, const char *text);
TimeTextRead time_read_julian_and_offset(TimeDecoder *decoder, const char *text); /* 2451187-08 */
