/*
 * Top: the visible rows of items that come, change and go. Method: a model that sorts all items
 * after every step, beside it; enough items that most of them are in no order, and rows that leave
 * the front until it is filled again.
 */
#include "engine/top.h"

#include "base/fail.h"
#include "lib/seed.h"
#include "lib/unit.h"
#include "unit/engine/query_plan.h"

enum { MEMORY = 64 * 1024 * 1024, ARENA = 1024 * 1024, COLUMNS = 4 };

/* A group of SELECT key, sum(partition), max(value), count(*). */
typedef struct Row {
    Item item;
    bool exists;
    char key[16];
    Value sum, text; /* text: what it points to is the row's own, and new at every change */
    char *text_owned;
    int64_t count;
} Row;

typedef struct Model {
    Arena *arena;
    const PlanSelect *plan;
    Row *rows;
    size_t rows_max, len; /* rows that ever were; some of them do not exist any more */
    size_t oldest;        /* about where those begin that do */
    Top *top;
    int64_t visible_max;
    uint64_t ordinals, versions;
    size_t fills; /* how often the top asked for all items */
    GRand *random;
    int values, windows; /* how many different ones there are */
} Model;

/* ---- what the top reads ---- */

static void fill_slot(const Model *model, const Row *row, size_t slot, Value *ret_value)
{
    const char *name;

    if (slot == 0) {
        *ret_value = value_of_text(row->key, strlen(row->key));
        return;
    }
    name = model->plan->aggregates[slot - 1].call.aggregate->name;
    if (strcmp(name, "sum") == 0)
        *ret_value = row->sum;
    else if (strcmp(name, "max") == 0)
        *ret_value = row->text;
    else
        *ret_value = value_of_integer(row->count);
}

static bool load_row(void *model_at, const Item *item, const SlotSet *wanted, Arena *arena,
                     Value *ret_slots, GError **error)
{
    const Model *model = model_at;
    const Row *row = (const Row *)(gconstpointer)item;

    (void)arena;
    (void)error;
    for (size_t i = 0; i <= model->plan->aggregates_len; i++) {
        ret_slots[i] = VALUE_NULL;
        if (slot_set_has(wanted, i))
            fill_slot(model, row, i, &ret_slots[i]);
    }
    return true;
}

static int compare_keys(void *model_at, const Item *a, const Item *b)
{
    (void)model_at;
    return strcmp(((const Row *)(gconstpointer)a)->key, ((const Row *)(gconstpointer)b)->key);
}

static bool each_row(void *model_at, bool (*fn)(Item *item, void *fn_user, GError **error),
                     void *fn_user, GError **error)
{
    Model *model = model_at;

    model->fills++;
    for (size_t i = 0; i < model->len; i++) {
        if (model->rows[i].exists && !fn(&model->rows[i].item, fn_user, error))
            return false;
    }
    return true;
}

/* ---- the model ---- */

static Model *model_new(const char *end, int64_t rows_max, size_t items_max, int64_t memory_max)
{
    g_autofree char *statement = g_strdup_printf(
        "SELECT key, sum(partition), max(value), count(*) FROM lines GROUP BY key %s", end);
    Model *model = g_new0(Model, 1);
    TopOptions options = {.rows_max = rows_max, .memory_max = memory_max};

    model->arena = arena_new(ARENA);
    model->plan = query_plan(model->arena, statement, "");
    model->rows_max = items_max;
    model->rows = g_new0(Row, items_max);
    model->values = 1000;
    if (model->plan == NULL)
        return model;
    options.plan = model->plan;
    options.slots_len = 1 + model->plan->aggregates_len;
    options.items = (TopItems){load_row, compare_keys, each_row, model};
    model->top = top_new(&options);
    model->visible_max = model->plan->limit >= 0 ? model->plan->limit : INT64_MAX;
    if (rows_max > 0)
        model->visible_max = MIN(model->visible_max, rows_max);
    return model;
}

static void model_free(Model *model)
{
    top_free(model->top);
    for (size_t i = 0; i < model->len; i++)
        g_free(model->rows[i].text_owned);
    g_free(model->rows);
    arena_free(model->arena);
    if (model->random != NULL)
        g_rand_free(model->random);
    g_free(model);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

static bool change_to(Model *model, Row *row, int64_t sum, const char *text, int64_t count)
{
    char *old = row->text_owned;

    row->sum = value_of_integer(sum);
    row->text_owned = g_strdup(text);
    row->text = text == NULL ? VALUE_NULL : value_of_text(row->text_owned, strlen(text));
    row->count = count;
    row->item.version = ++model->versions;
    g_free(old); /* what the top keeps is its own */
    return top_change(model->top, &row->item, NULL);
}

static Row *add_row(Model *model, const char *key)
{
    Row *row = &model->rows[model->len++];

    row->exists = true;
    g_strlcpy(row->key, key, sizeof(row->key));
    row->item.ordinal = ++model->ordinals;
    if (model->windows > 0)
        row->item.window_us = g_rand_int_range(model->random, 1, model->windows + 1);
    return row;
}

static void remove_row(Model *model, Row *row)
{
    if (!row->exists)
        return;
    top_remove(model->top, &row->item);
    row->exists = false;
    memset(&row->item, 0xee, sizeof(row->item)); /* nobody looks at it any more */
}

static bool row_passes(const Model *model, const Row *row)
{
    return row->exists && (model->plan->having == NULL || row->count % 4 != 1);
}

/* ---- the full sort ---- */

static void output_of(const Row *row, size_t output, Value *ret_value)
{
    const Value values[COLUMNS] = {value_of_text(row->key, strlen(row->key)), row->sum, row->text,
                                   value_of_integer(row->count)};

    *ret_value = values[output];
}

static int compare_values(const Value *a, const Value *b, bool is_text)
{
    int compared;

    if (!is_text)
        return (a->integer > b->integer) - (a->integer < b->integer);
    compared = memcmp(a->text, b->text, MIN(a->len, b->len));
    return compared != 0 ? compared : (a->len > b->len) - (a->len < b->len);
}

static int compare_by(const PlanOrder *order, const Row *a, const Row *b)
{
    Value left, right;
    int compared;

    output_of(a, order->output, &left);
    output_of(b, order->output, &right);
    if (left.is_null || right.is_null) {
        compared = left.is_null - right.is_null; /* nulls last */
        return order->nulls_first ? -compared : compared;
    }
    compared = compare_values(&left, &right, order->output == 0 || order->output == 2);
    return order->is_descending ? -compared : compared;
}

static int compare_rows(const void *a_at, const void *b_at, void *model_at)
{
    const Row *a = *(Row *const *)a_at, *b = *(Row *const *)b_at;
    const Model *model = model_at;
    int compared = 0;

    for (size_t i = 0; i < model->plan->orders_len && compared == 0; i++)
        compared = compare_by(&model->plan->orders[i], a, b);
    if (compared == 0 && a->item.window_us != b->item.window_us)
        compared = a->item.window_us > b->item.window_us ? -1 : 1;
    if (compared == 0 && model->plan->orders_len == 0)
        compared = a->item.ordinal < b->item.ordinal ? -1 : 1;
    return compared != 0 ? compared : strcmp(a->key, b->key);
}

/* (owned) All rows of the result, in order. */
static GPtrArray *sort_rows(Model *model)
{
    GPtrArray *sorted = g_ptr_array_new();

    for (size_t i = 0; i < model->len; i++) {
        if (row_passes(model, &model->rows[i]))
            g_ptr_array_add(sorted, &model->rows[i]);
    }
    g_ptr_array_sort_with_data(sorted, compare_rows, model);
    return sorted;
}

/* The visible rows are those of the full sort, and so is their number. */
static bool check_rows(Model *model, const GPtrArray *sorted)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ShownRow));
    int64_t offset = model->plan->offset, total = 0;
    int64_t there = MAX((int64_t)sorted->len - offset, 0);
    bool good = top_rows(model->top, rows, &total, NULL);

    good &= total == (model->plan->limit >= 0 ? MIN(there, model->plan->limit) : there);
    good &= (int64_t)rows->len == MIN(there, model->visible_max);
    for (guint i = 0; i < rows->len && good; i++) {
        const ShownRow *shown = &g_array_index(rows, ShownRow, i);
        const Row *row = sorted->pdata[(size_t)offset + i];

        good = shown->id == row->item.ordinal && shown->version == row->item.version;
    }
    return good;
}

/* ---- random steps ---- */

static bool change_at_random(Model *model, Row *row)
{
    GRand *random = model->random;
    g_autofree char *text = g_strdup_printf("text %d", g_rand_int_range(random, 0, model->values));
    bool done = change_to(model, row, g_rand_int_range(random, 0, model->values),
                          g_rand_int_range(random, 0, 10) == 0 ? NULL : text,
                          g_rand_int_range(random, 1, model->values));

    if (g_rand_int_range(random, 0, 10) == 0) {
        row->sum = VALUE_NULL;
        done &= top_change(model->top, &row->item, NULL);
    }
    return done;
}

static bool add_at_random(Model *model, size_t len)
{
    bool done = true;

    for (size_t i = 0; i < len && model->len < model->rows_max; i++) {
        g_autofree char *key = g_strdup_printf("%08x%06zu", g_rand_int(model->random), model->len);

        done &= change_at_random(model, add_row(model, key));
    }
    return done;
}

/* Rows around a rank of the order change or go: those that are visible, or that are the door. */
static bool disturb(Model *model, const GPtrArray *sorted, size_t from, size_t len)
{
    bool done = true;

    for (size_t i = from; i < from + len && i < sorted->len; i++) {
        Row *row = sorted->pdata[i];

        if (g_rand_int_range(model->random, 0, 10) == 0)
            remove_row(model, row);
        else if (row->exists)
            done &= change_at_random(model, row);
    }
    return done;
}

/* As many as the front can hold go: it is empty, and others are to be found. */
static void remove_front(Model *model)
{
    g_autoptr(GPtrArray) sorted = sort_rows(model);

    for (guint i = 0; i < MIN(sorted->len, 2u * 4096u); i++)
        remove_row(model, sorted->pdata[i]);
    while (model->oldest + 1 < model->len && !model->rows[model->oldest].exists)
        model->oldest++;
}

static bool step_at_random(Model *model)
{
    g_autoptr(GPtrArray) sorted = sort_rows(model);
    bool done = add_at_random(model, model->rows_max / 8);

    for (int i = 0; i < 300; i++) {
        size_t among = i % 2 == 0 ? model->len : MIN(model->len, model->oldest + 100);
        Row *row =
            &model->rows[g_rand_int_range(model->random, (gint32)model->oldest, (gint32)among)];

        if (!row->exists)
            continue;
        if (g_rand_int_range(model->random, 0, 8) == 0)
            remove_row(model, row);
        else
            done &= change_at_random(model, row);
    }
    switch (g_rand_int_range(model->random, 0, 4)) {
    case 0:
    case 1:
        return done && disturb(model, sorted, 0, 2000);
    case 2:
        return done && disturb(model, sorted, 3500, 1000);
    default:
        return done && disturb(model, sorted, 0, 20);
    }
}

static void visible_rows_are_the_first_of_a_full_sort(void)
{
    static const struct {
        const char *end;
        int64_t rows_max;
        size_t items;
        int values, windows, steps;
    } cases[] = {
        {"ORDER BY 2 DESC, 3 LIMIT 20",                                   0,   40000, 1000,  0, 25},
        {"HAVING count(*) % 4 <> 1 ORDER BY 3, 4 DESC LIMIT 50 OFFSET 7", 0,   40000, 5,     0, 25},
        {"ORDER BY 2 NULLS FIRST LIMIT 10",                               0,   40000, 3,     4, 25},
        {"",                                                              100, 40000, 100,   5, 25},
        {"HAVING count(*) % 4 <> 1 LIMIT 30 OFFSET 3",                    10,  40000, 100,   0, 25},
        {"ORDER BY 4 DESC LIMIT 3000",                                    0,   16000, 10000, 0, 15},
        {"ORDER BY 3 DESC, 1 DESC",                                       0,   3000,  20,    3, 15},
        {"ORDER BY 4 LIMIT 0",                                            0,   9000,  100,   0, 5 },
        {"ORDER BY 4 LIMIT 5 OFFSET 100000",                              0,   9000,  100,   0, 5 },
        {"HAVING count(*) % 4 <> 1 ORDER BY 1",                           7,   9000,  2,     0, 15},
    };
    g_autoptr(GRand) random = seed_random();
    size_t fills = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Model) model = model_new(cases[i].end, cases[i].rows_max, cases[i].items, MEMORY);
        bool good = true;

        UNIT_REQUIRE(model->plan != NULL);
        model->random = g_rand_copy(random);
        model->values = cases[i].values;
        model->windows = cases[i].windows;
        for (int step = 0; step < cases[i].steps && good; step++) {
            g_autoptr(GPtrArray) sorted = NULL;

            good = step_at_random(model);
            if (step == 9)
                remove_front(model);
            sorted = sort_rows(model);
            good &= check_rows(model, sorted);
        }
        UNIT_CHECK(good, cases[i].end);
        fills += model->fills;
    }
    UNIT_CHECK(fills >= 5, "so many rows left that fronts were filled again");
}

/* ---- by hand ---- */

/* 8,192 rows that only their keys tell apart: the front is then its first 4,096 of them. */
static bool add_equal_rows(Model *model)
{
    bool done = true;

    for (int i = 0; i < 8192; i++) {
        g_autofree char *key = g_strdup_printf("m%05d", i);

        done &= change_to(model, add_row(model, key), 1, NULL, 1);
    }
    return done;
}

static void the_last_row_of_the_front_may_go(void)
{
    g_autoptr(Model) model = model_new("ORDER BY 2 LIMIT 3", 0, 10000, MEMORY);
    g_autoptr(GPtrArray) sorted = NULL;

    UNIT_REQUIRE(model->plan != NULL && add_equal_rows(model));
    remove_row(model, &model->rows[4095]);
    CU_ASSERT_TRUE(change_to(model, add_row(model, "l"), 1, NULL, 1)); /* before all of them */
    CU_ASSERT_TRUE(change_to(model, add_row(model, "m04095"), 1, NULL, 1));
    sorted = sort_rows(model);
    CU_ASSERT_TRUE(check_rows(model, sorted));
    CU_ASSERT_EQUAL(model->fills, 1);
}

static void the_front_is_filled_when_what_is_visible_has_left_it(void)
{
    g_autoptr(Model) model = model_new("ORDER BY 2 LIMIT 3", 0, 10000, MEMORY);

    UNIT_REQUIRE(model->plan != NULL && add_equal_rows(model));
    for (size_t i = 0; i < 4100; i++) {
        CU_ASSERT_TRUE(change_to(model, &model->rows[i], 2, NULL, 1));
        if (i % 410 == 0 || i > 4090) {
            g_autoptr(GPtrArray) sorted = sort_rows(model);

            CU_ASSERT_TRUE(check_rows(model, sorted));
        }
        CU_ASSERT_EQUAL(model->fills, i < 4093 ? 0 : 1); /* three of 4,096 are left until then */
    }
}

static void few_rows_need_no_rest(void)
{
    g_autoptr(Model) model = model_new("ORDER BY 2 LIMIT 2", 0, 10, MEMORY);
    g_autoptr(GPtrArray) sorted = NULL;

    UNIT_REQUIRE(model->plan != NULL);
    for (int i = 0; i < 10; i++) {
        const char key[] = {(char)('a' + i), '\0'};

        CU_ASSERT_TRUE(change_to(model, add_row(model, key), 10 - i, NULL, 1));
    }
    for (size_t i = 9; i > 1; i--)
        remove_row(model, &model->rows[i]);
    sorted = sort_rows(model);
    CU_ASSERT_TRUE(check_rows(model, sorted));
    CU_ASSERT_EQUAL(model->fills, 0);
}

static void values_of_rows_that_left_are_given_back(void)
{
    g_autoptr(Model) model = model_new("ORDER BY 3 LIMIT 2", 0, 2, MEMORY);
    Row *row;

    UNIT_REQUIRE(model->plan != NULL);
    row = add_row(model, "a");
    for (int i = 0; i < 100000; i++) {
        g_autofree char *text = g_strnfill((gsize)(100 + i % 100), 'x');

        UNIT_REQUIRE(change_to(model, row, 1, text, 1));
    }
    CU_ASSERT_TRUE(top_bytes(model->top) < 4 * 1024 * 1024);
}

/* ---- failures ---- */

static void more_order_values_than_memory_is_a_limit(void)
{
    g_autoptr(Model) model = model_new("ORDER BY 3", 0, 1000, 1024 * 1024);
    g_autofree char *text = g_strnfill(60000, 'x');
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(model->plan != NULL);
    for (int i = 0; i < 100 && error == NULL; i++) {
        Row *row = add_row(model, "a");

        row->text = value_of_text(text, (uint32_t)strlen(text));
        top_change(model->top, &row->item, &error);
    }
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "memory");
}

static void an_error_of_a_condition_or_an_order_is_said(void)
{
    static const char *const ends[] = {"HAVING 1 / count(*) = 0", "ORDER BY 1 / count(*)"};

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autoptr(Model) model = model_new(ends[i], 0, 1, MEMORY);
        g_autoptr(GError) error = NULL;

        UNIT_REQUIRE(model->plan != NULL);
        CU_ASSERT_FALSE(top_change(model->top, &add_row(model, "a")->item, &error));
        UNIT_FAILED_WITH(error, FAIL_DATA, "division by zero");
    }
}

UNIT_MAIN("engine/top", UNIT(visible_rows_are_the_first_of_a_full_sort),
          UNIT(the_last_row_of_the_front_may_go),
          UNIT(the_front_is_filled_when_what_is_visible_has_left_it), UNIT(few_rows_need_no_rest),
          UNIT(values_of_rows_that_left_are_given_back),
          UNIT(more_order_values_than_memory_is_a_limit),
          UNIT(an_error_of_a_condition_or_an_order_is_said))
