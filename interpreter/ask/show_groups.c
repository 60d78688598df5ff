#include "ask/answer.h"
#include "ask/commands.h"
#include "kafka/groups.h"

enum { GROUP, STATE, MEMBERS, TOPICS, LAG, NOTE };

static const AnswerColumn columns[] = {
    [GROUP] = {"group",   "text",    false},
      [STATE] = {"state",   "text",    false},
    [MEMBERS] = {"members", "integer", true },
      [TOPICS] = {"topics",  "text",    false},
    [LAG] = {"lag",     "bigint",  true },
      [NOTE] = {"note",    "text",    false},
};

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *topics_text(const Group *group)
{
    enum { SHOWN_MAX = 20 };
    guint len;
    g_autofree const char **names =
        (const char **)g_hash_table_get_keys_as_array(group->topics, &len);
    GString *text = g_string_new(NULL);

    qsort(names, len, sizeof(*names), compare_names);
    for (guint i = 0; i < MIN(len, (guint)SHOWN_MAX); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", names[i]);
    if (len > SHOWN_MAX)
        g_string_append_printf(text, ", and %u more", len - SHOWN_MAX);
    return g_string_free(text, FALSE);
}

static void add_group(Answer *answer, const Group *group)
{
    char **cells = answer_add(answer);

    if (cells == NULL)
        return;
    cells[GROUP] = g_strdup(group->name);
    cells[STATE] = g_strdup(group->state);
    if (group->members >= 0)
        cells[MEMBERS] = g_strdup_printf("%d", group->members);
    cells[TOPICS] = topics_text(group);
    if (group->lag >= 0)
        cells[LAG] = g_strdup_printf("%" G_GINT64_FORMAT, group->lag);
    cells[NOTE] = g_strdup(group->doubt == NULL ? "" : group->doubt);
}

bool show_groups_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    Client *client = spec->client(spec->client_user, CLIENT_CONSUMER, error);
    g_autoptr(GPtrArray) groups =
        client == NULL ? NULL : groups_list(client, NULL, spec->timeout_ms, error);
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));

    (void)ask;
    if (groups == NULL)
        return false;
    for (guint i = 0; i < groups->len; i++)
        add_group(answer, groups->pdata[i]);
    answer_tell(answer, spec);
    if (groups->len > GROUPS_ASKED_MAX)
        *ret_done = g_strdup_printf("members, topics and lag are of the first %d of %u groups",
                                    GROUPS_ASKED_MAX, groups->len);
    return true;
}
