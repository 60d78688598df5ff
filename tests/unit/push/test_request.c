/* request: what a viewer may say, and all that is no request. */
#include "push/request.h"

#include "lib/unit.h"

#define TOKEN "0123456789abcdef0123456789abcdef"

static RequestKind kind_of(const char *text)
{
    return request_read(text, strlen(text)).kind;
}

static void the_three_requests_are_understood(void)
{
    Request view = request_read("{\"view\":\"" TOKEN "\"}", 45 - 2);
    Request ack = request_read(" { \"ack\" : 42 } ", 16);
    Request stop = request_read("{\"stop\":true}", 13);

    CU_ASSERT_EQUAL(view.kind, REQUEST_VIEW);
    UNIT_EQUALS_TEXT(view.token, TOKEN);
    CU_ASSERT_EQUAL(ack.kind, REQUEST_ACK);
    CU_ASSERT_EQUAL(ack.seq, 42);
    CU_ASSERT_EQUAL(stop.kind, REQUEST_ORDER);
    CU_ASSERT(stop.order == HUB_ORDER_STOP && stop.row == 0);
}

static void an_order_may_name_a_row(void)
{
    Request pause = request_read("{\"pause\":17}", 12);
    Request resume = request_read("{\"resume\":true}", 15);

    CU_ASSERT(pause.kind == REQUEST_ORDER && pause.order == HUB_ORDER_PAUSE && pause.row == 17);
    CU_ASSERT(resume.kind == REQUEST_ORDER && resume.order == HUB_ORDER_RESUME && resume.row == 0);
    CU_ASSERT_EQUAL(kind_of("{\"pause\":0}"), REQUEST_BAD);
    CU_ASSERT_EQUAL(kind_of("{\"resume\":false}"), REQUEST_BAD);
    CU_ASSERT_EQUAL(kind_of("{\"stop\":-1}"), REQUEST_BAD);
}

static void the_largest_number_is_understood(void)
{
    CU_ASSERT_EQUAL(request_read("{\"ack\":9223372036854775807}", 27).seq, INT64_MAX);
}

static void nothing_else_is_a_request(void)
{
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "}",
        "{}",
        "[]",
        "null",
        "true",
        "42",
        "\"view\"",
        "view",
        "ack",
        "<html>",
        "{\"view\"}",
        "{\"view\":}",
        "{\"view\":\"" TOKEN "\"",
        "{\"view\":\"" TOKEN "\"}}",
        "{\"view\":\"" TOKEN "\"} {\"stop\":true}",
        "{\"view\":\"" TOKEN "\",}",
        "{'view':'" TOKEN "'}",
        "[{\"view\":\"" TOKEN "\"}]",
        "{\"request\":{\"view\":\"" TOKEN "\"}}",
        /* a name that is none of ours */
        "{\"\":1}",
        "{\"View\":\"" TOKEN "\"}",
        "{\"views\":\"" TOKEN "\"}",
        "{\"ack \":1}",
        "{\"start\":true}",
        /* two members */
        "{\"ack\":1,\"stop\":true}",
        "{\"view\":\"" TOKEN "\",\"ack\":1}",
        "{\"ack\":1,\"ack\":2}",
        "{\"stop\":true,\"x\":null}",
        /* the wrong types */
        "{\"view\":1}",
        "{\"view\":null}",
        "{\"view\":true}",
        "{\"view\":[\"" TOKEN "\"]}",
        "{\"view\":{\"" TOKEN "\":1}}",
        "{\"ack\":\"1\"}",
        "{\"ack\":1.0}",
        "{\"ack\":1e3}",
        "{\"ack\":true}",
        "{\"ack\":null}",
        "{\"ack\":[1]}",
        "{\"stop\":0}",
        "{\"stop\":1.5}",
        "{\"stop\":false}",
        "{\"stop\":null}",
        "{\"stop\":\"true\"}",
        /* numbers that are no seq */
        "{\"ack\":0}",
        "{\"ack\":-0}",
        "{\"ack\":-1}",
        "{\"ack\":-9223372036854775808}",
        "{\"ack\":9223372036854775808}",
        "{\"ack\":18446744073709551615}",
        "{\"ack\":99999999999999999999999999999999}",
        "{\"ack\":1e400}",
        "{\"ack\":01}",
        "{\"ack\":+1}",
        "{\"ack\":0x10}",
        "{\"ack\":NaN}",
        "{\"ack\":Infinity}",
        /* texts that are no token */
        "{\"view\":\"\"}",
        "{\"view\":\"0123456789abcdef0123456789abcde\"}",
        "{\"view\":\"0123456789abcdef0123456789abcdef0\"}",
        "{\"view\":\"0123456789ABCDEF0123456789ABCDEF\"}",
        "{\"view\":\"0123456789abcdef0123456789abcdeg\"}",
        "{\"view\":\" 123456789abcdef0123456789abcdef\"}",
        "{\"view\":\"0123456789abcdef\\u0000123456789abcde\"}",
        "{\"view\":\"0123456789abcdef0123456789abcde\\u0000\"}",
        "{\"view\":\"0123456789abcdef0123456789abcdef\\u0000\"}",
        "{\"view\":\"../../../../../../../../../../etc\"}",
        "{\"view\":\"\xff\xfe\"}",
        "{\"vi\\u0000ew\":\"" TOKEN "\"}",
        "{\"\xc3\x28\":1}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        UNIT_CHECK(kind_of(bad[i]) == REQUEST_BAD, bad[i]);
}

static void a_nul_ends_nothing(void)
{
    static const char in_front[] = "\0{\"stop\":true}";
    static const char behind[] = "{\"stop\":true}\0";
    static const char within[] = "{\"stop\"\0:true}";

    CU_ASSERT_EQUAL(request_read(in_front, sizeof in_front - 1).kind, REQUEST_BAD);
    CU_ASSERT_EQUAL(request_read(behind, sizeof behind - 1).kind, REQUEST_BAD);
    CU_ASSERT_EQUAL(request_read(within, sizeof within - 1).kind, REQUEST_BAD);
}

/* (owned) A good request and blanks, so many bytes in all. */
static char *padded(size_t len)
{
    return g_strdup_printf("{\"stop\":true}%*s", (int)(len - strlen("{\"stop\":true}")), "");
}

static void a_kilobyte_is_allowed_and_no_byte_more(void)
{
    g_autofree char *most = padded(HUB_REQUEST_BYTES_MAX);
    g_autofree char *more = padded(HUB_REQUEST_BYTES_MAX + 1);
    g_autofree char *huge = padded(16 * 1024 * 1024);

    CU_ASSERT_EQUAL(kind_of(most), REQUEST_ORDER);
    CU_ASSERT_EQUAL(kind_of(more), REQUEST_BAD);
    CU_ASSERT_EQUAL(kind_of(huge), REQUEST_BAD);
}

static void deep_nesting_is_bad_and_harmless(void)
{
    for (size_t depth = 1; depth <= HUB_REQUEST_BYTES_MAX; depth++) {
        g_autofree char *arrays = g_strnfill(depth, '[');
        g_autofree char *closed = g_strdup_printf("%s1%s", arrays, arrays);

        CU_ASSERT_EQUAL(kind_of(arrays), REQUEST_BAD);
        CU_ASSERT_EQUAL(kind_of(closed), REQUEST_BAD);
    }
    CU_ASSERT_EQUAL(kind_of("{\"ack\":{\"ack\":{\"ack\":{\"ack\":1}}}}"), REQUEST_BAD);
}

static void nothing_is_bad(void)
{
    CU_ASSERT_EQUAL(request_read("", 0).kind, REQUEST_BAD);
}

UNIT_MAIN("push/request", UNIT(the_three_requests_are_understood), UNIT(an_order_may_name_a_row),
          UNIT(the_largest_number_is_understood), UNIT(nothing_else_is_a_request),
          UNIT(a_nul_ends_nothing), UNIT(a_kilobyte_is_allowed_and_no_byte_more),
          UNIT(deep_nesting_is_bad_and_harmless), UNIT(nothing_is_bad))
