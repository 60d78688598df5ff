#include "main/write.h"

#include "base/fail.h"
#include "engine/copy.h"
#include "engine/record.h"

enum { FLUSH_MS = 30000 };

static bool write_all(Sink *sink, const PlanInsert *insert, const Zone *zone, GError **error)
{
    g_autoptr(RecordMaker) maker = record_maker_new(&insert->target, zone);

    for (size_t i = 0; i < insert->rows_len; i++) {
        SinkRecord record;

        if (!record_make(maker, insert->rows[i].types, insert->rows[i].values, &record, error) ||
            !sink_write(sink, &record, error))
            return insert->rows_len == 1 ? false : fail_prefix(error, "row %zu: ", i + 1);
    }
    return sink_flush(sink, FLUSH_MS, error);
}

bool write_rows(Sink *sink, const PlanInsert *insert, const Zone *zone, char **ret_text,
                GError **error)
{
    if (!write_all(sink, insert, zone, error))
        return false;
    *ret_text =
        g_strdup_printf("INSERT %zu: %zu record%s written to %s", insert->rows_len,
                        insert->rows_len, insert->rows_len == 1 ? "" : "s", insert->target.topic);
    return true;
}

/* Where a row failed, those before it are written all the same. */
static void hint_written(GError **error, size_t records)
{
    const char *hint = error == NULL || *error == NULL ? NULL : fail_hint_of(*error);
    g_autofree char *both = g_strdup_printf(
        "%s%s%zu record%s before it %s written", hint == NULL ? "" : hint,
        hint == NULL ? "" : " -- ", records, records == 1 ? "" : "s", records == 1 ? "is" : "are");

    if (records > 0)
        fail_hint(error, "%s", both);
}

bool write_lines(Sink *sink, const PlanCopy *copy, const Zone *zone, FILE *input, char **ret_text,
                 GError **error)
{
    size_t records = 0;
    GError *failure = NULL;
    bool is_read = copy_run(copy, zone, input, sink, &records, &failure);

    if (!is_read) {
        if (sink_flush(sink, FLUSH_MS, NULL))
            hint_written(&failure, records);
        g_propagate_error(error, failure);
        return false;
    }
    if (!sink_flush(sink, FLUSH_MS, error))
        return false;
    *ret_text = g_strdup_printf("COPY %zu: %zu record%s written to %s", records, records,
                                records == 1 ? "" : "s", copy->target.topic);
    return true;
}
