#pragma once
/*
 * librdkafka's configuration from a table of properties: our defaults, the user's values over
 * them, and over those what our way of reading and writing needs.
 *
 * Thread: any.
 */
#include <librdkafka/rdkafka.h>

#include "kafka/client.h"

/**
 * conf_new() - a configuration without callbacks
 * @properties:  (borrowed) char* -> char*
 * @error:       FAIL_CONFIG naming the property, the value and what is allowed
 *
 * Return: (owned) rd_kafka_conf_destroy(), or taken by rd_kafka_new(); NULL with @error set.
 */
rd_kafka_conf_t *conf_new(ClientKind kind, GHashTable *properties, GError **error);
/* (owned) The addresses that the properties name, NULL if none. */
char *conf_bootstrap(GHashTable *properties);
