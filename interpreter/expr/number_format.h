#pragma once
/*
 * Format patterns of to_char for numbers: "FM999,990.00", as a list of places and of what stands
 * between them.
 *
 * Thread: any; constant once read.
 */
#include "expr/node.h"

typedef enum NumberPlace {
    NUMBER_LITERAL,
    NUMBER_COMMA,
    NUMBER_POINT,
    NUMBER_0,
    NUMBER_9,
    NUMBER_BLANK, /* B */
    NUMBER_EXPONENT,
    NUMBER_FILL, /* FM */
    NUMBER_CURRENCY,
    NUMBER_MINUS,         /* MI */
    NUMBER_PLUS,          /* PL */
    NUMBER_BRACKET,       /* PR */
    NUMBER_ROMAN,         /* RN */
    NUMBER_SIGN,          /* SG */
    NUMBER_ANCHORED_SIGN, /* S */
    NUMBER_ORDINAL,       /* TH */
    NUMBER_SHIFT,         /* V */
    NUMBER_NOTHING,       /* C, SP */
} NumberPlace;

enum {
    NUMBER_HAS_POINT = 1 << 0,
    NUMBER_HAS_ZERO = 1 << 1, /* before the point */
    NUMBER_HAS_BLANK = 1 << 2,
    NUMBER_HAS_FILL = 1 << 3,
    NUMBER_HAS_ANCHORED_SIGN = 1 << 4,
    NUMBER_HAS_MINUS = 1 << 5,
    NUMBER_HAS_PLUS = 1 << 6,
    NUMBER_HAS_BRACKET = 1 << 7,
    NUMBER_HAS_ROMAN = 1 << 8,
    NUMBER_HAS_SHIFT = 1 << 9,
    NUMBER_HAS_EXPONENT = 1 << 10,
};

typedef struct NumberItem {
    NumberPlace place;
    bool is_lower;
    Span text; /* (borrowed from the pattern) of a literal */
} NumberItem;

typedef struct NumberFormat {
    NumberItem *items;
    size_t len;
    unsigned has;
    int before, after;        /* digits, of the point */
    int shift;                /* digits after V */
    int zero_start, zero_end; /* places from which on, and up to which zeros are written */
    int before_sign;          /* digits before S */
    bool is_sign_after;       /* S, after the point */
} NumberFormat;

/* FAIL_DATA: places that do not go together; FAIL_LIMIT */
bool number_format_read(Arena *arena, Span pattern, NumberFormat *ret_format, GError **error);
