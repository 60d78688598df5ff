#include "engine/backlog.h"

#include "engine/memory.h"

static int64_t count_records(const Source *source)
{
    int64_t records = 0;

    for (size_t i = 0; i < source_partitions_len(source); i++) {
        const SourcePartition *partition = source_partition(source, i);

        records +=
            partition->end >= 0 ? MAX(partition->end - partition->begin, 0) : partition->size;
    }
    return records;
}

/* A LIMIT that rows reach ends the query long before the end of the topic. */
static bool ends_early(const PlanSelect *plan)
{
    return plan->limit >= 0 && !plan->is_grouped && plan->orders_len == 0;
}

bool backlog_check(const PlanSelect *plan, const Source *source, int64_t records_max,
                   GError **error)
{
    int64_t records = count_records(source);
    g_autofree char *size = NULL;
    g_autofree char *most = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *quoted = NULL;
    g_autofree char *topics = plan_topics(plan);

    if (records_max == 0 || records <= records_max || ends_early(plan))
        return true;
    size = memory_number(records);
    most = memory_number(records_max);
    parts = g_strsplit(source_partition(source, 0)->topic, "'", -1);
    quoted = g_strjoinv("''", parts);
    fail(error, FAIL_LIMIT,
         "%s holds %s records, and a query that does not say where to begin reads at "
         "most %s (backlog_max)",
         topics, size, most);
    return fail_hint(error,
                     "to begin an hour ago, write topic('%s', since => '1 hour') in the place of "
                     "%s; to read all of it, topic('%s', since => 'earliest')",
                     quoted, source_partition(source, 0)->topic, quoted);
}
