#include "expr/number_format.h"

#include "base/fail.h"
#include "expr/calls_time.h"

typedef struct Word {
    const char *name; /* in lower case too */
    NumberPlace place;
} Word;

/* Of those that begin alike the longest first. */
static const Word words[] = {
    {",",    NUMBER_COMMA        },
    {".",    NUMBER_POINT        },
    {"0",    NUMBER_0            },
    {"9",    NUMBER_9            },
    {"B",    NUMBER_BLANK        },
    {"C",    NUMBER_NOTHING      },
    {"D",    NUMBER_POINT        },
    {"EEEE", NUMBER_EXPONENT     },
    {"FM",   NUMBER_FILL         },
    {"G",    NUMBER_COMMA        },
    {"L",    NUMBER_CURRENCY     },
    {"MI",   NUMBER_MINUS        },
    {"PL",   NUMBER_PLUS         },
    {"PR",   NUMBER_BRACKET      },
    {"RN",   NUMBER_ROMAN        },
    {"SG",   NUMBER_SIGN         },
    {"SP",   NUMBER_NOTHING      },
    {"S",    NUMBER_ANCHORED_SIGN},
    {"TH",   NUMBER_ORDINAL      },
    {"V",    NUMBER_SHIFT        },
};

static bool matches(Span text, const char *name, bool is_lower)
{
    size_t len = strlen(name);

    if (text.len < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text.at[i] != (is_lower ? g_ascii_tolower(name[i]) : name[i]))
            return false;
    }
    return true;
}

static const Word *find_word(Span text, bool *ret_is_lower)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (matches(text, words[i].name, false)) {
            *ret_is_lower = false;
            return &words[i];
        }
        if (matches(text, words[i].name, true)) {
            *ret_is_lower = true;
            return &words[i];
        }
    }
    return NULL;
}

/* ---- what goes together ---- */

/* A place that none of others may stand before. */
static const struct {
    NumberPlace place;
    unsigned against;
    const char *sentence;
} conflicts[] = {
    {NUMBER_9,             NUMBER_HAS_BRACKET,                                            "\"9\" must be ahead of \"PR\""              },
    {NUMBER_0,             NUMBER_HAS_BRACKET,                                            "\"0\" must be ahead of \"PR\""              },
    {NUMBER_POINT,         NUMBER_HAS_POINT,                                              "multiple decimal points"                    },
    {NUMBER_POINT,         NUMBER_HAS_SHIFT,                                              "cannot use \"V\" and decimal point together"},
    {NUMBER_SHIFT,         NUMBER_HAS_POINT,                                              "cannot use \"V\" and decimal point together"},
    {NUMBER_ANCHORED_SIGN, NUMBER_HAS_ANCHORED_SIGN,                                      "cannot use \"S\" twice"                     },
    {NUMBER_ANCHORED_SIGN, NUMBER_HAS_PLUS | NUMBER_HAS_MINUS | NUMBER_HAS_BRACKET,
     "cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"                                                                       },
    {NUMBER_MINUS,         NUMBER_HAS_ANCHORED_SIGN,                                      "cannot use \"S\" and \"MI\" together"       },
    {NUMBER_PLUS,          NUMBER_HAS_ANCHORED_SIGN,                                      "cannot use \"S\" and \"PL\" together"       },
    {NUMBER_SIGN,          NUMBER_HAS_ANCHORED_SIGN,                                      "cannot use \"S\" and \"SG\" together"       },
    {NUMBER_BRACKET,       NUMBER_HAS_ANCHORED_SIGN | NUMBER_HAS_PLUS | NUMBER_HAS_MINUS,
     "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together"                                                                       },
    {NUMBER_EXPONENT,      NUMBER_HAS_EXPONENT,                                           "cannot use \"EEEE\" twice"                  },
    {NUMBER_EXPONENT,
     NUMBER_HAS_BLANK | NUMBER_HAS_FILL | NUMBER_HAS_ANCHORED_SIGN | NUMBER_HAS_BRACKET |
         NUMBER_HAS_MINUS | NUMBER_HAS_PLUS | NUMBER_HAS_ROMAN | NUMBER_HAS_SHIFT,
     "\"EEEE\" is incompatible with other formats"                                                                                     },
};

static bool check(const NumberFormat *format, NumberPlace place, GError **error)
{
    if ((format->has & NUMBER_HAS_EXPONENT) != 0 && place != NUMBER_EXPONENT)
        return fail(error, FAIL_DATA, "\"EEEE\" must be the last pattern used");
    for (size_t i = 0; i < G_N_ELEMENTS(conflicts); i++) {
        if (conflicts[i].place == place && (format->has & conflicts[i].against) != 0)
            return fail(error, FAIL_DATA, "%s", conflicts[i].sentence);
    }
    return true;
}

/* ---- counting ---- */

static void count_9(NumberFormat *format)
{
    if ((format->has & NUMBER_HAS_SHIFT) != 0)
        format->shift++;
    else if ((format->has & NUMBER_HAS_POINT) != 0)
        format->after++;
    else
        format->before++;
}

static void count_0(NumberFormat *format)
{
    bool is_after = (format->has & NUMBER_HAS_POINT) != 0;

    if ((format->has & NUMBER_HAS_ZERO) == 0 && !is_after) {
        format->has |= NUMBER_HAS_ZERO;
        format->zero_start = format->before;
    }
    if (is_after)
        format->after++;
    else
        format->before++;
    format->zero_end = format->before + format->after;
}

static void count_sign(NumberFormat *format)
{
    if ((format->has & NUMBER_HAS_POINT) != 0)
        format->is_sign_after = true;
    else
        format->before_sign = format->before;
    format->has |= NUMBER_HAS_ANCHORED_SIGN;
}

static void count(NumberFormat *format, NumberPlace place)
{
    static const unsigned has[] = {
        [NUMBER_POINT] = NUMBER_HAS_POINT,     [NUMBER_EXPONENT] = NUMBER_HAS_EXPONENT,
        [NUMBER_FILL] = NUMBER_HAS_FILL,       [NUMBER_MINUS] = NUMBER_HAS_MINUS,
        [NUMBER_PLUS] = NUMBER_HAS_PLUS,       [NUMBER_SIGN] = NUMBER_HAS_MINUS | NUMBER_HAS_PLUS,
        [NUMBER_BRACKET] = NUMBER_HAS_BRACKET, [NUMBER_ROMAN] = NUMBER_HAS_ROMAN,
        [NUMBER_SHIFT] = NUMBER_HAS_SHIFT,     [NUMBER_NOTHING] = 0,
    };
    bool is_first = format->before == 0 && format->after == 0;

    switch (place) {
    case NUMBER_9:
        count_9(format);
        return;
    case NUMBER_0:
        count_0(format);
        return;
    case NUMBER_ANCHORED_SIGN:
        count_sign(format);
        return;
    case NUMBER_BLANK:
        format->has |= is_first ? NUMBER_HAS_BLANK : 0u;
        return;
    default:
        format->has |= has[place];
        return;
    }
}

/* ---- reading ---- */

static void skip(Span *text, size_t len)
{
    *text = span_make(text->at + len, text->len - len);
}

static void add_character(NumberFormat *format, Span *text)
{
    size_t len = MIN((size_t)(g_utf8_next_char(text->at) - text->at), text->len);

    format->items[format->len++] = (NumberItem){.text = span_make(text->at, len)};
    skip(text, len);
}

/* "text", in which a backslash takes the next character as it is; or one character. */
static void add_literal(NumberFormat *format, Span *text)
{
    if (*text->at != '"') {
        if (*text->at == '\\' && text->len > 1 && text->at[1] == '"')
            skip(text, 1);
        add_character(format, text);
        return;
    }
    skip(text, 1);
    while (text->len > 0 && *text->at != '"') {
        if (*text->at == '\\' && text->len > 1)
            skip(text, 1);
        add_character(format, text);
    }
    if (text->len > 0)
        skip(text, 1);
}

bool number_format_read(Arena *arena, Span pattern, NumberFormat *ret_format, GError **error)
{
    NumberFormat format = {
        .items = arena_try_alloc(arena, MAX(pattern.len, (size_t)1) * sizeof(NumberItem))};

    if (format.items == NULL)
        return fail(error, FAIL_LIMIT,
                    "a pattern of %zu bytes does not fit into the memory of a row", pattern.len);
    while (pattern.len > 0) {
        bool is_lower = false;
        const Word *word = find_word(pattern, &is_lower);

        if (word == NULL) {
            add_literal(&format, &pattern);
            continue;
        }
        if (!check(&format, word->place, error))
            return false;
        count(&format, word->place);
        format.items[format.len++] = (NumberItem){
            word->place, is_lower, {NULL, 0}
        };
        skip(&pattern, strlen(word->name));
    }
    *ret_format = format;
    return true;
}

EXPR_PREPARE(number_format_prepare)
{
    const Value *pattern = constants[1];
    NumberFormat *format;
    char *copy;

    *ret_prepared = NULL;
    if (pattern == NULL || pattern->is_null)
        return true;
    format = arena_try_alloc(arena, sizeof(*format));
    copy = arena_try_alloc(arena, pattern->len);
    if (format == NULL || copy == NULL)
        return fail(error, FAIL_LIMIT, "the pattern needs too much memory");
    if (pattern->len > 0)
        memcpy(copy, pattern->text, pattern->len);
    *ret_prepared = format;
    return number_format_read(arena, span_make(copy, pattern->len), format, error);
}
