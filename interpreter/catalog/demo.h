#pragma once
/*
 * Sources for demonstrations: records that are made and not read, of which the same seed always
 * makes the same. Each is a row of one table: its columns, and what makes its i-th record. Pure:
 * the time of a record is given.
 *
 * Thread: any; the tables are constant.
 */
#include <glib.h>

#include "row/value.h"

enum { DEMO_COLUMNS_MAX = 8, DEMO_RATE_MAX = 1000000 };

typedef struct DemoColumn {
    const char *name;
    Type type;
} DemoColumn;

typedef struct Demo {
    const char *name; /* of the function in FROM: "demo_clicks" */
    const char *help;
    const char *format;                         /* of its records: "json", "text" */
    const DemoColumn columns[DEMO_COLUMNS_MAX]; /* the fields of its records; the first without a
                                                 * name ends them */
    void (*make)(uint64_t seed, int64_t i, int64_t at_ms, GString *key, GString *value);
} Demo;

const Demo *demo_find(const char *name); /* NULL if there is none */
const Demo *demo_all(size_t *ret_len);
