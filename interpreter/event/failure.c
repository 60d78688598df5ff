/* A failure as an event, and as people read it. */
#include "base/fail.h"
#include "event/event.h"

enum { CARET_BEFORE_MAX = 70, CARET_LINE_MAX = 100 }; /* characters shown of a long line */

static const char *who_acts(const GError *failure)
{
    static const char *const acts[] = {
        [FAIL_QUERY] = "the author of the statement",
        [FAIL_DATA] = "the author of the statement, or whoever wrote the record",
        [FAIL_LIMIT] = "the author of the statement, or the operator who sets the limit",
        [FAIL_KAFKA] = "the operator of Kafka",
        [FAIL_NET] = "the operator of Kafka or of the network",
        [FAIL_CONFIG] = "whoever set the property",
    };

    return failure->domain == FAIL ? acts[failure->code] : "the operator";
}

/* The line that @position is on, cut around it, and a caret below it. */
static char *caret_text(const char *line, const char *line_end, const char *position)
{
    g_autofree char *head = g_utf8_make_valid(line, position - line);
    g_autofree char *tail = g_utf8_make_valid(position, line_end - position);
    glong before = g_utf8_strlen(head, -1);
    const char *shown = g_utf8_offset_to_pointer(head, MAX(0, before - CARET_BEFORE_MAX));
    GString *text = g_string_new(shown == head ? "" : "… ");
    glong at = g_utf8_strlen(text->str, -1) + g_utf8_strlen(shown, -1);
    glong room = CARET_LINE_MAX - at;

    g_string_append(text, shown);
    if (g_utf8_strlen(tail, -1) > room) {
        g_string_append_len(text, tail, g_utf8_offset_to_pointer(tail, room) - tail);
        g_string_append(text, " …");
    } else {
        g_string_append(text, tail);
    }
    g_strdelimit(text->str, "\t\r", ' ');
    g_string_append_printf(text, "\n%*s^", (int)at, "");
    return g_string_free(text, FALSE);
}

static void fill_place(const char *statement, size_t position, EventError *error)
{
    const char *at = statement + MIN(position, strlen(statement));
    const char *line = statement;
    const char *end;

    error->line = 1;
    for (const char *i = statement; i < at; i++) {
        if (*i == '\n') {
            error->line++;
            line = i + 1;
        }
    }
    end = strchr(at, '\n');
    if (end == NULL)
        end = at + strlen(at);
    {
        g_autofree char *head = g_utf8_make_valid(line, at - line);

        error->column = (int)g_utf8_strlen(head, -1) + 1;
    }
    error->caret = caret_text(line, end, at);
}

void event_error_fill(const GError *failure, const char *statement, EventError *ret_error)
{
    int position = fail_position(failure);

    *ret_error = (EventError){
        .code = g_strdup(failure->domain == FAIL ? fail_code_name((FailCode)failure->code)
                                                 : fail_code_name(FAIL_CONFIG)),
        .text = g_strdup(failure->message),
        .hint = g_strdup(fail_hint_of(failure)),
        .acts = g_strdup(who_acts(failure)),
    };
    if (statement != NULL && position >= 0)
        fill_place(statement, (size_t)position, ret_error);
}

char *event_error_text(const EventError *error)
{
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "ERROR: %s\n", error->text);
    if (error->caret != NULL)
        g_string_append_printf(text, "line %d, column %d:\n%s\n", error->line, error->column,
                               error->caret);
    if (error->hint != NULL)
        g_string_append_printf(text, "HINT: %s\n", error->hint);
    if (error->acts != NULL)
        g_string_append_printf(text, "Who can mend it: %s.\n", error->acts);
    return g_string_free(text, FALSE);
}
