#include "expr/number_picture.h"

#include "base/fail.h"
#include "expr/calls_number.h"

/* The longer of those that begin alike first. */
static const struct {
    const char *name;
    PictureWord word;
} words[] = {
    {"9",    PICTURE_NINE       },
    {"0",    PICTURE_ZERO       },
    {".",    PICTURE_POINT      },
    {"D",    PICTURE_POINT      },
    {"d",    PICTURE_POINT      },
    {",",    PICTURE_COMMA      },
    {"G",    PICTURE_COMMA      },
    {"g",    PICTURE_COMMA      },
    {"FM",   PICTURE_FM         },
    {"fm",   PICTURE_FM         },
    {"SG",   PICTURE_SG         },
    {"sg",   PICTURE_SG         },
    {"SP",   PICTURE_NOTHING    },
    {"sp",   PICTURE_NOTHING    },
    {"S",    PICTURE_S          },
    {"s",    PICTURE_S          },
    {"MI",   PICTURE_MI         },
    {"mi",   PICTURE_MI         },
    {"PL",   PICTURE_PL         },
    {"pl",   PICTURE_PL         },
    {"PR",   PICTURE_PR         },
    {"pr",   PICTURE_PR         },
    {"RN",   PICTURE_ROMAN      },
    {"rn",   PICTURE_ROMAN_LOWER},
    {"TH",   PICTURE_TH         },
    {"th",   PICTURE_TH_LOWER   },
    {"L",    PICTURE_CURRENCY   },
    {"l",    PICTURE_CURRENCY   },
    {"V",    PICTURE_V          },
    {"v",    PICTURE_V          },
    {"EEEE", PICTURE_EEEE       },
    {"eeee", PICTURE_EEEE       },
    {"B",    PICTURE_NOTHING    },
    {"b",    PICTURE_NOTHING    },
    {"C",    PICTURE_NOTHING    },
    {"c",    PICTURE_NOTHING    },
};

#define BIT(word) (1u << (word))
#define BIT_SIGNS (BIT(PICTURE_MI) | BIT(PICTURE_PL) | BIT(PICTURE_SG))

/* What may not stand before a word. */
static const struct {
    PictureWord word;
    unsigned before;
    const char *message;
} conflicts[] = {
    {PICTURE_NINE,  BIT(PICTURE_PR),                "\"9\" must be ahead of \"PR\""              },
    {PICTURE_ZERO,  BIT(PICTURE_PR),                "\"0\" must be ahead of \"PR\""              },
    {PICTURE_POINT, BIT(PICTURE_POINT),             "multiple decimal points"                    },
    {PICTURE_POINT, BIT(PICTURE_V),                 "cannot use \"V\" and decimal point together"},
    {PICTURE_V,     BIT(PICTURE_POINT),             "cannot use \"V\" and decimal point together"},
    {PICTURE_S,     BIT(PICTURE_S),                 "cannot use \"S\" twice"                     },
    {PICTURE_S,     BIT_SIGNS | BIT(PICTURE_PR),
     "cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"                                 },
    {PICTURE_MI,    BIT(PICTURE_S),                 "cannot use \"S\" and \"MI\" together"       },
    {PICTURE_PL,    BIT(PICTURE_S),                 "cannot use \"S\" and \"PL\" together"       },
    {PICTURE_SG,    BIT(PICTURE_S),                 "cannot use \"S\" and \"SG\" together"       },
    {PICTURE_PR,    BIT_SIGNS | BIT(PICTURE_S),
     "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together"                                 },
    {PICTURE_EEEE,  BIT(PICTURE_EEEE),              "cannot use \"EEEE\" twice"                  },
    {PICTURE_EEEE,
     BIT_SIGNS | BIT(PICTURE_S) | BIT(PICTURE_FM) | BIT(PICTURE_PR) | BIT(PICTURE_ROMAN) |
         BIT(PICTURE_ROMAN_LOWER) | BIT(PICTURE_V),
     "\"EEEE\" is incompatible with other formats"                                               },
};

static bool check_word(const Picture *picture, PictureWord word, GError **error)
{
    if (picture_has(picture, PICTURE_EEEE) && word != PICTURE_EEEE)
        return fail(error, FAIL_DATA, "\"EEEE\" must be the last pattern used");
    for (size_t i = 0; i < G_N_ELEMENTS(conflicts); i++) {
        if (conflicts[i].word == word && (picture->words & conflicts[i].before) != 0)
            return fail(error, FAIL_DATA, "%s", conflicts[i].message);
    }
    return true;
}

static void count_place(Picture *picture, PictureWord word)
{
    bool is_decimal = picture_has(picture, PICTURE_POINT);

    if (word == PICTURE_NINE && picture_has(picture, PICTURE_V)) {
        picture->moved++;
        return;
    }
    if (word == PICTURE_ZERO && !is_decimal && picture->zero_from < 0)
        picture->zero_from = picture->whole;
    if (is_decimal)
        picture->decimals++;
    else
        picture->whole++;
    if (word == PICTURE_ZERO)
        picture->zero_to = picture->whole + picture->decimals;
}

static bool add_word(Picture *picture, PictureWord word, GError **error)
{
    if (!check_word(picture, word, error))
        return false;
    if (word == PICTURE_NINE || word == PICTURE_ZERO)
        count_place(picture, word);
    picture->words |= BIT(word);
    return true;
}

static size_t find_word(Span rest, PictureWord *ret_word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t len = strlen(words[i].name);

        if (rest.len >= len && memcmp(rest.at, words[i].name, len) == 0) {
            *ret_word = words[i].word;
            return len;
        }
    }
    return 0;
}

static size_t character_len(Span rest)
{
    size_t len = 1;

    while (len < rest.len && ((unsigned char)rest.at[len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* The next item: a word, or a character, which may be quoted. False at the end, or with an error.
 */
static bool next_item(Span text, size_t *at, bool *is_quoted, PictureItem *ret_item)
{
    size_t len;

    for (; *at < text.len && text.at[*at] == '"'; (*at)++)
        *is_quoted = !*is_quoted;
    if (*at == text.len)
        return false;
    len = *is_quoted ? 0 : find_word(span_make(text.at + *at, text.len - *at), &ret_item->word);
    if (len == 0) {
        bool escapes =
            text.at[*at] == '\\' && *at + 1 < text.len && (*is_quoted || text.at[*at + 1] == '"');

        *at += escapes ? 1 : 0;
        len = character_len(span_make(text.at + *at, text.len - *at));
        *ret_item = (PictureItem){PICTURE_TEXT, span_make(text.at + *at, len)};
    }
    *at += len;
    return true;
}

/* @text: borrowed for the life of the picture; @arena: holds the items */
static bool read_picture(Span text, Arena *arena, Picture *ret_picture, GError **error)
{
    PictureItem *items = text.len > PICTURE_BYTES_MAX
                             ? NULL
                             : arena_try_alloc(arena, (text.len + 1) * sizeof(*items));
    Picture picture = {.items = items, .zero_from = -1};
    int sign_at = -1; /* places before the sign, if no point is */
    bool is_quoted = false;
    size_t at = 0;

    if (items == NULL)
        return fail(error, FAIL_LIMIT,
                    "a picture of %zu bytes is beyond the limit of %d, or of the "
                    "memory of a row",
                    text.len, PICTURE_BYTES_MAX);
    while (next_item(text, &at, &is_quoted, &items[picture.len])) {
        PictureWord word = items[picture.len++].word;

        if (word == PICTURE_S && !picture_has(&picture, PICTURE_POINT))
            sign_at = picture.whole;
        if (word != PICTURE_TEXT && !add_word(&picture, word, error))
            return false;
    }
    picture.signs_end = sign_at < 0 || sign_at == picture.whole + picture.moved;
    *ret_picture = picture;
    return true;
}

bool number_picture_prepare(Arena *arena, const Value *const *constants, size_t len,
                            const void **ret_prepared, GError **error)
{
    Picture *picture;

    *ret_prepared = NULL;
    if (len < 2 || constants[1] == NULL || constants[1]->is_null)
        return true;
    picture = arena_try_alloc(arena, sizeof(*picture));
    if (picture == NULL)
        return fail(error, FAIL_LIMIT, "the pictures of the statement need too much memory");
    *ret_prepared = picture;
    return read_picture(value_span(constants[1]), arena, picture, error);
}

const Picture *number_picture_of(ExprContext *context, const Value *args, Picture *own,
                                 GError **error)
{
    if (args[2].text != NULL)
        return (const Picture *)(const void *)args[2].text;
    return read_picture(value_span(&args[1]), context->arena, own, error) ? own : NULL;
}
