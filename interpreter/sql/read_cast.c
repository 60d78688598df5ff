/*
 * Casts: CAST (x AS type), x::type, type 'literal'.
 */
#include "sql/read.h"

/* The parser's bits for one field of an interval, as in interval '10' minute. */
static const struct {
    int mask;
    const char *unit;
} interval_fields[] = {
    {4,    "year"  },
    {2,    "month" },
    {8,    "day"   },
    {1024, "hour"  },
    {2048, "minute"},
    {4096, "second"},
};

static bool is_bare_number(const char *text)
{
    char *end;

    g_ascii_strtod(text, &end);
    return end != text && *end == '\0' && strspn(text, "+-.0123456789") == strlen(text);
}

/* interval '10' minute is interval '10 minute'; other uses of the fields cut values, and wait. */
static bool apply_interval_field(Reader *reader, const Node *type, SqlExpr *literal)
{
    json_t *masks = node_field(type, "typmods");
    Node mask;
    json_t *bits = NULL;

    if (node_list_len(masks) == 1 && node_open(json_array_get(masks, 0), type->position, &mask))
        bits = json_object_get(node_field(&mask, "ival"), "ival");
    for (size_t i = 0; bits != NULL && i < G_N_ELEMENTS(interval_fields); i++) {
        if (json_integer_value(bits) == interval_fields[i].mask && literal->kind == SQL_TEXT &&
            is_bare_number(literal->text)) {
            g_autofree char *text =
                g_strdup_printf("%s %s", literal->text, interval_fields[i].unit);

            literal->text = node_copy(reader, text);
            return true;
        }
    }
    fail_at(reader->error, FAIL_QUERY, type->position,
            "interval fields or a precision are not supported yet");
    fail_hint(reader->error, "write the units inside the quotes: interval '1 hour 30 minutes'");
    return false;
}

static const NodeField type_fields[] = {
    NODE_READ("names"),       NODE_READ("typemod"),           NODE_READ("typmods"),
    NODE_READ("arrayBounds"), NODE_REFUSED("setof", "SETOF"), NODE_REFUSED("pct_type", "%TYPE"),
};

/* The numbers behind a type's name: numeric(10, 2). */
static bool read_modifiers(Reader *reader, const Node *type, SqlExpr *cast)
{
    json_t *list = node_field(type, "typmods");
    size_t len = node_list_len(list);
    int64_t *modifiers = node_alloc(reader, MAX(len, (size_t)1) * sizeof(int64_t));

    for (size_t i = 0; i < len; i++) {
        const SqlExpr *modifier = read_expr(reader, json_array_get(list, i), type->position);

        if (modifier == NULL)
            return false;
        if (modifier->kind != SQL_INTEGER || node_field(type, "arrayBounds") != NULL) {
            g_autofree char *what =
                g_strdup_printf("this length or precision of type %s", cast->name);

            return node_refuse(reader, type->position, what);
        }
        modifiers[i] = modifier->integer;
    }
    cast->modifiers = modifiers;
    cast->modifiers_len = len;
    return true;
}

/* "int4", or "int4[]": PostgreSQL too takes any bounds and numbers of dimensions for the same. */
const char *read_type_name(Reader *reader, const Node *type)
{
    g_autofree char *array_name = NULL;
    const char *name;

    if (!node_check(reader, type, type_fields, G_N_ELEMENTS(type_fields)))
        return NULL;
    name = read_plain_name(reader, node_field(type, "names"), type->position);
    if (name == NULL || node_field(type, "arrayBounds") == NULL)
        return name;
    array_name = g_strdup_printf("%s[]", name);
    return node_copy(reader, array_name);
}

const SqlExpr *read_cast(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("typeName")};
    SqlExpr *expr = read_new(reader, SQL_CAST, node->position);
    const SqlExpr **items = read_new_items(reader, expr, 1);
    json_t *own_place = node_field(node, "location");
    Node type = {"TypeName", node_field(node, "typeName"),
                 node_place(node_field(node, "typeName"))};

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    expr->name = read_type_name(reader, &type);
    if (expr->name == NULL || !read_item(reader, node, "arg", &items[0]))
        return NULL;
    expr->is_literal = json_is_integer(own_place) && json_integer_value(own_place) < 0;
    if (node_field(&type, "typmods") == NULL)
        return expr;
    if (strcmp(expr->name, "interval") == 0)
        return apply_interval_field(reader, &type, (SqlExpr *)items[0]) ? expr : NULL;
    return read_modifiers(reader, &type, expr) ? expr : NULL;
}
