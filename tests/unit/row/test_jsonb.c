/*
 * Values of jsonb: their text, their order, their keys.
 * Method: tables of what PostgreSQL answers, and random documents for what must hold of all.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "random_document.h"
#include "row/jsonb.h"
#include "row/value.h"

enum { ARENA_BYTES = 1 << 20, ROUNDS = 5000 };

static Value jsonb_of(const char *text, Arena *arena)
{
    Value value = VALUE_NULL;

    UNIT_CHECK(value_read(TYPE_JSONB, span_of(text), NULL, arena, &value, NULL), text);
    return value;
}

static void the_text_is_canonical(void)
{
    static const struct {
        const char *written, *jsonb;
    } cases[] = {
        {" null ",                                              "null"                                     },
        {"[ 1,true ,\"x\"\n,[ ],{ } ]",                         "[1, true, \"x\", [], {}]"                 },
        {"{\"bb\":1,\"a\":2,\"\":3,\"aa\":4}",                  "{\"\": 3, \"a\": 2, \"aa\": 4, \"bb\": 1}"},
        {"{\"a\":1,\"b\":2,\"a\":3}",                           "{\"a\": 3, \"b\": 2}"                     },
        {"{\"a\":{\"x\":1},\"a\":[2]}",                         "{\"a\": [2]}"                             },
        {"{\"b\":{\"d\":1,\"c\":[{\"f\":1,\"e\":2}]},\"a\":0}",
         "{\"a\": 0, \"b\": {\"c\": [{\"e\": 2, \"f\": 1}], \"d\": 1}}"                                    },
        {"{\"\\u0061\":1,\"a\":2}",                             "{\"a\": 2}"                               },
        {"{\"\\\"\\\"\":1,\"aa\":2,\"b\":3}",                   "{\"b\": 3, \"\\\"\\\"\": 1, \"aa\": 2}"   },
        {"{\"é\":1,\"zz\":2,\"a\":3}",                         "{\"a\": 3, \"zz\": 2, \"é\": 1}"         },
        {"\"\\u00e9\\/\\u0041\\ud83d\\ude00\"",                 "\"é/A😀\""                             },
        {"\"\\b\\f\\n\\r\\t\\\"\\\\\"",                         "\"\\b\\f\\n\\r\\t\\\"\\\\\""              },
        {"\"\\u0001\\u001F\\u0008\x7f\"",                       "\"\\u0001\\u001f\\b\x7f\""                },
        {"[-0, -0.0, 0e5, 0.0e-3, 0e-5]",                       "[0, 0.0, 0, 0.0000, 0.00000]"             },
        {"[1e2, 1E+2, 1.5e3, 1.50e1, 1e-2, -2.5E-3]",           "[100, 100, 1500, 15.0, 0.01, -0.0025]"    },
        {"[1.50, 100e-2, 0.05e2, 0.05e1, 10.0e1]",              "[1.50, 1.00, 5, 0.5, 100]"                },
        {"1e40",                                                "10000000000000000000000000000000000000000"},
        {"123456789012345678901234567890123456789012.10",
         "123456789012345678901234567890123456789012.10"                                                   },
        {"1e400",                                               "1e400"                                    },
        {"-1.5E+99999999999999999999",                          "-1.5E+99999999999999999999"               },
        {"1e-400",                                              "1e-400"                                   },
        {"0e1000",                                              "0"                                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
        Value value = jsonb_of(cases[i].written, arena);
        g_autoptr(GString) text = g_string_new(NULL);

        UNIT_REQUIRE(!value.is_null);
        value_write(TYPE_JSONB, &value, NULL, text);
        UNIT_EQUALS_TEXT(text->str, cases[i].jsonb);
    }
}

/* PostgreSQL writes 10^399, and leaves 10^400 as long: here that one stays as it was written. */
static void an_exponent_has_a_limit(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autofree char *zeros = g_strnfill(JSONB_DIGITS_MAX - 1, '0');
    g_autofree char *whole = g_strdup_printf("1%s", zeros);
    g_autofree char *power = g_strdup_printf("1e%d", JSONB_DIGITS_MAX - 1);
    Value written = jsonb_of(power, arena), plain = jsonb_of(whole, arena);

    UNIT_CHECK(written.len == JSONB_DIGITS_MAX, "all digits");
    UNIT_CHECK(span_equals(value_span(&written), value_span(&plain)), "the same text");
}

/* Each is less than the next. */
static const char *const in_order[] = {
    "[]", /* at the top: less than any scalar */
    "null",
    "\"\"",
    "\"B\"",
    "\"a\"",
    "\"a\\n\"",
    "\"aa\"",
    "\"b\"",
    "\"\\u00e9\"",
    "-1e500",
    "-1e40",
    "-1.5",
    "-1",
    "0",
    "1e-500",
    "0.1",
    "1",
    "1.01",
    "9",
    "10",
    "1e39",
    "100000000000000000000000000000000000000001",
    "1e500",
    "1e501",
    "false",
    "true",
    "[null]",
    "[0]",
    "[false]",
    "[[]]",
    "[{}]",
    "[0, 0]",
    "[0, 1]",
    "[1, 0]",
    "[[], []]",
    "[[1], []]",
    "[0, 0, 0]",
    "{}",
    "{\"a\": 1}",
    "{\"a\": 2}",
    "{\"aa\": 0}",
    "{\"b\": 0}",
    "{\"a\": 0, \"b\": 5}",
    "{\"a\": 0, \"c\": 0}",
    "{\"b\": 0, \"aa\": 0}",
    "{\"b\": 0, \"c\": 0}",
};

static void the_order_is_postgresqls(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(in_order); i++) {
        g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
        Value a = jsonb_of(in_order[i], arena);

        for (size_t j = 0; j < G_N_ELEMENTS(in_order); j++) {
            Value b = jsonb_of(in_order[j], arena);
            g_autofree char *what = g_strdup_printf("%s, %s", in_order[i], in_order[j]);
            int order = value_compare(TYPE_JSONB, &a, &b);

            UNIT_CHECK((order > 0) - (order < 0) == (i > j) - (i < j), what);
        }
    }
}

static void check_key(Value a, Value b, bool are_equal, const char *what)
{
    g_autoptr(GByteArray) x = g_byte_array_new(), y = g_byte_array_new();
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    const uint8_t *at;
    Value loaded;

    value_encode(TYPE_JSONB, &a, x);
    value_encode(TYPE_JSONB, &b, y);
    UNIT_CHECK((x->len == y->len && memcmp(x->data, y->data, x->len) == 0) == are_equal, what);
    at = x->data;
    loaded = value_load(TYPE_JSONB, &at, arena);
    UNIT_CHECK(at == x->data + x->len && value_compare(TYPE_JSONB, &a, &loaded) == 0, what);
}

static void equal_values_are_one_key(void)
{
    static const struct {
        const char *a, *b;
        bool are_equal;
    } cases[] = {
        {"1",                  "1.0",               true },
        {"100",                "1.00e2",            true },
        {"0",                  "-0.000",            true },
        {"0.10",               "1e-1",              true },
        {"1e500",              "10e499",            true },
        {"-1.50e500",          "-15e499",           true },
        {"1e-500",             "0.1e-499",          true },
        {"1.5",                "-1.5",              false},
        {"1",                  "\"1\"",             false},
        {"[1, {\"a\": 2.50}]", "[1.0,{\"a\":2.5}]", true },
        {"{\"1.0\": \"1.0\"}", "{\"1\": \"1\"}",    false},
        {"\"\\u0041\\n\"",     "\"A\\u000a\"",      true },
        {"[]",                 "{}",                false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
        Value a = jsonb_of(cases[i].a, arena), b = jsonb_of(cases[i].b, arena);

        UNIT_CHECK((value_compare(TYPE_JSONB, &a, &b) == 0) == cases[i].are_equal, cases[i].a);
        check_key(a, b, cases[i].are_equal, cases[i].a);
    }
}

static void a_key_of_many_digits_is_short(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GByteArray) key = g_byte_array_new();
    g_autofree char *zeros = g_strnfill(5000, '0');
    g_autofree char *text = g_strdup_printf("7%s", zeros);

    jsonb_encode(span_of(text), key);
    g_byte_array_append(key, (const guint8 *)"", 1);
    UNIT_EQUALS_TEXT((const char *)key->data, "7e5000");
}

static void the_memory_of_a_row_is_a_limit(void)
{
    g_autoptr(GString) text = g_string_new("[1");
    g_autoptr(GError) error = NULL;
    Value value = VALUE_NULL;

    for (int i = 0; i < 10000; i++)
        g_string_append(text, ",1e399");
    g_string_append(text, "]");
    for (size_t bytes = 64; bytes < 4u << 20; bytes *= 2) {
        g_autoptr(Arena) arena = arena_new(bytes);

        g_clear_error(&error);
        CU_ASSERT_FALSE(
            value_read(TYPE_JSONB, span_make(text->str, text->len), NULL, arena, &value, &error));
        UNIT_FAILED_WITH(error, FAIL_LIMIT, "does not fit into the memory of a row");
    }
}

static void an_error_has_postgresqls_detail_as_its_hint(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GError) error = NULL;
    Value value = VALUE_NULL;

    CU_ASSERT_FALSE(value_read(TYPE_JSONB, span_of("{\"a\": nil}"), NULL, arena, &value, &error));
    UNIT_FAILED_WITH(error, FAIL_DATA, "invalid input syntax for type json");
    UNIT_EQUALS_TEXT(fail_hint_of(error), "Token \"nil\" is invalid.");
}

static void a_member_is_found(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    Value value = jsonb_of("{\"b\":[1],\"a\":2,\"\\\"\":3,\"aa\":{}}", arena);
    Span found;

    UNIT_REQUIRE(jsonb_member(value_span(&value), span_of("b"), &found));
    CU_ASSERT_TRUE(span_equals(found, span_of("[1]")));
    UNIT_REQUIRE(jsonb_member(value_span(&value), span_of("\""), &found));
    CU_ASSERT_TRUE(span_equals(found, span_of("3")));
    UNIT_REQUIRE(jsonb_member(value_span(&value), span_of("aa"), &found));
    CU_ASSERT_TRUE(span_equals(found, span_of("{}")));
    CU_ASSERT_FALSE(jsonb_member(value_span(&value), span_of("c"), &found));
    CU_ASSERT_FALSE(jsonb_member(value_span(&value), span_of(""), &found));
    CU_ASSERT_FALSE(jsonb_member(span_of("[1]"), span_of("c"), &found));
}

/* Of a text and of its canonical form: the same value; and the order of two has two sides. */
static void what_holds_of_all_holds_of_random_values(void)
{
    g_autoptr(GRand) random = random_seeded();
    g_autoptr(GString) last = g_string_new("0");

    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
        g_autoptr(GString) text = g_string_new(NULL);
        Value value, again, other = jsonb_of(last->str, arena);
        Span first;

        random_value(random, random_below(random, 5), text);
        value = jsonb_of(text->str, arena);
        UNIT_REQUIRE(!value.is_null && !other.is_null);
        UNIT_REQUIRE(jsonb_read(value_span(&value), arena, &first, NULL));
        UNIT_CHECK(span_equals(first, value_span(&value)), text->str);
        again = value_of_text(first.at, first.len);
        check_key(value, again, true, text->str);
        check_key(value, other, value_compare(TYPE_JSONB, &value, &other) == 0, text->str);
        UNIT_CHECK((value_compare(TYPE_JSONB, &value, &other) > 0) ==
                       (value_compare(TYPE_JSONB, &other, &value) < 0),
                   text->str);
        g_string_assign(last, text->str);
    }
}

UNIT_MAIN("row/jsonb", UNIT(the_text_is_canonical), UNIT(an_exponent_has_a_limit),
          UNIT(the_order_is_postgresqls), UNIT(equal_values_are_one_key),
          UNIT(a_key_of_many_digits_is_short), UNIT(the_memory_of_a_row_is_a_limit),
          UNIT(an_error_has_postgresqls_detail_as_its_hint), UNIT(a_member_is_found),
          UNIT(what_holds_of_all_holds_of_random_values))
