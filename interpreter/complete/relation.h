#pragma once
/*
 * The relations of a query's FROM, and so the columns that its expressions may name, also of a
 * query that is not finished.
 *
 * Thread: any; pure.
 */
#include "complete/complete.h"
#include "complete/place.h"

enum {
    RELATION_DEPTH_MAX = 8,   /* queries in queries, calls in calls */
    RELATION_ITEMS_MAX = 100, /* of one FROM that are looked at */
};

/* @type: "" if it is not known */
typedef void (*RelationColumnFn)(void *user, const char *name, const char *type);

/**
 * relation_columns() - the columns of what a query reads
 * @select:     the token behind its SELECT
 * @qualifier:  folded; only those of the relation so called; NULL: of all
 */
void relation_columns(const Place *place, const CompleteKnown *known, size_t select,
                      const char *qualifier, RelationColumnFn each, void *user);
/* The names that its select list gives: for ORDER BY, and for a query around it. */
void relation_outputs(const Place *place, size_t select, RelationColumnFn each, void *user);
/* The names that WITH gives to queries. */
void relation_with_names(const Place *place, RelationColumnFn each, void *user);
bool relation_is_window(const char *call); /* tumble, hop, ...: a relation is its first argument */
