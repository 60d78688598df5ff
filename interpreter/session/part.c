#include "session/part.h"

#include <assert.h>

#include "base/hash.h"
#include "session/cell.h"
#include "session/message.h"
#include "session/panel.h"
#include "session/table_text.h"

typedef char *(*TableTextFn)(const EventTable *table, size_t bytes_max, size_t *ret_left_out);

struct Display {
    const char *name;
    const char *live_type; /* of the first slot while the stream runs */
    bool has_live_table;   /* the first slot shows the table while the stream runs */
    bool panel_has_table;  /* the Angular panel shows it */
    const char *end_type;  /* of the first slot at the end, and of a bounded result */
    TableTextFn text;
};

/* To add a display: a row here, and its name in config/'s property table. */
static const Display displays[] = {
    {"live",  "HTML",  false, true,  "TABLE", table_text },
    {"table", "TABLE", true,  false, "TABLE", table_text },
    {"both",  "TABLE", true,  true,  "TABLE", table_text },
    {"text",  "TEXT",  true,  false, "TEXT",  table_plain},
};

const Display *display_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(displays); i++) {
        if (strcmp(displays[i].name, name) == 0)
            return &displays[i];
    }
    assert(false); /* a choice that the property table has and this one lacks */
    return NULL;
}

Part *part_new(void)
{
    return g_new0(Part, 1);
}

void part_free(Part *part)
{
    if (part == NULL)
        return;
    stream_unref(part->stream);
    if (part->messages != NULL)
        g_ptr_array_unref(part->messages);
    g_free(part);
}

size_t part_slots(const Part *part)
{
    assert(part_is_decided(part));
    return part->panel > 0 ? PART_PANEL_SLOTS : part->messages->len;
}

void part_fix(Part *part)
{
    const Stream *stream = part->stream;
    GPtrArray *messages = messages_new();
    bool has_table =
        stream_has_rows(stream) && stream->since_ms > 0 && stream->state != STREAM_FAILED;

    if (has_table) {
        size_t left_out = 0;
        char *text = part->display->text(stream->table, TABLE_TEXT_BYTES_MAX, &left_out);
        g_autofree char *rows = table_rows_sentence(stream->table, left_out);

        messages_take(messages, part->display->end_type, text);
        if (rows != NULL)
            messages_add_text(messages, rows);
    }
    if (stream->end_text != NULL && stream->end_text[0] != '\0' && !has_table)
        messages_add_text(messages, stream->end_text);
    for (guint i = 0; i < stream->notices->len; i++)
        messages_add_text(messages, g_ptr_array_index(stream->notices, i));
    if (stream->state == STREAM_FAILED)
        messages_add_text(messages, stream->failure);
    part->messages = messages;
}

static char *live_slot(const Part *part)
{
    if (!part->display->has_live_table)
        return g_strdup(""); /* kept for our own websocket's view */
    return part->display->text(part->stream->table, TABLE_TEXT_LIVE_BYTES_MAX, NULL);
}

static char *html_now(Part *part)
{
    char *html = panel_html(part->stream, part->display->panel_has_table);

    part->html_hash = hash_bytes(html, strlen(html));
    return html;
}

static void place_panel(Part *part, const char *nonce, const char *paragraph, Outbox *outbox)
{
    g_autofree char *object = panel_object(part->panel);
    Stream *stream = part->stream;

    if (stream->state == STREAM_WAITING) {
        outbox_take_output(outbox, part->slot, "HTML", g_strdup(""));
        outbox_take_output(outbox, part->slot + 1, "HTML",
                           g_strdup("<p class=\"zk-state\">begins when the statements before and "
                                    "after it have ended</p>"));
        return;
    }
    /* What comes in from here on is a change. */
    stream->has_changed = false;
    part->has_shown_rows = event_table_len(stream->table) > 0;
    part->is_object_lost = false;
    outbox_take_object(outbox, OUTBOX_ADD_OBJECT, object, html_now(part));
    outbox_take_output(outbox, part->slot, part->display->live_type, live_slot(part));
    outbox_take_output(outbox, part->slot + 1, "ANGULAR",
                       panel_template(part->panel, nonce, paragraph));
    if (stream_is_over(stream))
        stream->has_changed = true; /* its end is still to be published */
}

void part_place(Part *part, const char *nonce, const char *paragraph, Outbox *outbox)
{
    if (part->panel > 0) {
        place_panel(part, nonce, paragraph, outbox);
        return;
    }
    for (guint i = 0; i < part->messages->len; i++) {
        const SessionMessage *message = g_ptr_array_index(part->messages, i);

        outbox_take_output(outbox, part->slot + (int)i, message->type, g_strdup(message->data));
    }
}

bool part_shows_table(const Part *part)
{
    return part->display->has_live_table;
}

static OutboxKind object_call(Part *part)
{
    OutboxKind kind = part->is_object_lost ? OUTBOX_ADD_OBJECT : OUTBOX_UPDATE_OBJECT;

    part->is_object_lost = false;
    return kind;
}

void part_update(Part *part, int64_t now_ms, Outbox *outbox)
{
    g_autofree char *object = panel_object(part->panel);
    uint64_t before = part->html_hash;
    g_autofree char *html = html_now(part);

    part->stream->has_changed = false;
    part->has_shown_rows = part->has_shown_rows || event_table_len(part->stream->table) > 0;
    if (part->html_hash == before && !part->display->has_live_table && !part->is_object_lost)
        return;
    part->shown_at_ms = now_ms;
    outbox_take_object(outbox, object_call(part), object, g_steal_pointer(&html));
    if (!part->display->has_live_table)
        return;
    outbox_take_output(outbox, part->slot, part->display->live_type, live_slot(part));
    if (!part->has_checkpoint) /* the classic UI keeps its first table only if it is saved */
        outbox_add_checkpoint(outbox);
    part->has_checkpoint = true;
}

void part_close(Part *part, Outbox *outbox)
{
    g_autofree char *object = panel_object(part->panel);
    size_t left_out = 0;
    char *text = part->display->text(part->stream->table, TABLE_TEXT_BYTES_MAX, &left_out);

    outbox_take_object(outbox, object_call(part), object, html_now(part));
    outbox_take_output(outbox, part->slot, part->display->end_type, text);
    outbox_take_output(outbox, part->slot + 1, "HTML", panel_ending_html(part->stream, left_out));
    outbox_add_checkpoint(outbox);
}

static void add_panel_messages(const Part *part, const char *nonce, const char *paragraph,
                               bool is_final, GPtrArray *messages)
{
    const Stream *stream = part->stream;
    size_t left_out = 0;

    if (stream->since_ms == 0 && stream->state != STREAM_FAILED &&
        (is_final || stream->stopped_by != NULL)) {
        messages_take(messages, "HTML", g_strdup(""));
        messages_take(messages, "HTML", g_strdup("<p class=\"zk-state\">did not begin</p>"));
    } else if (stream_is_over(stream) || (is_final && stream->stopped_by != NULL)) {
        char *text = part->display->text(stream->table, TABLE_TEXT_BYTES_MAX, &left_out);

        messages_take(messages, part->display->end_type, text);
        messages_take(messages, "HTML", panel_ending_html(stream, left_out));
    } else {
        messages_take(messages, part->display->live_type, live_slot(part));
        messages_take(messages, "ANGULAR", panel_template(part->panel, nonce, paragraph));
    }
}

void part_add_messages(const Part *part, const char *nonce, const char *paragraph, bool is_final,
                       GPtrArray *messages)
{
    if (part->panel > 0)
        add_panel_messages(part, nonce, paragraph, is_final, messages);
    else if (part->messages != NULL)
        messages_add_copies(messages, part->messages);
}
