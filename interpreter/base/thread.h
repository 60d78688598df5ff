#pragma once
/*
 * Threads that take no signals: those are main's.
 *
 * Thread: any.
 */
#include <glib.h>
#include <pthread.h>
#include <stdbool.h>

/**
 * thread_start() - start a thread with every signal blocked
 * @what:        whose it is, for the message: "the sessions"
 * @ret_thread:  to be joined; on success only
 * @error:       FAIL_LIMIT
 */
bool thread_start(void *(*work)(void *user), void *user, const char *what, pthread_t *ret_thread,
                  GError **error);
