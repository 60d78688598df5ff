#include "plan/copy.h"

#include "plan/target.h"

static bool fail_value(Binder *binder, const SqlOption *option, const char *allowed)
{
    return fail_at(binder->error, FAIL_QUERY, option->position, "COPY's option %s is %s, not '%s'",
                   option->name, allowed, option->value == NULL ? "" : option->value);
}

static bool read_format(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    static const char *const names[] = {"text", "csv", "json"};

    for (size_t i = 0; option->value != NULL && i < G_N_ELEMENTS(names); i++) {
        if (g_ascii_strcasecmp(option->value, names[i]) == 0) {
            copy->format = (PlanCopyFormat)i;
            return true;
        }
    }
    return fail_value(binder, option, "csv, text or json");
}

static bool read_byte(Binder *binder, const SqlOption *option, char *ret_byte)
{
    if (option->value == NULL || strlen(option->value) != 1 || (*option->value & 0x80) != 0 ||
        *option->value == '\n' || *option->value == '\r')
        return fail_value(binder, option, "one character of ASCII, no line end");
    *ret_byte = *option->value;
    return true;
}

static bool read_delimiter(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    return read_byte(binder, option, &copy->dialect.delimiter);
}

static bool read_quote(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    return read_byte(binder, option, &copy->dialect.quote);
}

static bool read_escape(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    return read_byte(binder, option, &copy->dialect.escape);
}

static bool read_null(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    if (option->value == NULL)
        return fail_value(binder, option, "a text");
    copy->null = bind_copy(binder, option->value);
    return true;
}

static bool read_header(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    static const char *const on[] = {"true", "on", "1", NULL}, *const off[] = {"false", "off", "0",
                                                                               NULL};
    g_autofree char *word = g_ascii_strdown(option->value == NULL ? "on" : option->value, -1);

    copy->has_header = g_strv_contains(on, word);
    return copy->has_header || g_strv_contains(off, word) ||
           fail_value(binder, option, "on or off");
}

enum { TEXT = 1 << PLAN_COPY_TEXT, CSV = 1 << PLAN_COPY_CSV, JSON = 1 << PLAN_COPY_JSON };

/* To add an option: a row here. The format comes first, whatever the statement's order. */
static const struct {
    const char *name;
    int formats; /* that have it */
    bool (*read)(Binder *binder, const SqlOption *option, PlanCopy *copy);
} known[] = {
    {"format",    TEXT | CSV | JSON, read_format   },
    {"delimiter", TEXT | CSV,        read_delimiter},
    {"null",      TEXT | CSV,        read_null     },
    {"header",    TEXT | CSV,        read_header   },
    {"quote",     CSV,               read_quote    },
    {"escape",    CSV,               read_escape   },
};

static bool fail_option(Binder *binder, const SqlOption *option, const PlanCopy *copy)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if ((known[i].formats & (1 << copy->format)) != 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", known[i].name);
    }
    fail_at(binder->error, FAIL_QUERY, option->position, "COPY of this format has no option \"%s\"",
            option->name);
    return fail_hint(binder->error, "its options are %s", names->str);
}

static bool read_option(Binder *binder, const SqlOption *option, PlanCopy *copy)
{
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(known[i].name, option->name) == 0 &&
            (known[i].formats & (1 << copy->format)) != 0)
            return known[i].read(binder, option, copy);
    }
    return fail_option(binder, option, copy);
}

static bool read_all(Binder *binder, const SqlCopy *sql, PlanCopy *copy)
{
    for (size_t i = 0; i < sql->options_len; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(sql->options[i].name, sql->options[k].name) == 0)
                return fail_at(binder->error, FAIL_QUERY, sql->options[i].position,
                               "COPY's option %s is given twice", sql->options[i].name);
        }
        if (strcmp(sql->options[i].name, known[0].name) == 0 &&
            !read_format(binder, &sql->options[i], copy))
            return false;
    }
    copy->dialect = (CsvDialect){copy->format == PLAN_COPY_CSV ? ',' : '\t', '"', '\0'};
    copy->null = copy->format == PLAN_COPY_CSV ? "" : "\\N";
    for (size_t i = 0; i < sql->options_len; i++) {
        if (!read_option(binder, &sql->options[i], copy))
            return false;
    }
    if (copy->dialect.escape == '\0')
        copy->dialect.escape = copy->dialect.quote;
    if (copy->format == PLAN_COPY_CSV && copy->dialect.delimiter == copy->dialect.quote)
        return fail_at(binder->error, FAIL_QUERY, sql->topic_position,
                       "COPY's delimiter and quote must be different");
    return copy->format != PLAN_COPY_TEXT || copy->dialect.delimiter != '\\' ||
           fail_at(binder->error, FAIL_QUERY, sql->topic_position,
                   "COPY's delimiter can't be a backslash, which escapes");
}

bool copy_bind(Binder *binder, const SqlCopy *sql, PlanCopy *ret_copy)
{
    PlanCopy copy = {.format = PLAN_COPY_TEXT};

    if (!read_all(binder, sql, &copy) || !target_bind(binder, sql->topic, sql->topic_position,
                                                      sql->columns, sql->columns_len, &copy.target))
        return false;
    copy.is_named = sql->columns_len > 0 || copy.target.columns_len > 1 ||
                    copy.target.columns[0].place != PLAN_PLACE_VALUE;
    *ret_copy = copy;
    return true;
}
