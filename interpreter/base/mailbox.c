/*
 * The lock is pthread's and not GMutex, because ThreadSanitizer sees only the former. The wake is
 * called outside the lock: it may write to a pipe or take a lock of its own.
 */
#include "base/mailbox.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct Mailbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    void **slots; /* @lock */
    size_t capacity;
    size_t head; /* @lock */
    size_t used; /* @lock */
    bool closed; /* @lock */
    GDestroyNotify item_free;
    MailboxWakeFn wake;
    void *wake_user;
};

Mailbox *mailbox_new(size_t capacity, GDestroyNotify item_free)
{
    Mailbox *mailbox = g_new0(Mailbox, 1);
    pthread_condattr_t attributes;

    assert(capacity > 0);
    mailbox->slots = g_new0(void *, capacity);
    mailbox->capacity = capacity;
    mailbox->item_free = item_free;
    pthread_mutex_init(&mailbox->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&mailbox->filled, &attributes);
    pthread_condattr_destroy(&attributes);
    return mailbox;
}

void mailbox_free(Mailbox *mailbox)
{
    void *item;

    if (mailbox == NULL)
        return;
    while ((item = mailbox_take(mailbox)) != NULL) {
        if (mailbox->item_free != NULL)
            mailbox->item_free(item);
    }
    pthread_cond_destroy(&mailbox->filled);
    pthread_mutex_destroy(&mailbox->lock);
    g_free(mailbox->slots);
    g_free(mailbox);
}

void mailbox_set_wake(Mailbox *mailbox, MailboxWakeFn wake, void *user)
{
    mailbox->wake = wake;
    mailbox->wake_user = user;
}

MailboxPut mailbox_put(Mailbox *mailbox, void *item)
{
    MailboxPut outcome;

    assert(item != NULL); /* NULL means "nothing" to the taker */

    pthread_mutex_lock(&mailbox->lock);
    if (mailbox->closed) {
        outcome = MAILBOX_CLOSED;
    } else if (mailbox->used == mailbox->capacity) {
        outcome = MAILBOX_FULL;
    } else {
        mailbox->slots[(mailbox->head + mailbox->used) % mailbox->capacity] = item;
        mailbox->used++;
        outcome = MAILBOX_TAKEN;
        pthread_cond_signal(&mailbox->filled);
    }
    pthread_mutex_unlock(&mailbox->lock);

    if (outcome == MAILBOX_TAKEN && mailbox->wake != NULL)
        mailbox->wake(mailbox->wake_user);
    return outcome;
}

/* @lock held */
static void *take_locked(Mailbox *mailbox)
{
    void *item;

    if (mailbox->used == 0)
        return NULL;
    item = mailbox->slots[mailbox->head];
    mailbox->head = (mailbox->head + 1) % mailbox->capacity;
    mailbox->used--;
    return item;
}

void *mailbox_take(Mailbox *mailbox)
{
    void *item;

    pthread_mutex_lock(&mailbox->lock);
    item = take_locked(mailbox);
    pthread_mutex_unlock(&mailbox->lock);
    return item;
}

static struct timespec deadline_in(int64_t timeout_ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += timeout_ms % 1000 * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

void *mailbox_wait(Mailbox *mailbox, int64_t timeout_ms)
{
    struct timespec deadline = deadline_in(MAX(timeout_ms, 0));
    int waited = 0;
    void *item;

    pthread_mutex_lock(&mailbox->lock);
    while (mailbox->used == 0 && !mailbox->closed && waited != ETIMEDOUT) {
        if (timeout_ms < 0)
            pthread_cond_wait(&mailbox->filled, &mailbox->lock);
        else
            waited = pthread_cond_timedwait(&mailbox->filled, &mailbox->lock, &deadline);
    }
    item = take_locked(mailbox);
    pthread_mutex_unlock(&mailbox->lock);
    return item;
}

void mailbox_close(Mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    mailbox->closed = true;
    pthread_cond_broadcast(&mailbox->filled);
    pthread_mutex_unlock(&mailbox->lock);
}
