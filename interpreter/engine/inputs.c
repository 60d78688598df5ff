#include "engine/inputs.h"

#include <assert.h>

#include "base/fail.h"

static SourceBound bound_of(const PlanBound *bound, SourceBoundKind none)
{
    const SourceBoundKind kinds[] = {
        [PLAN_BOUND_NONE] = none,
        [PLAN_BOUND_EARLIEST] = SOURCE_EARLIEST,
        [PLAN_BOUND_LATEST] = SOURCE_LATEST,
        [PLAN_BOUND_TIME] = SOURCE_TIME,
        [PLAN_BOUND_OFFSET] = SOURCE_OFFSET,
        [PLAN_BOUND_LAST] = SOURCE_LAST,
    };

    return (SourceBound){kinds[bound->kind], bound->time_ms, bound->offset};
}

static bool bounds_equal(const SourceBound *a, const SourceBound *b)
{
    return a->kind == b->kind && a->time_ms == b->time_ms && a->offset == b->offset;
}

static void clear_input(void *at)
{
    Input *input = at;

    g_free((char *)(gpointer)input->topic.topic);
    g_free(input->branches);
}

static Input *find_input(GArray *inputs, const char *topic)
{
    for (guint i = 0; i < inputs->len; i++) {
        Input *input = &g_array_index(inputs, Input, i);

        if (strcmp(input->topic.topic, topic) == 0)
            return input;
    }
    return NULL;
}

static bool is_pattern(const PlanSource *source)
{
    return source != NULL && source->pattern != NULL;
}

static bool add_topic(GArray *inputs, const PlanSource *source, const char *topic, size_t branch,
                      GError **error)
{
    SourceBound since = bound_of(&source->since, SOURCE_EARLIEST);
    SourceBound until = bound_of(&source->until, SOURCE_NONE);
    Input *input = find_input(inputs, topic);

    if (input == NULL && inputs->len == SOURCE_TOPICS_MAX)
        return fail(error, FAIL_LIMIT, "a query reads at most %d topics", SOURCE_TOPICS_MAX);
    if (input == NULL) {
        Input made = {
            .topic = {g_strdup(topic), since, until},
            .pattern = is_pattern(source) ? source->topic : NULL
        };

        g_array_append_val(inputs, made);
        input = &g_array_index(inputs, Input, inputs->len - 1);
    }
    if (!bounds_equal(&input->topic.since, &since) || !bounds_equal(&input->topic.until, &until)) {
        fail(error, FAIL_QUERY, "topic %s is read twice with other bounds in one query", topic);
        return fail_hint(error, "read it once, and choose rows by \"timestamp\" in WHERE");
    }
    input->branches = g_renew(size_t, input->branches, input->branches_len + 1);
    input->branches[input->branches_len++] = branch;
    return true;
}

static bool add_pattern(GArray *found_inputs, const PlanSource *source, const char *const *topics,
                        size_t branch, GError **error)
{
    size_t found = 0;

    for (size_t i = 0; topics[i] != NULL; i++) {
        if (!catalog_pattern_matches(source->pattern, topics[i]))
            continue;
        if (!add_topic(found_inputs, source, topics[i], branch, error))
            return false;
        found++;
    }
    if (found > 0)
        return true;
    fail(error, FAIL_QUERY, "no topic matches topics('%s')", source->topic);
    return fail_hint(error, "the pattern is a regular expression for whole names: 'logs-.*'; SHOW "
                            "TOPICS lists the topics");
}

bool inputs_need_topics(const PlanSelect *leaf)
{
    for (size_t i = 0; i < leaf->branches_len; i++) {
        if (is_pattern(leaf->branches[i].source))
            return true;
    }
    return false;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Input *)a)->topic.topic, ((const Input *)b)->topic.topic);
}

Inputs *inputs_new(const PlanSelect *leaf, const char *const *topics, GError **error)
{
    g_autoptr(Inputs) inputs = g_new0(Inputs, 1);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Input));
    bool is_good = true;

    inputs->leaf = leaf;
    for (size_t i = 0; i < leaf->branches_len && is_good; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (is_pattern(source))
            is_good = add_pattern(found, source, topics, i, error);
        else if (source != NULL)
            is_good = add_topic(found, source, source->topic, i, error);
    }
    g_array_sort(found, compare_names);
    inputs->len = found->len;
    inputs->inputs = (Input *)(void *)g_array_free(found, FALSE);
    return is_good ? g_steal_pointer(&inputs) : NULL;
}

/* (owned) One Input, or none if the topic is of no pattern. */
static GArray *match_topic(const Inputs *inputs, const char *topic, GError **error)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Input));
    bool is_good = true;

    g_array_set_clear_func(found, clear_input);
    for (size_t i = 0; i < inputs->leaf->branches_len && is_good; i++) {
        const PlanSource *source = inputs->leaf->branches[i].source;

        if (is_pattern(source) && catalog_pattern_matches(source->pattern, topic))
            is_good = add_topic(found, source, topic, i, error);
    }
    if (!is_good)
        g_array_set_size(found, 0);
    return found;
}

bool inputs_match(const Inputs *inputs, const char *topic, SourceTopic *ret_topic, GError **error)
{
    g_autoptr(GArray) found = match_topic(inputs, topic, error);

    if (found->len == 0)
        return false;
    *ret_topic = g_array_index(found, Input, 0).topic;
    ret_topic->topic = topic;
    return true;
}

void inputs_add(Inputs *inputs, const char *topic)
{
    g_autoptr(GArray) found = match_topic(inputs, topic, NULL);

    assert(found->len == 1);
    inputs->inputs = g_renew(Input, inputs->inputs, inputs->len + 1);
    inputs->inputs[inputs->len++] = g_array_index(found, Input, 0);
    g_array_set_clear_func(found, NULL); /* what it held has moved */
}

SourceTopic *inputs_topics(const Inputs *inputs)
{
    SourceTopic *topics = g_new(SourceTopic, inputs->len);

    for (size_t i = 0; i < inputs->len; i++)
        topics[i] = inputs->inputs[i].topic;
    return topics;
}

void inputs_free(Inputs *inputs)
{
    if (inputs == NULL)
        return;
    for (size_t i = 0; i < inputs->len; i++)
        clear_input(&inputs->inputs[i]);
    g_free(inputs->inputs);
    g_free(inputs);
}
