/*
 * sql_parse: limits of a text, the parser's thread, and the tree. What is refused, and with which
 * hint, is in tests/cases/plan/invalid/.
 */
#include <pthread.h>
#include <signal.h>

#include "lib/unit.h"

#include <limits.h>

#include "sql/sql.h"
#include "sql/scan.h"
#include "statement/statement.h"

typedef struct Parsed {
    Arena *arena;
    const SqlStatement *statement;
    GError *error;
} Parsed;

static Parsed parse_span(Span text)
{
    Parsed parsed = {.arena = arena_new(SQL_TREE_BYTES_MAX)};

    parsed.statement = sql_parse(text, parsed.arena, &parsed.error);
    return parsed;
}

static Parsed parse(const char *text)
{
    return parse_span(span_of(text));
}

static void parsed_clear(Parsed *parsed)
{
    arena_free(parsed->arena);
    g_clear_error(&parsed->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parsed, parsed_clear)

static char *repeat(const char *before, const char *part, size_t times, const char *after)
{
    g_autoptr(GString) text = g_string_new(before);

    for (size_t i = 0; i < times; i++)
        g_string_append(text, part);
    g_string_append(text, after);
    return g_strdup(text->str);
}

/* ---- limits ---- */

static void a_text_beyond_the_bytes_is_a_limit(void)
{
    g_autofree char *fits = g_strnfill(STATEMENT_TEXT_BYTES_MAX, ' ');
    g_autofree char *exceeds = g_strnfill(STATEMENT_TEXT_BYTES_MAX + 1, ' ');
    g_autofree char *megabyte = repeat("select '", "x", 1 << 20, "'");
    g_auto(Parsed) at = {0}, beyond = {0}, far_beyond = {0};

    memcpy(fits, "select 1", 8);
    at = parse(fits);
    beyond = parse(exceeds);
    far_beyond = parse(megabyte);
    CU_ASSERT_PTR_NOT_NULL(at.statement);
    UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "65537 bytes; at most 65536");
    UNIT_FAILED_WITH(far_beyond.error, FAIL_LIMIT, "at most 65536");
}

static void bytes_that_are_no_text_are_refused_with_their_place(void)
{
    g_auto(Parsed) zero = parse_span(span_make("select '\0'", 10));
    g_auto(Parsed) broken = parse("select '\xff'");
    g_auto(Parsed) cut = parse("select '\xc3");

    UNIT_FAILED_WITH(zero.error, FAIL_QUERY, "byte of value zero");
    CU_ASSERT_EQUAL(fail_position(zero.error), 8);
    UNIT_FAILED_WITH(broken.error, FAIL_QUERY, "not valid UTF-8: byte 0xff");
    CU_ASSERT_EQUAL(fail_position(broken.error), 8);
    UNIT_FAILED_WITH(cut.error, FAIL_QUERY, "not valid UTF-8");
}

/* Such texts crash the parser on an ordinary stack, or would crash what reads its JSON. */
static void deep_and_long_texts_end_in_a_limit(void)
{
    static const struct {
        const char *before, *part;
        size_t times;
        const char *after;
    } cases[] = {
        {"select ",        "1+",                30 * 1000,  "1"   },
        {"select ",        "1+",                100 * 1000, "1"   },
        {"select ",        "1+",                9990,       "1"   },
        {"select ",        "(",                 30 * 1000,  "1"   },
        {"select ",        "(",                 399,        "1"   },
        {"select ",        "not ",              15 * 1000,  "true"},
        {"select ",        "not ",              4000,       "true"},
        {"select ",        "- ",                15 * 1000,  "a"   },
        {"select ",        "case when a then ", 3000,       "1"   },
        {"select a",       "::text",            5000,       ""    },
        {"select a",       "[1]",               5000,       ""    },
        {"select ",        "f(",                390,        "1"   },
        {"select ",        "a||",               9000,       "b"   },
        {"select * from ", "(select * from ",   390,        "t"   },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            repeat(cases[i].before, cases[i].part, cases[i].times, cases[i].after);
        g_auto(Parsed) parsed = parse(text);

        UNIT_CHECK(parsed.statement == NULL && parsed.error != NULL && parsed.error->domain == FAIL,
                   cases[i].part);
        UNIT_CHECK(parsed.error != NULL && (parsed.error->code == FAIL_LIMIT ||
                                            strstr(parsed.error->message, "end of input") != NULL),
                   parsed.error == NULL ? "no error" : parsed.error->message);
    }
}

static void an_expression_at_the_depth_is_taken(void)
{
    /* The query is a level, and so is the last number. */
    g_autofree char *fits = repeat("select ", "1+", SQL_DEPTH_MAX - 2, "1");
    g_autofree char *exceeds = repeat("select ", "1+", SQL_DEPTH_MAX - 1, "1");
    g_autofree char *wide = repeat("select a in (1", ",1", 9000, ")");
    g_autofree char *conditions = repeat("select a", " and a", 9000, "");
    g_auto(Parsed) at = parse(fits), beyond = parse(exceeds), list = parse(wide);
    g_auto(Parsed) flat = parse(conditions);

    CU_ASSERT_PTR_NOT_NULL(at.statement);
    UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "nested more than 450 levels");
    CU_ASSERT_PTR_NOT_NULL(list.statement);
    CU_ASSERT_PTR_NOT_NULL(flat.statement);
}

/* ---- the tree ---- */

static const SqlExpr *target(const Parsed *parsed, size_t i)
{
    return parsed->statement->select.targets[i].expr;
}

static void whole_numbers_below_zero_survive_the_parsers_json(void)
{
    static const int64_t wanted[] = {-5, 5, -5, -5, 0, 0, -7, -2147483647, 1, -1};
    g_auto(Parsed) parsed = parse("select -5, - -5, -(5), -/* - */ 5, 0, -0, -( - ( - -- x\n 7)),"
                                  " -2147483647, 1, - 1 limit -3");

    UNIT_REQUIRE(parsed.statement != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        UNIT_CHECK(target(&parsed, i)->kind == SQL_INTEGER &&
                       target(&parsed, i)->integer == wanted[i],
                   "a number is what was written");
    CU_ASSERT_EQUAL(parsed.statement->select.limit->integer, -3);
}

static void constants_keep_their_values(void)
{
    g_auto(Parsed) parsed =
        parse("select 'it''s', '', E'\\x01\\x7f\\n\"\\\\', true, false, null, 12345678901, -1.50, "
              "'\xc3\xa9\xf0\x9f\x98\x80', 2147483648, -2147483648");
    static const char *const texts[] = {"it's", "", "\x01\x7f\n\"\\"};

    UNIT_REQUIRE(parsed.statement != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        UNIT_EQUALS_TEXT(target(&parsed, i)->text, texts[i]);
    CU_ASSERT_TRUE(target(&parsed, 3)->kind == SQL_BOOL && target(&parsed, 3)->truth);
    CU_ASSERT_TRUE(target(&parsed, 4)->kind == SQL_BOOL && !target(&parsed, 4)->truth);
    CU_ASSERT_EQUAL(target(&parsed, 5)->kind, SQL_NULL);
    UNIT_EQUALS_TEXT(target(&parsed, 6)->text, "12345678901");
    UNIT_EQUALS_TEXT(target(&parsed, 7)->text, "-1.50");
    UNIT_EQUALS_TEXT(target(&parsed, 8)->text, "\xc3\xa9\xf0\x9f\x98\x80");
    UNIT_EQUALS_TEXT(target(&parsed, 9)->text, "2147483648");
    UNIT_EQUALS_TEXT(target(&parsed, 10)->text, "-2147483648");
}

static void positions_are_bytes_also_behind_other_letters(void)
{
    static const char text[] = "select '\xc3\xa9\xe2\x82\xac', a + b";
    g_auto(Parsed) parsed = parse(text);
    g_auto(Parsed) failed = parse("select '\xc3\xa9\xe2\x82\xac' from from");

    UNIT_REQUIRE(parsed.statement != NULL);
    CU_ASSERT_EQUAL(target(&parsed, 1)->position, (int)(strchr(text, '+') - text));
    CU_ASSERT_EQUAL(target(&parsed, 1)->items[0]->position, (int)(strchr(text, 'a') - text));
    UNIT_FAILED_WITH(failed.error, FAIL_QUERY, "syntax error at or near \"from\"");
    CU_ASSERT_EQUAL(fail_position(failed.error), 20);
}

static void the_field_of_an_interval_becomes_its_unit(void)
{
    g_auto(Parsed) parsed = parse("select interval '10' minute, interval '1.5' hour");

    UNIT_REQUIRE(parsed.statement != NULL);
    UNIT_EQUALS_TEXT(target(&parsed, 0)->items[0]->text, "10 minute");
    UNIT_EQUALS_TEXT(target(&parsed, 1)->items[0]->text, "1.5 hour");
    CU_ASSERT_TRUE(target(&parsed, 0)->is_literal);
}

/* ---- threads ---- */

enum { THREADS = 4, ROUNDS = 20 };

static void *parse_many(void *user)
{
    size_t *parsed_len = user;

    for (int i = 0; i < ROUNDS; i++) {
        g_auto(Parsed) good = parse("select a, count(*) from t group by a");
        g_auto(Parsed) bad = parse("select from from");

        if (good.statement != NULL && bad.error != NULL)
            (*parsed_len)++;
    }
    return NULL;
}

static void several_threads_parse_at_once(void)
{
    pthread_t threads[THREADS];
    size_t parsed[THREADS] = {0};

    for (int i = 0; i < THREADS; i++)
        UNIT_REQUIRE(pthread_create(&threads[i], NULL, parse_many, &parsed[i]) == 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CU_ASSERT_EQUAL(parsed[i], ROUNDS);
    }
}

/* current_timestamp looks like a column. */
static void words_of_time_are_calls(void)
{
    static const struct {
        const char *name;
        int64_t precision; /* -1: none */
    } wanted[] = {
        {"current_timestamp", -1},
        {"current_date",      -1},
        {"localtimestamp",    -1},
        {"current_timestamp", 3 },
        {"localtimestamp",    0 },
    };
    g_auto(Parsed) parsed = parse("SELECT current_timestamp, current_date, localtimestamp, "
                                  "current_timestamp(3), localtimestamp(0)");

    UNIT_REQUIRE(parsed.statement != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const SqlExpr *call = target(&parsed, i);

        CU_ASSERT_EQUAL(call->kind, SQL_CALL);
        UNIT_EQUALS_TEXT(call->name, wanted[i].name);
        CU_ASSERT_EQUAL(call->items_len, wanted[i].precision < 0 ? 0 : 1);
        if (call->items_len == 1)
            CU_ASSERT_EQUAL(call->items[0]->integer, wanted[i].precision);
    }
}

static void the_callers_signal_mask_is_left_as_it_was(void)
{
    sigset_t before, after;
    g_auto(Parsed) parsed = {0};

    pthread_sigmask(SIG_SETMASK, NULL, &before);
    parsed = parse("select 1");
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int i = 1; i < SIGRTMIN; i++)
        CU_ASSERT_EQUAL(sigismember(&before, i), sigismember(&after, i));
}

/* The parser takes one for each thread that it runs on. */
static void any_number_of_statements_leaves_thread_keys(void)
{
    pthread_key_t key;

    for (int i = 0; i < PTHREAD_KEYS_MAX + 10; i++) {
        Parsed parsed = parse("SELECT 1");

        UNIT_CHECK(parsed.statement != NULL, "");
        parsed_clear(&parsed);
    }
    UNIT_REQUIRE(pthread_key_create(&key, NULL) == 0);
    pthread_key_delete(key);
}

UNIT_MAIN("sql/sql", UNIT(a_text_beyond_the_bytes_is_a_limit),
          UNIT(bytes_that_are_no_text_are_refused_with_their_place),
          UNIT(deep_and_long_texts_end_in_a_limit), UNIT(an_expression_at_the_depth_is_taken),
          UNIT(whole_numbers_below_zero_survive_the_parsers_json),
          UNIT(constants_keep_their_values), UNIT(positions_are_bytes_also_behind_other_letters),
          UNIT(the_field_of_an_interval_becomes_its_unit), UNIT(words_of_time_are_calls),
          UNIT(several_threads_parse_at_once), UNIT(any_number_of_statements_leaves_thread_keys),
          UNIT(the_callers_signal_mask_is_left_as_it_was))
