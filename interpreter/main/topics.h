#pragma once
/*
 * SHOW TOPICS: what the brokers have, as a table.
 *
 * Thread: main.
 */
#include "event/event.h"
#include "kafka/client.h"

bool topics_show(Client *client, int64_t timeout_ms, int query, EventFn emit, void *user,
                 GError **error);
