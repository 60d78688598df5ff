#pragma once
/*
 * Plans of the engine's tests. There are the topics "lines" and "clicks".
 */
#include "config/config.h"
#include "plan/plan.h"

static inline bool query_topics(void *user, char ***ret_topics, GError **error)
{
    (void)user;
    (void)error;
    *ret_topics = g_strsplit("lines clicks", " ", -1);
    return true;
}

/* NULL with the sentence on standard output. */
static inline const Plan *query_plan_whole(Arena *arena, const char *statement,
                                           const char *settings)
{
    g_autoptr(ConfigSet) set = config_set_new();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(settings, " ", -1);
    PlanInput input = {.statement = statement,
                       .settings = set,
                       .now_us = INT64_C(1795392000000000),
                       .topics = query_topics};
    const Plan *plan;

    for (size_t i = 0; parts[i] != NULL && parts[i][0] != '\0'; i++) {
        g_auto(GStrv) pair = g_strsplit(parts[i], "=", 2);

        if (!config_set_put(set, pair[0], pair[1], CONFIG_OPERATOR, &error))
            printf("# %s\n", error->message);
    }
    plan = plan_new(&input, arena, &error);
    if (plan == NULL)
        printf("# %s: %s\n", statement, error == NULL ? "?" : error->message);
    return plan;
}

static inline const PlanSelect *query_plan(Arena *arena, const char *statement,
                                           const char *settings)
{
    const Plan *plan = query_plan_whole(arena, statement, settings);

    return plan == NULL ? NULL : &plan->select;
}
