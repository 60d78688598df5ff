#pragma once
/*
 * Topics as tables: which columns a topic has, and which topic or column a name means. Pure over
 * the list of names that it is given.
 *
 * A name matches exactly, or else, if it has no upper-case letter (so PostgreSQL's grammar may have
 * folded it), the one that differs in case only.
 *
 * Thread: any.
 */
#include "base/fail.h"
#include "row/batch.h"
#include "row/value.h"

typedef struct CatalogColumn {
    const char *name;
    Type type;
    int slot;            /* COLUMN_... */
    const char *written; /* as it must be written in a statement: "\"offset\"" */
} CatalogColumn;

/* The columns of every topic, in the order of `SELECT *`. */
const CatalogColumn *catalog_record_columns(size_t *ret_len);

typedef enum CatalogMatch {
    CATALOG_FOUND,
    CATALOG_NONE,
    CATALOG_SEVERAL, /* no exact one, and several that differ in case only */
} CatalogMatch;

/**
 * catalog_match() - the name that a written name means
 * @names:      NULL-ended
 * @ret_index:  set with CATALOG_FOUND only
 */
CatalogMatch catalog_match(const char *const *names, const char *wanted, size_t *ret_index);

/**
 * catalog_find_topic() - the topic that a written name means
 * @topics:     (borrowed) NULL-ended
 * @position:   the name's, for the error
 * @ret_topic:  (borrowed from @topics)
 * @error:      FAIL_QUERY with near names or how to list them as its hint
 */
bool catalog_find_topic(const char *const *topics, const char *wanted, int position,
                        const char **ret_topic, GError **error);
