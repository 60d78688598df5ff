#include "plan/topic.h"

#include "catalog/catalog.h"

bool topic_find(Binder *binder, const char *wanted, int position, bool may_be_new,
                const char **ret_topic)
{
    g_auto(GStrv) topics = NULL;
    const char *topic = wanted;
    size_t index = 0;

    if (*wanted == '\0')
        return fail_at(binder->error, FAIL_QUERY, position, "the name of a topic is empty");
    if (!binder->input->topics(binder->input->topics_user, &topics, binder->error))
        return false;
    if (may_be_new && catalog_match((const char *const *)topics, wanted, &index) == CATALOG_NONE) {
        *ret_topic = bind_copy(binder, wanted);
        return true;
    }
    if (!catalog_find_topic((const char *const *)topics, wanted, position, &topic, binder->error))
        return false;
    *ret_topic = bind_copy(binder, topic);
    return true;
}
