#pragma once
/*
 * Options of a connection, and the connection itself: the brokers that were named, or the user's
 * embedded broker.
 *
 * Thread: main.
 */
#include <glib.h>
#include <stdbool.h>

#include "config/config.h"
#include "kafka/broker.h"
#include "kafka/client.h"

/* What -b and -X said; zero at first. */
typedef struct ConnectOptions {
    char *brokers;     /* owned */
    char **properties; /* owned */
} ConnectOptions;

#define CONNECT_OPTION_ENTRIES(options)                                                            \
    {"brokers",                                                                                    \
     'b',                                                                                          \
     0,                                                                                            \
     G_OPTION_ARG_STRING,                                                                          \
     &(options)->brokers,                                                                          \
     "Kafka's brokers; without it the embedded broker",                                            \
     "HOST:PORT[,...]"},                                                                           \
    {                                                                                              \
        "property", 'X', 0, G_OPTION_ARG_STRING_ARRAY, &(options)->properties,                     \
            "a property of librdkafka; @FILE reads them from a file", "NAME=VALUE"                 \
    }

bool connect_put_options(ConfigSet *settings, const ConnectOptions *options, GError **error);
void connect_options_clear(ConnectOptions *options);

/* Put `name=value` (or @FILE with such lines; '#' begins a comment line) as librdkafka's property
 * into @settings; FAIL_CONFIG. */
bool connect_put_property(ConfigSet *settings, const char *text, GError **error);
/* `name=value` of our settings; FAIL_CONFIG. */
bool connect_put_setting(ConfigSet *settings, const char *text, GError **error);

typedef struct Connection Connection;

Connection *connection_new(const ConfigSet *settings); /* (owned); nothing is connected yet */
void connection_free(Connection *connection);          /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_free)
/* (borrowed) The handle, made on the first call; finds or starts the embedded broker if no
 * brokers are named. FAIL_CONFIG, FAIL_NET. */
Client *connection_consumer(Connection *connection, GError **error);
Client *connection_producer(Connection *connection, GError **error);
/* (owned) A producer of its own, for the transactions of a stream; NULL with @error set. */
Client *connection_stream(Connection *connection, const char *stream, GError **error);

const char *connect_binary(void); /* (borrowed) path of our own executable */
