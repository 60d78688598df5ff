#pragma once
/*
 * The functions that the rows of quoting, formatting and single characters point to, by the file
 * that holds them. What each does is said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* quote.c */
EXPR_CALL(quote_literal);
EXPR_CALL(quote_nullable);
EXPR_CALL(quote_ident);
void quote_append_literal(GString *text, Span literal);
void quote_append_ident(GString *text, Span name);

/* text_format.c */
EXPR_CALL(text_format);

/* unicode.c */
EXPR_CALL(unicode_ascii);
EXPR_CALL(unicode_chr);
EXPR_CALL(unicode_unistr);
EXPR_CALL(unicode_normalize);
EXPR_CALL(unicode_is_normalized);
EXPR_CALL(unicode_translate);

/* nulls.c */
EXPR_CALL(nulls_count);
EXPR_CALL(nulls_count_others);
