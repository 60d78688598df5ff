#include "engine/link.h"

struct Link {
    LinkOptions options;
    SlotSet wanted; /* all that HAVING and the outputs read */
    Arena *arena;   /* owned: for the item that is looked at */
    ExprContext context;
    Value *slots, *outputs; /* owned */
    int64_t passed;         /* items of this push, HAVING */
};

Link *link_new(const LinkOptions *options)
{
    Link *link = g_new0(Link, 1);
    const PlanSelect *from = options->from;

    link->options = *options;
    if (from->having != NULL)
        expr_slots_used(from->having, &link->wanted);
    for (size_t i = 0; i < from->outputs_len; i++)
        expr_slots_used(from->outputs[i].expr, &link->wanted);
    link->arena = arena_new((size_t)options->memory_max);
    link->context =
        (ExprContext){.arena = link->arena, .now_us = options->now_us, .zone = options->zone};
    link->slots = g_new0(Value, options->slots_len + 1);
    link->outputs = g_new0(Value, from->outputs_len + 1);
    return link;
}

void link_free(Link *link)
{
    if (link == NULL)
        return;
    arena_free(link->arena);
    g_free(link->slots);
    g_free(link->outputs);
    g_free(link);
}

static bool passes(Link *link, bool *ret_passes, GError **error)
{
    const Expr *having = link->options.from->having;
    Value value;

    *ret_passes = true;
    if (having == NULL)
        return true;
    if (!expr_eval(having, &link->context, link->slots, &value, error))
        return false;
    *ret_passes = !value.is_null && value.boolean;
    return true;
}

static bool push(Link *link, const Item *item, GError **error)
{
    const PlanSelect *from = link->options.from;
    const TopItems *items = &link->options.items;
    bool is_in;

    arena_clear(link->arena);
    if (!items->load(items->user, item, &link->wanted, link->arena, link->slots, error) ||
        !passes(link, &is_in, error))
        return false;
    if (!is_in) {
        stage_drop(link->options.to, item->ordinal);
        return true;
    }
    link->passed++;
    for (size_t i = 0; i < from->outputs_len; i++) {
        if (!expr_eval(from->outputs[i].expr, &link->context, link->slots, &link->outputs[i],
                       error))
            return false;
    }
    return stage_put(link->options.to, item->ordinal, link->outputs, error);
}

static void count(const Link *link, size_t len)
{
    const PlanSelect *over = link->options.over;

    meter_count(link->options.meter, PLAN_PART_HAVING, over->input, (int64_t)len, link->passed);
    meter_count(link->options.meter, PLAN_PART_LINK, over, link->passed,
                over->rank == NULL ? 0 : link->passed); /* else the way counts what goes on */
    meter_count(link->options.meter, PLAN_PART_RANK, over, link->passed, 0);
}

bool link_push(Link *link, Item *const *items, size_t len, GError **error)
{
    meter_go(link->options.meter, PLAN_PART_LINK, link->options.over);
    link->passed = 0;
    for (size_t i = 0; i < len; i++) {
        if (!push(link, items[i], error))
            return false;
    }
    count(link, len);
    return true;
}

void link_drop(Link *link, const Item *item)
{
    stage_drop(link->options.to, item->ordinal);
}
