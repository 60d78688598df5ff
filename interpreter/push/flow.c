#include "push/flow.h"

#include <assert.h>
#include <string.h>

void flow_init(Flow *flow, int64_t refresh_ms)
{
    *flow = (Flow){.pause_min_us = refresh_ms * 1000 / 2};
    if (flow->pause_min_us > FLOW_PAUSE_MAX_US)
        flow->pause_min_us = FLOW_PAUSE_MAX_US;
    flow->pause_us = flow->pause_min_us;
}

FlowVerdict flow_ask(Flow *flow, int64_t now_us)
{
    if (flow->underway_len == FLOW_UNDERWAY_MAX) {
        flow->was_held = true;
        return FLOW_HELD;
    }
    return now_us < flow->next_us ? FLOW_LATER : FLOW_NOW;
}

void flow_sent(Flow *flow, uint64_t seq, int64_t now_us)
{
    assert(flow->underway_len < FLOW_UNDERWAY_MAX);
    if (flow->was_held)
        flow->pause_us = flow->pause_us * 2 + 1000;
    else if (flow->underway_len == 0)
        flow->pause_us /= 2;
    if (flow->pause_us > FLOW_PAUSE_MAX_US)
        flow->pause_us = FLOW_PAUSE_MAX_US;
    if (flow->pause_us < flow->pause_min_us)
        flow->pause_us = flow->pause_min_us;
    flow->was_held = false;
    flow->next_us = now_us + flow->pause_us;
    flow->underway[flow->underway_len++] = seq;
}

bool flow_acknowledged(Flow *flow, uint64_t seq)
{
    size_t shown = 0;

    while (shown < flow->underway_len && flow->underway[shown] <= seq)
        shown++;
    if (shown == 0 || flow->underway[shown - 1] != seq)
        return false;
    flow->underway_len -= shown;
    memmove(flow->underway, flow->underway + shown, flow->underway_len * sizeof(uint64_t));
    return true;
}

void flow_forget(Flow *flow)
{
    flow->underway_len = 0;
}
