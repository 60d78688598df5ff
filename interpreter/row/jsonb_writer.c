#include "row/jsonb_writer.h"

#include <assert.h>

#include "base/fail.h"

struct JsonbMember {
    Span name;    /* plain */
    size_t start; /* of its name in the text */
    size_t end;   /* of its value; known when its object is closed */
    size_t order; /* as it came */
};

enum { ROOM_BYTES_MIN = 64, ROOM_MEMBERS_MIN = 16, TEXT_BYTES_MAX = 1 << 30 };

JsonbWriter jsonb_writer_begin(Arena *arena, size_t bytes)
{
    JsonbWriter writer = {.arena = arena, .room = MAX(bytes, ROOM_BYTES_MIN)};

    writer.text = writer.room > TEXT_BYTES_MAX ? NULL : arena_try_alloc(arena, writer.room);
    writer.is_full = writer.text == NULL;
    return writer;
}

bool jsonb_writer_end(JsonbWriter *writer, Span *ret_jsonb, GError **error)
{
    if (writer->is_full)
        return fail(error, FAIL_LIMIT,
                    "a jsonb of more than %zu bytes does not fit into the memory of a row",
                    writer->len);
    *ret_jsonb = span_make(writer->text, writer->len);
    return !writer->is_nested || document_check(*ret_jsonb, ret_jsonb, error);
}

/* Room for @bytes more behind the text; false beyond the limit. */
static bool reserve(JsonbWriter *writer, size_t bytes)
{
    size_t room = MAX(writer->room * 2, writer->len + bytes);
    char *text;

    if (writer->is_full)
        return false;
    if (writer->room - writer->len >= bytes)
        return true;
    text = room > TEXT_BYTES_MAX ? NULL : arena_try_alloc(writer->arena, room);
    writer->is_full = text == NULL;
    if (text == NULL)
        return false;
    writer->text = memcpy(text, writer->text, writer->len);
    writer->room = room;
    return true;
}

static void append(JsonbWriter *writer, Span bytes)
{
    if (bytes.len == 0 || !reserve(writer, bytes.len))
        return;
    memcpy(writer->text + writer->len, bytes.at, bytes.len);
    writer->len += bytes.len;
}

void jsonb_writer_value(JsonbWriter *writer, Span jsonb)
{
    append(writer, jsonb);
    writer->is_nested |= jsonb.len > 1 && document_kind(jsonb) >= DOCUMENT_ARRAY;
}

void jsonb_writer_number(JsonbWriter *writer, Span number)
{
    if (reserve(writer, jsonb_number_room(number)))
        writer->len += jsonb_number_write(number, writer->text + writer->len);
}

static char escape_letter(char byte)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
        if (letters[i] == byte)
            return letters[i + 1];
    }
    return '\0';
}

/* Room for the longest form of it has been reserved. */
static size_t escape_byte(char byte, char *to)
{
    static const char digits[] = "0123456789abcdef";
    char letter;

    if ((uint8_t)byte >= 0x20 && byte != '"' && byte != '\\') {
        to[0] = byte;
        return 1;
    }
    to[0] = '\\';
    letter = escape_letter(byte);
    if (letter != '\0') {
        to[1] = letter;
        return 2;
    }
    memcpy(to + 1, "u00", 3);
    to[4] = digits[(uint8_t)byte >> 4];
    to[5] = digits[byte & 0xF];
    return 6;
}

static void append_escaped(JsonbWriter *writer, Span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!reserve(writer, 6))
            return;
        writer->len += escape_byte(text.at[i], writer->text + writer->len);
    }
}

void jsonb_writer_text(JsonbWriter *writer, Span text)
{
    append(writer, span_of("\""));
    append_escaped(writer, text);
    append(writer, span_of("\""));
}

void jsonb_writer_written_text(JsonbWriter *writer, Span written)
{
    Span text = span_make("", 0);

    if (!document_is_escaped(written)) {
        append(writer, span_make(written.at - 1, written.len + 2)); /* with its quotes */
        return;
    }
    if (!document_unescape(written, writer->arena, &text))
        writer->is_full = true;
    jsonb_writer_text(writer, text);
}

void jsonb_writer_open(JsonbWriter *writer, JsonbLevel *level, char opening)
{
    *level = (JsonbLevel){.members_start = writer->members_len, .opening = opening};
    append(writer, span_make(&level->opening, 1));
}

void jsonb_writer_item(JsonbWriter *writer, JsonbLevel *level)
{
    if (level->len++ > 0)
        append(writer, span_make(", ", 2));
}

static void push_member(JsonbWriter *writer, JsonbMember member)
{
    if (writer->members_len == writer->members_room) {
        size_t room = MAX(writer->members_room * 2, ROOM_MEMBERS_MIN);
        JsonbMember *members = arena_try_alloc(writer->arena, room * sizeof(*members));

        writer->is_full |= members == NULL;
        if (members == NULL)
            return;
        if (writer->members_len > 0)
            memcpy(members, writer->members, writer->members_len * sizeof(*members));
        writer->members = members;
        writer->members_room = room;
    }
    writer->members[writer->members_len++] = member;
}

void jsonb_writer_name(JsonbWriter *writer, JsonbLevel *level, Span name)
{
    jsonb_writer_item(writer, level);
    push_member(writer, (JsonbMember){.name = name, .start = writer->len, .order = level->len});
    jsonb_writer_text(writer, name);
    append(writer, span_make(": ", 2));
}

void jsonb_writer_written_name(JsonbWriter *writer, JsonbLevel *level, Span written)
{
    Span name = written;

    if (document_is_escaped(written)) {
        if (!document_unescape(written, writer->arena, &name))
            writer->is_full = true;
        jsonb_writer_name(writer, level, name);
        return;
    }
    jsonb_writer_item(writer, level);
    push_member(writer, (JsonbMember){.name = name, .start = writer->len, .order = level->len});
    append(writer, span_make(written.at - 1, written.len + 2));
    append(writer, span_make(": ", 2));
}

static int compare_names(const JsonbMember *a, const JsonbMember *b)
{
    if (a->name.len != b->name.len)
        return a->name.len < b->name.len ? -1 : 1;
    return a->name.len == 0 ? 0 : memcmp(a->name.at, b->name.at, a->name.len);
}

/* Of those of one name the last that came is first. */
static int compare_members(const void *a, const void *b)
{
    const JsonbMember *x = a, *y = b;
    int order = compare_names(x, y);

    return order != 0 ? order : (x->order < y->order) - (x->order > y->order);
}

static bool are_in_order(const JsonbMember *members, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (compare_names(&members[i - 1], &members[i]) >= 0)
            return false;
    }
    return true;
}

/* The members in order behind the text, and from there to where they were. */
static void rearrange(JsonbWriter *writer, JsonbMember *members, size_t len)
{
    size_t start = members[0].start, bytes = writer->len - start;
    char *from, *to;

    if (!reserve(writer, bytes))
        return;
    for (size_t i = 0; i < len; i++)
        members[i].end = i + 1 < len ? members[i + 1].start - 2 : writer->len;
    qsort(members, len, sizeof(*members), compare_members);
    from = to = writer->text + writer->len;
    for (size_t i = 0; i < len; i++) {
        size_t member_bytes = members[i].end - members[i].start;

        if (i > 0 && compare_names(&members[i - 1], &members[i]) == 0)
            continue;
        if (i > 0)
            to = (char *)memcpy(to, ", ", 2) + 2;
        to = (char *)memcpy(to, writer->text + members[i].start, member_bytes) + member_bytes;
    }
    memcpy(writer->text + start, from, (size_t)(to - from));
    writer->len = start + (size_t)(to - from);
}

void jsonb_writer_close(JsonbWriter *writer, JsonbLevel *level)
{
    size_t len = writer->members_len - level->members_start; /* of an array none */

    if (!writer->is_full && len > 1) {
        JsonbMember *members = writer->members + level->members_start;

        if (!are_in_order(members, len))
            rearrange(writer, members, len);
    }
    writer->members_len = level->members_start;
    append(writer, span_make(level->opening == '{' ? "}" : "]", 1));
}
