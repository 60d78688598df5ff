/*
 * Where the hub listens: libwebsockets' context, its ports, and TLS.
 */
#include "push/loop.h"

#include <arpa/inet.h>

#include "base/fail.h"
#include "push/deflate.h"

enum {
    KEEPALIVE_S = 10, /* of a connection that fetches the page */
    SPARE_DESCRIPTORS = 8,
    PACKET_BYTES = 64 * 1024, /* given to a viewer's socket at once */
};

static const struct lws_extension extensions[] = {
    {"permessage-deflate", deflate_callback, "permessage-deflate"},
    {NULL,                 NULL,             NULL                },
};

static bool is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool make_context(Hub *hub, GError **error)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   (hub->has_tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
        .port = CONTEXT_PORT_NO_LISTEN,
        .fd_limit_per_thread =
            (unsigned)(hub->viewers_max + HUB_IDLE_CONNECTIONS + SPARE_DESCRIPTORS),
        .max_http_header_data = HUB_HEADER_BYTES_MAX,
        .timeout_secs = HUB_HANDSHAKE_S,
        .user = hub,
    };

    lws_set_log_level(0, NULL); /* what peers do wrong is counted */
    hub->context = lws_create_context(&info);
    return hub->context != NULL ||
           fail(error, FAIL_LIMIT,
                "the live view's server can't be made: memory or descriptors are out");
}

/* libwebsockets would take an IPv4 address for "every one" where its sockets are of IPv6. */
static bool is_ip4(const char *address)
{
    struct in_addr ip4;

    return is_set(address) && inet_pton(AF_INET, address, &ip4) == 1;
}

static bool listen_on(Hub *hub, const HubOptions *options, int port, bool with_ip6)
{
    static struct lws_protocols protocols[] = {
        {.name = "http",              .callback = http_callback},
        {.name = HUB_PROTOCOL,
         .callback = viewer_callback,
         .rx_buffer_size = HUB_REQUEST_BYTES_MAX,
         .tx_packet_size = PACKET_BYTES},
        {0},
    };
    struct lws_context_creation_info info = {
        .port = port,
        .iface = is_set(options->address) ? options->address : NULL,
        .protocols = protocols,
        .extensions = extensions,
        .keepalive_timeout = KEEPALIVE_S,
        .timeout_secs_ah_idle = HUB_HANDSHAKE_S, /* for a request's headers */
        .retry_and_idle_policy = &hub->idle,
        .alpn = "http/1.1",
        .vhost_name = "live",
        .ssl_cert_filepath = hub->has_tls ? options->certificate : NULL,
        .ssl_private_key_filepath = hub->has_tls ? options->key : NULL,
        .options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   (with_ip6 ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6) |
                   (hub->has_tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
    };

    protocols[0].per_session_data_size = http_session_bytes;
    protocols[1].per_session_data_size = viewer_session_bytes;
    hub->vhost = lws_create_vhost(hub->context, &info);
    if (hub->vhost != NULL)
        hub->port = lws_get_vhost_listen_port(hub->vhost);
    return hub->vhost != NULL && hub->port > 0;
}

static bool listen_with(Hub *hub, const HubOptions *options, bool with_ip6)
{
    for (int port = options->port_min; port > 0 && port <= options->port_max; port++) {
        if (listen_on(hub, options, port, with_ip6))
            return true;
    }
    return listen_on(hub, options, 0, with_ip6);
}

/* A machine may be without IPv6. What nobody asked for by a property is nobody's fault. */
static bool listen_somewhere(Hub *hub, const HubOptions *options, GError **error)
{
    bool is_asked = is_set(options->address) || hub->has_tls;

    if ((!is_ip4(options->address) && listen_with(hub, options, true)) ||
        listen_with(hub, options, false))
        return true;
    return fail(error, is_asked ? FAIL_CONFIG : FAIL_LIMIT, "the live view can't listen%s%s%s%s",
                is_set(options->address) ? " on " : "",
                is_set(options->address) ? options->address : "",
                is_set(options->address) ? ": is live_address one of this machine?" : ".",
                hub->has_tls ? " Do live_certificate and live_key belong together?" : "");
}

static bool check_file(const char *property, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    GError *failure = NULL;

    if (!g_file_get_contents(path, &text, NULL, &failure)) {
        fail(error, FAIL_CONFIG, "%s can't be read: %s", property, failure->message);
        g_error_free(failure);
        return false;
    }
    return strstr(text, "-----BEGIN ") != NULL ||
           fail(error, FAIL_CONFIG, "%s: %s is not a file in PEM", property, path);
}

static bool check_tls(const HubOptions *options, GError **error)
{
    if (is_set(options->certificate) != is_set(options->key))
        return fail(error, FAIL_CONFIG, "live_certificate and live_key go together: %s is missing",
                    is_set(options->key) ? "live_certificate" : "live_key");
    return !is_set(options->certificate) ||
           (check_file("live_certificate", options->certificate, error) &&
            check_file("live_key", options->key, error));
}

bool loop_listen(Hub *hub, const HubOptions *options, GError **error)
{
    if (!check_tls(options, error))
        return false;
    hub->has_tls = is_set(options->certificate);
    return make_context(hub, error) && listen_somewhere(hub, options, error);
}
