/*
 * cell: a record's content never becomes markup, in HTML and in Zeppelin's table text.
 */
#include "lib/unit.h"
#include "session/cell.h"

#define ZWSP "\xe2\x80\x8b"

static char *html_of(const char *text)
{
    GString *out = g_string_new(NULL);

    cell_append_html(out, text);
    return g_string_free(out, FALSE);
}

static char *table_of(const char *text, gboolean is_line)
{
    GString *out = g_string_new("x\t");

    cell_append_table(out, text, is_line);
    g_string_erase(out, 0, 2);
    return g_string_free(out, FALSE);
}

static void html_is_escaped_and_control_bytes_become_pictures(void)
{
    static const struct {
        const char *text, *html;
    } cases[] = {
        {"plain",                       "plain"                                          },
        {"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
        {"a & b \" c",                  "a &amp; b &quot; c"                             },
        {"tab\tline\r\nend",            "tab line  end"                                  },
        {"esc\x1b[31m nul-like\x01",    "esc\xe2\x90\x9b[31m nul-like\xe2\x90\x81"       },
        {"del\x7f c1\xc2\x85",          "del\xe2\x90\xa1 c1\xef\xbf\xbd"                 },
        {"broken \xff\xfe",             "broken \xef\xbf\xbd\xef\xbf\xbd"                },
        {"Größe \xf0\x9f\x98\x80",    "Größe \xf0\x9f\x98\x80"                       },
        {"{{1+1}}",                     "{{1+1}}"                                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = html_of(cases[i].text);

        UNIT_EQUALS_TEXT(html, cases[i].html);
    }
}

static void a_table_cell_can_be_no_directive_no_column_and_no_comment(void)
{
    static const struct {
        const char *text;
        gboolean is_line;
        const char *cell;
    } cases[] = {
        {"%html <script>",       FALSE, ZWSP "%html <script>"        },
        {"  %html x",            FALSE, "  " ZWSP "%html x"          },
        {"\n%html x",            FALSE, " " ZWSP "%html x"           },
        {"\xef\xbb\xbf%html x",  FALSE, "\xef\xbb\xbf" ZWSP "%html x"},
        {"\xc2\xa0%html x",      FALSE, "\xc2\xa0" ZWSP "%html x"    },
        {"50 %",                 FALSE, "50 %"                       },
        {"a\tb\nc",              FALSE, "a b c"                      },
        {"",                     FALSE, ""                           },
        {"",                     TRUE,  ZWSP                         },
        {" ",                    TRUE,  " " ZWSP                     },
        {"<!--TABLE_COMMENT-->", TRUE,  ZWSP "<!--TABLE_COMMENT-->"  },
        {"\xe2\x80\xa8 line",    FALSE, "  line"                     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *cell = table_of(cases[i].text, cases[i].is_line);

        UNIT_EQUALS_TEXT(cell, cases[i].cell);
    }
}

static void a_text_of_lines_keeps_them(void)
{
    g_autofree char *text = cell_clean_text("line 1:\tx\n  ^ here\x1b");

    UNIT_EQUALS_TEXT(text, "line 1:\tx\n  ^ here\xe2\x90\x9b");
}

UNIT_MAIN("session/cell", UNIT(html_is_escaped_and_control_bytes_become_pictures),
          UNIT(a_table_cell_can_be_no_directive_no_column_and_no_comment),
          UNIT(a_text_of_lines_keeps_them))
