#include "rpc/watch.h"

#include <assert.h>
#include <glib.h>

void watch_init(Watch *watch, int64_t now_ms)
{
    *watch = (Watch){.started_ms = now_ms, .alone_since_ms = -1, .silent_since_ms = -1};
}

static void note_port(Watch *watch, const WatchFacts *facts)
{
    if (facts->port == WATCH_PORT_NOT_ASKED)
        return;
    watch->refusals = facts->port == WATCH_PORT_REFUSES ? watch->refusals + 1 : 0;
    if (facts->port != WATCH_PORT_SILENT)
        watch->silent_since_ms = -1;
    else if (watch->silent_since_ms < 0)
        watch->silent_since_ms = facts->now_ms;
    watch->next_probe_ms = facts->now_ms;
    if (facts->port == WATCH_PORT_ANSWERS || facts->recovery)
        watch->next_probe_ms += WATCH_PROBE_MS;
}

static bool is_server_gone(const Watch *watch, const WatchFacts *facts)
{
    /* A server that launches us connects at once; one that is only slow still has its port. */
    bool is_due = facts->was_connected || facts->parent_gone ||
                  facts->now_ms - watch->started_ms >= WATCH_UNCONNECTED_MS;

    if (watch->refusals >= WATCH_REFUSALS_MAX && is_due)
        return true;
    return watch->silent_since_ms >= 0 &&
           facts->now_ms - watch->silent_since_ms >= WATCH_SILENCE_MS;
}

WatchVerdict watch_judge(Watch *watch, const WatchFacts *facts)
{
    if (facts->connections > 0) {
        watch->alone_since_ms = -1;
        watch->silent_since_ms = -1;
        watch->refusals = 0;
        return WATCH_STAY;
    }
    if (watch->alone_since_ms < 0) {
        watch->alone_since_ms = facts->now_ms;
        watch->next_probe_ms = facts->now_ms;
    }
    if (!facts->recovery && facts->parent_gone && facts->was_connected)
        return WATCH_END_PARENT;

    note_port(watch, facts);
    if (facts->recovery) {
        bool has_waited = facts->now_ms - watch->alone_since_ms >= WATCH_RECOVERY_MS;

        if (has_waited && (watch->refusals > 0 || watch->silent_since_ms >= 0))
            return WATCH_END_RECOVERY;
    } else if (is_server_gone(watch, facts)) {
        return WATCH_END_SERVER;
    }
    if (facts->port == WATCH_PORT_NOT_ASKED && facts->now_ms >= watch->next_probe_ms)
        return WATCH_ASK;
    return WATCH_STAY;
}

const char *watch_verdict_text(WatchVerdict verdict)
{
    static const char *const texts[] = {
        [WATCH_END_PARENT] = "the Zeppelin server that launched this process has ended",
        [WATCH_END_SERVER] = "nobody is connected and Zeppelin's event service has gone",
        [WATCH_END_RECOVERY] = "the Zeppelin server has not come back for a day",
    };

    assert(verdict >= WATCH_END_PARENT && (size_t)verdict < G_N_ELEMENTS(texts));
    return texts[verdict];
}
