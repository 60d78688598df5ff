#include "rpc/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

static bool change(const struct passwd *entry, GError **error)
{
    if (initgroups(entry->pw_name, entry->pw_gid) != 0 ||
        setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
        setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0)
        return fail(error, FAIL_CONFIG, "can't become the user %s: %s", entry->pw_name,
                    g_strerror(errno));
    /* A kernel that let us back would make all of the above a pretence. */
    if (entry->pw_uid != 0 && setuid(0) == 0)
        return fail(error, FAIL_CONFIG, "could become root again after becoming the user %s",
                    entry->pw_name);
    g_setenv("HOME", entry->pw_dir, TRUE);
    g_setenv("USER", entry->pw_name, TRUE);
    g_setenv("LOGNAME", entry->pw_name, TRUE);
    return true;
}

bool identity_become(const char *user, GError **error)
{
    const struct passwd *entry;

    if (user == NULL)
        return true;
    errno = 0;
    entry = getpwnam(user);
    if (entry == NULL)
        return fail(error, FAIL_CONFIG,
                    "option -u names the user %s, who has no account on this machine: the operator "
                    "must make one, or switch user impersonation off for this interpreter",
                    user);
    if (entry->pw_uid == geteuid() && entry->pw_uid == getuid())
        return true;
    if (geteuid() != 0)
        return fail(error, FAIL_CONFIG,
                    "option -u asks to run as the user %s, but Zeppelin runs as user id %d, which "
                    "may not change users: start the runner through sudo, or switch user "
                    "impersonation off for this interpreter",
                    user, (int)geteuid());
    return change(entry, error);
}
