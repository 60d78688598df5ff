#pragma once
/*
 * What may stand at the cursor of a text of statements, also of one that is half typed: keywords by
 * their place, topics, views, columns, functions, settings. It reads tokens, not the grammar.
 *
 * Thread: any; pure over what it is told that there is.
 */
#include "event/answer.h"
#include "event/view.h"

/* One column; @type: for people, "" if it is not known. */
typedef void (*CompleteColumnFn)(void *user, const char *name, const char *type);

typedef struct CompleteKnown {
    const char *const *topics;  /* NULL-ended */
    const EventViews *views;    /* NULL is none */
    const char *const *streams; /* NULL-ended; NULL is none */
    /* Tell @each the columns of a topic or view as far as they are known at once. @relation: its
     * name as written, folded. */
    void (*columns)(void *user, const char *relation, CompleteColumnFn each, void *each_user);
    void *user;
} CompleteKnown;

/**
 * complete_text() - candidates at a place of a text
 * @text:          at most EVENT_QUESTION_BYTES_MAX bytes; a longer one has none
 * @cursor_bytes:  beyond the end is the end
 *
 * A candidate's value takes the place of the run of letters, digits, '_', '$' and '-' before the
 * cursor, which is what the editor of Zeppelin's notes replaces; so it repeats what of that run it
 * does not mean to change.
 *
 * Return: (owned) the best first; none where nothing fits.
 */
EventCandidates *complete_text(const char *text, size_t cursor_bytes, const CompleteKnown *known);
/* The same for what stands between the parentheses of %kafka(...): names and values of settings. */
EventCandidates *complete_settings(const char *text, size_t cursor_bytes);
