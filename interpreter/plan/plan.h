#pragma once
/*
 * A statement that is parsed, bound and ready to run. The plan and all that it points to live in
 * one arena, are read-only afterwards, and may be read by several threads.
 *
 * Thread: plan_new() any; pure but for the topic names that it is given by a function.
 */
#include "config/config.h"
#include "event/view.h"
#include "plan/analysis.h"
#include "plan/plan_change.h"

typedef enum PlanKind {
    PLAN_SELECT,
    PLAN_INSERT, /* VALUES into a topic */
    PLAN_VIEW,   /* one is made, or dropped */
    PLAN_TABLE,  /* the same of a topic */
    PLAN_COPY,   /* lines into a topic */
} PlanKind;

typedef struct Plan {
    PlanKind kind;
    PlanSelect select;
    const PlanAnalysis *analysis; /* how `select` is to be shown, not its rows; or NULL */
    PlanInsert insert;
    PlanView view;
    PlanTable table;
    PlanCopy copy;
} Plan;

/**
 * PlanTopicsFn - the names of the topics there are
 * @ret_topics:  (owned) NULL-ended names; called at most once a plan
 * @error:       FAIL_KAFKA or FAIL_NET
 */
typedef bool (*PlanTopicsFn)(void *user, char ***ret_topics, GError **error);

/**
 * PlanFieldsFn - the columns of some topics' records
 * @topics:        NULL-ended, at least one
 * @format:        as the statement says it, or NULL: as they look
 * @ret_inferred:  (owned) NULL: it is not known, and none are assumed
 * @error:         FAIL_KAFKA or FAIL_NET
 */
typedef bool (*PlanFieldsFn)(void *user, const char *const *topics, const Format *format,
                             Inferred **ret_inferred, GError **error);

typedef struct PlanInput {
    const char *statement;
    const ConfigSet *settings; /* since, until, for, ... */
    int64_t now_us;            /* the statement's start */
    const Zone *zone;          /* borrowed; NULL is UTC */
    PlanTopicsFn topics;
    PlanFieldsFn fields; /* or NULL: topics have the columns of every record only */
    void *topics_user;
    const EventViews *views; /* that the statement may use; NULL is none */
} PlanInput;

/**
 * plan_new() - parse and bind one statement
 * @arena:  (borrowed) holds the plan; it must outlive it and allow PLAN_ARENA_BYTES
 * @error:  FAIL_QUERY with the position in the statement and often a hint; FAIL_LIMIT (bytes,
 *          tokens, nesting); what @input->topics says
 *
 * What the language does not have yet is refused by its name and position, never ignored.
 */
const Plan *plan_new(const PlanInput *input, Arena *arena, GError **error);
