/*
 * The extension that comes with libwebsockets (4.1.6, and 4.5 too) must not meet the network: what
 * a peer has compressed so that it just fills the buffer ends the process by an assertion, before
 * any token was asked for; so does a ping, its or ours, while a large message is under way; and a
 * compressed message that ends within four bytes of the buffer's end is never sent. This one holds
 * nothing back, so there is no "under way":
 *
 *  1. a message that is sent is compressed whole, into a buffer as large as it needs;
 *  2. of one that comes, no more is made than shows that it is too large.
 *
 * libwebsockets asks by a structure and answers by numbers that its public headers lack; they are
 * the same from 4.0 to 4.5.
 */
#include "push/deflate.h"

#include <glib.h>
#include <string.h>
#include <zlib.h>

#include "push/hub.h"

/* A message's bytes, before and after. */
typedef struct Exchange {
    struct lws_tokens in, out;
} Exchange;

typedef enum Outcome {
    OUTCOME_FAILED = -1,
    OUTCOME_UNTOUCHED = 0,
    OUTCOME_PIECE = 3, /* all that was given is used up; the message goes on */
    OUTCOME_WHOLE = 4, /* the same, and it ends here */
} Outcome;

enum {
    WINDOW_BITS = 12, /* with this level: 16 KB of window and 16 KB of hash for each viewer */
    MEMORY_LEVEL = 5,
    PEER_WINDOW_BITS = 15, /* a peer need not accept less, and we can't ask for it */
    RSV1 = 0x40,           /* in a frame's first byte: the message is compressed */
    OFFER_BYTES_MAX = 256,
};

static const unsigned char trailer[] = {0, 0, 0xff, 0xff}; /* of every message, never sent */

typedef struct Press {
    z_stream to_peer, from_peer;
    bool has_to_peer, has_from_peer;
    bool forgets;       /* server_no_context_takeover */
    bool is_compressed; /* the message that comes */
    size_t received;    /* bytes that were made of it */
    unsigned char text[HUB_REQUEST_BYTES_MAX + 2];
    GByteArray *sent; /* owned; the last message, until the next */
} Press;

static const struct lws_ext_options options[] = {
    {"server_no_context_takeover", EXTARG_NONE},
    {NULL,                         EXTARG_NONE},
};

/* A smaller window would have to be promised by name, which libwebsockets does not do. */
static bool is_offer_ours(struct lws *wsi)
{
    char offer[OFFER_BYTES_MAX];

    return lws_hdr_copy(wsi, offer, sizeof offer, WSI_TOKEN_EXTENSIONS) > 0 &&
           strstr(offer, "server_max_window_bits") == NULL;
}

static void *inflate_alloc(void *user, unsigned items, unsigned size)
{
    (void)user;
    return g_malloc0_n(items, size);
}

static void inflate_free(void *user, void *memory)
{
    (void)user;
    g_free(memory);
}

static Press *press_new(void)
{
    Press *press = g_new0(Press, 1);

    press->to_peer.zalloc = press->from_peer.zalloc = inflate_alloc;
    press->to_peer.zfree = press->from_peer.zfree = inflate_free;
    press->sent = g_byte_array_new();
    return press;
}

static void press_free(Press *press)
{
    if (press->has_to_peer)
        deflateEnd(&press->to_peer);
    if (press->has_from_peer)
        inflateEnd(&press->from_peer);
    g_byte_array_unref(press->sent);
    g_free(press);
}

/* ---- what comes ---- */

/* False if it is not compressed as it should be. What is too much is left out. */
static bool inflate_some(Press *press, const unsigned char *bytes, size_t len)
{
    z_stream *stream = &press->from_peer;
    int outcome;

    stream->next_in = (unsigned char *)(uintptr_t)bytes; /* zlib does not write there */
    stream->avail_in = (uInt)len;
    if (stream->avail_out == 0)
        return true;
    outcome = inflate(stream, Z_SYNC_FLUSH);
    return outcome == Z_OK || outcome == Z_BUF_ERROR;
}

/* One piece of a message. A pong within a fragmented message, should it carry bytes, can't be told
 * from a piece of that; no browser sends such. */
static Outcome receive(Press *press, struct lws *wsi, Exchange *exchange)
{
    z_stream *stream = &press->from_peer;
    bool is_last = lws_is_final_fragment(wsi) != 0;

    if (lws_is_first_fragment(wsi)) {
        press->is_compressed = (lws_get_reserved_bits(wsi) & RSV1) != 0;
        press->received = 0;
    }
    if (!press->is_compressed)
        return OUTCOME_UNTOUCHED;
    if (!press->has_from_peer && inflateInit2(stream, -PEER_WINDOW_BITS) != Z_OK)
        return OUTCOME_FAILED;
    press->has_from_peer = true;
    stream->next_out = press->text;
    stream->avail_out = (uInt)(HUB_REQUEST_BYTES_MAX + 1 - press->received);
    if (!inflate_some(press, exchange->in.token, (size_t)exchange->in.len) ||
        (is_last && !inflate_some(press, trailer, sizeof trailer)))
        return OUTCOME_FAILED;
    exchange->in.len = 0;
    exchange->out.token = press->text;
    exchange->out.len = (int)(stream->next_out - press->text);
    press->received += (size_t)exchange->out.len;
    if (is_last)
        press->is_compressed = false; /* a pong may follow */
    return is_last ? OUTCOME_WHOLE : OUTCOME_PIECE;
}

/* ---- what is sent ---- */

/* A whole message. */
static Outcome send_message(Press *press, Exchange *exchange)
{
    z_stream *stream = &press->to_peer;
    size_t room;

    if (exchange->in.token == NULL)
        return OUTCOME_UNTOUCHED;
    if (!press->has_to_peer && deflateInit2(stream, Z_BEST_SPEED, Z_DEFLATED, -WINDOW_BITS,
                                            MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return OUTCOME_FAILED;
    press->has_to_peer = true;
    room = deflateBound(stream, (uLong)exchange->in.len) + 2 * sizeof trailer;
    g_byte_array_unref(press->sent); /* a large one is not kept */
    press->sent = g_byte_array_sized_new((guint)(LWS_PRE + room));
    stream->next_in = exchange->in.token;
    stream->avail_in = (uInt)exchange->in.len;
    stream->next_out = press->sent->data + LWS_PRE;
    stream->avail_out = (uInt)room;
    if (deflate(stream, Z_SYNC_FLUSH) != Z_OK || stream->avail_in > 0 || stream->avail_out == 0)
        return OUTCOME_FAILED;
    exchange->in.len = 0;
    exchange->out.token = press->sent->data + LWS_PRE;
    exchange->out.len = (int)(room - stream->avail_out - sizeof trailer);
    if (press->forgets)
        deflateReset(stream);
    return OUTCOME_WHOLE;
}

int deflate_callback(struct lws_context *context, const struct lws_extension *extension,
                     struct lws *wsi, enum lws_extension_callback_reasons reason, void *user,
                     void *in, size_t len)
{
    (void)context;
    (void)extension;
    (void)len;
    switch ((int)reason) {
    case LWS_EXT_CB_CONSTRUCT:
        if (!is_offer_ours(wsi))
            return -1;
        *(Press **)user = press_new();
        *(const struct lws_ext_options **)in = options;
        return 0;
    case LWS_EXT_CB_OPTION_SET: /* there is but one */
        ((Press *)user)->forgets = true;
        return 0;
    case LWS_EXT_CB_DESTROY:
        press_free(user);
        return 0;
    case LWS_EXT_CB_PAYLOAD_RX:
        return receive(user, wsi, in);
    case LWS_EXT_CB_PAYLOAD_TX:
        return send_message(user, in);
    case LWS_EXT_CB_PACKET_TX_PRESEND: /* the frame's first byte */
        ((Exchange *)in)->in.token[0] |= RSV1;
        return 0;
    default:
        return 0;
    }
}
