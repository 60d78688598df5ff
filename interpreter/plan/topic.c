#include "plan/topic.h"

#include "catalog/catalog.h"

static void free_topics(void *topics)
{
    g_strfreev(topics);
}

/* The list of topics, which is asked for once. */
static bool list_topics(Binder *binder, const char *const **ret_topics)
{
    BindShared *shared = binder->shared;
    char **topics = NULL;

    if (shared->topics == NULL) {
        if (!binder->input->topics(binder->input->topics_user, &topics, binder->error))
            return false;
        arena_adopt(binder->arena, topics, free_topics);
        shared->topics = topics;
    }
    *ret_topics = (const char *const *)shared->topics;
    return true;
}

bool topic_find(Binder *binder, const char *wanted, int position, bool may_be_new,
                const char **ret_topic)
{
    const char *const *topics = NULL;
    const char *topic = wanted;
    size_t index = 0;

    if (*wanted == '\0')
        return fail_at(binder->error, FAIL_QUERY, position, "the name of a topic is empty");
    if (!list_topics(binder, &topics))
        return false;
    if (may_be_new && catalog_match(topics, wanted, &index) == CATALOG_NONE) {
        *ret_topic = bind_copy(binder, wanted);
        return true;
    }
    if (!catalog_find_topic(topics, wanted, position, &topic, binder->error))
        return false;
    *ret_topic = bind_copy(binder, topic);
    return true;
}
