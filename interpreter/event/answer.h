#pragma once
/*
 * The answer to a catalog question: what may stand at a place of a text.
 *
 * Thread: any; an answer belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    EVENT_CANDIDATES_MAX = 1000,             /* of one answer */
    EVENT_CANDIDATES_BYTES_MAX = 256 * 1024, /* of one answer: its texts */
    EVENT_QUESTION_BYTES_MAX = 512 * 1024,   /* of one question: its text */
};

typedef struct EventCandidate {
    char *name;  /* owned; for people: "round(numeric, integer)" */
    char *value; /* owned; takes the place of the word before the cursor: "round(" */
    char *help;  /* owned; a line, "" if the name says it all */
} EventCandidate;

typedef struct EventCandidates {
    GPtrArray *list; /* owned: EventCandidate, the best first */
    size_t bytes;    /* of their texts */
} EventCandidates;

typedef struct EventAnswer {
    int id;                      /* of the question */
    EventCandidates *candidates; /* owned */
} EventAnswer;

EventCandidates *event_candidates_new(void);             /* (owned) */
void event_candidates_free(EventCandidates *candidates); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventCandidates, event_candidates_free)
/**
 * event_candidates_add() - one more
 * @name, @value, @help:  copied
 *
 * Return: false beyond EVENT_CANDIDATES_MAX or EVENT_CANDIDATES_BYTES_MAX: it is left out.
 */
bool event_candidates_add(EventCandidates *candidates, const char *name, const char *value,
                          const char *help);

/* ---- as JSON, for this room ---- */

struct json_t;
void event_answer_clear(EventAnswer *answer);
void event_answer_write(const EventAnswer *answer, struct json_t *object); /* its members */
bool event_answer_read(const struct json_t *object, EventAnswer *answer, GError **error);
