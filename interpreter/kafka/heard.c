#include "kafka/heard.h"

#include <jansson.h>

struct Heard {
    int64_t break_us;
    GHashTable *spans; /* owned char* "topic-partition", as the statistics say -> owned HeardSpan */
};

Heard *heard_new(int64_t break_us)
{
    Heard *heard = g_new0(Heard, 1);

    heard->break_us = break_us;
    heard->spans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return heard;
}

void heard_free(Heard *heard)
{
    if (heard == NULL)
        return;
    g_hash_table_unref(heard->spans);
    g_free(heard);
}

static void hear(Heard *heard, const char *name, int64_t at_us)
{
    HeardSpan *span = g_hash_table_lookup(heard->spans, name);

    if (span == NULL) {
        span = g_new(HeardSpan, 1);
        *span = (HeardSpan){at_us, at_us};
        g_hash_table_insert(heard->spans, g_strdup(name), span);
        return;
    }
    if (at_us - span->until_us > heard->break_us)
        span->since_us = at_us;
    span->until_us = MAX(span->until_us, at_us);
}

/* A broker's "rxidle" is how long ago it sent something; -1 if it never did. */
static void read_broker(Heard *heard, json_t *broker, int64_t now_us)
{
    int64_t silent_us = json_integer_value(json_object_get(broker, "rxidle"));
    const char *name;
    json_t *partition;

    if (json_integer_value(json_object_get(broker, "nodeid")) < 0 || silent_us < 0)
        return; /* no leader of anything */
    json_object_foreach(json_object_get(broker, "toppars"), name, partition)
        hear(heard, name, now_us - silent_us);
}

void heard_read(Heard *heard, const char *statistics, size_t len)
{
    json_t *all = json_loadb(statistics, len, 0, NULL);
    int64_t now_us = json_integer_value(json_object_get(all, "ts"));
    const char *name;
    json_t *broker;

    json_object_foreach(json_object_get(all, "brokers"), name, broker)
        read_broker(heard, broker, now_us);
    json_decref(all);
}

bool heard_find(const Heard *heard, const char *topic, int partition, HeardSpan *ret_span)
{
    g_autofree char *name = g_strdup_printf("%s-%d", topic, partition);
    const HeardSpan *span = g_hash_table_lookup(heard->spans, name);

    if (span != NULL)
        *ret_span = *span;
    return span != NULL;
}
