#pragma once
/*
 * A catalog worker: it answers what may stand at the cursor of a text, from what it knows, and
 * fetches what it does not know in the background. A broker that is away delays no answer.
 *
 * Thread: main asks; `refresh` talks to the brokers.
 */
#include "config/config.h"
#include "event/command.h"
#include "event/line_reader.h"
#include "main/output.h"

enum { CATALOG_FIRST_WAIT_MS = 100 }; /* for what a question makes it fetch; others don't wait */

/**
 * catalog_run() - answer the questions of the supervisor until it stops us or is gone
 * @reader:  (taken) the commands
 * @query:   that each answer carries
 *
 * Never returns: threads may wait for brokers.
 */
_Noreturn void catalog_run(LineReader *reader, const ConfigSet *settings, int query,
                           Output *output);
/* (owned) One answer; waits so long for what is not known at first. */
EventCandidates *catalog_complete(const ConfigSet *settings, const CommandAsk *ask, int64_t wait_ms,
                                  GError **error);
