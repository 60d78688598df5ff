/*
 * Meter: rows are all counted, where they came from and where they went, whatever is timed.
 * Method: a plan of some lines, and the calls that a way makes. Times are never more than >= 0.
 */
#include "engine/meter.h"
#include "lib/unit.h"
#include "unit/engine/tsan.h"

static const int subject;

static const PlanLine lines[] = {
    {PLAN_PART_READ,  &subject, "reads" },
    {PLAN_PART_STEP,  &subject, "leaves"},
    {PLAN_PART_GROUP, &subject, "groups"},
};
static const PlanAnalysis plan = {.lines = lines, .lines_len = G_N_ELEMENTS(lines)};

enum { READS, LEAVES, GROUPS, RECORDS = 5000 };

static Meter *meter;

static void begin(void)
{
    meter = meter_new(&plan);
}

/* Of three rows one goes on. */
static void run_records(int records)
{
    for (int i = 0; i < records; i++) {
        size_t before, inner;

        meter_begin_record(meter);
        before = meter_enter(meter, READS, 1);
        inner = meter_enter(meter, LEAVES, 1);
        if (i % 3 == 0)
            meter_leave(meter, meter_enter(meter, GROUPS, 1), true);
        meter_leave(meter, inner, true);
        meter_leave(meter, before, true);
        meter_end(meter);
    }
}

static void check(size_t line, int64_t rows_in, int64_t rows_out)
{
    CU_ASSERT_EQUAL(meter_at(meter, line)->rows_in, rows_in);
    CU_ASSERT_EQUAL(meter_at(meter, line)->rows_out, rows_out);
    CU_ASSERT_TRUE(meter_at(meter, line)->ns >= 0);
}

static void rows_are_counted_where_they_come_from_and_go_to(void)
{
    begin();
    run_records(RECORDS);
    check(READS, RECORDS, RECORDS);
    check(LEAVES, RECORDS, (RECORDS + 2) / 3);
    check(GROUPS, (RECORDS + 2) / 3, 0);
    meter_free(meter);
}

static void counts_move_to_another_meter_and_begin_anew(void)
{
    g_autofree MeterCount *counts = NULL;
    Meter *lane, *main_meter = meter_new(&plan);

    begin();
    lane = meter;
    counts = meter_new_counts(lane);
    for (int i = 0; i < 3; i++) {
        run_records(RECORDS);
        meter_move(lane, counts);
        check(READS, 0, 0);
        meter_take(main_meter, counts);
    }
    meter = main_meter;
    check(READS, 3 * RECORDS, 3 * RECORDS);
    meter_free(lane);
    meter_free(main_meter);
}

static void a_row_that_failed_is_skipped_where_it_failed(void)
{
    size_t before, inner;

    begin();
    meter_begin_record(meter);
    before = meter_enter(meter, READS, 1);
    inner = meter_enter(meter, LEAVES, 1);
    meter_leave(meter, inner, false);
    meter_leave(meter, before, false);
    meter_skip(meter);
    meter_end(meter);
    CU_ASSERT_EQUAL(meter_at(meter, LEAVES)->skipped, 1);
    CU_ASSERT_EQUAL(meter_at(meter, READS)->skipped, 0);
    meter_free(meter);
}

static void rows_that_were_counted_before_are_not_counted_again(void)
{
    begin();
    meter_set_counting(meter, false);
    run_records(3);
    meter_set_counting(meter, true);
    check(READS, 0, 0);
    meter_free(meter);
}

static void what_a_line_keeps_is_told_of_that_line_only(void)
{
    MeterKept kept = {.what = "group", .len = 7, .windows = -1};

    begin();
    CU_ASSERT_PTR_NULL(meter_kept_at(meter, GROUPS));
    meter_keep(meter, PLAN_PART_GROUP, &subject, &kept);
    meter_keep(meter, PLAN_PART_SHOW, &subject, &kept); /* there is no such line */
    CU_ASSERT_EQUAL(meter_kept_at(meter, GROUPS)->len, 7);
    CU_ASSERT_PTR_NULL(meter_kept_at(meter, READS));
    meter_free(meter);
}

static void without_a_meter_nothing_happens(void)
{
    meter_begin(NULL, PLAN_PART_READ, &subject);
    meter_go(NULL, PLAN_PART_READ, &subject);
    meter_count(NULL, PLAN_PART_READ, &subject, 1, 1);
    meter_set_counting(NULL, false);
    meter_skip(NULL);
    meter_end(NULL);
    CU_ASSERT_PTR_NULL(meter_new_counts(NULL));
}

UNIT_MAIN("engine/meter", UNIT(rows_are_counted_where_they_come_from_and_go_to),
          UNIT(counts_move_to_another_meter_and_begin_anew),
          UNIT(a_row_that_failed_is_skipped_where_it_failed),
          UNIT(rows_that_were_counted_before_are_not_counted_again),
          UNIT(what_a_line_keeps_is_told_of_that_line_only), UNIT(without_a_meter_nothing_happens))
