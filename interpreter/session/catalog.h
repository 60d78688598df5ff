#pragma once
/*
 * Catalog workers, one for each connection, that is for each set of brokers and how they are spoken
 * to: started by the first question, stopped when nobody has asked for a while, started again after
 * a pause when they die. Whoever types is never held up: a question has CATALOG_ANSWER_MS.
 *
 * Thread: any; a lock of its own, under which only the pool's is taken.
 */
#include "config/config.h"
#include "worker/worker.h"

typedef struct Catalogs Catalogs;

enum {
    CATALOG_ANSWER_MS = 200,          /* then there is none */
    CATALOG_CONNECTIONS_MAX = 4,      /* workers at once */
    CATALOG_QUESTIONS_MAX = 32,       /* at once; more are not asked */
    CATALOG_IDLE_MS = 10 * 60 * 1000, /* without a question, until a worker is stopped */
    CATALOG_RETRY_FIRST_MS = 1000,    /* after a death, doubled by each that follows soon, ... */
    CATALOG_RETRY_MAX_MS = 60 * 1000, /* ... up to this */
    CATALOG_LASTING_MS = 60 * 1000,   /* a worker that lived so long died of something new */
};

Catalogs *catalogs_new(WorkerPool *pool); /* (owned); @pool: borrowed, freed before it */
void catalogs_free(Catalogs *catalogs);   /* NULL is fine */

/**
 * catalogs_ask() - ask the worker of a connection
 * @asker:     whose question it is: a newer one takes the place of one that is not answered yet
 * @set:       settings, of which those of the connection count
 * @ask:       its id is set here
 *
 * Return: (owned) the answer; no candidates if there is none in CATALOG_ANSWER_MS.
 */
EventCandidates *catalogs_ask(Catalogs *catalogs, const char *asker, const ConfigSet *set,
                              const CommandAsk *ask);
/* Stop those that nobody asks; once a second or so. @now_ms: monotonic */
void catalogs_tick(Catalogs *catalogs, int64_t now_ms);
/* No question waits any more, and none is asked. */
void catalogs_close(Catalogs *catalogs);
