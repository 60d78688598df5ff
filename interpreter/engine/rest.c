/*
 * The lanes rest for two reasons: so that the source can grow, which takes a moment, and because
 * somebody has paused the query. What they had polled is handed over then; what the client fetches
 * meanwhile waits in its queues, which are limited, so that the brokers are soon asked no more.
 *
 * The wall's time stands still for the watermark from the pause on, until each lane has once read
 * all that waited: a partition that was at its end before is not idle for that.
 */
#include "engine/engine_inside.h"

#include "base/time_ms.h"

static bool match_topic(const void *inputs, const char *topic, SourceTopic *ret_topic,
                        GError **error)
{
    return inputs_match(inputs, topic, ret_topic, error);
}

bool rest_start_growth(Engine *engine, GError **error)
{
    g_autofree SourceTopic *topics = NULL;
    GrowthOptions options = {.client = engine->client,
                             .source = engine->source,
                             .topics_max = SOURCE_TOPICS_MAX,
                             .every_ms = engine->options.metadata_refresh_ms,
                             .match = inputs_need_topics(engine->leaf) ? match_topic : NULL,
                             .match_user = engine->inputs,
                             .wake = engine_wake,
                             .wake_user = engine};

    if (options.every_ms <= 0 || engine->client == NULL)
        return true;
    options.topics = topics = inputs_topics(engine->inputs);
    return growth_start(&options, &engine->growth, error);
}

/* What was found is read too; no lane runs. */
static bool grow(Engine *engine, GError **error)
{
    const Grown *grown = engine->grown;
    const GArray *partitions = grown->partitions;

    for (guint i = 0; i < grown->topics->len; i++) {
        const GrownTopic *topic = &g_array_index(grown->topics, GrownTopic, i);

        if (topic->before == 0 && topic->refused == NULL)
            inputs_add(engine->inputs, topic->topic);
    }
    if (!source_grow(engine->source, (const SourcePartition *)(const void *)partitions->data,
                     partitions->len, error))
        return false;
    reading_grow(engine->reading);
    return lanes_grow(engine->lanes, error) && lanes_start(engine->lanes, error);
}

/* Partitions that were found are read from a cut on, at which the lanes rest. */
static bool grow_if_found(Engine *engine, GError **error)
{
    if (engine->grown == NULL) {
        engine->grown = growth_take(engine->growth);
        if (engine->grown == NULL)
            return true;
        if (engine->grown->partitions->len > 0)
            lanes_rest(engine->lanes);
    }
    if (engine->grown->partitions->len > 0 && (lanes_run(engine->lanes) || !grow(engine, error)))
        return *error == NULL;
    report_grown(engine->report, engine->grown);
    g_clear_pointer(&engine->grown, grown_free);
    return true;
}

/* The lanes rest while somebody wants that. Not while they rest to grow: that is done first. */
static bool pause_if_asked(Engine *engine, GError **error)
{
    bool asked = atomic_load(&engine->asked_pause);

    if (asked && !engine->is_paused && engine->grown == NULL) {
        reading_hold(engine->reading, time_wall_ms());
        lanes_rest(engine->lanes);
        engine->is_paused = true;
        engine->catches_up = false;
    } else if (!asked && engine->is_paused && !lanes_run(engine->lanes)) {
        engine->is_paused = false;
        engine->catches_up = true;
        return lanes_start(engine->lanes, error);
    }
    return true;
}

bool rest_if_due(Engine *engine, GError **error)
{
    return pause_if_asked(engine, error) && (engine->is_paused || grow_if_found(engine, error));
}
