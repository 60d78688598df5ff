#pragma once
/*
 * One GET over HTTP or HTTPS: the one door to libcurl. It follows no redirect (a login could go
 * astray), verifies certificates, and has limits for time and bytes.
 *
 * Thread: any; a call blocks.
 */
#include <stdatomic.h>

#include "base/fail.h"

typedef struct HttpAsk {
    const char *url;
    const char *accept;        /* media types */
    const char *user;          /* NULL: no login */
    const char *password;      /* secret: in no message */
    const char *ca_file;       /* NULL: the system's */
    int64_t timeout_ms;        /* > 0 */
    size_t bytes_max;          /* of the answer */
    atomic_bool *is_cancelled; /* once true, the call ends soon */
} HttpAsk;

/* Before the first http_get(): loads libcurl. Thread: any. @error: FAIL_CONFIG: it is not there. */
bool http_start(GError **error);
/**
 * http_get() - ask, and wait for the answer
 * @ret_status:  200, 404, ...
 * @body:        the answer is appended
 * @error:       FAIL_NET with the reason; FAIL_LIMIT beyond @bytes_max; FAIL_CONFIG: a CA file
 *               that is none, or a certificate that is not trusted
 */
bool http_get(const HttpAsk *ask, long *ret_status, GString *body, GError **error);
