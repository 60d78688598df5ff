#pragma once
/*
 * A Schema Registry over HTTP: schemas of Avro by their ids. An id is asked for once: by the first
 * thread that needs it, while others that need it wait. What the registry says of an id stays: it
 * never changes one; what it does not know stays unknown for the life of the Registry.
 *
 * Thread: any; schemas live as long as the registry.
 */
#include "codec/schema.h"

enum {
    REGISTRY_IDS_MAX = 2000, /* known and unknown ones */
    REGISTRY_ANSWER_BYTES_MAX = 4 << 20,
    REGISTRY_TIMEOUT_MS = 10000, /* if the spec has none */
};

typedef struct RegistrySpec {
    const char *url;      /* "https://host:8081", maybe with a path; without a login */
    const char *user;     /* NULL: nobody logs in */
    const char *password; /* secret: in no message */
    const char *ca_file;  /* certificates that are trusted instead of the system's; NULL */
    int64_t timeout_ms;   /* of one schema, with repeated tries; 0: REGISTRY_TIMEOUT_MS */
} RegistrySpec;

typedef struct Registry Registry;

/* (owned) @error: FAIL_CONFIG: no http:// or https:// address, a file that can't be read */
Registry *registry_new(const RegistrySpec *spec, GError **error);
void registry_free(Registry *registry); /* NULL is fine; nobody may be in registry_get() */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Registry, registry_free)

/**
 * registry_get() - the schema of an id
 * @ret_schema:  (borrowed) from the registry
 * @error:       FAIL_DATA: there is none of that id, it is no Avro, or it is one more than
 *               REGISTRY_IDS_MAX; FAIL_NET: nobody answered within the timeout; FAIL_CONFIG: the
 *               login is refused, or a certificate; FAIL_LIMIT: cancelled, or a too long answer.
 *               All name the id, and where it was asked for
 */
bool registry_get(Registry *registry, int32_t id, const Schema **ret_schema, GError **error);
/* Whoever waits fails soon, and all that come later do at once. */
void registry_cancel(Registry *registry);
