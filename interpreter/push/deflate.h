#pragma once
/*
 * The websocket extension permessage-deflate (RFC 7692), in place of the one of libwebsockets:
 * deflate.c has why.
 *
 * Thread: `hub`.
 */
#include <libwebsockets.h>

int deflate_callback(struct lws_context *context, const struct lws_extension *extension,
                     struct lws *wsi, enum lws_extension_callback_reasons reason, void *user,
                     void *in, size_t len);
