#pragma once
/*
 * What the runtime folder holds of the embedded broker: its port file, its log and three locks.
 *
 *   start.lock  held while somebody looks for the broker, starts it, or lets it go
 *   serve.lock  held by the broker that serves, all its life
 *   broker.lock shared by all users of the broker
 *
 * Thread: any.
 */
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#define PORT_FILE_START_LOCK "start.lock"
#define PORT_FILE_SERVE_LOCK "serve.lock"
#define PORT_FILE_USERS_LOCK "broker.lock"
#define PORT_FILE_LOG "broker.log"

enum { PORT_FILE_BOOTSTRAP_MAX = 128 };

/* @folder: of runtime_open() */
bool port_file_write(int folder, const char *bootstrap, GError **error);
/* (owned) The address in the port file; NULL if there is none, or it is not one. @ret_pid: the
 * broker's, may be NULL. */
char *port_file_read(int folder, pid_t *ret_pid);
void port_file_remove(int folder);
