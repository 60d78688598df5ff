#pragma once
/*
 * What a stream looks like in a notebook: live HTML in an Angular object, the template that shows
 * it in both of Zeppelin's UIs, and what is left when it is over. Both UIs sanitise the object's
 * HTML: classes, `align` and <font color> stay, style attributes and scripts do not.
 *
 * Thread: that of the stream. No clock: times are the stream's own.
 */
#include "session/stream.h"

enum {
    PANEL_ROWS_MAX = 1000,             /* of a live table */
    PANEL_HTML_BYTES_MAX = 512 * 1024, /* of its rows; the number of the rest is said */
};

/* The live HTML. @with_table: false for the state, the notices and the footer alone. */
char *panel_html(const Stream *stream, bool with_table); /* (owned) */
/**
 * panel_template() - the ANGULAR message
 * @number:     1, 2, ...: which panel of its paragraph
 * @nonce:      of the run; letters and digits
 * @paragraph:  its id; the template has no buttons if that is not a panel_is_plain_id()
 */
char *panel_template(int number, const char *nonce, const char *paragraph); /* (owned) */
/* The table of this moment, for whoever opens the note when nobody updates it any more.
 * @with_table: false for the sentence alone. "" before there are rows. */
char *panel_saved_html(const Stream *stream, const char *id, int64_t wall_ms,
                       bool with_table); /* (owned) */
/* (owned) What names the panel in a page's HTML: "<nonce>-1", "<nonce>-2", ... */
char *panel_id(int number, const char *nonce);
bool panel_is_plain_id(const char *id); /* letters, digits, '_' and '-' only */
char *panel_object(int number);         /* (owned) the object's name: "htm", "htm2", ... */
char *panel_stop(int number);           /* (owned) the stop button's: "stop", "stop2", ... */
char *panel_need(int number);           /* (owned) of the sign of a viewer: "need", "need2", ... */
/* (owned) HTML beside the last table: the failure in red, why rows lack, or "". */
/* (owned) How far a bounded statement is, and how long it will take; NULL if it has not said. */
char *panel_progress_html(const Stream *stream);
char *panel_ending_html(const Stream *stream, size_t left_out);
