#pragma once
/*
 * The columns that names in a query may mean: those of its topic, of its window, and of the table
 * functions so far.
 *
 * Thread: one at a time.
 */
#include "base/fail.h"
#include "row/batch.h"
#include "row/value.h"
#include "sql/tree.h"

enum {
    SCOPE_QUALIFIERS_MAX = 2,
    SCOPE_RELATIONS_MAX = 1 + COLUMN_FUNCTION_MAX,
};

typedef struct ScopeColumn {
    const char *name;
    const char *written; /* as it must be written in a statement */
    Type type;
    int slot;
    size_t relation;
} ScopeColumn;

typedef struct ScopeRelation {
    const char *qualifiers[SCOPE_QUALIFIERS_MAX + 1]; /* what may stand before a dot; NULL-ended */
} ScopeRelation;

typedef struct Scope {
    ScopeColumn columns[COLUMN_LEN_MAX];
    size_t columns_len;
    ScopeRelation relations[SCOPE_RELATIONS_MAX];
    size_t relations_len;
} Scope;

/* A relation without columns yet; the qualifiers (borrowed) may be NULL. Returns its index. */
size_t scope_add_relation(Scope *scope, const char *qualifier, const char *other_qualifier);
/* @name, @written: borrowed for the scope's life */
void scope_add_column(Scope *scope, size_t relation, const char *name, const char *written,
                      Type type, int slot);

/**
 * scope_find() - the column that a reference means
 * @text:      the statement, to see how the name was written
 * @ret_column: (borrowed from @scope)
 * @error:     FAIL_QUERY: unknown, with near names and the list of all; or ambiguous
 */
bool scope_find(const Scope *scope, const SqlExpr *reference, const char *text,
                const ScopeColumn **ret_column, GError **error);
/* The relation that `x.*` means. */
bool scope_find_relation(const Scope *scope, const SqlExpr *reference, size_t *ret_relation,
                         GError **error);
