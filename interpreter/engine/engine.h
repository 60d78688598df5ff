#pragma once
/*
 * One running query: lanes read and group, the main thread merges their hand-overs, keeps the
 * watermark and the visible table, and says what changed as events.
 *
 * Thread: all functions from the main thread, but engine_stop(), engine_start() and
 * engine_pause(), from any.
 */
#include "codec/schema_registry.h"
#include "event/event.h"
#include "kafka/client.h"
#include "kafka/sink.h"
#include "kafka/transaction.h"
#include "plan/plan.h"
#include "state/state.h"

typedef struct Engine Engine;

/* Rows are written to a topic, and not shown: INSERT ... SELECT. */
typedef struct EngineInsert {
    const PlanTarget *target;
    Sink *sink;               /* of the transaction's client */
    Transaction *transaction; /* opened */
    const char *stream;       /* its name */
    const char *note;         /* of the statement: who has committed another can't be resumed */
    State *state;             /* where its groups are kept; NULL: it has none */
    bool is_durable;          /* offsets are committed with the rows */
    bool resumes;             /* from them, if there are some */
    int64_t checkpoint_ms;
} EngineInsert;

typedef struct EngineOptions {
    int query;              /* id in every event */
    int lanes;              /* >= 1 */
    int64_t refresh_ms;     /* at least so long between two `rows` */
    int64_t rows_max;       /* visible rows at most, of a query without LIMIT; 0: all */
    int64_t memory_max;     /* accounted bytes; beyond it FAIL_LIMIT */
    int64_t windows_retain; /* closed windows that are remembered */
    int64_t grace_ms, idle_ms;
    int64_t future_max_ms;    /* event times further ahead of the wall do not move the watermark */
    bool skips_errors;        /* rows that fail are left out and counted */
    int64_t now_us;           /* the statement's start */
    const Zone *zone;         /* borrowed; NULL is UTC */
    SchemaRegistry *registry; /* borrowed: of Avro's schemas, or NULL; cancelled at the end */
    int64_t open_timeout_ms;  /* topics must be opened by then */
    int64_t metadata_refresh_ms; /* new partitions are looked for so often; 0: never */
    int64_t backlog_records_max; /* more waiting at the start are refused; 0: no limit */
    bool waits;                  /* an endless query waits for engine_start() after its schema */
    bool final_only;             /* rows are emitted once, at the end: nobody looks before */
    bool each_row;     /* with groups: each row changes the table by itself, and is emitted so,
                        * in the order read; of one lane */
    bool streams_rows; /* rows without groups and order go out once and are not kept */
    const EngineInsert *insert;   /* borrowed; NULL: rows are emitted */
    const PlanAnalysis *analysis; /* borrowed: it is shown, and not the query's rows; or NULL */
    int64_t planning_us;          /* for it: what it took to make the plan */
    EventFn emit; /* schema, rows, stats, progress, notice; not error and end: the caller's */
    void *emit_user;
} EngineOptions;

/**
 * engine_new() - open the topics
 * @plan:    (borrowed) of kind PLAN_SELECT; must outlive the engine
 * @client:  (borrowed) a consumer, or NULL for a plan without a topic
 * @error:   as source_open(); FAIL_LIMIT for a backlog or memory
 */
Engine *engine_new(const PlanSelect *plan, Client *client, const EngineOptions *options,
                   GError **error);
void engine_free(Engine *engine); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)

typedef enum EngineEnd {
    ENGINE_DONE,    /* all that the plan wanted was read */
    ENGINE_STOPPED, /* engine_stop() was called; the last state was emitted */
} EngineEnd;

/* Emit the schema, run to the end, emit the last rows. Errors of a record name its topic,
 * partition and offset. */
bool engine_run(Engine *engine, EngineEnd *ret_end, GError **error);
int64_t engine_written(const Engine *engine); /* records that an insert has committed */
void engine_start(Engine *engine);            /* an endless query that waits begins */
/* Read nothing more for now, and go on where that was. Meanwhile the wall's time stands still for
 * the watermark: no window closes, and nothing ends, for records that wait. */
void engine_pause(Engine *engine, bool is_paused);
void engine_stop(Engine *engine); /* also before engine_run(); safe in a signal handler */
