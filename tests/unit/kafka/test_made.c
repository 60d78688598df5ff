/*
 * made: a source whose records a function makes. Method: polls until enough has come.
 */
#include "kafka/made.h"

#include "base/time_ms.h"
#include "lib/unit.h"

enum { DEADLINE_MS = 20000, POLL_MS = 100 };

static void make_number(const void *user, int64_t i, int64_t at_ms, GString *key, GString *value)
{
    (void)user;
    (void)at_ms;
    if (i % 2 == 0)
        g_string_append_printf(key, "k%" G_GINT64_FORMAT, i);
    g_string_append_printf(value, "v%" G_GINT64_FORMAT, i);
}

static Source *open_numbers(int64_t rows, int64_t rate, int64_t start_ms)
{
    const SourceMade made = {
        .name = "numbers", .rows = rows, .rate = rate, .start_ms = start_ms, .make = make_number};
    Source *source = source_open_made(&made, 2);

    source_start(source, NULL);
    return source;
}

/* Until so many have come; the last end that was told. */
static int64_t poll_until(Source *source, int64_t wanted, int64_t start_ms, int64_t rate)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS, seen = 0, end = -1;

    while ((seen < wanted || end < wanted) && time_monotonic_ms() < deadline_ms) {
        Batch batch;

        UNIT_CHECK(source_poll(source, 0, POLL_MS, &batch, NULL), "a poll");
        for (size_t i = 0; i < batch.records_len; i++, seen++) {
            const Record *record = &batch.records[i];
            g_autofree char *value = g_strdup_printf("v%" G_GINT64_FORMAT, seen);

            UNIT_CHECK(record->offset == seen && span_equals(record->value, span_of(value)), value);
            UNIT_CHECK((record->key.at != NULL) == (seen % 2 == 0), "every second has a key");
            UNIT_CHECK(record->timestamp_ms == start_ms + seen * 1000 / rate, "its time");
        }
        if (batch.ends_len > 0)
            end = batch.ends[0].offset;
        source_give_back(source, 0);
    }
    return end;
}

static void rows_with_an_end_are_there_at_once(void)
{
    Source *source = open_numbers(1000, 1, 5000);

    CU_ASSERT_EQUAL(source_partitions_len(source), 1);
    CU_ASSERT_EQUAL(source_partition(source, 0)->end, 1000);
    CU_ASSERT_EQUAL(source_log_end(source, 0), 1000);
    CU_ASSERT_EQUAL(poll_until(source, 1000, 5000, 1), 1000);
    source_close(source);
}

static void no_rows_have_come_to_their_end(void)
{
    Source *source = open_numbers(0, 1, 5000);

    CU_ASSERT_EQUAL(poll_until(source, 0, 5000, 1), 0);
    source_close(source);
}

static void rows_without_an_end_come_at_their_rate(void)
{
    int64_t start_ms = time_wall_ms(), begin_us = g_get_monotonic_time(), passed_us;
    Source *source = open_numbers(-1, 100, start_ms);

    CU_ASSERT_EQUAL(source_partition(source, 0)->end, -1);
    CU_ASSERT_TRUE(poll_until(source, 31, start_ms, 100) >= 31);
    passed_us = g_get_monotonic_time() - begin_us;
    CU_ASSERT_TRUE(passed_us >= 295 * 1000);
    source_close(source);
}

static void its_headers_are_none(void)
{
    g_autoptr(GString) json = g_string_new(NULL);
    Source *source = open_numbers(1, 1, 5000);
    Batch batch;

    CU_ASSERT_TRUE(source_poll(source, 0, POLL_MS, &batch, NULL));
    UNIT_REQUIRE(batch.records_len == 1);
    source_headers(&batch.records[0], json);
    UNIT_EQUALS_TEXT(json->str, "{}");
    source_close(source);
}

UNIT_MAIN("kafka/made", UNIT(rows_with_an_end_are_there_at_once),
          UNIT(no_rows_have_come_to_their_end), UNIT(rows_without_an_end_come_at_their_rate),
          UNIT(its_headers_are_none))
