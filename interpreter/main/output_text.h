#pragma once
/*
 * Tables as text: for people, as CSV (RFC 4180), as JSON. Pure.
 *
 * Thread: any.
 */
#include "event/event.h"
#include "event/table.h"

/* Display columns of a terminal; 0 for no limit. Control bytes of cells come out as '·'. */
void output_text_table(const EventTable *table, size_t width_max, size_t rows_max, GString *text);
void output_text_csv_head(const EventSchema *schema, GString *text);
void output_text_csv_row(const EventSchema *schema, char *const *cells, GString *text);
/* One object, without a line's end; numbers, booleans and jsonb as JSON has them. */
void output_text_json_row(const EventSchema *schema, char *const *cells, GString *text);
