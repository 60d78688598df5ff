/* Ways into a value: members, items, paths. */
#include "row/document_scan.h"

DocumentKind document_kind(Span value)
{
    switch (value.at[0]) {
    case '{':
        return DOCUMENT_OBJECT;
    case '[':
        return DOCUMENT_ARRAY;
    case '"':
        return DOCUMENT_STRING;
    case 't':
    case 'f':
        return DOCUMENT_BOOLEAN;
    case 'n':
        return DOCUMENT_NULL;
    default:
        return DOCUMENT_NUMBER;
    }
}

bool document_is_true(Span value)
{
    return value.at[0] == 't';
}

DocumentWalk document_walk(Span container)
{
    bool is_object = container.len > 0 && container.at[0] == '{';
    bool is_array = container.len > 0 && container.at[0] == '[';
    size_t skipped = is_object || is_array ? 1 : container.len;

    return (DocumentWalk){container.at + skipped, container.at + container.len, is_object, true};
}

/* Past the comma before all values but the first; NULL at the end, or where there is none. */
static const char *to_next(const DocumentWalk *walk)
{
    const char *at = scan_space(walk->at, walk->end);

    if (at == walk->end || *at == '}' || *at == ']')
        return NULL;
    if (walk->is_first)
        return at;
    return *at == ',' ? scan_space(at + 1, walk->end) : NULL;
}

bool document_next(DocumentWalk *walk, Span *ret_name, Span *ret_value)
{
    const char *start = to_next(walk), *at = NULL;
    Span name = span_make(NULL, 0);

    if (start != NULL && walk->is_object)
        start = scan_name(start, walk->end, &name);
    if (start != NULL)
        at = scan_value(start, walk->end, 0);
    walk->is_first = false;
    walk->at = at == NULL ? walk->end : at;
    if (at == NULL)
        return false;
    *ret_name = name;
    *ret_value = span_make(start, (size_t)(at - start));
    return true;
}

size_t document_len(Span container)
{
    DocumentWalk walk = document_walk(container);
    Span name, value;
    size_t len = 0;

    while (document_next(&walk, &name, &value))
        len++;
    return len;
}

bool document_member(Span value, Span name, Span *ret_value)
{
    DocumentWalk walk = document_walk(value);
    Span one_name, one;
    bool found = false;

    while (walk.is_object && document_next(&walk, &one_name, &one)) {
        if (!document_name_equals(one_name, name))
            continue;
        found = true;
        *ret_value = one;
    }
    return found;
}

bool document_item(Span value, int64_t index, Span *ret_value)
{
    DocumentWalk walk = document_walk(value);
    Span name, one;

    if (walk.is_object)
        return false;
    if (index < 0)
        index += (int64_t)document_len(value);
    for (; index >= 0 && document_next(&walk, &name, &one); index--) {
        if (index == 0) {
            *ret_value = one;
            return true;
        }
    }
    return false;
}

bool document_index(Span name, int64_t *ret_index)
{
    size_t i = 0;
    bool is_negative = false;
    int64_t index = 0;

    while (i < name.len && g_ascii_isspace(name.at[i]))
        i++;
    if (i < name.len && (name.at[i] == '-' || name.at[i] == '+'))
        is_negative = name.at[i++] == '-';
    if (i == name.len)
        return false;
    for (; i < name.len; i++) {
        if (!g_ascii_isdigit(name.at[i]) || index > G_MAXINT32)
            return false;
        index = index * 10 + (name.at[i] - '0');
    }
    *ret_index = is_negative ? -index : index;
    return *ret_index >= G_MININT32 && *ret_index <= G_MAXINT32;
}

bool document_path(Span value, const Span *steps, size_t steps_len, Span *ret_value)
{
    for (size_t i = 0; i < steps_len; i++) {
        int64_t index;
        bool found = false;

        if (document_kind(value) == DOCUMENT_OBJECT)
            found = document_member(value, steps[i], &value);
        else if (document_kind(value) == DOCUMENT_ARRAY && document_index(steps[i], &index))
            found = document_item(value, index, &value);
        if (!found)
            return false;
    }
    *ret_value = value;
    return true;
}
