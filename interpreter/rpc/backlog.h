#pragma once
/*
 * What waits to be sent to the server: a list for each paragraph, paragraphs taking turns, so that
 * one that is updated all the time holds up no other.
 *
 * A newer value of the same Angular object, or of the same output index, takes the place of one
 * that still waits, and goes to the end of its paragraph's list: the order in which things take
 * effect stays the order of the calls. Nothing is moved across a call of another kind (add,
 * remove, checkpoint): a checkpoint saves what was there when it was called.
 *
 * Thread: one at a time; no locks.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BACKLOG_ITEMS_MAX = 1000,
    BACKLOG_BYTES_MAX = 64 * 1024 * 1024,
};

typedef enum BacklogKind {
    BACKLOG_ADD_OBJECT,
    BACKLOG_UPDATE_OBJECT,
    BACKLOG_REMOVE_OBJECT,
    BACKLOG_UPDATE_OUTPUT,
    BACKLOG_CHECKPOINT,
    BACKLOG_SET_LINK,
    BACKLOG_SET_PAGE, /* of the process: its note and paragraph are "" */
} BacklogKind;

typedef struct BacklogItem {
    BacklogKind kind;
    char *note; /* owned, as all texts here; never NULL */
    char *paragraph;
    char *name;      /* the object's name, or the output's type; "" without */
    int index;       /* of an output; 0 without */
    char *text;      /* the object's value, the output's data, the link's address; "" without */
    uint64_t number; /* the backlog's: when the call was made, or the call that it replaced */
    int attempts;    /* the sender's */
} BacklogItem;

/* (owned) All texts are copied; NULL counts as "". */
BacklogItem *backlog_item_new(BacklogKind kind, const char *note, const char *paragraph,
                              const char *name, int index, const char *text);
void backlog_item_free(BacklogItem *item); /* NULL is fine */
bool backlog_is_forgettable(const BacklogItem *item);
/* An update of an object adds it, for a server that does not have it. */
void backlog_item_renew(BacklogItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BacklogItem, backlog_item_free)

typedef struct Backlog Backlog;

typedef enum BacklogPut {
    BACKLOG_TAKEN,
    BACKLOG_FULL, /* the item was freed */
} BacklogPut;

Backlog *backlog_new(size_t items_max, size_t bytes_max);
void backlog_free(Backlog *backlog); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Backlog, backlog_free)

BacklogPut backlog_put(Backlog *backlog, BacklogItem *item); /* @item: (taken) always */
BacklogItem *backlog_take(Backlog *backlog);                 /* (owned) NULL if nothing waits */
/* An item that could not be sent is the next of its paragraph again; freed if a newer value of the
 * same place waits by now. @item: (taken) */
void backlog_put_back(Backlog *backlog, BacklogItem *item);
/* The server was started anew: updates of objects that wait become additions. */
void backlog_renew(Backlog *backlog);
/* What is forgettable of the paragraph, updates and checkpoints, is of no use any more. */
void backlog_forget(Backlog *backlog, const char *note, const char *paragraph);
/* Nothing that waits for the paragraph is of use any more. */
void backlog_drop(Backlog *backlog, const char *note, const char *paragraph);

size_t backlog_len(const Backlog *backlog);
uint64_t backlog_last_number(const Backlog *backlog); /* of the newest put; 0 before the first */
/* Does a call made up to @number still wait for the paragraph? */
bool backlog_waits(const Backlog *backlog, const char *note, const char *paragraph,
                   uint64_t number);
