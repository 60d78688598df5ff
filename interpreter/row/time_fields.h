#pragma once
/*
 * The text of a point in time, cut into fields by what they look like, and the words that such
 * texts have besides the names of zones.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>

#include "base/span.h"

enum { TIME_FIELDS_MAX = 25, TIME_TEXT_BYTES_MAX = 150 };

typedef enum TimeFieldKind {
    TIME_FIELD_NUMBER, /* 2026, 10.5, .5 */
    TIME_FIELD_DATE,   /* 2026-01-02, 2-jan-2026; also a zone with punctuation: europe/berlin */
    TIME_FIELD_CLOCK,  /* 10:30:15.5 */
    TIME_FIELD_OFFSET, /* +01:30 */
    TIME_FIELD_WORD,   /* jan, -infinity */
} TimeFieldKind;

typedef struct TimeField {
    TimeFieldKind kind;
    const char *text; /* NUL-ended, in lower case; in the fields' own bytes */
} TimeField;

typedef struct TimeFields {
    TimeField fields[TIME_FIELDS_MAX];
    size_t len;
    char bytes[TIME_TEXT_BYTES_MAX + TIME_FIELDS_MAX];
    size_t bytes_len;
} TimeFields;

/* False if something stands there that no field can be. */
bool time_fields_split(Span text, TimeFields *ret_fields);

typedef enum TimeWordKind {
    TIME_WORD_NONE, /* no word that is known */
    TIME_WORD_IGNORED,
    TIME_WORD_MONTH,    /* number: 1..12 */
    TIME_WORD_WEEKDAY,  /* which a date does not need */
    TIME_WORD_HALF,     /* number: 1 is PM */
    TIME_WORD_ERA,      /* number: 1 is BC */
    TIME_WORD_SUMMER,   /* an hour more than the zone says */
    TIME_WORD_LABEL,    /* number: TimeLabel of the number that follows */
    TIME_WORD_T,        /* the time follows */
    TIME_WORD_MIDNIGHT, /* UTC */
    TIME_WORD_EPOCH,
    TIME_WORD_EARLY, /* -infinity */
    TIME_WORD_LATE,  /* infinity */
    TIME_WORD_MOVING /* now, today: what it means depends on when it is asked */
} TimeWordKind;

typedef enum TimeLabel {
    TIME_LABEL_NONE,
    TIME_LABEL_YEAR,
    TIME_LABEL_MONTH,
    TIME_LABEL_DAY,
    TIME_LABEL_HOUR,
    TIME_LABEL_MINUTE,
    TIME_LABEL_SECOND,
    TIME_LABEL_JULIAN,
    TIME_LABEL_CLOCK, /* after a T */
    TIME_LABEL_OTHER, /* which no number can have */
} TimeLabel;

TimeWordKind time_word_find(const char *word, int *ret_number);
