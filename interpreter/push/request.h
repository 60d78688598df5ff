#pragma once
/*
 * What a viewer may say: one JSON object with one member.
 *
 * Thread: any; pure.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "push/hub.h"

typedef enum RequestKind {
    REQUEST_BAD, /* anything else */
    REQUEST_VIEW,
    REQUEST_ACK,
    REQUEST_ORDER,
} RequestKind;

typedef struct Request {
    RequestKind kind;
    char token[HUB_SECRET_LEN + 1]; /* of REQUEST_VIEW */
    uint64_t seq;                   /* of REQUEST_ACK */
    HubOrder order;                 /* of REQUEST_ORDER */
    uint64_t row;                   /* of REQUEST_ORDER: 0, or that of a list */
} Request;

Request request_read(const char *text, size_t text_len);
