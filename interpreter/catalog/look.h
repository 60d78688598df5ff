#pragma once
/*
 * A look at some records of topics, old and new: what their keys and values seem to be. For a
 * plan's columns as for people who ask.
 *
 * Thread: one; look_read() waits for brokers, look_complete() for the Schema Registry.
 */
#include "codec/infer.h"
#include "codec/schema_registry.h"
#include "config/config.h"
#include "kafka/client.h"

enum { LOOK_RECORDS_MAX = 200, LOOK_TOPICS_MAX = 8, LOOK_MS = 2000 };

typedef struct Look {
    GArray *values, *keys; /* Span, owned copies; at == NULL: a tombstone, no key */
} Look;

/**
 * look_read() - read LOOK_RECORDS_MAX records of the first LOOK_TOPICS_MAX topics
 * @client:      (borrowed) a consumer that reads nothing of them meanwhile
 * @topics:      NULL-ended, at least one
 * @timeout_ms:  LOOK_MS at most
 * @error:       as sample_read()
 *
 * Return: (owned) what was read.
 */
Look *look_read(Client *client, const char *const *topics, int64_t timeout_ms, GError **error);
void look_free(Look *look); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Look, look_free)

/* (owned) What the values are; beside a record's own columns. @format: as infer_records() */
Inferred *look_values(const Look *look, const Format *format);
Inferred *look_keys(const Look *look); /* (owned) the same of the keys that there are */

/**
 * look_complete() - records of Avro have the columns of their schema, which its registry has
 * @registry:  (owned by the caller) NULL: opened if it is needed and named
 * @error:     FAIL_CONFIG: none is named; what the registry says
 */
bool look_complete(Inferred *inferred, const ConfigSet *settings, SchemaRegistry **registry,
                   GError **error);
