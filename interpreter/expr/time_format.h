#pragma once
/*
 * Format patterns of to_char, to_timestamp and to_date: "YYYY-MM-DD HH24:MI", as a list of fields
 * and of what stands between them.
 *
 * Thread: any; constant once read.
 */
#include "expr/node.h"

typedef enum FormatField {
    FORMAT_ERA,      /* AD, BC */
    FORMAT_HALF,     /* AM, PM */
    FORMAT_CENTURY,  /* CC */
    FORMAT_DAY,      /* Monday */
    FORMAT_DY,       /* Mon */
    FORMAT_DDD,      /* day of the year */
    FORMAT_IDDD,     /* day of the ISO year */
    FORMAT_DD,       /* day of the month */
    FORMAT_D,        /* day of the week, Sunday is 1 */
    FORMAT_ID,       /* day of the week, Monday is 1 */
    FORMAT_FRACTION, /* FF1 to FF6: digits of a second's fraction */
    FORMAT_FX,       /* what follows has its exact width */
    FORMAT_HH24,
    FORMAT_HH12,
    FORMAT_IW, /* week of the ISO year */
    FORMAT_IYEAR,
    FORMAT_JULIAN,
    FORMAT_MI,
    FORMAT_MM,
    FORMAT_MONTH,
    FORMAT_MON,
    FORMAT_MS,
    FORMAT_OF, /* the zone's hours and minutes */
    FORMAT_QUARTER,
    FORMAT_ROMAN, /* the month */
    FORMAT_SS,
    FORMAT_SSSS, /* seconds of the day */
    FORMAT_TZ,   /* the zone's short name */
    FORMAT_TZH,
    FORMAT_TZM,
    FORMAT_US,
    FORMAT_W,  /* week of the month */
    FORMAT_WW, /* week of the year */
    FORMAT_Y_YYY,
    FORMAT_YEAR,
} FormatField;

typedef enum FormatLetters {
    FORMAT_UPPER,
    FORMAT_TITLE,
    FORMAT_LOWER,
} FormatLetters;

/* Which calendar a field is of; to_timestamp does not mix them. */
typedef enum FormatCalendar {
    FORMAT_ANY,
    FORMAT_GREGORIAN,
    FORMAT_ISO_WEEKS,
} FormatCalendar;

typedef enum FormatKind {
    FORMAT_FIELD,
    FORMAT_LITERAL,
    FORMAT_SPACE,
    FORMAT_SEPARATOR,
} FormatKind;

enum {
    FORMAT_FILL = 1,      /* FM: no padding */
    FORMAT_LOCAL = 2,     /* TM: names without padding too */
    FORMAT_ORDINAL = 4,   /* th, TH */
    FORMAT_ORDINAL_UP = 8 /* TH */
};

typedef struct FormatItem {
    FormatKind kind;
    FormatField field;
    FormatLetters letters;
    FormatCalendar calendar;
    unsigned flags;
    bool is_digits, has_dots; /* "A.D." */
    int width;                /* bytes of its name, or digits of FF and years */
    Span text; /* (borrowed from the pattern) a literal's character, a field's name */
} FormatItem;

typedef struct Format {
    FormatItem *items;
    size_t len;
} Format;

/* A character that is no letter, digit or space. */
static inline bool format_is_separator(char byte)
{
    return byte > 0x20 && byte < 0x7F && !g_ascii_isalnum(byte);
}

/* The pattern of a call whose last argument it is, and that has format_prepare(). */
bool format_of_call(ExprContext *context, const Value *args, size_t args_len, Format *ret_format,
                    GError **error);

extern const char *const format_months[12], *const format_days[7];
extern const char *const format_romans[12]; /* XII first, so that no name is the beginning of a
                                             * later one */
