#include "catalog/look.h"

#include <string.h>

#include "base/time_ms.h"
#include "catalog/catalog.h"
#include "kafka/sample.h"

static Span copy_of(Span bytes)
{
    char *copy = bytes.at == NULL ? NULL : g_malloc(bytes.len + 1);

    if (copy != NULL)
        memcpy(copy, bytes.at, bytes.len);
    return span_make(copy, bytes.len);
}

static void keep(const Record *record, void *look_at)
{
    const Look *look = look_at;
    Span value = copy_of(record->value), key = copy_of(record->key);

    g_array_append_val(look->values, value);
    g_array_append_val(look->keys, key);
}

static void free_bytes(void *span)
{
    g_free((gpointer)((Span *)span)->at);
}

static GArray *new_spans(void)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(Span));

    g_array_set_clear_func(spans, free_bytes);
    return spans;
}

Look *look_read(Client *client, const char *const *topics, int64_t timeout_ms, GError **error)
{
    g_autoptr(Look) look = g_new0(Look, 1);
    size_t len = MIN(g_strv_length((char **)(gpointer)topics), LOOK_TOPICS_MAX);
    int64_t deadline_ms = time_monotonic_ms() + MIN(LOOK_MS, timeout_ms);

    look->values = new_spans();
    look->keys = new_spans();
    for (size_t i = 0; i < len; i++) {
        int64_t left_ms = deadline_ms - time_monotonic_ms();

        if (i > 0 && left_ms <= 0)
            break;
        if (!sample_read(client, topics[i], LOOK_RECORDS_MAX / len, MAX(1, left_ms), keep, look,
                         error))
            return NULL;
    }
    return g_steal_pointer(&look);
}

void look_free(Look *look)
{
    if (look == NULL)
        return;
    g_array_unref(look->values);
    g_array_unref(look->keys);
    g_free(look);
}

/* (owned) The names of a record's own columns; the names are borrowed. */
static const char **taken_names(void)
{
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);
    const char **taken = g_new0(const char *, len + 1);

    for (size_t i = 0; i < len; i++)
        taken[i] = columns[i].name;
    return taken;
}

Inferred *look_values(const Look *look, const Format *format)
{
    g_autofree const char **taken = taken_names();

    return infer_records((const Span *)(void *)look->values->data, look->values->len, format,
                         taken);
}

Inferred *look_keys(const Look *look)
{
    static const char *const none[] = {NULL};

    return infer_records((const Span *)(void *)look->keys->data, look->keys->len, NULL, none);
}

/* The registry of Avro's schemas, where the operator names one. */
static bool open_registry(const ConfigSet *settings, SchemaRegistry **registry, GError **error)
{
    SchemaRegistrySpec spec = {.url = config_get_text(settings, "schema_registry"),
                               .user = config_get_text(settings, "schema_registry_user"),
                               .password = config_get_text(settings, "schema_registry_password"),
                               .ca_file = config_get_text(settings, "schema_registry_ca")};

    if (*spec.url == '\0' || *registry != NULL)
        return true;
    spec.user = *spec.user == '\0' ? NULL : spec.user;
    spec.password = *spec.password == '\0' ? NULL : spec.password;
    spec.ca_file = *spec.ca_file == '\0' ? NULL : spec.ca_file;
    *registry = schema_registry_new(&spec, error);
    return *registry != NULL;
}

bool look_complete(Inferred *inferred, const ConfigSet *settings, SchemaRegistry **registry,
                   GError **error)
{
    g_autofree const char **taken = taken_names();
    const Schema *schema;

    if (!inferred->has_schema_id)
        return true;
    if (!open_registry(settings, registry, error))
        return false;
    if (*registry == NULL) {
        fail(error, FAIL_CONFIG, "the records are of Avro, and no Schema Registry is named");
        return fail_hint(error, "the operator names one in zeppelin.kafka.schema_registry, or the "
                                "statement has the schema: topic('t', format => 'avro', schema => "
                                "'{...}')");
    }
    if (!schema_registry_get(*registry, inferred->schema_id, &schema, error))
        return false;
    if (inferred->columns != NULL)
        g_ptr_array_unref(inferred->columns);
    inferred->columns = infer_schema(schema, taken);
    return true;
}
