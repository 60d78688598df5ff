#pragma once
/*
 * Random JSON documents, and the same with a few bytes changed: mostly wrong, but nearly right.
 */
#include "lib/unit.h"

/* (owned) The seed is printed, and UNIT_SEED sets it. */
static inline GRand *random_seeded(void)
{
    const char *given = g_getenv("UNIT_SEED");
    guint32 seed =
        given != NULL ? (guint32)g_ascii_strtoull(given, NULL, 10) : (guint32)g_random_int();

    printf("# seed: %u (UNIT_SEED sets it)\n", seed);
    return g_rand_new_with_seed(seed);
}

static inline size_t random_below(GRand *random, size_t limit)
{
    return (size_t)g_rand_int_range(random, 0, (gint32)limit);
}

static inline const char *random_of(GRand *random, const char *const *texts, size_t len)
{
    return texts[random_below(random, len)];
}

static inline void random_space(GRand *random, GString *text)
{
    static const char *const spaces[] = {"", "", "", "", " ", "\n", "\t ", "\r\n"};

    g_string_append(text, random_of(random, spaces, G_N_ELEMENTS(spaces)));
}

static inline void random_string(GRand *random, GString *text)
{
    static const char *const pieces[] = {
        "a",
        "b",
        "ab",
        "Z",
        "0",
        "é",
        "日",
        "😀",
        "\\n",
        "\\u0041",
        " ",
        "\\",
        "/",
        "\\/",
        "\\u00e9",
        "\\u001f",
        "\\ud83d\\ude00",
        "\\t\\b\\f",
        "\\r",
        "\x7f",
        "~",
        "'",
        "$",
        "-",
        "\\\"",
        "\\\\",
        "longer than one word of eight bytes",
    };

    g_string_append_c(text, '"');
    for (size_t n = random_below(random, 5); n > 0; n--) {
        const char *piece = random_of(random, pieces, G_N_ELEMENTS(pieces));

        g_string_append(text, strcmp(piece, "\\") == 0 ? "\\\\" : piece);
    }
    g_string_append_c(text, '"');
}

static inline void random_number(GRand *random, GString *text)
{
    static const char *const numbers[] = {"0",    "-0",     "1",    "1.0",   "1.50", "1e2", "1E+2",
                                          "1e-2", "0.05e1", "-0.0", "10e-1", "2",    "100", "-7"};

    if (random_below(random, 2) == 0)
        g_string_append(text, random_of(random, numbers, G_N_ELEMENTS(numbers)));
    else
        g_string_append_printf(text, "%d", g_rand_int_range(random, -100000, 100000));
}

/* At most @depth levels deep. */
static inline void random_value(GRand *random, size_t depth, GString *text)
{
    static const char *const words[] = {"null", "true", "false"};
    size_t kind = random_below(random, depth == 0 ? 3 : 6), len = random_below(random, 5);

    random_space(random, text);
    if (kind == 0)
        g_string_append(text, random_of(random, words, G_N_ELEMENTS(words)));
    else if (kind == 1)
        random_string(random, text);
    else if (kind == 2)
        random_number(random, text);
    else
        g_string_append_c(text, kind == 3 ? '[' : '{');
    for (size_t i = 0; kind >= 3 && i < len; i++) {
        g_string_append(text, i > 0 ? "," : "");
        if (kind > 3) {
            random_space(random, text);
            random_string(random, text);
            random_space(random, text);
            g_string_append_c(text, ':');
        }
        random_value(random, depth - 1, text);
    }
    if (kind >= 3)
        g_string_append_c(text, kind == 3 ? ']' : '}');
    random_space(random, text);
}

/* A few pieces put in, taken out, or the end cut off. */
static inline void random_damage(GRand *random, GString *text)
{
    static const char *const pieces[] = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\u12",
        "\\ud800",
        "\\udc00",
        "e",
        "-",
        "+",
        ".",
        "0",
        "1",
        "x",
        "true",
        "nul",
        "\t",
        "\x01",
        "é",
        "\\x",
        "'",
        "/",
        "\xff",
        "\xc3",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "\xe2\x82",
    };

    for (size_t n = random_below(random, 3) + 1; n > 0; n--) {
        size_t at = random_below(random, text->len + 1);

        if (random_below(random, 4) == 0)
            g_string_truncate(text, at);
        else if (random_below(random, 2) == 0 && at < text->len)
            g_string_erase(text, (gssize)at, 1);
        else
            g_string_insert(text, (gssize)at, random_of(random, pieces, G_N_ELEMENTS(pieces)));
    }
}
