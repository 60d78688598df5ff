/* load: many threads put, more than the hub takes, and everybody ends with the truth. */
#include "unit/push/hubs.h"

/* The hub is busy, in a resync of that stream, until truth_let_go(). */
static bool keep_busy(Truth *truth)
{
    int before = atomic_load(&truth->resyncs);

    pthread_mutex_lock(&truth->gate);
    hub_put_rows(truth->channel, truth_rows(1000000, NULL, 0, NULL, 0)); /* no next of its table */
    return HUBS_AWAIT(atomic_load(&truth->resyncs) > before);
}

static void let_go(Truth *truth)
{
    pthread_mutex_unlock(&truth->gate);
}

static void rows_that_do_not_follow_make_the_hub_ask_for_the_whole(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    hub_put_rows(truth.channel, truth_rows(truth.seq + 2, NULL, 0, NULL, 0));
    while (mirror.schemas < 2 &&
           mirror_step(&mirror, true, time_monotonic_ms() + SOCKET_PATIENCE_MS) == CLIENT_TEXT) {
    }
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(atomic_load(&truth.resyncs), 1);
    truth_set(&truth, 1, "next");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void a_full_mailbox_drops_and_whoever_put_does_not_wait(void)
{
    Hub *hub = hubs_start();
    Truth truths[2];
    Mirror mirrors[2];
    HubChannel *channel;

    UNIT_REQUIRE(hub != NULL);
    for (int i = 0; i < 2; i++) {
        UNIT_REQUIRE(truth_begin(&truths[i], hub, 0));
        truth_fill(&truths[i], 20, "first");
        UNIT_REQUIRE(mirror_open(&mirrors[i], hub, &truths[i], i == 0));
        CU_ASSERT_TRUE(mirror_catches_up(&mirrors[i], &truths[i]));
    }
    UNIT_REQUIRE(keep_busy(&truths[0]));
    for (uint64_t i = 1; i <= HUB_MAILBOX_MAX + 500; i++)
        truth_set(&truths[1], 1 + i % 20, "flood");
    channel = hub_open(hub, &(HubChannelOptions){.user = NULL}); /* there is no room for it */
    CU_ASSERT_PTR_NULL(channel);
    let_go(&truths[0]);
    CU_ASSERT_TRUE(HUBS_AWAIT(atomic_load(&truths[1].resyncs) > 0));
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(mirror_catches_up(&mirrors[i], &truths[i]));
        truth_set(&truths[i], 3, "next");
        CU_ASSERT_TRUE(mirror_catches_up(&mirrors[i], &truths[i]));
        mirror_free(&mirrors[i]);
    }
    hubs_stop(hub, truths, 2);
}

static void bytes_that_wait_have_a_limit_too(void)
{
    enum { CELL_BYTES = 60 * 1024, PUTS = HUB_QUEUED_BYTES_MAX / CELL_BYTES + 200 };
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    g_autofree char *text = g_strnfill(CELL_BYTES, 'x');
    int64_t before_kb;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 1, "first");
    UNIT_REQUIRE(keep_busy(&truth));
    before_kb = hubs_memory_kb();
    for (int i = 0; i < PUTS; i++)
        truth_set(&truth, 1, text);
    CU_ASSERT_TRUE(HUBS_ARE_CHECKED ||
                   hubs_memory_kb() - before_kb < HUB_QUEUED_BYTES_MAX / 1024 * 5 / 4);
    let_go(&truth);
    CU_ASSERT_TRUE(HUBS_AWAIT(atomic_load(&truth.resyncs) >= 2));
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void the_order_of_many_rows_counts_as_bytes(void)
{
    enum { ROWS = EVENT_ROWS_MAX, PUTS = 3000 };
    Hub *hub = hubs_start();
    Truth truth;
    int64_t before_kb;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, ROWS, "x");
    UNIT_REQUIRE(keep_busy(&truth));
    before_kb = hubs_memory_kb();
    for (int i = 0; i < PUTS; i++) /* 80 KB each, though only one cell */
        hub_put_rows(truth.channel, truth_rows(1, NULL, 0, NULL, ROWS));
    CU_ASSERT_TRUE(HUBS_ARE_CHECKED ||
                   hubs_memory_kb() - before_kb < HUB_QUEUED_BYTES_MAX / 1024 * 5 / 4);
    let_go(&truth);
    CU_ASSERT_TRUE(HUBS_AWAIT(hubs_serves(hub, &truth)));
    hubs_stop(hub, &truth, 1);
}

enum { STREAMS = 4, VIEWERS = 20, CHANGES = 1500, ROWS = 50 };

typedef struct Putter {
    Truth truth;
    guint32 seed;
    pthread_t thread;
} Putter;

/* Changes of every kind, faster than the hub takes them. */
static void *put_changes(void *user)
{
    Putter *putter = user;
    Truth *truth = &putter->truth;
    GRand *random = g_rand_new_with_seed(putter->seed);
    const Event stats = {.kind = EVENT_STATS, .query = 1};

    for (int i = 0; i < CHANGES; i++) {
        size_t len = event_table_len(truth->table);
        int what = g_rand_int_range(random, 0, 40);

        if (what == 0 || len == 0)
            truth_fill(truth, (size_t)g_rand_int_range(random, 1, ROWS), "filled");
        else if (what == 1)
            truth_shrink(truth, (size_t)g_rand_int_range(random, 1, (int)len + 1));
        else if (what == 2 && i < CHANGES / 2)
            truth_begin_anew(truth);
        else if (what == 3)
            hub_put_stats(truth->channel, &stats);
        else if (what == 4)
            truth_tell_view(truth, HUB_LIVE, "again");
        else
            truth_set(truth, 1 + (uint64_t)g_rand_int_range(random, 0, (int)len), "set");
    }
    truth_set(truth, 1, "the last");
    truth_tell_view(truth, HUB_ENDED, "the end");
    g_rand_free(random);
    return NULL;
}

typedef struct Watcher {
    Mirror mirror;
    Truth *truth;
    bool is_late; /* acknowledges nothing for a while */
    pthread_t thread;
} Watcher;

/* Until it is told the end. */
static void *watch(void *user)
{
    Watcher *watcher = user;
    Mirror *mirror = &watcher->mirror;
    int64_t deadline_ms = time_monotonic_ms() + 4 * SOCKET_PATIENCE_MS;

    while (g_strcmp0(mirror->state, "ended") != 0 && mirror->fault == NULL) {
        if (mirror_step(mirror, !watcher->is_late || mirror->changes > 2, deadline_ms) !=
            CLIENT_TEXT)
            break;
        if (watcher->is_late && mirror->changes > 2) /* then all at once */
            client_send_f(&mirror->client, "{\"ack\":%" G_GUINT64_FORMAT "}", mirror->seq);
    }
    return NULL;
}

static void threads_that_put_and_viewers_that_come_and_go_end_with_the_truth(void)
{
    Hub *hub = hubs_start();
    Putter putters[STREAMS];
    Watcher watchers[VIEWERS];

    UNIT_REQUIRE(hub != NULL);
    for (int i = 0; i < STREAMS; i++) {
        putters[i].seed = (guint32)i;
        UNIT_REQUIRE(truth_begin(&putters[i].truth, hub, 10 * i));
    }
    for (int i = 0; i < VIEWERS; i++) {
        watchers[i].truth = &putters[i % STREAMS].truth;
        watchers[i].is_late = i % 7 == 6;
        UNIT_REQUIRE(mirror_open(&watchers[i].mirror, hub, watchers[i].truth, i % 2 == 0));
    }
    for (int i = 0; i < STREAMS; i++)
        pthread_create(&putters[i].thread, NULL, put_changes, &putters[i]);
    for (int i = 0; i < VIEWERS; i++)
        pthread_create(&watchers[i].thread, NULL, watch, &watchers[i]);
    for (int i = 0; i < 50; i++) { /* others come and go meanwhile */
        Mirror passer_by;

        if (mirror_open(&passer_by, hub, &putters[i % STREAMS].truth, i % 2 == 0))
            mirror_step(&passer_by, true, time_monotonic_ms() + 20);
        mirror_free(&passer_by);
        hubs_counts(hub);
        hub_channel_viewers(putters[0].truth.channel);
    }
    for (int i = 0; i < STREAMS; i++)
        pthread_join(putters[i].thread, NULL);
    for (int i = 0; i < VIEWERS; i++)
        pthread_join(watchers[i].thread, NULL);
    for (int i = 0; i < VIEWERS; i++) {
        Mirror *mirror = &watchers[i].mirror;
        int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

        while (!mirror_is(mirror, watchers[i].truth->table) && mirror->fault == NULL &&
               mirror_step(mirror, true, deadline_ms) == CLIENT_TEXT) {
        }
        UNIT_CHECK(mirror_is(mirror, watchers[i].truth->table), "its table is the truth");
        UNIT_CHECK(mirror->fault == NULL, mirror->fault != NULL ? mirror->fault : "");
        mirror_free(mirror);
    }
    for (int i = 0; i < STREAMS; i++)
        hub_close(putters[i].truth.channel);
    hub_free(hub);
    for (int i = 0; i < STREAMS; i++)
        truth_end(&putters[i].truth);
}

static void *open_and_close(void *user)
{
    Hub *hub = user;

    for (int i = 0; i < 100; i++) {
        Truth *truth = g_new0(Truth, 1);
        Mirror mirror;

        if (truth_begin(truth, hub, 0)) {
            truth_fill(truth, 5, "short-lived");
            if (i % 10 == 0) {
                mirror_open(&mirror, hub, truth, true);
                mirror_step(&mirror, true, time_monotonic_ms() + 1000);
                mirror_free(&mirror);
            }
            hub_close(truth->channel);
            UNIT_CHECK(HUBS_AWAIT(atomic_load(&truth->frees) == 1), "it ends");
        }
        truth_end(truth);
        g_free(truth);
    }
    return NULL;
}

static void channels_come_and_go_from_many_threads(void)
{
    Hub *hub = hubs_start();
    pthread_t threads[4];

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_create(&threads[i], NULL, open_and_close, hub);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_join(threads[i], NULL);
    CU_ASSERT_TRUE(hubs_counts(hub).viewers <= 40);
    hub_free(hub);
}

UNIT_MAIN("push/load", UNIT(rows_that_do_not_follow_make_the_hub_ask_for_the_whole),
          UNIT(a_full_mailbox_drops_and_whoever_put_does_not_wait),
          UNIT(bytes_that_wait_have_a_limit_too), UNIT(the_order_of_many_rows_counts_as_bytes),
          UNIT(threads_that_put_and_viewers_that_come_and_go_end_with_the_truth),
          UNIT(channels_come_and_go_from_many_threads))
