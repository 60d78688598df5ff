/* The members of JSON objects. */
#include "codec/survey.h"
#include "row/document.h"

enum { STRINGS_BYTES_MAX = 1 << 20 }; /* of one member, unescaped */

static SurveyKind kind_of(Span value, Span *ret_shown, Arena *arena)
{
    *ret_shown = value;
    switch (document_kind(value)) {
    case DOCUMENT_BOOLEAN:
        return SURVEY_TRUTH;
    case DOCUMENT_NUMBER:
        return survey_number(value);
    case DOCUMENT_ARRAY:
        return SURVEY_ARRAY;
    case DOCUMENT_OBJECT:
        return SURVEY_OBJECT;
    case DOCUMENT_STRING:
    case DOCUMENT_NULL:
        break;
    }
    *ret_shown = document_inside(value);
    document_unescape(*ret_shown, arena, ret_shown); /* beyond the arena it stays as it is */
    return survey_text(*ret_shown);
}

static void survey_items(SurveyColumn *column, Span array, Arena *arena)
{
    DocumentWalk walk = document_walk(array);
    Span name, item, shown;

    while (document_next(&walk, &name, &item)) {
        if (document_kind(item) != DOCUMENT_NULL)
            column->items |= 1u << kind_of(item, &shown, arena);
    }
}

static void survey_member(Survey *survey, Span written, Span value, Arena *arena)
{
    Span name, shown;
    SurveyColumn *column;
    SurveyKind kind;

    if (!document_unescape(written, arena, &name))
        return;
    column = survey_column(survey, name);
    if (column == NULL || document_kind(value) == DOCUMENT_NULL)
        return;
    kind = kind_of(value, &shown, arena);
    if (kind == SURVEY_ARRAY)
        survey_items(column, value, arena);
    survey_add(survey, column, kind, shown);
}

void survey_json(Survey *survey, const Span *records, size_t len)
{
    g_autoptr(Arena) arena = arena_new(STRINGS_BYTES_MAX);

    for (size_t i = 0; i < len; i++) {
        Span document, name, value;
        DocumentWalk walk;

        if (records[i].at == NULL || !document_read(records[i], &document) ||
            document_kind(document) != DOCUMENT_OBJECT)
            continue;
        survey->records++;
        walk = document_walk(document);
        for (; document_next(&walk, &name, &value); arena_clear(arena))
            survey_member(survey, name, value, arena);
    }
}
