#include "catalog/cache.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

typedef struct Entry {
    GPtrArray *columns; /* owned; NULL: never fetched */
    int64_t fetched_ms; /* when, or when it failed; 0: never */
    int64_t asked_ms;
    bool has_failed;
    bool is_wished;
} Entry;

struct Cache {
    pthread_mutex_t lock;
    pthread_cond_t wished, fetched;
    Entry topics;        /* @lock; its columns are names */
    GHashTable *entries; /* @lock key -> Entry */
    GQueue wishes;       /* @lock CacheWish, the next one first */
    bool is_fetching;    /* @lock */
    bool is_closed;      /* @lock */
};

static void free_column(void *data)
{
    CacheColumn *column = data;

    g_free(column->name);
    g_free(column->type);
    g_free(column);
}

GPtrArray *cache_columns_new(void)
{
    return g_ptr_array_new_with_free_func(free_column);
}

void cache_columns_add(GPtrArray *columns, const char *name, const char *type)
{
    CacheColumn *column = g_new(CacheColumn, 1);

    *column = (CacheColumn){g_strdup(name), g_strdup(type)};
    g_ptr_array_add(columns, column);
}

void cache_wish_clear(CacheWish *wish)
{
    g_clear_pointer(&wish->name, g_free);
    g_clear_pointer(&wish->key, g_free);
    g_clear_pointer(&wish->views, event_views_free);
}

static void free_wish(void *data)
{
    cache_wish_clear(data);
    g_free(data);
}

static void free_entry(void *data)
{
    Entry *entry = data;

    g_clear_pointer(&entry->columns, g_ptr_array_unref);
    g_free(entry);
}

/* (owned) Of names, NULL-ended. */
static GPtrArray *names_of(char **names)
{
    GPtrArray *array = g_ptr_array_new_with_free_func(g_free);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        g_ptr_array_add(array, names[i]);
    g_free(names);
    g_ptr_array_add(array, NULL);
    return array;
}

Cache *cache_new(void)
{
    Cache *cache = g_new0(Cache, 1);
    pthread_condattr_t attributes;

    pthread_mutex_init(&cache->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&cache->wished, &attributes);
    pthread_cond_init(&cache->fetched, &attributes);
    pthread_condattr_destroy(&attributes);
    cache->topics.columns = names_of(NULL);
    cache->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_entry);
    g_queue_init(&cache->wishes);
    return cache;
}

void cache_free(Cache *cache)
{
    if (cache == NULL)
        return;
    g_ptr_array_unref(cache->topics.columns);
    g_hash_table_unref(cache->entries);
    g_queue_clear_full(&cache->wishes, free_wish);
    pthread_cond_destroy(&cache->fetched);
    pthread_cond_destroy(&cache->wished);
    pthread_mutex_destroy(&cache->lock);
    g_free(cache);
}

/* ---- who asks ---- */

static bool is_due(const Entry *entry, int64_t fresh_ms, int64_t now_ms)
{
    int64_t keep_ms = entry->has_failed ? CACHE_RETRY_MS : fresh_ms;

    return !entry->is_wished && (entry->fetched_ms == 0 || now_ms - entry->fetched_ms >= keep_ms);
}

/* @lock held */
static void wish(Cache *cache, Entry *entry, CacheWish *wish)
{
    entry->is_wished = true;
    g_queue_push_head(&cache->wishes, wish);
    if (g_queue_get_length(&cache->wishes) > CACHE_WISHES_MAX) {
        CacheWish *oldest = g_queue_pop_tail(&cache->wishes);
        Entry *left =
            oldest->key == NULL ? &cache->topics : g_hash_table_lookup(cache->entries, oldest->key);

        if (left != NULL)
            left->is_wished = false;
        free_wish(oldest);
    }
    pthread_cond_signal(&cache->wished);
}

GPtrArray *cache_topics(Cache *cache, int64_t now_ms, bool *ret_wished)
{
    GPtrArray *topics;

    pthread_mutex_lock(&cache->lock);
    if (is_due(&cache->topics, CACHE_TOPICS_MS, now_ms)) {
        wish(cache, &cache->topics, g_new0(CacheWish, 1));
        *ret_wished = true;
    }
    topics = g_ptr_array_ref(cache->topics.columns);
    pthread_mutex_unlock(&cache->lock);
    return topics;
}

/* @lock held. Room for one more: the one that nobody has asked for the longest goes. */
static void make_room(Cache *cache)
{
    GHashTableIter iter;
    void *key, *value, *oldest = NULL;
    int64_t oldest_ms = INT64_MAX;

    if (g_hash_table_size(cache->entries) < CACHE_ENTRIES_MAX)
        return;
    g_hash_table_iter_init(&iter, cache->entries);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const Entry *entry = value;

        if (!entry->is_wished && entry->asked_ms < oldest_ms) {
            oldest = key;
            oldest_ms = entry->asked_ms;
        }
    }
    if (oldest != NULL)
        g_hash_table_remove(cache->entries, oldest);
}

/* (owned) A view that was made anew under its name is another one. */
static char *key_of(const char *name, const EventViews *views)
{
    for (size_t i = 0; i < event_views_len(views); i++) {
        const EventView *view = event_views_at(views, i);

        if (strcmp(view->name, name) == 0)
            return g_strconcat("view\n", name, "\n", view->statement, NULL);
    }
    return g_strconcat("topic\n", name, NULL);
}

GPtrArray *cache_columns(Cache *cache, const char *name, const EventViews *views, int64_t now_ms,
                         bool *ret_wished)
{
    g_autofree char *key = key_of(name, views);
    GPtrArray *columns;
    Entry *entry;

    pthread_mutex_lock(&cache->lock);
    entry = g_hash_table_lookup(cache->entries, key);
    if (entry == NULL) {
        make_room(cache);
        entry = g_new0(Entry, 1);
        g_hash_table_insert(cache->entries, g_strdup(key), entry);
    }
    entry->asked_ms = now_ms;
    if (is_due(entry, CACHE_COLUMNS_MS, now_ms)) {
        CacheWish *made = g_new(CacheWish, 1);

        *made = (CacheWish){g_strdup(name), event_views_copy(views), g_strdup(key)};
        wish(cache, entry, made);
        *ret_wished = true;
    }
    columns = entry->columns == NULL ? NULL : g_ptr_array_ref(entry->columns);
    pthread_mutex_unlock(&cache->lock);
    return columns;
}

void cache_wait_fetched(Cache *cache, int64_t deadline_ms)
{
    struct timespec at = {deadline_ms / 1000, deadline_ms % 1000 * 1000000};

    pthread_mutex_lock(&cache->lock);
    while ((cache->is_fetching || !g_queue_is_empty(&cache->wishes)) &&
           pthread_cond_timedwait(&cache->fetched, &cache->lock, &at) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&cache->lock);
}

/* ---- who fetches ---- */

bool cache_wait_wish(Cache *cache, CacheWish *ret_wish)
{
    CacheWish *next;

    pthread_mutex_lock(&cache->lock);
    while (!cache->is_closed && g_queue_is_empty(&cache->wishes))
        pthread_cond_wait(&cache->wished, &cache->lock);
    next = cache->is_closed ? NULL : g_queue_pop_head(&cache->wishes);
    cache->is_fetching = next != NULL;
    pthread_mutex_unlock(&cache->lock);
    if (next == NULL)
        return false;
    *ret_wish = *next;
    g_free(next);
    return true;
}

/* @lock held. @columns: (taken) or NULL */
static void put(Cache *cache, Entry *entry, GPtrArray *columns, int64_t now_ms)
{
    cache->is_fetching = false;
    if (entry != NULL) {
        entry->is_wished = false;
        entry->fetched_ms = now_ms;
        entry->has_failed = columns == NULL;
    }
    if (entry != NULL && columns != NULL) {
        g_clear_pointer(&entry->columns, g_ptr_array_unref);
        entry->columns = g_ptr_array_ref(columns);
    }
    g_clear_pointer(&columns, g_ptr_array_unref);
    pthread_cond_broadcast(&cache->fetched);
}

void cache_put_topics(Cache *cache, char **topics, int64_t now_ms)
{
    pthread_mutex_lock(&cache->lock);
    put(cache, &cache->topics, topics == NULL ? NULL : names_of(topics), now_ms);
    pthread_mutex_unlock(&cache->lock);
}

void cache_put_columns(Cache *cache, const char *key, GPtrArray *columns, int64_t now_ms)
{
    pthread_mutex_lock(&cache->lock);
    put(cache, g_hash_table_lookup(cache->entries, key), columns, now_ms);
    pthread_mutex_unlock(&cache->lock);
}

void cache_close(Cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache->is_closed = true;
    pthread_cond_broadcast(&cache->wished);
    pthread_mutex_unlock(&cache->lock);
}
