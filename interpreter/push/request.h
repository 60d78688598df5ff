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
    REQUEST_STOP,
} RequestKind;

typedef struct Request {
    RequestKind kind;
    char token[HUB_SECRET_LEN + 1]; /* of REQUEST_VIEW */
    uint64_t seq;                   /* of REQUEST_ACK */
} Request;

Request request_read(const char *text, size_t text_len);
