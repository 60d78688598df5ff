#pragma once
/*
 * What the reader of the query has on its table, and the `rows` events that take it from one state
 * to the next: the rows that are new or changed, the ids of those that went, and the order.
 *
 * Thread: main.
 */
#include "engine/outlet.h"
#include "event/event.h"
#include "plan/plan.h"

typedef struct ShownRow {
    uint64_t id;      /* of the row as long as it is visible */
    uint64_t version; /* the same: its cells have not changed; 0 is a row that never changes */
    const void *row;  /* the owner's */
    int64_t place;    /* the owner's */
} ShownRow;

typedef struct ShownCells ShownCells; /* where the cells of a row are written, in order */
void shown_cell(ShownCells *cells, Type type, const Value *value);

/* Write every visible cell of @row by shown_cell(). @error: FAIL_DATA of an expression */
typedef bool (*ShownCellsFn)(const ShownRow *row, ShownCells *cells, void *user, GError **error);

typedef struct Shown Shown;

/* @zone: (borrowed) in which times are written; NULL is UTC */
Shown *shown_new(const PlanSelect *plan, int query, const Zone *zone, EventFn emit,
                 void *user); /* (owned) */
/* Rows go to @outlet (borrowed), and none is emitted. */
void shown_set_outlet(Shown *shown, const Outlet *outlet);
void shown_free(Shown *shown); /* NULL is fine */

void shown_emit_schema(Shown *shown, bool waits, bool streams);
/**
 * shown_update() - the visible table is now @rows, in this order
 * @total:     rows there are in all
 * @cells_fn:  asked for rows that are new or of another version
 *
 * Emits `rows` if anything differs, and always the first time. Large changes go out in several
 * events with one seq, `more` set on all but the last.
 */
bool shown_update(Shown *shown, const ShownRow *rows, size_t len, int64_t total,
                  ShownCellsFn cells_fn, void *user, GError **error);
/* Rows that go out once and are not kept: an event with just these, in order. */
bool shown_stream(Shown *shown, const ShownRow *rows, size_t len, int64_t total,
                  ShownCellsFn cells_fn, void *user, GError **error);
/* With an outlet: these rows have gone. */
bool shown_remove(Shown *shown, const ShownRow *rows, size_t len, ShownCellsFn cells_fn, void *user,
                  GError **error);
size_t shown_len(const Shown *shown);   /* rows on the table */
size_t shown_bytes(const Shown *shown); /* memory in use */
