#pragma once
/*
 * A table as Zeppelin's TABLE text (columns by tab, rows by newline, the first row the header) and
 * as text for people (columns by blanks). Both are cut at a number of bytes, by whole rows.
 *
 * Thread: that of the table.
 */
#include "event/table.h"

enum {
    TABLE_TEXT_BYTES_MAX = 10 * 1024 * 1024, /* of a result */
    TABLE_TEXT_LIVE_BYTES_MAX = 512 * 1024,  /* of one that is sent twice a second */
    TABLE_PLAIN_ROWS_MAX = 1000,             /* of table_plain(), which looks at each cell twice */
    TABLE_PLAIN_CELL_CHARS_MAX = 200,        /* of a cell of table_plain(); longer ones are cut */
};

/* (owned) "" before the schema. @ret_left_out: visible rows that did not fit; NULL is fine */
char *table_text(const EventTable *table, size_t bytes_max, size_t *ret_left_out);
char *table_plain(const EventTable *table, size_t bytes_max, size_t *ret_left_out);
/*
 * (owned) Why not all rows are there, or NULL if all are.
 * @left_out:  as the two above say
 */
char *table_rows_sentence(const EventTable *table, size_t left_out);
char *table_count(int64_t count); /* (owned) "1,234" */
