#include "base/thread.h"

#include <signal.h>

#include "base/fail.h"

bool thread_start(void *(*work)(void *user), void *user, const char *what, pthread_t *ret_thread,
                  GError **error)
{
    sigset_t all, before;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* the new thread inherits it */
    code = pthread_create(ret_thread, NULL, work, user);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0 || fail(error, FAIL_LIMIT, "no thread for %s: %s", what, g_strerror(code));
}
