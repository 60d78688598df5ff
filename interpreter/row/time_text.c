/*
 * Field by field, each says what it can be given what the fields before it were: a number is a
 * year, a month, a day or a run-together time. What was seen already may not be seen again.
 */
#include "row/time_decoder.h"

static TimeTextRead name_zone(TimeDecoder *decoder, const char *name)
{
    decoder->zone = zone_find(span_of(name));
    decoder->now = SEEN_ZONE;
    if (decoder->zone != NULL)
        return TIME_TEXT_READ;
    g_strlcpy(decoder->text.no_zone, name, sizeof(decoder->text.no_zone));
    return TIME_TEXT_NO_ZONE;
}

/* "030405-08": a time and a zone, run together with a dash. */
static TimeTextRead read_clock_and_offset(TimeDecoder *decoder, const char *text)
{
    const char *dash = strchr(text, '-');
    TimeTextRead outcome;

    if ((decoder->seen & SEEN_CLOCK) == SEEN_CLOCK || dash == NULL)
        return TIME_TEXT_SYNTAX;
    outcome = time_read_offset(decoder, dash);
    if (outcome != TIME_TEXT_READ)
        return outcome;
    outcome = time_read_run_together(decoder, text, (size_t)(dash - text), decoder->seen);
    decoder->now |= SEEN_ZONE;
    return outcome;
}

static TimeTextRead read_date_field(TimeDecoder *decoder, const char *text)
{
    TimeLabel label = decoder->label;
    bool has_day = (decoder->seen & (SEEN_MONTH | SEEN_DAY)) == (SEEN_MONTH | SEEN_DAY);

    decoder->label = TIME_LABEL_NONE;
    if (label == TIME_LABEL_JULIAN)
        return time_read_julian_and_offset(decoder, text);
    if (label == TIME_LABEL_NONE && !has_day)
        return time_read_date(decoder, text);
    if (label != TIME_LABEL_NONE && label != TIME_LABEL_CLOCK)
        return TIME_TEXT_SYNTAX;
    if (label == TIME_LABEL_CLOCK || g_ascii_isdigit(*text))
        return read_clock_and_offset(decoder, text);
    return name_zone(decoder, text);
}

static TimeTextRead read_number(TimeDecoder *decoder, const char *text)
{
    const char *point = strchr(text, '.');
    size_t len = strlen(text);
    bool has_all = (decoder->seen & SEEN_DATE) != 0 && (decoder->seen & SEEN_CLOCK) != 0;

    if (decoder->label != TIME_LABEL_NONE)
        return time_read_labelled(decoder, text);
    if (point != NULL && (decoder->seen & SEEN_DATE) == 0)
        return time_read_date(decoder, text);
    if ((point != NULL && point - text > 2) || (len >= 6 && !has_all))
        return time_read_run_together(decoder, text, len, decoder->seen);
    return time_read_date_number(decoder, text, decoder->seen);
}

static TimeTextRead read_zone_word(TimeDecoder *decoder)
{
    decoder->now = SEEN_ZONE;
    if (decoder->zone_word.zone != NULL) {
        decoder->has_zone_word = true;
        decoder->now |= SEEN_MOVING_ZONE;
    } else {
        decoder->text.east_s = decoder->zone_word.period.east_s;
        decoder->now |= decoder->zone_word.period.is_summer ? SEEN_SUMMER_ZONE : 0;
    }
    return TIME_TEXT_READ;
}

static TimeTextRead read_month(TimeDecoder *decoder, int month)
{
    CalendarTime *time = &decoder->text.time;
    bool was_day = (decoder->seen & (SEEN_MONTH | SEEN_DAY)) == SEEN_MONTH &&
                   !decoder->has_text_month && time->month >= 1 && time->month <= 31;

    if (was_day) /* 2 Jan: what seemed to be the month was the day */
        time->day = time->month;
    decoder->now = was_day ? SEEN_DAY : SEEN_MONTH;
    decoder->has_text_month = true;
    time->month = month;
    return TIME_TEXT_READ;
}

static TimeTextRead read_word(TimeDecoder *decoder, const char *text, const TimeField *next)
{
    TimeTextRead outcome;
    int number = 0;

    if (zone_word_find(span_of(text), &decoder->zone_word))
        return read_zone_word(decoder);
    switch (time_word_find(text, &number)) {
    case TIME_WORD_IGNORED:
        return TIME_TEXT_READ;
    case TIME_WORD_MONTH:
        return read_month(decoder, number);
    case TIME_WORD_WEEKDAY:
        decoder->now = SEEN_WEEKDAY;
        return TIME_TEXT_READ;
    case TIME_WORD_HALF:
        decoder->now = SEEN_HALF;
        decoder->is_pm = number == 1;
        return TIME_TEXT_READ;
    case TIME_WORD_ERA:
        decoder->now = SEEN_ERA;
        decoder->is_bc = number == 1;
        return TIME_TEXT_READ;
    case TIME_WORD_SUMMER:
        decoder->now = SEEN_SUMMER | SEEN_SUMMER_ZONE;
        decoder->text.east_s += TIME_HOUR_S;
        return TIME_TEXT_READ;
    case TIME_WORD_LABEL:
        decoder->label = (TimeLabel)number;
        return TIME_TEXT_READ;
    case TIME_WORD_T:
        if ((decoder->seen & SEEN_DATE) != SEEN_DATE || next == NULL ||
            next->kind == TIME_FIELD_OFFSET || next->kind == TIME_FIELD_WORD)
            return TIME_TEXT_SYNTAX;
        decoder->label = TIME_LABEL_CLOCK;
        return TIME_TEXT_READ;
    case TIME_WORD_MIDNIGHT:
        decoder->now = SEEN_CLOCK | SEEN_ZONE;
        return TIME_TEXT_READ;
    case TIME_WORD_EPOCH:
        decoder->text.kind = TIME_TEXT_EPOCH;
        decoder->now = SEEN_SPECIAL;
        return TIME_TEXT_READ;
    case TIME_WORD_EARLY:
        decoder->text.kind = TIME_TEXT_EARLY;
        decoder->now = SEEN_SPECIAL;
        return TIME_TEXT_READ;
    case TIME_WORD_LATE:
        decoder->text.kind = TIME_TEXT_LATE;
        decoder->now = SEEN_SPECIAL;
        return TIME_TEXT_READ;
    case TIME_WORD_MOVING:
        return TIME_TEXT_MOVING;
    case TIME_WORD_NONE:
        break;
    }
    outcome = name_zone(decoder, text);
    return outcome == TIME_TEXT_NO_ZONE ? TIME_TEXT_SYNTAX : outcome;
}

static TimeTextRead read_field(TimeDecoder *decoder, const TimeField *field, const TimeField *next)
{
    switch (field->kind) {
    case TIME_FIELD_DATE:
        return read_date_field(decoder, field->text);
    case TIME_FIELD_CLOCK:
        if (decoder->label != TIME_LABEL_NONE && decoder->label != TIME_LABEL_CLOCK)
            return TIME_TEXT_SYNTAX;
        decoder->label = TIME_LABEL_NONE;
        return time_read_clock(decoder, field->text);
    case TIME_FIELD_OFFSET:
        decoder->now = SEEN_ZONE;
        return time_read_offset(decoder, field->text);
    case TIME_FIELD_NUMBER:
        return read_number(decoder, field->text);
    case TIME_FIELD_WORD:
        break;
    }
    return read_word(decoder, field->text, next);
}

/* ---- the whole ---- */

/* The year as it is counted; false if there is no such one. */
static bool settle_year(const TimeDecoder *decoder, CalendarTime *time)
{
    if (decoder->is_julian)
        return true;
    if (decoder->has_two_digits && !decoder->is_bc) {
        if (time->year < 100)
            time->year += time->year < 70 ? 2000 : 1900;
        return true;
    }
    if (time->year <= 0) /* 1 BC is followed by AD 1 */
        return false;
    if (decoder->is_bc)
        time->year = 1 - time->year;
    return true;
}

static TimeTextRead settle_date(const TimeDecoder *decoder, CalendarTime *time)
{
    if ((decoder->seen & SEEN_YEAR) != 0 && !settle_year(decoder, time))
        return TIME_TEXT_RANGE;
    if ((decoder->seen & SEEN_DAY_OF_YEAR) != 0) {
        CalendarTime date =
            calendar_split_day(calendar_days(time->year, 1, 1) + decoder->day_of_year - 1);

        time->month = date.month;
        time->day = date.day;
        time->year = date.year;
    }
    if (((decoder->seen & SEEN_MONTH) != 0 && (time->month < 1 || time->month > 12)) ||
        ((decoder->seen & SEEN_DAY) != 0 && (time->day < 1 || time->day > 31)) ||
        ((decoder->seen & SEEN_DATE) == SEEN_DATE &&
         time->day > calendar_month_days(time->year, time->month)))
        return TIME_TEXT_RANGE;
    if ((decoder->seen & SEEN_HALF) != 0) {
        if (time->hour > 12)
            return TIME_TEXT_RANGE;
        time->hour = time->hour % 12 + (decoder->is_pm ? 12 : 0);
    }
    return TIME_TEXT_READ;
}

/* A zone that is named moves its clocks, so what it is depends on the time. */
static TimeTextRead settle_zone(const TimeDecoder *decoder, TimeText *text)
{
    bool is_named = decoder->zone != NULL || decoder->has_zone_word;
    bool is_counted = text->time.year >= -4713 && text->time.year <= 294246;
    int64_t local_us;

    text->has_zone = (decoder->seen & SEEN_ZONE) != 0;
    if ((decoder->seen & SEEN_SUMMER) != 0 && (is_named || !text->has_zone))
        return TIME_TEXT_SYNTAX;
    if (!is_named)
        return TIME_TEXT_READ;
    if (!is_counted) { /* no time has such a date, and no date a zone */
        text->east_s = 0;
        return TIME_TEXT_READ;
    }
    local_us = calendar_us(&text->time);
    if (decoder->has_zone_word)
        text->east_s = zone_word_east_s(&decoder->zone_word, local_us);
    else
        text->east_s =
            (int32_t)((local_us - zone_us_of_local(decoder->zone, local_us)) / CALENDAR_SECOND_US);
    return TIME_TEXT_READ;
}

TimeTextRead time_text_read(Span text, TimeText *ret_text)
{
    TimeDecoder decoder = {.seen = 0};
    TimeFields fields;
    TimeTextRead outcome;

    if (!time_fields_split(text, &fields))
        return TIME_TEXT_SYNTAX;
    for (size_t i = 0; i < fields.len; i++) {
        decoder.now = 0;
        outcome = read_field(&decoder, &fields.fields[i],
                             i + 1 < fields.len ? &fields.fields[i + 1] : NULL);
        if (outcome != TIME_TEXT_READ) {
            *ret_text = decoder.text;
            return outcome;
        }
        if ((decoder.seen & decoder.now) != 0)
            return TIME_TEXT_SYNTAX;
        decoder.seen |= decoder.now;
    }
    outcome = settle_date(&decoder, &decoder.text.time);
    if (outcome != TIME_TEXT_READ)
        return outcome;
    if (decoder.text.kind == TIME_TEXT_DATED) {
        if ((decoder.seen & SEEN_DATE) != SEEN_DATE)
            return TIME_TEXT_SYNTAX;
        outcome = settle_zone(&decoder, &decoder.text);
    }
    *ret_text = decoder.text;
    return outcome;
}
