#pragma once
/*
 * Where in a text the cursor is: the tokens of its statement, and the word that it stands in.
 *
 * Thread: any; pure.
 */
#include <glib.h>

#include "sql/scan.h"

typedef enum PlaceKind {
    PLACE_NOWHERE, /* a comment, a number, behind a closing quote */
    PLACE_WORD,    /* an unquoted word, or where one may begin */
    PLACE_QUOTED,  /* in "..." */
    PLACE_TEXT,    /* in '...' */
} PlaceKind;

typedef struct Place {
    Span text;
    size_t cursor;
    PlaceKind kind;
    GArray *tokens; /* owned: ScanToken, of the statement; the one at the cursor too */
    size_t before;  /* tokens before the one at the cursor */
    size_t after;   /* the first token behind it */
    size_t from;    /* the byte where the word begins, its quote if it is PLACE_QUOTED */
    size_t chain;   /* the byte where a.b.word or a-word begins, as a topic may be written */
    size_t heads;   /* tokens of `a . b .` before the word */
} Place;

Place place_find(Span text, size_t cursor);
void place_clear(Place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static inline const ScanToken *place_token(const Place *place, size_t i)
{
    return &g_array_index(place->tokens, ScanToken, i);
}

bool place_is_word(const Place *place, size_t i, const char *word); /* false beyond the end */
bool place_is_symbol(const Place *place, size_t i, char symbol);    /* false beyond the end */
/* (owned) The name a.b."C" that begins at token @i, unquoted, folded where it is not quoted;
 * @ret_end: the token behind it. NULL: none begins there. */
char *place_take_name(const Place *place, size_t i, size_t *ret_end);
/* True if what is typed is the word at token @i, or a name with dots or dashes that begins there.
 */
bool place_is_at(const Place *place, size_t i);
/* (owned) The name that is before the dot before the word: "a.b" of `a.b.word`; NULL: no dot. */
char *place_qualifier(const Place *place);
/* Letters, digits, '_', '$', '-' and all that is not ASCII: what Zeppelin's editor replaces. */
bool place_is_of_run(char c);
