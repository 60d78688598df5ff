/*
 * A call of librdkafka's that waits for an answer can't be ended from outside, so it is given short
 * turns, between which the thread looks whether it shall end. Turns grow as long as they are in
 * vain, and a cluster that needs long ones gets them at once the next time. While all brokers are
 * known to be gone nobody is asked.
 */
#include "kafka/growth.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/fail.h"
#include "base/thread.h"
#include "base/time_ms.h"
#include "kafka/bounds.h"
#include "kafka/handle.h"

enum {
    EVERY_MIN_MS = 100,
    TURNS = 3, /* of one question, each twice as long as the one before */
    TURN_MS = 100,
    TURN_MAX_MS = 400, /* of the first of these */
};

#define TOO_MANY_PARTITIONS "of one topic at most %d partitions can be read"

typedef struct Known {
    SourceTopic topic; /* its name is owned; `since` as found partitions need it */
    int partitions;
    int refused; /* so many are more than can be read, which was told */
    bool grows;
} Known;

struct Growth {
    GrowthOptions options;
    GArray *known;       /* owned: Known, by their places in the source */
    GHashTable *places;  /* owned: name, borrowed -> 1 + place */
    GHashTable *refused; /* owned names that can't be read, which was told */
    int64_t turn_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* @lock: is_over */
    atomic_bool is_over;
    Grown *found; /* owned @lock: waits to be taken; NULL */
};

/* ---- what was found ---- */

static void clear_topic(void *at)
{
    GrownTopic *topic = at;

    g_free(topic->topic);
    g_free(topic->refused);
}

static Grown *grown_new(void)
{
    Grown *grown = g_new0(Grown, 1);

    grown->topics = g_array_new(FALSE, FALSE, sizeof(GrownTopic));
    grown->partitions = g_array_new(FALSE, FALSE, sizeof(SourcePartition));
    g_array_set_clear_func(grown->topics, clear_topic);
    return grown;
}

void grown_free(Grown *grown)
{
    if (grown == NULL)
        return;
    g_array_unref(grown->topics);
    g_array_unref(grown->partitions);
    g_free(grown);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grown, grown_free)

/* ---- what is known ---- */

static Known *known_at(const Growth *growth, size_t place)
{
    return &g_array_index(growth->known, Known, place);
}

/* 1 + the place; 0: it is not known. */
static guint place_of(const Growth *growth, const char *topic)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(growth->places, topic));
}

static void clear_known(void *at)
{
    Known *known = at;

    g_free((char *)(gpointer)known->topic.topic);
}

/* All records of what is found were written since the query began: those that it was to begin
 * behind are in other partitions. */
static SourceBound since_found(SourceBound since)
{
    if (since.kind == SOURCE_LATEST || since.kind == SOURCE_LAST)
        since.kind = SOURCE_EARLIEST;
    return since;
}

static void add_known(Growth *growth, const char *topic, const SourceTopic *bounds, int partitions)
{
    Known known = {
        .topic = {g_strdup(topic), since_found(bounds->since), bounds->until},
        .partitions = partitions,
        .grows = bounds->until.kind == SOURCE_NONE,
    };

    g_array_append_val(growth->known, known);
    g_hash_table_insert(growth->places, (char *)(gpointer)known.topic.topic,
                        GUINT_TO_POINTER(growth->known->len));
}

/* Those from @len on are forgotten. */
static void cut_known(Growth *growth, guint len)
{
    for (guint i = len; i < growth->known->len; i++)
        g_hash_table_remove(growth->places, known_at(growth, i)->topic.topic);
    g_array_set_size(growth->known, len);
}

/* ---- questions ---- */

/* Return: false if the thread is to end. */
static bool wait_until(Growth *growth, int64_t until_ms)
{
    struct timespec until = {until_ms / 1000, until_ms % 1000 * 1000000};

    pthread_mutex_lock(&growth->lock);
    while (!atomic_load(&growth->is_over) && time_monotonic_ms() < until_ms)
        pthread_cond_timedwait(&growth->changed, &growth->lock, &until);
    pthread_mutex_unlock(&growth->lock);
    return !atomic_load(&growth->is_over);
}

typedef struct Turn {
    int number;
    int64_t length_ms, end_ms;
} Turn;

/* Return: false if there is none any more. */
static bool next_turn(Growth *growth, Turn *turn)
{
    if (turn->number == TURNS || !wait_until(growth, turn->end_ms))
        return false;
    turn->length_ms = turn->number++ == 0 ? turn->length_ms : turn->length_ms * 2;
    turn->end_ms = time_monotonic_ms() + turn->length_ms;
    return true;
}

/* @topic: NULL: all topics. (owned) NULL: nobody has answered. */
static const rd_kafka_metadata_t *ask_metadata(Growth *growth, Client *client, const char *topic)
{
    const rd_kafka_metadata_t *metadata = NULL;
    Turn turn = {.length_ms = growth->turn_ms};

    while (next_turn(growth, &turn)) {
        if (topic == NULL ? handle_metadata(client, turn.end_ms, &metadata, NULL)
                          : handle_topic_metadata(client, topic, turn.end_ms, &metadata, NULL)) {
            growth->turn_ms = MIN(turn.length_ms, TURN_MAX_MS);
            return metadata;
        }
    }
    growth->turn_ms = MIN(growth->turn_ms * 2, TURN_MAX_MS);
    return NULL;
}

static bool ask_bounds(Growth *growth, Client *client, GArray *partitions)
{
    enum { QUESTIONS = 4 }; /* that are asked one after the other */
    g_autofree SourceTopic *topics = g_new(SourceTopic, growth->known->len);
    Turn turn = {.length_ms = growth->turn_ms * QUESTIONS};

    for (guint i = 0; i < growth->known->len; i++)
        topics[i] = known_at(growth, i)->topic;
    while (next_turn(growth, &turn)) {
        if (bounds_find(client, topics, (LanePartition *)(void *)partitions->data, partitions->len,
                        turn.end_ms, NULL))
            return true;
    }
    return false;
}

/* ---- a look ---- */

typedef struct Look {
    Growth *growth;
    Grown *grown;
    GArray *partitions; /* LanePartition */
} Look;

static GrownTopic *add_topic(const Look *look, const char *topic, int before, int after)
{
    GrownTopic grown = {g_strdup(topic), before, after, NULL};

    g_array_append_val(look->grown->topics, grown);
    return &g_array_index(look->grown->topics, GrownTopic, look->grown->topics->len - 1);
}

static void add_partitions(const Look *look, size_t place, int after)
{
    const Known *known = known_at(look->growth, place);
    const GrownTopic *topic = add_topic(look, known->topic.topic, known->partitions, after);

    for (int i = known->partitions; i < after; i++) {
        LanePartition partition = {
            .shown = {.topic = topic->topic, .place = place, .partition = i}
        };

        g_array_append_val(look->partitions, partition);
    }
}

static void look_at_known(const Look *look, size_t place, int partitions)
{
    Known *known = known_at(look->growth, place);

    if (!known->grows || partitions <= MAX(known->partitions, known->refused))
        return;
    if (partitions <= CLIENT_PARTITIONS_MAX) {
        add_partitions(look, place, partitions);
        return;
    }
    add_topic(look, known->topic.topic, known->partitions, partitions)->refused =
        g_strdup_printf(TOO_MANY_PARTITIONS, CLIENT_PARTITIONS_MAX);
}

static void look_at_new(const Look *look, const char *topic, int partitions)
{
    Growth *growth = look->growth;
    g_autoptr(GError) why = NULL;
    SourceTopic bounds = {
        .until = {SOURCE_NONE, 0, 0}
    };

    if (growth->options.match(growth->options.match_user, topic, &bounds, &why)) {
        if (bounds.until.kind != SOURCE_NONE)
            return;
        if (growth->known->len < growth->options.topics_max &&
            partitions <= CLIENT_PARTITIONS_MAX) {
            add_known(growth, topic, &bounds, 0);
            add_partitions(look, growth->known->len - 1, partitions);
            return;
        }
        if (partitions > CLIENT_PARTITIONS_MAX)
            fail(&why, FAIL_LIMIT, TOO_MANY_PARTITIONS, CLIENT_PARTITIONS_MAX);
        else
            fail(&why, FAIL_LIMIT, "a query reads at most %zu topics", growth->options.topics_max);
    }
    if (why != NULL)
        add_topic(look, topic, 0, partitions)->refused = g_strdup(why->message);
}

static gint compare_topics(gconstpointer a, gconstpointer b)
{
    const rd_kafka_metadata_topic_t *first = *(const rd_kafka_metadata_topic_t *const *)a;
    const rd_kafka_metadata_topic_t *second = *(const rd_kafka_metadata_topic_t *const *)b;

    return strcmp(first->topic, second->topic);
}

/* Those that are read already, and then new ones by their names. */
static void look_at_all(const Look *look, const rd_kafka_metadata_t *metadata)
{
    const Growth *growth = look->growth;
    g_autoptr(GPtrArray) others = g_ptr_array_new();

    for (int i = 0; i < metadata->topic_cnt; i++) {
        rd_kafka_metadata_topic_t *topic = &metadata->topics[i];
        guint place = place_of(growth, topic->topic);

        if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR || topic->partition_cnt == 0)
            continue;
        if (place > 0)
            look_at_known(look, place - 1, topic->partition_cnt);
        else if (growth->options.match != NULL &&
                 !g_hash_table_contains(growth->refused, topic->topic))
            g_ptr_array_add(others, topic);
    }
    g_ptr_array_sort(others, compare_topics);
    for (guint i = 0; i < others->len; i++) {
        const rd_kafka_metadata_topic_t *topic = others->pdata[i];

        look_at_new(look, topic->topic, topic->partition_cnt);
    }
}

static bool look_at_answer(const Look *look, Client *client, const char *topic)
{
    const rd_kafka_metadata_t *metadata = ask_metadata(look->growth, client, topic);

    if (metadata == NULL)
        return false;
    look_at_all(look, metadata);
    rd_kafka_metadata_destroy(metadata);
    return true;
}

static bool look_at_topics(const Look *look, Client *client)
{
    const Growth *growth = look->growth;

    if (growth->options.match != NULL)
        return look_at_answer(look, client, NULL);
    for (guint i = 0; i < growth->known->len; i++) {
        const Known *known = known_at(growth, i);

        if (known->grows && !look_at_answer(look, client, known->topic.topic))
            return false;
    }
    return true;
}

/* It is told once that a topic can't be read. */
static void keep_refused(const Growth *growth, const GrownTopic *topic)
{
    if (topic->before == 0)
        g_hash_table_add(growth->refused, g_strdup(topic->topic));
    else
        known_at(growth, place_of(growth, topic->topic) - 1)->refused = topic->after;
}

/* From now on it counts as read. */
static void keep(const Look *look)
{
    for (guint i = 0; i < look->grown->topics->len; i++) {
        const GrownTopic *topic = &g_array_index(look->grown->topics, GrownTopic, i);

        if (topic->refused != NULL)
            keep_refused(look->growth, topic);
    }
    for (guint i = 0; i < look->partitions->len; i++) {
        const SourcePartition *shown = &g_array_index(look->partitions, LanePartition, i).shown;

        g_array_append_val(look->grown->partitions, *shown);
        known_at(look->growth, shown->place)->partitions = shown->partition + 1;
    }
}

/* (owned) NULL: nothing was found. */
static Grown *look_around(Growth *growth)
{
    g_autoptr(Grown) grown = grown_new();
    g_autoptr(GArray) partitions = g_array_new(FALSE, FALSE, sizeof(LanePartition));
    Look look = {growth, grown, partitions};
    Client *client = handle_twin(growth->options.client, NULL);
    guint known = growth->known->len;

    if (client == NULL)
        return NULL;
    if (!look_at_topics(&look, client) ||
        (partitions->len > 0 && !ask_bounds(growth, client, partitions))) {
        cut_known(growth, known);
        return NULL;
    }
    keep(&look);
    if (!atomic_load(&growth->is_over))
        handle_twin_end(growth->options.client);
    return grown->topics->len > 0 ? g_steal_pointer(&grown) : NULL;
}

/* ---- the thread ---- */

static bool is_taken(Growth *growth)
{
    bool taken;

    pthread_mutex_lock(&growth->lock);
    taken = growth->found == NULL;
    pthread_mutex_unlock(&growth->lock);
    return taken;
}

static void *ask_again_and_again(void *growth_at)
{
    Growth *growth = growth_at;

    pthread_setname_np(pthread_self(), "topics");
    while (wait_until(growth, time_monotonic_ms() + growth->options.every_ms)) {
        Grown *grown = !is_taken(growth) || handle_is_down(growth->options.client)
                           ? NULL
                           : look_around(growth);

        if (grown == NULL)
            continue;
        pthread_mutex_lock(&growth->lock);
        growth->found = grown;
        pthread_mutex_unlock(&growth->lock);
        growth->options.wake(growth->options.wake_user);
    }
    return NULL;
}

static void init_lock(Growth *growth)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&growth->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&growth->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static void free_parts(Growth *growth)
{
    grown_free(growth->found);
    g_array_unref(growth->known);
    g_hash_table_unref(growth->places);
    g_hash_table_unref(growth->refused);
    pthread_cond_destroy(&growth->changed);
    pthread_mutex_destroy(&growth->lock);
    g_free(growth);
}

static Growth *growth_new(const GrowthOptions *options)
{
    Growth *growth = g_new0(Growth, 1);
    const Source *source = options->source;

    growth->options = *options;
    growth->options.source = NULL;
    growth->options.topics = NULL;
    growth->options.every_ms = MAX(options->every_ms, EVERY_MIN_MS);
    growth->turn_ms = TURN_MS;
    growth->known = g_array_new(FALSE, FALSE, sizeof(Known));
    g_array_set_clear_func(growth->known, clear_known);
    growth->places = g_hash_table_new(g_str_hash, g_str_equal);
    growth->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    atomic_init(&growth->is_over, false);
    init_lock(growth);
    for (size_t i = 0; i < source_topics_len(source); i++)
        add_known(growth, options->topics[i].topic, &options->topics[i], 0);
    for (size_t i = 0; i < source_partitions_len(source); i++)
        known_at(growth, source_partition(source, i)->place)->partitions++;
    return growth;
}

static bool can_grow(const Growth *growth)
{
    for (guint i = 0; i < growth->known->len; i++) {
        if (known_at(growth, i)->grows)
            return true;
    }
    return false;
}

bool growth_start(const GrowthOptions *options, Growth **ret_growth, GError **error)
{
    Growth *growth = growth_new(options);

    if (can_grow(growth)) {
        if (thread_start(ask_again_and_again, growth, "new partitions", &growth->thread, error)) {
            *ret_growth = growth;
            return true;
        }
        free_parts(growth);
        return false;
    }
    free_parts(growth);
    *ret_growth = NULL;
    return true;
}

Grown *growth_take(Growth *growth)
{
    Grown *found;

    if (growth == NULL)
        return NULL;
    pthread_mutex_lock(&growth->lock);
    found = g_steal_pointer(&growth->found);
    pthread_mutex_unlock(&growth->lock);
    return found;
}

void growth_stop(Growth *growth)
{
    if (growth == NULL || atomic_load(&growth->is_over))
        return;
    pthread_mutex_lock(&growth->lock);
    atomic_store(&growth->is_over, true);
    pthread_cond_signal(&growth->changed);
    pthread_mutex_unlock(&growth->lock);
}

void growth_free(Growth *growth)
{
    if (growth == NULL)
        return;
    growth_stop(growth);
    pthread_join(growth->thread, NULL);
    free_parts(growth);
}
