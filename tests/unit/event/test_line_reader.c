/* line_reader: whole lines out of a pipe, however its bytes come. */
#include "event/line_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/unit.h"

typedef struct Pipe {
    int ends[2];
    LineReader *reader;
} Pipe;

static Pipe pipe_open(size_t line_bytes_max)
{
    Pipe made;

    if (pipe2(made.ends, O_NONBLOCK | O_CLOEXEC) != 0)
        g_error("no pipe");
    made.reader = line_reader_new(made.ends[0], line_bytes_max);
    return made;
}

static void pipe_write(const Pipe *made, const char *text)
{
    UNIT_CHECK(write(made->ends[1], text, strlen(text)) == (ssize_t)strlen(text), "written");
}

static void pipe_end(Pipe *made)
{
    close(made->ends[1]);
    made->ends[1] = -1;
}

static void pipe_close(Pipe *made)
{
    line_reader_free(made->reader);
    close(made->ends[0]);
    if (made->ends[1] >= 0)
        close(made->ends[1]);
}

#define NEXT_IS(made, text)                                                                        \
    do {                                                                                           \
        const char *line_ = NULL;                                                                  \
        size_t len_ = 0;                                                                           \
        LineRead read_ = line_reader_next((made).reader, &line_, &len_);                           \
                                                                                                   \
        UNIT_CHECK(read_ == LINE_READ_LINE && len_ == strlen(text), "a line of that length");      \
        UNIT_EQUALS_TEXT(line_, text);                                                             \
    } while (0)

static LineRead next(const Pipe *made)
{
    const char *line;
    size_t len;

    return line_reader_next(made->reader, &line, &len);
}

static void lines_come_whole_from_pieces(void)
{
    Pipe made = pipe_open(100);

    pipe_write(&made, "on");
    UNIT_CHECK(next(&made) == LINE_READ_LATER, "not whole yet");
    pipe_write(&made, "e\ntwo\n\nth");
    NEXT_IS(made, "one");
    NEXT_IS(made, "two");
    NEXT_IS(made, "");
    UNIT_CHECK(next(&made) == LINE_READ_LATER, "the rest is not whole");
    pipe_write(&made, "ree\n");
    NEXT_IS(made, "three");
    pipe_close(&made);
}

static void an_unended_last_line_is_a_line(void)
{
    Pipe made = pipe_open(100);

    pipe_write(&made, "a\nlast");
    pipe_end(&made);
    NEXT_IS(made, "a");
    NEXT_IS(made, "last");
    UNIT_CHECK(next(&made) == LINE_READ_END, "then the end");
    UNIT_CHECK(next(&made) == LINE_READ_END, "and it stays");
    pipe_close(&made);
}

static void a_line_beyond_the_limit_is_told(void)
{
    Pipe made = pipe_open(10);

    pipe_write(&made, "0123456789\n");
    NEXT_IS(made, "0123456789");
    pipe_write(&made, "0123456789x");
    UNIT_CHECK(next(&made) == LINE_READ_LONG, "too long, and not ended");
    pipe_close(&made);
}

UNIT_MAIN("event/line_reader", UNIT(lines_come_whole_from_pieces),
          UNIT(an_unended_last_line_is_a_line), UNIT(a_line_beyond_the_limit_is_told))
