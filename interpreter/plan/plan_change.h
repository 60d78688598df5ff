#pragma once
/*
 * Statements that change something, as plans: records are written, topics made and dropped, views
 * made and dropped. Plain data in the plan's arena.
 *
 * Thread: any.
 */
#include "codec/format.h"
#include "plan/plan_query.h"

enum { PLAN_PARTITIONS_MAX = 10000, PLAN_HEADERS_MAX = 1000 };

/* Where a column of what is written goes. */
typedef enum PlanPlace {
    PLAN_PLACE_VALUE, /* the value, whole */
    PLAN_PLACE_KEY,
    PLAN_PLACE_HEADERS,   /* jsonb: {"name": "value"}, or an array of such */
    PLAN_PLACE_PARTITION, /* int4 */
    PLAN_PLACE_TIMESTAMP, /* timestamptz */
    PLAN_PLACE_FIELD,     /* a member of the JSON object that the value is */
} PlanPlace;

typedef struct PlanTargetColumn {
    const char *name;
    PlanPlace place;
    Type type; /* what it takes; TYPE_UNKNOWN: anything */
} PlanTargetColumn;

/* A topic, and the columns of a row that becomes a record of it. */
typedef struct PlanTarget {
    const char *topic;
    const PlanTargetColumn *columns;
    size_t columns_len;
} PlanTarget;

/* One value of a row; DEFAULT is a null of type TYPE_UNKNOWN. */
typedef struct PlanInsertRow {
    const Type *types; /* one for each column of the target, as are the values */
    const Value *values;
} PlanInsertRow;

typedef struct PlanInsert {
    PlanTarget target;
    const PlanInsertRow *rows;
    size_t rows_len;
} PlanInsert;

typedef enum PlanCopyFormat {
    PLAN_COPY_TEXT, /* PostgreSQL's: columns by tabs, \\N is NULL, escapes by backslashes */
    PLAN_COPY_CSV,
    PLAN_COPY_JSON, /* an object a line */
} PlanCopyFormat;

typedef struct PlanCopy {
    PlanTarget target;
    PlanCopyFormat format;
    CsvDialect dialect; /* of text only the delimiter */
    const char *null;   /* a cell without quotes that is this is NULL */
    bool has_header;    /* the first line is no row */
    bool is_named;      /* the columns are those of a list, or declared: not value alone */
} PlanCopy;

/* What a column of that name is, where none are declared; false: the broker's to say. */
bool plan_target_column(const char *name, PlanTargetColumn *ret_column);

typedef struct PlanView {
    bool is_absent; /* DROP VIEW IF EXISTS of one that does not: nothing is to be done */
    const char *name;
    const char *statement;    /* what makes it; NULL: it is dropped */
    const char *const *uses;  /* the views that its query names, NULL-ended */
    const PlanSelect *select; /* its rows; its visible outputs are its columns */
} PlanView;

typedef struct PlanProperty {
    const char *name, *value; /* Kafka's own: "retention.ms" */
} PlanProperty;

typedef struct PlanTableColumn {
    const char *name;
    Type type;
} PlanTableColumn;

typedef struct PlanTable {
    bool is_drop;
    bool is_there;         /* the topic is: it stays as it is; of a drop that has IF EXISTS */
    const char *topic;     /* as the broker spells it, or shall */
    const char *statement; /* what declares its columns or its format; NULL: nothing does */
    const Format *format;  /* of its records, or NULL */
    const PlanTableColumn *columns;
    size_t columns_len;
    int partitions, replicas; /* -1: as the brokers do */
    const PlanProperty *properties;
    size_t properties_len;
} PlanTable;
