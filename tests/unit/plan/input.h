#pragma once
/*
 * What a plan is made from in tests: a list of topics, settings, and the moment of the statement.
 */
#include "plan/plan.h"

#define INPUT_NOW_US INT64_C(1769860800000000) /* 2026-01-31 12:00:00 UTC */

static const char *const input_topics[] = {
    "lines", "clicks", "my-topic", "a.b", "AWSKafkaTutorialTopic", "UserEvents", "userEvents", NULL,
};

/* @user: size_t* that counts the calls, or NULL */
static inline bool input_list_topics(void *user, char ***ret_topics, GError **error)
{
    size_t *calls = user;

    (void)error;
    if (calls != NULL)
        (*calls)++;
    *ret_topics = g_strdupv((char **)(gpointer)input_topics);
    return true;
}

static inline PlanInput input_make(const char *statement, const ConfigSet *settings, size_t *calls)
{
    return (PlanInput){.statement = statement,
                       .settings = settings,
                       .now_us = INPUT_NOW_US,
                       .topics = input_list_topics,
                       .topics_user = calls};
}
