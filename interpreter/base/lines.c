#include "base/lines.h"

LinesNext lines_next(FILE *file, GString *line)
{
    gsize before = line->len;
    int byte;

    while ((byte = getc_unlocked(file)) != EOF && byte != '\n') {
        if (line->len == LINES_BYTES_MAX)
            return LINES_LONG;
        g_string_append_c(line, (char)byte);
    }
    if (byte == '\n')
        return LINES_LINE;
    if (ferror(file))
        return LINES_FAILED;
    return line->len > before ? LINES_LINE : LINES_END;
}
