/*
 * One table of all that there is to say of a topic, or of a view: each row is a part with its name.
 * What can't be found out has a row that says why, and does not keep the rest from being shown.
 */
#include "ask/describe.h"

#include <string.h>

#include "ask/commands.h"
#include "base/time_ms.h"
#include "catalog/catalog.h"

static const AnswerColumn columns[] = {
    [DESCRIBE_PART] = {"part",    "text", false},
      [DESCRIBE_NAME] = {"name",    "text", false},
    [DESCRIBE_IS] = {"is",      "text", false},
      [DESCRIBE_NULLS] = {"null",    "text", false},
    [DESCRIBE_EXAMPLE] = {"example", "text", false},
      [DESCRIBE_NOTE] = {"note",    "text", false},
};

/* A cell that has nothing to say is empty: a notebook would write null. */
static char *said(char *cell)
{
    return cell == NULL ? g_strdup("") : cell;
}

void describe_add(Describe *describe, const char *part, char *name, char *is, char *nulls,
                  char *example, char *note)
{
    char **cells = answer_add(describe->answer);

    if (cells == NULL) {
        g_free(name);
        g_free(is);
        g_free(nulls);
        g_free(example);
        g_free(note);
        return;
    }
    cells[DESCRIBE_PART] = g_strdup(part);
    cells[DESCRIBE_NAME] = said(name);
    cells[DESCRIBE_IS] = said(is);
    cells[DESCRIBE_NULLS] = said(nulls);
    cells[DESCRIBE_EXAMPLE] = said(example);
    cells[DESCRIBE_NOTE] = said(note);
}

int64_t describe_left_ms(const Describe *describe)
{
    enum { LEFT_MIN_MS = 500 }; /* also when the brokers were slow until here */

    return MAX(describe->deadline_ms - time_monotonic_ms(), LEFT_MIN_MS);
}

/* ---- views ---- */

static const EventView *find_view(const EventViews *views, const char *name)
{
    g_autofree const char **names = g_new0(const char *, event_views_len(views) + 1);
    size_t index;

    for (size_t i = 0; i < event_views_len(views); i++)
        names[i] = event_views_at(views, i)->name;
    return catalog_match(names, name, &index) == CATALOG_FOUND ? event_views_at(views, index)
                                                               : NULL;
}

static void add_view_columns(Describe *describe, const PlanSelect *select)
{
    for (size_t i = 0; i < select->outputs_len; i++) {
        const PlanOutput *output = &select->outputs[i];

        if (output->is_visible)
            describe_add(describe, "column", g_strdup(output->name),
                         g_strdup(type_name(expr_type(output->expr))), NULL, NULL, NULL);
    }
}

/* A view whose topic is gone has a text all the same. */
static void describe_view(Describe *describe, const EventView *view)
{
    g_autoptr(GString) query = g_string_new("SELECT * FROM \"");
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(GError) failure = NULL;
    PlanInput input = *describe->spec->plan;
    const Plan *plan;

    for (const char *at = view->name; *at != '\0'; at++)
        g_string_append_printf(query, *at == '"' ? "\"\"" : "%c", *at);
    g_string_append_c(query, '"');
    input.statement = query->str;
    plan = plan_new(&input, arena, &failure);
    describe_add(describe, "view", g_strdup(view->name), NULL, NULL, NULL,
                 g_strdup(view->statement));
    if (plan != NULL)
        add_view_columns(describe, &plan->select);
    else
        describe_add(describe, "column", NULL, NULL, NULL, NULL, g_strdup(failure->message));
}

/* ---- topics ---- */

static bool find_topic(Describe *describe, const Ask *ask, GError **error)
{
    g_auto(GStrv) topics = NULL;
    const char *topic;

    if (!client_topics(describe->client, describe_left_ms(describe), &topics, error) ||
        !catalog_find_topic((const char *const *)topics, ask->name, ask->name_position, &topic,
                            error))
        return false;
    describe->topic = g_strdup(topic);
    return true;
}

static bool describe_topic(Describe *describe, const Ask *ask, GError **error)
{
    g_autoptr(GPtrArray) partitions = NULL;

    describe->client = describe->spec->client(describe->spec->client_user, CLIENT_CONSUMER, error);
    if (describe->client == NULL || !find_topic(describe, ask, error))
        return false;
    partitions =
        detail_partitions(describe->client, describe->topic, describe_left_ms(describe), error);
    if (partitions == NULL)
        return false;
    describe_add_topic(describe, partitions);
    describe_add_records(describe);
    describe_add_partitions(describe, partitions);
    describe_add_groups(describe);
    describe_add_configs(describe, ask->is_all);
    return true;
}

bool describe_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));
    Describe describe = {
        .spec = spec, .answer = answer, .deadline_ms = time_monotonic_ms() + spec->timeout_ms};
    const EventView *view = find_view(spec->plan->views, ask->name);
    bool done = true;

    (void)ret_done;
    if (view != NULL)
        describe_view(&describe, view);
    else
        done = describe_topic(&describe, ask, error);
    g_free(describe.topic);
    if (done)
        answer_tell(answer, spec);
    return done;
}

/* DESCRIBE all is that of a topic of this name. */
bool describe_parse(Words *words, Ask *ask)
{
    Words ahead = *words;

    words_take(&ahead, "TABLE");
    ask->is_all = words_take(&ahead, "ALL") || words_take(&ahead, "EXTENDED");
    if (words_at_end(&ahead))
        ask->is_all = false;
    else
        *words = ahead;
    ask->name_position = words_position(words);
    return words_take_name_or_text(words, "a topic or a view", &ask->name);
}
