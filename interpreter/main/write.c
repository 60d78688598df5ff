#include "main/write.h"

#include "base/fail.h"
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
