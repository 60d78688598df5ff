#pragma once
/*
 * Calls to the publisher, made with the registry's lock held and sent without it.
 *
 * Thread: one at a time.
 */
#include "session/publish.h"

#include <glib.h>

typedef struct Outbox Outbox;

typedef enum OutboxKind {
    OUTBOX_ADD_OBJECT,
    OUTBOX_UPDATE_OBJECT,
    OUTBOX_REMOVE_OBJECT,
    OUTBOX_UPDATE_OUTPUT,
    OUTBOX_CHECKPOINT,
    OUTBOX_SET_LINK,
} OutboxKind;

Outbox *outbox_new(void);
void outbox_free(Outbox *outbox); /* NULL is fine; what was not sent is dropped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_free)

/* @name: copied. @text: (taken); NULL to remove */
void outbox_take_object(Outbox *outbox, OutboxKind kind, const char *name, char *text);
/* @type: static. @data: (taken) */
void outbox_take_output(Outbox *outbox, int index, const char *type, char *data);
void outbox_take_link(Outbox *outbox, char *url); /* @url: (taken) */
void outbox_add_checkpoint(Outbox *outbox);
bool outbox_is_empty(const Outbox *outbox);
/* In the order in which they were added. Not with the lock held. */
void outbox_send(const Outbox *outbox, Publisher *publisher, const char *note,
                 const char *paragraph);
