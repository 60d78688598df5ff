#pragma once
/*
 * The streams of this process as people see and order them: a table, the one that a number names,
 * and STOP, PAUSE, RESUME. A user sees and orders his own streams, and no others; who has not
 * logged in is one user, so that an anonymous server has one list.
 *
 * Lock: the registry's is held, but for streams_order() and
 * streams_tell().
 */
#include "session/registry.h"
#include "statement/statement.h"

enum {
    STREAMS_PAST_MAX = 20, /* that have failed, and are still listed */
    STREAMS_PAST_MS = 60 * 60 * 1000,
};

/* One that has failed stays in the list for a while, until its paragraph is run again. */
void streams_remember(Sessions *sessions, const Run *run, Stream *stream);
GPtrArray *streams_past_array(void); /* (owned) for Sessions.past */
/* (owned) One row a stream, first those that have failed, then oldest first; a row's id is the
 * stream's number. */
EventTable *streams_table(Sessions *sessions, const char *user, int64_t wall_ms);
/* (owned) The rows of that table as the change that follows @before. */
Event *streams_change(Sessions *sessions, const char *user, int64_t wall_ms,
                      const EventTable *before);
/**
 * streams_order() - do what a statement STOP, PAUSE or RESUME of @asker says
 * @error:  FAIL_QUERY: no stream of that user has this number; or without one, the note has none
 *          or more than one
 *
 * Return: (owned) what was done, for people, or NULL. @lock not held.
 */
char *streams_order(Sessions *sessions, const Run *asker, const Statement *statement,
                    GError **error);
/* (owned) The one with that number that @user may order and that is not over, or NULL. */
Stream *streams_find_number(Sessions *sessions, const char *user, uint64_t number);
/* (owned) What was done, for people. @by: static; who stops it */
char *streams_mark(Stream *stream, HubOrder order, const char *by, int64_t wall_ms);
/* Tell its worker what it was marked for. @lock not held. */
void streams_tell(const Stream *stream, HubOrder order);
