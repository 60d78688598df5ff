#pragma once
/*
 * Hints about the shape of a text that the grammar refuses: clauses out of order, what is missing,
 * parentheses, commas.
 *
 * Thread: any; pure.
 */
#include "sql/scan.h"

typedef struct HintTokens {
    const ScanToken *at; /* len of them, then one of SCAN_END */
    size_t len;
    size_t stumble; /* index of the token at the error; len at the end of the text */
    const char *message;
} HintTokens;

bool hint_is_any_word(const ScanToken *token, const char *const *words); /* NULL-ended */
bool hint_is_symbol(const ScanToken *token, const char *symbol);

/* (owned) The hint, or NULL if that is not what is wrong. In the order in which they are sure. */
char *hint_of_beginning(const HintTokens *tokens);   /* no SELECT */
char *hint_of_case(const HintTokens *tokens);        /* CASE without WHEN or END */
char *hint_of_missing(const HintTokens *tokens);     /* WHERE AND, AND ORDER BY */
char *hint_of_order(const HintTokens *tokens);       /* WHERE behind GROUP BY, a second WHERE */
char *hint_of_by(const HintTokens *tokens);          /* GROUP key */
char *hint_of_parenthesis(const HintTokens *tokens); /* one too many, or not closed */
char *hint_of_comma(const HintTokens *tokens);       /* none between two names */
