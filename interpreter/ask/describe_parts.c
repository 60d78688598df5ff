#include <string.h>

#include "ask/describe.h"
#include "kafka/groups.h"

/* "1 partition", "3 partitions" */
static char *count_text(int64_t count, const char *what)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s", count, what, count == 1 ? "" : "s");
}

static int replicas_of(const DetailPartition *partition)
{
    int count = *partition->replicas == '\0' ? 0 : 1;

    for (const char *at = partition->replicas; *at != '\0'; at++)
        count += *at == ',' ? 1 : 0;
    return count;
}

static char *newest_text(const Describe *describe, int64_t newest_ms)
{
    const PlanInput *plan = describe->spec->plan;
    g_autofree char *time = answer_time(newest_ms, plan->zone);
    g_autofree char *age = answer_age(newest_ms, plan->now_us);

    return time == NULL ? g_strdup("")
                        : g_strdup_printf("; the newest is of %s, %s ago", time, age);
}

void describe_add_topic(Describe *describe, const GPtrArray *partitions)
{
    int64_t records = 0, newest_ms = -1;
    int replicas = 0;
    bool is_known = true;
    g_autofree char *records_text = NULL, *newest = NULL, *replicas_text = NULL;

    for (guint i = 0; i < partitions->len; i++) {
        const DetailPartition *partition = partitions->pdata[i];

        is_known = is_known && partition->first >= 0 && partition->end >= partition->first;
        records += partition->end - partition->first;
        newest_ms = MAX(newest_ms, partition->newest_ms);
        replicas = MAX(replicas, replicas_of(partition));
    }
    records_text = is_known ? count_text(records, "record") : g_strdup("records unknown");
    newest = newest_text(describe, newest_ms);
    replicas_text = count_text(replicas, "replica");
    describe_add(describe, "topic", g_strdup(describe->topic),
                 count_text(partitions->len, "partition"), NULL, NULL,
                 g_strdup_printf("%s; %s each%s", records_text, replicas_text, newest));
}

static char *leader_text(const DetailPartition *partition)
{
    bool is_whole = strcmp(partition->replicas, partition->in_sync) == 0;

    if (partition->leader < 0)
        return g_strdup_printf("no leader: nothing can be read or written; replicas %s",
                               partition->replicas);
    return g_strdup_printf("leader %d; replicas %s, %s%s", partition->leader, partition->replicas,
                           is_whole ? "all in sync" : "in sync ",
                           is_whole ? "" : partition->in_sync);
}

static void add_partition(Describe *describe, const DetailPartition *partition)
{
    bool is_known = partition->first >= 0 && partition->end >= partition->first;
    g_autofree char *newest = newest_text(describe, partition->newest_ms);
    g_autofree char *leader = leader_text(partition);

    describe_add(describe, "partition", g_strdup_printf("%d", partition->partition),
                 is_known ? g_strdup_printf("offsets %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                                            partition->first, partition->end)
                          : g_strdup("offsets unknown"),
                 NULL, NULL, g_strconcat(leader, newest, NULL));
}

void describe_add_partitions(Describe *describe, const GPtrArray *partitions)
{
    enum { SHOWN_MAX = 1000 };

    for (guint i = 0; i < MIN(partitions->len, (guint)SHOWN_MAX); i++)
        add_partition(describe, partitions->pdata[i]);
    if (partitions->len > SHOWN_MAX)
        describe_add(describe, "partition", NULL, NULL, NULL, NULL,
                     g_strdup_printf("and %u more", partitions->len - SHOWN_MAX));
}

static char *group_note(const Group *group)
{
    g_autofree char *members =
        group->members < 0 ? g_strdup("members unknown") : count_text(group->members, "member");
    g_autofree char *lag =
        group->lag < 0 ? g_strdup("has committed no offset") : count_text(group->lag, "record");

    return g_strdup_printf("%s%s; %s%s%s", lag, group->lag < 0 ? "" : " behind", members,
                           group->doubt == NULL ? "" : "; ",
                           group->doubt == NULL ? "" : group->doubt);
}

void describe_add_groups(Describe *describe)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) groups =
        groups_list(describe->client, describe->topic, describe_left_ms(describe), &failure);

    if (groups == NULL) {
        describe_add(describe, "group", NULL, NULL, NULL, NULL, g_strdup(failure->message));
        return;
    }
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];

        describe_add(describe, "group", g_strdup(group->name), g_strdup(group->state), NULL, NULL,
                     group_note(group));
    }
    if (groups->len == 0)
        describe_add(describe, "group", NULL, NULL, NULL, NULL,
                     g_strdup("no consumer group reads it"));
}

void describe_add_configs(Describe *describe, bool is_all)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) configs =
        detail_configs(describe->client, describe->topic, describe_left_ms(describe), &failure);

    if (configs == NULL)
        describe_add(describe, "config", NULL, NULL, NULL, NULL, g_strdup(failure->message));
    for (guint i = 0; configs != NULL && i < configs->len; i++) {
        const DetailConfig *config = configs->pdata[i];

        if (is_all || !config->is_default)
            describe_add(describe, "config", g_strdup(config->name),
                         g_strdup(config->value == NULL ? "(not shown)" : config->value), NULL,
                         NULL, g_strdup(is_all && config->is_default ? "default" : NULL));
    }
}
