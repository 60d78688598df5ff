/*
 * scan: a text's tokens by PostgreSQL's lexical rules.
 * Method: a table of texts and their tokens, joined by '|'.
 */
#include "lib/unit.h"

#include "sql/scan.h"

static char *join_tokens(const char *text)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    Scan scan = scan_make(span_of(text));

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan))
        g_string_append_printf(joined, "%s%c:%.*s", joined->len > 0 ? "|" : "",
                               "-wqsny"[token.kind], (int)token.text.len, token.text.at);
    return g_strdup(joined->str);
}

static void tokens_are_cut_as_postgresql_cuts_them(void)
{
    static const struct {
        const char *text;
        const char *tokens;
    } cases[] = {
        {"select a1,b_$",                   "w:select|w:a1|y:,|w:b_$"                    },
        {"a--x\n/*y/*z*/*/b",               "w:a|w:b"                                    },
        {"'it''s' E'\\'' \"a\"\"b\"",       "s:'it''s'|s:E'\\''|q:\"a\"\"b\""            },
        {"$$a'b$$ $t$ $$ $t$ $1",           "s:$$a'b$$|s:$t$ $$ $t$|y:$|n:1"             },
        {"1 1.5 .5 1e10 1e 1..2",           "n:1|n:1.5|n:.5|n:1e10|n:1|w:e|n:1|y:.|n:.2" },
        {"a->>'b'=-1",                      "w:a|y:->>|s:'b'|y:=-|n:1"                   },
        {"a<=--x",                          "w:a|y:<="                                   },
        {"a*/*x*/b",                        "w:a|y:*|w:b"                                },
        {"B'0' x'1f' U&'a' n'b' U&\"c\" u", "s:B'0'|s:x'1f'|s:U&'a'|s:n'b'|q:U&\"c\"|w:u"},
        {"gr\xc3\xb6\xc3\x9f"
         "e",                      "w:gr\xc3\xb6\xc3\x9f"
         "e"                                                       },
        {"'open",                           "s:'open"                                    },
        {"/* open",                         ""                                           },
        {"E'\\",                            "s:E'\\"                                     },
        {"$a$ open",                        "s:$a$ open"                                 },
        {"",                                ""                                           },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *tokens = join_tokens(cases[i].text);

        UNIT_EQUALS_TEXT(tokens, cases[i].tokens);
    }
}

static void every_token_lies_within_the_text(void)
{
    static const char text[] = "E'\\ $a$ /* \" ' -- U&' 1e+ .. `";

    for (size_t len = 0; len < sizeof(text); len++) {
        g_autofree char *exact = g_malloc(MAX(len, (size_t)1)); /* no NUL behind it */
        Scan scan = scan_make(span_make(exact, len));
        size_t tokens = 0;

        memcpy(exact, text, len);
        for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
            UNIT_REQUIRE(token.text.len > 0 && token.text.at + token.text.len <= exact + len);
            UNIT_REQUIRE(++tokens <= len);
        }
        UNIT_CHECK(scan.at == len, "all of the text is consumed");
    }
}

static char *repeat(const char *part, size_t times)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < times; i++)
        g_string_append(text, part);
    return g_strdup(text->str);
}

static void a_text_at_the_limits_is_taken_and_one_more_is_not(void)
{
    static const struct {
        const char *part;
        size_t max;
        const char *sentence;
    } cases[] = {
        {"a ", SCAN_TOKENS_MAX,  "more than 20000 words"    },
        {"(",  SCAN_NESTING_MAX, "nested more than 400 deep"},
        {"[",  SCAN_NESTING_MAX, "nested more than 400 deep"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fits = repeat(cases[i].part, cases[i].max);
        g_autofree char *exceeds = repeat(cases[i].part, cases[i].max + 1);
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(scan_check(span_of(fits), NULL), "at the limit");
        UNIT_CHECK(!scan_check(span_of(exceeds), &error), "beyond the limit");
        UNIT_FAILED_WITH(error, FAIL_LIMIT, cases[i].sentence);
        UNIT_CHECK(fail_position(error) == (int)(strlen(fits)), "at the first that is too much");
    }
}

static void parentheses_in_texts_do_not_nest(void)
{
    g_autofree char *open = repeat("'(' \"(\" ", SCAN_NESTING_MAX + 1);
    g_autofree char *closed = repeat("()", SCAN_NESTING_MAX + 1);

    UNIT_CHECK(scan_check(span_of(open), NULL), "quoted");
    UNIT_CHECK(scan_check(span_of(closed), NULL), "side by side");
}

UNIT_MAIN("sql/scan", UNIT(tokens_are_cut_as_postgresql_cuts_them),
          UNIT(every_token_lies_within_the_text),
          UNIT(a_text_at_the_limits_is_taken_and_one_more_is_not),
          UNIT(parentheses_in_texts_do_not_nest))
