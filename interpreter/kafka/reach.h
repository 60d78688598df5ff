#pragma once
/*
 * Whether a host's name is known here and its port takes connections; no word is spoken there.
 *
 * Thread: any; each call blocks until its deadline at most. A look-up of the system's that is not
 * done by then goes on behind it and is forgotten.
 */
#include <sys/socket.h>

#include "base/fail.h"

typedef struct ReachAddress {
    struct sockaddr_storage at;
    socklen_t len;
} ReachAddress;

enum { REACH_ADDRESSES_MAX = 16 };

/**
 * reach_split() - "SASL_SSL://host:9096" as its parts
 * @ret_host, @ret_port:  (owned); the port is 9092 where none is written
 * @error:                FAIL_CONFIG
 */
bool reach_split(const char *broker, char **ret_host, char **ret_port, GError **error);

/**
 * reach_resolve() - the addresses of a host
 * @ret_len:  1 to REACH_ADDRESSES_MAX
 * @error:    FAIL_NET
 *
 * Return: (owned) the addresses, or NULL.
 */
ReachAddress *reach_resolve(const char *host, const char *port, int64_t timeout_ms, size_t *ret_len,
                            GError **error);
char *reach_text(const ReachAddress *address); /* (owned) "10.0.0.1", without the port */

/* One of the addresses takes a connection, which is closed at once. @error: FAIL_NET */
bool reach_connect(const ReachAddress *addresses, size_t len, int64_t timeout_ms, GError **error);
