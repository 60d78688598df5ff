#include "kafka/made.h"

#include <stdatomic.h>

#include "base/time_ms.h"

enum { MADE_RECORDS = 256, SECOND_US = 1000 * 1000 };

struct Made {
    SourceMade spec;
    _Atomic int64_t began_us;  /* monotonic: when the first was due */
    _Atomic int64_t polled_us; /* the same: until when all is made */
    int64_t next;              /* record; of the lane, as all below */
    GString *bytes;            /* owned: keys and values of the batch */
    GString *key, *value;      /* owned */
    Record records[MADE_RECORDS];
    BatchEnd end;
};

Made *made_new(const SourceMade *spec)
{
    Made *made = g_new0(Made, 1);

    made->spec = *spec;
    made->bytes = g_string_new(NULL);
    made->key = g_string_new(NULL);
    made->value = g_string_new(NULL);
    return made;
}

void made_free(Made *made)
{
    if (made == NULL)
        return;
    g_string_free(made->bytes, TRUE);
    g_string_free(made->key, TRUE);
    g_string_free(made->value, TRUE);
    g_free(made);
}

void made_start(Made *made)
{
    int64_t ago_us = (time_wall_ms() - made->spec.start_ms) * 1000;

    atomic_store(&made->began_us, g_get_monotonic_time() - MAX(0, ago_us));
}

static int64_t due_at(const Made *made, int64_t now_us)
{
    int64_t passed_us = now_us - atomic_load(&made->began_us);

    if (made->spec.rows >= 0)
        return made->spec.rows;
    return (int64_t)((__int128)passed_us * made->spec.rate / SECOND_US) + 1;
}

int64_t made_end(Made *made)
{
    return due_at(made, g_get_monotonic_time());
}

int64_t made_polled_us(const Made *made)
{
    return atomic_load(&made->polled_us);
}

/* Until the next is due, or the time is over. */
static void wait_for_next(const Made *made, int64_t now_us, int timeout_ms)
{
    int64_t at_us = (int64_t)((__int128)made->next * SECOND_US / made->spec.rate) + 1;
    int64_t wait_us = atomic_load(&made->began_us) + at_us - now_us;

    if (made->spec.rows >= 0 || wait_us > timeout_ms * INT64_C(1000))
        wait_us = timeout_ms * INT64_C(1000);
    if (wait_us > 0)
        g_usleep((gulong)wait_us);
}

static int64_t time_of(const Made *made, int64_t i)
{
    return made->spec.start_ms + (int64_t)((__int128)i * 1000 / made->spec.rate);
}

/* The bytes may still move: places are lengths from their beginning until all are made. */
static void make_one(Made *made, Record *record)
{
    int64_t at_ms = time_of(made, made->next);

    g_string_truncate(made->key, 0);
    g_string_truncate(made->value, 0);
    made->spec.make(made->spec.user, made->next, at_ms, made->key, made->value);
    *record = (Record){.timestamp_ms = at_ms, .offset = made->next++};
    record->key.len = made->key->len;
    record->value.len = made->value->len;
    g_string_append_len(made->bytes, made->key->str, (gssize)made->key->len);
    g_string_append_len(made->bytes, made->value->str, (gssize)made->value->len);
}

static void place(const Made *made, Record *records, size_t len)
{
    const char *at = made->bytes->str;

    for (size_t i = 0; i < len; i++) {
        records[i].key.at = records[i].key.len == 0 ? NULL : at;
        at += records[i].key.len;
        records[i].value.at = at;
        at += records[i].value.len;
    }
}

void made_poll(Made *made, int timeout_ms, Batch *ret_batch)
{
    int64_t now_us = g_get_monotonic_time(), due = due_at(made, now_us);
    size_t len;

    if (made->next >= due) {
        wait_for_next(made, now_us, timeout_ms);
        now_us = g_get_monotonic_time();
        due = due_at(made, now_us);
    }
    len = (size_t)MIN(due - made->next, MADE_RECORDS);
    g_string_truncate(made->bytes, 0);
    for (size_t i = 0; i < len; i++)
        make_one(made, &made->records[i]);
    place(made, made->records, len);
    made->end = (BatchEnd){.offset = made->next};
    *ret_batch = (Batch){.records = made->records,
                         .records_len = len,
                         .ends = &made->end,
                         .ends_len = made->next == due ? 1 : 0,
                         .received_ms = time_wall_ms()};
    if (made->next == due)
        atomic_store(&made->polled_us, now_us);
}
