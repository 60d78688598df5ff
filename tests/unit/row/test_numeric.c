/*
 * Exact decimals as text, as keys and in sums, and the wide numbers below them.
 * Method: tables of texts and what PostgreSQL makes of them; sums are added in one piece and in two
 * that are merged, in both directions.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "row/numeric_sum.h"

static Numeric numeric_of(const char *text)
{
    Numeric numeric = numeric_of_kind(NUMERIC_NAN);

    UNIT_CHECK(numeric_read(span_of(text), &numeric) == NUMBER_READ, text);
    return numeric;
}

static void check_text(const Numeric *numeric, const char *wanted, const char *why)
{
    g_autoptr(GString) text = g_string_new(why);

    g_string_append(text, ": ");
    numeric_write(numeric, text);
    UNIT_CHECK(g_str_has_suffix(text->str, wanted) &&
                   strlen(text->str) == strlen(why) + 2 + strlen(wanted),
               text->str);
}

static void a_text_keeps_its_decimals(void)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"1.50",                                              "1.50"                                     },
        {"1e-3",                                              "0.001"                                    },
        {".5",                                                "0.5"                                      },
        {"5.",                                                "5"                                        },
        {"1.50e1",                                            "15.0"                                     },
        {"1e 5",                                              "100000"                                   },
        {"+1.0",                                              "1.0"                                      },
        {" 1 ",                                               "1"                                        },
        {"-0.00",                                             "0.00"                                     },
        {"1E+2",                                              "100"                                      },
        {"0e5",                                               "0"                                        },
        {"inf",                                               "Infinity"                                 },
        {"-INFINITY",                                         "-Infinity"                                },
        {"nan",                                               "NaN"                                      },
        {"00012.3400",                                        "12.3400"                                  },
        {"99999999999999999999999999999999999999",            "99999999999999999999999999999999999999"   },
        {"-0.99999999999999999999999999999999999999",         "-0.99999999999999999999999999999999999999"},
 /* beyond 38 digits: rounded, halves away from zero */
        {"0.123456789012345678901234567890123456785",         "0.12345678901234567890123456789012345679" },
        {"-1.99999999999999999999999999999999999995",         "-2.0000000000000000000000000000000000000" },
        {"99999999999999999999999999999999999999.4",          "99999999999999999999999999999999999999"   },
        {"1.00000000000000000000000000000000000000000000000",
         "1.0000000000000000000000000000000000000"                                                       },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Numeric numeric = numeric_of(cases[i].text);

        check_text(&numeric, cases[i].written, cases[i].text);
    }
}

static void what_is_no_numeric_is_told_from_what_is_too_large(void)
{
    static const struct {
        const char *text;
        NumberRead outcome;
    } cases[] = {
        {"",                                         NUMBER_SYNTAX},
        {".",                                        NUMBER_SYNTAX},
        {"1.2.3",                                    NUMBER_SYNTAX},
        {"1e",                                       NUMBER_SYNTAX},
        {"1e5.5",                                    NUMBER_SYNTAX},
        {"1e+-5",                                    NUMBER_SYNTAX},
        {"1 2",                                      NUMBER_SYNTAX},
        {"1_000",                                    NUMBER_SYNTAX},
        {"+nan",                                     NUMBER_SYNTAX},
        {"--1",                                      NUMBER_SYNTAX},
        {"1e38",                                     NUMBER_RANGE },
        {"100000000000000000000000000000000000000",  NUMBER_RANGE },
        {"99999999999999999999999999999999999999.5", NUMBER_RANGE },
        {"1e99999999999",                            NUMBER_RANGE },
        {"1e-16384",                                 NUMBER_RANGE },
        {"1e-16383",                                 NUMBER_READ  },
        {"0e99999",                                  NUMBER_READ  },
        {"0.000001e43",                              NUMBER_READ  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Numeric numeric;

        UNIT_CHECK(numeric_read(span_of(cases[i].text), &numeric) == cases[i].outcome,
                   cases[i].text);
    }
}

/* In ascending order; each row's texts are equal. */
static const char *const ranks[][3] = {
    {"-Infinity",                                 "-inf"                                 },
    {"-99999999999999999999999999999999999999"  },
    {"-1.5",                                    "-1.50",                                        "-1.500000000000000000000000000000"},
    {"-1e-16383"                                },
    {"0",                                     "0.00","-0.000000000000000000000000000000000"},
    {"1e-16383"                                 },
    {"0.1",                                     "1e-1",                                        "0.10000000000000000000000000000000000"},
    {"9.99"                                     },
    {"10",                                     "10.0",                                     "1e1"},
    {"10.000000000000000000000000000000000001"  },
    {"1e37", "10000000000000000000000000000000000000.0"                                       },
    {"Infinity",                                      "inf"},
    {"NaN",                                      "nan"                                       },
};

static void numerics_are_ordered_and_keys_are_equal_exactly_if_they_are(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ranks) * 3; i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(ranks) * 3; j++) {
            const char *x = ranks[i / 3][i % 3], *y = ranks[j / 3][j % 3];
            g_autoptr(GByteArray) key_x = g_byte_array_new(), key_y = g_byte_array_new();
            g_autofree char *why = g_strdup_printf("%s, %s", x, y);
            Numeric a, b;
            int order;

            if (x == NULL || y == NULL)
                continue;
            a = numeric_of(x);
            b = numeric_of(y);
            order = value_compare(TYPE_NUMERIC, &(Value){.numeric = &a}, &(Value){.numeric = &b});
            UNIT_CHECK((order > 0) == (i / 3 > j / 3) && (order < 0) == (i / 3 < j / 3), why);
            value_encode(TYPE_NUMERIC, &(Value){.numeric = &a}, key_x);
            value_encode(TYPE_NUMERIC, &(Value){.numeric = &b}, key_y);
            UNIT_CHECK((memcmp(key_x->data, key_y->data, MIN(key_x->len, key_y->len)) == 0) ==
                           (i / 3 == j / 3),
                       why);
        }
    }
}

static void a_saved_numeric_keeps_its_decimals(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(Arena) arena = arena_new(1024);
    Numeric numeric = numeric_of("-1.50");
    const uint8_t *at;
    Value value;

    g_byte_array_append(bytes, (const uint8_t *)"", 1); /* at any place of somebody's bytes */
    value_save(TYPE_NUMERIC, &(Value){.numeric = &numeric}, bytes);
    at = bytes->data + 1;
    value = value_load(TYPE_NUMERIC, &at, arena);
    check_text(value.numeric, "-1.50", "loaded");
    CU_ASSERT_TRUE(at == bytes->data + bytes->len);
}

static void a_column_of_so_many_digits_rounds_or_refuses(void)
{
    static const struct {
        const char *text;
        int precision, scale;
        const char *wanted; /* or the hint of the error */
    } cases[] = {
        {"123.456",  5,  2,  "123.46"                                                          },
        {"-123.455", 5,  2,  "-123.46"                                                         },
        {"1.5",      38, 10, "1.5000000000"                                                    },
        {"999.995",  5,  2,
         "A field with precision 5, scale 2 must round to an absolute value less than 10^3."   },
        {"0.5",      2,  2,  "0.50"                                                            },
        {"1",        2,  2,
         "A field with precision 2, scale 2 must round to an absolute value less than 1."      },
        {"0.00123",  2,  5,
         "A field with precision 2, scale 5 must round to an absolute value less than 10^-3."  },
        {"0.000123", 2,  5,  "0.00012"                                                         },
        {"12345",    2,  -3, "12000"                                                           },
        {"NaN",      5,  2,  "NaN"                                                             },
        {"Infinity", 5,  2,  "A field with precision 5, scale 2 cannot hold an infinite value."},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Numeric numeric = numeric_of(cases[i].text), fitted;
        g_autoptr(GError) error = NULL;

        if (numeric_fit(&numeric, cases[i].precision, cases[i].scale, &fitted, &error)) {
            check_text(&fitted, cases[i].wanted, cases[i].text);
        } else {
            UNIT_FAILED_WITH(error, FAIL_DATA, "numeric field overflow");
            UNIT_EQUALS_TEXT(fail_hint_of(error), cases[i].wanted);
        }
    }
}

enum { VALUES_MAX = 6 };

typedef struct SumCase {
    const char *values[VALUES_MAX];
    const char *total, *average;
    const char *var_pop, *var_samp, *stddev_pop, *stddev_samp;
} SumCase;

static const SumCase sums[] = {
    {{"1.5", "2.25", "4.0", "-3.125"},
     "4.625",                                                       "1.15625000000000000000",
     "6.9326171875000000",                                                                                           "9.2434895833333333",
     "2.6329863629536709",                                                                                                                                                                "3.0403107708478312"                                        },
    {{"1", "2", "4"},
     "7",                                                           "2.3333333333333333",
     "1.5555555555555556",                                                                                           "2.3333333333333333",
     "1.2472191289246471",                                                                                                                                                                "1.5275252316519467"                                        },
    {{"1.50", "1.50", "1.50"},                          "4.50",     "1.5000000000000000",                     "0",   "0",                                                          "0",   "0"                                                         },
    {{"123456789012345678", "223456789012345678", "1"},
     "346913578024691357",                                          "115637859341563786",
     "8352723923216311995789938164575184",                                                                           "12529085884824467993684907246862776",
     "91393237841846439",                                                                                                                                                                 "111933399326673127"                                        },
    {{"1e-20", "3e-20"},
     "0.00000000000000000004",                                      "0.000000000000000000020000000000000000",
     "0.000000000000000000000000000000000000000100000000000000000000",                                               "0.00000000000000000000000000000000000000020000000000000000",
     "0.000000000000000000010000000000000000000000000000000000000",                                                                                                                       "0.00000000000000000001414213562373095048801688724209698079"},
    {{"Infinity", "3"},                                 "Infinity", "Infinity",                               "NaN", "NaN",                                                        "NaN", "NaN"                                                       },
    {{"Infinity", "3", "-Infinity"},                    "NaN",      "NaN",                                    "NaN", "NaN",                                                        "NaN", "NaN"                                                       },
    {{"NaN", "3"},                                      "NaN",      "NaN",                                    "NaN", "NaN",                                                        "NaN", "NaN"                                                       },
};

typedef struct Sums {
    NumericSum sum, squares;
    int64_t rows;
} Sums;

static Sums add_values(const SumCase *one, size_t from, size_t to)
{
    Sums sums_of = {.rows = 0};

    for (size_t i = from; i < to && i < VALUES_MAX && one->values[i] != NULL; i++) {
        Numeric numeric = numeric_of(one->values[i]);

        UNIT_CHECK(numeric_sum_add(&sums_of.sum, &numeric, NULL), one->values[i]);
        UNIT_CHECK(numeric_sum_add_square(&sums_of.squares, &numeric, NULL), one->values[i]);
        sums_of.rows++;
    }
    return sums_of;
}

static void check_sums(const SumCase *one, const Sums *of)
{
    const char *why = one->values[0];
    Numeric result = numeric_of_integer(0);

    UNIT_CHECK(numeric_sum_total(&of->sum, &result, NULL), why);
    check_text(&result, one->total, why);
    UNIT_CHECK(numeric_sum_average(&of->sum, of->rows, &result, NULL), why);
    check_text(&result, one->average, why);
    for (int i = 0; i < 4; i++) {
        const char *wanted[] = {one->var_pop, one->var_samp, one->stddev_pop, one->stddev_samp};

        UNIT_CHECK(numeric_sum_variance(&of->sum, &of->squares, of->rows, i % 2 == 1, i >= 2,
                                        &result, NULL),
                   why);
        check_text(&result, wanted[i], why);
    }
}

static void sums_and_what_is_made_of_them_are_postgresqls(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        for (size_t split = 0; split <= VALUES_MAX; split++) {
            Sums head = add_values(&sums[i], 0, split);
            Sums tail = add_values(&sums[i], split, VALUES_MAX), whole = tail;

            UNIT_CHECK(numeric_sum_merge(&whole.sum, &head.sum, NULL), "tail, head");
            UNIT_CHECK(numeric_sum_merge(&whole.squares, &head.squares, NULL), "tail, head");
            whole.rows += head.rows;
            check_sums(&sums[i], &whole);
            UNIT_CHECK(numeric_sum_merge(&head.sum, &tail.sum, NULL), "head, tail");
            UNIT_CHECK(numeric_sum_merge(&head.squares, &tail.squares, NULL), "head, tail");
            head.rows += tail.rows;
            check_sums(&sums[i], &head);
        }
    }
}

static void a_sum_is_exact_beyond_what_a_numeric_holds(void)
{
    static const char *const values[] = {"99999999999999999999999999999999999999", "1e37",
                                         "0.0000000000000000000000000000000000001", "1e37"};
    NumericSum sum = {.scale = 0};
    g_autoptr(GError) error = NULL;
    Numeric numeric, total;

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        numeric = numeric_of(values[i]);
        CU_ASSERT_TRUE(numeric_sum_add(&sum, &numeric, NULL));
    }
    CU_ASSERT_FALSE(numeric_sum_total(&sum, &total, &error));
    UNIT_FAILED_WITH(error, FAIL_DATA, "value overflows numeric format");
    CU_ASSERT_TRUE(numeric_sum_average(&sum, 2, &total, NULL));
    check_text(&total, "60000000000000000000000000000000000000", "average");
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        if (i == 2)
            continue;
        numeric = numeric_of(values[i]);
        numeric = numeric_negate(&numeric);
        CU_ASSERT_TRUE(numeric_sum_add(&sum, &numeric, NULL));
    }
    CU_ASSERT_TRUE(numeric_sum_total(&sum, &total, NULL));
    check_text(&total, "0.0000000000000000000000000000000000001", "what is left");
}

static void a_sum_of_more_than_76_digits_is_refused(void)
{
    static const char *const fine[] = {"1e37", "1e-38"}, *const far[] = {"1e37", "1e-39"};
    g_autoptr(GError) error = NULL;

    for (int first = 0; first < 2; first++) {
        NumericSum sum = {.scale = 0}, other = {.scale = 0};
        Numeric a = numeric_of(fine[first]), b = numeric_of(fine[1 - first]);

        CU_ASSERT_TRUE(numeric_sum_add(&sum, &a, NULL) && numeric_sum_add(&sum, &b, NULL));
        a = numeric_of(far[first]);
        b = numeric_of(far[1 - first]);
        CU_ASSERT_TRUE(numeric_sum_add(&other, &a, NULL));
        g_clear_error(&error);
        CU_ASSERT_FALSE(numeric_sum_add(&other, &b, &error));
        UNIT_FAILED_WITH(error, FAIL_DATA, "value overflows numeric format");
    }
}

static void whole_numbers_are_summed_beyond_their_type(void)
{
    NumericSum sum = {.scale = 0};
    Numeric least = numeric_of_integer(G_MININT64), total;

    for (int i = 0; i < 1000; i++)
        CU_ASSERT_TRUE(numeric_sum_add(&sum, &least, NULL));
    CU_ASSERT_TRUE(numeric_sum_total(&sum, &total, NULL));
    check_text(&total, "-9223372036854775808000", "the least integer, 1000 times");
}

static void digits_of_wide_numbers_are_counted(void)
{
    const Wide one = wide_of(1);

    CU_ASSERT_EQUAL(wide_digits(&(Wide){.len = 0}), 0);
    for (int power = 0; power < 230; power++) {
        Wide tens = wide_times_ten(&one, power), less = tens;

        wide_subtract(&less, &one);
        if (wide_digits(&tens) != power + 1 || wide_digits(&less) != power) {
            UNIT_CHECK(false, "a power of ten, or one less, has another number of digits");
            return;
        }
    }
}

UNIT_MAIN("row/numeric", UNIT(a_text_keeps_its_decimals),
          UNIT(what_is_no_numeric_is_told_from_what_is_too_large),
          UNIT(numerics_are_ordered_and_keys_are_equal_exactly_if_they_are),
          UNIT(a_saved_numeric_keeps_its_decimals),
          UNIT(a_column_of_so_many_digits_rounds_or_refuses),
          UNIT(sums_and_what_is_made_of_them_are_postgresqls),
          UNIT(a_sum_is_exact_beyond_what_a_numeric_holds),
          UNIT(a_sum_of_more_than_76_digits_is_refused),
          UNIT(whole_numbers_are_summed_beyond_their_type),
          UNIT(digits_of_wide_numbers_are_counted))
