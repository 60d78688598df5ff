#pragma once
/*
 * Which topics a query reads, each once, and to which branches of the query a topic's records go.
 *
 * Thread: main to make, and to add while no lane runs; read-only else.
 */
#include "kafka/source.h"
#include "plan/plan.h"

typedef struct Input {
    SourceTopic topic;
    const char *pattern; /* (borrowed) of topics(), which matched it; or NULL */
    size_t *branches;    /* owned: indices of the plan's */
    size_t branches_len;
} Input;

typedef struct Inputs {
    Input *inputs; /* owned, with the topics' names, by which those of the beginning are sorted */
    size_t len;
    const PlanSelect *leaf; /* borrowed */
} Inputs;

/**
 * inputs_new() - the topics of a leaf plan
 * @topics:  NULL-ended: all topics there are; of use for patterns only, else it may be NULL
 * @error:   FAIL_QUERY for a pattern that matches no topic, or a topic that is read twice between
 *           different bounds; FAIL_LIMIT beyond SOURCE_TOPICS_MAX
 */
Inputs *inputs_new(const PlanSelect *leaf, const char *const *topics, GError **error);
void inputs_free(Inputs *inputs); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inputs, inputs_free)

/**
 * inputs_match() - whether a topic that is not read belongs to a pattern of the plan
 * @ret_topic:  its name, which is @topic, and its bounds; set if it does
 * @error:      FAIL_QUERY: to two of them, between different bounds
 *
 * Thread: any.
 */
bool inputs_match(const Inputs *inputs, const char *topic, SourceTopic *ret_topic, GError **error);
/* A topic that inputs_match() has found, behind the others. */
void inputs_add(Inputs *inputs, const char *topic);

/* (owned) The topics with their bounds, whose names are the inputs'. */
SourceTopic *inputs_topics(const Inputs *inputs);

bool inputs_need_topics(const PlanSelect *leaf);
