#include "session/live.h"

#include <string.h>

#include "base/fail.h"
#include "push/page.h"

struct Live {
    Hub *hub;
    const HubChannelFns *fns;
    char *host;   /* owned; by which the server reaches us */
    char *url;    /* owned; of a proxy in front, ending in '/'; NULL without */
    char *notice; /* owned; NULL: the ports are those that were asked for */
};

/* "8895:8899", "8895", or "off" */
static bool parse_ports(const char *text, int *ret_min, int *ret_max, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 3);
    guint64 ports[2] = {0, 0};
    guint len = g_strv_length(parts);
    bool is_right = len == 1 || len == 2;

    for (guint i = 0; is_right && i < len; i++)
        is_right = g_ascii_string_to_unsigned(g_strstrip(parts[i]), 10, 0, 65535, &ports[i], NULL);
    *ret_min = (int)ports[0];
    *ret_max = len == 2 ? (int)ports[1] : (int)ports[0];
    return (is_right && *ret_min <= *ret_max) ||
           fail(error, FAIL_CONFIG,
                "zeppelin.kafka.live_ports is a port from 0 to 65535 (0: any), two of them as "
                "first:last, or off, not '%s'",
                text);
}

/* (owned) Ends in '/'; NULL if none is set. */
static char *proxy_url(const ConfigSet *base)
{
    const char *url = config_get_text(base, "live_url");

    if (url[0] == '\0')
        return NULL;
    return g_str_has_suffix(url, "/") ? g_strdup(url) : g_strconcat(url, "/", NULL);
}

/* By which address it is reached: the one that it listens on, where that is not every one. */
static const char *host_of(const char *address, const SessionServer *server)
{
    bool is_every =
        address[0] == '\0' || strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;

    return is_every ? server->host : address;
}

static bool check_url(const char *url, GError **error)
{
    if (url == NULL || ((g_str_has_prefix(url, "http://") || g_str_has_prefix(url, "https://")) &&
                        strpbrk(url, "\"'<>&#\\ ") == NULL && g_str_is_ascii(url)))
        return true;
    return fail(error, FAIL_CONFIG,
                "zeppelin.kafka.live_url is an address that begins with http:// or https://, "
                "without quotes and blanks, not '%s'",
                url);
}

/* (owned array of owned texts) */
static GPtrArray *all_origins(const ConfigSet *base, const SessionServer *server, const char *url)
{
    GPtrArray *origins = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) listed = g_strsplit(config_get_text(base, "live_origins"), ",", -1);

    for (size_t i = 0; listed[i] != NULL; i++)
        g_ptr_array_add(origins, g_strdup(g_strstrip(listed[i])));
    for (size_t i = 0; server->origins != NULL && server->origins[i] != NULL; i++)
        g_ptr_array_add(origins, g_strdup(server->origins[i]));
    if (url != NULL)
        g_ptr_array_add(origins, g_strdup(url));
    g_ptr_array_add(origins, NULL);
    return origins;
}

bool live_new(const ConfigSet *base, const SessionServer *server, const HubChannelFns *fns,
              Live **ret_live, GError **error)
{
    const char *ports = config_get_text(base, "live_ports");
    const char *address = config_get_text(base, "live_address");
    g_autofree char *url = proxy_url(base);
    g_autoptr(GPtrArray) origins = all_origins(base, server, url);
    HubOptions options = {
        .address = address[0] == '\0' && server->is_loopback ? "127.0.0.1" : address,
        .certificate = config_get_text(base, "live_certificate"),
        .key = config_get_text(base, "live_key"),
        .origins = (const char *const *)origins->pdata,
        .viewers_max = (size_t)config_get_int(base, "live_viewers_max"),
        .ping_ms = config_get_int(base, "live_ping"),
        .channel_age_ms = HUB_CHANNEL_AGE_MS,
    };
    Live *live;
    Hub *hub;

    if (strcmp(ports, "off") == 0) {
        *ret_live = NULL;
        return true;
    }
    if (!parse_ports(ports, &options.port_min, &options.port_max, error) || !check_url(url, error))
        return false;
    hub = hub_new(&options, error);
    if (hub == NULL)
        return false;
    live = g_new0(Live, 1);
    live->hub = hub;
    live->fns = fns;
    live->host = g_strdup(host_of(address, server));
    live->url = g_steal_pointer(&url);
    if (options.port_max > 0 &&
        (hub_port(hub) < options.port_min || hub_port(hub) > options.port_max))
        live->notice = g_strdup_printf("the ports %s of the live view are all taken, so it is on "
                                       "%d, which a tunnel does not know",
                                       ports, hub_port(hub));
    *ret_live = live;
    return true;
}

void live_free(Live *live)
{
    if (live == NULL)
        return;
    hub_free(live->hub);
    g_free(live->host);
    g_free(live->url);
    g_free(live->notice);
    g_free(live);
}

Hub *live_hub(Live *live)
{
    return live->hub;
}

/* ---- what the hub is told of a stream ---- */

static void unref_stream(void *stream)
{
    stream_unref(stream);
}

bool live_open(Live *live, Stream *stream)
{
    const HubChannelOptions options = {.refresh_ms = stream->refresh_ms,
                                       .may_stop = stream->viewers_may_stop,
                                       .fns = live->fns,
                                       .user = stream_ref(stream),
                                       .user_free = unref_stream};
    HubChannel *channel = hub_open(live->hub, &options);

    if (live->notice != NULL && stream->live == NULL && channel != NULL)
        stream_note(stream, live->notice);
    if (stream->live != NULL)
        hub_replace(stream->live);
    hub_channel_unref(stream->live);
    stream->live = channel;
    live_tell_whole(stream);
    return channel != NULL;
}

void live_tell_whole(Stream *stream)
{
    if (stream->live == NULL)
        return;
    hub_put_table(stream->live, event_table_copy(stream->table));
    live_tell_view(stream);
    live_tell_stats(stream);
}

static HubState state_of(const Stream *stream)
{
    switch (stream->state) {
    case STREAM_STARTING:
    case STREAM_WAITING:
        return HUB_STARTING;
    case STREAM_RUNNING:
        return HUB_LIVE;
    case STREAM_DONE:
        return HUB_ENDED;
    case STREAM_STOPPED:
        return HUB_STOPPED;
    case STREAM_FAILED:
        return HUB_FAILED;
    }
    g_assert_not_reached();
}

/* How it ended, as far as there is something to say. */
static const char *text_of(const Stream *stream)
{
    switch (stream->state) {
    case STREAM_DONE:
        return stream->end_text;
    case STREAM_FAILED:
        return stream->failure;
    case STREAM_STARTING:
    case STREAM_WAITING:
    case STREAM_RUNNING:
    case STREAM_STOPPED:
        break;
    }
    return stream->stopped_by;
}

void live_tell_view(Stream *stream)
{
    const HubView view = {
        .state = state_of(stream),
        .title = stream->title,
        .statement = stream->statement,
        .since_ms = stream->since_ms,
        .ended_ms = stream->ended_ms,
        .text = text_of(stream),
        .notices = stream->notices,
        .progress = stream->progress != NULL ? &stream->progress->progress : NULL,
        .paused_ms = stream_is_over(stream) ? 0 : stream->paused_ms,
        .may_stop = stream->viewers_may_stop && !stream_is_over(stream),
    };

    if (stream->live != NULL)
        hub_put_view(stream->live, &view);
}

void live_tell_stats(Stream *stream)
{
    if (stream->live != NULL && stream->stats != NULL)
        hub_put_stats(stream->live, stream->stats);
}

void live_tell_rows(Stream *stream, Event *rows)
{
    if (stream->live != NULL)
        hub_put_rows(stream->live, rows);
    else
        event_free(rows);
}

void live_close(Stream *stream)
{
    if (stream->live == NULL)
        return;
    hub_close(stream->live);
    hub_channel_unref(stream->live);
    stream->live = NULL;
}

/* ---- addresses ---- */

static bool is_ip6(const char *host)
{
    return strchr(host, ':') != NULL;
}

char *live_link(const Live *live, const Stream *stream)
{
    return live_address(live, stream->live);
}

char *live_address(const Live *live, const HubChannel *channel)
{
    const char *token = hub_channel_token(channel);

    if (live->url != NULL)
        return g_strconcat(live->url, "#", token, NULL);
    return g_strdup_printf(is_ip6(live->host) ? "%s://[%s]:%d/#%s" : "%s://%s:%d/#%s",
                           hub_has_tls(live->hub) ? "https" : "http", live->host,
                           hub_port(live->hub), token);
}

char *live_stub(const Live *live, const Stream *stream, const char *id, const char *note)
{
    g_autofree char *port = g_strdup_printf("%d", hub_port(live->hub));
    const char *const names[][2] = {
        {"@ID@",        id                                       },
        {"@NOTE@",      note                                     },
        {"@URL@",       live->url != NULL ? live->url : ""       },
        {"@SCHEME@",    hub_has_tls(live->hub) ? "https" : "http"},
        {"@HOST@",      live->host                               },
        {"@PORT@",      port                                     },
        {"@CHALLENGE@", hub_channel_challenge(stream->live)      },
        {"@PROOF@",     hub_channel_proof(stream->live)          },
        {"@TOKEN@",     hub_channel_token(stream->live)          },
    };
    GString *html = g_string_new(page_stub());

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_string_replace(html, names[i][0], names[i][1], 0);
    return g_string_free(html, FALSE);
}
