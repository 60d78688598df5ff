#pragma once
/*
 * The folder that holds what processes of one user must know of the embedded broker: its port file,
 * its log and three locks.
 *
 *   start.lock  held while somebody looks for the broker, starts it, or lets it go
 *   serve.lock  held by the broker that serves, all its life
 *   broker.lock shared by all users of the broker
 *
 * Locks are flock()'s: they go with the process that held them, whatever ends it.
 *
 * Thread: any.
 */
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#define RUNTIME_START_LOCK "start.lock"
#define RUNTIME_SERVE_LOCK "serve.lock"
#define RUNTIME_USERS_LOCK "broker.lock"
#define RUNTIME_LOG "broker.log"

enum { RUNTIME_BOOTSTRAP_MAX = 128 };

/**
 * runtime_open() - the folder, made if it is not there
 *
 * It is $ZEPPELIN_KAFKA_RUNTIME_DIR, else $XDG_RUNTIME_DIR/zeppelin-kafka, else
 * /tmp/zeppelin-kafka-<uid>. A folder of another user, one that others can enter, and a symbolic
 * link are refused: somebody could lay a broker of theirs there.
 *
 * Return: a descriptor to close(), or -1 with FAIL_CONFIG.
 */
int runtime_open(GError **error);

/* Take a lock: @operation is flock()'s. A descriptor to close(); -1 if it is taken, with LOCK_NB,
 * or with @error set. */
int runtime_lock(int folder, const char *name, int operation, GError **error);

bool runtime_write_port(int folder, const char *bootstrap, GError **error);
/* (owned) The address in the port file; NULL if there is none, or it is not one. @ret_pid: the
 * broker's, may be NULL. */
char *runtime_read_port(int folder, pid_t *ret_pid);
void runtime_remove_port(int folder);
