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
    const Reading *reading;
    GArray *places;  /* Place, one a partition */
    GArray *offsets; /* TransactionOffset: those of the checkpoint that is made */
    char *note;      /* owned: what is committed beside each offset */
    int64_t pending, written;
    int64_t committed_us; /* monotonic; 0: never */
    int64_t looked_us;    /* the same: whether there was something to commit */
    int64_t resumed;      /* partitions that go on from a committed offset */
    int64_t lost;         /* records that were gone before they were read */
    uint64_t seq;
};

/* ---- rows ---- */

static bool put_row(void *writing_at, const Value *values, GError **error)
{
    Writing *writing = writing_at;
    const EngineInsert *insert = writing->insert;
    SinkRecord record;

    if (!record_make(writing->maker, writing->types, values, &record, error) ||
        !transaction_begin(insert->transaction, error))
        return false;
    if (!sink_write(insert->sink, &record, error))
        return transaction_blame(insert->transaction, error);
    writing->pending++;
    return true;
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
    writing->outlet = (Outlet){put_row, writing};
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
    if (note == NULL || strcmp(note, writing->note) != 0)
        return fail_other_statement(writing, error);
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
        if (g_array_index(writing->places, Place, i).offset != offset.offset)
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

static bool commit(Writing *writing, GError **error)
{
    const GArray *offsets = writing->offsets;

    if (!transaction_commit(writing->insert->transaction,
                            (const TransactionOffset *)(const void *)offsets->data, offsets->len,
                            writing->note, WRITING_TIMEOUT_MS, error))
        return false;
    writing->committed_us = g_get_monotonic_time();
    writing->written += writing->pending;
    writing->pending = 0;
    remember_offsets(writing);
    if (writing->reading != NULL)
        show(writing);
    return true;
}

bool writing_checkpoint(Writing *writing, GError **error)
{
    if (writing == NULL)
        return true;
    writing->looked_us = g_get_monotonic_time();
    find_offsets(writing);
    if (writing->pending > 0 || writing->offsets->len > 0)
        return commit(writing, error);
    if (!writing->insert->is_durable ||
        writing->looked_us < writing->committed_us + WRITING_SIGN_MS * 1000)
        return true;
    repeat_offset(writing);
    return commit(writing, error);
}

bool writing_go_on(Writing *writing, GError **error)
{
    return g_get_monotonic_time() < writing_next_us(writing) || writing_checkpoint(writing, error);
}

bool writing_begin(Writing *writing, const Reading *reading, GError **error)
{
    if (writing == NULL)
        return true;
    writing->reading = reading;
    if (!writing_checkpoint(writing, error))
        return false;
    show(writing);
    return true;
}
