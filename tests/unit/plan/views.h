#pragma once
/*
 * Views and declared tables for the statements of a test, made as a note makes them: by statements
 * in order. They may read a topic more than the test's own statement: "gone".
 */
#include "input.h"
#include "statement/statement.h"

static inline bool views_list_topics(void *user, char ***ret_topics, GError **error)
{
    size_t len = G_N_ELEMENTS(input_topics);
    const char *topics[G_N_ELEMENTS(input_topics) + 1] = {NULL};

    (void)user;
    (void)error;
    memcpy(topics, input_topics, sizeof input_topics);
    topics[len - 1] = "gone";
    *ret_topics = g_strdupv((char **)(gpointer)topics);
    return true;
}

/* One CREATE or DROP of a view or a table, done to the list. */
static inline bool views_run(EventViews *views, const char *statement, GError **error)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    PlanInput input = input_make(statement, settings, NULL);
    const Plan *plan;
    EventView view;

    input.topics = views_list_topics;
    input.views = views;
    plan = plan_new(&input, arena, error);
    if (plan == NULL)
        return false;
    g_assert(plan->kind == PLAN_VIEW || plan->kind == PLAN_TABLE);
    view = plan->kind == PLAN_VIEW ? (EventView){.name = (char *)plan->view.name,
                                                 .statement = (char *)plan->view.statement,
                                                 .uses = (char **)(gpointer)plan->view.uses}
                                   : (EventView){.name = (char *)plan->table.topic,
                                                 .statement = (char *)plan->table.statement,
                                                 .is_table = true};
    return event_views_put(views, &view, error);
}

/* (owned) Those of a text of statements, which must work. */
static inline EventViews *views_of(const char *text)
{
    g_autoptr(GPtrArray) statements = statement_split(text, NULL);
    EventViews *views = event_views_new();

    for (guint i = 0; i < statements->len; i++) {
        const Statement *statement = g_ptr_array_index(statements, i);
        g_autoptr(GError) error = NULL;

        if (!views_run(views, statement->text, &error))
            g_error("%s: %s", statement->text, error->message);
    }
    return views;
}
