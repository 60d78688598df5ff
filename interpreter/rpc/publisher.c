#include "rpc/publisher.h"

#include <pthread.h>

#include "base/log.h"
#include "base/time_ms.h"

enum { COMPLAINT_PAUSE_MS = 10 * 1000 };

static __thread bool is_publish_thread;

struct EventPublisher {
    Publisher base; /* first: what sessions hold */
    PublishSendFn send;
    void *send_user;
    PublishLostFn lost;
    void *lost_user;
    pthread_t thread;
    bool started;

    pthread_mutex_t lock;
    pthread_cond_t changed;     /* something to send, sent, failed, or stopping */
    Backlog *backlog;           /* (owned) @lock */
    const BacklogItem *sending; /* @lock: what the thread is at; NULL without */
    bool is_forgotten;          /* @lock: that is not to be tried again */
    bool is_renewed;            /* @lock: that is to be tried again on another server */
    bool stopping;              /* @lock */
    uint64_t failures;          /* @lock: sends without an answer, ever */
    uint64_t dropped;           /* @lock: items that found the backlog full */
    int pause_ms;               /* @lock: the next pause; 0 after a success */
    int64_t retry_at_ms;        /* @lock: monotonic */
    int64_t complained_ms;      /* @lock */
};

/* At most one line in a while, whatever goes wrong how often. Called with the lock held. */
static void complain(EventPublisher *self, const char *what, const char *why)
{
    int64_t now_ms = time_monotonic_ms();

    if (self->complained_ms != 0 && now_ms - self->complained_ms < COMPLAINT_PAUSE_MS)
        return;
    self->complained_ms = now_ms;
    log_line("rpc: %s waiting=%zu dropped=%" G_GUINT64_FORMAT " reason=\"%s\"", what,
             backlog_len(self->backlog), self->dropped, why);
}

static void wait_until(EventPublisher *self, int64_t deadline_ms)
{
    struct timespec until = {.tv_sec = deadline_ms / 1000,
                             .tv_nsec = (long)(deadline_ms % 1000) * 1000000};

    pthread_cond_timedwait(&self->changed, &self->lock, &until);
}

/* The next item when its time has come; NULL when stopping. Called with the lock held. */
static BacklogItem *next_item(EventPublisher *self)
{
    while (!self->stopping) {
        int64_t now_ms = time_monotonic_ms();

        if (backlog_len(self->backlog) == 0)
            pthread_cond_wait(&self->changed, &self->lock);
        else if (now_ms < self->retry_at_ms)
            wait_until(self, self->retry_at_ms);
        else
            return backlog_take(self->backlog);
    }
    return NULL;
}

static void pause_sending(EventPublisher *self)
{
    self->pause_ms = CLAMP(self->pause_ms * 2, PUBLISH_PAUSE_MIN_MS, PUBLISH_PAUSE_MAX_MS);
    self->retry_at_ms = time_monotonic_ms() + self->pause_ms;
    self->failures++;
}

/* @item: (taken). Called with the lock held. True if the paragraph is lost. */
static bool settle(EventPublisher *self, BacklogItem *item, EventOutcome outcome,
                   const GError *error)
{
    self->sending = NULL;
    switch (outcome) {
    case EVENT_DONE:
        self->pause_ms = 0;
        break;
    case EVENT_REFUSED:
        self->pause_ms = 0;
        complain(self, "an event was refused", error->message);
        break;
    case EVENT_UNKNOWN:
        self->pause_ms = 0;
        backlog_drop(self->backlog, item->note, item->paragraph);
        complain(self, "a paragraph is unknown to the server", error->message);
        return true; /* the caller frees the item: it names the paragraph */
    case EVENT_BROKEN:
        item->attempts++; /* fall through: as for the other, but not for ever */
        G_GNUC_FALLTHROUGH;
    case EVENT_UNREACHABLE:
        pause_sending(self);
        complain(self, "events wait for the server", error->message);
        if (self->is_forgotten)
            break;
        if (self->is_renewed)
            backlog_item_renew(item);
        if (item->attempts < PUBLISH_ATTEMPTS_MAX) {
            backlog_put_back(self->backlog, item);
            return false;
        }
        self->dropped++;
        break;
    }
    backlog_item_free(item);
    return false;
}

static void *publish(void *user)
{
    EventPublisher *self = user;
    BacklogItem *item;

    pthread_setname_np(pthread_self(), "publish");
    is_publish_thread = true;
    pthread_mutex_lock(&self->lock);
    while ((item = next_item(self)) != NULL) {
        g_autoptr(GError) error = NULL;
        EventOutcome outcome;

        self->sending = item;
        self->is_forgotten = self->is_renewed = false;
        pthread_mutex_unlock(&self->lock);
        outcome = self->send(self->send_user, item, &error);
        pthread_mutex_lock(&self->lock);
        if (settle(self, item, outcome, error)) {
            pthread_mutex_unlock(&self->lock);
            self->lost(self->lost_user, item->note, item->paragraph);
            backlog_item_free(item);
            pthread_mutex_lock(&self->lock);
        }
        pthread_cond_broadcast(&self->changed);
    }
    pthread_mutex_unlock(&self->lock);
    return NULL;
}

static void put(Publisher *base, BacklogItem *item)
{
    EventPublisher *self = (EventPublisher *)base;

    pthread_mutex_lock(&self->lock);
    if (self->stopping) {
        backlog_item_free(item);
    } else if (backlog_put(self->backlog, item) == BACKLOG_FULL) {
        self->dropped++;
        complain(self, "an event was dropped", "too much waits for the server");
    } else {
        pthread_cond_broadcast(&self->changed);
    }
    pthread_mutex_unlock(&self->lock);
}

static void add_object(Publisher *base, const char *note, const char *paragraph, const char *name,
                       const char *text)
{
    put(base, backlog_item_new(BACKLOG_ADD_OBJECT, note, paragraph, name, 0, text));
}

static void update_object(Publisher *base, const char *note, const char *paragraph,
                          const char *name, const char *text)
{
    put(base, backlog_item_new(BACKLOG_UPDATE_OBJECT, note, paragraph, name, 0, text));
}

static void remove_object(Publisher *base, const char *note, const char *paragraph,
                          const char *name)
{
    put(base, backlog_item_new(BACKLOG_REMOVE_OBJECT, note, paragraph, name, 0, NULL));
}

static void update_output(Publisher *base, const char *note, const char *paragraph, int index,
                          const char *type, const char *data)
{
    put(base, backlog_item_new(BACKLOG_UPDATE_OUTPUT, note, paragraph, type, index, data));
}

static void checkpoint(Publisher *base, const char *note, const char *paragraph)
{
    put(base, backlog_item_new(BACKLOG_CHECKPOINT, note, paragraph, NULL, 0, NULL));
}

static void set_link(Publisher *base, const char *note, const char *paragraph, const char *url)
{
    put(base, backlog_item_new(BACKLOG_SET_LINK, note, paragraph, NULL, 0, url));
}

static void set_page(Publisher *base, const char *url)
{
    put(base, backlog_item_new(BACKLOG_SET_PAGE, NULL, NULL, NULL, 0, url));
}

static bool is_sending(const EventPublisher *self, const char *note, const char *paragraph)
{
    const BacklogItem *sending = self->sending;

    return sending != NULL && g_str_equal(sending->note, note) &&
           g_str_equal(sending->paragraph, paragraph);
}

static bool is_pending(EventPublisher *self, const char *note, const char *paragraph,
                       uint64_t number)
{
    if (is_sending(self, note, paragraph) && self->sending->number <= number)
        return true;
    return backlog_waits(self->backlog, note, paragraph, number);
}

/* A server that does not answer is not waited for: what it can't be told now stays in the box. */
static void flush(Publisher *base, const char *note, const char *paragraph)
{
    EventPublisher *self = (EventPublisher *)base;
    int64_t deadline_ms = time_monotonic_ms() + PUBLISH_FLUSH_MS;
    uint64_t failures;
    uint64_t number;

    if (is_publish_thread)
        return; /* it would wait for itself */
    note = note != NULL ? note : "";
    paragraph = paragraph != NULL ? paragraph : "";

    pthread_mutex_lock(&self->lock);
    number = backlog_last_number(self->backlog);
    failures = self->failures;
    while (!self->stopping && self->pause_ms == 0 && self->failures == failures &&
           is_pending(self, note, paragraph, number) && time_monotonic_ms() < deadline_ms)
        wait_until(self, deadline_ms);
    pthread_mutex_unlock(&self->lock);
}

static void forget(Publisher *base, const char *note, const char *paragraph)
{
    EventPublisher *self = (EventPublisher *)base;

    pthread_mutex_lock(&self->lock);
    backlog_forget(self->backlog, note, paragraph);
    if (is_sending(self, note, paragraph) && backlog_is_forgettable(self->sending))
        self->is_forgotten = true;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

static const PublisherFns publisher_fns = {
    .add_object = add_object,
    .update_object = update_object,
    .remove_object = remove_object,
    .update_output = update_output,
    .checkpoint = checkpoint,
    .set_link = set_link,
    .set_page = set_page,
    .flush = flush,
    .forget = forget,
};

EventPublisher *publisher_new(PublishSendFn send, void *send_user)
{
    EventPublisher *self = g_new0(EventPublisher, 1);
    pthread_condattr_t attributes;

    self->base.fns = &publisher_fns;
    self->send = send;
    self->send_user = send_user;
    self->backlog = backlog_new(BACKLOG_ITEMS_MAX, BACKLOG_BYTES_MAX);
    pthread_mutex_init(&self->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&self->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return self;
}

Publisher *publisher_base(EventPublisher *self)
{
    return &self->base;
}

bool publisher_start(EventPublisher *self, PublishLostFn lost, void *lost_user, GError **error)
{
    int reason;

    self->lost = lost;
    self->lost_user = lost_user;
    reason = pthread_create(&self->thread, NULL, publish, self);
    if (reason != 0)
        return fail(error, FAIL_LIMIT, "no thread for events: %s", g_strerror(reason));
    self->started = true;
    return true;
}

void publisher_renew(EventPublisher *self)
{
    pthread_mutex_lock(&self->lock);
    backlog_renew(self->backlog);
    self->is_renewed = true;
    pthread_mutex_unlock(&self->lock);
}

void publisher_retry(EventPublisher *self)
{
    pthread_mutex_lock(&self->lock);
    self->pause_ms = 0;
    self->retry_at_ms = 0;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

void publisher_stop(EventPublisher *self)
{
    pthread_mutex_lock(&self->lock);
    self->stopping = true;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
    if (self->started)
        pthread_join(self->thread, NULL);
    self->started = false;
}

void publisher_free(EventPublisher *self)
{
    if (self == NULL)
        return;
    backlog_free(self->backlog);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    g_free(self);
}
