#include "ask/answer.h"

#include "row/interval.h"

struct Answer {
    const AnswerColumn *columns;
    size_t columns_len;
    GPtrArray *rows; /* owned: char ** */
    int64_t total;
};

Answer *answer_new(const AnswerColumn *columns, size_t columns_len)
{
    Answer *answer = g_new(Answer, 1);

    *answer = (Answer){columns, columns_len, g_ptr_array_new(), 0};
    return answer;
}

void answer_free(Answer *answer)
{
    if (answer == NULL)
        return;
    for (guint i = 0; i < answer->rows->len; i++) {
        char **cells = answer->rows->pdata[i];

        for (size_t k = 0; k < answer->columns_len; k++)
            g_free(cells[k]);
        g_free(cells);
    }
    g_ptr_array_unref(answer->rows);
    g_free(answer);
}

char **answer_add(Answer *answer)
{
    char **cells;

    answer->total++;
    if (answer->rows->len == EVENT_ROWS_MAX)
        return NULL;
    cells = g_new0(char *, answer->columns_len);
    g_ptr_array_add(answer->rows, cells);
    return cells;
}

char *answer_time(int64_t ms, const Zone *zone)
{
    Value time = value_of_integer(ms * 1000);
    GString *text;

    if (ms < 0 || ms > G_MAXINT64 / 1000)
        return NULL;
    text = g_string_new(NULL);
    value_write(TYPE_TIMESTAMPTZ, &time, zone, text);
    return g_string_free(text, FALSE);
}

/* To the second; a record from the future has the age 0. */
char *answer_age(int64_t ms, int64_t now_us)
{
    enum { SECONDS_PER_DAY = 86400, US_PER_SECOND = 1000000 };
    int64_t seconds = MAX(now_us / 1000 - ms, 0) / 1000;
    Interval age = {.us = seconds % SECONDS_PER_DAY * US_PER_SECOND,
                    .days = (int32_t)MIN(seconds / SECONDS_PER_DAY, (int64_t)G_MAXINT32)};
    GString *text;

    if (ms < 0)
        return NULL;
    text = g_string_new(NULL);
    interval_write(&age, text);
    return g_string_free(text, FALSE);
}

static void tell_schema(const Answer *answer, const AskSpec *spec)
{
    g_autofree EventColumn *columns = g_new(EventColumn, answer->columns_len);
    Event event = {
        .kind = EVENT_SCHEMA,
        .query = spec->query,
        .schema = {.columns = columns,
                   .columns_len = answer->columns_len,
                   .bounded = true,
                   .has_rows = true}
    };

    for (size_t i = 0; i < answer->columns_len; i++)
        columns[i] =
            (EventColumn){(char *)(gpointer)answer->columns[i].name,
                          (char *)(gpointer)answer->columns[i].type, answer->columns[i].is_number};
    spec->emit(&event, spec->emit_user);
}

void answer_tell(const Answer *answer, const AskSpec *spec)
{
    guint len = answer->rows->len;
    g_autofree EventRow *rows = g_new(EventRow, len);
    g_autofree uint64_t *order = g_new(uint64_t, len);
    Event event = {
        .kind = EVENT_ROWS,
        .query = spec->query,
        .rows = {.seq = 1,
                 .columns_len = answer->columns_len,
                 .set = rows,
                 .set_len = len,
                 .order = order,
                 .order_len = len,
                 .total = answer->total}
    };

    for (guint i = 0; i < len; i++) {
        rows[i] = (EventRow){i, answer->rows->pdata[i]};
        order[i] = i;
    }
    tell_schema(answer, spec);
    spec->emit(&event, spec->emit_user);
}
