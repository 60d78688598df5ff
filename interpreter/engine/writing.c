#include "engine/writing.h"

#include <string.h>

#include "base/time_ms.h"
#include "engine/record.h"
#include "kafka/transaction.h"

enum {
    WRITING_TIMEOUT_MS = 30000, /* of one checkpoint */
    /* A stream without news commits so often all the same: a run that was taken over learns it, and
     * the broker keeps the offsets. */
    WRITING_SIGN_MS = 10000,
};

/* What was committed last of a partition. */
typedef struct Place {
    int64_t offset; /* -1: nothing yet */
} Place;

struct Writing {
    const PlanSelect *plan;
    const EngineOptions *options;
    const EngineInsert *insert;
    Outlet outlet;
    RecordMaker *maker; /* owned */
    Type *types;        /* owned: of the visible outputs */
    Source *source;     /* borrowed */
    Reading *reading;   /* borrowed, as is visible */
    Visible *visible;
    GArray *places;  /* Place, one a partition */
    GArray *offsets; /* TransactionOffset: those of the checkpoint that is made */
    char *note;      /* owned: what is committed beside each offset */
    int64_t pending, written;
    int64_t number;       /* of the committed checkpoint of its state; 0: none */
    int64_t committed_us; /* monotonic; 0: never */
    int64_t looked_us;    /* the same: whether there was something to commit */
    int64_t resumed;      /* partitions that go on from a committed offset */
    int64_t lost;         /* records that were gone before they were read */
    uint64_t seq;
};

/* ---- rows ---- */

static bool write_record(Writing *writing, const Value *values, bool is_removal, GError **error)
{
    const EngineInsert *insert = writing->insert;
    SinkRecord record;

    if (!record_make(writing->maker, writing->types, values, &record, error) ||
        !transaction_begin(insert->transaction, error))
        return false;
    if (is_removal)
        record.value = span_make(NULL, 0);
    if (!sink_write(insert->sink, &record, error))
        return transaction_blame(insert->transaction, error);
    writing->pending++;
    return true;
}

static bool put_row(void *writing, const Value *values, GError **error)
{
    return write_record(writing, values, false, error);
}

/* A tombstone for its key. */
static bool remove_row(void *writing, const Value *values, GError **error)
{
    return write_record(writing, values, true, error);
}

Writing *writing_new(const PlanSelect *plan, const EngineOptions *options)
{
    Writing *writing;
    size_t len = 0;

    if (options->insert == NULL)
        return NULL;
    writing = g_new0(Writing, 1);
    writing->plan = plan;
    writing->options = options;
    writing->insert = options->insert;
    writing->outlet = (Outlet){put_row, remove_row, writing};
    writing->maker = record_maker_new(options->insert->target, options->zone);
    writing->types = g_new(Type, plan->outputs_len + 1);
    for (size_t i = 0; i < plan->outputs_len; i++) {
        if (plan->outputs[i].is_visible)
            writing->types[len++] = expr_type(plan->outputs[i].expr);
    }
    writing->places = g_array_new(FALSE, FALSE, sizeof(Place));
    writing->offsets = g_array_new(FALSE, FALSE, sizeof(TransactionOffset));
    writing->note = g_strdup(options->insert->note);
    return writing;
}

void writing_free(Writing *writing)
{
    if (writing == NULL)
        return;
    record_maker_free(writing->maker);
    g_free(writing->types);
    g_array_unref(writing->places);
    g_array_unref(writing->offsets);
    g_free(writing->note);
    g_free(writing);
}

const Outlet *writing_outlet(const Writing *writing)
{
    return writing == NULL ? NULL : &writing->outlet;
}

int64_t writing_rows(const Writing *writing)
{
    return writing == NULL ? 0 : writing->written;
}

/* ---- where it goes on ---- */

static void say(const Writing *writing, char *text)
{
    Event event = {.kind = EVENT_NOTICE, .query = writing->options->query, .notice = text};

    writing->options->emit(&event, writing->options->emit_user);
}

static void say_resumed(const Writing *writing)
{
    g_autofree char *text =
        g_strdup_printf("stream %s goes on where it was%s", writing->insert->stream,
                        writing->resumed == (int64_t)source_partitions_len(writing->source)
                            ? ""
                            : "; partitions that are new are read from their beginning");
    g_autofree char *lost = NULL;

    say(writing, text);
    if (writing->lost == 0)
        return;
    lost = g_strdup_printf("%" G_GINT64_FORMAT " records were removed from the topics before the "
                           "stream came to read them",
                           writing->lost);
    say(writing, lost);
}

static bool fail_other_statement(const Writing *writing, GError **error)
{
    fail(error, FAIL_QUERY, "the stream \"%s\" was another statement's, whose place it would take",
         writing->insert->stream);
    return fail_hint(error, "choose another name: SET name = '...'; or begin anew under this one: "
                            "SET resume = 'no'");
}

/* A partition that an earlier run has not seen is read from its first record on. */
static void go_on(Writing *writing, const GArray *offsets)
{
    for (guint i = 0; i < offsets->len; i++) {
        int64_t offset = g_array_index(offsets, TransactionOffset, i).offset;

        writing->resumed += offset >= 0;
        if (offset >= 0)
            writing->lost += source_resume(writing->source, i, offset);
        else
            source_resume(writing->source, i, 0);
    }
}

bool writing_resume(Writing *writing, Source *source, GError **error)
{
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(TransactionOffset));
    g_autofree char *note = NULL;
    bool any = false;

    if (writing == NULL)
        return true;
    writing->source = source;
    if (!writing->insert->is_durable || !writing->insert->resumes)
        return true;
    for (size_t i = 0; i < source_partitions_len(source); i++) {
        const SourcePartition *partition = source_partition(source, i);
        TransactionOffset offset = {partition->topic, partition->partition, -1};

        g_array_append_val(offsets, offset);
    }
    if (!transaction_committed(writing->insert->transaction,
                               (TransactionOffset *)(void *)offsets->data, offsets->len,
                               WRITING_TIMEOUT_MS, &note, error))
        return false;
    for (guint i = 0; i < offsets->len; i++)
        any |= g_array_index(offsets, TransactionOffset, i).offset >= 0;
    if (!any)
        return true;
    if (note == NULL || !g_str_has_prefix(note, writing->note))
        return fail_other_statement(writing, error);
    writing->number = g_ascii_strtoll(note + strlen(writing->note), NULL, 10);
    go_on(writing, offsets);
    say_resumed(writing);
    return true;
}

/* ---- what its reader sees ---- */

static const struct {
    const char *name;
    Type type;
} columns[] = {
    {"topic",     TYPE_TEXT       },
    {"written",   TYPE_INT8       },
    {"read",      TYPE_INT8       },
    {"behind",    TYPE_INT8       },
    {"committed", TYPE_TIMESTAMPTZ},
};

void writing_emit_schema(Writing *writing, bool waits)
{
    Event event = {.kind = EVENT_SCHEMA, .query = writing->options->query};
    EventColumn shown[G_N_ELEMENTS(columns)];

    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        shown[i] = (EventColumn){.name = (char *)(gpointer)columns[i].name,
                                 .type = (char *)(gpointer)type_name(columns[i].type),
                                 .is_number = type_is_number(columns[i].type)};
    event.schema = (EventSchema){.bounded = writing->plan->is_bounded,
                                 .may_last = writing->plan->may_last,
                                 .waits = waits,
                                 .writes = true,
                                 .has_rows = !writing->plan->is_bounded};
    if (event.schema.has_rows) {
        event.schema.columns = shown;
        event.schema.columns_len = G_N_ELEMENTS(columns);
    }
    writing->options->emit(&event, writing->options->emit_user);
}

static void show(Writing *writing)
{
    g_autofree char *written = g_strdup_printf("%" G_GINT64_FORMAT, writing->written);
    g_autofree char *read = g_strdup_printf("%" G_GINT64_FORMAT, reading_records(writing->reading));
    g_autofree char *behind = g_strdup_printf("%" G_GINT64_FORMAT, reading_lag(writing->reading));
    g_autoptr(GString) committed = g_string_new(NULL);
    Value now = value_of_integer(time_wall_ms() * 1000);
    char *cells[] = {(char *)(gpointer)writing->insert->target->topic, written, read, behind, NULL};
    EventRow row = {1, cells};
    uint64_t order = 1;
    Event event = {.kind = EVENT_ROWS, .query = writing->options->query};

    if (writing->plan->is_bounded)
        return;
    value_write(TYPE_TIMESTAMPTZ, &now, writing->options->zone, committed);
    cells[G_N_ELEMENTS(columns) - 1] = committed->str;
    event.rows = (EventRows){.seq = ++writing->seq,
                             .columns_len = G_N_ELEMENTS(columns),
                             .set = &row,
                             .set_len = 1,
                             .order = &order,
                             .order_len = 1,
                             .total = 1};
    writing->options->emit(&event, writing->options->emit_user);
}

/* ---- checkpoints ---- */

static void find_offsets(Writing *writing)
{
    g_array_set_size(writing->offsets, 0);
    if (!writing->insert->is_durable || writing->source == NULL)
        return;
    for (size_t i = 0; i < source_partitions_len(writing->source); i++) {
        const SourcePartition *partition = source_partition(writing->source, i);
        TransactionOffset offset = {partition->topic, partition->partition,
                                    reading_next(writing->reading, i)};

        if (i == writing->places->len) {
            const Place nowhere = {-1};

            g_array_append_val(writing->places, nowhere);
        }
        if (writing->insert->state != NULL ||
            g_array_index(writing->places, Place, i).offset != offset.offset)
            g_array_append_val(writing->offsets, offset);
    }
}

static void remember_offsets(Writing *writing)
{
    for (size_t i = 0; i < writing->places->len; i++)
        g_array_index(writing->places, Place, i).offset = reading_next(writing->reading, i);
}

/* One partition again, for a sign of life. */
static void repeat_offset(Writing *writing)
{
    const SourcePartition *partition;
    TransactionOffset offset;

    partition = source_partition(writing->source, 0);
    offset = (TransactionOffset){partition->topic, partition->partition,
                                 reading_next(writing->reading, 0)};
    g_array_append_val(writing->offsets, offset);
}

int64_t writing_next_us(const Writing *writing)
{
    return writing == NULL ? INT64_MAX : writing->looked_us + writing->insert->checkpoint_ms * 1000;
}

/* The groups as they are with these offsets. Their number is committed with them: so what is on
 * disk counts from then on, and is taken back at the next start if it never was. */
static bool save_state(Writing *writing, GError **error)
{
    State *state = writing->insert->state;
    g_autofree char *floor =
        g_strdup_printf("%" G_GINT64_FORMAT, reading_watermark(writing->reading, time_wall_ms()));

    return state == NULL ||
           (state_begin(state, error) && visible_save(writing->visible, state, error) &&
            state_commit(state, floor, error));
}

static bool commit(Writing *writing, GError **error)
{
    const GArray *offsets = writing->offsets;
    State *state = writing->insert->state;
    g_autofree char *note = NULL;

    if (!save_state(writing, error))
        return false;
    note = g_strdup_printf("%s%" G_GINT64_FORMAT, writing->note,
                           state == NULL ? 0 : state_number(state));
    if (!transaction_commit(writing->insert->transaction,
                            (const TransactionOffset *)(const void *)offsets->data, offsets->len,
                            note, WRITING_TIMEOUT_MS, error))
        return false;
    writing->committed_us = g_get_monotonic_time();
    writing->written += writing->pending;
    writing->pending = 0;
    remember_offsets(writing);
    if (writing->reading != NULL)
        show(writing);
    return true;
}

/* Whether there is something that the last checkpoint does not have. */
static bool has_moved(const Writing *writing)
{
    for (guint i = 0; i < writing->offsets->len; i++) {
        const TransactionOffset *offset = &g_array_index(writing->offsets, TransactionOffset, i);

        if (writing->insert->state == NULL ||
            g_array_index(writing->places, Place, i).offset != offset->offset)
            return true;
    }
    return writing->pending > 0;
}

bool writing_checkpoint(Writing *writing, GError **error)
{
    if (writing == NULL)
        return true;
    writing->looked_us = g_get_monotonic_time();
    if (writing->visible != NULL && !visible_refresh(writing->visible, error))
        return false;
    find_offsets(writing);
    if (has_moved(writing))
        return commit(writing, error);
    if (!writing->insert->is_durable ||
        writing->looked_us < writing->committed_us + WRITING_SIGN_MS * 1000)
        return true;
    if (writing->insert->state == NULL)
        repeat_offset(writing);
    return commit(writing, error);
}

bool writing_go_on(Writing *writing, GError **error)
{
    return g_get_monotonic_time() < writing_next_us(writing) || writing_checkpoint(writing, error);
}

static bool restore(Writing *writing, GError **error)
{
    State *state = writing->insert->state;

    if (state == NULL)
        return true;
    if (!state_settle(state, writing->number, error))
        return fail_hint(error, "begin anew: SET resume = 'no'");
    if (writing->number > 0)
        reading_set_floor(writing->reading, g_ascii_strtoll(state_text(state), NULL, 10));
    return visible_restore(writing->visible, state, error);
}

bool writing_begin(Writing *writing, Reading *reading, Visible *visible, GError **error)
{
    if (writing == NULL)
        return true;
    writing->reading = reading;
    writing->visible = visible;
    if (!restore(writing, error) || !writing_checkpoint(writing, error))
        return false;
    show(writing);
    return true;
}
