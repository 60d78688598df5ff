#pragma once
/*
 * How often a panel's Angular object is updated. Each update makes Zeppelin write the note's file,
 * so it is done often only while somebody may look who can't reach our own live view: a sign of
 * such a viewer is a lease, which runs out by steps.
 *
 * Thread: one at a time. Pure: the time is an argument, monotonic.
 */
#include <stdbool.h>
#include <stdint.h>

enum {
    LEASE_PROBE_MS = 2000,       /* for a page that was opened to reach the live view by itself */
    LEASE_SAVE_MS = 60 * 1000,   /* between two saved tables; and two updates without a lease */
    LEASE_REMOTE_MS = 30 * 1000, /* between two writes of a note that is not a local file */
};

typedef struct Lease {
    int64_t signed_ms; /* the last sign; 0: none yet */
    unsigned signs;    /* so many: a page knows by another number that its own was heard */
    int64_t opened_ms; /* a page was opened: a sign, if it does not reach the live view; 0: none */
} Lease;

void lease_sign(Lease *lease, int64_t now_ms);
void lease_open(Lease *lease, int64_t now_ms);
/**
 * lease_settle() - a page that was opened has reached the live view, or is a sign by now
 * @seen_ms:  when the live view was asked for last; 0: never; INT64_MIN: there is none
 *
 * Return: true if it became a sign.
 */
bool lease_settle(Lease *lease, int64_t seen_ms, int64_t now_ms);
int64_t lease_settle_at_ms(const Lease *lease); /* INT64_MAX: nothing is open */
/* Between two updates; -1 without a lease. */
int64_t lease_pause_ms(const Lease *lease, int64_t now_ms);
