#include <librdkafka/rdkafka.h>

#include "kafka/source.h"
#include "row/document.h"

/* A header's bytes as a JSON string; what is not UTF-8 is U+FFFD. */
static void append_string(GString *json, const char *at, size_t len)
{
    g_autofree char *valid = g_utf8_make_valid(at, (gssize)len);

    document_write_text(json, span_of(valid));
}

static void append_value(GString *json, const void *value, size_t len)
{
    if (value == NULL)
        g_string_append(json, "null");
    else
        append_string(json, value, len);
}

/* A header's index, and that of the next one of its name; 0 is none: a name's first is never one.
 */
typedef struct Same {
    size_t next, last;
    bool is_first;
} Same;

/* Headers of one name are linked in their order. (owned) */
static Same *link_same(const rd_kafka_headers_t *headers, size_t len)
{
    g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal);
    Same *same = g_new0(Same, len + 1);
    const char *name;
    const void *value;
    size_t value_len;

    for (size_t i = 0; i < len && rd_kafka_header_get_all(headers, i, &name, &value, &value_len) ==
                                      RD_KAFKA_RESP_ERR_NO_ERROR;
         i++) {
        void *at;

        same[i].is_first = !g_hash_table_lookup_extended(first, name, NULL, &at);
        if (same[i].is_first) {
            g_hash_table_insert(first, (char *)name, &same[i]);
            same[i].last = i;
        } else {
            same[((Same *)at)->last].next = i;
            ((Same *)at)->last = i;
        }
    }
    return same;
}

/* The value of a name; of one that comes more than once an array, in their order. */
static void append_values(GString *json, const rd_kafka_headers_t *headers, const Same *same,
                          size_t i)
{
    bool is_array = same[i].next != 0;
    const char *name;
    const void *value;
    size_t len;

    g_string_append(json, is_array ? "[" : "");
    do {
        rd_kafka_header_get_all(headers, i, &name, &value, &len);
        append_value(json, value, len);
        i = same[i].next;
        g_string_append(json, i != 0 ? "," : "");
    } while (i != 0);
    g_string_append(json, is_array ? "]" : "");
}

void source_headers(const Record *record, GString *json)
{
    g_autofree Same *same = NULL;
    rd_kafka_headers_t *headers = NULL;
    const char *name;
    const void *value;
    size_t headers_len, len;
    char separator = '{';

    if (rd_kafka_message_headers(record->message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        g_string_append(json, "{}");
        return;
    }
    headers_len = rd_kafka_header_cnt(headers);
    same = link_same(headers, headers_len);
    for (size_t i = 0; i < headers_len; i++) {
        if (!same[i].is_first ||
            rd_kafka_header_get_all(headers, i, &name, &value, &len) != RD_KAFKA_RESP_ERR_NO_ERROR)
            continue;
        g_string_append_c(json, separator);
        separator = ',';
        append_string(json, name, strlen(name));
        g_string_append_c(json, ':');
        append_values(json, headers, same, i);
    }
    g_string_append(json, separator == '{' ? "{}" : "}");
}
