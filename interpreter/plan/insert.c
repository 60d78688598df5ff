#include "plan/insert.h"

#include "plan/target.h"

static bool fail_count(Binder *binder, const SqlInsert *sql, const PlanTarget *target,
                       const SqlRow *row)
{
    size_t len = target->columns_len;
    bool is_more = row->items_len > len;

    fail_at(binder->error, FAIL_QUERY,
            is_more ? row->items[len]->position : row->items[row->items_len - 1]->position,
            is_more ? "INSERT has more expressions than target columns"
                    : "INSERT has more target columns than expressions");
    if (sql->columns_len == 0 && len == 1 && target->columns[0].place == PLAN_PLACE_VALUE)
        fail_hint(binder->error, "without a list of columns a row is one value; with keys write "
                                 "INSERT INTO topic (key, value) VALUES ('key', 'value')");
    return false;
}

static bool bind_cell(Binder *binder, const PlanTargetColumn *column, const SqlExpr *sql,
                      Type *ret_type, Value *ret_value)
{
    if (sql->kind == SQL_DEFAULT)
        return true; /* as it is before */
    if (column->type != TYPE_UNKNOWN) {
        *ret_type = column->type;
        return bind_constant_as(binder, sql, "VALUES", column->type, ret_value);
    }
    if (!bind_constant(binder, sql, "VALUES", ret_type, ret_value))
        return false;
    if (*ret_type == TYPE_UNKNOWN)
        *ret_type = TYPE_TEXT;
    return true;
}

static bool bind_row(Binder *binder, const PlanTarget *target, const SqlRow *sql,
                     PlanInsertRow *ret_row)
{
    Type *types = bind_alloc(binder, target->columns_len * sizeof(Type));
    Value *values = bind_alloc(binder, target->columns_len * sizeof(Value));

    for (size_t i = 0; i < target->columns_len; i++) {
        types[i] = TYPE_UNKNOWN;
        values[i] = VALUE_NULL;
    }
    for (size_t i = 0; i < sql->items_len; i++) {
        if (!bind_cell(binder, &target->columns[i], sql->items[i], &types[i], &values[i]))
            return false;
    }
    *ret_row = (PlanInsertRow){types, values};
    return true;
}

bool insert_bind(Binder *binder, const SqlInsert *sql, PlanInsert *ret_insert)
{
    PlanInsertRow *rows = bind_alloc(binder, sql->rows_len * sizeof(PlanInsertRow));
    PlanTarget target;

    if (!target_bind(binder, sql->topic, sql->topic_position, sql->columns, sql->columns_len,
                     &target))
        return false;
    for (size_t i = 0; i < sql->rows_len; i++) {
        size_t items_len = sql->rows[i].items_len;

        if (items_len > target.columns_len ||
            (sql->columns_len > 0 && items_len < target.columns_len))
            return fail_count(binder, sql, &target, &sql->rows[i]);
        if (!bind_row(binder, &target, &sql->rows[i], &rows[i]))
            return false;
    }
    *ret_insert = (PlanInsert){target, rows, sql->rows_len};
    return true;
}
