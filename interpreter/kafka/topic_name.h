#pragma once
/*
 * Kafka's rule for the names of topics.
 *
 * Thread: any; pure.
 */
#include "base/fail.h"

enum { TOPIC_NAME_BYTES_MAX = 249 };

/* @error: FAIL_QUERY with the rule. The mock cluster would create any, and then can't be asked
 * about it. */
bool topic_name_check(const char *topic, GError **error);
