#pragma once
/*
 * The pictures of to_char() and to_number() over numbers: 'FM999,990.00', as a list of items, with
 * what they say together about the places of a number.
 *
 * Thread: any; a picture is constant once read.
 */
#include "expr/node.h"

enum { PICTURE_BYTES_MAX = 1024 };

typedef enum PictureWord {
    PICTURE_TEXT,  /* a character that stands for itself */
    PICTURE_NINE,  /* a place for a digit */
    PICTURE_ZERO,  /* the same, filled with zeros */
    PICTURE_POINT, /* . or D */
    PICTURE_COMMA, /* , or G */
    PICTURE_FM,    /* no blanks and no zeros at the end */
    PICTURE_S,     /* the sign, beside the digits */
    PICTURE_MI,
    PICTURE_PL,
    PICTURE_SG,
    PICTURE_PR, /* <...> of what is below zero */
    PICTURE_ROMAN,
    PICTURE_ROMAN_LOWER,
    PICTURE_TH,
    PICTURE_TH_LOWER,
    PICTURE_CURRENCY, /* L: a blank, in the C locale */
    PICTURE_V,        /* what follows are decimals, of which the point is not shown */
    PICTURE_EEEE,
    PICTURE_NOTHING, /* B, C, SP: of no effect, as in PostgreSQL */
} PictureWord;

typedef struct PictureItem {
    PictureWord word;
    Span text; /* of PICTURE_TEXT: one character, borrowed from the picture's text */
} PictureItem;

typedef struct Picture {
    const PictureItem *items;
    size_t len;
    unsigned words; /* a bit for each PictureWord that is in it */
    int whole;      /* places before the point, */
    int decimals;   /* behind it, */
    int moved;      /* and behind V */
    int zero_from;  /* the first place before the point that is filled with a zero; -1: none */
    int zero_to;    /* the last place that is, counted through the point; 0: none */
    bool signs_end; /* S stands behind the digits */
} Picture;

static inline bool picture_has(const Picture *picture, PictureWord word)
{
    return (picture->words >> word & 1) != 0;
}

/* Of a call whose second and last argument it is: what was prepared, or @own, read for this row. */
const Picture *number_picture_of(ExprContext *context, const Value *args, Picture *own,
                                 GError **error);
