#pragma once
/*
 * The columns that names in a query may mean: those of the items in its FROM so far.
 *
 * Thread: one at a time.
 */
#include "base/fail.h"
#include "expr/expr.h"
#include "sql/tree.h"

enum {
    SCOPE_QUALIFIERS_MAX = 2,
    SCOPE_COLUMNS_MAX = 1024,
    SCOPE_RELATIONS_MAX = 32,
};

typedef struct ScopeColumn {
    const char *name;
    const char *written; /* as it must be written in a statement */
    const Expr *expr;    /* what it means, over row slots */
    size_t relation;
} ScopeColumn;

typedef struct ScopeRelation {
    const char *qualifiers[SCOPE_QUALIFIERS_MAX + 1]; /* what may stand before a dot; NULL-ended */
    bool is_value;                                    /* its name alone means its one column */
} ScopeRelation;

typedef struct Scope {
    GArray *columns; /* ScopeColumn */
    ScopeRelation relations[SCOPE_RELATIONS_MAX];
    size_t relations_len;
    const char *empty;   /* a topic without records, so that its fields are not known; or NULL */
    const char *besides; /* (borrowed) of fields that are no columns, for hints; or NULL */
} Scope;

void scope_init(Scope *scope);
void scope_done(Scope *scope);

/* A relation without columns yet; the qualifiers (borrowed) may be NULL. @ret_relation: its index.
 * FAIL_LIMIT beyond SCOPE_RELATIONS_MAX. */
bool scope_add_relation(Scope *scope, const char *qualifier, const char *other_qualifier,
                        int position, size_t *ret_relation, GError **error);
/* @name, @written, @expr: borrowed for the scope's life. FAIL_LIMIT beyond SCOPE_COLUMNS_MAX. */
bool scope_add_column(Scope *scope, const ScopeColumn *column, int position, GError **error);

static inline const ScopeColumn *scope_column(const Scope *scope, size_t i)
{
    return &g_array_index(scope->columns, ScopeColumn, i);
}

/**
 * scope_find() - the column that a reference means
 * @text:      the statement, to see how the name was written
 * @ret_column: (borrowed from @scope until a column is added)
 * @error:     FAIL_QUERY: unknown, with near names and the list of all; or ambiguous
 */
bool scope_find(const Scope *scope, const SqlExpr *reference, const char *text,
                const ScopeColumn **ret_column, GError **error);
/* The one column of a relation is_value whose name this is and that no column has; NULL. */
const ScopeColumn *scope_find_value(const Scope *scope, const SqlExpr *reference);
/* The relation that `x.*` means. */
bool scope_find_relation(const Scope *scope, const SqlExpr *reference, size_t *ret_relation,
                         GError **error);
