/*
 * GROUP BY a, ROLLUP (b, c) is a list of sets of keys: each item is a list of sets, and items
 * multiply (SQL:2016 7.13). A row is then counted once in each set: it is repeated with the set's
 * number, by which, with the keys, rows are grouped.
 */
#include <assert.h>

#include "expr/build.h"
#include "plan/group.h"

/* Sets, as bits of keys. */
typedef struct Sets {
    uint64_t at[GROUP_SETS_MAX];
    size_t len;
} Sets;

typedef struct SetsBinder {
    Binder *binder;
    const Target *targets;
    size_t targets_len;
    Group *group;
} SetsBinder;

static bool add_set(const SetsBinder *sets_binder, Sets *sets, uint64_t set, int position)
{
    if (sets->len == GROUP_SETS_MAX)
        return fail_at(sets_binder->binder->error, FAIL_LIMIT, position,
                       "GROUP BY has at most %d grouping sets", GROUP_SETS_MAX);
    sets->at[sets->len++] = set;
    return true;
}

/* The bit of one expression. */
static bool bind_one(const SetsBinder *sets_binder, const SqlExpr *sql, uint64_t *ret_set)
{
    Binder *binder = sets_binder->binder;
    Group *group = sets_binder->group;
    const Expr *key = group_bind_key(binder, sql, sets_binder->targets, sets_binder->targets_len);

    if (key == NULL || !group_add_key(binder, group, key, sql->position))
        return false;
    for (size_t i = 0; i < group->keys_len; i++) {
        if (expr_equals(group->keys[i], key))
            *ret_set |= UINT64_C(1) << i;
    }
    return true;
}

/* An expression, or a list of them in parentheses, as one set. */
static bool bind_list(const SetsBinder *sets_binder, const SqlExpr *sql, uint64_t *ret_set)
{
    if (sql->kind != SQL_GROUP_SET)
        return bind_one(sets_binder, sql, ret_set);
    assert(sql->name == NULL); /* there the grammar has ROLLUP and CUBE as functions */
    for (size_t i = 0; i < sql->items_len; i++) {
        if (!bind_list(sets_binder, sql->items[i], ret_set))
            return false;
    }
    return true;
}

static bool add_rollup(const SetsBinder *sets_binder, const SqlExpr *sql, Sets *sets)
{
    Sets lists = {.len = 0};

    for (size_t i = 0; i < sql->items_len; i++) {
        uint64_t list = i == 0 ? 0 : lists.at[i - 1];

        if (!bind_list(sets_binder, sql->items[i], &list) ||
            !add_set(sets_binder, &lists, list, sql->position))
            return false;
    }
    for (size_t i = lists.len; i > 0; i--) {
        if (!add_set(sets_binder, sets, lists.at[i - 1], sql->position))
            return false;
    }
    return add_set(sets_binder, sets, 0, sql->position);
}

static bool add_cube(const SetsBinder *sets_binder, const SqlExpr *sql, Sets *sets)
{
    uint64_t lists[PLAN_KEYS_MAX] = {0};

    if (sql->items_len > 8)
        return fail_at(sets_binder->binder->error, FAIL_LIMIT, sql->position,
                       "CUBE has at most 8 items, which are %d grouping sets", GROUP_SETS_MAX);
    for (size_t i = 0; i < sql->items_len; i++) {
        if (!bind_list(sets_binder, sql->items[i], &lists[i]))
            return false;
    }
    for (size_t chosen = (size_t)1 << sql->items_len; chosen > 0; chosen--) {
        uint64_t set = 0;

        for (size_t i = 0; i < sql->items_len; i++)
            set |= (chosen - 1) >> (sql->items_len - 1 - i) & 1 ? lists[i] : 0;
        if (!add_set(sets_binder, sets, set, sql->position))
            return false;
    }
    return true;
}

/* The sets that one item of GROUP BY, or of GROUPING SETS, stands for. */
static bool add_item(const SetsBinder *sets_binder, const SqlExpr *sql, Sets *sets)
{
    uint64_t set = 0;

    if (sql->kind == SQL_GROUP_SET && sql->name != NULL && strcmp(sql->name, "rollup") == 0)
        return add_rollup(sets_binder, sql, sets);
    if (sql->kind == SQL_GROUP_SET && sql->name != NULL && strcmp(sql->name, "cube") == 0)
        return add_cube(sets_binder, sql, sets);
    if (sql->kind != SQL_GROUP_SET || sql->name == NULL)
        return bind_list(sets_binder, sql, &set) && add_set(sets_binder, sets, set, sql->position);
    for (size_t i = 0; i < sql->items_len; i++) {
        if (!add_item(sets_binder, sql->items[i], sets))
            return false;
    }
    return true;
}

static bool multiply(const SetsBinder *sets_binder, Sets *sets, const Sets *by, int position)
{
    Sets product = {.len = 0};

    for (size_t i = 0; i < sets->len; i++) {
        for (size_t j = 0; j < by->len; j++) {
            if (!add_set(sets_binder, &product, sets->at[i] | by->at[j], position))
                return false;
        }
    }
    *sets = product;
    return true;
}

bool group_bind_keys(Binder *binder, const SqlSelect *sql, const Target *targets,
                     size_t targets_len, Group *group)
{
    SetsBinder sets_binder = {binder, targets, targets_len, group};
    Sets sets = {.at = {0}, .len = 1};
    bool has_sets = false;

    group->set_slot = -1;
    for (size_t i = 0; i < sql->groups_len; i++) {
        const SqlExpr *item = sql->groups[i];
        Sets own = {.len = 0};

        has_sets |= item->kind == SQL_GROUP_SET && item->name != NULL;
        if (!add_item(&sets_binder, item, &own) ||
            !multiply(&sets_binder, &sets, &own, item->position))
            return false;
    }
    if (!has_sets)
        return true;
    group->sets = bind_alloc(binder, sets.len * sizeof(uint64_t));
    memcpy(group->sets, sets.at, sets.len * sizeof(uint64_t));
    group->sets_len = sets.len;
    group->set_slot = route_take_slots(binder, 1, sql->groups[0]->position);
    return group->set_slot >= 0;
}

/* ---- rows of sets ---- */

static const Expr *new_integer(Binder *binder, int64_t integer)
{
    Value value = value_of_integer(integer);

    return expr_new_constant(binder->arena, TYPE_INT4, &value);
}

static const Expr *set_number(Binder *binder, const Group *group)
{
    return expr_new_slot(binder->arena, group->set_slot, TYPE_INT4);
}

/* The key in the sets that have it, NULL in the others. */
static const Expr *key_of_sets(Binder *binder, const Group *group, size_t key, int position)
{
    const Expr **list = bind_alloc(binder, (group->sets_len + 1) * sizeof(Expr *));
    const Expr *is_in;
    size_t len = 0;

    list[len++] = set_number(binder, group);
    for (size_t i = 0; i < group->sets_len; i++) {
        if ((group->sets[i] >> key & 1) != 0)
            list[len++] = new_integer(binder, (int64_t)i);
    }
    if (len == group->sets_len + 1)
        return group->keys[key];
    is_in = expr_new_in(binder->arena, list[0], list + 1, len - 1, false, position, binder->error);
    return is_in == NULL ? NULL
                         : expr_new_case(binder->arena, &is_in, &group->keys[key], 1, NULL,
                                         position, binder->error);
}

static bool repeat_rows(Binder *binder, const Group *group, int position)
{
    PlanValues *values = bind_alloc(binder, sizeof(PlanValues));
    const Expr **items = bind_alloc(binder, group->sets_len * sizeof(Expr *));
    PlanStep step = {.kind = PLAN_STEP_VALUES, .slot = group->set_slot, .values = values};

    for (size_t i = 0; i < group->sets_len; i++)
        items[i] = new_integer(binder, (int64_t)i);
    *values = (PlanValues){items, group->sets_len, 1};
    return route_add_step(binder, &step, position);
}

bool group_finish(Binder *binder, const SqlSelect *sql, Group *group)
{
    int position = group->sets_len == 0 ? -1 : sql->groups[0]->position;

    if (group->sets_len == 0)
        return true;
    for (size_t i = 0; i < group->keys_len; i++) {
        group->values[i] = key_of_sets(binder, group, i, position);
        if (group->values[i] == NULL)
            return false;
    }
    return repeat_rows(binder, group, position) &&
           group_add_key(binder, group, set_number(binder, group), position);
}

void group_always(Binder *binder, const Group *group, PlanSelect *select)
{
    size_t len = MAX(group->sets_len, (size_t)1);
    Value *always = bind_alloc(binder, len * (group->keys_len + 1) * sizeof(Value));

    select->always = always;
    if (group->sets_len == 0)
        select->always_len = group->keys_len == 0 ? 1 : 0;
    for (size_t i = 0; i < group->sets_len; i++) {
        Value *row = always + select->always_len * group->keys_len;

        if (group->sets[i] != 0)
            continue;
        for (size_t k = 0; k + 1 < group->keys_len; k++)
            row[k] = VALUE_NULL;
        row[group->keys_len - 1] = value_of_integer((int64_t)i);
        select->always_len++;
    }
}

/* ---- GROUPING ---- */

/* A bit for each argument, the last one lowest: 1 where the set lacks it. */
static const Expr *bits_of_sets(Binder *binder, const Group *group, const size_t *keys, size_t len,
                                int position)
{
    const Expr **whens = bind_alloc(binder, group->sets_len * sizeof(Expr *));
    const Expr **thens = bind_alloc(binder, group->sets_len * sizeof(Expr *));

    for (size_t i = 0; i < group->sets_len; i++) {
        int64_t bits = 0;

        for (size_t k = 0; k < len; k++)
            bits = bits << 1 | ((group->sets[i] >> keys[k] & 1) == 0 ? 1 : 0);
        whens[i] = expr_new_operator(binder->arena, "=", set_number(binder, group),
                                     new_integer(binder, (int64_t)i), position, binder->error);
        thens[i] = new_integer(binder, bits);
    }
    return expr_new_case(binder->arena, whens, thens, group->sets_len, NULL, position,
                         binder->error);
}

static const Expr *fail_not_grouped(Binder *binder, int position)
{
    fail_at(binder->error, FAIL_QUERY, position,
            "arguments to GROUPING must be grouping expressions of the associated query level");
    fail_hint(binder->error, "GROUPING takes what GROUP BY lists");
    return NULL;
}

const Expr *group_grouping(Binder *binder, const SqlExpr *sql)
{
    const Group *group = binder->group;
    size_t keys[PLAN_KEYS_MAX];

    if (sql->items_len >= 32)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "GROUPING must have fewer than 32 arguments");
    for (size_t i = 0; i < sql->items_len; i++) {
        const Expr *key = bind_value(binder, sql->items[i], NULL);

        if (key == NULL)
            return NULL;
        for (keys[i] = 0; keys[i] < group->keys_len; keys[i]++) {
            if (expr_equals(group->keys[keys[i]], key))
                break;
        }
        if (keys[i] == group->keys_len)
            return fail_not_grouped(binder, sql->items[i]->position);
    }
    return group->sets_len == 0 ? new_integer(binder, 0)
                                : bits_of_sets(binder, group, keys, sql->items_len, sql->position);
}
