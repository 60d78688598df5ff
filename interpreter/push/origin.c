#include "push/origin.h"

#include <string.h>

enum { HOST_LEN_MAX = 255 };

/* The length of a host header's name, without its port; [::1] with its brackets. */
static size_t name_len(const char *host)
{
    const char *end = host[0] == '[' ? strchr(host, ']') : NULL;

    return end != NULL ? (size_t)(end + 1 - host) : strcspn(host, ":");
}

/* Of a name, or, between its brackets, an IPv6 address. */
static bool is_name_plain(const char *host, size_t len)
{
    if (host[0] == '[')
        return len > 2 && host[len - 1] == ']' &&
               strspn(host + 1, ":.0123456789abcdefABCDEF") == len - 2;
    return len > 0 && strspn(host, "-._0123456789abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ") >= len;
}

bool origin_host_is_plain(const char *host)
{
    const char *port = host + name_len(host);

    if (strlen(host) > HOST_LEN_MAX || !is_name_plain(host, name_len(host)))
        return false;
    return *port == '\0' || (*port == ':' && port[1] != '\0' && strlen(port) <= 6 &&
                             strspn(port + 1, "0123456789") == strlen(port + 1));
}

/* The host and port of an origin, or NULL. */
static const char *after_scheme(const char *origin)
{
    if (g_ascii_strncasecmp(origin, "http://", 7) == 0)
        return origin + 7;
    if (g_ascii_strncasecmp(origin, "https://", 8) == 0)
        return origin + 8;
    return NULL;
}

bool origin_is_allowed(const char *origin, const char *host, const char *const *listed)
{
    const char *from = after_scheme(origin);
    size_t len = name_len(host);

    if (from == NULL || !origin_host_is_plain(from))
        return false;
    if (origin_host_is_plain(host) && name_len(from) == len &&
        g_ascii_strncasecmp(from, host, len) == 0)
        return true;
    for (size_t i = 0; listed != NULL && listed[i] != NULL; i++) {
        if (g_ascii_strcasecmp(listed[i], origin) == 0)
            return true;
    }
    return false;
}

void origin_append_ancestors(GString *policy, const char *host, const char *const *listed)
{
    if (origin_host_is_plain(host))
        g_string_append_printf(policy, " http://%.*s:* https://%.*s:*", (int)name_len(host), host,
                               (int)name_len(host), host);
    for (size_t i = 0; listed != NULL && listed[i] != NULL; i++)
        g_string_append_printf(policy, " %s", listed[i]);
}

void origin_append_sockets(GString *policy, const char *host)
{
    if (origin_host_is_plain(host))
        g_string_append_printf(policy, " ws://%s wss://%s", host, host);
}

static void cut_suffix(char *text, const char *suffix)
{
    if (g_str_has_suffix(text, suffix))
        text[strlen(text) - strlen(suffix)] = '\0';
}

char *origin_of_url(const char *url)
{
    const char *from = after_scheme(url);
    g_autofree char *origin = NULL;

    if (from == NULL)
        return NULL;
    origin = g_ascii_strdown(url, (from - url) + (gssize)strcspn(from, "/?#"));
    cut_suffix(origin, origin[4] == 's' ? ":443" : ":80"); /* as browsers write it */
    return origin_host_is_plain(after_scheme(origin)) ? g_steal_pointer(&origin) : NULL;
}
