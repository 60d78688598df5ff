#include "row/time_fields.h"

#include "row/number.h"

typedef struct Word {
    const char *word;
    TimeWordKind kind;
    int number;
} Word;

static const Word words[] = {
    {"january",   TIME_WORD_MONTH,    1                },
    {"february",  TIME_WORD_MONTH,    2                },
    {"march",     TIME_WORD_MONTH,    3                },
    {"april",     TIME_WORD_MONTH,    4                },
    {"may",       TIME_WORD_MONTH,    5                },
    {"june",      TIME_WORD_MONTH,    6                },
    {"july",      TIME_WORD_MONTH,    7                },
    {"august",    TIME_WORD_MONTH,    8                },
    {"september", TIME_WORD_MONTH,    9                },
    {"sept",      TIME_WORD_MONTH,    9                },
    {"october",   TIME_WORD_MONTH,    10               },
    {"november",  TIME_WORD_MONTH,    11               },
    {"december",  TIME_WORD_MONTH,    12               },
    {"monday",    TIME_WORD_WEEKDAY,  1                },
    {"tuesday",   TIME_WORD_WEEKDAY,  2                },
    {"tues",      TIME_WORD_WEEKDAY,  2                },
    {"wednesday", TIME_WORD_WEEKDAY,  3                },
    {"weds",      TIME_WORD_WEEKDAY,  3                },
    {"thursday",  TIME_WORD_WEEKDAY,  4                },
    {"thur",      TIME_WORD_WEEKDAY,  4                },
    {"thurs",     TIME_WORD_WEEKDAY,  4                },
    {"friday",    TIME_WORD_WEEKDAY,  5                },
    {"saturday",  TIME_WORD_WEEKDAY,  6                },
    {"sunday",    TIME_WORD_WEEKDAY,  0                },
    {"am",        TIME_WORD_HALF,     0                },
    {"pm",        TIME_WORD_HALF,     1                },
    {"ad",        TIME_WORD_ERA,      0                },
    {"bc",        TIME_WORD_ERA,      1                },
    {"at",        TIME_WORD_IGNORED,  0                },
    {"on",        TIME_WORD_IGNORED,  0                },
    {"dst",       TIME_WORD_SUMMER,   0                },
    {"y",         TIME_WORD_LABEL,    TIME_LABEL_YEAR  },
    {"m",         TIME_WORD_LABEL,    TIME_LABEL_MONTH },
    {"d",         TIME_WORD_LABEL,    TIME_LABEL_DAY   },
    {"h",         TIME_WORD_LABEL,    TIME_LABEL_HOUR  },
    {"mm",        TIME_WORD_LABEL,    TIME_LABEL_MINUTE},
    {"s",         TIME_WORD_LABEL,    TIME_LABEL_SECOND},
    {"j",         TIME_WORD_LABEL,    TIME_LABEL_JULIAN},
    {"jd",        TIME_WORD_LABEL,    TIME_LABEL_JULIAN},
    {"julian",    TIME_WORD_LABEL,    TIME_LABEL_JULIAN},
    {"dow",       TIME_WORD_LABEL,    TIME_LABEL_OTHER },
    {"doy",       TIME_WORD_LABEL,    TIME_LABEL_OTHER },
    {"isodow",    TIME_WORD_LABEL,    TIME_LABEL_OTHER },
    {"isoyear",   TIME_WORD_LABEL,    TIME_LABEL_OTHER },
    {"t",         TIME_WORD_T,        0                },
    {"allballs",  TIME_WORD_MIDNIGHT, 0                },
    {"epoch",     TIME_WORD_EPOCH,    0                },
    {"infinity",  TIME_WORD_LATE,     0                },
    {"-infinity", TIME_WORD_EARLY,    0                },
    {"now",       TIME_WORD_MOVING,   0                },
    {"today",     TIME_WORD_MOVING,   0                },
    {"tomorrow",  TIME_WORD_MOVING,   0                },
    {"yesterday", TIME_WORD_MOVING,   0                },
};

enum { SHORT_BYTES = 3 }; /* of months and weekdays: "jan", "mon" */

TimeWordKind time_word_find(const char *word, int *ret_number)
{
    size_t len = strlen(word);

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        bool has_short = words[i].kind == TIME_WORD_MONTH || words[i].kind == TIME_WORD_WEEKDAY;

        if (words[i].word[0] != word[0]) /* most are done with here */
            continue;
        if (strcmp(word, words[i].word) == 0 ||
            (has_short && len == SHORT_BYTES && memcmp(word, words[i].word, len) == 0)) {
            *ret_number = words[i].number;
            return words[i].kind;
        }
    }
    return TIME_WORD_NONE;
}

/* ---- cutting ---- */

typedef struct Cutter {
    const char *at, *end;
    TimeFields *fields;
} Cutter;

static char peek(const Cutter *cutter)
{
    return cutter->at < cutter->end ? *cutter->at : '\0';
}

static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

static void keep(Cutter *cutter)
{
    cutter->fields->bytes[cutter->fields->bytes_len++] = g_ascii_tolower(*cutter->at++);
}

static void keep_digits(Cutter *cutter, const char *others)
{
    while (g_ascii_isdigit(peek(cutter)) || is_one_of(peek(cutter), others))
        keep(cutter);
}

static void keep_letters(Cutter *cutter)
{
    while (g_ascii_isalpha(peek(cutter)))
        keep(cutter);
}

/* "2026-01-02", "2-jan-2026", "2026.123", from its first delimiter on. */
static TimeFieldKind cut_date(Cutter *cutter)
{
    char delimiter[2] = {peek(cutter), '\0'};

    keep(cutter);
    if (!g_ascii_isdigit(peek(cutter))) {
        while (g_ascii_isalnum(peek(cutter)) || peek(cutter) == delimiter[0])
            keep(cutter);
        return TIME_FIELD_DATE;
    }
    keep_digits(cutter, "");
    if (peek(cutter) != delimiter[0])
        return delimiter[0] == '.' ? TIME_FIELD_NUMBER : TIME_FIELD_DATE;
    keep_digits(cutter, delimiter);
    return TIME_FIELD_DATE;
}

static TimeFieldKind cut_number(Cutter *cutter)
{
    keep_digits(cutter, "");
    if (peek(cutter) == ':') {
        keep_digits(cutter, ":.");
        return TIME_FIELD_CLOCK;
    }
    return is_one_of(peek(cutter), "-/.") ? cut_date(cutter) : TIME_FIELD_NUMBER;
}

/* A word; with punctuation in it a date or a zone, and so is one that runs into a number unless it
 * is known ("y2026"). */
static TimeFieldKind cut_word(Cutter *cutter, size_t start)
{
    TimeFields *fields = cutter->fields;
    int number;

    keep_letters(cutter);
    if (peek(cutter) == '+' || g_ascii_isdigit(peek(cutter))) {
        fields->bytes[fields->bytes_len] = '\0';
        if (time_word_find(fields->bytes + start, &number) != TIME_WORD_NONE)
            return TIME_FIELD_WORD;
    } else if (!is_one_of(peek(cutter), "-/.")) {
        return TIME_FIELD_WORD;
    }
    while (g_ascii_isalnum(peek(cutter)) || is_one_of(peek(cutter), "+-/_.:"))
        keep(cutter);
    return TIME_FIELD_DATE;
}

static bool cut_signed(Cutter *cutter, TimeFieldKind *ret_kind)
{
    keep(cutter);
    while (number_is_space(peek(cutter)))
        cutter->at++;
    *ret_kind = g_ascii_isdigit(peek(cutter)) ? TIME_FIELD_OFFSET : TIME_FIELD_WORD;
    if (g_ascii_isdigit(peek(cutter)))
        keep_digits(cutter, ":.-");
    else if (g_ascii_isalpha(peek(cutter)))
        keep_letters(cutter);
    else
        return false;
    return true;
}

/* Spaces, and punctuation that begins no field, are between fields. */
static void skip_between(Cutter *cutter)
{
    while (number_is_space(peek(cutter)) ||
           (g_ascii_ispunct(peek(cutter)) && !is_one_of(peek(cutter), "+-.")))
        cutter->at++;
}

bool time_fields_split(Span text, TimeFields *ret_fields)
{
    Cutter cutter = {text.at, text.at + text.len, ret_fields};

    ret_fields->len = ret_fields->bytes_len = 0;
    if (text.len > TIME_TEXT_BYTES_MAX)
        return false;
    for (skip_between(&cutter); cutter.at < cutter.end; skip_between(&cutter)) {
        size_t start = ret_fields->bytes_len;
        TimeFieldKind kind = TIME_FIELD_NUMBER;

        if (ret_fields->len == TIME_FIELDS_MAX)
            return false;
        if (g_ascii_isdigit(peek(&cutter)))
            kind = cut_number(&cutter);
        else if (g_ascii_isalpha(peek(&cutter)))
            kind = cut_word(&cutter, start);
        else if (peek(&cutter) == '.')
            keep(&cutter), keep_digits(&cutter, "");
        else if (!is_one_of(peek(&cutter), "+-") || !cut_signed(&cutter, &kind))
            return false;
        ret_fields->bytes[ret_fields->bytes_len++] = '\0';
        ret_fields->fields[ret_fields->len++] = (TimeField){kind, ret_fields->bytes + start};
    }
    return true;
}
