#pragma once
/*
 * Settings of three origins: the interpreter's properties (the operator's), SET in a note's
 * session, and a paragraph's own properties; each is put over the one before. Beside them, the
 * views of a note's session.
 *
 * Thread: one at a time; the registry's lock guards the one SettingsBook.
 */
#include "config/config.h"
#include "event/view.h"

enum {
    SETTINGS_NOTES_MAX = 1000, /* notes of sessions that have settings or views of their own */
    SETTINGS_NAMES_MAX = 100,  /* of one note */
    SETTINGS_VALUE_BYTES_MAX = 4096,     /* of one value */
    SETTINGS_PROPERTY_FAILURES_MAX = 10, /* of the operator's that are listed */
};

/**
 * settings_operator() - the interpreter's properties as a set
 * @properties:   (borrowed) char* -> char*; those not ours are passed over, empty is the default
 * @ret_failure:  (owned) the sentences of what is wrong with them, or NULL; always set
 *
 * Return: (owned) what could be set.
 */
ConfigSet *settings_operator(GHashTable *properties, char **ret_failure);

typedef struct SettingsBook SettingsBook;

SettingsBook *settings_book_new(void);
void settings_book_free(SettingsBook *book); /* NULL is fine */

/**
 * settings_book_put() - SET name = value, for the note in that session
 * @base:   (borrowed) the operator's, against which it is checked
 * @value:  `default` takes the setting away again
 * @error:  FAIL_CONFIG if a note may not set that or not so, FAIL_LIMIT
 */
bool settings_book_put(SettingsBook *book, const char *session_id, const char *note_id,
                       const ConfigSet *base, const char *name, const char *value, GError **error);
/* (owned) What a statement of that note runs with. @paragraph: (borrowed) char* -> char* or NULL.
 * NULL with FAIL_CONFIG: a property of the paragraph that it may not set, or not so. */
ConfigSet *settings_book_merge(const SettingsBook *book, const char *session_id,
                               const char *note_id, const ConfigSet *base, GHashTable *paragraph,
                               GError **error);
/* CREATE VIEW or DROP VIEW. @view: (borrowed). FAIL_LIMIT of notes, or as event_views_put(). */
bool settings_book_put_view(SettingsBook *book, const char *session_id, const char *note_id,
                            const EventView *view, GError **error);
/* (owned) The note's in that session; NULL if it has none. */
EventViews *settings_book_views(const SettingsBook *book, const char *session_id,
                                const char *note_id);
void settings_book_forget(SettingsBook *book, const char *session_id);

/* (owned) What SET did, for people: "refresh = 50 ms". Secrets are not repeated. */
char *settings_sentence(const char *name, const char *value);
