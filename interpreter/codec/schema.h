#pragma once
/*
 * Avro schemas: the library reads their text and finds the types that they name; what it leaves
 * out (logical types) is read beside it. The tree is constant, and cyclic where a type names
 * itself.
 *
 * Thread: any; a schema is constant once made.
 */
#include "base/fail.h"
#include "base/span.h"
#include "row/value.h"

enum {
    SCHEMA_TEXT_BYTES_MAX = 1 << 20,
    SCHEMA_DEPTH_MAX = 400,   /* of its text: what stands within each other */
    SCHEMA_NODES_MAX = 20000, /* types, with those of fields */
};

typedef enum SchemaKind {
    SCHEMA_NULL,
    SCHEMA_BOOLEAN,
    SCHEMA_INT,
    SCHEMA_LONG,
    SCHEMA_FLOAT,
    SCHEMA_DOUBLE,
    SCHEMA_BYTES,
    SCHEMA_STRING,
    SCHEMA_FIXED,
    SCHEMA_ENUM,
    SCHEMA_RECORD,
    SCHEMA_ARRAY,
    SCHEMA_MAP,
    SCHEMA_UNION,
} SchemaKind;

/* Only where the kind is one that it is defined for. */
typedef enum SchemaLogical {
    SCHEMA_PLAIN,
    SCHEMA_DATE,
    SCHEMA_TIME,      /* of day, in parts of a second */
    SCHEMA_TIMESTAMP, /* since the epoch, in parts of a second */
    SCHEMA_LOCAL_TIMESTAMP,
    SCHEMA_DECIMAL,
    SCHEMA_DURATION,
} SchemaLogical;

typedef struct SchemaNode SchemaNode;

struct SchemaNode {
    SchemaKind kind;
    SchemaLogical logical;
    int64_t per_second;          /* of a time or timestamp: 1000, 1000000 or 1000000000 */
    uint32_t scale;              /* of a decimal: its digits after the point */
    uint64_t size;               /* of a fixed, in bytes */
    size_t len;                  /* of the following */
    const Span *names;           /* of a record's fields, or an enum's symbols */
    const SchemaNode **children; /* of a record's fields, a union's branches, items, values */
};

typedef struct Schema Schema;

/**
 * schema_new() - the schema that a text describes
 * @text:   JSON, as the registry has it
 * @error:  FAIL_DATA: no schema, with why; FAIL_LIMIT
 *
 * Return: (owned) the schema.
 */
Schema *schema_new(Span text, GError **error);
void schema_free(Schema *schema); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

const SchemaNode *schema_root(const Schema *schema);

/* What values of that type are in a row; jsonb where nothing else holds them. Of a union, what all
 * its branches but null fit into. */
Type schema_type(const SchemaNode *node);
/* The record whose fields are the topic's columns: the root, or the one record of a union with
 * null. NULL: there are no columns. */
const SchemaNode *schema_record(const Schema *schema);
/* The type at a path of names into records (and unions with them); NULL if there is none. Where
 * several branches have it, the first. */
const SchemaNode *schema_find(const Schema *schema, const Span *steps, size_t steps_len);
