#pragma once
/*
 * A statement planned, with its topics asked for so many times.
 */
#include "input.h"

typedef struct Planned {
    ConfigSet *settings;
    Arena *arena;
    const Plan *plan;
    GError *error;
    size_t topic_calls;
} Planned;

static inline Planned plan(const char *statement)
{
    Planned planned = {.settings = config_set_new(), .arena = arena_new(PLAN_ARENA_BYTES)};
    PlanInput input = input_make(statement, planned.settings, &planned.topic_calls);

    planned.plan = plan_new(&input, planned.arena, &planned.error);
    return planned;
}

static inline void planned_clear(Planned *planned)
{
    config_set_free(planned->settings);
    arena_free(planned->arena);
    g_clear_error(&planned->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)
