/*
 * Rows of values, which exist only where they are compared: (a, b) = (c, d) becomes
 * a = c AND b = d, and (a, b) < (c, d) becomes a < c OR a = c AND b < d.
 */
#include "sql/read.h"

enum { ROW_FIELDS_MAX = 100 };

static bool open_row(json_t *json, int around, Node *ret_row)
{
    return json != NULL && node_open(json, around, ret_row) &&
           strcmp(ret_row->type, "RowExpr") == 0;
}

bool read_is_of_rows(const Node *node)
{
    Node row;

    return open_row(node_field(node, "lexpr"), node->position, &row);
}

/* Both sides of a comparison, field by field. */
typedef struct Rows {
    Reader *reader;
    int position; /* of the operator */
    SqlExpr left, right;
} Rows;

static bool read_fields(Reader *reader, const Node *row, SqlExpr *ret_fields)
{
    static const NodeField fields[] = {NODE_READ("args"), NODE_READ("row_format"),
                                       NODE_REFUSED("colnames", "this row value")};

    return node_check(reader, row, fields, G_N_ELEMENTS(fields)) &&
           read_items(reader, row, "args", ret_fields);
}

static bool read_right(Rows *rows, json_t *json)
{
    Node row;

    if (!open_row(json, rows->position, &row))
        return node_refuse(rows->reader, rows->position,
                           "a row value (a, b) compared with anything but another");
    if (!read_fields(rows->reader, &row, &rows->right))
        return false;
    if (rows->left.items_len != rows->right.items_len)
        return fail_at(rows->reader->error, FAIL_QUERY, rows->position,
                       "unequal number of entries in row expressions");
    if (rows->left.items_len > ROW_FIELDS_MAX)
        return fail_at(rows->reader->error, FAIL_LIMIT, rows->position,
                       "a row of more than %d values can't be compared", ROW_FIELDS_MAX);
    if (rows->left.items_len == 0)
        return fail_at(rows->reader->error, FAIL_QUERY, rows->position,
                       "cannot compare rows of zero length");
    return true;
}

static const SqlExpr *compare(const Rows *rows, SqlExprKind kind, const char *name, size_t i)
{
    SqlExpr *expr = read_new(rows->reader, kind, rows->position);
    const SqlExpr **items = read_new_items(rows->reader, expr, 2);

    expr->name = name;
    items[0] = rows->left.items[i];
    items[1] = rows->right.items[i];
    return expr;
}

/* AND, or OR, of the same comparison of each field. */
static const SqlExpr *compare_each(const Rows *rows, SqlExprKind logic, SqlExprKind kind,
                                   const char *name)
{
    SqlExpr *expr = read_new(rows->reader, logic, rows->position);
    const SqlExpr **items = read_new_items(rows->reader, expr, rows->left.items_len);

    for (size_t i = 0; i < rows->left.items_len; i++)
        items[i] = compare(rows, kind, name, i);
    return expr;
}

static const SqlExpr *pair(const Rows *rows, SqlExprKind logic, const SqlExpr *a, const SqlExpr *b)
{
    SqlExpr *expr = read_new(rows->reader, logic, rows->position);
    const SqlExpr **items = read_new_items(rows->reader, expr, 2);

    items[0] = a;
    items[1] = b;
    return expr;
}

/* From the last field to the first: only the last one may be equal, if the operator says so. */
static const SqlExpr *compare_order(const Rows *rows, const char *name)
{
    const char *strict = name[0] == '<' ? "<" : ">";
    size_t i = rows->left.items_len - 1;
    const SqlExpr *expr = compare(rows, SQL_OPERATOR, name, i);

    while (i-- > 0) {
        const SqlExpr *rest = pair(rows, SQL_AND, compare(rows, SQL_OPERATOR, "=", i), expr);

        expr = pair(rows, SQL_OR, compare(rows, SQL_OPERATOR, strict, i), rest);
    }
    return expr;
}

static const SqlExpr *compare_by(const Rows *rows, const char *name)
{
    static const char *const orders[] = {"<", "<=", ">", ">=", NULL};

    if (strcmp(name, "=") == 0)
        return compare_each(rows, SQL_AND, SQL_OPERATOR, name);
    if (strcmp(name, "<>") == 0)
        return compare_each(rows, SQL_OR, SQL_OPERATOR, name);
    if (g_strv_contains(orders, name))
        return compare_order(rows, name);
    fail_at(rows->reader->error, FAIL_QUERY, rows->position,
            "could not determine interpretation of row comparison operator %s", name);
    return NULL;
}

static const SqlExpr *negate(const Rows *rows, const SqlExpr *expr)
{
    SqlExpr *negation = read_new(rows->reader, SQL_NOT, rows->position);

    read_new_items(rows->reader, negation, 1)[0] = expr;
    return negation;
}

/* (a, b) IN ((1, 2), (3, 4)) is (a, b) = (1, 2) OR (a, b) = (3, 4). */
static const SqlExpr *read_in(Rows *rows, const Node *node, bool is_negated)
{
    SqlExpr *expr = read_new(rows->reader, SQL_OR, rows->position);
    json_t *list;
    const SqlExpr **items;
    Node around;

    if (!node_open(node_field(node, "rexpr"), node->position, &around)) {
        node_refuse(rows->reader, rows->position, "this IN");
        return NULL;
    }
    list = node_field(&around, "items");
    items = read_new_items(rows->reader, expr, node_list_len(list));
    for (size_t i = 0; i < expr->items_len; i++) {
        if (!read_right(rows, json_array_get(list, i)))
            return NULL;
        items[i] = compare_each(rows, SQL_AND, SQL_OPERATOR, "=");
    }
    return is_negated ? negate(rows, expr) : expr;
}

const SqlExpr *read_row_comparison(Reader *reader, const Node *node)
{
    const char *kind = node_text(node, "kind");
    Rows rows = {.reader = reader, .position = node->position};
    const char *name = read_plain_name(reader, node_field(node, "name"), node->position);
    bool is_distinct = strcmp(kind, "AEXPR_DISTINCT") == 0;
    Node left;

    if (name == NULL || !open_row(node_field(node, "lexpr"), node->position, &left) ||
        !read_fields(reader, &left, &rows.left))
        return NULL;
    if (strcmp(kind, "AEXPR_IN") == 0)
        return read_in(&rows, node, strcmp(name, "<>") == 0);
    if (strcmp(kind, "AEXPR_OP") != 0 && strcmp(kind, "AEXPR_NOT_DISTINCT") != 0 && !is_distinct) {
        node_refuse(reader, node->position, "a row value (a, b) in this place");
        return NULL;
    }
    if (!read_right(&rows, node_field(node, "rexpr")))
        return NULL;
    if (strcmp(kind, "AEXPR_OP") == 0)
        return compare_by(&rows, name);
    if (is_distinct)
        return compare_each(&rows, SQL_OR, SQL_DISTINCT_FROM, "=");
    return negate(&rows, compare_each(&rows, SQL_OR, SQL_DISTINCT_FROM, "="));
}
