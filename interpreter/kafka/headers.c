#include <librdkafka/rdkafka.h>

#include "kafka/source.h"
#include "row/document.h"

/* A header's bytes as a JSON string; what is not UTF-8 is U+FFFD. */
static void append_string(GString *json, const char *at, size_t len)
{
    g_autofree char *valid = g_utf8_make_valid(at, (gssize)len);

    document_write_text(json, span_of(valid));
}

/* The index of the last header of each name. (owned) */
static GHashTable *last_of_each(const rd_kafka_headers_t *headers, size_t headers_len)
{
    GHashTable *last = g_hash_table_new(g_str_hash, g_str_equal);
    const char *name;
    const void *value;
    size_t value_len;

    for (size_t i = 0; i < headers_len; i++)
        if (rd_kafka_header_get_all(headers, i, &name, &value, &value_len) == 0)
            g_hash_table_insert(last, (char *)name, GSIZE_TO_POINTER(i));
    return last;
}

void source_headers(const Record *record, GString *json)
{
    g_autoptr(GHashTable) last = NULL;
    rd_kafka_headers_t *headers = NULL;
    size_t headers_len;
    char separator = '{';

    if (record->message == NULL ||
        rd_kafka_message_headers(record->message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        g_string_append(json, "{}");
        return;
    }
    headers_len = rd_kafka_header_cnt(headers);
    last = last_of_each(headers, headers_len);
    for (size_t i = 0; i < headers_len; i++) {
        const char *name;
        const void *value;
        size_t value_len;

        if (rd_kafka_header_get_all(headers, i, &name, &value, &value_len) != 0 ||
            GPOINTER_TO_SIZE(g_hash_table_lookup(last, name)) != i)
            continue;
        g_string_append_c(json, separator);
        separator = ',';
        append_string(json, name, strlen(name));
        g_string_append_c(json, ':');
        if (value == NULL)
            g_string_append(json, "null");
        else
            append_string(json, value, value_len);
    }
    g_string_append(json, separator == '{' ? "{}" : "}");
}
