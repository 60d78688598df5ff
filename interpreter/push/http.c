/*
 * Plain HTTP: the page's files, the probe, and the gate of the websocket. Every answer carries the
 * headers that keep a page what it is: no script, style or connection but our own, embedded only
 * where Zeppelin is.
 */
#include "push/loop.h"
#include "push/origin.h"
#include "push/page.h"

#include "base/time_ms.h"

#define PROBE_PREFIX "probe/"
#define SOCKET_PATH "/ws"

enum {
    PATH_BYTES_MAX = 256,
    HEADERS_BYTES_MAX = 4096,
    CHUNK_BYTES = 16 * 1024,
};

/* What is left to send of an answer. */
typedef struct Answer {
    const unsigned char *at;
    size_t left;
    char text[HUB_SECRET_LEN]; /* a proof, or nothing */
} Answer;

const size_t http_session_bytes = sizeof(Answer);

typedef struct Headers {
    unsigned char buffer[LWS_PRE + HEADERS_BYTES_MAX];
    unsigned char *at;
    bool is_full;
} Headers;

static void add_header(struct lws *wsi, Headers *headers, const char *name, const char *value)
{
    if (lws_add_http_header_by_name(wsi, (const unsigned char *)name, (const unsigned char *)value,
                                    (int)strlen(value), &headers->at,
                                    headers->buffer + sizeof headers->buffer) != 0)
        headers->is_full = true;
}

/* (owned) A header of the request; "" if it has none or a longer one than we look at. */
static char *header_of(struct lws *wsi, enum lws_token_indexes token)
{
    char text[PATH_BYTES_MAX];

    return g_strdup(lws_hdr_copy(wsi, text, sizeof text, token) > 0 ? text : "");
}

static void add_policy(struct lws *wsi, Headers *headers, const char *host)
{
    g_autoptr(GString) policy =
        g_string_new("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                     "data:; base-uri 'none'; form-action 'none'; connect-src 'self'");

    origin_append_sockets(policy, host);
    g_string_append(policy, "; frame-ancestors 'self'");
    origin_append_ancestors(policy, host, (const char *const *)loop_hub(wsi)->origins);
    add_header(wsi, headers, "content-security-policy:", policy->str);
}

static void add_common(struct lws *wsi, Headers *headers)
{
    g_autofree char *host = header_of(wsi, WSI_TOKEN_HOST);
    g_autofree char *origin = header_of(wsi, WSI_TOKEN_ORIGIN);

    add_policy(wsi, headers, host);
    add_header(wsi, headers, "x-content-type-options:", "nosniff");
    add_header(wsi, headers, "referrer-policy:", "no-referrer");
    add_header(wsi, headers, "vary:", "origin");
    if (!origin_is_allowed(origin, host, (const char *const *)loop_hub(wsi)->origins))
        return;
    add_header(wsi, headers, "access-control-allow-origin:", origin);
    add_header(wsi, headers, "access-control-allow-private-network:", "true");
}

/**
 * answer() - the headers, and the body as the socket takes it
 * @extra:  name and value pairs, ended by NULL
 * @body:   borrowed until it is sent
 */
static int answer(struct lws *wsi, unsigned status, const char *type, const char *const *extra,
                  const unsigned char *body, size_t body_len)
{
    Answer *session = lws_wsi_user(wsi);
    Headers headers;
    unsigned char *end = headers.buffer + sizeof headers.buffer;

    headers.at = headers.buffer + LWS_PRE;
    headers.is_full = false;
    if (lws_add_http_common_headers(wsi, status, type, body_len, &headers.at, end) != 0)
        return -1;
    add_common(wsi, &headers);
    for (size_t i = 0; extra != NULL && extra[i] != NULL; i += 2)
        add_header(wsi, &headers, extra[i], extra[i + 1]);
    if (headers.is_full ||
        lws_finalize_write_http_header(wsi, headers.buffer + LWS_PRE, &headers.at, end) != 0)
        return -1;
    session->at = body;
    session->left = body_len;
    if (body_len == 0)
        return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
    lws_callback_on_writable(wsi);
    return 0;
}

static const char *const not_stored[] = {"cache-control:", "no-store", NULL};

static int refuse(struct lws *wsi, unsigned status, atomic_uint_fast64_t *counter)
{
    loop_count(counter);
    return answer(wsi, status, "text/plain", not_stored, NULL, 0);
}

static int answer_probe(struct lws *wsi, const char *challenge)
{
    Hub *hub = loop_hub(wsi);
    Answer *session = lws_wsi_user(wsi);
    HubChannel *channel = g_hash_table_lookup(hub->by_challenge, challenge);

    if (channel == NULL)
        return refuse(wsi, HTTP_STATUS_NOT_FOUND, &hub->counts.refused_probe);
    loop_count(&hub->counts.probes);
    atomic_store(&channel->seen_ms, time_monotonic_ms());
    memcpy(session->text, channel->proof, HUB_SECRET_LEN);
    return answer(wsi, HTTP_STATUS_OK, "text/plain", not_stored, (unsigned char *)session->text,
                  HUB_SECRET_LEN);
}

static int answer_file(struct lws *wsi, const PageFile *file)
{
    g_autofree char *has = header_of(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH);
    const char *const extra[] = {"cache-control:", "no-cache", "etag:", file->etag, NULL};

    loop_count(&loop_hub(wsi)->counts.pages);
    if (strcmp(has, file->etag) == 0)
        return answer(wsi, HTTP_STATUS_NOT_MODIFIED, file->type, extra, NULL, 0);
    return answer(wsi, HTTP_STATUS_OK, file->type, extra, file->bytes, file->len);
}

static int take_request(struct lws *wsi, const char *path)
{
    Hub *hub = loop_hub(wsi);
    const PageFile *file;
    char *uri = NULL;
    int uri_len = 0;
    int method = lws_http_get_uri_and_method(wsi, &uri, &uri_len);

    if (method == LWSHUMETH_OPTIONS)
        return answer(wsi, HTTP_STATUS_NO_CONTENT, "text/plain", not_stored, NULL, 0);
    if (method != LWSHUMETH_GET)
        return refuse(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED, &hub->counts.refused_path);
    path += path[0] == '/' ? 1 : 0;
    if (g_str_has_prefix(path, PROBE_PREFIX))
        return answer_probe(wsi, path + strlen(PROBE_PREFIX));
    file = page_find(path);
    if (file == NULL)
        return refuse(wsi, HTTP_STATUS_NOT_FOUND, &hub->counts.refused_path);
    return answer_file(wsi, file);
}

static int send_rest(struct lws *wsi, Answer *session)
{
    unsigned char buffer[LWS_PRE + CHUNK_BYTES];
    size_t len = MIN(session->left, CHUNK_BYTES);
    bool is_last = len == session->left;

    if (len == 0)
        return 0;
    memcpy(buffer + LWS_PRE, session->at, len);
    if (lws_write(wsi, buffer + LWS_PRE, len, is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
        return -1;
    session->at += len;
    session->left -= len;
    if (is_last)
        return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
    lws_callback_on_writable(wsi);
    return 0;
}

/* True if the client names our protocol among those that it speaks. */
static bool speaks_protocol(struct lws *wsi)
{
    g_autofree char *header = header_of(wsi, WSI_TOKEN_PROTOCOL);
    g_auto(GStrv) names = g_strsplit(header, ",", -1);

    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(g_strstrip(names[i]), HUB_PROTOCOL) == 0)
            return true;
    }
    return false;
}

/* 0: it may become a websocket; > 0: answered; < 0: hung up. A caller without an origin is no
 * browser, and needs the token as everybody does. */
static int judge_upgrade(struct lws *wsi, const char *to)
{
    Hub *hub = loop_hub(wsi);
    g_autofree char *path = header_of(wsi, WSI_TOKEN_GET_URI);
    g_autofree char *host = header_of(wsi, WSI_TOKEN_HOST);
    g_autofree char *origin = header_of(wsi, WSI_TOKEN_ORIGIN);
    atomic_uint_fast64_t *counter = NULL;

    if (g_ascii_strcasecmp(to, "websocket") != 0 || strcmp(path, SOCKET_PATH) != 0)
        counter = &hub->counts.refused_path;
    else if (lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0 &&
             !origin_is_allowed(origin, host, (const char *const *)hub->origins))
        counter = &hub->counts.refused_origin;
    else if (!speaks_protocol(wsi))
        counter = &hub->counts.refused_protocol;
    if (counter == NULL)
        return 0;
    loop_count(counter);
    return lws_return_http_status(wsi, HTTP_STATUS_FORBIDDEN, NULL) < 0 ? -1 : 1;
}

int http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t len)
{
    (void)len;
    switch ((int)reason) {
    case LWS_CALLBACK_HTTP:
        return take_request(wsi, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return send_rest(wsi, user);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return judge_upgrade(wsi, in);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: /* a websocket without a protocol's name */
    case LWS_CALLBACK_RAW_ADOPT:
    case LWS_CALLBACK_RAW_RX:
    case LWS_CALLBACK_HTTP_BODY:
        return -1;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
        loop_drain(loop_hub(wsi));
        return 0;
    default:
        return 0;
    }
}
