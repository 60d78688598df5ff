#pragma once
/*
 * Which topics a query reads, each once, and to which branches of the query a topic's records go.
 *
 * Thread: main to make; read-only afterwards.
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
    Input *inputs; /* owned, with the topics' names, by which they are sorted */
    size_t len;
} Inputs;

/**
 * inputs_new() - the topics of a leaf plan
 * @topics:  NULL-ended: all topics there are; of use for patterns only, else it may be NULL
 * @error:   FAIL_QUERY for a pattern that is none or matches no topic, or a topic that is read
 *           twice between different bounds; FAIL_LIMIT beyond SOURCE_TOPICS_MAX
 */
Inputs *inputs_new(const PlanSelect *leaf, const char *const *topics, GError **error);
void inputs_free(Inputs *inputs); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inputs, inputs_free)

bool inputs_need_topics(const PlanSelect *leaf);
