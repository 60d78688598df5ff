#pragma once
/*
 * Unit tests: CUnit with sentences as names, failures that return instead of longjmp (which would
 * skip the cleanup of g_autoptr), and TAP on standard output for tests/run.
 *
 *     static void an_empty_box_gives_nothing(void) { ... }
 *     UNIT_MAIN("base/mailbox", UNIT(an_empty_box_gives_nothing), UNIT(...))
 */
#include <CUnit/Basic.h>
#include <CUnit/TestRun.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define UNIT_CHECK(condition, why)                                                                 \
    CU_assertImplementation((condition), __LINE__, (why), __FILE__, "", CU_FALSE)

#define UNIT_REQUIRE(condition)                                                                    \
    do {                                                                                           \
        bool holds_ = (condition);                                                                 \
        CU_assertImplementation(holds_, __LINE__, #condition, __FILE__, "", CU_FALSE);             \
        if (!holds_)                                                                               \
            return;                                                                                \
    } while (0)

/* @error: of that code, its message holding @part; a test without an error shows the lack. */
#define UNIT_FAILED_WITH(error, expected_code, part)                                               \
    do {                                                                                           \
        const GError *error_ = (error);                                                            \
        g_autofree char *said_ =                                                                   \
            g_strdup_printf("wanted %s with '%s', got %s", #expected_code, (part),                 \
                            error_ == NULL ? "no error" : error_->message);                        \
        CU_assertImplementation(error_ != NULL && error_->code == (int)(expected_code) &&          \
                                    strstr(error_->message, (part)) != NULL,                       \
                                __LINE__, said_, __FILE__, "", CU_FALSE);                          \
    } while (0)

#define UNIT_EQUALS_TEXT(actual, expected)                                                         \
    do {                                                                                           \
        const char *actual_ = (actual), *expected_ = (expected);                                   \
        g_autofree char *said_ = g_strdup_printf("\n  wanted '%s'\n  got    '%s'", expected_,      \
                                                 actual_ == NULL ? "(null)" : actual_);            \
        CU_assertImplementation(actual_ != NULL && strcmp(actual_, expected_) == 0, __LINE__,      \
                                said_, __FILE__, "", CU_FALSE);                                    \
    } while (0)

typedef struct UnitTest {
    const char *name;
    CU_TestFunc run;
} UnitTest;

#define UNIT(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }
#define UNIT_MAIN(suite, ...)                                                                      \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        static const UnitTest tests[] = {__VA_ARGS__};                                             \
        return unit_main(suite, tests, G_N_ELEMENTS(tests), argc > 1 ? argv[1] : NULL);            \
    }

static inline void unit_say_failures(void)
{
    for (CU_pFailureRecord at = CU_get_failure_list(); at != NULL; at = at->pNext)
        printf("# %s:%u: %s\n", at->strFileName, at->uiLineNumber, at->strCondition);
}

/* Run each test in a suite of its own, so that each has its own line. */
static inline int unit_main(const char *suite_name, const UnitTest *tests, size_t tests_len,
                            const char *only)
{
    size_t failed = 0, ran = 0;

    g_setenv("G_DEBUG", "fatal-warnings", FALSE);
    for (size_t i = 0; i < tests_len; i++) {
        CU_pSuite suite;

        if (only != NULL && strstr(tests[i].name, only) == NULL)
            continue;
        if (CU_initialize_registry() != CUE_SUCCESS)
            return 2;
        suite = CU_add_suite(suite_name, NULL, NULL);
        if (suite == NULL || CU_add_test(suite, tests[i].name, tests[i].run) == NULL)
            return 2;
        CU_run_all_tests();
        ran++;
        if (CU_get_number_of_failures() > 0 || CU_get_number_of_asserts() == 0) {
            failed++;
            printf("not ok - %s: %s\n", suite_name, tests[i].name);
            if (CU_get_number_of_asserts() == 0)
                printf("# it asserted nothing\n");
            unit_say_failures();
        } else {
            printf("ok - %s: %s\n", suite_name, tests[i].name);
        }
        fflush(stdout);
        CU_cleanup_registry();
    }
    return failed > 0 || ran == 0 ? 1 : 0;
}
