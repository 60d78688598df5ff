#pragma once
/*
 * `run --live`: the notebook's live view, served by the run itself. Its address stays the same for
 * all statements of a run, one after another.
 *
 * Thread: main. The hub asks for the whole from its own thread: a lock guards the stream.
 */
#include "base/fail.h"
#include "config/config.h"
#include "event/event.h"

typedef struct RunLive RunLive;

/* What a viewer wants; called on any thread. */
typedef struct RunLiveFns {
    void (*stop)(void);
    void (*pause)(bool is_paused);
} RunLiveFns;

/**
 * run_live_new() - begin to serve
 * @settings:  (borrowed) for the call: the properties live_...
 * @fns:       (borrowed) for the call
 */
RunLive *run_live_new(const ConfigSet *settings, const RunLiveFns *fns, GError **error);
void run_live_free(RunLive *live); /* tells the viewers; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunLive, run_live_free)
void run_live_begin(RunLive *live, const char *statement, int64_t refresh_ms);
void run_live_event(RunLive *live, const Event *event); /* (borrowed) of that statement */
