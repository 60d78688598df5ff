#include "plan/demo_item.h"

#include "expr/build.h"

static const char example[] = "write demo_clicks(rate => 100, seed => 1), or rows => 1000 for an "
                              "end";

/* A whole number of an option; @ret_number stays as it is where it is not given. */
static bool read_number(Binder *binder, const SqlExpr *call, const char *name, int64_t min,
                        int64_t max, int64_t *ret_number)
{
    const SqlExpr *option = relation_argument(call, name);
    Value value;

    if (option == NULL)
        return true;
    if (!bind_constant_as(binder, option, name, TYPE_INT8, &value))
        return false;
    if (value.is_null || value.integer < min || value.integer > max)
        return fail_at(binder->error, FAIL_QUERY, option->position,
                       "%s of %s is from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name,
                       call->name, min, max);
    *ret_number = value.integer;
    return true;
}

bool demo_item_add(Binder *binder, RelationItem *item, const SqlExpr *call)
{
    static const char *const names[] = {"rate", "seed", "rows", NULL};
    PlanSource *source = bind_alloc(binder, sizeof(PlanSource));
    PlanDemo *demo = bind_alloc(binder, sizeof(PlanDemo));

    *demo = (PlanDemo){.demo = demo_find(call->name), .rate = 10, .seed = 1, .rows = -1};
    if (!relation_check_arguments(binder, call, 0, names, example) ||
        !read_number(binder, call, "rate", 1, DEMO_RATE_MAX, &demo->rate) ||
        !read_number(binder, call, "seed", INT64_MIN, INT64_MAX, &demo->seed) ||
        !read_number(binder, call, "rows", 0, PLAN_DEMO_ROWS_MAX, &demo->rows))
        return false;
    *source = (PlanSource){.topic = demo->demo->name, .demo = demo};
    if (demo->rows >= 0)
        source->until = (PlanBound){.kind = PLAN_BOUND_OFFSET, .offset = demo->rows};
    item->name = source->topic;
    if (!route_set_source(binder, source, item->position) || !relation_begin(binder, item))
        return false;
    binder->route.base = binder->route.steps->len;
    return relation_add_record(binder, item, source);
}

bool demo_item_bind(Binder *binder, const SqlFrom *sql)
{
    RelationItem item = {.sql = sql, .position = sql->position};

    return demo_item_add(binder, &item, sql->call) && relation_check_names(binder, &item);
}
