#pragma once
/*
 * When one viewer may be sent the next change of a table. It acknowledges each when it is shown,
 * so that neither a slow network nor a slow page, nor one that nobody sees, is sent more than it
 * shows. The pause between two doubles, up to FLOW_PAUSE_MAX_US, when a change is due and the
 * viewer has not shown the ones before, and halves when it keeps up.
 *
 * Thread: that of the viewer. Pure: the time is an argument, monotonic microseconds.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FLOW_UNDERWAY_MAX = 4, /* changes that are sent and not yet acknowledged */
    FLOW_PAUSE_MAX_US = 200 * 1000,
};

typedef struct Flow {
    int64_t pause_min_us;
    int64_t pause_us;
    int64_t next_us;
    uint64_t underway[FLOW_UNDERWAY_MAX]; /* their seq, oldest first */
    size_t underway_len;
    bool was_held; /* something was due and had to wait for an acknowledgement */
} Flow;

/* @refresh_ms: as fast as changes are made; half of it is never waited for in vain */
void flow_init(Flow *flow, int64_t refresh_ms);

typedef enum FlowVerdict {
    FLOW_NOW,
    FLOW_LATER, /* at flow->next_us */
    FLOW_HELD,  /* when the viewer acknowledges */
} FlowVerdict;

/* Something is due. */
FlowVerdict flow_ask(Flow *flow, int64_t now_us);
void flow_sent(Flow *flow, uint64_t seq, int64_t now_us); /* after FLOW_NOW only */
/* Everything up to @seq is shown; false if nothing like that was sent. */
bool flow_acknowledged(Flow *flow, uint64_t seq);
void flow_forget(Flow *flow); /* nothing is under way: another table begins */
