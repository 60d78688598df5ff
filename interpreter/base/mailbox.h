#pragma once
/*
 * A bounded queue of owned pointers, from any threads to one taker. An item has one owner at every
 * moment: the putter until MAILBOX_TAKEN, then the box, then the taker.
 *
 * Thread: any may put and close; one takes.
 */
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Mailbox Mailbox;
typedef void (*MailboxWakeFn)(void *user);

typedef enum MailboxPut {
    MAILBOX_TAKEN,
    MAILBOX_FULL,   /* the putter keeps the item: it drops, merges or waits */
    MAILBOX_CLOSED, /* the same: there is no taker any more */
} MailboxPut;

/**
 * mailbox_new() - an empty box
 * @capacity:   items it holds at most, > 0
 * @item_free:  frees what is left in it at the end; called on the thread that frees the box
 *
 * Return: (owned) the box.
 */
Mailbox *mailbox_new(size_t capacity, GDestroyNotify item_free);
void mailbox_free(Mailbox *mailbox); /* NULL is fine; nobody may use it any more */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mailbox, mailbox_free)

/* Call @wake after every item that is put, on the putter's thread: for a taker that polls. */
void mailbox_set_wake(Mailbox *mailbox, MailboxWakeFn wake, void *user);
/* @item: (taken) on MAILBOX_TAKEN only, not NULL */
MailboxPut mailbox_put(Mailbox *mailbox, void *item);
void *mailbox_take(Mailbox *mailbox); /* (owned) the oldest item; NULL if there is none now */
/* The same, but waits; NULL when @timeout_ms passed (< 0: for ever) or the box is closed and empty.
 */
void *mailbox_wait(Mailbox *mailbox, int64_t timeout_ms);
void mailbox_close(Mailbox *mailbox); /* no more puts; what is in it can still be taken */
