#pragma once
/*
 * What a query reads, opened: its topics, or what is made in their place.
 *
 * Thread: main.
 */
#include "engine/engine.h"
#include "engine/inputs.h"
#include "kafka/source.h"

typedef struct OpeningSpec {
    const PlanSelect *plan; /* borrowed, as what follows */
    Client *client;         /* NULL: nothing is read of a topic */
    const EngineOptions *options;
} OpeningSpec;

/* @ret_inputs: (owned) @error: as client_topics(), inputs_new() */
bool opening_inputs(const OpeningSpec *spec, Inputs **ret_inputs, GError **error);
/* @ret_source: (owned) set with an error too, if it was opened. @error: as source_open(),
 * backlog_check() */
bool opening_source(const OpeningSpec *spec, const Inputs *inputs, Source **ret_source,
                    GError **error);
