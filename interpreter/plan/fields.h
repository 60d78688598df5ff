#pragma once
/*
 * Columns of a topic besides those that every record has: the fields of its format, as a statement
 * names it, or as some records look. They are looked for only when a name, or a star, may mean one.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"
#include "plan/relation.h"

/* The topic of an item whose fields are not known yet. */
typedef struct FieldsTopic {
    PlanSource *source;
    const Format *format; /* as the statement says it, or NULL */
    size_t relation;
    int position;
    bool is_known;
} FieldsTopic;

/* Options of topic(...) other than since and until: the format and what belongs to it. @ret_format:
 * NULL without any; lives as long as the plan's arena. */
bool fields_read_format(Binder *binder, const SqlExpr *call, const Format **ret_format);
/* What key_format => says, an option of all formats: whether the key is a bytea. */
bool fields_read_key_format(Binder *binder, const SqlExpr *call, bool *ret_is_bytes);
/* The whole value of a record as the one field that there is, a bytea. NULL: FAIL_LIMIT. */
const Expr *fields_take_bytes(Binder *binder, PlanSource *source, const char *name, int position);
/* Remember that the item's topic may have fields. */
void fields_expect(Binder *binder, PlanSource *source, const Format *format,
                   const RelationItem *item);
/* Look for the fields of all topics of the scope that were not looked at yet. @ret_any: some were.
 */
bool fields_find(Binder *binder, bool *ret_any);
