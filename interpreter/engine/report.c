#include "engine/report.h"

#include "engine/memory.h"
#include "window/watermark.h"

enum { STATS_MS = 1000, PROGRESS_MS = 250, LEFT_AFTER_MS = 1000 };
#define GROWN_TOLD_MAX 10u /* topics found at once that are told of one by one */

struct Report {
    ReportOptions options;
    int64_t started_ms;
    int64_t stats_ms, progress_ms; /* when each was last emitted */
    int64_t records, bytes;        /* at the last stats */
    int64_t skipped_told;          /* rows left out that a notice told of */
    bool ahead_told, misfits_told;
    int64_t lost_told;      /* lost records that a notice told of */
    int64_t outage_told_ms; /* the beginning of the outage that a notice told of; 0: none */
    double fraction;        /* as last emitted */
};

Report *report_new(const ReportOptions *options)
{
    Report *report = g_new0(Report, 1);

    report->options = *options;
    report->fraction = -1;
    return report;
}

void report_free(Report *report)
{
    g_free(report);
}

void report_start(Report *report, int64_t now_ms)
{
    report->started_ms = now_ms;
    report->stats_ms = now_ms;
    report->progress_ms = now_ms;
}

/* (owned) */
static char *time_text(const Report *report, int64_t watermark_us)
{
    Value value = value_of_integer(watermark_us);
    GString *text;

    if (watermark_us == WATERMARK_NONE)
        return NULL;
    if (watermark_us == WATERMARK_END)
        return g_strdup("infinity");
    text = g_string_new(NULL);
    value_write(TYPE_TIMESTAMPTZ, &value, report->options.zone, text);
    return g_string_free(text, FALSE);
}

static bool reads_from_beginning(const PlanSelect *plan)
{
    const PlanSelect *leaf = plan_leaf(plan);

    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (source != NULL && source->since.kind > PLAN_BOUND_EARLIEST)
            return false;
    }
    return true;
}

/* Whether rows have a condition to pass. */
static bool has_condition(const PlanSelect *plan)
{
    const PlanSelect *leaf = plan_leaf(plan);

    for (size_t i = 0; i < leaf->steps_len; i++) {
        if (leaf->steps[i].kind == PLAN_STEP_FILTER)
            return true;
    }
    for (size_t i = 0; i < leaf->branches_len; i++) {
        for (size_t k = 0; k < leaf->branches[i].steps_len; k++) {
            if (leaf->branches[i].steps[k].kind == PLAN_STEP_FILTER)
                return true;
        }
    }
    return false;
}

/* Nothing was read: (owned) why. */
static char *no_record_text(const Report *report)
{
    const ReportOptions *options = &report->options;
    size_t partitions = source_partitions_len(options->source);
    g_autofree char *topics = plan_topics(options->plan);
    g_autofree char *cause = NULL;

    if (reading_at_end(options->reading) == partitions) {
        if (reading_lag(options->reading) == 0 && reading_goal(options->reading) == 0 &&
            reads_from_beginning(options->plan))
            return g_strdup_printf("no record has come yet: the topic %s is empty", topics);
        if (partitions == 1)
            return g_strdup_printf("no record has come yet: %s is at its end", topics);
        return g_strdup_printf("no record has come yet: all %zu partitions of %s are at their end",
                               partitions, topics);
    }
    cause = client_cause(options->client);
    if (cause != NULL)
        return g_strdup_printf("no record has come yet: %s", cause);
    return g_strdup_printf("no record has come yet: waiting for the brokers of %s", topics);
}

/* (owned) Why the table is still empty; NULL if it is not. */
static char *waiting_text(const Report *report, const VisibleStats *visible)
{
    const PlanSelect *plan = report->options.plan;
    g_autofree char *records = NULL;

    if (visible->rows > 0)
        return NULL;
    if (reading_records(report->options.reading) == 0)
        return no_record_text(report);
    if (visible_waits_for_end(report->options.visible))
        return NULL;
    records = memory_number(reading_records(report->options.reading));
    if (plan->having != NULL && visible->groups > 0)
        return g_strdup_printf("%s records were read, but no group passes HAVING yet", records);
    if (plan->offset > 0)
        return g_strdup_printf("%s records were read, but OFFSET skips all rows yet", records);
    if (visible->open_windows > 0 && plan->is_final)
        return g_strdup_printf("%s records were read; the first window is shown when it closes",
                               records);
    if (has_condition(plan))
        return g_strdup_printf("%s records were read, but none passes WHERE yet", records);
    return g_strdup_printf("%s records were read, but none of them gives a row yet", records);
}

static void emit_notice(const Report *report, char *text)
{
    Event event = {.kind = EVENT_NOTICE, .query = report->options.query, .notice = text};

    report->options.emit(&event, report->options.emit_user);
}

static char *clock_text(int64_t wall_ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(wall_ms / 1000);

    return g_date_time_format(at, "%H:%M:%S UTC");
}

/* (owned) In words that no broker answers, and a notice when that begins and ends; else NULL. */
static char *watch_outage(Report *report)
{
    int64_t since_ms = 0;
    g_autofree char *cause = client_outage(report->options.client, &since_ms);
    g_autofree char *since = clock_text(since_ms);
    char *text = cause == NULL
                     ? NULL
                     : g_strdup_printf("the brokers are gone since %s: %s; the query waits "
                                       "for them, and what it shows is from before",
                                       since, cause);

    if ((cause != NULL) == (report->outage_told_ms != 0))
        return text;
    report->outage_told_ms = since_ms;
    emit_notice(report, text != NULL ? text : (char *)"the brokers answer again");
    return text;
}

static void emit_stats(Report *report, int64_t now_ms, int64_t watermark_us, int64_t state_bytes)
{
    const ReportOptions *options = &report->options;
    VisibleStats visible = visible_stats(options->visible);
    g_autofree char *watermark = time_text(report, watermark_us);
    g_autofree char *held_by = reading_holder(options->reading);
    g_autofree char *outage = watch_outage(report);
    g_autofree char *waiting = outage != NULL ? NULL : waiting_text(report, &visible);
    int64_t records = reading_records(options->reading), bytes = reading_bytes(options->reading);
    double seconds = (double)MAX(now_ms - report->stats_ms, 1) / 1000.0;
    Event event = {.kind = EVENT_STATS, .query = options->query};

    event.stats = (EventStats){
        .records = records,
        .bytes = bytes,
        .records_per_s = (double)(records - report->records) / seconds,
        .bytes_per_s = (double)(bytes - report->bytes) / seconds,
        .lag = outage != NULL ? -1 : reading_lag(options->reading),
        .late = visible.late,
        .dropped = visible.dropped,
        .open_windows = visible.open_windows,
        .groups = visible.groups,
        .state_bytes = state_bytes,
        .watermark = watermark,
        .held_by = held_by,
        .waiting = outage != NULL ? outage : waiting,
    };
    report->stats_ms = now_ms;
    report->records = records;
    report->bytes = bytes;
    options->emit(&event, options->emit_user);
}

/* (owned) What a fraction of @part in @whole means. */
static char *part_text(int64_t part, int64_t whole, const char *unit)
{
    g_autofree char *part_number = memory_number(part);
    g_autofree char *whole_number = memory_number(whole);

    return g_strdup_printf("%s of %s %s", part_number, whole_number, unit);
}

/* Whichever end is the nearest: of the records, of the time, or of the LIMIT. (owned) */
static char *find_fraction(const Report *report, int64_t now_ms, double *ret_fraction)
{
    const PlanSelect *plan = report->options.plan;
    VisibleStats visible = visible_stats(report->options.visible);
    int64_t goal = reading_goal(report->options.reading);
    int64_t done = reading_done(report->options.reading);
    int64_t ran_ms = now_ms - report->started_ms;
    bool has_end = plan->ends_by_offsets;
    double by_records = has_end ? (goal == 0 ? 1 : (double)done / (double)goal) : 0;
    double by_time = plan->for_ms > 0 ? MIN((double)ran_ms / (double)plan->for_ms, 1) : 0;
    double by_limit = 0;

    if (plan->limit > 0 && !plan->is_grouped && plan->orders_len == 0)
        by_limit = (double)visible.reached / (double)plan->limit;
    *ret_fraction = MAX(by_records, MAX(by_time, by_limit));
    if (*ret_fraction == by_limit && by_limit > 0)
        return part_text(visible.reached, plan->limit, "rows");
    if (*ret_fraction == by_time && by_time > 0)
        return part_text(ran_ms / 1000, plan->for_ms / 1000, "seconds");
    return part_text(done, goal, "records");
}

static void emit_progress(Report *report, int64_t now_ms, bool is_done)
{
    const ReportOptions *options = &report->options;
    double fraction;
    g_autofree char *text = find_fraction(report, now_ms, &fraction);
    int64_t ran_ms = now_ms - report->started_ms;
    Event event = {.kind = EVENT_PROGRESS, .query = options->query};

    report->progress_ms = now_ms;
    if (is_done)
        fraction = 1;
    if (fraction == report->fraction)
        return;
    report->fraction = fraction;
    event.progress = (EventProgress){.fraction = fraction, .text = text, .left_ms = -1};
    if (is_done)
        event.progress.left_ms = 0;
    else if (fraction > 0 && ran_ms >= LEFT_AFTER_MS)
        event.progress.left_ms = (int64_t)((double)ran_ms * (1 - fraction) / fraction);
    options->emit(&event, options->emit_user);
}

/* Records that were gone before they could be read are missing in every result. */
static void emit_lost(Report *report)
{
    const ReportOptions *options = &report->options;
    int64_t lost = source_lost(options->source);
    g_autofree char *number = NULL;
    g_autofree char *text = NULL;
    g_autofree char *topics = plan_topics(options->plan);

    if (lost == report->lost_told)
        return;
    report->lost_told = lost;
    number = memory_number(lost);
    text = g_strdup_printf("%s records of %s were removed by the topic's retention before they "
                           "could be read; the result lacks them",
                           number, topics);
    emit_notice(report, text);
}

/* The first row that was left out is told with its reason; how many there were, at the end. */
static void emit_skipped(Report *report, bool is_end)
{
    const Reading *reading = report->options.reading;
    int64_t skipped = reading_skipped(reading);
    g_autofree char *number = memory_number(skipped);
    g_autofree char *text = NULL;

    if (skipped == report->skipped_told || (report->skipped_told > 0 && !is_end))
        return;
    report->skipped_told = skipped;
    text = g_strdup_printf("%s %s left out, because on_error=skip; the first said: %s", number,
                           skipped == 1 ? "row was" : "rows were", reading_skipped_text(reading));
    emit_notice(report, text);
}

/* Told when the first value does not fit, and with all counts at the end. */
static void emit_misfits(Report *report, bool is_end)
{
    g_autofree char *text = NULL;
    g_autofree char *notice = NULL;

    if (report->misfits_told && !is_end)
        return;
    text = reading_misfit_text(report->options.reading);
    if (text == NULL)
        return;
    report->misfits_told = true;
    notice = g_strdup_printf("%s; such values are NULL", text);
    emit_notice(report, notice);
}

/* A time far in the future is most often a wrong clock, or seconds read as milliseconds. */
static void emit_ahead(Report *report)
{
    int64_t ahead = reading_ahead(report->options.reading);
    g_autofree char *number = memory_number(ahead);
    g_autofree char *text = NULL;

    if (ahead == 0 || report->ahead_told)
        return;
    report->ahead_told = true;
    text = g_strdup_printf("%s %s a time further in the future than future_max: it counts in its "
                           "window, and closes no other",
                           number, ahead == 1 ? "record has" : "records have");
    emit_notice(report, text);
}

/* ---- growth ---- */

/* (owned) A sentence of one topic. */
static char *grown_text(const GrownTopic *topic)
{
    int more = topic->after - topic->before;

    if (topic->before == 0 && topic->refused != NULL)
        return g_strdup_printf("topic %s was found, and is not read: %s", topic->topic,
                               topic->refused);
    if (topic->before == 0)
        return g_strdup_printf("topic %s was found, and is read too", topic->topic);
    if (topic->refused != NULL)
        return g_strdup_printf("topic %s has %d %s more, which %s not read: %s", topic->topic, more,
                               more == 1 ? "partition" : "partitions", more == 1 ? "is" : "are",
                               topic->refused);
    return g_strdup_printf("topic %s has %d %s more, which %s read too", topic->topic, more,
                           more == 1 ? "partition" : "partitions", more == 1 ? "is" : "are");
}

/* Those that were not told by themselves. */
static void emit_others(const Report *report, guint len, const char *what)
{
    g_autofree char *text = g_strdup_printf("%u more topics were found or have new partitions, "
                                            "which are %s",
                                            len, what);

    if (len > 0)
        emit_notice(report, text);
}

void report_grown(const Report *report, const Grown *grown)
{
    guint told[] = {0, 0};

    for (guint i = 0; i < grown->topics->len; i++) {
        const GrownTopic *topic = &g_array_index(grown->topics, GrownTopic, i);
        g_autofree char *text = grown_text(topic);

        if (told[topic->refused != NULL]++ < GROWN_TOLD_MAX)
            emit_notice(report, text);
    }
    emit_others(report, told[false] - MIN(told[false], GROWN_TOLD_MAX), "read too");
    emit_others(report, told[true] - MIN(told[true], GROWN_TOLD_MAX), "not read");
}

void report_due(Report *report, int64_t now_ms, int64_t watermark_us, int64_t state_bytes)
{
    if (report->options.plan->is_bounded && now_ms - report->progress_ms >= PROGRESS_MS)
        emit_progress(report, now_ms, false);
    if (now_ms - report->stats_ms >= STATS_MS) {
        emit_lost(report);
        emit_skipped(report, false);
        emit_misfits(report, false);
        emit_ahead(report);
        emit_stats(report, now_ms, watermark_us, state_bytes);
    }
}

int64_t report_next_ms(const Report *report)
{
    int64_t next_ms = report->stats_ms + STATS_MS;

    if (report->options.plan->is_bounded)
        next_ms = MIN(next_ms, report->progress_ms + PROGRESS_MS);
    return next_ms;
}

void report_end(Report *report, int64_t now_ms, int64_t watermark_us, int64_t state_bytes,
                bool is_done)
{
    if (report->options.plan->is_bounded && is_done)
        emit_progress(report, now_ms, true);
    emit_skipped(report, true);
    emit_misfits(report, true);
    emit_ahead(report);
    emit_lost(report);
    emit_stats(report, now_ms, watermark_us, state_bytes);
}
