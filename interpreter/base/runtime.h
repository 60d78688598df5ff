#pragma once
/*
 * The folder that holds what processes of one user must know of each other: the embedded broker's
 * port file and locks, and the ports of interpreters.
 *
 * Locks are flock()'s: they go with the process that held them, whatever ends it.
 *
 * Thread: any.
 */
#include <glib.h>

/**
 * runtime_open() - the folder, made if it is not there
 *
 * It is $ZEPPELIN_KAFKA_RUNTIME_DIR, else $XDG_RUNTIME_DIR/zeppelin-kafka, else
 * /tmp/zeppelin-kafka-<uid>. A folder of another user, one that others can enter, and a symbolic
 * link are refused: somebody could lay a file of theirs there.
 *
 * Return: a descriptor to close(), or -1 with FAIL_CONFIG.
 */
int runtime_open(GError **error);

/* Take a lock: @operation is flock()'s. A descriptor to close(); -1 if it is taken, with LOCK_NB,
 * or with @error set. */
int runtime_lock(int folder, const char *name, int operation, GError **error);
