#pragma once
/*
 * Seeded faults: each makes the program wrong in one small way, so that the oracle (tests/oracle)
 * can show that a run of it would notice. They are there in a build of their own only, `make
 * VARIANT=fault`, where the environment variable ZEPPELIN_KAFKA_FAULT names the one that is
 * active; in every other build FAULT() is the constant false.
 *
 * To add one: a row here, and FAULT(name) where the program goes wrong.
 *
 * Thread: any.
 */
#include <stdbool.h>

#define FAULT_LIST(X)                                                                              \
    X(window_end_early, "a window ends a millisecond early")                                       \
    X(window_start_outside, "a row at the very start of a window is counted before it")            \
    X(window_shift_ignored, "the shift of a window is ignored")                                    \
    X(in_null_is_false, "IN with a NULL in its list is false, not NULL")                           \
    X(and_null_is_false, "AND and OR take NULL for false")                                         \
    X(not_null_is_true, "NOT of NULL is true")                                                     \
    X(case_null_is_true, "CASE takes a condition that is NULL")                                    \
    X(is_true_of_null, "NULL IS TRUE")                                                             \
    X(coalesce_first, "coalesce gives its first argument, NULL or not")                            \
    X(greatest_null, "greatest of a NULL is NULL")                                                 \
    X(less_equal_is_less, "<= of numbers leaves the equal ones out")                               \
    X(text_order_by_length, "texts are ordered by length first")                                   \
    X(null_key_is_empty, "NULL and an empty text are one group")                                   \
    X(length_in_bytes, "length counts bytes")                                                      \
    X(substring_from_zero, "substring counts from 0")                                              \
    X(like_no_escape, "a backslash in a LIKE pattern is a backslash")                              \
    X(letters_of_ascii, "upper and lower know ASCII only")                                         \
    X(regex_any_case, "~* minds the case of letters")                                              \
    X(split_last_empty, "an empty last field is lost")                                             \
    X(words_keep_case, "words with capitals beyond ASCII stay as they are")                        \
    X(division_rounds_down, "a division of whole numbers rounds down")                             \
    X(round_half_up, "round() of a half goes away from zero")                                      \
    X(week_on_sunday, "a week begins on Sunday")                                                   \
    X(sum_forgets_merged, "a sum forgets what another lane has counted")

typedef enum Fault {
#define FAULT_NAME(name, sentence) FAULT_##name,
    FAULT_LIST(FAULT_NAME)
#undef FAULT_NAME
} Fault;

#ifdef FAULTS
bool fault_is_active(Fault fault);
#define FAULT(name) fault_is_active(FAULT_##name)
#else
#define FAULT(name) ((void)FAULT_##name, false)
#endif
