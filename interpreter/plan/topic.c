#include "plan/topic.h"

#include "catalog/catalog.h"
#include "plan/view.h"

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

static bool check_name(Binder *binder, const char *wanted, int position)
{
    return *wanted != '\0' ||
           fail_at(binder->error, FAIL_QUERY, position, "the name of a topic is empty");
}

/* topic('v') of a view. */
static bool hint_view(Binder *binder, const char *wanted)
{
    size_t index = 0;

    if (catalog_match(binder->shared->view_names, wanted, &index) != CATALOG_FOUND)
        return false;
    return fail_hint(binder->error,
                     "it is a view, whose name stands in FROM alone (SELECT * FROM %s); options "
                     "are those of topics: "
                     "SET since = '1 hour', or topic(...) in the view's query",
                     wanted);
}

bool topic_find(Binder *binder, const char *wanted, int position, bool may_be_new,
                const char **ret_topic)
{
    const char *const *topics = NULL;
    const char *topic = wanted;
    size_t index = 0;

    if (!check_name(binder, wanted, position) || !list_topics(binder, &topics))
        return false;
    if (may_be_new && catalog_match(topics, wanted, &index) == CATALOG_NONE) {
        *ret_topic = bind_copy(binder, wanted);
        return true;
    }
    if (!catalog_find_topic(topics, wanted, position, &topic, binder->error))
        return hint_view(binder, wanted);
    *ret_topic = bind_copy(binder, topic);
    return true;
}

/* ---- views and topics ---- */

static View *exact_view(const Binder *binder, const char *name)
{
    const BindShared *shared = binder->shared;

    for (size_t i = 0; i < shared->views_len; i++) {
        if (strcmp(shared->views[i].name, name) == 0)
            return &shared->views[i];
    }
    return NULL;
}

/* (owned) The names of views, then those of topics; NULL-ended. */
static const char **list_names(Binder *binder)
{
    const BindShared *shared = binder->shared;
    const char *const *topics;
    const char **names;
    size_t len;

    if (!list_topics(binder, &topics))
        return NULL;
    len = g_strv_length(shared->topics);
    names = g_new0(const char *, shared->views_len + len + 1);
    for (size_t i = 0; i < shared->views_len; i++)
        names[i] = shared->view_names[i];
    for (size_t i = 0; i < len; i++)
        names[shared->views_len + i] = topics[i];
    return names;
}

bool topic_means(Binder *binder, const char *wanted, View **ret_view, const char **ret_topic)
{
    g_autofree const char **names = NULL;
    size_t index = 0;

    *ret_topic = NULL;
    *ret_view = exact_view(binder, wanted);
    if (*ret_view != NULL)
        return true;
    names = list_names(binder);
    if (names == NULL)
        return false;
    if (catalog_match(names, wanted, &index) != CATALOG_FOUND)
        return true;
    *ret_view = exact_view(binder, names[index]);
    if (*ret_view == NULL)
        *ret_topic = bind_copy(binder, names[index]);
    return true;
}

bool topic_find_relation(Binder *binder, const char *wanted, int position, View **ret_view,
                         const char **ret_topic)
{
    g_autofree const char **names = NULL;
    const char *name;

    if (!check_name(binder, wanted, position) || !topic_means(binder, wanted, ret_view, ret_topic))
        return false;
    if (*ret_view != NULL || *ret_topic != NULL)
        return true;
    names = list_names(binder);
    return names != NULL && catalog_find_topic(names, wanted, position, &name, binder->error);
}

const char *const *topic_find_all(Binder *binder, const CatalogPattern *pattern)
{
    const char *const *topics;
    const char **found;
    size_t len = 0;

    if (!list_topics(binder, &topics))
        return NULL;
    found = bind_alloc(binder, (g_strv_length(binder->shared->topics) + 1) * sizeof(char *));
    for (; *topics != NULL; topics++) {
        if (catalog_pattern_matches(pattern, *topics))
            found[len++] = *topics;
    }
    return found;
}
