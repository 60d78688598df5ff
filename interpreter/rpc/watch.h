#pragma once
/*
 * When must the process end? A server does not always say goodbye: it may be killed, or lose the
 * race with its own exit. This judges once a second, from what can be seen: the parent process,
 * the connections, and whether the event service's port still answers. With recovery configured
 * the server is expected to come back, and the process waits for it.
 *
 * It reads no clock and asks nobody itself: all comes as arguments.
 *
 * Thread: one at a time.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WATCH_TICK_MS = 1000,
    WATCH_PROBE_MS = 10 * 1000,       /* between two probes of a port that answers */
    WATCH_REFUSALS_MAX = 2,           /* in a row, then the server is gone */
    WATCH_UNCONNECTED_MS = 30 * 1000, /* for a server that has never connected yet */
    WATCH_SILENCE_MS =
        10 * 60 * 1000, /* nobody connected, and the port neither answers nor refuses */
    WATCH_RECOVERY_MS = 24 * 60 * 60 * 1000, /* how long recovery waits for its server */
};

typedef enum WatchPort {
    WATCH_PORT_NOT_ASKED,
    WATCH_PORT_ANSWERS,
    WATCH_PORT_REFUSES,
    WATCH_PORT_SILENT,
} WatchPort;

typedef struct WatchFacts {
    int64_t now_ms;   /* monotonic */
    bool parent_gone; /* the process that launched us has ended */
    size_t connections;
    bool was_connected; /* there has been a connection at some time */
    bool recovery;
    WatchPort port; /* the event service's, if the last verdict was WATCH_ASK */
} WatchFacts;

typedef enum WatchVerdict {
    WATCH_STAY,
    WATCH_ASK, /* find out about the port and judge again */
    WATCH_END_PARENT,
    WATCH_END_SERVER,
    WATCH_END_RECOVERY,
} WatchVerdict;

typedef struct Watch {
    int64_t started_ms;
    int64_t alone_since_ms; /* without any connection; -1 with one */
    int64_t next_probe_ms;
    int64_t silent_since_ms; /* -1 if the port has said something at the last probe */
    int refusals;
} Watch;

void watch_init(Watch *watch, int64_t now_ms);
WatchVerdict watch_judge(Watch *watch, const WatchFacts *facts);
const char *watch_verdict_text(WatchVerdict verdict); /* why the process ends, for people */
