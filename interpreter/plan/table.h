#pragma once
/*
 * Topics as declared tables: CREATE TABLE and DROP TABLE, and the columns that a CREATE TABLE
 * before this statement declared, which take the place of those that records seem to have.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

typedef struct TableColumn {
    const char *name;
    Type type;
    bool is_record; /* one that every record has, such as key; no field of its value */
} TableColumn;

struct Table {
    const char *name; /* the topic's */
    const char *text; /* of the CREATE TABLE */
    bool is_open;     /* what follows is set */
    const Format *format;
    const TableColumn *columns; /* none: its columns are those that its records seem to have */
    size_t columns_len;
};

/* Take the tables of the input; after view_begin(). */
void table_begin(Binder *binder);
/* What is declared of a topic. @ret_table: NULL: nothing */
bool table_find(Binder *binder, const char *topic, const Table **ret_table);

bool table_create(Binder *binder, const SqlTable *sql, PlanTable *ret_table);
bool table_drop(Binder *binder, const SqlTable *sql, PlanTable *ret_table);
