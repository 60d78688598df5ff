#include "session/cell.h"

#include <string.h>

#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"
#define TABLE_COMMENT "<!--TABLE_COMMENT-->"

typedef struct Style {
    gboolean is_html;
    gboolean keeps_lines; /* newlines and tabs are left as they are */
} Style;

static const struct {
    char from;
    const char *to;
} html_escapes[] = {
    {'&',  "&amp;" },
    {'<',  "&lt;"  },
    {'>',  "&gt;"  },
    {'"',  "&quot;"},
    {'\'', "&#39;" },
};

static void append_byte(GString *out, char byte, Style style)
{
    for (size_t i = 0; style.is_html && i < G_N_ELEMENTS(html_escapes); i++) {
        if (html_escapes[i].from == byte) {
            g_string_append(out, html_escapes[i].to);
            return;
        }
    }
    g_string_append_c(out, byte);
}

static void append_char(GString *out, gunichar c, Style style)
{
    gboolean is_blank = c == '\t' || c == '\n' || c == '\r';

    if (is_blank && style.keeps_lines && c != '\r')
        g_string_append_c(out, (char)c);
    else if (is_blank)
        g_string_append_c(out, ' ');
    else if (c < 0x20)
        g_string_append_unichar(out, 0x2400 + c);
    else if (c == 0x7f)
        g_string_append_unichar(out, 0x2421);
    else if (c >= 0x80 && c < 0xa0)
        g_string_append_unichar(out, 0xfffd);
    else if (c == 0x2028 || c == 0x2029) /* line ends to a browser's script */
        g_string_append_c(out, ' ');
    else if (c < 0x80)
        append_byte(out, (char)c, style);
    else
        g_string_append_unichar(out, c);
}

static void append(GString *out, const char *text, Style style)
{
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);

    for (const char *at = valid != NULL ? valid : text; *at != '\0'; at = g_utf8_next_char(at))
        append_char(out, g_utf8_get_char(at), style);
}

void cell_append_html(GString *html, const char *text)
{
    append(html, text, (Style){.is_html = TRUE});
}

void cell_append_plain(GString *plain, const char *text)
{
    append(plain, text, (Style){0});
}

/* Past what a browser's trim() may take away. */
static const char *skip_blanks(const char *at)
{
    while (*at != '\0') {
        gunichar c = g_utf8_get_char(at);

        if (c > 0x20 && c != 0xfeff && !g_unichar_isspace(c))
            break;
        at = g_utf8_next_char(at);
    }
    return at;
}

void cell_append_table(GString *table, const char *text, gboolean is_line)
{
    gsize from = table->len;
    const char *shown;

    append(table, text, (Style){0});
    shown = skip_blanks(table->str + from);
    if (*shown == '%' || (is_line && *shown == '\0') ||
        (is_line && g_str_has_prefix(shown, TABLE_COMMENT)))
        g_string_insert(table, shown - table->str, ZERO_WIDTH_SPACE);
}

char *cell_clean_text(const char *text)
{
    GString *clean = g_string_new(NULL);

    append(clean, text, (Style){.keeps_lines = TRUE});
    return g_string_free(clean, FALSE);
}

char *cell_html(const char *text)
{
    GString *html = g_string_new(NULL);

    append(html, text, (Style){.is_html = TRUE, .keeps_lines = TRUE});
    return g_string_free(html, FALSE);
}
