#pragma once
/*
 * CREATE TABLE and DROP TABLE, once they are planned: topics are made and deleted, and what is
 * declared of them is put into the list of views and tables.
 *
 * Thread: one.
 */
#include "event/event.h"
#include "kafka/client.h"
#include "plan/plan.h"

typedef struct TablesSpec {
    const ConfigSet *settings;
    EventViews *views;    /* (borrowed) the list */
    const char *lifetime; /* in words, how long what is declared is there */
    Client *client;       /* (borrowed) a producer; NULL where tables_need_client() says no */
    int64_t timeout_ms;
    int query;
    EventFn emit;
    void *emit_user;
} TablesSpec;

/* Whether the operator lets the statement do what it says; FAIL_CONFIG. */
bool tables_check(const PlanTable *plan, const ConfigSet *settings, GError **error);
/* Whether brokers are asked, and not only something is declared. */
bool tables_need_client(const PlanTable *plan);
/**
 * tables_change() - do what the statement says, and say it in events
 * @ret_text:  (owned) what was done, for people
 * @error:     what change_create() and change_delete() say; FAIL_LIMIT: the list has no room
 */
bool tables_change(const PlanTable *plan, const TablesSpec *spec, char **ret_text, GError **error);
