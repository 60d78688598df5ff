#include "engine/opening.h"

#include "engine/backlog.h"
#include "kafka/made.h"

bool opening_inputs(const OpeningSpec *spec, Inputs **ret_inputs, GError **error)
{
    const PlanSelect *leaf = plan_leaf(spec->plan);
    g_auto(GStrv) topics = NULL;

    if (inputs_need_topics(leaf) &&
        !client_topics(spec->client, spec->options->open_timeout_ms, &topics, error))
        return false;
    *ret_inputs = inputs_new(leaf, (const char *const *)topics, error);
    return *ret_inputs != NULL;
}

static void make_record(const void *demo_at, int64_t i, int64_t at_ms, GString *key, GString *value)
{
    const PlanDemo *demo = demo_at;

    demo->demo->make((uint64_t)demo->seed, i, at_ms, key, value);
}

static Source *open_made(const PlanSource *source, const EngineOptions *options)
{
    SourceMade made = {.name = source->topic,
                       .rows = source->demo->rows,
                       .rate = source->demo->rate,
                       .start_ms = options->now_us / 1000,
                       .make = make_record,
                       .user = source->demo};

    return source_open_made(&made, options->lanes);
}

bool opening_source(const OpeningSpec *spec, const Inputs *inputs, Source **ret_source,
                    GError **error)
{
    const EngineOptions *options = spec->options;
    g_autofree SourceTopic *topics = NULL;
    SourceSpec source = {.lanes = options->lanes, .timeout_ms = options->open_timeout_ms};

    if (plan_demo(spec->plan) != NULL) {
        *ret_source = open_made(plan_demo(spec->plan), options);
        return true;
    }
    source.topics = topics = inputs_topics(inputs);
    source.topics_len = inputs->len;
    *ret_source = source_open(spec->client, &source, error);
    return *ret_source != NULL &&
           backlog_check(spec->plan, *ret_source, options->backlog_records_max, error);
}
