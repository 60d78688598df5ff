#pragma once
/*
 * The way to a cluster, step by step: names, ports, TLS, login, metadata, the brokers that the
 * cluster names, a record read, and one written if that is wanted. A step that fails says what is
 * wrong and what to do, and those behind it are not tried.
 *
 * Thread: one; a call blocks.
 */
#include "kafka/client.h"

typedef enum CheckResult {
    CHECK_GOOD,
    CHECK_FAILED,
    CHECK_SKIPPED, /* there is nothing to do here, or it was not tried */
} CheckResult;

extern const char *const check_result_names[]; /* by CheckResult: "ok", "failed", "skipped" */

typedef struct CheckStep {
    const char *step;   /* "DNS" */
    const char *target; /* of which there may be several: an address, a topic; or NULL */
    CheckResult result;
    int64_t took_ms;
    const char *said;   /* what was found, or what is wrong */
    const char *advice; /* what to do; or NULL */
} CheckStep;

/* @step: (borrowed) for the call */
typedef void (*CheckFn)(const CheckStep *step, void *user);

typedef struct CheckSpec {
    Client *client;     /* borrowed: a consumer that reads nothing */
    Client *producer;   /* borrowed; NULL: nothing is written */
    const char *topic;  /* to read from, or to write to; NULL: the first that there is */
    int64_t timeout_ms; /* of each step */
    CheckFn told;
    void *told_user;
} CheckSpec;

enum { CHECK_BROKERS_MAX = 20 }; /* of each kind that are tried and told one by one */

bool check_run(const CheckSpec *spec); /* true if no step failed */
