/*
 * PRINT is a query of the topic's records as they are: live, limits, order and stopping are then
 * those of any query.
 */
#include <string.h>

#include "ask/commands.h"

enum { LIVE_FROM_LAST = 10, LAST_MAX = 10000, LIMIT_MAX = 1000000000, PARTITION_MAX = 1000000 };

typedef struct Print {
    int64_t last;      /* 0: not said */
    int64_t limit;     /* 0: not said */
    int64_t partition; /* -1: not said */
    double share;      /* 1: all */
    char *since;       /* owned; NULL: not said */
} Print;

static void print_done(Print *print)
{
    g_free(print->since);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Print, print_done)

static bool refuse_twice(Words *words, const char *clause)
{
    fail_at(words->error, FAIL_QUERY, words_position(words), "%s is said already", clause);
    return fail_hint(words->error, "write %s", words->usage);
}

static bool take_since(Words *words, Ask *ask, Print *print)
{
    static const char *const named[] = {"BEGINNING", "EARLIEST", "LATEST", "END", "NOW"};

    if (print->since != NULL || print->last > 0)
        return refuse_twice(words, "where reading begins");
    words_take(words, "INTERVAL");
    ask->bound_position = words_position(words);
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        if (words_take(words, named[i])) {
            print->since = g_ascii_strdown(named[i], -1);
            return true;
        }
    }
    return words_take_value(words, "a time, an interval, an offset or EARLIEST", &print->since);
}

static bool take_last(Words *words, Print *print)
{
    if (print->since != NULL || print->last > 0)
        return refuse_twice(words, "where reading begins");
    return words_take_count(words, "how many records", LAST_MAX, &print->last);
}

/* 0.01 or 1 %, also in quotes. */
static bool take_share(Words *words, Print *print)
{
    int position = words_position(words);
    g_autofree char *text = NULL;
    char *end = NULL;

    if (!words_take_value(words, "a share of the records", &text))
        return false;
    print->share = g_ascii_strtod(text, &end);
    if (end == text || print->share <= 0)
        print->share = -1;
    if (words_take_symbol(words, '%') || strcmp(g_strchug(end), "%") == 0)
        print->share /= 100;
    else if (*end != '\0')
        print->share = -1;
    if (print->share > 0 && print->share <= 1)
        return true;
    fail_at(words->error, FAIL_QUERY, position, "SAMPLE is a share of the records, not %s", text);
    return fail_hint(words->error, "write SAMPLE 0.01 or SAMPLE 1%% for one of a hundred");
}

static bool take_partition(Words *words, Print *print)
{
    g_autofree char *text = NULL;
    int position = words_position(words);
    guint64 number = 0;

    if (!words_take_value(words, "a partition's number", &text))
        return false;
    if (!g_ascii_string_to_unsigned(text, 10, 0, PARTITION_MAX, &number, NULL))
        return fail_at(words->error, FAIL_QUERY, position,
                       "a partition's number is a whole one from 0, not %s", text);
    print->partition = (int64_t)number;
    return true;
}

/* Each n-th record, as ksqlDB says it. */
static bool take_interval(Words *words, Print *print)
{
    int64_t every;

    if (!words_take_count(words, "of how many records one", LIMIT_MAX, &every))
        return false;
    print->share = 1 / (double)every;
    return true;
}

static bool take_clause(Words *words, Ask *ask, Print *print)
{
    if (words_take(words, "LAST"))
        return take_last(words, print);
    if (words_take(words, "FROM"))
        return take_since(words, ask, print);
    if (words_take(words, "SAMPLE"))
        return take_share(words, print);
    if (words_take(words, "INTERVAL"))
        return take_interval(words, print);
    if (words_take(words, "PARTITION"))
        return take_partition(words, print);
    if (words_take(words, "LIMIT"))
        return words_take_count(words, "how many records", LIMIT_MAX, &print->limit);
    return words_refuse(words, "LAST, FROM, PARTITION, SAMPLE or LIMIT");
}

/* In single quotes, as PostgreSQL reads it. */
static void append_text(GString *query, const char *text)
{
    g_string_append_c(query, '\'');
    for (const char *at = text; *at != '\0'; at++)
        g_string_append_printf(query, *at == '\'' ? "''" : "%c", *at);
    g_string_append_c(query, '\'');
}

/* The same records at each time: by a sum of where a record stands. */
static void append_share(GString *query, double share)
{
    g_string_append_printf(query, "%s md5(partition || '-' || \"offset\") < '%08x'",
                           strstr(query->str, " WHERE") == NULL ? " WHERE" : " AND",
                           (guint32)MIN(share * 4294967296.0, 4294967295.0));
}

static void append_from(GString *query, Ask *ask, const Print *print)
{
    g_autofree char *last =
        g_strdup_printf("last %" G_GINT64_FORMAT, print->last > 0 ? print->last : LIVE_FROM_LAST);

    g_string_append(query, " FROM topic(");
    append_text(query, ask->name);
    g_string_append(query, ", since => ");
    ask->query_bound_at = (int)query->len;
    append_text(query, print->since == NULL ? last : print->since);
    g_string_append(query, print->last > 0 ? ", until => 'now'" : "");
    g_string_append(query, ", format => 'bytes', key_format => 'bytes')");
}

static char *query_of(Ask *ask, const Print *print)
{
    int64_t limit = print->limit > 0 ? print->limit : print->last;
    GString *query =
        g_string_new("SELECT partition, \"offset\", \"timestamp\", readable(key) AS key, "
                     "coalesce(readable(value), '(tombstone)') AS value, headers");

    append_from(query, ask, print);
    if (print->partition >= 0)
        g_string_append_printf(query, " WHERE partition = %" G_GINT64_FORMAT, print->partition);
    if (print->share < 1)
        append_share(query, print->share);
    if (print->last > 0)
        g_string_append(query, " ORDER BY \"timestamp\" DESC, partition, \"offset\" DESC");
    if (limit > 0)
        g_string_append_printf(query, " LIMIT %" G_GINT64_FORMAT, limit);
    return g_string_free(query, FALSE);
}

bool print_parse(Words *words, Ask *ask)
{
    g_auto(Print) print = {.partition = -1, .share = 1};

    ask->name_position = words_position(words);
    if (!words_take_name_or_text(words, "a topic", &ask->name))
        return false;
    while (!words_at_end(words)) {
        if (!take_clause(words, ask, &print))
            return false;
    }
    ask->query = query_of(ask, &print);
    return true;
}
