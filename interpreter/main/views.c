#include "main/views.h"

#include "base/fail.h"

enum { COLUMNS_SHOWN_MAX = 20 };

/* "word text, n bigint", and how many more. */
static void append_columns(GString *text, const PlanSelect *select)
{
    size_t len = 0;

    for (size_t i = 0; i < select->outputs_len; i++) {
        const PlanOutput *output = &select->outputs[i];

        if (output->is_visible && len++ < COLUMNS_SHOWN_MAX)
            g_string_append_printf(text, "%s%s %s", len > 1 ? ", " : "", output->name,
                                   type_name(expr_type(output->expr)));
    }
    if (len > COLUMNS_SHOWN_MAX)
        g_string_append_printf(text, ", and %zu more", len - COLUMNS_SHOWN_MAX);
}

/* (owned) */
static char *say_created(const PlanView *plan, const char *lifetime)
{
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "CREATE VIEW: %s (", plan->name);
    append_columns(text, plan->select);
    g_string_append_printf(text, ") is there %s", lifetime);
    return g_string_free(text, FALSE);
}

bool views_change(const PlanView *plan, EventViews *views, const char *lifetime, int query,
                  EventFn emit, void *emit_user, char **ret_text, GError **error)
{
    Event schema = {.kind = EVENT_SCHEMA, .query = query, .schema.bounded = true};
    Event event = {.kind = EVENT_VIEW, .query = query};

    event.view = (EventView){.name = (char *)plan->name,
                             .statement = (char *)plan->statement,
                             .uses = (char **)(gpointer)plan->uses};
    if (!plan->is_absent && !event_views_put(views, &event.view, error))
        return false;
    emit(&schema, emit_user);
    if (!plan->is_absent)
        emit(&event, emit_user);
    if (plan->statement != NULL)
        *ret_text = say_created(plan, lifetime);
    else
        *ret_text = g_strdup_printf("DROP VIEW: %s %s", plan->name,
                                    plan->is_absent ? "was not there" : "is gone");
    return true;
}
