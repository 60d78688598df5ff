#pragma once
/*
 * A statement's tokens, by PostgreSQL's lexical rules but without its grammar: for limits that must
 * hold before the parser sees the text, and for hints about a text that it refused. A token that
 * does not end (a quote, a comment) reaches to the end of the text: the parser says so.
 *
 * Thread: any; pure.
 */
#include "base/fail.h"
#include "base/span.h"

enum {
    SCAN_TOKENS_MAX = 20000, /* of one statement; the parser's stack is sized for it */
    SCAN_NESTING_MAX = 400,  /* open parentheses and brackets */
};

typedef enum ScanKind {
    SCAN_END,
    SCAN_WORD,   /* an unquoted name or keyword */
    SCAN_QUOTED, /* "name" */
    SCAN_STRING, /* 'text', E'text', $$text$$, B'0', U&'text' */
    SCAN_NUMBER,
    SCAN_SYMBOL, /* an operator as long as it goes, or one other character */
} ScanKind;

typedef struct ScanToken {
    ScanKind kind;
    Span text; /* with its quotes; borrows the scanned text */
} ScanToken;

typedef struct Scan {
    Span text;
    size_t at; /* bytes consumed */
} Scan;

static inline Scan scan_make(Span text)
{
    return (Scan){text, 0};
}

/* The next token; SCAN_END (again and again) when there is none. */
ScanToken scan_next(Scan *scan);
/* True if the token is this unquoted word, in any case. */
bool scan_is_word(const ScanToken *token, const char *word);

/**
 * scan_check() - that a text keeps the limits above
 * @error:  FAIL_LIMIT with the place where it is too much
 */
bool scan_check(Span text, GError **error);
