#include "worker/last_words.h"

#include <assert.h>

enum { LAST_WORDS_LINE_BYTES_MAX = 2048 }; /* a longer line is logged in pieces */

struct LastWords {
    GString *kept;
    size_t bytes_max;
    gboolean is_cut; /* older bytes than kept's first were dropped */
    GString *line;   /* the line that has not ended yet */
    size_t lines_max;
    size_t lines;   /* in the present second */
    size_t omitted; /* since the last line that was logged */
    int64_t second; /* of the count above */
    LastWordsFn line_fn;
    void *user;
};

LastWords *last_words_new(size_t bytes_max, size_t lines_max, LastWordsFn line_fn, void *user)
{
    LastWords *words = g_new0(LastWords, 1);

    assert(bytes_max > 0 && lines_max > 0);
    words->kept = g_string_new(NULL);
    words->bytes_max = bytes_max;
    words->line = g_string_new(NULL);
    words->lines_max = lines_max;
    words->line_fn = line_fn;
    words->user = user;
    return words;
}

void last_words_free(LastWords *words)
{
    if (words == NULL)
        return;
    g_string_free(words->kept, TRUE);
    g_string_free(words->line, TRUE);
    g_free(words);
}

static void say_omitted(LastWords *words)
{
    g_autofree char *text = NULL;

    if (words->omitted == 0)
        return;
    text = g_strdup_printf("... %zu more lines", words->omitted);
    words->omitted = 0;
    words->line_fn(text, words->user);
}

static void end_line(LastWords *words)
{
    if (words->line->len > 0 && words->lines < words->lines_max) {
        g_autofree char *text = g_utf8_make_valid(words->line->str, (gssize)words->line->len);

        words->lines++;
        words->line_fn(text, words->user);
    } else if (words->line->len > 0) {
        words->omitted++;
    }
    g_string_truncate(words->line, 0);
}

void last_words_add(LastWords *words, const char *bytes, size_t len, int64_t now_ms)
{
    if (now_ms / 1000 != words->second) {
        words->second = now_ms / 1000;
        words->lines = 0;
        say_omitted(words);
    }
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\n')
            g_string_append_c(words->line, bytes[i]);
        if (bytes[i] == '\n' || words->line->len == LAST_WORDS_LINE_BYTES_MAX)
            end_line(words);
    }

    g_string_append_len(words->kept, bytes, (gssize)len);
    if (words->kept->len > words->bytes_max) {
        g_string_erase(words->kept, 0, (gssize)(words->kept->len - words->bytes_max));
        words->is_cut = TRUE;
    }
}

void last_words_end(LastWords *words)
{
    end_line(words);
    say_omitted(words);
}

char *last_words_text(const LastWords *words)
{
    const char *from = words->kept->str;
    const char *newline = words->is_cut ? memchr(from, '\n', words->kept->len) : NULL;

    if (newline != NULL && newline[1] != '\0')
        from = newline + 1;
    return g_strstrip(
        g_utf8_make_valid(from, (gssize)(words->kept->str + words->kept->len - from)));
}
