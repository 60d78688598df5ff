/* cursor: what a page's place in a paragraph is to us. */
#include "rpc/cursor.h"

#include "lib/unit.h"

static const struct {
    const char *why, *script;
    int units;
    const char *paragraph;
    bool is_settings;
    const char *text;
    size_t bytes;
} cases[] = {
    {"in the script",            "\nsel",              4,        "%kafka\nsel",             false, "\nsel",              4 },
    {"the text is not known",    "sel",                3,        "",                        false, "sel",                3 },
    {"beyond the end",           "sel",                99,       "",                        false, "sel",                3 },
    {"before the beginning",     "sel",                -7,       "%kafka sel",              false, "sel",                0 },
    {"letters of two bytes",     "'\xc3\xa9' x",       4,        "",                        false, "'\xc3\xa9' x",       5 },
    {"one of two units",         "\xf0\x9f\x98\x80 x", 3,        "",                        false, "\xf0\x9f\x98\x80 x", 5 },
    {"the middle of one",        "\xf0\x9f\x98\x80 x", 1,        "",                        false, "\xf0\x9f\x98\x80 x", 0 },
    {"in the parentheses",       "\nSELECT 1",         -1,       "%kafka(emit=)\nSELECT 1", true,  "emit=",              5 },
    {"further in",               "\nSELECT 1",         -6,       "%kafka(emit=)\nSELECT 1", true,  "emit=",              0 },
    {"behind more blanks",       "SELECT 1",           -2,       "%kafka(em) SELECT 1",     true,  "em",                 2 },
    {"on the word before them",  "\nSELECT 1",         -9,       "%kafka(emit=)\nSELECT 1", false, "\nSELECT 1",
     0                                                                                                                     },
    {"with nothing behind them", "",                   0,        "%kafka(emit=)",           true,  "emit=",              5 },
    {"with a quote in them",     "",                   0,        " %kafka(since=\"a)b\")",  true,  "since=\"a)b\"",      11},
    {"nothing at all",           "",                   0,        "%kafka",                  false, "",                   0 },
    {"not closed",               "",                   0,        "%kafka(emit",             false, "",                   0 },
    {"a text that is not in it", "x",                  -1,       "%kafka(emit=)\nSELECT 1", false, "x",                  0 },
    {"the least number",         "x",                  G_MININT, "%kafka(emit=)\nx",        false, "x",                  0 },
    {"no UTF-8",                 "\xff",               1,        "",                        false, "",                   0 },
};

static void the_cursor_is_found(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Cursor) cursor = cursor_find(cases[i].script, cases[i].units, cases[i].paragraph);
        g_autofree char *said = g_strdup_printf("%s: %d %s %zu", cases[i].why, cursor.is_settings,
                                                cursor.text, cursor.bytes);

        UNIT_CHECK(cursor.is_settings == cases[i].is_settings &&
                       strcmp(cursor.text, cases[i].text) == 0 && cursor.bytes == cases[i].bytes,
                   said);
    }
}

UNIT_MAIN("rpc/cursor", UNIT(the_cursor_is_found))
