/*
 * protocol: what gets through the hardened protocol, up to which limit.
 * Method: messages made by hand, each on a connection of its own to a server in this process; then
 * thousands of mutations of good ones, from a seed that is printed.
 */
#include "lib/seed.h"
#include "lib/unit.h"

#include "rpc/protocol.h"
#include "unit/rpc/messages.h"

static void a_good_message_is_answered_byte_for_byte(void)
{
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    CU_ASSERT_TRUE(answers_status(&serving));
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void nesting_is_allowed_up_to_the_limit(void)
{
    static const struct {
        const char *why;
        int depth;
        bool is_answered;
    } cases[] = {
  /* The arguments are a struct themselves. */
        {"the limit",    PROTOCOL_DEPTH_MAX - 1, true },
        {"one too deep", PROTOCOL_DEPTH_MAX,     false},
    };
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) message = g_byte_array_new();
        g_autoptr(GByteArray) reply = g_byte_array_new();

        put_call(message, "getStatus");
        for (int depth = 0; depth < cases[i].depth; depth++)
            put_field(message, T_STRUCT, 99);
        for (int depth = 0; depth < cases[i].depth; depth++)
            put8(message, T_STOP);
        put_text_field(message, 1, "session");
        put_text_field(message, 2, "paragraph");
        put8(message, T_STOP);
        UNIT_CHECK(exchange(&serving, message, reply) && (reply->len > 0) == cases[i].is_answered,
                   cases[i].why);
    }
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void a_statement_of_a_megabyte_gets_through(void)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_autoptr(GByteArray) reply = g_byte_array_new();
    g_autofree char *text = g_strnfill(1024 * 1024, 'x');
    g_autofree char *calls = NULL;
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    put_call(message, "interpret");
    put_text_field(message, 1, "session");
    put_text_field(message, 3, text);
    put_field(message, T_STRUCT, 4);
    put_text_field(message, 6, text);
    put8(message, T_STOP);
    put8(message, T_STOP);
    CU_ASSERT_TRUE(exchange(&serving, message, reply));
    CU_ASSERT_TRUE(reply->len > 0);
    calls = fake_sessions_calls(serving.sessions);
    CU_ASSERT_TRUE(strlen(calls) > 1024 * 1024);
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void an_unknown_method_is_answered_and_the_connection_kept(void)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_autoptr(GByteArray) reply = g_byte_array_new();
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    put_call(message, "noSuchMethod");
    put_text_field(message, 1, "x");
    put8(message, T_STOP);
    good_status(message);
    CU_ASSERT_TRUE(exchange(&serving, message, reply));
    UNIT_REQUIRE(reply->len > 30);
    CU_ASSERT_EQUAL(reply->data[3], T_EXCEPTION);
    CU_ASSERT_TRUE(memmem(reply->data, reply->len, "RUNNING", 7) != NULL);
    CU_ASSERT_TRUE(serving_stop(&serving));
}

/* A random change: a byte, a cut, or a part that comes twice. */
static void mutate(GRand *random, GByteArray *message)
{
    guint at = (guint)g_rand_int_range(random, 0, (gint32)message->len);

    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        message->data[at] = (guint8)g_rand_int_range(random, 0, 256);
        break;
    case 1:
        message->data[at] = (guint8)(0x80 >> g_rand_int_range(random, 0, 8));
        break;
    case 2:
        g_byte_array_set_size(message, at + 1);
        break;
    default: {
        g_autoptr(GByteArray) copy = g_byte_array_new();

        g_byte_array_append(copy, message->data, message->len);
        g_byte_array_append(message, copy->data + at, copy->len - at);
    }
    }
}

static void thousands_of_mutations_harm_nothing(void)
{
    g_autoptr(GRand) random = seed_random();
    Serving serving;
    int closed = 0;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    for (int i = 0; i < 3000; i++) {
        g_autoptr(GByteArray) message = g_byte_array_new();
        g_autoptr(GByteArray) reply = g_byte_array_new();

        if (i % 2 == 0)
            good_interpret(message);
        else
            good_status(message);
        for (int n = g_rand_int_range(random, 1, 5); n > 0; n--)
            mutate(random, message);
        closed += exchange(&serving, message, reply) ? 1 : 0;
    }
    CU_ASSERT_EQUAL(closed, 3000);
    CU_ASSERT_TRUE(answers_status(&serving));
    CU_ASSERT_TRUE(serving_stop(&serving));
}

UNIT_MAIN("rpc/protocol", UNIT(a_good_message_is_answered_byte_for_byte),
          UNIT(nesting_is_allowed_up_to_the_limit), UNIT(a_statement_of_a_megabyte_gets_through),
          UNIT(an_unknown_method_is_answered_and_the_connection_kept),
          UNIT(thousands_of_mutations_harm_nothing))
