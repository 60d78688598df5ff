#pragma once
/*
 * Failures of the world, as GErrors of one domain whose codes say who acts. A query's failure also
 * knows where in the statement it is, and a hint of what to write instead.
 *
 * Failing is one line: `return fail(error, FAIL_LIMIT, "more than %zu groups", max);`
 * The first error wins: every function that fails sets its error once and returns at once.
 *
 * Thread: any; an error belongs to one thread at a time, as every GError.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum FailCode {
    FAIL_QUERY,  /* the statement is wrong: its author acts */
    FAIL_DATA,   /* a record can't be read or computed with: its producer or the author acts */
    FAIL_LIMIT,  /* a named limit is reached: the author makes it smaller, or the operator it larger
                  */
    FAIL_KAFKA,  /* the brokers refuse: the operator of Kafka acts */
    FAIL_NET,    /* nobody answers: the network, or a wrong address */
    FAIL_CONFIG, /* a property or an option is wrong: who set it acts */
} FailCode;

#define FAIL fail_quark()
GQuark fail_quark(void);

/* Set @error (NULL is fine) and return false. */
bool fail(GError **error, FailCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same, for functions that return a pointer. */
void *fail_null(GError **error, FailCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/**
 * fail_at() - a query's failure at a place
 * @position_bytes:  bytes from the start of the statement's text; < 0 if unknown
 */
bool fail_at(GError **error, FailCode code, int position_bytes, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void *fail_null_at(GError **error, FailCode code, int position_bytes, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* Say where, in front of the message of an error that was just set; returns false. */
bool fail_prefix(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Add what to write or do instead to an error that was just set; returns false. */
bool fail_hint(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Move the place of an error that was just set by @offset_bytes, where it has one. */
void fail_shift(GError *error, int offset_bytes);
/* The place of an error that was just set is another one, in another text than it was found in. */
void fail_place(GError *error, int position_bytes);

/* Bytes from the start of the statement; -1 if unknown or not of this domain. */
int fail_position(const GError *error);
const char *fail_hint_of(const GError *error); /* (borrowed) NULL without one */
/* True if the same may succeed later without anybody changing anything. */
bool error_is_retriable(const GError *error);

const char *fail_code_name(FailCode code); /* "query", "data", "limit", "kafka", "net", "config" */
/* Exit status of a command that ended with @error: 1 the statement's, 2 settings, 3 Kafka's. */
int fail_exit_status(const GError *error);
