/*
 * Who needs a schema looks for its entry. There is none: the thread makes one, and fetches, with
 * no lock held. It is being fetched: the thread waits for its end. A fetch that got no answer
 * takes its entry away again, so that whoever waited tries by itself until its own deadline.
 */
#include "codec/schema_registry.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/time_ms.h"
#include "codec/http.h"

enum {
    PAUSE_MS = 100, /* after the first try in vain; twice as long after each */
    PAUSE_MAX_MS = 1000,
};

#define MEDIA_TYPES "application/vnd.schemaregistry.v1+json, application/json"

typedef enum EntryState {
    ENTRY_ASKED, /* somebody fetches it */
    ENTRY_KNOWN,
    ENTRY_UNKNOWN, /* the registry has no such Avro schema */
} EntryState;

typedef struct Entry {
    EntryState state;
    Schema *schema; /* owned; of ENTRY_KNOWN */
    char *why;      /* owned; of ENTRY_UNKNOWN */
} Entry;

struct SchemaRegistry {
    char *url; /* owned, without a slash at its end */
    char *user, *password, *ca_file;
    int64_t timeout_ms;
    atomic_bool is_cancelled;

    pthread_mutex_t lock;
    pthread_cond_t changed; /* @lock: an entry, or is_cancelled */
    GHashTable *entries;    /* @lock: id -> Entry, owned */
};

static void free_entry(void *object)
{
    Entry *entry = object;

    schema_free(entry->schema);
    g_free(entry->why);
    g_free(entry);
}

/* A login in the address would be in every message. */
static bool check_url(const char *url, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri == NULL ? NULL : g_uri_get_scheme(uri);

    if (scheme == NULL || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) ||
        g_uri_get_host(uri) == NULL || g_uri_get_host(uri)[0] == '\0')
        return fail(error, FAIL_CONFIG,
                    "the address of a Schema Registry begins with http:// or https:// and a host");
    if (g_uri_get_userinfo(uri) != NULL)
        return fail(error, FAIL_CONFIG,
                    "the address of a Schema Registry holds no login: user and password have "
                    "settings of their own");
    return true;
}

static void init_lock(SchemaRegistry *registry)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&registry->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&registry->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

SchemaRegistry *schema_registry_new(const SchemaRegistrySpec *spec, GError **error)
{
    SchemaRegistry *registry;

    if (!check_url(spec->url, error))
        return NULL;
    if (spec->ca_file != NULL && !g_file_test(spec->ca_file, G_FILE_TEST_IS_REGULAR))
        return fail_null(error, FAIL_CONFIG,
                         "the Schema Registry's certificates: there is no file %s", spec->ca_file);
    if (!http_start(error))
        return NULL;
    registry = g_new0(SchemaRegistry, 1);
    registry->url = g_strdup(spec->url);
    for (size_t len = strlen(registry->url); registry->url[len - 1] == '/'; len--)
        registry->url[len - 1] = '\0';
    registry->user = g_strdup(spec->user);
    registry->password = g_strdup(spec->password);
    registry->ca_file = g_strdup(spec->ca_file);
    registry->timeout_ms = spec->timeout_ms > 0 ? spec->timeout_ms : SCHEMA_REGISTRY_TIMEOUT_MS;
    registry->entries = g_hash_table_new_full(NULL, NULL, NULL, free_entry);
    atomic_init(&registry->is_cancelled, false);
    init_lock(registry);
    return registry;
}

void schema_registry_free(SchemaRegistry *registry)
{
    if (registry == NULL)
        return;
    g_hash_table_unref(registry->entries);
    pthread_cond_destroy(&registry->changed);
    pthread_mutex_destroy(&registry->lock);
    g_free(registry->url);
    g_free(registry->user);
    g_free(registry->password);
    g_free(registry->ca_file);
    g_free(registry);
}

void schema_registry_cancel(SchemaRegistry *registry)
{
    pthread_mutex_lock(&registry->lock);
    atomic_store(&registry->is_cancelled, true);
    pthread_cond_broadcast(&registry->changed);
    pthread_mutex_unlock(&registry->lock);
}

/* Until something changes, or @until_ms; with the lock held. */
static void wait_changed(SchemaRegistry *registry, int64_t until_ms)
{
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};

    pthread_cond_timedwait(&registry->changed, &registry->lock, &until);
}

/* ---- what is answered ---- */

/* (owned) Why an answer gives no schema. */
static char *read_refusal(const SchemaRegistry *registry, int32_t id, long status,
                          const GString *body)
{
    json_t *json = json_loadb(body->str, body->len, 0, NULL);
    const char *message = json_string_value(json_object_get(json, "message"));
    char *why;

    if (message != NULL)
        why = g_strdup_printf("the Schema Registry at %s has no schema %d: %s (%ld)", registry->url,
                              (int)id, message, status);
    else
        why = g_strdup_printf("the Schema Registry at %s has no schema %d: its answer is %ld",
                              registry->url, (int)id, status);
    json_decref(json);
    return why;
}

static Schema *read_schema(const SchemaRegistry *registry, int32_t id, const json_t *json,
                           GError **error)
{
    const char *text = json_string_value(json_object_get(json, "schema"));
    const char *type = json_string_value(json_object_get(json, "schemaType"));
    Schema *schema;

    if (text == NULL)
        return fail_null(error, FAIL_DATA,
                         "the answer of the Schema Registry at %s for schema %d holds no schema",
                         registry->url, (int)id);
    if (type != NULL && strcmp(type, "AVRO") != 0)
        return fail_null(error, FAIL_DATA,
                         "schema %d of the Schema Registry at %s is of the type %s, not AVRO",
                         (int)id, registry->url, type);
    if (json_array_size(json_object_get(json, "references")) > 0)
        return fail_null(error, FAIL_DATA,
                         "schema %d of the Schema Registry at %s refers to other schemas, which "
                         "can't be followed",
                         (int)id, registry->url);
    schema = schema_new(span_of(text), error);
    if (schema == NULL)
        fail_prefix(error, "schema %d of the Schema Registry at %s: ", (int)id, registry->url);
    return schema;
}

/* An answer is one for ever: sets the entry. */
static void take_answer(const SchemaRegistry *registry, int32_t id, long status,
                        const GString *body, Entry *entry)
{
    g_autoptr(GError) said = NULL;
    json_t *json;

    if (status != 200) {
        entry->why = read_refusal(registry, id, status, body);
    } else {
        json = json_loadb(body->str, body->len, 0, NULL);
        entry->schema = read_schema(registry, id, json, &said);
        if (entry->schema == NULL)
            entry->why = g_strdup(said->message);
        json_decref(json);
    }
    entry->state = entry->schema != NULL ? ENTRY_KNOWN : ENTRY_UNKNOWN;
}

static bool is_busy(long status)
{
    return status == 408 || status == 429 || status >= 500;
}

static bool fail_login(const SchemaRegistry *registry, int32_t id, long status, GError **error)
{
    if (registry->user == NULL)
        return fail(error, FAIL_CONFIG,
                    "the Schema Registry at %s wants a login for schema %d (%ld)", registry->url,
                    (int)id, status);
    return fail(error, FAIL_CONFIG,
                "the Schema Registry at %s refuses the login of %s for schema %d (%ld)",
                registry->url, registry->user, (int)id, status);
}

/* One try: true with an answer in @entry; false with @error, whose FAIL_NET another may mend. */
static bool try_fetch(SchemaRegistry *registry, int32_t id, int64_t left_ms, Entry *entry,
                      GError **error)
{
    g_autofree char *url = g_strdup_printf("%s/schemas/ids/%d", registry->url, (int)id);
    g_autoptr(GString) body = g_string_new(NULL);
    HttpAsk ask = {url,
                   MEDIA_TYPES,
                   registry->user,
                   registry->password,
                   registry->ca_file,
                   left_ms,
                   SCHEMA_REGISTRY_ANSWER_BYTES_MAX,
                   &registry->is_cancelled};
    long status = 0;

    if (!http_get(&ask, &status, body, error))
        return fail_prefix(error, "no schema %d from the Schema Registry at %s: ", (int)id,
                           registry->url);
    if (status == 401 || status == 403)
        return fail_login(registry, id, status, error);
    if (is_busy(status))
        return fail(error, FAIL_NET, "no schema %d from the Schema Registry at %s: it answers %ld",
                    (int)id, registry->url, status);
    take_answer(registry, id, status, body, entry);
    return true;
}

static bool fail_cancelled(const SchemaRegistry *registry, int32_t id, GError **error)
{
    return fail(error, FAIL_LIMIT, "schema %d of the Schema Registry at %s is not waited for",
                (int)id, registry->url);
}

/* Tries again and again until the deadline. */
static bool fetch(SchemaRegistry *registry, int32_t id, int64_t deadline_ms, Entry *entry,
                  GError **error)
{
    int64_t pause_ms = PAUSE_MS;

    for (;;) {
        g_autoptr(GError) said = NULL;
        int64_t left_ms = MAX(deadline_ms - time_monotonic_ms(), 1);

        if (try_fetch(registry, id, left_ms, entry, &said))
            return true;
        if (atomic_load(&registry->is_cancelled))
            return fail_cancelled(registry, id, error);
        if (!g_error_matches(said, FAIL, FAIL_NET) ||
            time_monotonic_ms() + pause_ms >= deadline_ms) {
            g_propagate_error(error, g_steal_pointer(&said));
            return false;
        }
        pthread_mutex_lock(&registry->lock);
        if (!atomic_load(&registry->is_cancelled))
            wait_changed(registry, time_monotonic_ms() + pause_ms);
        pthread_mutex_unlock(&registry->lock);
        pause_ms = MIN(pause_ms * 2, (int64_t)PAUSE_MAX_MS);
    }
}

static bool give(const Entry *entry, const Schema **ret_schema, GError **error)
{
    if (entry->state == ENTRY_UNKNOWN)
        return fail(error, FAIL_DATA, "%s", entry->why);
    *ret_schema = entry->schema;
    return true;
}

/* The entry of that id, once nobody fetches it; NULL: there is none, or the deadline has passed
 * (*ret_is_late). With the lock held. */
static const Entry *find_settled(SchemaRegistry *registry, int32_t id, int64_t deadline_ms,
                                 bool *ret_is_late)
{
    *ret_is_late = false;
    for (;;) {
        const Entry *entry = g_hash_table_lookup(registry->entries, GINT_TO_POINTER(id));

        if (entry == NULL || entry->state != ENTRY_ASKED)
            return entry;
        *ret_is_late = time_monotonic_ms() >= deadline_ms || atomic_load(&registry->is_cancelled);
        if (*ret_is_late)
            return NULL;
        wait_changed(registry, deadline_ms);
    }
}

static bool fail_late(const SchemaRegistry *registry, int32_t id, GError **error)
{
    if (atomic_load(&registry->is_cancelled))
        return fail_cancelled(registry, id, error);
    return fail(error, FAIL_NET,
                "no schema %d from the Schema Registry at %s: no answer within %" G_GINT64_FORMAT
                " ms",
                (int)id, registry->url, registry->timeout_ms);
}

/* What was fetched into @found becomes the entry, or there is none again. */
static bool settle(SchemaRegistry *registry, int32_t id, bool is_fetched, const Entry *found,
                   const Schema **ret_schema, GError **error)
{
    bool is_good = false;

    pthread_mutex_lock(&registry->lock);
    if (is_fetched) {
        Entry *entry = g_hash_table_lookup(registry->entries, GINT_TO_POINTER(id));

        *entry = *found;
        is_good = give(entry, ret_schema, error);
    } else {
        g_hash_table_remove(registry->entries, GINT_TO_POINTER(id));
    }
    pthread_cond_broadcast(&registry->changed);
    pthread_mutex_unlock(&registry->lock);
    return is_good;
}

bool schema_registry_get(SchemaRegistry *registry, int32_t id, const Schema **ret_schema,
                         GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + registry->timeout_ms;
    bool is_late, is_good = false, is_ours = false;
    Entry found = {.state = ENTRY_ASKED};
    const Entry *entry;

    pthread_mutex_lock(&registry->lock);
    entry = find_settled(registry, id, deadline_ms, &is_late);
    if (entry != NULL) {
        is_good = give(entry, ret_schema, error);
    } else if (is_late || atomic_load(&registry->is_cancelled)) {
        fail_late(registry, id, error);
    } else if (g_hash_table_size(registry->entries) >= SCHEMA_REGISTRY_IDS_MAX) {
        fail(error, FAIL_DATA, "schema %d is beyond the limit of %d ids that are asked for",
             (int)id, SCHEMA_REGISTRY_IDS_MAX);
    } else {
        g_hash_table_insert(registry->entries, GINT_TO_POINTER(id), g_new0(Entry, 1));
        is_ours = true;
    }
    pthread_mutex_unlock(&registry->lock);
    if (!is_ours)
        return is_good;
    return settle(registry, id, fetch(registry, id, deadline_ms, &found, error), &found, ret_schema,
                  error);
}
