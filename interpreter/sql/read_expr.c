/*
 * Expressions. To read another kind of node: a row in `readers` (and one taken out of `refusals`).
 */
#include "sql/read.h"

#include "sql/scan.h"
#include "sql/sql.h"

SqlExpr *read_new(const Reader *reader, SqlExprKind kind, int position)
{
    SqlExpr *expr = node_alloc(reader, sizeof(SqlExpr));

    expr->kind = kind;
    expr->position = position;
    return expr;
}

const SqlExpr **read_new_items(const Reader *reader, SqlExpr *expr, size_t len)
{
    const SqlExpr **items = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlExpr *));

    expr->items = items;
    expr->items_len = len;
    return items;
}

bool read_exprs(Reader *reader, json_t *list, int around, const SqlExpr *const **ret_items,
                size_t *ret_len)
{
    size_t len = node_list_len(list);
    const SqlExpr **items = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlExpr *));

    for (size_t i = 0; i < len; i++) {
        items[i] = read_expr(reader, json_array_get(list, i), around);
        if (items[i] == NULL)
            return false;
    }
    *ret_items = items;
    *ret_len = len;
    return true;
}

bool read_items(Reader *reader, const Node *node, const char *key, SqlExpr *expr)
{
    json_t *value = node_field(node, key);
    Node list;

    if (json_is_object(value) && node_open(value, node->position, &list) &&
        strcmp(list.type, "List") == 0)
        value = node_field(&list, "items");
    return read_exprs(reader, value, node->position, &expr->items, &expr->items_len);
}

bool read_item(Reader *reader, const Node *node, const char *key, const SqlExpr **ret_item)
{
    *ret_item = read_expr(reader, node_field(node, key), node->position);
    return *ret_item != NULL;
}

static const SqlExpr *read_unary(Reader *reader, const Node *node, SqlExprKind kind,
                                 bool is_negated)
{
    SqlExpr *expr = read_new(reader, kind, node->position);
    const SqlExpr **items = read_new_items(reader, expr, 1);

    expr->is_negated = is_negated;
    return read_item(reader, node, "arg", &items[0]) ? expr : NULL;
}

/* ---- columns and constants ---- */

static const SqlExpr *read_column(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("fields")};
    SqlExpr *expr = read_new(reader, SQL_COLUMN, node->position);
    json_t *list = node_field(node, "fields");
    size_t len = node_list_len(list);
    const char **names = node_alloc(reader, (len + 1) * sizeof(char *));

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    for (size_t i = 0; i < len; i++) {
        const char *name = node_list_text(list, i);

        if (name == NULL)
            expr->is_star = true; /* {"A_Star": {}}; the grammar lets it stand last only */
        else
            names[expr->names_len++] = node_copy(reader, name);
    }
    expr->names = names;
    return expr;
}

/*
 * The parser's JSON leaves out whole numbers below zero as if they were zero. The text still has
 * them, at the constant's position: signs and parentheses, then digits.
 */
static int64_t lost_integer(const Reader *reader, int position)
{
    Scan scan = scan_make(reader->text);
    bool is_negative = false;

    scan.at = MIN((size_t)MAX(position, 0), reader->text.len);
    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        if (token.kind == SCAN_NUMBER) {
            g_autofree char *digits = g_strndup(token.text.at, token.text.len);
            int64_t value = g_ascii_strtoll(digits, NULL, 10);

            return is_negative ? -value : value;
        }
        for (size_t i = 0; i < token.text.len; i++)
            is_negative ^= token.text.at[i] == '-';
    }
    return 0;
}

static const SqlExpr *read_constant(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {
        NODE_READ("ival"),    NODE_READ("fval"),   NODE_READ("sval"),
        NODE_READ("boolval"), NODE_READ("isnull"), NODE_REFUSED("bsval", "a bit string"),
    };
    SqlExpr *expr = read_new(reader, SQL_NULL, node->position);
    json_t *value;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    if ((value = node_field(node, "ival")) != NULL) {
        expr->kind = SQL_INTEGER;
        value = json_object_get(value, "ival");
        expr->integer = json_is_integer(value) ? json_integer_value(value)
                                               : lost_integer(reader, node->position);
    } else if ((value = node_field(node, "fval")) != NULL) {
        expr->kind = SQL_DECIMAL;
        expr->text = node_copy(reader, json_string_value(json_object_get(value, "fval")));
    } else if ((value = node_field(node, "sval")) != NULL) {
        const char *text = json_string_value(json_object_get(value, "sval"));

        expr->kind = SQL_TEXT;
        expr->text = node_copy(reader, text == NULL ? "" : text);
    } else if ((value = node_field(node, "boolval")) != NULL) {
        expr->kind = SQL_BOOL;
        expr->truth = json_is_true(json_object_get(value, "boolval"));
    }
    return expr;
}

/* ---- operators ---- */

const char *read_plain_name(Reader *reader, json_t *list, int position)
{
    size_t len = node_list_len(list);
    const char *name = len == 0 ? NULL : node_list_text(list, len - 1);
    bool is_plain =
        name != NULL && (len == 1 || (len == 2 && node_list_text(list, 0) != NULL &&
                                      strcmp(node_list_text(list, 0), "pg_catalog") == 0));

    if (!is_plain) {
        node_refuse(reader, position, "a name with a schema");
        return NULL;
    }
    return node_copy(reader, name);
}

static const SqlExpr *read_infix(Reader *reader, const Node *node, SqlExprKind kind,
                                 bool is_negated)
{
    SqlExpr *expr = read_new(reader, kind, node->position);
    bool has_left = node_field(node, "lexpr") != NULL;
    const SqlExpr **items = read_new_items(reader, expr, has_left ? 2 : 1);

    expr->is_negated = is_negated;
    expr->name = read_plain_name(reader, node_field(node, "name"), node->position);
    if (expr->name == NULL || (has_left && !read_item(reader, node, "lexpr", &items[0])) ||
        !read_item(reader, node, "rexpr", &items[expr->items_len - 1]))
        return NULL;
    return expr;
}

/* IN and BETWEEN: the left side, then a list. */
static const SqlExpr *read_left_and_list(Reader *reader, const Node *node, SqlExprKind kind,
                                         bool is_negated)
{
    SqlExpr *expr = read_new(reader, kind, node->position);
    SqlExpr list = {.kind = kind};
    const SqlExpr *left;
    const SqlExpr **items;

    if (!read_item(reader, node, "lexpr", &left) || !read_items(reader, node, "rexpr", &list))
        return NULL;
    items = read_new_items(reader, expr, list.items_len + 1);
    items[0] = left;
    for (size_t i = 0; i < list.items_len; i++)
        items[i + 1] = list.items[i];
    expr->is_negated = is_negated;
    return expr;
}

/* x BETWEEN SYMMETRIC a AND b is x BETWEEN a AND b OR x BETWEEN b AND a; AND of the negated ones.
 */
static const SqlExpr *read_symmetric(Reader *reader, const Node *node, SqlExprKind kind,
                                     bool is_negated)
{
    const SqlExpr *one = read_left_and_list(reader, node, SQL_BETWEEN, is_negated);
    SqlExpr *other, *both;
    const SqlExpr **ends, **items;

    if (one == NULL)
        return NULL;
    other = read_new(reader, SQL_BETWEEN, node->position);
    ends = read_new_items(reader, other, 3);
    ends[0] = one->items[0];
    ends[1] = one->items[2];
    ends[2] = one->items[1];
    other->is_negated = is_negated;
    both = read_new(reader, kind, node->position);
    items = read_new_items(reader, both, 2);
    items[0] = one;
    items[1] = other;
    return both;
}

typedef const SqlExpr *(*InfixFn)(Reader *reader, const Node *node, SqlExprKind kind,
                                  bool is_negated);

static const struct {
    const char *kind;
    InfixFn read;
    SqlExprKind result;
    bool is_negated;
} infixes[] = {
    {"AEXPR_OP",              read_infix,         SQL_OPERATOR,      false},
    {"AEXPR_LIKE",            read_infix,         SQL_OPERATOR,      false},
    {"AEXPR_ILIKE",           read_infix,         SQL_OPERATOR,      false},
    {"AEXPR_DISTINCT",        read_infix,         SQL_DISTINCT_FROM, false},
    {"AEXPR_NOT_DISTINCT",    read_infix,         SQL_DISTINCT_FROM, true },
    {"AEXPR_NULLIF",          read_infix,         SQL_NULLIF,        false},
    {"AEXPR_IN",              read_left_and_list, SQL_IN,            false},
    {"AEXPR_BETWEEN",         read_left_and_list, SQL_BETWEEN,       false},
    {"AEXPR_NOT_BETWEEN",     read_left_and_list, SQL_BETWEEN,       true },
    {"AEXPR_BETWEEN_SYM",     read_symmetric,     SQL_OR,            false},
    {"AEXPR_NOT_BETWEEN_SYM", read_symmetric,     SQL_AND,           true },
    {"AEXPR_SIMILAR",         read_infix,         SQL_OPERATOR,      false},
    {"AEXPR_OP_ANY",          read_infix,         SQL_ANY,           false},
    {"AEXPR_OP_ALL",          read_infix,         SQL_ANY,           true },
};

static const SqlExpr *read_operator(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("kind"), NODE_READ("name"), NODE_READ("lexpr"),
                                       NODE_READ("rexpr")};
    const char *kind = node_text(node, "kind");

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    if (read_is_of_rows(node))
        return read_row_comparison(reader, node);
    for (size_t i = 0; i < G_N_ELEMENTS(infixes); i++) {
        if (strcmp(infixes[i].kind, kind) != 0)
            continue;
        if (infixes[i].result == SQL_IN &&
            strcmp(node_list_text(node_field(node, "name"), 0), "<>") == 0)
            return infixes[i].read(reader, node, SQL_IN, true);
        return infixes[i].read(reader, node, infixes[i].result, infixes[i].is_negated);
    }
    node_refuse(reader, node->position, kind);
    return NULL;
}

static const SqlExpr *read_bool(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("boolop"), NODE_READ("args")};
    const char *kind = node_text(node, "boolop");
    SqlExpr *expr = read_new(reader, SQL_AND, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    if (strcmp(kind, "OR_EXPR") == 0)
        expr->kind = SQL_OR;
    else if (strcmp(kind, "NOT_EXPR") == 0)
        expr->kind = SQL_NOT;
    return read_items(reader, node, "args", expr) ? expr : NULL;
}

static const SqlExpr *read_null_test(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("nulltesttype")};

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    return read_unary(reader, node, SQL_IS_NULL,
                      strcmp(node_text(node, "nulltesttype"), "IS_NOT_NULL") == 0);
}

/* IS [NOT] TRUE, FALSE or UNKNOWN; the last is the NULL test of a truth value. */
static const SqlExpr *read_bool_test(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("booltesttype")};
    const char *test = node_text(node, "booltesttype");
    bool is_negated = g_str_has_prefix(test, "IS_NOT_");
    bool is_unknown = g_str_has_suffix(test, "UNKNOWN");
    SqlExpr *expr;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    expr = (SqlExpr *)read_unary(reader, node, is_unknown ? SQL_IS_NULL : SQL_IS_BOOL, is_negated);
    if (expr != NULL)
        expr->truth = is_unknown || g_str_has_suffix(test, "TRUE");
    return expr;
}

/* ---- calls ---- */

static const NodeField call_fields[] = {
    NODE_READ("funcname"),         NODE_READ("args"),
    NODE_READ("agg_star"),         NODE_READ("agg_filter"),
    NODE_READ("funcformat"),       NODE_READ("over"),
    NODE_READ("agg_within_group"), NODE_READ("agg_order"),
    NODE_READ("agg_distinct"),     NODE_REFUSED_AT("func_variadic", "variadic", "VARIADIC"),
};

const SqlExpr *read_call(Reader *reader, const Node *node)
{
    SqlExpr *expr = read_new(reader, SQL_CALL, node->position);

    if (!node_check(reader, node, call_fields, G_N_ELEMENTS(call_fields)))
        return NULL;
    expr->name = read_plain_name(reader, node_field(node, "funcname"), node->position);
    if (expr->name == NULL || !read_items(reader, node, "args", expr) ||
        !read_orders(reader, node_field(node, "agg_order"), &expr->orders, &expr->orders_len))
        return NULL;
    expr->is_star = node_flag(node, "agg_star");
    expr->is_distinct = node_flag(node, "agg_distinct");
    expr->is_within_group = node_flag(node, "agg_within_group");
    if (node_field(node, "over") != NULL) {
        expr->over = read_over(reader, node_field(node, "over"), node->position);
        if (expr->over == NULL)
            return NULL;
    }
    if (node_field(node, "agg_filter") != NULL) {
        expr->filter = read_expr(reader, node_field(node, "agg_filter"), node->position);
        if (expr->filter == NULL)
            return NULL;
    }
    return expr;
}

static const SqlExpr *read_named_argument(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("name"), NODE_READ("argnumber")};
    SqlExpr *expr;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    expr = (SqlExpr *)read_unary(reader, node, SQL_ARGUMENT, false);
    if (expr != NULL)
        expr->name = node_copy(reader, node_text(node, "name"));
    return expr;
}

static const SqlExpr *read_coalesce(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("args")};
    SqlExpr *expr = read_new(reader, SQL_COALESCE, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    return read_items(reader, node, "args", expr) ? expr : NULL;
}

static const SqlExpr *read_greatest(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("op"), NODE_READ("args")};
    SqlExpr *expr = read_new(reader, SQL_CALL, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    expr->name = strcmp(node_text(node, "op"), "IS_LEAST") == 0 ? "least" : "greatest";
    return read_items(reader, node, "args", expr) ? expr : NULL;
}

/* ---- CASE ---- */

static bool read_when(Reader *reader, json_t *json, int around, const SqlExpr **items)
{
    static const NodeField fields[] = {NODE_READ("expr"), NODE_READ("result")};
    Node when;

    if (!node_open(json, around, &when))
        return node_refuse(reader, around, "this CASE");
    return node_check(reader, &when, fields, G_N_ELEMENTS(fields)) &&
           read_item(reader, &when, "expr", &items[0]) &&
           read_item(reader, &when, "result", &items[1]);
}

static const SqlExpr *read_case(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("args"), NODE_READ("defresult")};
    SqlExpr *expr = read_new(reader, SQL_CASE, node->position);
    json_t *whens = node_field(node, "args");
    const SqlExpr **items = read_new_items(reader, expr, 2 * node_list_len(whens));

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    if (node_field(node, "arg") != NULL && !read_item(reader, node, "arg", &expr->subject))
        return NULL;
    for (size_t i = 0; i < node_list_len(whens); i++) {
        if (!read_when(reader, json_array_get(whens, i), node->position, &items[2 * i]))
            return NULL;
    }
    if (node_field(node, "defresult") != NULL &&
        !read_item(reader, node, "defresult", &expr->otherwise))
        return NULL;
    return expr;
}

/* ---- subqueries and grouping ---- */

static const SqlExpr *read_subquery(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {
        NODE_ONLY("subLinkType", "EXPR_SUBLINK", "EXISTS, IN or ARRAY of a subquery"),
        NODE_READ("subselect"),
        NODE_REFUSED("testexpr", "a comparison with a subquery"),
        NODE_REFUSED("operName", "a comparison with a subquery"),
    };
    SqlExpr *expr = read_new(reader, SQL_SUBQUERY, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields))) {
        fail_hint(reader->error,
                  "a subquery stands in FROM, or in a window: tumble((SELECT ...), ...)");
        return NULL;
    }
    expr->select = read_subselect(reader, node_field(node, "subselect"), node->position);
    return expr->select == NULL ? NULL : expr;
}

static const SqlExpr *read_grouping(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("args")};
    SqlExpr *expr = read_new(reader, SQL_GROUPING, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    return read_items(reader, node, "args", expr) ? expr : NULL;
}

/* ---- the tables ---- */

static const SqlExpr *read_default(Reader *reader, const Node *node)
{
    return read_new(reader, SQL_DEFAULT, node->position);
}

static const struct {
    const char *type;
    const SqlExpr *(*read)(Reader *reader, const Node *node);
} readers[] = {
    {"ColumnRef",        read_column        },
    {"A_Const",          read_constant      },
    {"A_Expr",           read_operator      },
    {"BoolExpr",         read_bool          },
    {"NullTest",         read_null_test     },
    {"BooleanTest",      read_bool_test     },
    {"FuncCall",         read_call          },
    {"NamedArgExpr",     read_named_argument},
    {"MinMaxExpr",       read_greatest      },
    {"CoalesceExpr",     read_coalesce      },
    {"SQLValueFunction", read_word          },
    {"CaseExpr",         read_case          },
    {"TypeCast",         read_cast          },
    {"SubLink",          read_subquery      },
    {"GroupingFunc",     read_grouping      },
    {"A_ArrayExpr",      read_array         },
    {"A_Indirection",    read_subscripts    },
    {"CollateClause",    read_collate       },
    {"SetToDefault",     read_default       },
};

static const struct {
    const char *type;
    const char *what;
} refusals[] = {
    {"RowExpr",      "a row value (a, b)"                },
    {"ParamRef",     "a parameter such as $1"            },
    {"GroupingSet",  "GROUPING SETS, ROLLUP or CUBE here"},
    {"XmlExpr",      "XML"                               },
    {"XmlSerialize", "XML"                               },
};

static const SqlExpr *read_node(Reader *reader, const Node *node)
{
    const char *what = node->type;

    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (strcmp(readers[i].type, node->type) == 0)
            return readers[i].read(reader, node);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
        if (strcmp(refusals[i].type, node->type) == 0)
            what = refusals[i].what;
    }
    node_refuse(reader, node->position, what);
    return NULL;
}

const SqlExpr *read_expr(Reader *reader, json_t *json, int around)
{
    const SqlExpr *expr;
    Node node;

    if (!node_open(json, around, &node)) {
        node_refuse(reader, around, "an empty expression");
        return NULL;
    }
    if (reader->depth >= SQL_DEPTH_MAX)
        return fail_null_at(reader->error, FAIL_LIMIT, node.position,
                            "the expression is nested more than %d levels deep", SQL_DEPTH_MAX);
    reader->depth++;
    expr = read_node(reader, &node);
    reader->depth--;
    return expr;
}
