#pragma once
/*
 * The streams of this process as people see and order them: a table, the one that a number names,
 * and STOP, PAUSE, RESUME. A user sees and orders his own streams, and no others; who has not
 * logged in is one user, so that an anonymous server has one list.
 *
 * Lock: the registry's is held, but for streams_tell().
 */
#include "session/registry.h"

/* (owned) One row a stream, oldest first; a row's id is the stream's number. */
EventTable *streams_table(Sessions *sessions, const char *user, int64_t wall_ms);
/* (owned) The rows of that table as the change that follows @before. */
Event *streams_change(Sessions *sessions, const char *user, int64_t wall_ms,
                      const EventTable *before);
/**
 * streams_find() - the stream that a statement of @asker names
 * @name:   a number; NULL: the only one of the asker's note
 * @error:  FAIL_QUERY: there is none of that user, or more than one
 *
 * Return: (owned) a reference, or NULL.
 */
Stream *streams_find(Sessions *sessions, const Run *asker, const char *name, HubOrder order,
                     GError **error);
/* (owned) The one with that number that @user may order and that is not over, or NULL. */
Stream *streams_find_number(Sessions *sessions, const char *user, uint64_t number);
/* (owned) What was done, for people. @by: static; who stops it */
char *streams_mark(Stream *stream, HubOrder order, const char *by, int64_t wall_ms);
/* Tell its worker what it was marked for. @lock not held. */
void streams_tell(const Stream *stream, HubOrder order);
