#pragma once
/*
 * A statement as it was written, a query (tree.h) or what changes something: names are not
 * resolved, types not known. Plain data in an arena, read-only once sql_parse() has returned it.
 *
 * Thread: any.
 */
#include "sql/tree.h"

typedef struct SqlInsert {
    const char *topic;
    int topic_position;
    const SqlTarget *columns; /* their names and positions; none: not listed */
    size_t columns_len;
    const SqlRow *rows;
    size_t rows_len;
} SqlInsert;

typedef struct SqlView {
    const char *name;
    int position;
    bool may_replace; /* OR REPLACE; of DROP: IF EXISTS */
    const char *const *columns;
    size_t columns_len;
} SqlView;

/* A column that CREATE TABLE declares. */
typedef struct SqlColumn {
    const char *name;
    const char *type; /* "int4", "int4[]" */
    int position, type_position;
} SqlColumn;

/* WITH (name = value): the value's text, whatever its form. */
typedef struct SqlOption {
    const char *name;
    const char *value; /* NULL: none is written */
    int position;
} SqlOption;

typedef struct SqlTable {
    const char *name;
    int position;
    bool may_exist; /* IF NOT EXISTS; of DROP: IF EXISTS */
    const SqlColumn *columns;
    size_t columns_len;
    const SqlOption *options;
    size_t options_len;
} SqlTable;

/* COPY topic (columns) FROM STDIN WITH (options) */
typedef struct SqlCopy {
    const char *topic;
    int topic_position;
    const SqlTarget *columns; /* their names; they have no places of their own */
    size_t columns_len;
    const SqlOption *options;
    size_t options_len;
} SqlCopy;

typedef enum SqlKind {
    SQL_SELECT,
    SQL_EXPLAIN, /* of `select`; is_analyze */
    SQL_CREATE_VIEW,
    SQL_DROP_VIEW,
    SQL_CREATE_TABLE,
    SQL_DROP_TABLE,
    SQL_INSERT,
    SQL_COPY,
} SqlKind;

typedef struct SqlStatement {
    SqlKind kind;
    bool is_analyze;
    SqlSelect select; /* also the query of a view */
    SqlView view;
    SqlTable table;
    SqlInsert insert;
    SqlCopy copy;
} SqlStatement;
