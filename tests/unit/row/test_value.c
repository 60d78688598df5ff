/*
 * Values as text, as keys, and in order. Method: tables of texts and what PostgreSQL makes of
 * them.
 */
#include "lib/unit.h"

#include <math.h>

#include "base/fail.h"
#include "row/calendar.h"
#include "row/value.h"

enum { ARENA_BYTES = 1 << 20 };

typedef struct TextCase {
    Type type;
    const char *text;
    const char *written; /* or a part of the error */
} TextCase;

static char *written(Type type, const Value *value)
{
    GString *text = g_string_new(NULL);

    value_write(type, value, NULL, text);
    return g_string_free(text, FALSE);
}

static void check_written(const TextCase *cases, size_t len)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        Value value = VALUE_NULL;
        bool is_read =
            value_read(cases[i].type, span_of(cases[i].text), NULL, arena, &value, &error);

        UNIT_CHECK(is_read, cases[i].text);
        if (!is_read)
            continue;
        text = written(cases[i].type, &value);
        UNIT_EQUALS_TEXT(text, cases[i].written);
    }
}

static void check_refused(const TextCase *cases, size_t len)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GError) error = NULL;
        Value value = VALUE_NULL;

        UNIT_CHECK(!value_read(cases[i].type, span_of(cases[i].text), NULL, arena, &value, &error),
                   cases[i].text);
        UNIT_FAILED_WITH(error, FAIL_DATA, cases[i].written);
    }
}

static void numbers_and_bools_are_read_and_written_as_postgresql_does(void)
{
    static const TextCase cases[] = {
        {TYPE_BOOL,    "t",                      "t"                      },
        {TYPE_BOOL,    " TRUE ",                 "t"                      },
        {TYPE_BOOL,    "ye",                     "t"                      },
        {TYPE_BOOL,    "on",                     "t"                      },
        {TYPE_BOOL,    "1",                      "t"                      },
        {TYPE_BOOL,    "of",                     "f"                      },
        {TYPE_BOOL,    "no",                     "f"                      },
        {TYPE_BOOL,    "0",                      "f"                      },
        {TYPE_INT4,    " -2147483648\t",         "-2147483648"            },
        {TYPE_INT4,    "+00012",                 "12"                     },
        {TYPE_INT8,    "9223372036854775807",    "9223372036854775807"    },
        {TYPE_INT8,    "-9223372036854775808",   "-9223372036854775808"   },
        {TYPE_NUMERIC, "1e3",                    "1000"                   },
        {TYPE_NUMERIC, "1.50",                   "1.50"                   },
        {TYPE_NUMERIC, "nan",                    "NaN"                    },
        {TYPE_FLOAT8,  "3",                      "3"                      },
        {TYPE_FLOAT8,  "-0",                     "-0"                     },
        {TYPE_FLOAT8,  ".5",                     "0.5"                    },
        {TYPE_FLOAT8,  "0.1",                    "0.1"                    },
        {TYPE_FLOAT8,  "1e14",                   "100000000000000"        },
        {TYPE_FLOAT8,  "1e15",                   "1e+15"                  },
        {TYPE_FLOAT8,  "1e20",                   "1e+20"                  },
        {TYPE_FLOAT8,  "123456789012345678",     "1.2345678901234568e+17" },
        {TYPE_FLOAT8,  "0.0001",                 "0.0001"                 },
        {TYPE_FLOAT8,  "0.00001",                "1e-05"                  },
        {TYPE_FLOAT8,  "4.9e-324",               "5e-324"                 },
        {TYPE_FLOAT8,  "1.7976931348623157e308", "1.7976931348623157e+308"},
        {TYPE_FLOAT8,  "NaN",                    "NaN"                    },
        {TYPE_FLOAT8,  " -infinity",             "-Infinity"              },
    };

    check_written(cases, G_N_ELEMENTS(cases));
}

static void a_float8_comes_out_with_the_fewest_digits_that_read_back(void)
{
    static const TextCase cases[] = {
        {TYPE_FLOAT8, "0.30000000000000004",     "0.30000000000000004"    },
        {TYPE_FLOAT8, "2.2250738585072014e-308", "2.2250738585072014e-308"},
        {TYPE_FLOAT8, "5.684341886080802e-14",
         "5.684341886080802e-14"                                          }, /* 2^-44: not the nearest */
        {TYPE_FLOAT8, "3092535278770144300",     "3.0925352787701443e+18" }, /* 16 digits are halfway */
        {TYPE_FLOAT8, "9007199254740993",        "9.007199254740992e+15"  },
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    check_written(cases, G_N_ELEMENTS(cases));
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)g_rand_int(random) << 32 | g_rand_int(random);
        Value value = {.real = 0}, again = VALUE_NULL;
        g_autofree char *text = NULL;

        memcpy(&value.real, &bits, sizeof(bits));
        if (isnan(value.real))
            continue;
        text = written(TYPE_FLOAT8, &value);
        UNIT_CHECK(value_read(TYPE_FLOAT8, span_of(text), NULL, arena, &again, NULL) &&
                       memcmp(&again.real, &value.real, sizeof(double)) == 0,
                   text);
    }
}

static void times_are_read_with_their_zones_and_written_in_utc(void)
{
    static const TextCase cases[] = {
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00:00.5",             "2026-11-23 10:00:00.5+00"     },
        {TYPE_TIMESTAMPTZ, "2026-11-23",                        "2026-11-23 00:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "2026-11-23T10:00:00Z",              "2026-11-23 10:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00+05:30",            "2026-11-23 04:30:00+00"       },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00-0800",             "2026-11-23 18:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00:00.123456789 UTC", "2026-11-23 10:00:00.123457+00"},
        {TYPE_TIMESTAMPTZ, "2026-11-23 24:00",                  "2026-11-24 00:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "2026-12-31 23:59:60",               "2027-01-01 00:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "20240229",                          "2024-02-29 00:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "1969-12-31 23:59:59.999999",        "1969-12-31 23:59:59.999999+00"},
        {TYPE_TIMESTAMPTZ, "0044-03-15 BC",                     "0044-03-15 00:00:00+00 BC"    },
        {TYPE_TIMESTAMPTZ, "epoch",                             "1970-01-01 00:00:00+00"       },
        {TYPE_TIMESTAMPTZ, "12345-06-07",                       "12345-06-07 00:00:00+00"      },
    };

    check_written(cases, G_N_ELEMENTS(cases));
}

static void intervals_keep_their_months_days_and_time(void)
{
    static const TextCase cases[] = {
        {TYPE_INTERVAL, "10 seconds",       "00:00:10"                       },
        {TYPE_INTERVAL, "1 day 02:00",      "1 day 02:00:00"                 },
        {TYPE_INTERVAL, "1 2:00",           "1 day 02:00:00"                 },
        {TYPE_INTERVAL, "90",               "00:01:30"                       },
        {TYPE_INTERVAL, "1h30m",            "01:30:00"                       },
        {TYPE_INTERVAL, "1.5 hours",        "01:30:00"                       },
        {TYPE_INTERVAL, "1.5 days",         "1 day 12:00:00"                 },
        {TYPE_INTERVAL, "1.5 months",       "1 mon 15 days"                  },
        {TYPE_INTERVAL, "1.04 years",       "1 year"                         },
        {TYPE_INTERVAL, "15 months",        "1 year 3 mons"                  },
        {TYPE_INTERVAL, "2 weeks ago",      "-14 days"                       },
        {TYPE_INTERVAL, "-1 day 02:00",     "-1 days +02:00:00"              },
        {TYPE_INTERVAL, "1 mon -1 day",     "1 mon -1 days"                  },
        {TYPE_INTERVAL, "-00:00:00.5",      "-00:00:00.5"                    },
        {TYPE_INTERVAL, "15.3735ms",        "00:00:00.015373"                },
        {TYPE_INTERVAL, "1-2",              "1 year 2 mons"                  },
        {TYPE_INTERVAL, "1:2.5",            "00:01:02.5"                     },
        {TYPE_INTERVAL, "P1Y2M3DT4H5M6.5S", "1 year 2 mons 3 days 04:05:06.5"},
        {TYPE_INTERVAL, "PT-1.5S",          "-00:00:01.5"                    },
        {TYPE_INTERVAL, "@ 1 minute",       "00:01:00"                       },
        {TYPE_INTERVAL, "0",                "00:00:00"                       },
        {TYPE_INTERVAL, "100:59:59",        "100:59:59"                      },
    };

    check_written(cases, G_N_ELEMENTS(cases));
}

static void bad_texts_are_refused_in_postgresqls_words(void)
{
    static const TextCase cases[] = {
        {TYPE_INT4,        "abc",                 "invalid input syntax for type integer: \"abc\""       },
        {TYPE_INT4,        "",                    "invalid input syntax for type integer: \"\""          },
        {TYPE_INT4,        "1.5",                 "invalid input syntax for type integer"                },
        {TYPE_INT4,        "2147483648",          "value \"2147483648\" is out of range for type integer"},
        {TYPE_INT8,        "9223372036854775808", "out of range for type bigint"                         },
        {TYPE_NUMERIC,     "1e38",                "value overflows numeric format"                       },
        {TYPE_NUMERIC,     "1e",                  "invalid input syntax for type numeric"                },
        {TYPE_FLOAT8,      "1e400",               "\"1e400\" is out of range for type double precision"  },
        {TYPE_FLOAT8,      "1e-400",              "out of range for type double precision"               },
        {TYPE_FLOAT8,      "1 2",                 "invalid input syntax for type double precision"       },
        {TYPE_BOOL,        "o",                   "invalid input syntax for type boolean"                },
        {TYPE_TIMESTAMPTZ, "abc",
         "invalid input syntax for type timestamp with time zone: \"abc\""                               },
        {TYPE_TIMESTAMPTZ, "2026-13-01",          "date/time field value out of range: \"2026-13-01\""   },
        {TYPE_TIMESTAMPTZ, "2026-02-29",          "out of range"                                         },
        {TYPE_TIMESTAMPTZ, "0000-01-01",          "out of range"                                         },
        {TYPE_TIMESTAMPTZ, "10:00",               "invalid input syntax"                                 },
        {TYPE_INTERVAL,    "abc",                 "invalid input syntax for type interval: \"abc\""      },
        {TYPE_INTERVAL,    "1 day 1 day",         "invalid input syntax"                                 },
        {TYPE_INTERVAL,    "2026-01-01",          "invalid input syntax"                                 },
        {TYPE_INTERVAL,    "52 ago",              "invalid input syntax"                                 },
        {TYPE_INTERVAL,    "2147483648 days",     "interval field value out of range"                    },
        {TYPE_INTERVAL,    "day",                 "invalid input syntax"                                 },
    };

    check_refused(cases, G_N_ELEMENTS(cases));
}

static void a_long_bad_text_is_cut_at_a_whole_character(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GString) text = g_string_new("x");
    g_autoptr(GError) error = NULL;
    Value value;

    while (text->len < 5000)
        g_string_append(text, "日");
    UNIT_REQUIRE(
        !value_read(TYPE_INT4, span_make(text->str, text->len), NULL, arena, &value, &error));
    UNIT_CHECK(strlen(error->message) < 200, error->message);
    UNIT_CHECK(g_utf8_validate(error->message, -1, NULL), error->message);
}

static void a_value_that_does_not_fit_into_the_arena_is_a_limit(void)
{
    g_autoptr(Arena) arena = arena_new(16);
    g_autoptr(GError) error = NULL;
    Value value;

    UNIT_REQUIRE(!value_read(TYPE_TEXT, span_of("seventeen letters"), NULL, arena, &value, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "17 bytes");
}

/* In ascending order; those with the same rank are equal. */
typedef struct OrderCase {
    Type type;
    const char *text; /* NULL: SQL's null, only in keys */
    int rank;
} OrderCase;

static const OrderCase orders[] = {
    {TYPE_BOOL,        "f",                             0},
    {TYPE_BOOL,        "t",                             1},
    {TYPE_INT4,        "-2147483648",                   0},
    {TYPE_INT4,        "0",                             1},
    {TYPE_INT4,        "2147483647",                    2},
    {TYPE_INT8,        "-9223372036854775808",          0},
    {TYPE_INT8,        "9223372036854775807",           1},
    {TYPE_FLOAT8,      "-Infinity",                     0},
    {TYPE_FLOAT8,      "-0",                            1},
    {TYPE_FLOAT8,      "0",                             1},
    {TYPE_FLOAT8,      "1e-300",                        2},
    {TYPE_FLOAT8,      "Infinity",                      3},
    {TYPE_FLOAT8,      "NaN",                           4},
    {TYPE_NUMERIC,     "-99999999999999999999999999",   0},
    {TYPE_NUMERIC,     "99999999999999999999999998",    1},
    {TYPE_NUMERIC,     "99999999999999999999999999",    2},
    {TYPE_NUMERIC,     "99999999999999999999999999.00", 2},
    {TYPE_NUMERIC,     "99999999999999999999999999.01", 3},
    {TYPE_NUMERIC,     "NaN",                           4},
    {TYPE_TEXT,        "",                              0},
    {TYPE_TEXT,        "Z",                             1},
    {TYPE_TEXT,        "a",                             2},
    {TYPE_TEXT,        "aa",                            3},
    {TYPE_TEXT,        "é",                            4},
    {TYPE_TIMESTAMPTZ, "1969-12-31",                    0},
    {TYPE_TIMESTAMPTZ, "2026-11-23 10:00+02",           1},
    {TYPE_TIMESTAMPTZ, "2026-11-23 08:00",              1},
    {TYPE_INTERVAL,    "-1 day",                        0},
    {TYPE_INTERVAL,    "23:59:59",                      1},
    {TYPE_INTERVAL,    "1 day",                         2},
    {TYPE_INTERVAL,    "24:00",                         2},
    {TYPE_INTERVAL,    "30 days",                       3},
    {TYPE_INTERVAL,    "1 mon",                         3},
    {TYPE_INTERVAL,    "178956970 years",               4},
    {TYPE_JSONB,       "{\"a\": 1}",                    0},
};

static void values_are_ordered_and_keys_are_equal_exactly_if_they_are(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(orders); j++) {
            g_autoptr(GByteArray) key_a = g_byte_array_new(), key_b = g_byte_array_new();
            g_autofree char *why = g_strdup_printf("%s, %s", orders[i].text, orders[j].text);
            int rank = orders[i].rank - orders[j].rank, order;
            bool same;
            Value a, b;

            if (orders[i].type != orders[j].type)
                continue;
            UNIT_REQUIRE(
                value_read(orders[i].type, span_of(orders[i].text), NULL, arena, &a, NULL));
            UNIT_REQUIRE(
                value_read(orders[j].type, span_of(orders[j].text), NULL, arena, &b, NULL));
            order = value_compare(orders[i].type, &a, &b);
            UNIT_CHECK((order > 0) == (rank > 0) && (order < 0) == (rank < 0), why);
            value_encode(orders[i].type, &a, key_a);
            value_encode(orders[j].type, &b, key_b);
            same = key_a->len == key_b->len && memcmp(key_a->data, key_b->data, key_a->len) == 0;
            UNIT_CHECK(same == (rank == 0), why);
        }
    }
}

static void keys_of_several_values_are_read_back_one_by_one(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t *at;

    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
        Value value;

        UNIT_REQUIRE(
            value_read(orders[i].type, span_of(orders[i].text), NULL, arena, &value, NULL));
        value_encode(orders[i].type, &value, bytes);
        value_encode(orders[i].type, &VALUE_NULL, bytes);
    }
    at = bytes->data;
    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
        Value value, read = value_load(orders[i].type, &at, arena);

        UNIT_REQUIRE(
            value_read(orders[i].type, span_of(orders[i].text), NULL, arena, &value, NULL));
        UNIT_REQUIRE(!read.is_null);
        UNIT_CHECK(value_compare(orders[i].type, &value, &read) == 0, orders[i].text);
        UNIT_CHECK(value_load(orders[i].type, &at, arena).is_null, orders[i].text);
    }
    CU_ASSERT_TRUE(at == bytes->data + bytes->len);
}

static void a_null_is_no_value_and_an_empty_text_is_one(void)
{
    g_autoptr(GByteArray) null = g_byte_array_new(), empty = g_byte_array_new();
    Value text = value_of_text("", 0);

    value_encode(TYPE_TEXT, &VALUE_NULL, null);
    value_encode(TYPE_TEXT, &text, empty);
    CU_ASSERT_NOT_EQUAL(null->len, empty->len);
}

static void types_have_postgresqls_names(void)
{
    static const struct {
        const char *name;
        Type type;
    } cases[] = {
        {"int",                      TYPE_INT4       },
        {"integer",                  TYPE_INT4       },
        {"bigint",                   TYPE_INT8       },
        {"double precision",         TYPE_FLOAT8     },
        {"float8",                   TYPE_FLOAT8     },
        {"numeric",                  TYPE_NUMERIC    },
        {"varchar",                  TYPE_TEXT       },
        {"timestamptz",              TYPE_TIMESTAMPTZ},
        {"timestamp with time zone", TYPE_TIMESTAMPTZ},
        {"interval",                 TYPE_INTERVAL   },
        {"jsonb",                    TYPE_JSONB      },
        {"bool",                     TYPE_BOOL       },
    };
    Type type = TYPE_BOOL;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        UNIT_CHECK(type_find(cases[i].name, &type) && type == cases[i].type, cases[i].name);
    CU_ASSERT_FALSE(type_find("unknown", &type));
    CU_ASSERT_FALSE(type_find("money", &type));
    UNIT_EQUALS_TEXT(type_name(TYPE_TIMESTAMPTZ), "timestamp with time zone");
    CU_ASSERT_TRUE(type_is_number(TYPE_NUMERIC));
    CU_ASSERT_FALSE(type_is_number(TYPE_TEXT));
}

static void times_and_intervals_of_settings_are_read(void)
{
    Interval interval = {0};
    int64_t us = 0;

    CU_ASSERT_TRUE(value_parse_timestamp(span_of("1970-01-02"), NULL, &us) &&
                   us == CALENDAR_DAY_US);
    CU_ASSERT_FALSE(value_parse_timestamp(span_of("soon"), NULL, &us));
    CU_ASSERT_TRUE(value_parse_interval(span_of("1 day 00:00:10"), &interval));
    CU_ASSERT_TRUE(value_interval_us(&interval, &us) &&
                   us == CALENDAR_DAY_US + 10 * CALENDAR_SECOND_US);
    CU_ASSERT_TRUE(value_parse_interval(span_of("1 month"), &interval));
    CU_ASSERT_FALSE(value_interval_us(&interval, &us));
}

static void every_day_of_a_thousand_years_is_split_and_put_together(void)
{
    int64_t first = calendar_days(1600, 1, 1), last = calendar_days(2600, 1, 1);
    CalendarTime before = calendar_split((first - 1) * CALENDAR_DAY_US);

    for (int64_t day = first; day < last; day++) {
        CalendarTime time = calendar_split(day * CALENDAR_DAY_US + CALENDAR_DAY_US - 1);
        bool is_next = time.day == before.day + 1 && time.month == before.month;
        bool is_first =
            time.day == 1 && before.day == calendar_month_days(before.year, before.month);

        if (!(is_next || is_first) || calendar_days(time.year, time.month, time.day) != day ||
            time.hour != 23 || time.us != 999999 ||
            calendar_us(&time) != day * CALENDAR_DAY_US + CALENDAR_DAY_US - 1) {
            UNIT_CHECK(false, "a day does not follow the one before");
            return;
        }
        before = time;
    }
    CU_ASSERT_EQUAL(last - first, 365243); /* 1000 years with 243 leap days from 1600 */
}

UNIT_MAIN("row/value", UNIT(numbers_and_bools_are_read_and_written_as_postgresql_does),
          UNIT(a_float8_comes_out_with_the_fewest_digits_that_read_back),
          UNIT(times_are_read_with_their_zones_and_written_in_utc),
          UNIT(intervals_keep_their_months_days_and_time),
          UNIT(bad_texts_are_refused_in_postgresqls_words),
          UNIT(a_long_bad_text_is_cut_at_a_whole_character),
          UNIT(a_value_that_does_not_fit_into_the_arena_is_a_limit),
          UNIT(values_are_ordered_and_keys_are_equal_exactly_if_they_are),
          UNIT(keys_of_several_values_are_read_back_one_by_one),
          UNIT(a_null_is_no_value_and_an_empty_text_is_one), UNIT(types_have_postgresqls_names),
          UNIT(times_and_intervals_of_settings_are_read),
          UNIT(every_day_of_a_thousand_years_is_split_and_put_together))
