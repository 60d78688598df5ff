#pragma once
/*
 * Views: named queries, kept as the texts of the statements that made them; and tables, topics
 * whose columns a statement has declared, kept in the same way. Whoever runs statements in order
 * keeps a list, hands it to each statement, and puts into it what each says that it did
 * (EVENT_VIEW). Nobody here reads the texts.
 *
 * Thread: any; a list belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    EVENT_VIEWS_MAX = 100, /* of one list */
    EVENT_VIEWS_BYTES_MAX =
        128 * 1024, /* of one list: names and texts; a command has room for it */
};

typedef struct EventView {
    char *name;
    char *statement; /* CREATE VIEW ...; NULL: the view is dropped */
    char **uses;     /* the views that its query names; NULL is none */
    bool is_table;   /* CREATE TABLE ...: columns of a topic, whose name it has */
} EventView;

void event_view_clear(EventView *view); /* what is behind its pointers */

typedef struct EventViews EventViews;

EventViews *event_views_new(void); /* (owned) */
/* (owned) The same; NULL of NULL. */
EventViews *event_views_copy(const EventViews *views);
void event_views_free(EventViews *views); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventViews, event_views_free)

size_t event_views_len(const EventViews *views); /* NULL has none */
/* The @i-th in the order in which they were made, valid until the next put. */
const EventView *event_views_at(const EventViews *views, size_t i);

/**
 * event_views_put() - a view is there now, in place of one of that name, or is dropped
 * @view:   (borrowed)
 * @error:  FAIL_LIMIT beyond EVENT_VIEWS_MAX or EVENT_VIEWS_BYTES_MAX; nothing is changed then
 */
bool event_views_put(EventViews *views, const EventView *view, GError **error);

/* ---- as JSON, for this room ---- */

struct json_t;
void event_view_write(const EventView *view, struct json_t *object); /* its members */
/* @view: filled with owned texts, also partly with FAIL_DATA */
bool event_view_read(const struct json_t *object, EventView *view, GError **error);
struct json_t *event_views_json(const EventViews *views); /* (owned) NULL is [] */
/* (owned) FAIL_DATA or FAIL_LIMIT; @array: NULL is [] */
EventViews *event_views_read(const struct json_t *array, GError **error);
