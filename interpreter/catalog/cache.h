#pragma once
/*
 * What is known of topics and views: their names, their columns. One thread asks and never waits
 * for a broker; another fetches what was asked for and is not there, or is old. What nobody asks
 * for is not fetched.
 *
 * Thread: any; one lock inside.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "event/view.h"

typedef struct Cache Cache;

enum {
    CACHE_TOPICS_MS = 5 * 1000,   /* the list of topics is fetched again after that */
    CACHE_COLUMNS_MS = 60 * 1000, /* columns are */
    CACHE_RETRY_MS = 5 * 1000,    /* what could not be fetched is not asked for again so soon */
    CACHE_ENTRIES_MAX = 200,      /* topics and views whose columns are kept */
    CACHE_WISHES_MAX = 16,        /* of them that wait to be fetched; newer ones go first */
};

typedef struct CacheColumn {
    char *name; /* owned */
    char *type; /* owned; for people */
} CacheColumn;

/* What is to be fetched. */
typedef struct CacheWish {
    char *name;        /* owned: of a topic or view; NULL: the list of topics */
    EventViews *views; /* owned: of a view; NULL: of a topic */
    char *key;         /* owned: to be given back with the columns */
} CacheWish;

void cache_wish_clear(CacheWish *wish);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CacheWish, cache_wish_clear)

Cache *cache_new(void);
void cache_free(Cache *cache); /* NULL is fine; nobody waits in it any more */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

GPtrArray *cache_columns_new(void); /* (owned) of CacheColumn */
void cache_columns_add(GPtrArray *columns, const char *name, const char *type);

/* ---- who asks ---- */

/**
 * cache_topics() - the names of the topics
 * @ret_wished: set to true if they are to be fetched from now on; else left alone
 *
 * Return: (a reference) char *, NULL-ended: what is known, maybe nothing yet.
 */
GPtrArray *cache_topics(Cache *cache, int64_t now_ms, bool *ret_wished);
/**
 * cache_columns() - the columns of a topic, or of a view if @views has one of that name
 * @views:  NULL: a topic is meant
 *
 * Return: (a reference) CacheColumn, or NULL: not known yet.
 */
GPtrArray *cache_columns(Cache *cache, const char *name, const EventViews *views, int64_t now_ms,
                         bool *ret_wished);
/* Wait until nothing is to be fetched, or @deadline_ms (monotonic). */
void cache_wait_fetched(Cache *cache, int64_t deadline_ms);

/* ---- who fetches ---- */

/* Wait for something to fetch; false when the cache is closed. @ret_wish: to be cleared */
bool cache_wait_wish(Cache *cache, CacheWish *ret_wish);
/* @topics: (taken) NULL-ended; NULL: they could not be fetched, and the old ones stay */
void cache_put_topics(Cache *cache, char **topics, int64_t now_ms);
/* @columns: (taken) or NULL, likewise */
void cache_put_columns(Cache *cache, const char *key, GPtrArray *columns, int64_t now_ms);
void cache_close(Cache *cache); /* cache_wait_wish() returns false from now on */
