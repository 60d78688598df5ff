#include "expr/time_format.h"

#include "base/fail.h"
#include "expr/calls_time.h"

const char *const format_months[12] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
const char *const format_days[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                    "Thursday", "Friday", "Saturday"};
const char *const format_romans[12] = {"XII", "XI", "X",  "IX",  "VIII", "VII",
                                       "VI",  "V",  "IV", "III", "II",   "I"};

typedef struct Word {
    const char *name; /* in lower case too, unless it is a title */
    FormatField field;
    FormatCalendar calendar;
    bool is_digits;
} Word;

/* The longest that matches is meant. To add a field: here, and in the switches of
 * time_format_write.c and time_format_read.c. */
static const Word words[] = {
    {"A.D.",  FORMAT_ERA,      FORMAT_ANY,       false},
    {"AD",    FORMAT_ERA,      FORMAT_ANY,       false},
    {"B.C.",  FORMAT_ERA,      FORMAT_ANY,       false},
    {"BC",    FORMAT_ERA,      FORMAT_ANY,       false},
    {"A.M.",  FORMAT_HALF,     FORMAT_ANY,       false},
    {"AM",    FORMAT_HALF,     FORMAT_ANY,       false},
    {"P.M.",  FORMAT_HALF,     FORMAT_ANY,       false},
    {"PM",    FORMAT_HALF,     FORMAT_ANY,       false},
    {"CC",    FORMAT_CENTURY,  FORMAT_ANY,       true },
    {"DAY",   FORMAT_DAY,      FORMAT_ANY,       false},
    {"Day",   FORMAT_DAY,      FORMAT_ANY,       false},
    {"DY",    FORMAT_DY,       FORMAT_ANY,       false},
    {"Dy",    FORMAT_DY,       FORMAT_ANY,       false},
    {"DDD",   FORMAT_DDD,      FORMAT_GREGORIAN, true },
    {"IDDD",  FORMAT_IDDD,     FORMAT_ISO_WEEKS, true },
    {"DD",    FORMAT_DD,       FORMAT_GREGORIAN, true },
    {"D",     FORMAT_D,        FORMAT_GREGORIAN, true },
    {"ID",    FORMAT_ID,       FORMAT_ISO_WEEKS, true },
    {"FF1",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FF2",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FF3",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FF4",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FF5",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FF6",   FORMAT_FRACTION, FORMAT_ANY,       true },
    {"FX",    FORMAT_FX,       FORMAT_ANY,       false},
    {"HH24",  FORMAT_HH24,     FORMAT_ANY,       true },
    {"HH12",  FORMAT_HH12,     FORMAT_ANY,       true },
    {"HH",    FORMAT_HH12,     FORMAT_ANY,       true },
    {"IW",    FORMAT_IW,       FORMAT_ISO_WEEKS, true },
    {"IYYY",  FORMAT_IYEAR,    FORMAT_ISO_WEEKS, true },
    {"IYY",   FORMAT_IYEAR,    FORMAT_ISO_WEEKS, true },
    {"IY",    FORMAT_IYEAR,    FORMAT_ISO_WEEKS, true },
    {"I",     FORMAT_IYEAR,    FORMAT_ISO_WEEKS, true },
    {"J",     FORMAT_JULIAN,   FORMAT_ANY,       true },
    {"MI",    FORMAT_MI,       FORMAT_ANY,       true },
    {"MM",    FORMAT_MM,       FORMAT_GREGORIAN, true },
    {"MONTH", FORMAT_MONTH,    FORMAT_GREGORIAN, false},
    {"Month", FORMAT_MONTH,    FORMAT_GREGORIAN, false},
    {"MON",   FORMAT_MON,      FORMAT_GREGORIAN, false},
    {"Mon",   FORMAT_MON,      FORMAT_GREGORIAN, false},
    {"MS",    FORMAT_MS,       FORMAT_ANY,       true },
    {"OF",    FORMAT_OF,       FORMAT_ANY,       false},
    {"Q",     FORMAT_QUARTER,  FORMAT_ANY,       true },
    {"RM",    FORMAT_ROMAN,    FORMAT_GREGORIAN, false},
    {"SSSSS", FORMAT_SSSS,     FORMAT_ANY,       true },
    {"SSSS",  FORMAT_SSSS,     FORMAT_ANY,       true },
    {"SS",    FORMAT_SS,       FORMAT_ANY,       true },
    {"TZ",    FORMAT_TZ,       FORMAT_ANY,       false},
    {"TZH",   FORMAT_TZH,      FORMAT_ANY,       false},
    {"TZM",   FORMAT_TZM,      FORMAT_ANY,       true },
    {"US",    FORMAT_US,       FORMAT_ANY,       true },
    {"W",     FORMAT_W,        FORMAT_GREGORIAN, true },
    {"WW",    FORMAT_WW,       FORMAT_GREGORIAN, true },
    {"Y,YYY", FORMAT_Y_YYY,    FORMAT_GREGORIAN, true },
    {"YYYY",  FORMAT_YEAR,     FORMAT_GREGORIAN, true },
    {"YYY",   FORMAT_YEAR,     FORMAT_GREGORIAN, true },
    {"YY",    FORMAT_YEAR,     FORMAT_GREGORIAN, true },
    {"Y",     FORMAT_YEAR,     FORMAT_GREGORIAN, true },
};

static bool starts_with(Span text, const char *word)
{
    size_t len = strlen(word);

    return text.len >= len && memcmp(text.at, word, len) == 0;
}

static bool starts_in_lower_case(Span text, const char *word)
{
    size_t len = strlen(word);

    if (text.len < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text.at[i] != g_ascii_tolower(word[i]))
            return false;
    }
    return true;
}

static const Word *find_word(Span text, FormatLetters *ret_letters)
{
    const Word *found = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *name = words[i].name;
        bool is_upper = starts_with(text, name);

        if ((found != NULL && strlen(found->name) >= strlen(name)) ||
            (!is_upper && !starts_in_lower_case(text, name)))
            continue;
        found = &words[i];
        *ret_letters = !is_upper                                     ? FORMAT_LOWER
                       : name[1] != '\0' && g_ascii_islower(name[1]) ? FORMAT_TITLE
                                                                     : FORMAT_UPPER;
    }
    return found;
}

static void skip(Span *text, size_t len)
{
    *text = span_make(text->at + len, text->len - len);
}

static unsigned take_prefix(Span *text)
{
    unsigned flags = starts_with(*text, "FM") || starts_with(*text, "fm")   ? FORMAT_FILL
                     : starts_with(*text, "TM") || starts_with(*text, "tm") ? FORMAT_LOCAL
                                                                            : 0;

    if (flags != 0)
        skip(text, 2);
    return flags;
}

static unsigned take_suffix(Span *text)
{
    bool is_spelled = starts_with(*text, "SP"); /* which says nothing */
    unsigned flags = starts_with(*text, "TH")   ? FORMAT_ORDINAL | FORMAT_ORDINAL_UP
                     : starts_with(*text, "th") ? FORMAT_ORDINAL
                                                : 0;

    if (flags != 0 || is_spelled)
        skip(text, 2);
    return flags;
}

static void add_character(Format *format, Span *text, FormatKind kind)
{
    size_t len = MIN((size_t)(g_utf8_next_char(text->at) - text->at), text->len);

    format->items[format->len++] = (FormatItem){.kind = kind, .text = span_make(text->at, len)};
    skip(text, len);
}

/* "text", in which a backslash takes the next character as it is. */
static void add_quoted(Format *format, Span *text)
{
    skip(text, 1);
    while (text->len > 0) {
        if (*text->at == '"') {
            skip(text, 1);
            return;
        }
        if (*text->at == '\\' && text->len > 1)
            skip(text, 1);
        add_character(format, text, FORMAT_LITERAL);
    }
}

static void add_other(Format *format, Span *text)
{
    if (*text->at == '"') {
        add_quoted(format, text);
        return;
    }
    if (*text->at == '\\' && text->len > 1 && text->at[1] == '"')
        skip(text, 1);
    add_character(format, text,
                  format_is_separator(*text->at) ? FORMAT_SEPARATOR
                  : g_ascii_isspace(*text->at)   ? FORMAT_SPACE
                                                 : FORMAT_LITERAL);
}

/* How many digits it means: FF3 has 3, YYYY has 4. */
static int width_of(const Word *word)
{
    return word->field == FORMAT_FRACTION ? word->name[2] - '0' : (int)strlen(word->name);
}

/* False if the items do not fit into the arena. */
static bool read_format(Arena *arena, Span pattern, Format *ret_format)
{
    Format format = {.items =
                         arena_try_alloc(arena, MAX(pattern.len, (size_t)1) * sizeof(FormatItem))};

    if (format.items == NULL)
        return false;
    while (pattern.len > 0) {
        unsigned flags = take_prefix(&pattern);
        FormatLetters letters = FORMAT_UPPER;
        const Word *word = find_word(pattern, &letters);
        FormatItem *item = &format.items[format.len];
        size_t len;

        if (word == NULL) {
            if (pattern.len > 0)
                add_other(&format, &pattern);
            continue;
        }
        len = strlen(word->name);
        *item = (FormatItem){.kind = FORMAT_FIELD,
                             .field = word->field,
                             .letters = letters,
                             .calendar = word->calendar,
                             .is_digits = word->is_digits,
                             .has_dots = word->name[1] == '.',
                             .width = width_of(word),
                             .text = span_make(pattern.at, len)};
        skip(&pattern, len);
        item->flags = flags | take_suffix(&pattern);
        format.len++;
    }
    *ret_format = format;
    return true;
}

EXPR_PREPARE(format_prepare)
{
    const Value *pattern = constants[len - 1];
    Format *format;
    char *copy;

    *ret_prepared = NULL;
    if (pattern == NULL || pattern->is_null)
        return true;
    format = arena_try_alloc(arena, sizeof(*format));
    copy = arena_try_alloc(arena, pattern->len);
    if (format == NULL || copy == NULL ||
        !read_format(arena, span_make(memcpy(copy, pattern->text, pattern->len), pattern->len),
                     format))
        return fail(error, FAIL_LIMIT, "the pattern needs too much memory");
    *ret_prepared = format;
    return true;
}

bool format_of_call(ExprContext *context, const Value *args, size_t args_len, Format *ret_format,
                    GError **error)
{
    const Format *prepared = expr_prepared(args, args_len);

    if (prepared != NULL) {
        *ret_format = *prepared;
        return true;
    }
    return read_format(context->arena, value_span(&args[args_len - 1]), ret_format) ||
           fail(error, FAIL_LIMIT,
                "a pattern of %" G_GUINT32_FORMAT " bytes does not fit into the memory of a row",
                args[args_len - 1].len);
}
