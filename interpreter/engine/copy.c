#include "engine/copy.h"

#include <errno.h>

#include "base/fail.h"
#include "base/lines.h"
#include "engine/copy_row.h"
#include "engine/record.h"
#include "row/document.h"

typedef struct Copy {
    const PlanCopy *plan;
    const Zone *zone;
    FILE *input;
    Sink *sink;
    CopyRow row;
    RecordMaker *maker;
    GString *text;     /* owned; the line, or lines, of the row */
    size_t line;       /* the number of its first line, from 1 on */
    size_t lines;      /* read so far */
    size_t records;    /* handed to the sink */
    Arena *names;      /* owned; of a header's columns */
    PlanTarget header; /* the columns that a header names */
} Copy;

enum { NAMES_BYTES_MAX = 1024 * 1024 };

/* ---- rows of lines ---- */

static bool read_failed(const Copy *copy, LinesNext next, GError **error)
{
    if (next == LINES_LONG)
        return fail(error, FAIL_LIMIT, "line %zu: more than %d bytes", copy->lines + 1,
                    LINES_BYTES_MAX);
    return fail(error, FAIL_CONFIG, "the input can't be read: %s", g_strerror(errno));
}

static bool is_end_mark(const GString *line)
{
    return strcmp(line->str, "\\.") == 0 || strcmp(line->str, "\\.\r") == 0;
}

/* The lines of the next row, in copy->text. False at the end, or with @error. */
static bool next_row(Copy *copy, GError **error)
{
    int state = 0;
    size_t begin = 0;
    LinesNext next;

    g_string_truncate(copy->text, 0);
    for (;;) {
        next = lines_next(copy->input, copy->text);
        if (next == LINES_END)
            return begin > 0 &&
                   fail(error, FAIL_DATA, "line %zu: a quote is not closed", copy->line);
        if (next != LINES_LINE)
            return read_failed(copy, next, error);
        copy->lines++;
        if (begin == 0) {
            copy->line = copy->lines;
            if (is_end_mark(copy->text))
                return false;
        }
        if (copy->plan->format != PLAN_COPY_CSV ||
            !copy_row_is_open(copy->plan,
                              span_make(copy->text->str + begin, copy->text->len - begin), &state))
            break;
        g_string_append_c(copy->text, '\n');
        begin = copy->text->len;
    }
    if (copy->text->len > 0 && copy->text->str[copy->text->len - 1] == '\r')
        g_string_truncate(copy->text, copy->text->len - 1);
    return true;
}

/* ---- the header ---- */

static bool fail_header(const Copy *copy, const char *name, const char *why, GError **error)
{
    return fail(error, FAIL_DATA, "line %zu: column \"%s\" of the header %s", copy->line, name,
                why);
}

static bool add_name(Copy *copy, PlanTargetColumn *columns, size_t i, GError **error)
{
    Span cell = copy->row.cells[i];
    char *name = arena_alloc(copy->names, cell.len + 1);

    memcpy(name, cell.at, cell.len);
    name[cell.len] = '\0';
    if (*name == '\0' || !g_utf8_validate(name, (gssize)cell.len, NULL))
        return fail_header(copy, "", "is empty, or no UTF-8", error);
    if (!plan_target_column(name, &columns[i]))
        return fail_header(copy, name, "is the broker's to say", error);
    for (size_t k = 0; k < i; k++) {
        if (strcmp(columns[k].name, name) == 0)
            return fail_header(copy, name, "is there twice", error);
    }
    return true;
}

static bool check_value(const Copy *copy, const PlanTarget *target, GError **error)
{
    bool has_value = false;
    const char *field = NULL;

    for (size_t i = 0; i < target->columns_len; i++) {
        has_value |= target->columns[i].place == PLAN_PLACE_VALUE;
        if (target->columns[i].place == PLAN_PLACE_FIELD)
            field = target->columns[i].name;
    }
    return !has_value || field == NULL ||
           fail_header(copy, field, "is a field of the value, which another gives whole", error);
}

/* Where nothing else says what the columns are, the header does. */
static bool take_header(Copy *copy, GError **error)
{
    size_t len, bytes = 0;
    PlanTargetColumn *columns;

    if (copy->plan->is_named)
        return true;
    if (!copy_row_cut(&copy->row, span_make(copy->text->str, copy->text->len), error))
        return fail_prefix(error, "line %zu: ", copy->line);
    len = copy->row.cells_len;
    for (size_t i = 0; i < len; i++)
        bytes += copy->row.cells[i].len + 1;
    if (bytes > NAMES_BYTES_MAX / 2)
        return fail(error, FAIL_LIMIT, "line %zu: the names of the columns have more than %d bytes",
                    copy->line, NAMES_BYTES_MAX / 2);
    columns = arena_alloc(copy->names, len * sizeof(PlanTargetColumn));
    for (size_t i = 0; i < len; i++) {
        if (!add_name(copy, columns, i, error))
            return false;
    }
    copy->header = (PlanTarget){copy->plan->target.topic, columns, len};
    copy_row_set_target(&copy->row, &copy->header);
    record_maker_free(copy->maker);
    copy->maker = record_maker_new(&copy->header, copy->zone);
    return check_value(copy, &copy->header, error);
}

/* ---- rows as records ---- */

/* A line of JSON, where no columns are named, is a record as it stands. */
static bool read_row(Copy *copy, SinkRecord *ret_record, GError **error)
{
    Span text = span_make(copy->text->str, copy->text->len);
    bool is_json = copy->plan->format == PLAN_COPY_JSON;
    Span value;

    if (is_json && !copy->plan->is_named) {
        if (!document_check(text, &value, error))
            return false;
        *ret_record = (SinkRecord){.value = text, .partition = SINK_PARTITION_ANY};
        return true;
    }
    if (is_json ? !copy_row_read_json(&copy->row, text, error)
                : !copy_row_cut(&copy->row, text, error) || !copy_row_read_cells(&copy->row, error))
        return false;
    return record_make(copy->maker, copy->row.types, copy->row.values, ret_record, error);
}

static bool is_blank(const Copy *copy)
{
    return copy->text->len == 0 &&
           (copy->plan->format == PLAN_COPY_JSON || copy->row.target->columns_len > 1);
}

static bool write_row(Copy *copy, GError **error)
{
    SinkRecord record;

    if (!read_row(copy, &record, error))
        return fail_prefix(error, "line %zu: ", copy->line);
    if (!sink_write(copy->sink, &record, error))
        return record.partition < sink_partitions(copy->sink)
                   ? false
                   : fail_prefix(error, "line %zu: ", copy->line);
    copy->records++;
    return true;
}

static bool run(Copy *copy, GError **error)
{
    GError *failure = NULL;
    bool is_header = copy->plan->has_header;

    while (failure == NULL && next_row(copy, &failure)) {
        if (is_header)
            take_header(copy, &failure);
        else if (!is_blank(copy))
            write_row(copy, &failure);
        is_header = false;
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

bool copy_run(const PlanCopy *plan, const Zone *zone, FILE *input, Sink *sink, size_t *ret_records,
              GError **error)
{
    Copy copy = {.plan = plan, .zone = zone, .input = input, .sink = sink};
    bool is_done;

    copy.maker = record_maker_new(&plan->target, zone);
    copy.text = g_string_new(NULL);
    copy.names = arena_new(NAMES_BYTES_MAX);
    copy_row_init(&copy.row, plan, zone);
    is_done = run(&copy, error);
    *ret_records = copy.records;
    copy_row_done(&copy.row);
    record_maker_free(copy.maker);
    g_string_free(copy.text, TRUE);
    arena_free(copy.names);
    return is_done;
}
