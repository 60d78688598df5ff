#pragma once
/*
 * An embedded broker in this process with one topic, written to by a sink and read by a source.
 */
#include "base/fail.h"
#include "base/time_ms.h"
#include "kafka/broker.h"
#include "kafka/sink.h"
#include "kafka/source.h"
#include "lib/unit.h"

enum { FIXTURE_DEADLINE_MS = 20000, FIXTURE_OPEN_MS = 5000, FIXTURE_POLL_MS = 100 };

static inline GHashTable *fixture_properties(const char *bootstrap)
{
    GHashTable *properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    g_hash_table_insert(properties, g_strdup("bootstrap.servers"), g_strdup(bootstrap));
    return properties;
}

static inline Client *fixture_client(ClientKind kind, const char *bootstrap)
{
    g_autoptr(GHashTable) properties = fixture_properties(bootstrap);

    return client_new(kind, properties, NULL);
}

/* A broker with topic "lines" of so many partitions. */
static inline Broker *fixture_broker(int partitions)
{
    Broker *broker = broker_new(NULL);

    if (broker == NULL || !broker_create_topic(broker, "lines", partitions, NULL)) {
        broker_free(broker);
        return NULL;
    }
    return broker;
}

/* Records "line 0", "line 1", ... with the keys "0", "1", ...; false if one is not delivered. */
static inline bool fixture_write(const Broker *broker, const char *topic, int records)
{
    g_autoptr(Client) client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    g_autoptr(Sink) sink = sink_open(client, topic, FIXTURE_OPEN_MS, NULL);

    if (sink == NULL)
        return false;
    for (int i = 0; i < records; i++) {
        g_autofree char *key = g_strdup_printf("%d", i);
        g_autofree char *value = g_strdup_printf("line %d", i);

        if (!sink_put(sink, span_of(key), span_of(value), NULL))
            return false;
    }
    return sink_flush(sink, FIXTURE_OPEN_MS, NULL);
}

/* A source of one topic. */
typedef struct FixtureSpec {
    SourceTopic topic;
    int lanes;
} FixtureSpec;

static inline FixtureSpec fixture_spec(SourceBoundKind since, SourceBoundKind until, int lanes)
{
    return (FixtureSpec){
        .topic = {.topic = "lines", .since = {.kind = since}, .until = {.kind = until}},
        .lanes = lanes
    };
}

static inline Source *fixture_open(Client *client, const FixtureSpec *spec, GError **error)
{
    SourceSpec source = {&spec->topic, 1, spec->lanes, FIXTURE_OPEN_MS};

    return source_open(client, &source, error);
}

/* What reading gave, over all lanes. */
typedef struct FixtureRead {
    size_t records;
    size_t ends; /* confirmed, of a bounded partition: at or past its end */
    int64_t key_sum;
    int64_t last_offset;
} FixtureRead;

static inline void fixture_count(Source *source, const Batch *batch, FixtureRead *read)
{
    for (size_t i = 0; i < batch->records_len; i++) {
        g_autofree char *key = g_strndup(batch->records[i].key.at, batch->records[i].key.len);

        read->records++;
        read->key_sum += g_ascii_strtoll(key, NULL, 10);
        read->last_offset = batch->records[i].offset;
    }
    for (size_t i = 0; i < batch->ends_len; i++)
        if (batch->ends[i].offset >= source_partition(source, batch->ends[i].source)->end)
            read->ends++;
}

/* Poll all lanes in turn until so many records and ends have come. */
static inline bool fixture_read(Source *source, int lanes, size_t records, size_t ends,
                                FixtureRead *read, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + FIXTURE_DEADLINE_MS;

    while (read->records < records || read->ends < ends) {
        if (time_monotonic_ms() > deadline_ms)
            return fail(error, FAIL_LIMIT, "%zu records and %zu ends until the deadline",
                        read->records, read->ends);
        for (int lane = 0; lane < lanes; lane++) {
            Batch batch;

            if (!source_poll(source, lane, lanes == 1 ? FIXTURE_POLL_MS : 10, &batch, error))
                return false;
            fixture_count(source, &batch, read);
            source_give_back(source, lane);
        }
    }
    return true;
}
