#include "main/tables.h"

#include "base/fail.h"
#include "config/allow.h"
#include "kafka/change.h"

enum { COLUMNS_SHOWN_MAX = 20 };

bool tables_need_client(const PlanTable *plan)
{
    return plan->is_drop == plan->is_there;
}

bool tables_check(const PlanTable *plan, const ConfigSet *settings, GError **error)
{
    return !tables_need_client(plan) ||
           allow_check(settings, plan->is_drop ? ALLOW_DROP : ALLOW_CREATE, error);
}

/* ---- what was done, in words ---- */

/* "; its columns (a text, n bigint) are declared for ..." */
static void append_declared(GString *text, const PlanTable *plan, const char *lifetime)
{
    if (plan->statement == NULL)
        return;
    if (plan->columns_len == 0) {
        g_string_append_printf(text, "; its records are declared as %s %s",
                               format_name(plan->format->kind), lifetime);
        return;
    }
    g_string_append(text, "; its columns (");
    for (size_t i = 0; i < MIN(plan->columns_len, COLUMNS_SHOWN_MAX); i++)
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", plan->columns[i].name,
                               type_name(plan->columns[i].type));
    if (plan->columns_len > COLUMNS_SHOWN_MAX)
        g_string_append_printf(text, ", and %zu more", plan->columns_len - COLUMNS_SHOWN_MAX);
    g_string_append_printf(text, ") are declared %s", lifetime);
}

/* (owned) @partitions: of a topic that was made; @left_out: or NULL */
static char *say_created(const PlanTable *plan, const char *lifetime, int partitions,
                         const char *left_out)
{
    GString *text = g_string_new("CREATE TABLE: ");

    if (plan->is_there)
        g_string_append_printf(text, "topic %s was there already, and stays as it is", plan->topic);
    else
        g_string_append_printf(text, "topic %s is made, with %d partition%s", plan->topic,
                               partitions, partitions == 1 ? "" : "s");
    append_declared(text, plan, lifetime);
    if (left_out != NULL)
        g_string_append_printf(text, "; %s", left_out);
    return g_string_free(text, FALSE);
}

/* ---- the list ---- */

static bool is_declared(const EventViews *views, const char *topic)
{
    for (size_t i = 0; i < event_views_len(views); i++) {
        const EventView *view = event_views_at(views, i);

        if (view->is_table && strcmp(view->name, topic) == 0)
            return true;
    }
    return false;
}

/* What is declared now takes the place of what was; the event, if there is one to be said. */
static bool put(const PlanTable *plan, const TablesSpec *spec, Event *ret_event, GError **error)
{
    Event event = {.kind = EVENT_VIEW, .query = spec->query};

    if (plan->statement == NULL && !is_declared(spec->views, plan->topic))
        return true;
    event.view = (EventView){
        .name = (char *)plan->topic, .statement = (char *)plan->statement, .is_table = true};
    if (!event_views_put(spec->views, &event.view, error))
        return false;
    *ret_event = event;
    return true;
}

static bool change(const PlanTable *plan, const TablesSpec *spec, char **ret_text, GError **error)
{
    ChangeTopic topic = {.name = plan->topic,
                         .partitions = plan->partitions,
                         .replicas = plan->replicas,
                         .properties_len = plan->properties_len};
    g_autofree ChangeProperty *properties = g_new0(ChangeProperty, plan->properties_len + 1);
    g_autofree char *left_out = NULL;
    int partitions = 0;

    if (plan->is_drop) {
        *ret_text = g_strdup_printf("DROP TABLE: topic %s %s", plan->topic,
                                    plan->is_there ? "is deleted" : "was not there");
        return !plan->is_there || change_delete(spec->client, plan->topic, spec->timeout_ms, error);
    }
    for (size_t i = 0; i < plan->properties_len; i++)
        properties[i] = (ChangeProperty){plan->properties[i].name, plan->properties[i].value};
    topic.properties = properties;
    if (!plan->is_there &&
        !change_create(spec->client, &topic, spec->timeout_ms, &partitions, &left_out, error))
        return false;
    *ret_text = say_created(plan, spec->lifetime, partitions, left_out);
    return true;
}

bool tables_change(const PlanTable *plan, const TablesSpec *spec, char **ret_text, GError **error)
{
    Event schema = {.kind = EVENT_SCHEMA, .query = spec->query, .schema.bounded = true};
    Event declared = {.kind = EVENT_SCHEMA};

    if (!change(plan, spec, ret_text, error) || !put(plan, spec, &declared, error))
        return false;
    spec->emit(&schema, spec->emit_user);
    if (declared.kind == EVENT_VIEW)
        spec->emit(&declared, spec->emit_user);
    return true;
}
