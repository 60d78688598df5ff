/* cache: what is fetched and when, what is kept. Virtual time; nobody waits. */
#include "catalog/cache.h"

#include "lib/unit.h"

static char **names(const char *first, const char *second)
{
    const char *const list[] = {first, second, NULL};

    return g_strdupv((char **)(gpointer)list);
}

static GPtrArray *one_column(const char *name)
{
    GPtrArray *columns = cache_columns_new();

    cache_columns_add(columns, name, "text");
    return columns;
}

static void topics_are_fetched_when_they_are_asked_for_and_old(void)
{
    g_autoptr(Cache) cache = cache_new();
    g_auto(CacheWish) wish = {0};
    bool wished = false;
    g_autoptr(GPtrArray) none = cache_topics(cache, 1000, &wished);
    g_autoptr(GPtrArray) some = NULL, same = NULL, old = NULL;

    UNIT_CHECK(wished && none->pdata[0] == NULL, "nothing is known at first");
    UNIT_CHECK(cache_wait_wish(cache, &wish) && wish.name == NULL, "the topics are wanted");
    cache_put_topics(cache, names("a", "b"), 1100);
    wished = false;
    some = cache_topics(cache, 1200, &wished);
    UNIT_EQUALS_TEXT(some->pdata[1], "b");
    UNIT_CHECK(!wished, "they are fresh");
    same = cache_topics(cache, 1100 + CACHE_TOPICS_MS - 1, &wished);
    UNIT_CHECK(!wished, "they still are");
    old = cache_topics(cache, 1100 + CACHE_TOPICS_MS, &wished);
    UNIT_CHECK(wished, "now they are old");
    UNIT_EQUALS_TEXT(old->pdata[0], "a");
}

static void what_failed_is_not_tried_again_at_once(void)
{
    g_autoptr(Cache) cache = cache_new();
    g_auto(CacheWish) wish = {0};
    bool wished = false;
    GPtrArray *columns = cache_columns(cache, "t", NULL, 1000, &wished);

    UNIT_CHECK(wished && columns == NULL, "wanted");
    UNIT_REQUIRE(cache_wait_wish(cache, &wish));
    UNIT_EQUALS_TEXT(wish.name, "t");
    cache_put_columns(cache, wish.key, NULL, 1000);
    wished = false;
    columns = cache_columns(cache, "t", NULL, 1000 + CACHE_RETRY_MS - 1, &wished);
    UNIT_CHECK(!wished && columns == NULL, "not yet");
    cache_columns(cache, "t", NULL, 1000 + CACHE_RETRY_MS, &wished);
    UNIT_CHECK(wished, "again");
}

static void a_view_made_anew_is_another_one(void)
{
    const EventView first = {.name = (char *)"v", .statement = (char *)"CREATE VIEW v AS SELECT 1"};
    const EventView second = {.name = (char *)"v",
                              .statement = (char *)"CREATE VIEW v AS SELECT 2"};
    g_autoptr(EventViews) views = event_views_new();
    g_autoptr(Cache) cache = cache_new();
    g_auto(CacheWish) wish = {0};
    bool wished = false;
    g_autoptr(GPtrArray) known = NULL;

    event_views_put(views, &first, NULL);
    cache_columns(cache, "v", views, 0, &wished);
    UNIT_REQUIRE(cache_wait_wish(cache, &wish));
    UNIT_CHECK(wish.views != NULL, "with the views that it may use");
    cache_put_columns(cache, wish.key, one_column("n"), 1);
    known = cache_columns(cache, "v", views, 2, &wished);
    UNIT_REQUIRE(known != NULL);
    UNIT_EQUALS_TEXT(((const CacheColumn *)known->pdata[0])->name, "n");
    event_views_put(views, &second, NULL);
    UNIT_CHECK(cache_columns(cache, "v", views, 3, &wished) == NULL, "not known yet");
}

static void wishes_and_entries_have_limits(void)
{
    g_autoptr(Cache) cache = cache_new();
    g_autoptr(GPtrArray) first = NULL;
    bool wished = false;

    for (int i = 0; i < CACHE_WISHES_MAX + 3; i++) {
        g_autofree char *name = g_strdup_printf("t%d", i);

        cache_columns(cache, name, NULL, i, &wished);
    }
    for (int i = CACHE_WISHES_MAX + 2; i >= 3; i--) {
        g_autofree char *name = g_strdup_printf("t%d", i);
        g_auto(CacheWish) wish = {0};

        UNIT_REQUIRE(cache_wait_wish(cache, &wish));
        UNIT_EQUALS_TEXT(wish.name, name); /* the newest first; the oldest were let go */
        cache_put_columns(cache, wish.key, one_column("c"), 100);
    }
    for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
        g_autofree char *name = g_strdup_printf("more%d", i);
        g_auto(CacheWish) wish = {0};

        cache_columns(cache, name, NULL, 200 + i, &wished);
        UNIT_REQUIRE(cache_wait_wish(cache, &wish));
        cache_put_columns(cache, wish.key, one_column("c"), 200 + i);
    }
    first = cache_columns(cache, "t3", NULL, 1000, &wished);
    UNIT_CHECK(first == NULL, "the one that nobody asked for is forgotten");
}

static void a_closed_cache_wants_nothing(void)
{
    g_autoptr(Cache) cache = cache_new();
    g_auto(CacheWish) wish = {0};
    bool wished = false;
    g_autoptr(GPtrArray) topics = cache_topics(cache, 0, &wished);

    cache_close(cache);
    UNIT_CHECK(!cache_wait_wish(cache, &wish), "closed");
}

UNIT_MAIN("catalog/cache", UNIT(topics_are_fetched_when_they_are_asked_for_and_old),
          UNIT(what_failed_is_not_tried_again_at_once), UNIT(a_view_made_anew_is_another_one),
          UNIT(wishes_and_entries_have_limits), UNIT(a_closed_cache_wants_nothing))
