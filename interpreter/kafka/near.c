#include "kafka/near.h"

#include <string.h>

typedef struct Near {
    const char *name;
    int distance;
} Near;

/* Levenshtein's distance, one row at a time. */
static int distance_of(const char *a, const char *b)
{
    int row[NEAR_TEXT_MAX + 1];
    int b_len = (int)strlen(b);

    for (int j = 0; j <= b_len; j++)
        row[j] = j;
    for (int i = 1; a[i - 1] != '\0'; i++) {
        int diagonal = row[0];

        row[0] = i;
        for (int j = 1; j <= b_len; j++) {
            int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

            diagonal = row[j];
            row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_len];
}

/* Containing is worse than two wrong letters; -1 is not near at all. */
static int nearness_of(const char *name, const char *candidate)
{
    enum { CONTAINS = NEAR_DISTANCE_MAX + 1, CONTAINED_LEN_MIN = 3 };
    g_autofree char *a = g_ascii_strdown(name, -1);
    g_autofree char *b = g_ascii_strdown(candidate, -1);
    size_t a_len = strlen(a), b_len = strlen(b);
    int distance;

    if (a_len > NEAR_TEXT_MAX || b_len > NEAR_TEXT_MAX)
        return -1;
    distance = distance_of(a, b);
    /* Two letters of a name of three are another name. */
    if (distance <= NEAR_DISTANCE_MAX && (size_t)distance * 2 < MAX(a_len, b_len))
        return distance;
    if (MIN(a_len, b_len) >= CONTAINED_LEN_MIN && (strstr(a, b) != NULL || strstr(b, a) != NULL))
        return CONTAINS;
    return -1;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const Near *first = a, *second = b;

    if (first->distance != second->distance)
        return first->distance - second->distance;
    return strcmp(first->name, second->name);
}

char *near_names(const char *name, const GPtrArray *names)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Near));
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        Near near = {g_ptr_array_index(names, i), nearness_of(name, g_ptr_array_index(names, i))};

        if (near.distance >= 0)
            g_array_append_val(found, near);
    }
    g_array_sort(found, compare);
    for (guint i = 0; i < MIN(found->len, (guint)NEAR_NAMES_MAX); i++)
        g_string_append_printf(text, "%s\"%s\"", i == 0 ? "" : ", ",
                               g_array_index(found, Near, i).name);
    return text->len == 0 ? NULL : g_string_free(g_steal_pointer(&text), FALSE);
}
