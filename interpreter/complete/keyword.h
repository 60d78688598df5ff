#pragma once
/*
 * The words of the language by the places where they may stand, and the options of calls in FROM.
 *
 * Thread: constant.
 */
#include <stddef.h>

typedef enum KeywordPlace {
    KEYWORD_STATEMENT = 1,      /* begins a statement */
    KEYWORD_QUERY = 2,          /* begins a query, in parentheses too */
    KEYWORD_LIST = 4,           /* behind SELECT */
    KEYWORD_OPERAND = 8,        /* begins an expression */
    KEYWORD_BEHIND = 16,        /* behind a value */
    KEYWORD_CASE = 32,          /* in CASE, behind a value */
    KEYWORD_BEHIND_SELECT = 64, /* behind an item of that clause, and so on */
    KEYWORD_BEHIND_FROM = 128,
    KEYWORD_BEHIND_WHERE = 256,
    KEYWORD_BEHIND_GROUP = 512,
    KEYWORD_BEHIND_HAVING = 1024,
    KEYWORD_BEHIND_ORDER = 2048,
    KEYWORD_BEHIND_LIMIT = 4096,
    KEYWORD_GROUP = 8192, /* behind GROUP BY */
    KEYWORD_ITEM = 16384, /* begins an item of FROM */
} KeywordPlace;

typedef struct Keyword {
    const char *words;
    unsigned places;
    const char *help;
} Keyword;
const Keyword *keyword_table(size_t *ret_len);

/* Calls in FROM that are no table functions, with their arguments. */
typedef struct KeywordCall {
    const char *signature;
    const char *help;
} KeywordCall;
const KeywordCall *keyword_calls(size_t *ret_len);

typedef struct KeywordOption {
    const char *calls; /* with commas between them */
    const char *name;
    const char *help;
} KeywordOption;
const KeywordOption *keyword_options(size_t *ret_len);

/* A word that an option or a setting of that name may be. */
typedef struct KeywordWord {
    const char *name;
    const char *word;
    const char *help;
} KeywordWord;
const KeywordWord *keyword_words(size_t *ret_len);

extern const char *const keyword_types[]; /* NULL-ended: what a cast may name */
