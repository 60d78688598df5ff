/*
 * Side of the broker process: it shows its port, and knows when nobody uses it.
 */
#include <sys/file.h>
#include <unistd.h>

#include "base/fail.h"
#include "kafka/broker.h"
#include "base/runtime.h"
#include "kafka/port_file.h"

struct BrokerPort {
    int folder;
    int serve_lock; /* held all its life */
};

BrokerPort *broker_publish(const char *bootstrap, GError **error)
{
    GError *failure = NULL;
    int folder = runtime_open(error);
    BrokerPort *port;
    int lock;

    if (folder < 0)
        return NULL;
    lock = runtime_lock(folder, PORT_FILE_SERVE_LOCK, LOCK_EX | LOCK_NB, &failure);
    if (lock < 0) {
        g_autofree char *other = port_file_read(folder, NULL);

        close(folder);
        if (failure == NULL)
            return fail_null(error, FAIL_CONFIG,
                             "another embedded broker serves this user already%s%s",
                             other == NULL ? "" : ", at ", other == NULL ? "" : other);
        g_propagate_error(error, failure);
        return NULL;
    }
    port = g_new(BrokerPort, 1);
    *port = (BrokerPort){.folder = folder, .serve_lock = lock};
    if (!port_file_write(folder, bootstrap, error)) {
        broker_unpublish(port);
        return NULL;
    }
    return port;
}

/* A lock on the users' file that nobody else can share; -1 while it is used. */
static int lock_out_users(const BrokerPort *port)
{
    return runtime_lock(port->folder, PORT_FILE_USERS_LOCK, LOCK_EX | LOCK_NB, NULL);
}

bool broker_is_used(BrokerPort *port)
{
    int lock = lock_out_users(port);

    if (lock < 0)
        return true;
    close(lock);
    return false;
}

bool broker_leave(BrokerPort *port)
{
    int start = runtime_lock(port->folder, PORT_FILE_START_LOCK, LOCK_EX | LOCK_NB, NULL);
    int users;

    /* Somebody is looking for a broker this moment, and may find this one. */
    if (start < 0)
        return false;
    users = lock_out_users(port);
    if (users >= 0) {
        port_file_remove(port->folder);
        close(users);
    }
    close(start);
    return users >= 0;
}

void broker_unpublish(BrokerPort *port)
{
    if (port == NULL)
        return;
    port_file_remove(port->folder);
    close(port->serve_lock);
    close(port->folder);
    g_free(port);
}
