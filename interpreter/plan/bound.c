#include "plan/bound.h"

enum { US_PER_MS = 1000 };

static const struct {
    const char *word;
    PlanBoundKind kind;
} words[] = {
    {"earliest",  PLAN_BOUND_EARLIEST},
    {"beginning", PLAN_BOUND_EARLIEST},
    {"latest",    PLAN_BOUND_LATEST  },
    {"end",       PLAN_BOUND_LATEST  },
    {"now",       PLAN_BOUND_LATEST  },
};

/* What an end is read from, and who is to blame for it. */
typedef struct Source {
    Binder *binder;
    const char *name; /* "since", "until" */
    FailCode code;
    int position;
} Source;

static bool fail_bound(const Source *source, const char *format, const char *detail)
{
    g_autofree char *sentence = g_strdup_printf("%s %s %s", source->name, format, detail);
    bool is_until = strcmp(source->name, "until") == 0;

    fail_at(source->binder->error, source->code, source->position, "%s", sentence);
    return fail_hint(source->binder->error,
                     "it is one of %s'latest', 'now', a time such as '2026-01-31 10:00', an "
                     "interval back from now such as '1 hour', %san offset",
                     is_until ? "" : "'earliest', ", is_until ? "or " : "'last 10', or ");
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* The first millisecond that begins at or after the time; a record's clock has no finer ones. */
static void set_time(int64_t time_us, Bound *ret_bound)
{
    ret_bound->plan.kind = PLAN_BOUND_TIME;
    ret_bound->time_us = time_us;
    ret_bound->plan.time_ms = floor_div(time_us, US_PER_MS) + (time_us % US_PER_MS != 0 ? 1 : 0);
}

static bool set_interval(const Source *source, const Interval *interval, Bound *ret_bound)
{
    int64_t us, time_us;

    if (!value_interval_us(interval, &us))
        return fail_bound(source, "can't be an interval of months:", "they have no fixed length");
    if (us < 0 || __builtin_sub_overflow(source->binder->input->now_us, us, &time_us))
        return fail_bound(source, "is an interval back from now,", "and so not below zero");
    set_time(time_us, ret_bound);
    return true;
}

static bool set_offset(const Source *source, int64_t offset, Bound *ret_bound)
{
    if (offset < 0)
        return fail_bound(source, "is an offset,", "and so not below zero");
    ret_bound->plan.kind = PLAN_BOUND_OFFSET;
    ret_bound->plan.offset = offset;
    return true;
}

/* 'last 10': of each partition. */
static bool read_last(char *word, Bound *ret_bound)
{
    static const char last[] = "last ";
    guint64 records;

    if (g_ascii_strncasecmp(word, last, strlen(last)) != 0 ||
        !g_ascii_string_to_unsigned(g_strchug(word + strlen(last)), 10, 1, G_MAXINT64, &records,
                                    NULL))
        return false;
    ret_bound->plan.kind = PLAN_BOUND_LAST;
    ret_bound->plan.offset = (int64_t)records;
    return true;
}

static bool set_text(const Source *source, Span text, Bound *ret_bound)
{
    g_autofree char *copy = g_strndup(text.at, text.len);
    g_autofree char *quoted = g_strdup_printf("'%s'", copy);
    char *word = g_strstrip(copy);
    char *end = NULL;
    Interval interval;
    int64_t number;

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(words[i].word, word) == 0) {
            ret_bound->plan.kind = words[i].kind;
            return true;
        }
    }
    if (read_last(word, ret_bound))
        return true;
    number = g_ascii_strtoll(word, &end, 10);
    if (end != word && *end == '\0' && strlen(word) < 19)
        return set_offset(source, number, ret_bound);
    if (value_parse_timestamp(span_of(word), source->binder->input->zone, &number)) {
        set_time(number, ret_bound);
        return true;
    }
    if (value_parse_interval(span_of(word), &interval))
        return set_interval(source, &interval, ret_bound);
    return fail_bound(source, "can't be", quoted);
}

static bool check_until(const Source *source, const Bound *bound)
{
    if (strcmp(source->name, "until") != 0)
        return true;
    if (bound->plan.kind == PLAN_BOUND_EARLIEST)
        return fail_bound(source, "can't be the beginning:", "nothing is before it");
    if (bound->plan.kind == PLAN_BOUND_LAST)
        return fail_bound(source, "can't be counted from the end:", "that is since");
    return true;
}

static bool set_value(const Source *source, Type type, const Value *value, Bound *ret_bound)
{
    if (value->is_null)
        return true; /* as if it were not said */
    switch (type) {
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
        return set_text(source, value_span(value), ret_bound);
    case TYPE_TIMESTAMPTZ:
        set_time(value->integer, ret_bound);
        return true;
    case TYPE_INTERVAL:
        return set_interval(source, value->interval, ret_bound);
    case TYPE_INT4:
    case TYPE_INT8:
        return set_offset(source, value->integer, ret_bound);
    default:
        return fail_bound(source, "can't be of type", type_name(type));
    }
}

bool bound_of_option(Binder *binder, const char *name, const SqlExpr *sql, Bound *ret_bound)
{
    Source source = {binder, name, FAIL_QUERY, sql->position};
    Bound bound = {.time_us = 0};
    Type type;
    Value value;

    if (!bind_constant(binder, sql, name, &type, &value) ||
        !set_value(&source, type, &value, &bound) || !check_until(&source, &bound))
        return false;
    *ret_bound = bound;
    return true;
}

bool bound_of_setting(Binder *binder, const char *name, Bound *ret_bound)
{
    Source source = {binder, name, FAIL_CONFIG, -1};
    const char *text = config_get_text(binder->input->settings, name);
    Bound bound = {.time_us = 0};

    if (*text != '\0' &&
        (!set_text(&source, span_of(text), &bound) || !check_until(&source, &bound)))
        return false;
    *ret_bound = bound;
    return true;
}
