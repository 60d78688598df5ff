/*
 * publisher: what becomes of an event that is answered, refused, unknown, or not answered at all.
 * Method: a sender of the test's own, which notes each item and answers what the test has set; it
 * can hold an item until the test lets go.
 */
#include "lib/unit.h"

#include "base/time_ms.h"
#include "rpc/publisher.h"

typedef struct Sender {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GString *sent;            /* @lock: "paragraph text" of each item, a line each */
    EventOutcome outcomes[8]; /* @lock: of the first sends; then EVENT_DONE */
    int sends;                /* @lock */
    bool holds;               /* @lock: a send does not return while this is set */
    bool is_holding;          /* @lock */
    GString *lost;            /* @lock */
} Sender;

static void sender_init(Sender *sender)
{
    *sender = (Sender){.sent = g_string_new(NULL), .lost = g_string_new(NULL)};
    pthread_mutex_init(&sender->lock, NULL);
    pthread_cond_init(&sender->changed, NULL);
}

static void sender_done(Sender *sender)
{
    g_string_free(sender->sent, TRUE);
    g_string_free(sender->lost, TRUE);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->lock);
}

static EventOutcome send_item(void *user, const BacklogItem *item, GError **error)
{
    Sender *sender = user;
    EventOutcome outcome = EVENT_DONE;

    pthread_mutex_lock(&sender->lock);
    g_string_append_printf(sender->sent, "%s %s\n", item->paragraph, item->text);
    if (sender->sends < (int)G_N_ELEMENTS(sender->outcomes))
        outcome = sender->outcomes[sender->sends];
    sender->sends++;
    sender->is_holding = sender->holds;
    pthread_cond_broadcast(&sender->changed);
    while (sender->holds)
        pthread_cond_wait(&sender->changed, &sender->lock);
    sender->is_holding = false;
    pthread_mutex_unlock(&sender->lock);
    if (outcome != EVENT_DONE)
        fail(error, FAIL_NET, "the test's answer");
    return outcome;
}

static void on_lost(void *user, const char *note, const char *paragraph)
{
    Sender *sender = user;

    pthread_mutex_lock(&sender->lock);
    g_string_append_printf(sender->lost, "%s/%s ", note, paragraph);
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
}

static void hold(Sender *sender, bool holds)
{
    pthread_mutex_lock(&sender->lock);
    sender->holds = holds;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
}

/* Wait up to 10 s until @is_so; called with the lock held. */
#define AWAIT(sender, is_so)                                                                       \
    do {                                                                                           \
        struct timespec until_;                                                                    \
        int reason_ = 0;                                                                           \
                                                                                                   \
        clock_gettime(CLOCK_REALTIME, &until_);                                                    \
        until_.tv_sec += 10;                                                                       \
        pthread_mutex_lock(&(sender)->lock);                                                       \
        while (!(is_so) && reason_ == 0)                                                           \
            reason_ = pthread_cond_timedwait(&(sender)->changed, &(sender)->lock, &until_);        \
        pthread_mutex_unlock(&(sender)->lock);                                                     \
    } while (0)

static char *sent(Sender *sender) /* (owned) */
{
    char *copy;

    pthread_mutex_lock(&sender->lock);
    copy = g_strdup(sender->sent->str);
    pthread_mutex_unlock(&sender->lock);
    return copy;
}

static void update(EventPublisher *publisher, const char *paragraph, const char *text)
{
    Publisher *base = publisher_base(publisher);

    base->fns->update_object(base, "note", paragraph, "htm", text);
}

static void newer_values_replace_those_that_wait_for_a_slow_server(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    hold(&sender, true);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    update(publisher, "P", "0");
    AWAIT(&sender, sender.is_holding);
    for (int i = 1; i <= 1000; i++) {
        g_autofree char *text = g_strdup_printf("%d", i);

        update(publisher, "P", text);
    }
    hold(&sender, false);
    base->fns->flush(base, "note", "P");
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P 0\nP 1000\n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void every_call_of_a_publisher_reaches_the_sender_in_order(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    base->fns->add_object(base, "note", "P", "htm", "add");
    base->fns->update_object(base, "note", "P", "htm", "update");
    base->fns->update_output(base, "note", "P", 0, "TABLE", "table");
    base->fns->update_output(base, "note", "P", 1, "HTML", NULL);
    base->fns->checkpoint(base, "note", "P");
    base->fns->remove_object(base, "note", "P", "htm");
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    base->fns->flush(base, "note", "P");
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P add\nP update\nP table\nP \nP \nP \n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void what_a_server_does_not_answer_is_sent_again(void)
{
    Sender sender;
    EventPublisher *publisher;
    g_autofree char *all = NULL;

    sender_init(&sender);
    sender.outcomes[0] = EVENT_BROKEN;
    sender.outcomes[1] = EVENT_UNREACHABLE;
    sender.outcomes[2] = EVENT_UNREACHABLE;
    publisher = publisher_new(send_item, &sender);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    update(publisher, "P", "1");
    AWAIT(&sender, sender.sends == 4);
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P 1\nP 1\nP 1\nP 1\n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void an_item_that_breaks_every_connection_is_given_up(void)
{
    Sender sender;
    EventPublisher *publisher;
    g_autofree char *all = NULL;

    sender_init(&sender);
    for (int i = 0; i < PUBLISH_ATTEMPTS_MAX; i++)
        sender.outcomes[i] = EVENT_BROKEN;
    publisher = publisher_new(send_item, &sender);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    update(publisher, "P", "poison");
    AWAIT(&sender, sender.sends == PUBLISH_ATTEMPTS_MAX);
    update(publisher, "P", "good");
    AWAIT(&sender, strstr(sender.sent->str, "good") != NULL);
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P poison\nP poison\nP poison\nP good\n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void a_paragraph_that_the_server_does_not_know_is_lost(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    sender.outcomes[0] = EVENT_UNKNOWN;
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    update(publisher, "P", "1");
    base->fns->checkpoint(base, "note", "P");
    update(publisher, "Q", "2");
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    AWAIT(&sender, sender.lost->len > 0);
    base->fns->flush(base, "note", "Q");
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P 1\nQ 2\n");
    UNIT_EQUALS_TEXT(sender.lost->str, "note/P ");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void what_a_server_refuses_is_dropped_and_the_rest_is_sent(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    sender.outcomes[0] = EVENT_REFUSED;
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    update(publisher, "P", "1");
    base->fns->checkpoint(base, "note", "P");
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    base->fns->flush(base, "note", "P");
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P 1\nP \n");
    CU_ASSERT_EQUAL(sender.lost->len, 0);
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void a_flush_does_not_wait_for_a_server_that_has_gone(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    int64_t began_ms;

    sender_init(&sender);
    for (size_t i = 0; i < G_N_ELEMENTS(sender.outcomes); i++)
        sender.outcomes[i] = EVENT_UNREACHABLE;
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    began_ms = time_monotonic_ms();
    update(publisher, "P", "1");
    base->fns->flush(base, "note", "P");
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < PUBLISH_FLUSH_MS / 2);
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void what_is_forgotten_is_not_sent_and_not_tried_again(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    sender.outcomes[0] = EVENT_BROKEN;
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    hold(&sender, true);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    update(publisher, "P", "on its way");
    AWAIT(&sender, sender.is_holding);
    base->fns->checkpoint(base, "note", "P");
    update(publisher, "Q", "another");
    base->fns->forget(base, "note", "P");
    hold(&sender, false);
    AWAIT(&sender, sender.sends == 2);
    update(publisher, "P", "new");
    AWAIT(&sender, sender.sends == 3);
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, "P on its way\nQ another\nP new\n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void a_flush_of_a_slow_server_ends_after_two_seconds(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    int64_t began_ms;

    sender_init(&sender);
    hold(&sender, true);
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    began_ms = time_monotonic_ms();
    update(publisher, "P", "1");
    base->fns->flush(base, "note", "P");
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms >= PUBLISH_FLUSH_MS - 1);
    hold(&sender, false);
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

static void missing_texts_count_as_empty_ones(void)
{
    Sender sender;
    EventPublisher *publisher;
    Publisher *base;
    g_autofree char *all = NULL;

    sender_init(&sender);
    publisher = publisher_new(send_item, &sender);
    base = publisher_base(publisher);
    base->fns->update_object(base, NULL, NULL, NULL, NULL);
    base->fns->update_output(base, NULL, NULL, 0, NULL, NULL);
    base->fns->checkpoint(base, NULL, NULL);
    CU_ASSERT_TRUE(publisher_start(publisher, on_lost, &sender, NULL));
    base->fns->flush(base, NULL, NULL);
    all = sent(&sender);
    UNIT_EQUALS_TEXT(all, " \n \n \n");
    publisher_stop(publisher);
    publisher_free(publisher);
    sender_done(&sender);
}

UNIT_MAIN("rpc/publisher", UNIT(newer_values_replace_those_that_wait_for_a_slow_server),
          UNIT(every_call_of_a_publisher_reaches_the_sender_in_order),
          UNIT(what_a_server_does_not_answer_is_sent_again),
          UNIT(an_item_that_breaks_every_connection_is_given_up),
          UNIT(a_paragraph_that_the_server_does_not_know_is_lost),
          UNIT(what_a_server_refuses_is_dropped_and_the_rest_is_sent),
          UNIT(a_flush_does_not_wait_for_a_server_that_has_gone),
          UNIT(what_is_forgotten_is_not_sent_and_not_tried_again),
          UNIT(a_flush_of_a_slow_server_ends_after_two_seconds),
          UNIT(missing_texts_count_as_empty_ones))
