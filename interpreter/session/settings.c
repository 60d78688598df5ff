#include "session/settings.h"

#include <string.h>

#include "base/fail.h"

#define OURS "zeppelin.kafka."
#define LIBRDKAFKAS "kafka."

typedef struct NoteSettings {
    char *session_id;
    GHashTable *values; /* char* -> char* */
    EventViews *views;  /* owned */
} NoteSettings;

struct SettingsBook {
    GHashTable *notes; /* session '\n' note -> NoteSettings */
};

/* Properties that Zeppelin itself puts among a paragraph's: not ours to judge. */
static const char *const zeppelins_own[] = {"isRecover"};

static void note_settings_free(void *data)
{
    NoteSettings *note = data;

    g_free(note->session_id);
    g_hash_table_unref(note->values);
    event_views_free(note->views);
    g_free(note);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

/* (owned list) Sorted, so that of two wrong ones always the same is named. */
static GList *sorted_names(GHashTable *table)
{
    return g_list_sort(g_hash_table_get_keys(table), compare_names);
}

ConfigSet *settings_operator(GHashTable *properties, char **ret_failure)
{
    ConfigSet *set = config_set_new();
    g_autoptr(GList) names = sorted_names(properties);
    GString *failures = g_string_new(NULL);
    int failures_len = 0;

    for (const GList *at = names; at != NULL; at = at->next) {
        const char *name = at->data;
        g_autofree char *value = g_strdup(g_hash_table_lookup(properties, name));
        g_autoptr(GError) error = NULL;

        if (!g_str_has_prefix(name, OURS) && !g_str_has_prefix(name, LIBRDKAFKAS))
            continue;
        if (value == NULL || *g_strstrip(value) == '\0')
            continue;
        if (!config_set_put(set, name, value, CONFIG_OPERATOR, &error) &&
            failures_len++ < SETTINGS_PROPERTY_FAILURES_MAX)
            g_string_append_printf(failures, "%s\n", error->message);
    }
    *ret_failure = g_string_free(failures, failures->len == 0);
    return set;
}

SettingsBook *settings_book_new(void)
{
    SettingsBook *book = g_new0(SettingsBook, 1);

    book->notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, note_settings_free);
    return book;
}

void settings_book_free(SettingsBook *book)
{
    if (book == NULL)
        return;
    g_hash_table_unref(book->notes);
    g_free(book);
}

static NoteSettings *find_note(const SettingsBook *book, const char *session_id,
                               const char *note_id)
{
    g_autofree char *key = g_strconcat(session_id, "\n", note_id, NULL);

    return g_hash_table_lookup(book->notes, key);
}

static NoteSettings *get_note(SettingsBook *book, const char *session_id, const char *note_id,
                              GError **error)
{
    NoteSettings *note = find_note(book, session_id, note_id);

    if (note != NULL)
        return note;
    if (g_hash_table_size(book->notes) >= SETTINGS_NOTES_MAX)
        return fail_null(error, FAIL_LIMIT,
                         "%d notes have settings or views in this interpreter already; put "
                         "settings into the paragraph, %%kafka(name=value), write views as WITH, "
                         "or restart the interpreter",
                         SETTINGS_NOTES_MAX);
    note = g_new0(NoteSettings, 1);
    note->session_id = g_strdup(session_id);
    note->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    note->views = event_views_new();
    g_hash_table_insert(book->notes, g_strconcat(session_id, "\n", note_id, NULL), note);
    return note;
}

/* The one spelling under which a setting is kept. */
static const char *bare_name(const char *name)
{
    return g_str_has_prefix(name, OURS) ? name + strlen(OURS) : name;
}

bool settings_book_put(SettingsBook *book, const char *session_id, const char *note_id,
                       const ConfigSet *base, const char *name, const char *value, GError **error)
{
    bool takes_away = g_ascii_strcasecmp(value, "default") == 0;
    g_autoptr(ConfigSet) trial = config_set_copy(base);
    NoteSettings *note;

    name = bare_name(name);
    if (strlen(value) > SETTINGS_VALUE_BYTES_MAX)
        return fail(error, FAIL_LIMIT, "the value of %s is longer than %d bytes", name,
                    SETTINGS_VALUE_BYTES_MAX);
    if (!takes_away && !config_set_put(trial, name, value, CONFIG_NOTE, error))
        return false;
    note = get_note(book, session_id, note_id, error);
    if (note == NULL)
        return false;
    if (takes_away) {
        g_hash_table_remove(note->values, name);
        return true;
    }
    if (g_hash_table_size(note->values) >= SETTINGS_NAMES_MAX &&
        !g_hash_table_contains(note->values, name))
        return fail(error, FAIL_LIMIT, "this note has %d settings already", SETTINGS_NAMES_MAX);
    g_hash_table_replace(note->values, g_strdup(name), g_strdup(value));
    return true;
}

static bool is_zeppelins_own(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(zeppelins_own); i++) {
        if (strcmp(zeppelins_own[i], name) == 0)
            return true;
    }
    return false;
}

static bool put_all(ConfigSet *set, GHashTable *values, GError **error)
{
    g_autoptr(GList) names = sorted_names(values);

    for (const GList *at = names; at != NULL; at = at->next) {
        const char *name = at->data;

        if (!is_zeppelins_own(name) &&
            !config_set_put(set, name, g_hash_table_lookup(values, name), CONFIG_NOTE, error))
            return false;
    }
    return true;
}

ConfigSet *settings_book_merge(const SettingsBook *book, const char *session_id,
                               const char *note_id, const ConfigSet *base, GHashTable *paragraph,
                               GError **error)
{
    g_autoptr(ConfigSet) set = config_set_copy(base);
    const NoteSettings *note = find_note(book, session_id, note_id);

    if (note != NULL && !put_all(set, note->values, error))
        return NULL;
    if (paragraph != NULL && !put_all(set, paragraph, error))
        return NULL;
    return g_steal_pointer(&set);
}

bool settings_book_put_view(SettingsBook *book, const char *session_id, const char *note_id,
                            const EventView *view, GError **error)
{
    NoteSettings *note = get_note(book, session_id, note_id, error);

    return note != NULL && event_views_put(note->views, view, error);
}

EventViews *settings_book_views(const SettingsBook *book, const char *session_id,
                                const char *note_id)
{
    const NoteSettings *note = find_note(book, session_id, note_id);

    return note == NULL ? NULL : event_views_copy(note->views);
}

static gboolean is_of_session(gpointer key, gpointer value, gpointer session_id)
{
    const NoteSettings *note = value;

    (void)key;
    return strcmp(note->session_id, session_id) == 0;
}

void settings_book_forget(SettingsBook *book, const char *session_id)
{
    g_hash_table_foreach_remove(book->notes, is_of_session, (gpointer)session_id);
}

char *settings_sentence(const char *name, const char *value)
{
    const char *bare = bare_name(name);
    const ConfigProperty *property = config_find(bare, strlen(bare));
    bool is_bare_number = *value != '\0' && strspn(value, "0123456789") == strlen(value);

    if (g_str_has_prefix(bare, LIBRDKAFKAS) && config_is_secret(bare + strlen(LIBRDKAFKAS)))
        return g_strdup_printf("%s is set", bare);
    if (property != NULL && property->unit[0] != '\0' && is_bare_number)
        return g_strdup_printf("%s = %s %s", bare, value, property->unit);
    return g_strdup_printf("%s = %s", bare, value);
}
