#pragma once
/*
 * A query as it was written: names are not resolved, types not known. Plain data in an arena,
 * read-only once sql_parse() has returned it. Every position is a byte of the statement's text,
 * from 0; -1 if the parser does not say.
 *
 * Thread: any.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SqlExpr SqlExpr;
typedef struct SqlSelect SqlSelect;
typedef struct SqlOver SqlOver;
typedef struct SqlOrder SqlOrder;

typedef enum SqlExprKind {
    SQL_COLUMN, /* names; is_star: its last part is `*` */
    SQL_NULL,
    SQL_BOOL,          /* truth */
    SQL_INTEGER,       /* integer, of 32 bits */
    SQL_DECIMAL,       /* text: a number of any other form or size, as written */
    SQL_TEXT,          /* text: a quoted literal, no type yet */
    SQL_CALL,          /* name([DISTINCT] items [ORDER BY orders]) [FILTER (WHERE filter)], or
                        * name(items) WITHIN GROUP (ORDER BY orders); is_star: count(*) */
    SQL_OPERATOR,      /* items[0] name items[1], or the prefix: name items[0] */
    SQL_CAST,          /* items[0] to the type `name` */
    SQL_AND,           /* items */
    SQL_OR,            /* items */
    SQL_NOT,           /* items[0] */
    SQL_IS_NULL,       /* items[0]; is_negated; truth: IS UNKNOWN, of a truth value */
    SQL_IS_BOOL,       /* items[0] IS truth; is_negated */
    SQL_CASE,          /* [subject] items: when, then, when, then, ... [otherwise] */
    SQL_IN,            /* items[0] IN items[1..]; is_negated */
    SQL_BETWEEN,       /* items[0] BETWEEN items[1] AND items[2]; is_negated */
    SQL_DISTINCT_FROM, /* items[0] IS DISTINCT FROM items[1]; is_negated */
    SQL_NULLIF,        /* items[0], items[1] */
    SQL_COALESCE,      /* items */
    SQL_ARGUMENT,      /* name => items[0], in a call only */
    SQL_SUBQUERY,      /* (select) */
    SQL_DEFAULT,       /* in rows of VALUES of an INSERT only */
    SQL_GROUPING,      /* GROUPING(items) */
    SQL_GROUP_SET,     /* in GROUP BY: (items), or name(items): "rollup", "cube", "grouping sets" */
    SQL_ARRAY,         /* ARRAY[items] */
    SQL_SUBSCRIPT,     /* items[0][items[1]] */
    SQL_SLICE,         /* items[0][lower:upper]; the items then are those that are there */
    SQL_ANY,           /* items[0] name ANY (items[1]); is_negated: ALL */
} SqlExprKind;

struct SqlExpr {
    SqlExprKind kind;
    int position;
    const char *name;
    const char *const *names;
    size_t names_len;
    const SqlExpr *const *items;
    size_t items_len;
    const SqlExpr *filter, *subject, *otherwise; /* NULL without one */
    const SqlOver *over;                         /* of a call, or NULL */
    const SqlOrder *orders;
    size_t orders_len;
    const SqlSelect *select;
    const int64_t *modifiers; /* of SQL_CAST, as numeric(10, 2) has them; none for intervals */
    size_t modifiers_len;
    const char *text;
    int64_t integer;
    bool is_star, is_negated, truth;
    bool is_distinct, is_within_group;
    bool has_lower, has_upper; /* of SQL_SLICE */
    bool is_literal;           /* of SQL_CAST: written type-first, as in interval '1 hour' */
};

typedef struct SqlTarget {
    const char *name; /* AS name, or NULL */
    const SqlExpr *expr;
    int position;
} SqlTarget;

typedef struct SqlFrom {
    int position;
    const char *name;           /* a.b.c as one name, or NULL */
    const SqlExpr *call;        /* of kind SQL_CALL, or NULL */
    const SqlSelect *select;    /* a subquery, or NULL */
    const char *alias;          /* or NULL */
    const char *const *columns; /* AS alias(columns) */
    bool has_ordinality;        /* WITH ORDINALITY, of a call */
    size_t columns_len;
} SqlFrom;

typedef enum SqlNulls { SQL_NULLS_DEFAULT, SQL_NULLS_FIRST, SQL_NULLS_LAST } SqlNulls;

struct SqlOrder {
    const SqlExpr *expr;
    bool is_descending;
    SqlNulls nulls;
};

/* OVER (PARTITION BY ... ORDER BY ...), with the frame that it has by default. */
struct SqlOver {
    int position;
    const SqlExpr *const *partitions;
    size_t partitions_len;
    const SqlOrder *orders;
    size_t orders_len;
};

typedef struct SqlRow {
    const SqlExpr *const *items;
    size_t items_len;
} SqlRow;

/* WITH name (columns) AS (select) */
typedef struct SqlCte {
    const char *name;
    int position;
    const char *const *columns;
    size_t columns_len;
    const SqlSelect *select;
} SqlCte;

/* A query: that of its targets, else `rows` of VALUES, else left UNION right; each with an order
 * and a limit. */
struct SqlSelect {
    int position; /* of its first part that has one */
    const SqlCte *ctes;
    size_t ctes_len;
    const SqlSelect *left, *right; /* both or none */
    bool is_union_all;
    const SqlRow *rows;
    size_t rows_len;
    bool is_distinct;
    const SqlExpr *const *distinct_on;
    size_t distinct_on_len;
    const SqlTarget *targets;
    size_t targets_len;
    const SqlFrom *from;
    size_t from_len;
    const SqlExpr *where; /* or NULL, as are having, limit and offset */
    const SqlExpr *const *groups;
    size_t groups_len;
    bool is_grouped; /* GROUP BY is there, if only as GROUP BY () */
    const SqlExpr *having;
    const SqlOrder *orders;
    size_t orders_len;
    const SqlExpr *limit, *offset;
};
