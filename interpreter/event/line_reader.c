#include "event/line_reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

struct LineReader {
    int fd;
    size_t line_bytes_max;
    GString *buffer;
    size_t at;      /* where the next line begins in buffer */
    size_t scanned; /* no '\n' between at and here */
    bool ended;     /* read() said so */
};

LineReader *line_reader_new(int fd, size_t line_bytes_max)
{
    LineReader *reader = g_new0(LineReader, 1);

    reader->fd = fd;
    reader->line_bytes_max = line_bytes_max;
    reader->buffer = g_string_new(NULL);
    return reader;
}

void line_reader_free(LineReader *reader)
{
    if (reader == NULL)
        return;
    g_string_free(reader->buffer, TRUE);
    g_free(reader);
}

static bool take_line(LineReader *reader, const char **ret_line, size_t *ret_len)
{
    GString *buffer = reader->buffer;
    char *from = buffer->str + reader->scanned;
    char *end = memchr(from, '\n', buffer->len - reader->scanned);
    size_t end_at = end != NULL ? (size_t)(end - buffer->str) : buffer->len;

    if (end == NULL && (!reader->ended || reader->at == buffer->len)) {
        reader->scanned = buffer->len;
        return false;
    }
    *ret_line = buffer->str + reader->at;
    *ret_len = end_at - reader->at;
    if (end != NULL)
        *end = '\0';
    reader->at = end != NULL ? end_at + 1 : end_at;
    reader->scanned = reader->at;
    return true;
}

/* Drop what was handed out and read once. */
static void read_more(LineReader *reader)
{
    GString *buffer = reader->buffer;
    gsize used;
    ssize_t len;

    g_string_erase(buffer, 0, (gssize)reader->at);
    reader->scanned -= reader->at;
    reader->at = 0;
    used = buffer->len;
    g_string_set_size(buffer, used + READ_BYTES);
    do
        len = read(reader->fd, buffer->str + used, READ_BYTES);
    while (len < 0 && errno == EINTR);
    g_string_set_size(buffer, used + (len > 0 ? (gsize)len : 0));
    if (len == 0 || (len < 0 && errno != EAGAIN))
        reader->ended = true;
}

LineRead line_reader_next(LineReader *reader, const char **ret_line, size_t *ret_len)
{
    if (take_line(reader, ret_line, ret_len))
        return LINE_READ_LINE;
    if (!reader->ended)
        read_more(reader);
    if (take_line(reader, ret_line, ret_len))
        return LINE_READ_LINE;
    if (reader->buffer->len - reader->at > reader->line_bytes_max)
        return LINE_READ_LONG;
    return reader->ended ? LINE_READ_END : LINE_READ_LATER;
}
