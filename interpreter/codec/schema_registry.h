#pragma once
/*
 * A Schema Registry over HTTP: schemas of Avro by their ids. An id is asked for once: by the first
 * thread that needs it, while others that need it wait. What the registry says of an id stays: it
 * never changes one; what it does not know stays unknown for the life of the object.
 *
 * Thread: any; schemas live as long as the registry.
 */
#include "codec/schema.h"

enum {
    SCHEMA_REGISTRY_IDS_MAX = 2000, /* known and unknown ones */
    SCHEMA_REGISTRY_ANSWER_BYTES_MAX = 4 << 20,
    SCHEMA_REGISTRY_TIMEOUT_MS = 10000, /* if the spec has none */
};

typedef struct SchemaRegistrySpec {
    const char *url;      /* "https://host:8081", maybe with a path; without a login */
    const char *user;     /* NULL: nobody logs in */
    const char *password; /* secret: in no message */
    const char *ca_file;  /* certificates that are trusted instead of the system's; NULL */
    int64_t timeout_ms;   /* of one schema, with repeated tries; 0: SCHEMA_REGISTRY_TIMEOUT_MS */
} SchemaRegistrySpec;

typedef struct SchemaRegistry SchemaRegistry;

/* (owned) @error: FAIL_CONFIG: no http:// or https:// address, a file that can't be read */
SchemaRegistry *schema_registry_new(const SchemaRegistrySpec *spec, GError **error);
void schema_registry_free(
    SchemaRegistry *registry); /* NULL is fine; nobody may be in schema_registry_get() */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemaRegistry, schema_registry_free)

/**
 * schema_registry_get() - the schema of an id
 * @ret_schema:  (borrowed) from the registry
 * @error:       FAIL_DATA: there is none of that id, it is no Avro, or it is one more than
 *               SCHEMA_REGISTRY_IDS_MAX; FAIL_NET: nobody answered within the timeout; FAIL_CONFIG:
 * the login is refused, or a certificate; FAIL_LIMIT: cancelled, or a too long answer. All name the
 * id, and where it was asked for
 */
bool schema_registry_get(SchemaRegistry *registry, int32_t id, const Schema **ret_schema,
                         GError **error);
/* Whoever waits fails soon, and all that come later do at once. */
void schema_registry_cancel(SchemaRegistry *registry);
