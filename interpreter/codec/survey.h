#pragma once
/*
 * What kinds of values the fields of some records have, and the type that follows.
 *
 * Thread: any; pure.
 */
#include "codec/infer.h"

typedef enum SurveyKind {
    SURVEY_TRUTH,
    SURVEY_WHOLE,   /* a bigint */
    SURVEY_DECIMAL, /* a numeric */
    SURVEY_REAL,    /* a number beyond numeric */
    SURVEY_INSTANT, /* a text that is a time of ISO 8601 with a zone */
    SURVEY_TEXT,
    SURVEY_ARRAY,
    SURVEY_OBJECT,
    SURVEY_KINDS_LEN,
} SurveyKind;

typedef struct SurveyColumn {
    char *name; /* owned */
    uint64_t counts[SURVEY_KINDS_LEN];
    unsigned items;  /* bits by kind: of the items of all arrays */
    uint64_t record; /* the last one that had it, from 1 */
    char *example;   /* owned */
} SurveyColumn;

typedef struct Survey {
    GHashTable *by_name;  /* owned */
    GPtrArray *columns;   /* owned: SurveyColumn, in the order of first sight */
    uint64_t records;     /* begun so far */
    GHashTable *left_out; /* owned: names that are no columns; up to a limit */
} Survey;

void survey_init(Survey *survey);
void survey_done(Survey *survey);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Survey, survey_done)

/* The column of that name, made if need be; NULL if it can be none. */
SurveyColumn *survey_column(Survey *survey, Span name);
/* A value of the record that was begun last; one a record is counted. @shown: its text */
void survey_add(const Survey *survey, SurveyColumn *column, SurveyKind kind, Span shown);

SurveyKind survey_number(Span number); /* a JSON number */
SurveyKind survey_text(Span text);     /* an instant, or any text */
/* The columns; (owned) InferColumn. */
GPtrArray *survey_end(const Survey *survey, const char *const *taken);

/* The members of those records that are JSON objects. */
void survey_json(Survey *survey, const Span *records, size_t len);
/* The fields of those that are rows; (owned) what there is to say of them, or NULL. */
char *survey_csv(Survey *survey, const Format *format, const Span *records, size_t len);
/* (owned) Which format => 'csv' could be tried, if texts look like it; NULL. Prose has commas too:
 * so it is said, not assumed. */
char *survey_csv_hint(const Span *records, size_t len);

InferColumn *survey_new_column(const char *name, Type type, const char *const *taken); /* (owned) */
