/*
 * The library (Avro C 1.11) checks a schema's text and resolves its names; then its tree is
 * compiled into ours beside the JSON that it came from, because it forgets logical types, and so
 * that nothing of it is left when records are read. Its last error is one buffer for all threads:
 * so it is used by one at a time.
 */
#include "codec/schema.h"

#include <avro.h>
#include <jansson.h>
#include <pthread.h>

enum { SCHEMA_BYTES_MAX = 16 << 20, DURATION_BYTES = 12, SCALE_MAX = 1000 };

struct Schema {
    Arena *arena; /* owned; the tree is in it */
    const SchemaNode *root;
};

typedef struct Builder {
    Arena *arena;
    GHashTable *named; /* avro_schema_t -> SchemaNode, of those that links lead to */
    size_t nodes;
    GError **error;
} Builder;

static pthread_mutex_t library_lock = PTHREAD_MUTEX_INITIALIZER;

static const struct {
    const char *name;
    SchemaKind kind;
    SchemaLogical logical;
    int64_t per_second;
} logicals[] = {
    {"date",                   SCHEMA_INT,   SCHEMA_DATE,            0         },
    {"time-millis",            SCHEMA_INT,   SCHEMA_TIME,            1000      },
    {"time-micros",            SCHEMA_LONG,  SCHEMA_TIME,            1000000   },
    {"timestamp-millis",       SCHEMA_LONG,  SCHEMA_TIMESTAMP,       1000      },
    {"timestamp-micros",       SCHEMA_LONG,  SCHEMA_TIMESTAMP,       1000000   },
    {"timestamp-nanos",        SCHEMA_LONG,  SCHEMA_TIMESTAMP,       1000000000},
    {"local-timestamp-millis", SCHEMA_LONG,  SCHEMA_LOCAL_TIMESTAMP, 1000      },
    {"local-timestamp-micros", SCHEMA_LONG,  SCHEMA_LOCAL_TIMESTAMP, 1000000   },
    {"local-timestamp-nanos",  SCHEMA_LONG,  SCHEMA_LOCAL_TIMESTAMP, 1000000000},
    {"decimal",                SCHEMA_BYTES, SCHEMA_DECIMAL,         0         },
    {"decimal",                SCHEMA_FIXED, SCHEMA_DECIMAL,         0         },
    {"duration",               SCHEMA_FIXED, SCHEMA_DURATION,        0         },
};

static bool parameters_hold(const SchemaNode *node, SchemaLogical logical, const json_t *json)
{
    json_int_t precision = json_integer_value(json_object_get(json, "precision"));
    json_int_t scale = json_integer_value(json_object_get(json, "scale"));

    if (logical == SCHEMA_DECIMAL)
        return precision > 0 && scale >= 0 && scale <= precision && scale <= SCALE_MAX;
    return logical != SCHEMA_DURATION || node->size == DURATION_BYTES;
}

/* One that is unknown, or not for this kind, is to be left out: so says Avro. */
static void read_logical(SchemaNode *node, const json_t *json)
{
    const char *name = json_string_value(json_object_get(json, "logicalType"));

    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(logicals); i++) {
        if (logicals[i].kind != node->kind || strcmp(logicals[i].name, name) != 0 ||
            !parameters_hold(node, logicals[i].logical, json))
            continue;
        node->logical = logicals[i].logical;
        node->per_second = logicals[i].per_second;
        if (node->logical == SCHEMA_DECIMAL)
            node->scale = (uint32_t)json_integer_value(json_object_get(json, "scale"));
    }
}

static bool fail_large(GError **error)
{
    return fail(error, FAIL_LIMIT, "an Avro schema has more than %d types and fields",
                SCHEMA_NODES_MAX);
}

static void *take(Builder *builder, size_t bytes)
{
    void *at = arena_try_alloc(builder->arena, bytes);

    if (at == NULL)
        fail_large(builder->error);
    else
        memset(at, 0, bytes);
    return at;
}

static bool set_name(Builder *builder, Span *names, size_t i, const char *name)
{
    size_t len = strlen(name);
    char *copy = take(builder, MAX(len, (size_t)1));

    if (copy == NULL)
        return false;
    memcpy(copy, name, len);
    names[i] = span_make(copy, len);
    return true;
}

static const SchemaNode *compile(Builder *builder, avro_schema_t schema, const json_t *json);

static bool compile_child(Builder *builder, SchemaNode *node, size_t i, avro_schema_t schema,
                          const json_t *json)
{
    node->children[i] = compile(builder, schema, json);
    return node->children[i] != NULL;
}

static bool take_children(Builder *builder, SchemaNode *node, size_t len)
{
    node->len = len;
    node->children = take(builder, MAX(len, (size_t)1) * sizeof(*node->children));
    return node->children != NULL;
}

static bool compile_record(Builder *builder, SchemaNode *node, avro_schema_t schema,
                           const json_t *json)
{
    const json_t *fields = json_object_get(json, "fields");
    size_t len = avro_schema_record_size(schema);
    Span *names = take(builder, MAX(len, (size_t)1) * sizeof(Span));

    if (names == NULL || !take_children(builder, node, len))
        return false;
    node->names = names;
    for (size_t i = 0; i < len; i++) {
        avro_schema_t field = avro_schema_record_field_get_by_index(schema, (int)i);

        if (!set_name(builder, names, i, avro_schema_record_field_name(schema, (int)i)) ||
            !compile_child(builder, node, i, field,
                           json_object_get(json_array_get(fields, i), "type")))
            return false;
    }
    return true;
}

static bool compile_enum(Builder *builder, SchemaNode *node, avro_schema_t schema)
{
    size_t len = (size_t)avro_schema_enum_number_of_symbols(schema);
    Span *names = take(builder, MAX(len, (size_t)1) * sizeof(Span));

    if (names == NULL)
        return false;
    node->names = names;
    node->len = len;
    for (size_t i = 0; i < len; i++) {
        if (!set_name(builder, names, i, avro_schema_enum_get(schema, (int)i)))
            return false;
    }
    return true;
}

static bool compile_union(Builder *builder, SchemaNode *node, avro_schema_t schema,
                          const json_t *json)
{
    size_t len = avro_schema_union_size(schema);

    if (!take_children(builder, node, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!compile_child(builder, node, i, avro_schema_union_branch(schema, (int)i),
                           json_array_get(json, i)))
            return false;
    }
    return true;
}

static bool compile_fixed(Builder *builder, SchemaNode *node, avro_schema_t schema)
{
    int64_t size = avro_schema_fixed_size(schema);

    if (size < 0)
        return fail(builder->error, FAIL_DATA,
                    "an Avro type of a fixed size has %" G_GINT64_FORMAT " bytes", size);
    node->size = (uint64_t)size;
    return true;
}

static bool compile_inside(Builder *builder, SchemaNode *node, avro_schema_t schema,
                           const json_t *json)
{
    switch (node->kind) {
    case SCHEMA_RECORD:
        return compile_record(builder, node, schema, json);
    case SCHEMA_ENUM:
        return compile_enum(builder, node, schema);
    case SCHEMA_FIXED:
        return compile_fixed(builder, node, schema);
    case SCHEMA_UNION:
        return compile_union(builder, node, schema, json);
    case SCHEMA_ARRAY:
        return take_children(builder, node, 1) &&
               compile_child(builder, node, 0, avro_schema_array_items(schema),
                             json_object_get(json, "items"));
    case SCHEMA_MAP:
        return take_children(builder, node, 1) &&
               compile_child(builder, node, 0, avro_schema_map_values(schema),
                             json_object_get(json, "values"));
    default:
        return true;
    }
}

static const struct {
    avro_type_t type;
    SchemaKind kind;
} kinds[] = {
    {AVRO_NULL,    SCHEMA_NULL   },
    {AVRO_BOOLEAN, SCHEMA_BOOLEAN},
    {AVRO_INT32,   SCHEMA_INT    },
    {AVRO_INT64,   SCHEMA_LONG   },
    {AVRO_FLOAT,   SCHEMA_FLOAT  },
    {AVRO_DOUBLE,  SCHEMA_DOUBLE },
    {AVRO_BYTES,   SCHEMA_BYTES  },
    {AVRO_STRING,  SCHEMA_STRING },
    {AVRO_FIXED,   SCHEMA_FIXED  },
    {AVRO_ENUM,    SCHEMA_ENUM   },
    {AVRO_RECORD,  SCHEMA_RECORD },
    {AVRO_ARRAY,   SCHEMA_ARRAY  },
    {AVRO_MAP,     SCHEMA_MAP    },
    {AVRO_UNION,   SCHEMA_UNION  },
};

static bool find_kind(avro_schema_t schema, SchemaKind *ret_kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].type == avro_typeof(schema)) {
            *ret_kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static const SchemaNode *compile(Builder *builder, avro_schema_t schema, const json_t *json)
{
    SchemaNode *node;

    if (avro_typeof(schema) == AVRO_LINK)
        return g_hash_table_lookup(builder->named, avro_schema_link_target(schema));
    if (++builder->nodes > SCHEMA_NODES_MAX) {
        fail_large(builder->error);
        return NULL;
    }
    node = take(builder, sizeof(*node));
    if (node == NULL)
        return NULL;
    if (!find_kind(schema, &node->kind))
        return fail_null(builder->error, FAIL_DATA, "an Avro schema has a type of an unknown kind");
    g_hash_table_insert(builder->named, schema, node);
    if (!compile_inside(builder, node, schema, json))
        return NULL;
    read_logical(node, json);
    return node;
}

/* Both the library and compile() go as deep as the text does. */
static bool is_too_deep(const json_t *json, size_t depth)
{
    const char *name;
    json_t *value;
    size_t i;

    if (depth > SCHEMA_DEPTH_MAX)
        return true;
    json_object_foreach((json_t *)json, name, value)
    {
        if (is_too_deep(value, depth + 1))
            return true;
    }
    json_array_foreach(json, i, value)
    {
        if (is_too_deep(value, depth + 1))
            return true;
    }
    return false;
}

static bool parse(Span text, avro_schema_t *ret_schema, GError **error)
{
    bool is_good;

    pthread_mutex_lock(&library_lock);
    is_good = avro_schema_from_json_length(text.at, text.len, ret_schema) == 0;
    if (!is_good)
        fail(error, FAIL_DATA, "this is no Avro schema: %s", avro_strerror());
    pthread_mutex_unlock(&library_lock);
    return is_good;
}

static bool build(Schema *schema, Span text, const json_t *json, GError **error)
{
    Builder builder = {.arena = schema->arena, .error = error};
    avro_schema_t parsed;

    if (!parse(text, &parsed, error))
        return false;
    builder.named = g_hash_table_new(NULL, NULL);
    schema->root = compile(&builder, parsed, json);
    g_hash_table_unref(builder.named);
    avro_schema_decref(parsed);
    return schema->root != NULL;
}

Schema *schema_new(Span text, GError **error)
{
    g_autoptr(Schema) schema = g_new0(Schema, 1);
    json_error_t said;
    json_t *json;
    bool is_good;

    schema->arena = arena_new(SCHEMA_BYTES_MAX);
    if (text.len > SCHEMA_TEXT_BYTES_MAX)
        return fail_null(error, FAIL_LIMIT, "an Avro schema of %zu bytes is beyond the limit of %d",
                         text.len, SCHEMA_TEXT_BYTES_MAX);
    json = json_loadb(text.at, text.len, JSON_DECODE_ANY, &said);
    if (json == NULL)
        return fail_null(error, FAIL_DATA, "this is no Avro schema: %s, line %d", said.text,
                         said.line);
    if (is_too_deep(json, 0))
        is_good = fail(error, FAIL_LIMIT, "an Avro schema is nested more than %d levels deep",
                       SCHEMA_DEPTH_MAX);
    else
        is_good = build(schema, text, json, error);
    json_decref(json);
    return is_good ? g_steal_pointer(&schema) : NULL;
}

void schema_free(Schema *schema)
{
    if (schema == NULL)
        return;
    arena_free(schema->arena);
    g_free(schema);
}

const SchemaNode *schema_root(const Schema *schema)
{
    return schema->root;
}

const SchemaNode *schema_record(const Schema *schema)
{
    return schema_find(schema, NULL, 0);
}
