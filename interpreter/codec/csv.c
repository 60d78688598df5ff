#include "codec/csv.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

CsvWalk csv_walk(Span record)
{
    size_t mark_len = strlen(BYTE_ORDER_MARK);

    if (record.len >= mark_len && memcmp(record.at, BYTE_ORDER_MARK, mark_len) == 0)
        record = span_make(record.at + mark_len, record.len - mark_len);
    return (CsvWalk){.at = record.at, .end = record.at + record.len};
}

static bool stop(CsvWalk *walk, const char *wrong)
{
    walk->is_done = true;
    walk->wrong = wrong;
    return false;
}

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Past the closing quote; NULL if there is none. */
static const char *find_closing(const CsvWalk *walk, const CsvDialect *dialect, const char *at,
                                bool *ret_is_escaped)
{
    while (at < walk->end) {
        bool has_next = at + 1 < walk->end;

        if (*at == dialect->escape && has_next &&
            (at[1] == dialect->quote || at[1] == dialect->escape)) {
            *ret_is_escaped = true;
            at += 2;
        } else if (*at == dialect->quote) {
            return at + 1;
        } else {
            at++;
        }
    }
    return NULL;
}

/* After a field comes the next one, or the end of the record with or without that of a line. */
static bool end_field(CsvWalk *walk, const CsvDialect *dialect, const char *at)
{
    if (at < walk->end && *at == dialect->delimiter) {
        walk->at = at + 1;
        return true;
    }
    walk->is_done = true;
    if (at < walk->end && *at == '\r')
        at++;
    if (at < walk->end && *at == '\n')
        at++;
    return at == walk->end || stop(walk, "a second row follows; one record is one row");
}

bool csv_next(CsvWalk *walk, const CsvDialect *dialect, CsvField *ret_field)
{
    const char *start = walk->at, *at = start;
    CsvField field = {.is_quoted = false};

    if (walk->is_done)
        return false;
    if (dialect->quote != '\0' && at < walk->end && *at == dialect->quote) {
        at = find_closing(walk, dialect, start + 1, &field.is_escaped);
        if (at == NULL)
            return stop(walk, "a quote is not closed");
        if (at < walk->end && *at != dialect->delimiter && !is_line_end(*at))
            return stop(walk, "text follows a closing quote");
        field.is_quoted = true;
        field.text = span_make(start + 1, (size_t)(at - start) - 2);
    } else {
        while (at < walk->end && *at != dialect->delimiter && !is_line_end(*at))
            at++;
        field.text = span_make(start, (size_t)(at - start));
    }
    if (!end_field(walk, dialect, at))
        return false;
    *ret_field = field;
    return true;
}

bool csv_unescape(const CsvField *field, const CsvDialect *dialect, Arena *arena, Span *ret_text)
{
    const char *at = field->text.at, *end = at + field->text.len;
    char *copy, *to;

    *ret_text = field->text;
    if (!field->is_escaped)
        return true;
    copy = arena_try_alloc(arena, field->text.len);
    if (copy == NULL)
        return false;
    for (to = copy; at < end; at++) {
        if (*at == dialect->escape && at + 1 < end &&
            (at[1] == dialect->quote || at[1] == dialect->escape))
            at++;
        *to++ = *at;
    }
    *ret_text = span_make(copy, (size_t)(to - copy));
    return true;
}
