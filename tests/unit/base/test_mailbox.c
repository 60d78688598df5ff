/* mailbox: bounded, in order, from several threads to one. */
#include "base/mailbox.h"

#include <pthread.h>

#include "lib/unit.h"

enum { ITEMS = 20000, PUTTERS = 3 };

static void items_come_in_the_order_they_were_put(void)
{
    g_autoptr(Mailbox) box = mailbox_new(2, g_free);

    UNIT_CHECK(mailbox_take(box) == NULL, "empty");
    UNIT_CHECK(mailbox_put(box, g_strdup("a")) == MAILBOX_TAKEN, "a");
    UNIT_CHECK(mailbox_put(box, g_strdup("b")) == MAILBOX_TAKEN, "b");
    {
        g_autofree char *c = g_strdup("c");
        g_autofree char *first = NULL;

        UNIT_CHECK(mailbox_put(box, c) == MAILBOX_FULL, "the putter keeps what does not fit");
        first = mailbox_take(box);
        UNIT_EQUALS_TEXT(first, "a");
    }
}

static void a_closed_box_gives_what_it_holds_and_takes_nothing(void)
{
    g_autoptr(Mailbox) box = mailbox_new(4, g_free);
    g_autofree char *late = g_strdup("late");
    g_autofree char *held = NULL;

    mailbox_put(box, g_strdup("held"));
    mailbox_close(box);
    UNIT_CHECK(mailbox_put(box, late) == MAILBOX_CLOSED, "closed");
    held = mailbox_wait(box, -1);
    UNIT_EQUALS_TEXT(held, "held");
    UNIT_CHECK(mailbox_wait(box, -1) == NULL, "closed and empty does not wait");
}

static void a_wait_ends_at_its_deadline(void)
{
    g_autoptr(Mailbox) box = mailbox_new(1, g_free);

    UNIT_CHECK(mailbox_wait(box, 5) == NULL, "nothing came");
}

static void *put_many(void *user)
{
    Mailbox *box = user;

    for (int i = 1; i <= ITEMS; i++) {
        while (mailbox_put(box, GINT_TO_POINTER(i)) == MAILBOX_FULL)
            g_thread_yield();
    }
    return NULL;
}

static void nothing_is_lost_between_threads(void)
{
    g_autoptr(Mailbox) box = mailbox_new(7, NULL);
    pthread_t putters[PUTTERS];
    gint64 sum = 0;

    for (int i = 0; i < PUTTERS; i++)
        pthread_create(&putters[i], NULL, put_many, box);
    for (int i = 0; i < ITEMS * PUTTERS; i++)
        sum += GPOINTER_TO_INT(mailbox_wait(box, 20000));
    for (int i = 0; i < PUTTERS; i++)
        pthread_join(putters[i], NULL);
    UNIT_CHECK(sum == (gint64)PUTTERS * ITEMS * (ITEMS + 1) / 2, "every item once");
    UNIT_CHECK(mailbox_take(box) == NULL, "and no more");
}

UNIT_MAIN("base/mailbox", UNIT(items_come_in_the_order_they_were_put),
          UNIT(a_closed_box_gives_what_it_holds_and_takes_nothing),
          UNIT(a_wait_ends_at_its_deadline), UNIT(nothing_is_lost_between_threads))
