#pragma once
/*
 * What a plan is made from in tests: a list of topics, settings, and the moment of the statement.
 * The records of the topic "orders" are JSON objects, "a.b" has none; of all others nothing is
 * known.
 */
#include "plan/plan.h"

#define INPUT_NOW_US INT64_C(1769860800000000) /* 2026-01-31 12:00:00 UTC */

static const char *const input_topics[] = {
    "lines",      "clicks",     "orders", "my-topic", "a.b", "AWSKafkaTutorialTopic",
    "UserEvents", "userEvents", NULL,
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

static inline bool input_find_fields(void *user, const char *const *topics, const Format *format,
                                     Inferred **ret_inferred, GError **error)
{
    static const char *const taken[] = {"value", "key", "timestamp", NULL};
    const Span records[] = {
        span_of("{\"id\": 1, \"who\": \"ann\", \"price\": 1.5, \"at\": \"2026-01-31T10:00:00Z\", "
                "\"timestamp\": 5, \"place\": {\"city\": \"Rome\"}, \"tags\": [\"a\"]}"),
        span_of("{\"id\": \"x\", \"who\": null, \"Upper\": true}"),
    };
    const Span lines[] = {span_of("1,a"), span_of("2,b")};

    (void)user;
    (void)error;
    *ret_inferred = NULL;
    if (g_strv_contains(topics, "orders"))
        *ret_inferred = infer_records(records, G_N_ELEMENTS(records), format, taken);
    else if (g_strv_contains(topics, "clicks"))
        *ret_inferred = infer_records(lines, G_N_ELEMENTS(lines), format, taken);
    else if (g_strv_contains(topics, "a.b"))
        *ret_inferred = infer_records(NULL, 0, format, taken);
    return true;
}

static inline PlanInput input_make(const char *statement, const ConfigSet *settings, size_t *calls)
{
    return (PlanInput){.statement = statement,
                       .settings = settings,
                       .now_us = INPUT_NOW_US,
                       .topics = input_list_topics,
                       .fields = input_find_fields,
                       .topics_user = calls};
}
