#pragma once
/*
 * A viewer: a client, and the table as it was told of it, by the rules of push/README.md.
 */
#include <jansson.h>

#include "unit/push/listen.h"
#include "unit/push/truth.h"

typedef struct Mirror {
    Client client;
    GHashTable *rows; /* id -> "cell|cell" */
    GArray *order;    /* uint64_t */
    uint64_t seq;     /* of the whole state that it has */
    bool is_partial;  /* `more` was set */
    int views, schemas, changes, stats, messages, rows_messages;
    char *state; /* of the last view */
    char *title;
    char *fault; /* the first message against the protocol */
} Mirror;

static inline void mirror_init(Mirror *mirror)
{
    memset(mirror, 0, sizeof *mirror);
    mirror->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    mirror->order = g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

/* Connected, and has said what it wants to see; mirror_free() in any case. */
static inline bool mirror_open_token(Mirror *mirror, int port, const char *token, bool deflates)
{
    mirror_init(mirror);
    return client_open(&mirror->client, port, deflates) &&
           client_send_f(&mirror->client, "{\"view\":\"%s\"}", token);
}

static inline bool mirror_open(Mirror *mirror, Hub *hub, const Truth *truth, bool deflates)
{
    return mirror_open_token(mirror, hub_port(hub), hub_channel_token(truth->channel), deflates);
}

static inline void mirror_free(Mirror *mirror)
{
    client_close(&mirror->client);
    g_hash_table_unref(mirror->rows);
    g_array_unref(mirror->order);
    g_free(mirror->state);
    g_free(mirror->title);
    g_free(mirror->fault);
}

static inline bool mirror_fault(Mirror *mirror, const char *why, const char *text)
{
    if (mirror->fault == NULL)
        mirror->fault = g_strdup_printf("%s: %.200s", why, text);
    return false;
}

static inline void mirror_set(Mirror *mirror, const json_t *row)
{
    const json_t *cells = json_array_get(row, 1);
    GString *text = g_string_new(NULL);
    int64_t id = json_integer_value(json_array_get(row, 0));

    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *cell = json_string_value(json_array_get(cells, i));

        g_string_append_printf(text, "%s%s", i > 0 ? "|" : "", cell != NULL ? cell : "NULL");
    }
    g_hash_table_replace(mirror->rows, g_memdup2(&id, sizeof id), g_string_free(text, FALSE));
}

static inline bool mirror_take_rows(Mirror *mirror, const json_t *object, const char *text)
{
    uint64_t seq = (uint64_t)json_integer_value(json_object_get(object, "seq"));
    const json_t *order = json_object_get(object, "order");
    const json_t *set = json_object_get(object, "set");
    const json_t *removed = json_object_get(object, "removed");

    mirror->rows_messages++;
    if (mirror->schemas == 0 || seq <= mirror->seq)
        return mirror_fault(mirror, "rows before their schema, or not after the last", text);
    for (size_t i = 0; i < json_array_size(set); i++)
        mirror_set(mirror, json_array_get(set, i));
    for (size_t i = 0; i < json_array_size(removed); i++) {
        int64_t id = json_integer_value(json_array_get(removed, i));

        g_hash_table_remove(mirror->rows, &id);
    }
    mirror->is_partial = json_is_true(json_object_get(object, "more"));
    if (mirror->is_partial)
        return true;
    mirror->changes++;
    mirror->seq = seq;
    if (order != NULL)
        g_array_set_size(mirror->order, 0);
    for (size_t i = 0; i < json_array_size(order); i++) {
        uint64_t id = (uint64_t)json_integer_value(json_array_get(order, i));

        g_array_append_val(mirror->order, id);
    }
    return true;
}

static inline bool mirror_take(Mirror *mirror, const char *text)
{
    json_t *object = json_loads(text, 0, NULL);
    const char *event = json_string_value(json_object_get(object, "event"));
    bool is_sound = true;

    mirror->messages++;
    if (event == NULL || (mirror->views == 0 && strcmp(event, "view") != 0)) {
        is_sound = mirror_fault(mirror, "no message of the protocol, or before a view", text);
    } else if (strcmp(event, "view") == 0) {
        mirror->views++;
        g_free(mirror->state);
        g_free(mirror->title);
        mirror->state = g_strdup(json_string_value(json_object_get(object, "state")));
        mirror->title = g_strdup(json_string_value(json_object_get(object, "title")));
    } else if (strcmp(event, "schema") == 0) {
        mirror->schemas++;
        mirror->seq = 0;
        g_hash_table_remove_all(mirror->rows);
        g_array_set_size(mirror->order, 0);
    } else if (strcmp(event, "rows") == 0) {
        is_sound = mirror_take_rows(mirror, object, text);
    } else {
        mirror->stats++;
    }
    json_decref(object);
    return is_sound;
}

/* One message, taken; @acks: and acknowledged, if it completes a change. */
static inline ClientRead mirror_step(Mirror *mirror, bool acks, int64_t deadline_ms)
{
    g_autoptr(GString) text = g_string_new(NULL);
    ClientRead outcome = client_read(&mirror->client, text, deadline_ms);
    int changes = mirror->changes;

    if (outcome != CLIENT_TEXT)
        return outcome;
    mirror_take(mirror, text->str);
    if (acks && mirror->changes > changes)
        client_send_f(&mirror->client, "{\"ack\":%" G_GUINT64_FORMAT "}", mirror->seq);
    return CLIENT_TEXT;
}

/* Acknowledging, until it has the state @seq; false if that does not come, or a fault. */
static inline bool mirror_await(Mirror *mirror, uint64_t seq)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    while (mirror->fault == NULL && (mirror->seq < seq || mirror->is_partial)) {
        if (mirror_step(mirror, true, deadline_ms) != CLIENT_TEXT)
            return false;
    }
    return mirror->fault == NULL;
}

/* Whether it has what the truth has. */
static inline bool mirror_is(const Mirror *mirror, const EventTable *table)
{
    if (mirror->order->len != event_table_len(table) ||
        g_hash_table_size(mirror->rows) < mirror->order->len)
        return false;
    for (guint i = 0; i < mirror->order->len; i++) {
        char *const *cells = event_table_row(table, i);
        g_autofree char *wanted = g_strdup_printf("%s|%s", cells[0], cells[1]);
        const char *row =
            g_hash_table_lookup(mirror->rows, &g_array_index(mirror->order, uint64_t, i));

        if (row == NULL || strcmp(row, wanted) != 0)
            return false;
    }
    return true;
}

/* Both of these, and no fault on the way. */
static inline bool mirror_catches_up(Mirror *mirror, const Truth *truth)
{
    return mirror_await(mirror, truth->seq) && mirror_is(mirror, truth->table);
}
