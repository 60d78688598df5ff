/*
 * Heard: what librdkafka's statistics say of leaders. Method: texts of the form that it writes, at
 * times that are numbers.
 */
#include "kafka/heard.h"

#include <string.h>

#include "lib/unit.h"

enum { BREAK_US = 3000 };

/* Broker 1 leads lines-0 and other-7, broker 2 leads lines-1. */
static void read_at(Heard *heard, int now_us, int silent_1_us, int silent_2_us)
{
    g_autofree char *text = g_strdup_printf(
        "{\"name\": \"x\", \"ts\": %d, \"brokers\": {"
        "\"127.0.0.1:9/bootstrap\": {\"nodeid\": -1, \"rxidle\": 5, \"toppars\": {\"lines-9\": "
        "{}}},"
        "\"a:9/1\": {\"nodeid\": 1, \"rxidle\": %d, \"toppars\": {\"lines-0\": {\"topic\": "
        "\"lines\", "
        "\"partition\": 0}, \"other-7\": {}}},"
        "\"b:9/2\": {\"nodeid\": 2, \"rxidle\": %d, \"toppars\": {\"lines-1\": {}}}}}",
        now_us, silent_1_us, silent_2_us);

    heard_read(heard, text, strlen(text));
}

static void check(const Heard *heard, const char *topic, int partition, int64_t since_us,
                  int64_t until_us)
{
    HeardSpan span = {-1, -1};

    CU_ASSERT_TRUE(heard_find(heard, topic, partition, &span));
    CU_ASSERT_EQUAL(span.since_us, since_us);
    CU_ASSERT_EQUAL(span.until_us, until_us);
}

static void a_leader_that_answers_is_heard_for_each_of_its_partitions(void)
{
    g_autoptr(Heard) heard = heard_new(BREAK_US);

    read_at(heard, 10000, 100, 400);
    read_at(heard, 11000, 50, 300);
    check(heard, "lines", 0, 9900, 10950);
    check(heard, "other", 7, 9900, 10950);
    check(heard, "lines", 1, 9600, 10700);
}

static void one_that_is_silent_stands_still_and_begins_anew(void)
{
    g_autoptr(Heard) heard = heard_new(BREAK_US);

    read_at(heard, 10000, 0, 0);
    read_at(heard, 13000, 0, 3000);
    check(heard, "lines", 1, 10000, 10000);
    read_at(heard, 13500, 0, 500); /* just no break */
    check(heard, "lines", 1, 10000, 13000);
    read_at(heard, 17000, 0, 900);
    check(heard, "lines", 1, 16100, 16100);
    check(heard, "lines", 0, 17000, 17000);
}

static void what_was_never_heard_is_not_known(void)
{
    static const char *const texts[] = {"", "[]", "{\"ts\": 5, \"brokers\": 7}", "{\"ts\""};
    g_autoptr(Heard) heard = heard_new(BREAK_US);
    HeardSpan span;

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        heard_read(heard, texts[i], strlen(texts[i]));
    read_at(heard, 10000, 100, -1); /* broker 2 has not answered on this connection */
    CU_ASSERT_FALSE(heard_find(heard, "lines", 1, &span));
    CU_ASSERT_FALSE(heard_find(heard, "lines", 9, &span)); /* has no leader */
    read_at(heard, 11000, 100, 100);
    read_at(heard, 12000, 100, -1);
    check(heard, "lines", 1, 10900, 10900);
}

UNIT_MAIN("kafka/heard", UNIT(a_leader_that_answers_is_heard_for_each_of_its_partitions),
          UNIT(one_that_is_silent_stands_still_and_begins_anew),
          UNIT(what_was_never_heard_is_not_known))
