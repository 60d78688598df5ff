#pragma once
/*
 * The words of a statement that is not PostgreSQL's, one after the other: keywords in any case,
 * names as PostgreSQL writes them (a.b too), texts in quotes, numbers.
 *
 * Thread: one at a time; pure.
 */
#include "base/fail.h"
#include "sql/scan.h"

typedef struct Words {
    const char *text;
    Scan scan;
    ScanToken next;    /* not taken yet */
    const char *usage; /* of the command, for errors */
    GError **error;
} Words;

Words words_make(const char *text, GError **error);
/* True if the next word is @keyword: then it is taken. */
bool words_take(Words *words, const char *keyword);
/* True if the next words are those of @phrase, one blank between: then they are taken. */
bool words_take_phrase(Words *words, const char *phrase);
bool words_at_end(const Words *words); /* but for a semicolon */
int words_position(const Words *words);
/**
 * words_take_name() - a name: unquoted ones are folded to lower case, parts are joined by dots
 * @what:      for the error: "a topic"
 * @ret_name:  (owned)
 */
bool words_take_name(Words *words, const char *what, char **ret_name);
/* The same name, or the same in single quotes. */
bool words_take_name_or_text(Words *words, const char *what, char **ret_name);
/* True if the next word is that one character: then it is taken. */
bool words_take_symbol(Words *words, char symbol);
/* 'it''s', or a number as it is written; (owned) */
bool words_take_value(Words *words, const char *what, char **ret_value);
/* A whole number from 1 to @max. */
bool words_take_count(Words *words, const char *what, int64_t max, int64_t *ret_count);
bool words_end(Words *words); /* FAIL_QUERY: something is left, with the usage */
bool words_refuse(Words *words, const char *wanted); /* always false: FAIL_QUERY at the next word */
