#include "engine/copy_row.h"

#include "base/fail.h"
#include "codec/fit.h"
#include "row/document.h"

enum { SHOWN_BYTES = 60 };

void copy_row_init(CopyRow *row, const PlanCopy *plan, const Zone *zone)
{
    *row = (CopyRow){.plan = plan, .zone = zone, .arena = arena_new(COPY_ARENA_BYTES)};
    row->cells = g_new0(Span, PLAN_OUTPUTS_MAX);
    row->is_null = g_new0(bool, PLAN_OUTPUTS_MAX);
    copy_row_set_target(row, &plan->target);
}

void copy_row_done(CopyRow *row)
{
    arena_free(row->arena);
    g_free(row->types);
    g_free(row->values);
    g_free(row->cells);
    g_free(row->is_null);
}

void copy_row_set_target(CopyRow *row, const PlanTarget *target)
{
    row->target = target;
    row->types = g_renew(Type, row->types, target->columns_len);
    row->values = g_renew(Value, row->values, target->columns_len);
}

static void clear(CopyRow *row)
{
    for (size_t i = 0; i < row->target->columns_len; i++) {
        row->types[i] = TYPE_UNKNOWN;
        row->values[i] = VALUE_NULL;
    }
}

static bool fail_memory(GError **error)
{
    return fail(error, FAIL_LIMIT, "the values of a row have more than %d bytes", COPY_ARENA_BYTES);
}

/* ---- lines that are cut ---- */

static bool add_cell(CopyRow *row, Span cell, bool is_null, GError **error)
{
    if (row->cells_len == PLAN_OUTPUTS_MAX)
        return fail(error, FAIL_LIMIT, "a row has at most %d columns", PLAN_OUTPUTS_MAX);
    row->cells[row->cells_len] = cell;
    row->is_null[row->cells_len++] = is_null;
    return true;
}

bool copy_row_is_open(const PlanCopy *plan, Span more, int *state)
{
    enum { FIELD, WITHIN, QUOTED, CLOSED }; /* where the next byte stands */
    const CsvDialect *dialect = &plan->dialect;

    for (size_t i = 0; i < more.len; i++) {
        char byte = more.at[i];

        if (*state == QUOTED && byte == dialect->escape && dialect->escape != dialect->quote)
            i++;
        else if (byte == dialect->quote && *state != WITHIN)
            *state = *state == QUOTED ? CLOSED : QUOTED;
        else if (*state != QUOTED)
            *state = byte == dialect->delimiter ? FIELD : WITHIN;
    }
    return *state == QUOTED;
}

static bool cut_csv(CopyRow *row, Span line, GError **error)
{
    CsvWalk walk = csv_walk(line);
    CsvField field;
    Span text;

    while (csv_next(&walk, &row->plan->dialect, &field)) {
        if (!csv_unescape(&field, &row->plan->dialect, row->arena, &text))
            return fail_memory(error);
        if (!add_cell(row, text, !field.is_quoted && span_equals(text, span_of(row->plan->null)),
                      error))
            return false;
    }
    return walk.wrong == NULL || fail(error, FAIL_DATA, "%s", walk.wrong);
}

/* A number of up to so many digits behind a backslash, as a byte. */
static const char *read_digits(const char *at, const char *end, int base, int digits_max,
                               char *ret_byte)
{
    int byte = 0;

    for (int i = 0; i < digits_max && at < end; i++, at++) {
        int digit = g_ascii_xdigit_value(*at);

        if (digit < 0 || digit >= base)
            break;
        byte = byte * base + digit;
    }
    *ret_byte = (char)(byte & 0xFF);
    return at;
}

/* What stands behind a backslash; past it. */
static const char *read_escape(const char *at, const char *end, char *ret_byte)
{
    static const char letters[] = "b\bf\fn\nr\rt\tv\v";
    const char *letter = strchr(letters, *at);

    if (*at >= '0' && *at <= '7')
        return read_digits(at, end, 8, 3, ret_byte);
    if (*at == 'x' && at + 1 < end && g_ascii_isxdigit(at[1]))
        return read_digits(at + 1, end, 16, 2, ret_byte);
    *ret_byte = letter != NULL && (letter - letters) % 2 == 0 ? letter[1] : *at;
    return at + 1;
}

/* PostgreSQL's text format: NULL is compared before escapes are read. */
static bool cut_text(CopyRow *row, Span line, GError **error)
{
    const char *at = line.at, *end = line.at + line.len;
    char *to = arena_try_alloc(row->arena, line.len + 1);

    if (to == NULL)
        return fail_memory(error);
    for (;;) {
        const char *start = at;
        char *cell = to;
        Span written;

        while (at < end && *at != row->plan->dialect.delimiter) {
            if (*at == '\\' && at + 1 < end)
                at = read_escape(at + 1, end, to++);
            else
                *to++ = *at++;
        }
        written = span_make(start, (size_t)(at - start));
        if (!add_cell(row, span_make(cell, (size_t)(to - cell)),
                      span_equals(written, span_of(row->plan->null)), error))
            return false;
        if (at == end)
            return true;
        at++;
    }
}

bool copy_row_cut(CopyRow *row, Span line, GError **error)
{
    arena_clear(row->arena);
    row->cells_len = 0;
    return row->plan->format == PLAN_COPY_CSV ? cut_csv(row, line, error)
                                              : cut_text(row, line, error);
}

/* ---- cells as values ---- */

static bool read_cell(CopyRow *row, size_t i, GError **error)
{
    const PlanTargetColumn *column = &row->target->columns[i];
    Span cell = row->cells[i];
    const char *end;

    row->types[i] = column->type == TYPE_UNKNOWN ? TYPE_TEXT : column->type;
    if (row->is_null[i])
        return true;
    if (!g_utf8_validate(cell.len == 0 ? "" : cell.at, (gssize)cell.len, &end))
        return fail(error, FAIL_DATA, "column \"%s\": no UTF-8: byte 0x%02x", column->name,
                    (unsigned char)*end);
    if (row->types[i] == TYPE_TEXT) {
        row->values[i] = value_of_text(cell.at, cell.len);
        return true;
    }
    return value_read(row->types[i], cell, row->zone, row->arena, &row->values[i], error) ||
           fail_prefix(error, "column \"%s\": ", column->name);
}

bool copy_row_read_cells(CopyRow *row, GError **error)
{
    size_t len = row->target->columns_len;

    clear(row);
    if (row->cells_len > len)
        return fail(error, FAIL_DATA, "extra data after last expected column");
    if (row->cells_len < len)
        return fail(error, FAIL_DATA, "missing data for column \"%s\"",
                    row->target->columns[row->cells_len].name);
    for (size_t i = 0; i < len; i++) {
        if (!read_cell(row, i, error))
            return false;
    }
    return true;
}

/* ---- members of JSON ---- */

static bool find_column(const CopyRow *row, Span written, size_t *ret_column)
{
    for (size_t i = 0; i < row->target->columns_len; i++) {
        if (document_name_equals(written, span_of(row->target->columns[i].name))) {
            *ret_column = i;
            return true;
        }
    }
    return false;
}

/* A field stays as it is written; a key, or a whole value, is the text that it says. */
static bool take_any(CopyRow *row, size_t i, Span json)
{
    bool is_field = row->target->columns[i].place == PLAN_PLACE_FIELD;
    Span text = json;

    row->types[i] = is_field ? TYPE_JSONB : TYPE_TEXT;
    if (document_kind(json) == DOCUMENT_NULL)
        return true;
    if (!is_field && document_kind(json) == DOCUMENT_STRING &&
        !document_unescape(document_inside(json), row->arena, &text))
        return false;
    row->values[i] = value_of_text(text.at, text.len);
    return true;
}

static bool read_member(CopyRow *row, size_t i, Span json, GError **error)
{
    const PlanTargetColumn *column = &row->target->columns[i];
    Fit fit = {.zone = row->zone, .arena = row->arena};

    if (column->type == TYPE_UNKNOWN)
        return take_any(row, i, json) || fail_memory(error);
    row->types[i] = column->type;
    switch (fit_document(&fit, column->type, json, &row->values[i], error)) {
    case FIT_FITS:
        return true;
    case FIT_FAILED:
        return false;
    case FIT_NOT:
        break;
    }
    return fail(error, FAIL_DATA, "column \"%s\": %.*s%s is no %s", column->name,
                (int)MIN(json.len, (size_t)SHOWN_BYTES), json.at,
                json.len > SHOWN_BYTES ? "..." : "", type_name(column->type));
}

bool copy_row_read_json(CopyRow *row, Span line, GError **error)
{
    Span object, name, member;
    DocumentWalk walk;

    arena_clear(row->arena);
    clear(row);
    if (!document_check(line, &object, error))
        return false;
    if (document_kind(object) != DOCUMENT_OBJECT)
        return fail(error, FAIL_DATA, "no JSON object: a line is one, with the columns' names");
    walk = document_walk(object);
    while (document_next(&walk, &name, &member)) {
        size_t column = 0;

        if (!find_column(row, name, &column))
            return fail(error, FAIL_DATA, "\"%.*s\" is none of the columns",
                        (int)MIN(name.len, (size_t)SHOWN_BYTES), name.at);
        if (!read_member(row, column, member, error))
            return false;
    }
    return true;
}
