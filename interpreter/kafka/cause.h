#pragma once
/*
 * Why nothing comes: what librdkafka says on its log and error callbacks, made into sentences that
 * name the broker and what to look at. A row of the table in cause.c is one kind of failure.
 *
 * Thread: any for cause_read(), which is pure; a CauseList belongs to who locks it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"

/* Which step of a connection failed. */
typedef enum CauseStep {
    CAUSE_OTHER, /* the way to the broker, or its answers */
    CAUSE_TLS,   /* one side speaks TLS and the other does not, or they don't agree */
    CAUSE_LOGIN,
} CauseStep;

typedef struct Cause {
    char *sentence; /* owned; with the broker's address, no full stop */
    FailCode code;  /* FAIL_NET or FAIL_KAFKA */
    int weight;     /* of two causes the heavier one tells more */
    bool is_final;  /* waiting does not mend it: a wrong password, a wrong protocol */
    CauseStep step;
    int64_t at_ms;
} Cause;

void cause_clear(Cause *cause); /* frees what is in it */

/**
 * cause_read() - one line of librdkafka about a broker
 * @line:       "host:port/id: what happened (after 3ms in state UP)"
 * @ret_cause:  cause_clear(); filled always: a line that no row knows is told as it is
 */
void cause_read(const char *line, int64_t at_ms, Cause *ret_cause);

/* The last ones, at most CAUSE_KEPT_MAX; zeroed is empty. */
enum { CAUSE_KEPT_MAX = 8, CAUSE_AGE_MS = 60000 };
typedef struct CauseList {
    Cause kept[CAUSE_KEPT_MAX];
    unsigned next;
} CauseList;

void cause_list_add_take(CauseList *list, Cause *cause); /* @cause: (taken) left empty */
void cause_list_clear(CauseList *list);
/* (borrowed) The heaviest, of equal ones the newest, not older than CAUSE_AGE_MS; NULL if none. */
const Cause *cause_list_find(const CauseList *list, int64_t now_ms);
