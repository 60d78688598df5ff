/* What a schema is in rows: types, and the way of a path. */
#include "codec/schema.h"

static Type logical_type(const SchemaNode *node, Type plain)
{
    switch (node->logical) {
    case SCHEMA_DATE:
        return TYPE_DATE;
    case SCHEMA_TIME:
        return TYPE_TEXT; /* there is no type for a time of day */
    case SCHEMA_TIMESTAMP:
        return TYPE_TIMESTAMPTZ;
    case SCHEMA_LOCAL_TIMESTAMP:
        return TYPE_TIMESTAMP;
    case SCHEMA_DECIMAL:
        return TYPE_NUMERIC;
    case SCHEMA_DURATION:
        return TYPE_INTERVAL;
    case SCHEMA_PLAIN:
        break;
    }
    return plain;
}

/* The type that holds both; jsonb if one is more than a scalar, text if they have nothing else in
 * common. */
static Type common_type(Type a, Type b)
{
    if (a == b)
        return a;
    if (type_is_array(a) || type_is_array(b) || a == TYPE_JSONB || b == TYPE_JSONB)
        return TYPE_JSONB;
    if (type_is_number(a) && type_is_number(b))
        return MAX(a, b); /* in the order of their ranges */
    return TYPE_TEXT;
}

static Type union_type(const SchemaNode *node)
{
    Type type = TYPE_TEXT; /* if all that there is is null */
    bool is_first = true;

    for (size_t i = 0; i < node->len; i++) {
        const SchemaNode *branch = node->children[i];
        Type branch_type;

        if (branch->kind == SCHEMA_NULL)
            continue;
        branch_type = branch->kind == SCHEMA_UNION ? TYPE_JSONB : schema_type(branch);
        type = is_first ? branch_type : common_type(type, branch_type);
        is_first = false;
    }
    return type;
}

/* Of scalars; arrays of more are jsonb. */
static Type array_type(const SchemaNode *node)
{
    const SchemaNode *item = node->children[0];
    Type type = item->kind == SCHEMA_ARRAY ? TYPE_JSONB : schema_type(item);

    return type == TYPE_JSONB || type_is_array(type) ? TYPE_JSONB : type_array_of(type);
}

Type schema_type(const SchemaNode *node)
{
    switch (node->kind) {
    case SCHEMA_NULL:
    case SCHEMA_STRING:
    case SCHEMA_ENUM:
        return TYPE_TEXT;
    case SCHEMA_BOOLEAN:
        return TYPE_BOOL;
    case SCHEMA_INT:
        return logical_type(node, TYPE_INT4);
    case SCHEMA_LONG:
        return logical_type(node, TYPE_INT8);
    case SCHEMA_FLOAT:
    case SCHEMA_DOUBLE:
        return TYPE_FLOAT8;
    case SCHEMA_BYTES:
    case SCHEMA_FIXED:
        return logical_type(node, TYPE_BYTEA);
    case SCHEMA_ARRAY:
        return array_type(node);
    case SCHEMA_UNION:
        return union_type(node);
    case SCHEMA_RECORD:
    case SCHEMA_MAP:
        break;
    }
    return TYPE_JSONB;
}

static const SchemaNode *find_in(const SchemaNode *node, const Span *steps, size_t steps_len)
{
    const SchemaNode *found = NULL;

    if (node->kind == SCHEMA_UNION) {
        for (size_t i = 0; i < node->len && found == NULL; i++) {
            if (node->children[i]->kind == SCHEMA_RECORD)
                found = find_in(node->children[i], steps, steps_len);
        }
        return found;
    }
    if (node->kind != SCHEMA_RECORD)
        return NULL;
    if (steps_len == 0)
        return node;
    for (size_t i = 0; i < node->len; i++) {
        if (span_equals(node->names[i], steps[0]))
            return steps_len == 1 ? node->children[i]
                                  : find_in(node->children[i], steps + 1, steps_len - 1);
    }
    return NULL;
}

const SchemaNode *schema_find(const Schema *schema, const Span *steps, size_t steps_len)
{
    return find_in(schema_root(schema), steps, steps_len);
}
