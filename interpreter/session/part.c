#include "session/part.h"

#include <assert.h>

#include "base/hash.h"
#include "base/time_ms.h"
#include "session/cell.h"
#include "session/message.h"
#include "session/panel.h"
#include "session/table_text.h"

typedef char *(*TableTextFn)(const EventTable *table, size_t bytes_max, size_t *ret_left_out);

/* What the messages of a panel are, in their order. */
typedef enum Slot {
    SLOT_STUB = 1, /* finds and embeds our own live view */
    SLOT_PANEL,    /* the Angular template */
    SLOT_TABLE,    /* Zeppelin's own table, or a text */
    SLOT_SAVED,
} Slot;

enum { SLOTS_MAX = 4 };

struct Display {
    const char *name;
    Slot slots[SLOTS_MAX]; /* 0 ends them */
    bool panel_has_table;  /* the Angular object holds the table too */
    const char *type;      /* of the table, and of a bounded result */
    TableTextFn text;
};

/* To add a display: a row here, and its name in config/'s property table. */
static const Display displays[] = {
    {"live",  {SLOT_STUB, SLOT_PANEL, SLOT_SAVED},             true,  "TABLE", table_text },
    {"table", {SLOT_TABLE, SLOT_PANEL, SLOT_SAVED},            false, "TABLE", table_text },
    {"both",  {SLOT_STUB, SLOT_PANEL, SLOT_TABLE, SLOT_SAVED}, true,  "TABLE", table_text },
    {"text",  {SLOT_TABLE, SLOT_PANEL, SLOT_SAVED},            false, "TEXT",  table_plain},
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

static bool has_slot(const Display *display, Slot slot)
{
    for (size_t i = 0; i < SLOTS_MAX && display->slots[i] != 0; i++) {
        if (display->slots[i] == slot)
            return true;
    }
    return false;
}

static size_t slots_len(const Display *display)
{
    size_t len = 0;

    while (len < SLOTS_MAX && display->slots[len] != 0)
        len++;
    return len;
}

size_t part_slots(const Part *part)
{
    assert(part_is_decided(part));
    return part->panel > 0 ? slots_len(part->display) : part->messages->len;
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

        messages_take(messages, part->display->type, text);
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

/* ---- the slots of a panel ---- */

typedef struct SlotText {
    const char *type; /* static */
    char *data;       /* owned */
} SlotText;

static SlotText stub_now(const Part *part, const Place *place)
{
    g_autofree char *id = panel_id(part->panel, place->nonce);

    if (part->stream->live == NULL || !part->embeds_live)
        return (SlotText){"HTML", g_strdup("")};
    return (SlotText){"HTML", live_stub(place->live, part->stream, id, place->note)};
}

static SlotText saved_now(const Part *part, const Place *place)
{
    g_autofree char *id = panel_id(part->panel, place->nonce);
    bool with_table = !has_slot(part->display, SLOT_TABLE);

    return (SlotText){"HTML", panel_saved_html(part->stream, id, time_wall_ms(), with_table)};
}

/* While the stream runs. */
static SlotText slot_now(const Part *part, Slot slot, const Place *place)
{
    switch (slot) {
    case SLOT_STUB:
        return stub_now(part, place);
    case SLOT_PANEL:
        return (SlotText){"ANGULAR", panel_template(part->panel, place->nonce, place->paragraph)};
    case SLOT_TABLE:
        return (SlotText){
            part->display->type,
            part->display->text(part->stream->table, TABLE_TEXT_LIVE_BYTES_MAX, NULL)};
    case SLOT_SAVED:
        return saved_now(part, place);
    }
    g_assert_not_reached();
}

/* When it is over: the table takes the place of the stub, or stays where it was. */
static SlotText slot_at_end(const Part *part, Slot slot)
{
    Slot table = has_slot(part->display, SLOT_TABLE) ? SLOT_TABLE : SLOT_STUB;
    size_t left_out = 0;
    char *text;

    if (slot != table && slot != SLOT_PANEL)
        return (SlotText){"HTML", g_strdup("")};
    text = part->display->text(part->stream->table, TABLE_TEXT_BYTES_MAX, &left_out);
    if (slot == table)
        return (SlotText){part->display->type, text};
    g_free(text);
    return (SlotText){"HTML", panel_ending_html(part->stream, left_out)};
}

/* Before it begins, or if it never does. @sentence: HTML */
static SlotText slot_without(Slot slot, const char *sentence)
{
    return (SlotText){"HTML", g_strdup(slot == SLOT_PANEL ? sentence : "")};
}

static void take_slot(const Part *part, size_t i, SlotText text, Outbox *outbox)
{
    outbox_take_output(outbox, part->slot + (int)i, text.type, text.data);
}

static void take_slots_now(const Part *part, Slot slot, const Place *place, Outbox *outbox)
{
    for (size_t i = 0; i < slots_len(part->display); i++) {
        if (part->display->slots[i] == slot)
            take_slot(part, i, slot_now(part, slot, place), outbox);
    }
}

static char *html_now(Part *part)
{
    g_autofree char *panel = panel_html(part->stream, part->display->panel_has_table);
    char *html = g_strdup_printf("<div class=\"zk-sign-%u\">%s</div>", part->lease.signs, panel);

    part->html_hash = hash_bytes(html, strlen(html));
    return html;
}

/* ---- calls ---- */

static void sketch_panel(const Part *part, Outbox *outbox)
{
    for (size_t i = 0; i < slots_len(part->display); i++)
        take_slot(part, i,
                  slot_without(part->display->slots[i],
                               "<p class=\"zk-state\">begins when the statements before and after "
                               "it have ended</p>"),
                  outbox);
}

/* Without our live view in the paragraph, whoever runs it looks at Zeppelin's road. */
static void sign_for_run(Part *part, int64_t now_ms)
{
    part->began_ms = now_ms;
    if (part_seen_ms(part) == INT64_MIN)
        lease_sign(&part->lease, now_ms);
}

static void place_panel(Part *part, const Place *place, bool with_outputs, int64_t now_ms,
                        Outbox *outbox)
{
    g_autofree char *object = panel_object(part->panel);
    Stream *stream = part->stream;
    bool is_first = part->began_ms == 0;

    if (stream->state == STREAM_WAITING) {
        sketch_panel(part, outbox);
        return;
    }
    if (place->live != NULL && stream->live == NULL && !stream_is_over(stream))
        live_open(place->live, stream);
    part->embeds_live = stream->live != NULL && has_slot(part->display, SLOT_STUB) &&
                        panel_is_plain_id(place->note);
    if (is_first)
        sign_for_run(part, now_ms);
    /* What comes in from here on is a change. */
    stream->has_changed = false;
    part->is_object_lost = false;
    if (part->lease.signed_ms > 0) {
        part->has_shown_rows = event_table_len(stream->table) > 0;
        outbox_take_object(outbox, OUTBOX_ADD_OBJECT, object, html_now(part));
    } else {
        outbox_take_object(outbox, OUTBOX_ADD_OBJECT, object, g_strdup(""));
    }
    for (size_t i = 0; with_outputs && i < slots_len(part->display); i++)
        take_slot(part, i, slot_now(part, part->display->slots[i], place), outbox);
    if (stream->live != NULL && part->panel == 1)
        outbox_take_link(outbox, live_link(place->live, stream));
    if (stream_is_over(stream))
        stream->has_changed = true; /* its end is still to be published */
}

static void take_messages(const Part *part, Outbox *outbox)
{
    for (guint i = 0; i < part->messages->len; i++) {
        const SessionMessage *message = g_ptr_array_index(part->messages, i);

        outbox_take_output(outbox, part->slot + (int)i, message->type, g_strdup(message->data));
    }
}

void part_place(Part *part, const Place *place, bool with_outputs, int64_t now_ms, Outbox *outbox)
{
    if (part->panel > 0)
        place_panel(part, place, with_outputs, now_ms, outbox);
    else if (with_outputs)
        take_messages(part, outbox);
}

bool part_shows_table(const Part *part)
{
    return has_slot(part->display, SLOT_TABLE);
}

int64_t part_seen_ms(const Part *part)
{
    const HubChannel *live = part->stream->live;

    if (live == NULL || !part->embeds_live || part_shows_table(part))
        return INT64_MIN;
    return hub_channel_viewers(live) > 0 ? INT64_MAX : hub_channel_seen_ms(live);
}

int64_t part_watched_ms(const Part *part, int64_t now_ms)
{
    const HubChannel *live = part->stream->live;
    int64_t last_ms = MAX(part->began_ms, MAX(part->lease.signed_ms, part->lease.opened_ms));

    if (live == NULL)
        return last_ms;
    return hub_channel_viewers(live) > 0 ? now_ms : MAX(last_ms, hub_channel_seen_ms(live));
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
    part->shown_at_ms = now_ms;
    if (part->html_hash != before || part->is_object_lost || part->is_stale)
        outbox_take_object(outbox, object_call(part), object, g_steal_pointer(&html));
    part->is_stale = false;
    take_slots_now(part, SLOT_TABLE, NULL, outbox);
}

static SlotText slot_in_answer(const Part *part, Slot slot, const Place *place, bool is_final)
{
    const Stream *stream = part->stream;

    if (stream->since_ms == 0 && stream->state != STREAM_FAILED &&
        (is_final || stream->stopped_by != NULL))
        return slot_without(slot, "<p class=\"zk-state\">did not begin</p>");
    if (stream_is_over(stream) || (is_final && stream->stopped_by != NULL))
        return slot_at_end(part, slot);
    return slot_now(part, slot, place);
}

void part_restore(const Part *part, const Place *place, Outbox *outbox)
{
    for (size_t i = 0; part->panel > 0 && i < slots_len(part->display); i++) {
        Slot slot = part->display->slots[i];

        take_slot(part, i, slot_in_answer(part, slot, place, false), outbox);
    }
    if (part->panel == 0)
        take_messages(part, outbox);
}

void part_set_saved(Part *part, int64_t now_ms)
{
    part->saved_at_ms = now_ms;
    part->saved_seq = event_table_seq(part->stream->table);
    if (part->lease.signed_ms == 0) /* nobody else shows what changed */
        part->stream->has_changed = false;
}

void part_refresh_saved(const Part *part, const Place *place, Outbox *outbox)
{
    take_slots_now(part, SLOT_TABLE, place, outbox);
    take_slots_now(part, SLOT_SAVED, place, outbox);
}

void part_renew_live(Part *part, const Place *place, int64_t now_ms, Outbox *outbox)
{
    part->began_ms = part_watched_ms(part, now_ms); /* the new one has been seen by nobody yet */
    if (!live_open(place->live, part->stream))
        lease_sign(&part->lease, now_ms);
    else if (part->panel == 1)
        outbox_take_link(outbox, live_link(place->live, part->stream));
}

void part_refresh_stub(const Part *part, const Place *place, Outbox *outbox)
{
    take_slots_now(part, SLOT_STUB, place, outbox);
}

void part_end_object(Part *part, Outbox *outbox)
{
    g_autofree char *object = panel_object(part->panel);

    outbox_take_object(outbox, object_call(part), object, html_now(part));
}

void part_end_outputs(const Part *part, Outbox *outbox)
{
    for (size_t i = 0; i < slots_len(part->display); i++)
        take_slot(part, i, slot_at_end(part, part->display->slots[i]), outbox);
}

/* ---- the answer ---- */

void part_add_messages(const Part *part, const Place *place, bool is_final, GPtrArray *messages)
{
    if (part->panel == 0) {
        if (part->messages != NULL)
            messages_add_copies(messages, part->messages);
        return;
    }
    for (size_t i = 0; i < slots_len(part->display); i++) {
        SlotText text = slot_in_answer(part, part->display->slots[i], place, is_final);

        messages_take(messages, text.type, text.data);
    }
}
