#include "engine/analyze.h"

#include <time.h>

#include "engine/memory.h"
#include "engine/shown.h"

enum {
    REFRESH_US = 1000 * 1000,
    NS_PER_MS = 1000 * 1000,
    TIME_LINES = 2, /* below the plan's */
};

struct Analyze {
    const EngineOptions *options; /* borrowed */
    const PlanSelect *select;     /* borrowed */
    const PlanAnalysis *plan;     /* borrowed */
    const Visible *visible;       /* borrowed */
    const Reading *reading;       /* borrowed; NULL: no topic is read */
    Meter *meter;                 /* owned */
    Shown *shown;                 /* owned */
    uint64_t version;
    int64_t hand_overs;
    int64_t lanes_ns; /* what their meters have told */
    int64_t begun_us, begun_cpu_ns, begun_main_ns;
    int64_t next_us;     /* when it is shown next */
    int64_t shown_us;    /* when it was last shown: rates are of the time since then */
    int64_t *shown_rows; /* owned: of each line, as they were then */
    int64_t shown_bytes;
    int64_t now_us;   /* of what is being shown, as all below */
    int64_t cpu_ns;   /* of the whole process */
    int64_t else_ns;  /* of this, the main thread's that is none of the plan's */
    int64_t fetch_ns; /* what no other line has of the rest */
    double seconds;   /* that rates are of */
};

Analyze *analyze_new(const PlanSelect *select, const EngineOptions *options)
{
    const PlanAnalysis *plan = options->analysis;
    Analyze *analyze;

    if (plan == NULL)
        return NULL;
    analyze = g_new0(Analyze, 1);
    analyze->options = options;
    analyze->select = select;
    analyze->plan = plan;
    analyze->meter = meter_new(plan);
    analyze->shown =
        shown_new(&plan->table, options->query, NULL, options->emit, options->emit_user);
    analyze->shown_rows = g_new0(int64_t, plan->lines_len);
    return analyze;
}

void analyze_free(Analyze *analyze)
{
    if (analyze == NULL)
        return;
    meter_free(analyze->meter);
    shown_free(analyze->shown);
    g_free(analyze->shown_rows);
    g_free(analyze);
}

/* An EventFn. */
static void count_rows(const Event *event, void *analyze_at)
{
    const Analyze *analyze = analyze_at;

    if (event->kind == EVENT_ROWS)
        meter_count(analyze->meter, PLAN_PART_SHOW, analyze->select, 0,
                    (int64_t)event->rows.set_len);
}

void analyze_hide_rows(Analyze *analyze, VisibleOptions *visible)
{
    if (analyze == NULL)
        return;
    visible->final_only |= analyze->select->is_bounded;
    visible->meter = analyze->meter;
    visible->emit = count_rows;
    visible->emit_user = analyze;
}

void analyze_look_at(Analyze *analyze, const Visible *visible, const Reading *reading)
{
    if (analyze == NULL)
        return;
    analyze->visible = visible;
    analyze->reading = reading;
}

void analyze_emit_schema(Analyze *analyze, Visible *visible, bool waits)
{
    if (analyze == NULL)
        visible_emit_schema(visible, waits);
    else
        shown_emit_schema(analyze->shown, waits, false);
}

static int64_t cpu_time_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

void analyze_begin(Analyze *analyze)
{
    if (analyze == NULL)
        return;
    analyze->begun_us = analyze->shown_us = analyze->next_us = g_get_monotonic_time();
    analyze->begun_cpu_ns = cpu_time_ns(CLOCK_PROCESS_CPUTIME_ID);
    analyze->begun_main_ns = cpu_time_ns(CLOCK_THREAD_CPUTIME_ID);
}

static void count_delta(Analyze *analyze, Delta *delta)
{
    const PlanSelect *leaf = plan_leaf(analyze->select);
    bool has_groups = delta->rows == NULL;
    int64_t rows = has_groups ? (int64_t)delta->groups_len : rows_seen(delta->rows);

    analyze->hand_overs++;
    analyze->lanes_ns += meter_take(analyze->meter, delta->counts);
    meter_count(analyze->meter, PLAN_PART_GROUP, leaf, 0, rows);
    meter_count(analyze->meter, PLAN_PART_ROWS, leaf, 0, rows);
    /* How many groups of all go on, is known when somebody looks. */
    meter_count(analyze->meter, PLAN_PART_HAND_OVER, leaf, rows, has_groups ? 0 : rows);
}

bool analyze_add(Analyze *analyze, Visible *visible, Delta *delta, int64_t watermark_us,
                 GError **error)
{
    bool done;

    if (analyze == NULL)
        return visible_add(visible, delta, watermark_us, error);
    count_delta(analyze, delta);
    meter_begin(analyze->meter, PLAN_PART_HAND_OVER, plan_leaf(analyze->select));
    done = visible_add(visible, delta, watermark_us, error);
    meter_end(analyze->meter);
    return done;
}

int64_t analyze_next_us(const Analyze *analyze)
{
    return analyze == NULL || analyze->options->final_only ? INT64_MAX : analyze->next_us;
}

static int64_t bytes_of(const Analyze *analyze)
{
    return analyze->reading == NULL ? 0 : reading_bytes(analyze->reading);
}

/* ---- cells ---- */

static void write_text(ShownCells *cells, const char *text)
{
    Value value = text == NULL ? VALUE_NULL : value_of_text(text, strlen(text));

    shown_cell(cells, TYPE_TEXT, &value);
}

static void write_number(ShownCells *cells, bool is_known, int64_t number)
{
    Value value = is_known ? value_of_integer(number) : VALUE_NULL;

    shown_cell(cells, TYPE_INT8, &value);
}

static void add_detail(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_detail(GString *text, const char *format, ...)
{
    va_list args;

    if (text->len > 0)
        g_string_append(text, ", ");
    va_start(args, format);
    g_string_append_vprintf(text, format, args);
    va_end(args);
}

/* "1,200 groups": @what is of one, and has an s for more. */
static void add_number(GString *text, int64_t number, const char *what)
{
    g_autofree char *written = memory_number(number);

    add_detail(text, "%s %s%s", written, what, number == 1 ? "" : "s");
}

static void add_size(GString *text, int64_t bytes, const char *what)
{
    g_autofree char *written = g_format_size((guint64)MAX(bytes, 0));

    add_detail(text, "%s%s", written, what);
}

static void add_kept(GString *text, const MeterKept *kept)
{
    add_number(text, kept->len, kept->what);
    if (kept->windows >= 0) {
        add_number(text, kept->windows, kept->windows_what);
        g_string_append_printf(text, " (%" G_GINT64_FORMAT " open)", kept->windows_open);
    }
    if (kept->bytes >= 0)
        add_size(text, kept->bytes, " kept");
    if (kept->late > 0)
        add_number(text, kept->late, "late row");
    if (kept->dropped > 0)
        add_number(text, kept->dropped, "dropped row");
}

/* (owned) */
static char *details(const Analyze *analyze, size_t line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const MeterKept *kept = meter_kept_at(analyze->meter, line);
    PlanPart part = analyze->plan->lines[line].part;
    int64_t skipped = meter_at(analyze->meter, line)->skipped;

    if (part == PLAN_PART_FETCH) {
        double bytes_per_s = (double)(bytes_of(analyze) - analyze->shown_bytes) / analyze->seconds;

        add_size(text, bytes_of(analyze), "");
        add_size(text, (int64_t)bytes_per_s, "/s");
    }
    if (part == PLAN_PART_HAND_OVER)
        add_number(text, analyze->hand_overs, "hand-over");
    if (kept != NULL)
        add_kept(text, kept);
    if (skipped > 0)
        add_number(text, skipped, "skipped row");
    return g_strdup(text->str);
}

/* Rows that the step had to do with. */
static int64_t rows_of(const Analyze *analyze, size_t line)
{
    if (analyze->plan->lines[line].part == PLAN_PART_FETCH)
        return reading_records(analyze->reading);
    return meter_at(analyze->meter, line)->rows_in;
}

static int64_t ns_of(const Analyze *analyze, size_t line)
{
    if (analyze->plan->lines[line].part == PLAN_PART_FETCH)
        return analyze->fetch_ns;
    return meter_at(analyze->meter, line)->ns;
}

/* In hundredths of all that the process has spent. */
static double share_of(const Analyze *analyze, int64_t ns)
{
    return 100.0 * (double)ns / (double)MAX(analyze->cpu_ns, 1);
}

static void write_share(const Analyze *analyze, ShownCells *cells, int64_t ns)
{
    g_autofree char *text = g_strdup_printf("%.1f", share_of(analyze, ns));

    write_text(cells, text);
}

static void write_line(const Analyze *analyze, size_t line, ShownCells *cells)
{
    const MeterCount *count = meter_at(analyze->meter, line);
    bool is_fetch = analyze->plan->lines[line].part == PLAN_PART_FETCH;
    int64_t rows = rows_of(analyze, line), ns = ns_of(analyze, line);
    g_autofree char *said = details(analyze, line);
    double rate = (double)(rows - analyze->shown_rows[line]) / analyze->seconds;

    write_text(cells, analyze->plan->lines[line].text);
    write_share(analyze, cells, ns);
    write_number(cells, !is_fetch, count->rows_in);
    write_number(cells, true, is_fetch ? rows : count->rows_out);
    write_number(cells, true, (int64_t)(MAX(rate, 0) + 0.5));
    write_number(cells, rows > 0, rows > 0 ? ns / rows : 0);
    write_text(cells, said);
}

/* (owned) */
static char *time_text(const char *what, int64_t us)
{
    return g_strdup_printf("%s time: %.*f ms", what, us < 10000 ? 1 : 0, (double)us / 1000);
}

/* (owned) */
static char *cpu_text(const Analyze *analyze)
{
    int lanes = analyze->options->lanes;

    return g_strdup_printf("%" G_GINT64_FORMAT
                           " ms of CPU on %d lane%s, %.1f %% of it beside these "
                           "steps",
                           analyze->cpu_ns / NS_PER_MS, lanes, lanes == 1 ? "" : "s",
                           share_of(analyze, analyze->else_ns));
}

/* Of the statement as a whole. */
static void write_time(const Analyze *analyze, bool is_planning, ShownCells *cells)
{
    int64_t run_us = analyze->now_us - analyze->begun_us;
    g_autofree char *text = is_planning ? time_text("Planning", analyze->options->planning_us)
                                        : time_text("Execution", run_us);
    g_autofree char *used = cpu_text(analyze);

    write_text(cells, text);
    for (size_t i = PLAN_ANALYSIS_PLAN + 1; i < PLAN_ANALYSIS_DETAILS; i++)
        write_text(cells, NULL);
    write_text(cells, is_planning ? "" : used);
}

static bool write_cells(const ShownRow *row, ShownCells *cells, void *analyze_at, GError **error)
{
    const Analyze *analyze = analyze_at;
    size_t line = (size_t)row->place;

    (void)error;
    if (line < analyze->plan->lines_len)
        write_line(analyze, line, cells);
    else
        write_time(analyze, line == analyze->plan->lines_len, cells);
    return true;
}

/* ---- the table ---- */

static void measure(Analyze *analyze, bool is_last)
{
    int64_t counted_ns = 0, main_ns;

    if (is_last) {
        memset(analyze->shown_rows, 0, analyze->plan->lines_len * sizeof(*analyze->shown_rows));
        analyze->shown_bytes = 0;
        analyze->shown_us = analyze->begun_us;
    }
    analyze->now_us = g_get_monotonic_time();
    analyze->seconds = (double)MAX(analyze->now_us - analyze->shown_us, 1) / 1e6;
    for (size_t i = 0; i < analyze->plan->lines_len; i++)
        counted_ns += meter_at(analyze->meter, i)->ns;
    main_ns = cpu_time_ns(CLOCK_THREAD_CPUTIME_ID) - analyze->begun_main_ns;
    analyze->else_ns = MAX(main_ns - (counted_ns - analyze->lanes_ns), 0);
    counted_ns += analyze->else_ns;
    analyze->cpu_ns =
        MAX(cpu_time_ns(CLOCK_PROCESS_CPUTIME_ID) - analyze->begun_cpu_ns, counted_ns);
    analyze->fetch_ns = analyze->cpu_ns - counted_ns;
}

static void remember(Analyze *analyze)
{
    for (size_t i = 0; i < analyze->plan->lines_len; i++)
        analyze->shown_rows[i] = rows_of(analyze, i);
    analyze->shown_bytes = bytes_of(analyze);
    analyze->shown_us = analyze->now_us;
    analyze->next_us = analyze->now_us + REFRESH_US;
}

void analyze_show(Analyze *analyze, size_t lanes_bytes, bool is_last)
{
    g_autofree ShownRow *rows = NULL;
    size_t len;

    if (analyze == NULL)
        return;
    measure(analyze, is_last);
    visible_measure(analyze->visible, lanes_bytes);
    len = analyze->plan->lines_len + TIME_LINES;
    rows = g_new0(ShownRow, len);
    analyze->version++;
    for (size_t i = 0; i < len; i++)
        rows[i] = (ShownRow){.id = i + 1, .version = analyze->version, .place = (int64_t)i};
    shown_update(analyze->shown, rows, len, (int64_t)len, write_cells, analyze, NULL);
    remember(analyze);
}
