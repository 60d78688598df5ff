/*
 * Table functions. Method: tables of a text and its rows, asked for one row a call and many a
 * call; the rows are shown between brackets.
 */
#include "lib/unit.h"

#include <pthread.h>

#include "base/fail.h"
#include "expr/build.h"
#include "expr/table_function.h"

enum { ARENA_BYTES = 1 << 20, MANY = 1000 };

typedef struct SplitCase {
    const char *function;
    const char *arguments[3]; /* NULL: SQL's null, or not given */
    size_t arguments_len;
    const char *rows;
} SplitCase;

static const Value null_value = {.is_null = true};

static Value text_value(const char *text)
{
    return text == NULL ? null_value : value_of_text(text, strlen(text));
}

/* The row of that name which takes so many texts. */
static const TableFunction *find(const char *name, size_t arguments_len)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    const Expr *arguments[TABLE_FUNCTION_ARGUMENTS_MAX];
    TableFunctionCall call;
    bool is_found;

    for (size_t i = 0; i < arguments_len; i++)
        arguments[i] = expr_new_slot(arena, (int)i, TYPE_TEXT);
    is_found = table_function_bind(arena, name, arguments, arguments_len, 0, &call, NULL);
    g_assert(is_found);
    return call.function;
}

/* (owned) "[a][b]NULL", or the error. */
static char *rows_of(const SplitCase *one, size_t values_max, bool is_prepared)
{
    const TableFunction *function = find(one->function, one->arguments_len);
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GError) error = NULL;
    g_autofree Value *values = g_new(Value, values_max);
    TableFunctionState state = {.arguments_len = one->arguments_len};
    ExprContext context = {.arena = arena};
    GString *rows = g_string_new(NULL);
    size_t len = 1;
    bool is_right = true;

    for (size_t i = 0; i < one->arguments_len; i++)
        state.arguments[i] = text_value(one->arguments[i]);
    if (is_prepared && function->prepare != NULL) {
        Value constants[3] = {null_value, state.arguments[1], state.arguments[2]};

        is_right = function->prepare(constants, one->arguments_len, &state.prepared, &error);
    }
    while (is_right && len > 0) {
        is_right =
            table_function_next(function, &state, &context, values, values_max, &len, &error);
        for (size_t i = 0; is_right && i < len; i++) {
            if (values[i].is_null)
                g_string_append(rows, "NULL");
            else
                g_string_append_printf(rows, "[%.*s]", (int)values[i].len, values[i].text);
        }
    }
    if (!is_right)
        g_string_assign(rows, error->message);
    if (is_prepared && function->release != NULL)
        function->release(state.prepared);
    return g_string_free(rows, FALSE);
}

static void check(const SplitCase *cases, size_t len)
{
    static const size_t sizes[] = {1, 2, 3, MANY};

    for (size_t i = 0; i < len; i++) {
        for (size_t s = 0; s < 2 * G_N_ELEMENTS(sizes); s++) {
            g_autofree char *rows = rows_of(&cases[i], sizes[s / 2], s % 2 == 0);

            UNIT_EQUALS_TEXT(rows, cases[i].rows);
        }
    }
}

static void words_are_runs_of_letters_marks_and_numbers_in_lower_case(void)
{
    static const SplitCase cases[] = {
        {"words", {""},                         1, ""                         },
        {"words", {NULL},                       1, ""                         },
        {"words", {" ,.- \t\n"},                1, ""                         },
        {"words", {"one"},                      1, "[one]"                    },
        {"words", {"Hello, World!"},            1, "[hello][world]"           },
        {"words", {"it's 4 o'clock"},           1, "[it][s][4][o][clock]"     },
        {"words", {"a-b_c"},                    1, "[a][b][c]"                },
        {"words", {"x86 2nd ABC123"},           1, "[x86][2nd][abc123]"       },
        {"words", {"  lead and trail  "},       1, "[lead][and][trail]"       },
        {"words", {"ÄRGER Straße ÉCOLE"},    1, "[ärger][straße][école]"},
        {"words", {"日本語、テキスト"}, 1, "[日本語][テキスト]"},
        {"words",
         {"naïve e\xCC\x81"
          "cole"},
         1,                                        "[naïve][e\xCC\x81"
         "cole]"                                                   },
        {"words", {"МОСКВА Ωmega"},      1, "[москва][ωmega]"   },
        {"words", {"a😀b — c…"},          1, "[a][b][c]"                },
        {"words", {"½ ² Ⅷ"},                1, "[½][²][ⅷ]"            },
        {"words", {"ȺȾ"},                     1, "[ⱥⱦ]"                 }, /* 2 bytes become 3 */
        {"words", {"@[`{az AZ 09:/"},           1, "[az][az][09]"             },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void string_to_table_splits_as_postgresql_does(void)
{
    static const SplitCase cases[] = {
        {"string_to_table", {"a b c", " "},                2, "[a][b][c]"   },
        {"string_to_table", {" a  b ", " "},               2, "[][a][][b][]"},
        {"string_to_table", {"", " "},                     2, ""            },
        {"string_to_table", {"abc", " "},                  2, "[abc]"       },
        {"string_to_table", {NULL, " "},                   2, ""            },
        {"string_to_table", {"a😀", NULL},               2, "[a][😀]"   },
        {"string_to_table", {"abc", ""},                   2, "[abc]"       },
        {"string_to_table", {"", ""},                      2, ""            },
        {"string_to_table", {"a::b:c::", "::"},            2, "[a][b:c][]"  },
        {"string_to_table", {"a:::b", "::"},               2, "[a][:b]"     },
        {"string_to_table", {"xx~^~yy~^~zz", "~^~", "yy"}, 3, "[xx]NULL[zz]"},
        {"string_to_table", {"a,,b", ",", ""},             3, "[a]NULL[b]"  },
        {"string_to_table", {"a,b", ",", NULL},            3, "[a][b]"      },
        {"string_to_table", {"aba", NULL, "b"},            3, "[a]NULL[a]"  },
        {"string_to_table", {"日、本", "、"},          2, "[日][本]"  },
        {"string_to_table", {",", ","},                    2, "[][]"        },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void regexp_split_to_table_splits_as_postgresql_does(void)
{
    static const SplitCase cases[] = {
        {"regexp_split_to_table", {"hello  world", "\\s+"}, 2, "[hello][world]"                                                },
        {"regexp_split_to_table", {"abc", ""},              2, "[a][b][c]"                                                     },
        {"regexp_split_to_table", {"日本", ""},           2, "[日][本]"                                                    },
        {"regexp_split_to_table", {"a1b22c", "\\d+"},       2, "[a][b][c]"                                                     },
        {"regexp_split_to_table", {"1a1", "1"},             2, "[][a][]"                                                       },
        {"regexp_split_to_table", {"", ","},                2, "[]"                                                            },
        {"regexp_split_to_table", {"abc", "x"},             2, "[abc]"                                                         },
        {"regexp_split_to_table", {"abc", "x*"},            2, "[a][b][c]"                                                     },
        {"regexp_split_to_table", {"axxb", "x*"},           2, "[a][b]"                                                        },
        {"regexp_split_to_table", {"aXbxc", "x", "i"},      3, "[a][b][c]"                                                     },
        {"regexp_split_to_table", {"a\nb", "^", "n"},       3, "[a\n][b]"                                                      },
        {"regexp_split_to_table", {"aba", "^a"},            2, "[][ba]"                                                        },
        {"regexp_split_to_table", {NULL, ","},              2, ""                                                              },
        {"regexp_split_to_table", {"a", NULL},              2, ""                                                              },
        {"regexp_split_to_table", {"a", ",", NULL},         3, ""                                                              },
        {"regexp_split_to_table", {"abc", "(?<=a)"},        2, "[a][bc]"                                                       },
        {"regexp_split_to_table",
         {"a", ",", "g"},
         3,                                                    "regexp_split_to_table() does not support the \"global\" option"},
        {"regexp_split_to_table", {"a", ",", "z"},          3, "invalid regular expression option: \"z\""                      },
        {"regexp_split_to_table",
         {"a", "("},
         2,                                                    "invalid regular expression: parentheses () not balanced"       },
        {"regexp_split_to_table",
         {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a+)+$"},
         2,                                                    "matching a regular expression took more than 1000000 steps: it backtracks too much on "
         "this text"                                                                                                },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void a_bad_constant_pattern_is_the_authors_fault(void)
{
    const TableFunction *function = find("regexp_split_to_table", 2);
    Value arguments[] = {null_value, text_value("[")};
    g_autoptr(GError) error = NULL;
    void *prepared = NULL;

    UNIT_REQUIRE(!function->prepare(arguments, 2, &prepared, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "brackets [] not balanced");
}

static void a_pattern_beyond_the_limit_is_refused(void)
{
    const TableFunction *function = find("regexp_split_to_table", 2);
    g_autofree char *pattern = g_strnfill(40000, 'a');
    Value arguments[] = {null_value, text_value(pattern)};
    g_autoptr(GError) error = NULL;
    void *prepared = NULL;

    UNIT_REQUIRE(!function->prepare(arguments, 2, &prepared, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "40000 bytes is beyond the limit of 32768");
}

static void small_words_are_borrowed_and_need_no_memory(void)
{
    g_autoptr(Arena) arena = arena_new(0);
    g_autoptr(GError) error = NULL;
    ExprContext context = {.arena = arena};
    const TableFunction *words = find("words", 1);
    static const char text[] = "all of these 3 words are small, auch größere";
    TableFunctionState state = {.arguments = {text_value(text)}, .arguments_len = 1};
    Value values[16];
    size_t len = 0;

    UNIT_REQUIRE(
        table_function_next(words, &state, &context, values, G_N_ELEMENTS(values), &len, &error));
    CU_ASSERT_EQUAL(len, 9);
    for (size_t i = 0; i < len; i++)
        CU_ASSERT_TRUE(values[i].text >= text && values[i].text < text + sizeof(text));
    state = (TableFunctionState){.arguments = {text_value("Big")}, .arguments_len = 1};
    UNIT_REQUIRE(
        !table_function_next(words, &state, &context, values, G_N_ELEMENTS(values), &len, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "a word of 3 bytes");
}

enum { THREADS = 4, ROUNDS = 200 };

/* A pattern that was prepared once, used by several threads. */
static void *split_often(void *prepared)
{
    const TableFunction *function = find("regexp_split_to_table", 2);
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    ExprContext context = {.arena = arena};
    size_t total = 0;

    for (int i = 0; i < ROUNDS; i++) {
        TableFunctionState state = {
            .arguments = {text_value("a, b,c ,d"), text_value(" *, *")},
            .arguments_len = 2,
            .prepared = prepared
        };
        Value values[8];
        size_t len = 0;

        if (table_function_next(function, &state, &context, values, G_N_ELEMENTS(values), &len,
                                NULL))
            total += len;
    }
    return GSIZE_TO_POINTER(total);
}

static void a_prepared_pattern_may_be_used_by_several_threads(void)
{
    const TableFunction *function = find("regexp_split_to_table", 2);
    Value arguments[] = {null_value, text_value(" *, *")};
    pthread_t threads[THREADS];
    void *prepared = NULL;

    UNIT_REQUIRE(function->prepare(arguments, 2, &prepared, NULL));
    for (int i = 0; i < THREADS; i++)
        UNIT_REQUIRE(pthread_create(&threads[i], NULL, split_often, prepared) == 0);
    for (int i = 0; i < THREADS; i++) {
        void *total = NULL;

        pthread_join(threads[i], &total);
        CU_ASSERT_EQUAL(GPOINTER_TO_SIZE(total), 4 * ROUNDS);
    }
    function->release(prepared);
}

static void the_table_says_what_each_takes(void)
{
    size_t len = 0;
    const TableFunction *table = table_function_table(&len);

    CU_ASSERT_TRUE(len > 3);
    for (size_t i = 0; i < len; i++) {
        g_autofree char *name = g_strndup(table[i].signature, strcspn(table[i].signature, "("));

        UNIT_CHECK(table_function_exists(name), name);
        UNIT_CHECK(table[i].columns_len >= 1, name);
        UNIT_CHECK(table[i].columns_len <= TABLE_FUNCTION_COLUMNS_MAX, name);
        UNIT_CHECK((table[i].prepare == NULL) == (table[i].release == NULL), name);
    }
    CU_ASSERT_FALSE(table_function_exists("word"));
    CU_ASSERT_FALSE(table_function_exists("wordss"));
}

UNIT_MAIN("expr/table_function", UNIT(words_are_runs_of_letters_marks_and_numbers_in_lower_case),
          UNIT(string_to_table_splits_as_postgresql_does),
          UNIT(regexp_split_to_table_splits_as_postgresql_does),
          UNIT(a_bad_constant_pattern_is_the_authors_fault),
          UNIT(a_pattern_beyond_the_limit_is_refused),
          UNIT(small_words_are_borrowed_and_need_no_memory),
          UNIT(a_prepared_pattern_may_be_used_by_several_threads),
          UNIT(the_table_says_what_each_takes))
