/*
 * Time is read at every step of a record that is timed, and charged to the step that was left. What
 * reading the clock costs is taken off. Between them the thread may have lost its processor: so the
 * processor's time for the whole record is taken too, and what its steps took is scaled to it.
 *
 * Of many records one in STRIDE is timed, and counts so often: at distances that vary, so that it
 * does not follow a pattern in the records.
 */
#include "engine/meter.h"

#include <time.h>

enum {
    STRIDE = 16,
    FEW = 256,        /* records between two hand-overs that are all timed */
    CLOCK_LOOKS = 16, /* at the clock, for what one costs */
    LOST_NS = 100000, /* a record that took so much longer than its processor was not alone */
};

struct Meter {
    const PlanAnalysis *plan;
    MeterCount *counts; /* owned, as all arrays: one a line, then one for all else */
    MeterKept *kept;
    int64_t *spent_ns; /* of what is timed now */
    size_t at;
    size_t failed_at;
    bool is_timed, is_counting;
    int64_t weight;  /* records that the timed one stands for */
    int64_t wait;    /* records until the next that is timed */
    int64_t records; /* since the last hand-over */
    int64_t stride;
    uint32_t chance;
    int64_t begun_ns, begun_cpu_ns, mark_ns;
    int64_t clock_ns; /* what a look at the clock costs */
};

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t clock_cost(void)
{
    int64_t least = INT64_MAX, before = read_clock(CLOCK_MONOTONIC);

    for (int i = 0; i < CLOCK_LOOKS; i++) {
        int64_t now = read_clock(CLOCK_MONOTONIC);

        least = MIN(least, now - before);
        before = now;
    }
    return least;
}

static size_t places_len(const Meter *meter)
{
    return meter->plan->lines_len + 1;
}

static size_t no_place(const Meter *meter)
{
    return meter->plan->lines_len;
}

Meter *meter_new(const PlanAnalysis *plan)
{
    Meter *meter = g_new0(Meter, 1);

    meter->plan = plan;
    meter->counts = g_new0(MeterCount, places_len(meter));
    meter->kept = g_new0(MeterKept, places_len(meter));
    meter->spent_ns = g_new0(int64_t, places_len(meter));
    meter->at = meter->failed_at = no_place(meter);
    meter->is_counting = true;
    meter->stride = meter->wait = 1;
    meter->chance = 1;
    meter->clock_ns = clock_cost();
    return meter;
}

void meter_free(Meter *meter)
{
    if (meter == NULL)
        return;
    g_free(meter->counts);
    g_free(meter->kept);
    g_free(meter->spent_ns);
    g_free(meter);
}

size_t meter_place(const Meter *meter, PlanPart part, const void *subject)
{
    for (size_t i = 0; i < meter->plan->lines_len; i++) {
        if (meter->plan->lines[i].part == part && meter->plan->lines[i].subject == subject)
            return i;
    }
    return no_place(meter);
}

/* ---- time ---- */

static void charge(Meter *meter)
{
    int64_t now_ns = read_clock(CLOCK_MONOTONIC);

    meter->spent_ns[meter->at] += MAX(now_ns - meter->mark_ns - meter->clock_ns, 0);
    meter->mark_ns = now_ns;
}

static void go(Meter *meter, size_t place)
{
    if (meter->is_timed)
        charge(meter);
    meter->at = place;
}

static void begin_timed(Meter *meter, int64_t weight)
{
    meter->is_timed = true;
    meter->weight = weight;
    meter->begun_cpu_ns = read_clock(CLOCK_THREAD_CPUTIME_ID);
    meter->begun_ns = meter->mark_ns = read_clock(CLOCK_MONOTONIC);
}

/* Records until the next that is timed: 1 .. 2 * stride - 1, stride on the average. */
static int64_t next_wait(Meter *meter)
{
    if (meter->stride == 1)
        return 1;
    meter->chance = meter->chance * 1664525u + 1013904223u;
    return 1 + (meter->chance >> 16) % (2 * meter->stride - 1);
}

void meter_begin_record(Meter *meter)
{
    meter->records++;
    if (--meter->wait > 0)
        return;
    meter->wait = next_wait(meter);
    begin_timed(meter, meter->stride);
}

void meter_begin(Meter *meter, PlanPart part, const void *subject)
{
    if (meter == NULL)
        return;
    meter->at = meter_place(meter, part, subject);
    begin_timed(meter, 1);
}

/* What was spent is charged for all that the timed record stands for. */
static void settle(Meter *meter)
{
    int64_t wall_ns = meter->mark_ns - meter->begun_ns;
    int64_t cpu_ns = read_clock(CLOCK_THREAD_CPUTIME_ID) - meter->begun_cpu_ns;
    double scale = (double)meter->weight;

    if (wall_ns - cpu_ns > LOST_NS)
        scale *= (double)cpu_ns / (double)wall_ns;
    for (size_t i = 0; i < places_len(meter); i++)
        meter->counts[i].ns += (int64_t)((double)meter->spent_ns[i] * scale);
    memset(meter->spent_ns, 0, places_len(meter) * sizeof(*meter->spent_ns));
}

void meter_end(Meter *meter)
{
    if (meter == NULL)
        return;
    if (meter->is_timed) {
        charge(meter);
        settle(meter);
    }
    meter->is_timed = false;
    meter->at = no_place(meter);
}

/* ---- rows ---- */

size_t meter_enter(Meter *meter, size_t place, int64_t rows)
{
    size_t before = meter->at;

    if (meter->is_counting) {
        meter->counts[before].rows_out += rows;
        meter->counts[place].rows_in += rows;
    }
    go(meter, place);
    return before;
}

void meter_leave(Meter *meter, size_t before, bool is_good)
{
    if (!is_good && meter->failed_at == no_place(meter))
        meter->failed_at = meter->at;
    go(meter, before);
}

void meter_skip(Meter *meter)
{
    if (meter == NULL)
        return;
    meter->counts[meter->failed_at].skipped++;
    meter->failed_at = no_place(meter);
}

void meter_go(Meter *meter, PlanPart part, const void *subject)
{
    size_t place = meter == NULL ? 0 : meter_place(meter, part, subject);

    if (meter != NULL && place != no_place(meter))
        go(meter, place);
}

void meter_count(Meter *meter, PlanPart part, const void *subject, int64_t rows_in,
                 int64_t rows_out)
{
    MeterCount *count;

    if (meter == NULL)
        return;
    count = &meter->counts[meter_place(meter, part, subject)];
    count->rows_in += rows_in;
    count->rows_out += rows_out;
}

void meter_set(Meter *meter, PlanPart part, const void *subject, int64_t rows_in, int64_t rows_out)
{
    MeterCount *count;

    if (meter == NULL)
        return;
    count = &meter->counts[meter_place(meter, part, subject)];
    count->rows_in = rows_in;
    count->rows_out = rows_out;
}

void meter_set_counting(Meter *meter, bool is_counting)
{
    if (meter != NULL)
        meter->is_counting = is_counting;
}

void meter_keep(Meter *meter, PlanPart part, const void *subject, const MeterKept *kept)
{
    if (meter != NULL)
        meter->kept[meter_place(meter, part, subject)] = *kept;
}

/* ---- counts ---- */

MeterCount *meter_new_counts(const Meter *meter)
{
    return meter == NULL ? NULL : g_new0(MeterCount, places_len(meter));
}

static void add(const Meter *meter, MeterCount *into, MeterCount *from)
{
    for (size_t i = 0; i < places_len(meter); i++) {
        into[i].rows_in += from[i].rows_in;
        into[i].rows_out += from[i].rows_out;
        into[i].skipped += from[i].skipped;
        into[i].ns += from[i].ns;
    }
    memset(from, 0, places_len(meter) * sizeof(*from));
}

void meter_move(Meter *meter, MeterCount *counts)
{
    if (meter == NULL)
        return;
    meter->stride = meter->records < FEW ? 1 : STRIDE;
    meter->wait = MIN(meter->wait, meter->stride);
    meter->records = 0;
    add(meter, counts, meter->counts);
}

int64_t meter_take(Meter *meter, MeterCount *counts)
{
    int64_t ns = 0;

    for (size_t i = 0; i < places_len(meter); i++)
        ns += counts[i].ns;
    add(meter, meter->counts, counts);
    return ns;
}

const MeterCount *meter_at(const Meter *meter, size_t line)
{
    return &meter->counts[line];
}

const MeterKept *meter_kept_at(const Meter *meter, size_t line)
{
    return meter->kept[line].what == NULL ? NULL : &meter->kept[line];
}
