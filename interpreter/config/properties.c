/*
 * The property table. To add a property: a row here; the settings page, SET, %kafka(...), --set,
 * the README's table and the tests have it then. `make settings` writes the generated files.
 */
#include "config/config.h"

#define SECOND INT64_C(1000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)
#define MB (INT64_C(1024) * 1024)
#define GB (1024 * MB)

/* clang-format off */
static const ConfigProperty properties[] = {
    {"since", CONFIG_TEXT, CONFIG_NOTE, "", 0, 0, NULL, "",
     "Where reading begins: earliest, latest, a time, an interval back from now, 'last 10' of each partition, or an offset."},
    {"until", CONFIG_TEXT, CONFIG_NOTE, "", 0, 0, NULL, "",
     "Where reading ends: now (the present end of the topic), a time, or an offset; empty goes on for ever."},
    {"for", CONFIG_MS, CONFIG_NOTE, "0", 0, 365 * DAY, NULL, "ms",
     "How long a query runs before it ends by itself; 0 is without an end."},
    {"refresh", CONFIG_MS, CONFIG_NOTE, "16", 5, HOUR, NULL, "ms",
     "The least time between two updates of a result; a viewer that lags is sent fewer."},
    {"lanes", CONFIG_INT, CONFIG_NOTE, "0", 0, 64, NULL, "threads",
     "Threads that read and count side by side; 0 is one less than the cores, at least one."},
    {"max_rows", CONFIG_INT, CONFIG_NOTE, "1000", 1, 10000, NULL, "rows",
     "Rows of a result that the notebook shows at most; the total is said beside them."},
    {"mode", CONFIG_CHOICE, CONFIG_NOTE, "auto", 0, 0, "auto|foreground|background", "",
     "Whether a query that never ends keeps its paragraph running (foreground) or goes on behind it (background)."},
    {"display", CONFIG_CHOICE, CONFIG_NOTE, "live", 0, 0, "live|table|both|text", "",
     "How a live result is shown: our live view, Zeppelin's own table, both, or plain text."},
    {"timezone", CONFIG_TEXT, CONFIG_NOTE, "UTC", 0, 0, NULL, "",
     "The zone in which times are read, shown and cut into days: a name such as Europe/Berlin, or hours east of UTC such as +02."},
    {"grace", CONFIG_MS, CONFIG_NOTE, "1000", 0, DAY, NULL, "ms",
     "How far the watermark stays behind the least partition's event time, for rows out of order."},
    {"idle", CONFIG_MS, CONFIG_NOTE, "2000", 0, DAY, NULL, "ms",
     "How long a partition that is read to its end must be silent before it no longer holds windows open."},
    {"future_max", CONFIG_MS, CONFIG_NOTE, "1 day", 0, 3660 * DAY, NULL, "ms",
     "How far ahead of the wall's clock an event time may be and still move the watermark; later ones count in their window only."},
    {"metadata_refresh", CONFIG_MS, CONFIG_NOTE, "30 s", 0, DAY, NULL, "ms",
     "How often a query without an end looks for new partitions of its topics and for new topics of a pattern; 0 is never."},
    {"emit", CONFIG_CHOICE, CONFIG_NOTE, "changes", 0, 0, "changes|final", "",
     "Whether a window's rows are shown as they change (changes), or once, when it closes (final)."},
    {"on_error", CONFIG_CHOICE, CONFIG_NOTE, "stop", 0, 0, "stop|skip", "",
     "What a row does whose computation fails (a division by zero, a bad cast): it stops the query, or is left out and counted."},
    {"retain", CONFIG_INT, CONFIG_NOTE, "100", 1, 100000, NULL, "windows",
     "Closed windows that are remembered, so that late rows still correct them."},
    {"memory_max", CONFIG_BYTES, CONFIG_OPERATOR, "256 MB", 16 * MB, 64 * GB, NULL, "bytes",
     "Memory of one stream; beyond it the stream ends with an advice and the others go on."},
    {"schema_registry", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "Where the Schema Registry of Avro records is, such as https://registry.example:8081."},
    {"schema_registry_user", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "Who logs in to the Schema Registry; empty: nobody does."},
    {"schema_registry_password", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "The password of schema_registry_user."},
    {"schema_registry_ca", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "A file with the certificates in PEM that the Schema Registry is trusted by, instead of the system's."},
    {"streams_max", CONFIG_INT, CONFIG_OPERATOR, "20", 1, 1000, NULL, "streams",
     "Streams that one interpreter process runs at once."},
    {"backlog_max", CONFIG_INT, CONFIG_OPERATOR, "50000000", 0, INT64_MAX, NULL, "records",
     "Records that a query may find waiting before it is asked to say since when; 0 is without a limit."},
    {"open_timeout", CONFIG_MS, CONFIG_OPERATOR, "4000", 100, 5 * 60 * SECOND, NULL, "ms",
     "How long a query may take to reach the brokers before it says what stands in the way."},
    {"unwatched_max", CONFIG_MS, CONFIG_OPERATOR, "1 hour", 0, 365 * DAY, NULL, "ms",
     "How long a query without an end goes on when nobody looks at it; 0 is for ever."},
    {"live_ports", CONFIG_TEXT, CONFIG_OPERATOR, "8895:8899", 0, 0, NULL, "",
     "Ports of the live view, the first that is free is taken: a port, or first:last; off is without a live view."},
    {"live_address", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "The address that the live view listens on; empty is loopback if Zeppelin itself listens there, else every address."},
    {"live_url", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "Where browsers find the live view if a proxy stands in front of it, such as https://host/live/."},
    {"live_origins", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "Origins, separated by commas, that may embed the live view besides pages on its own host, such as https://zeppelin.example."},
    {"live_certificate", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "A file with the certificate chain in PEM: the live view then speaks TLS."},
    {"live_key", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "A file with the private key of live_certificate in PEM."},
    {"live_viewers_max", CONFIG_INT, CONFIG_OPERATOR, "500", 1, 10000, NULL, "viewers",
     "Pages that may look at the live views of one interpreter process at once."},
    {"live_ping", CONFIG_MS, CONFIG_OPERATOR, "15 s", SECOND, HOUR, NULL, "ms",
     "How long a viewer may be silent before it is asked whether it is there; after twice that it is let go."},
    {"viewers_may_stop", CONFIG_BOOL, CONFIG_OPERATOR, "false", 0, 0, NULL, "",
     "Whether who sees a live view may stop its query, even if users log in; who runs as anonymous always may."},
    {"allow", CONFIG_ALLOW, CONFIG_OPERATOR, "insert,create", 0, 0, NULL, "",
     "What statements may change: some of insert, create and drop, separated by commas, or all, or none."},
    {"note_allow", CONFIG_TEXT, CONFIG_OPERATOR, "", 0, 0, NULL, "",
     "Names of the operator's properties, separated by commas, that notes may set all the same."},
};
/* clang-format on */

const ConfigProperty *config_properties(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(properties);
    return properties;
}
