/*
 * Four questions: which groups there are; who their members are, for all at once; what each has
 * committed, one request a group, all under way together; and where those partitions end, for all
 * at once. A group that does not answer keeps its name and says why.
 */
#include "kafka/groups.h"

#include "base/time_ms.h"
#include "kafka/admin.h"
#include "kafka/offsets.h"

/* An offset that a group has committed. */
typedef struct Committed {
    Group *group;      /* borrowed */
    const char *topic; /* borrowed of the group's topics */
    int partition;
    int64_t offset;
} Committed;

typedef struct Groups {
    Client *client;                      /* borrowed */
    const char *topic;                   /* or NULL */
    const rd_kafka_metadata_t *metadata; /* owned */
    int64_t deadline_ms;
    GPtrArray *list;   /* owned: Group* */
    GArray *committed; /* owned: Committed */
} Groups;

static void free_group(void *group_at)
{
    Group *group = group_at;

    g_free(group->name);
    g_free(group->doubt);
    g_hash_table_unref(group->topics);
    g_free(group);
}

static void groups_done(Groups *groups)
{
    if (groups->metadata != NULL)
        rd_kafka_metadata_destroy(groups->metadata);
    if (groups->list != NULL)
        g_ptr_array_unref(groups->list);
    g_array_unref(groups->committed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Groups, groups_done)

static gint compare_groups(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const Group *const *)a)->name, (*(const Group *const *)b)->name);
}

static void add_group(Groups *groups, const rd_kafka_ConsumerGroupListing_t *told)
{
    Group *group = g_new(Group, 1);

    *group = (Group){
        .name = g_strdup(rd_kafka_ConsumerGroupListing_group_id(told)),
        .state = rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupListing_state(told)),
        .members = -1,
        .topics = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .lag = -1};
    g_ptr_array_add(groups->list, group);
}

static bool list_groups(Groups *groups, GError **error)
{
    g_auto(AdminCall) call = {.client = NULL};
    const rd_kafka_ListConsumerGroups_result_t *result;
    const rd_kafka_ConsumerGroupListing_t **told;
    const rd_kafka_error_t **failures;
    rd_kafka_event_t *event;
    size_t len, failures_len;

    if (!admin_begin(&call, groups->client, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS,
                     groups->deadline_ms, "list the consumer groups", error))
        return false;
    rd_kafka_ListConsumerGroups(handle_of(groups->client), call.options, call.queue);
    event = admin_wait(&call, error);
    if (event == NULL)
        return false;
    result = rd_kafka_event_ListConsumerGroups_result(event);
    told = rd_kafka_ListConsumerGroups_result_valid(result, &len);
    failures = rd_kafka_ListConsumerGroups_result_errors(result, &failures_len);
    for (size_t i = 0; i < len; i++)
        add_group(groups, told[i]);
    g_ptr_array_sort(groups->list, compare_groups);
    /* Some broker may be down; if none has answered, why not is the answer. */
    if (len == 0 && failures_len > 0)
        handle_fail(groups->client, error, rd_kafka_error_code(failures[0]), call.doing);
    rd_kafka_event_destroy(event);
    return len > 0 || failures_len == 0;
}

static size_t asked_len(const Groups *groups)
{
    return MIN(groups->list->len, (guint)GROUPS_ASKED_MAX);
}

static void doubt(Group *group, const char *why)
{
    if (group->doubt == NULL)
        group->doubt = g_strdup(why);
}

/* (borrowed of the group) */
static const char *add_topic(Group *group, const char *topic)
{
    void *key;

    if (!g_hash_table_contains(group->topics, topic))
        g_hash_table_add(group->topics, g_strdup(topic));
    g_hash_table_lookup_extended(group->topics, topic, &key, NULL);
    return key;
}

/* ---- members ---- */

static void add_assigned(Group *group, const rd_kafka_MemberDescription_t *member)
{
    const rd_kafka_MemberAssignment_t *assignment = rd_kafka_MemberDescription_assignment(member);
    const rd_kafka_topic_partition_list_t *partitions =
        assignment == NULL ? NULL : rd_kafka_MemberAssignment_partitions(assignment);

    for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
        add_topic(group, partitions->elems[i].topic);
}

static void read_description(Group *group, const rd_kafka_ConsumerGroupDescription_t *told)
{
    const rd_kafka_error_t *failure = rd_kafka_ConsumerGroupDescription_error(told);

    if (failure != NULL) {
        doubt(group, rd_kafka_error_string(failure));
        return;
    }
    group->members = (int)rd_kafka_ConsumerGroupDescription_member_count(told);
    for (int i = 0; i < group->members; i++)
        add_assigned(group, rd_kafka_ConsumerGroupDescription_member(told, (size_t)i));
}

static Group *find_group(const Groups *groups, const char *name)
{
    Group key = {.name = (char *)(gpointer)name}, *at = &key;
    Group **found =
        bsearch(&at, groups->list->pdata, groups->list->len, sizeof(void *), compare_groups);

    return found == NULL ? NULL : *found;
}

static bool describe_groups(Groups *groups, GError **error)
{
    g_auto(AdminCall) call = {.client = NULL};
    size_t len = asked_len(groups);
    g_autofree const char **names = g_new(const char *, len + 1);
    const rd_kafka_ConsumerGroupDescription_t **told;
    rd_kafka_event_t *event;

    if (!admin_begin(&call, groups->client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS,
                     groups->deadline_ms, "tell the members of the consumer groups", error))
        return false;
    for (size_t i = 0; i < len; i++)
        names[i] = ((const Group *)groups->list->pdata[i])->name;
    rd_kafka_DescribeConsumerGroups(handle_of(groups->client), names, len, call.options,
                                    call.queue);
    event = admin_wait(&call, error);
    if (event == NULL)
        return false;
    told = rd_kafka_DescribeConsumerGroups_result_groups(
        rd_kafka_event_DescribeConsumerGroups_result(event), &len);
    for (size_t i = 0; i < len; i++) {
        Group *group = find_group(groups, rd_kafka_ConsumerGroupDescription_group_id(told[i]));

        if (group != NULL)
            read_description(group, told[i]);
    }
    rd_kafka_event_destroy(event);
    return true;
}

/* ---- offsets ---- */

static void read_committed(Groups *groups, Group *group, const rd_kafka_group_result_t *told)
{
    const rd_kafka_topic_partition_list_t *list = rd_kafka_group_result_partitions(told);
    const rd_kafka_error_t *failure = rd_kafka_group_result_error(told);

    if (failure != NULL)
        doubt(group, rd_kafka_error_string(failure));
    for (int i = 0; failure == NULL && list != NULL && i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *at = &list->elems[i];
        Committed committed = {group, NULL, at->partition, at->offset};

        if (at->offset < 0 || (groups->topic != NULL && strcmp(at->topic, groups->topic) != 0))
            continue;
        committed.topic = add_topic(group, at->topic);
        g_array_append_val(groups->committed, committed);
    }
}

static void ask_committed(const Groups *groups, AdminCall *call, Group *group)
{
    rd_kafka_ListConsumerGroupOffsets_t *asked =
        rd_kafka_ListConsumerGroupOffsets_new(group->name, NULL);

    rd_kafka_AdminOptions_set_opaque(call->options, group);
    rd_kafka_ListConsumerGroupOffsets(handle_of(groups->client), &asked, 1, call->options,
                                      call->queue);
    rd_kafka_ListConsumerGroupOffsets_destroy(asked);
}

static void take_committed(Groups *groups, rd_kafka_event_t *event)
{
    Group *group = rd_kafka_event_opaque(event);
    const rd_kafka_group_result_t **told;
    size_t len;

    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        doubt(group, rd_kafka_event_error_string(event));
        return;
    }
    told = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event), &len);
    for (size_t i = 0; i < len; i++)
        read_committed(groups, group, told[i]);
}

static bool read_all_committed(Groups *groups, GError **error)
{
    g_auto(AdminCall) call = {.client = NULL};
    size_t len = asked_len(groups);

    if (!admin_begin(&call, groups->client, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                     groups->deadline_ms, "tell the offsets of the consumer groups", error))
        return false;
    for (size_t i = 0; i < len; i++)
        ask_committed(groups, &call, groups->list->pdata[i]);
    for (size_t i = 0; i < len; i++) {
        rd_kafka_event_t *event = admin_next(&call);

        if (event == NULL)
            break; /* those that are silent have no lag */
        take_committed(groups, event);
        rd_kafka_event_destroy(event);
    }
    return true;
}

/* ---- lag ---- */

static gint compare_places(gconstpointer a, gconstpointer b)
{
    const Committed *first = a, *second = b;
    int order = strcmp(first->topic, second->topic);

    return order != 0 ? order : first->partition - second->partition;
}

static bool has_leader(const rd_kafka_metadata_topic_t *topic, int partition)
{
    for (int i = 0; i < topic->partition_cnt; i++) {
        if (topic->partitions[i].id == partition)
            return topic->partitions[i].leader >= 0;
    }
    return false;
}

/* Partitions that are there: asking for others could make a topic. */
static bool is_there(GHashTable *topics, const Committed *committed)
{
    const rd_kafka_metadata_topic_t *topic = g_hash_table_lookup(topics, committed->topic);

    return topic != NULL && has_leader(topic, committed->partition);
}

/* What may be asked, by place; of groups whose topics are gone, nothing is left. */
static void keep_askable(Groups *groups)
{
    g_autoptr(GHashTable) topics = g_hash_table_new(g_str_hash, g_str_equal);
    guint kept = 0;

    for (int i = 0; i < groups->metadata->topic_cnt; i++)
        g_hash_table_insert(topics, groups->metadata->topics[i].topic,
                            &groups->metadata->topics[i]);
    for (guint i = 0; i < groups->committed->len; i++) {
        const Committed *at = &g_array_index(groups->committed, Committed, i);

        if (is_there(topics, at))
            g_array_index(groups->committed, Committed, kept++) = *at;
    }
    g_array_set_size(groups->committed, kept);
    g_array_sort(groups->committed, compare_places);
}

static bool is_new_place(const GArray *committed, guint i)
{
    return i == 0 || compare_places(&g_array_index(committed, Committed, i - 1),
                                    &g_array_index(committed, Committed, i)) != 0;
}

static void add_lags(const GArray *committed, const int64_t *ends)
{
    size_t place = 0;

    for (guint i = 0; i < committed->len; i++) {
        const Committed *at = &g_array_index(committed, Committed, i);

        if (i > 0 && is_new_place(committed, i))
            place++;
        if (ends[place] >= 0)
            at->group->lag = MAX(at->group->lag, 0) + MAX(ends[place] - at->offset, 0);
    }
}

static void find_lags(Groups *groups)
{
    GArray *committed = groups->committed;
    OffsetsAsk *ask = offsets_ask_new((int)committed->len);
    g_autofree int64_t *ends = NULL;
    int places = 0;

    keep_askable(groups);
    for (guint i = 0; i < committed->len; i++) {
        const Committed *at = &g_array_index(committed, Committed, i);

        if (!is_new_place(committed, i))
            continue;
        offsets_ask_add(ask, at->topic, at->partition);
        places++;
    }
    ends = g_new(int64_t, places + 1);
    if (places <= CLIENT_PARTITIONS_MAX &&
        offsets_ask_each(groups->client, ask, OFFSETS_END, groups->deadline_ms, ends, NULL))
        add_lags(committed, ends);
    offsets_ask_free(ask);
}

static void keep_readers(const Groups *groups)
{
    for (guint i = groups->list->len; groups->topic != NULL && i > 0; i--) {
        const Group *group = groups->list->pdata[i - 1];

        if (!g_hash_table_contains(group->topics, groups->topic))
            g_ptr_array_remove_index(groups->list, i - 1);
    }
}

GPtrArray *groups_list(Client *client, const char *topic, int64_t timeout_ms, GError **error)
{
    g_auto(Groups) groups = {.client = client,
                             .topic = topic,
                             .deadline_ms = time_monotonic_ms() + timeout_ms,
                             .list = g_ptr_array_new_with_free_func(free_group),
                             .committed = g_array_new(FALSE, FALSE, sizeof(Committed))};

    if (!handle_metadata(client, groups.deadline_ms, &groups.metadata, error) ||
        !list_groups(&groups, error))
        return NULL;
    if (groups.list->len > 0) {
        if (!describe_groups(&groups, error) || !read_all_committed(&groups, error))
            return NULL;
        find_lags(&groups);
        keep_readers(&groups);
    }
    return g_steal_pointer(&groups.list);
}
