#pragma once
/*
 * Durable entries of one stream, in checkpoints: numbered 1, 2, ..., each whole on disk or not
 * there. The newest can be taken back once.
 *
 * Thread: one at a time.
 */
#include "base/fail.h"
#include "base/span.h"

typedef struct State State;

enum {
    STATE_NAME_MAX = 200,  /* bytes */
    STATE_TEXT_MAX = 4096, /* of what a checkpoint notes */
};

/**
 * state_open() - the state of a stream, made when it is not there
 * @folder:     where all states are; made with mode 0700
 * @name:       of the stream: letters, digits, '.', '_' and '-'
 * @bytes_max:  what it may grow to on disk
 * @error:      FAIL_CONFIG: the folder can't be used, or another process has it; FAIL_LIMIT
 *
 * Return: (owned) NULL with @error set.
 */
State *state_open(const char *folder, const char *name, size_t bytes_max, GError **error);
void state_close(State *state); /* NULL is fine; what is not committed is gone */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(State, state_close)

int64_t state_number(const State *state); /* of the newest checkpoint; 0: none */
/* (borrowed until the next change) What the newest checkpoint has noted; "" without one. */
const char *state_text(const State *state);
/**
 * state_settle() - make checkpoint @number the newest
 * @number:  0: everything goes
 *
 * Return: false if it is neither the newest nor the one before it: FAIL_CONFIG.
 */
bool state_settle(State *state, int64_t number, GError **error);
/* Calls @fn with every entry until one fails. @value is borrowed for the call. */
bool state_each(State *state, bool (*fn)(void *user, uint64_t key, Span value, GError **error),
                void *user, GError **error);

/* ---- one checkpoint; a failure of any call ends it, and nothing of it is there ---- */

bool state_begin(State *state, GError **error);
bool state_put(State *state, uint64_t key, Span value, GError **error);
bool state_remove(State *state, uint64_t key, GError **error); /* one that is not there is fine */
bool state_commit(State *state, const char *text, GError **error); /* synced to disk */
