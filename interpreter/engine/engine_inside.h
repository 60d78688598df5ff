#pragma once
/*
 * The engine from inside: what engine.c and rest.c share.
 *
 * Thread: main, but for what is atomic.
 */
#include <stdatomic.h>

#include "engine/analyze.h"
#include "engine/engine.h"
#include "engine/inputs.h"
#include "engine/lanes.h"
#include "engine/reading.h"
#include "engine/report.h"
#include "engine/visible.h"
#include "engine/writing.h"
#include "kafka/growth.h"

struct Engine {
    EngineOptions options;
    const PlanSelect *plan; /* borrowed */
    const PlanSelect *leaf; /* of it: what reads topics */
    Shape shape;            /* of the leaf */
    Client *client;         /* borrowed */
    Inputs *inputs;   /* owned; NULL for a plan without a topic, as all below but the last five */
    Source *source;   /* owned */
    Reading *reading; /* owned */
    Report *report;   /* owned */
    Lanes *lanes;     /* owned */
    Growth *growth;   /* owned; NULL: the source can't grow, or is not to */
    Grown *grown;     /* owned: it is to grow by this when the lanes rest; NULL */
    int64_t next_rows_us;
    Visible *visible; /* owned */
    Analyze *analyze; /* owned; NULL: the query's own rows are shown */
    Writing *writing; /* owned; NULL: rows are emitted */
    Feed *feed;       /* owned: of branches without a topic, or NULL */
    int wake_fd;      /* eventfd */
    atomic_bool asked_start, asked_stop, asked_pause;
    bool is_paused;  /* the lanes rest for that */
    bool catches_up; /* they run again, and have not read yet all that waited */
};

void engine_wake(void *engine_at); /* of an Engine. Thread: any; safe in a signal handler */

/* What is done while the lanes rest, in rest.c. */
bool rest_start_growth(Engine *engine, GError **error);
bool rest_if_due(Engine *engine, GError **error);
