#pragma once
/*
 * Candidates for one place, each written as it must stand there: what fits what is typed already,
 * in its case, with the quotes that a name needs, and never twice.
 *
 * Thread: one at a time; pure.
 */
#include "complete/place.h"
#include "event/answer.h"

typedef struct Offer {
    const Place *place;
    EventCandidates *candidates; /* owned until offer_take() */
    GHashTable *seen;            /* owned: values that are there */
    size_t run;                  /* the byte where what an editor replaces begins */
    bool has_words;              /* the place takes keywords and calls, not names in quotes alone */
} Offer;

Offer offer_make(const Place *place);
void offer_clear(Offer *offer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Offer, offer_clear)
EventCandidates *offer_take(Offer *offer); /* (owned) */

/* One or several words of ours; in small letters if the word is typed so. */
void offer_words(Offer *offer, const char *words, const char *help);
/* A word whose case is its own: a setting, one of its values. */
void offer_plain(Offer *offer, const char *word, const char *ending, const char *help);
/* A name of something, quoted if it must be. */
void offer_name(Offer *offer, const char *name, const char *help);
/* Topics of the brokers themselves, which begin with "__", are not offered before a '_' is typed.
 */
bool offer_hides(const Offer *offer, const char *topic);
void offer_topic(Offer *offer, const char *name, const char *help); /* which may have dots */
/* "round(numeric, integer)": up to the parenthesis, or all without arguments. */
void offer_call(Offer *offer, const char *signature, const char *help);
/* The content of '...'; with the quotes where none is open yet. */
void offer_literal(Offer *offer, const char *content, const char *help);
