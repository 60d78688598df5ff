#include "sql/typo.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

static size_t min3(size_t a, size_t b, size_t c)
{
    return MIN(MIN(a, b), c);
}

/* Three rows of the usual matrix are enough: this one, the one before, and the one before that
 * for swapped neighbours. */
size_t typo_distance(const char *a, const char *b, size_t max)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t rows[3][TYPO_NAME_BYTES_MAX + 1];

    if (a_len > TYPO_NAME_BYTES_MAX || b_len > TYPO_NAME_BYTES_MAX)
        return max + 1;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *above2 = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            char x = g_ascii_tolower(a[i - 1]), y = g_ascii_tolower(b[j - 1]);

            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x == y ? 0 : 1));
            if (i > 1 && j > 1 && x == g_ascii_tolower(b[j - 2]) && g_ascii_tolower(a[i - 2]) == y)
                row[j] = MIN(row[j], above2[j - 2] + 1);
        }
    }
    return MIN(rows[a_len % 3][b_len], max + 1);
}

static size_t allowed(const char *a, const char *b)
{
    return MIN(MAX(strlen(a), strlen(b)) / 3, (size_t)3);
}

bool typo_is(const char *a, const char *b)
{
    size_t a_len = strlen(a);
    size_t max = allowed(a, b);

    if (typo_distance(a, b, max) <= max)
        return true;
    return a_len >= 3 && g_ascii_strncasecmp(a, b, a_len) == 0;
}

const char *typo_find(const char *name, const char *const *names)
{
    const char *nearest = NULL;
    size_t least = SIZE_MAX;

    for (; *names != NULL; names++) {
        size_t distance = typo_distance(name, *names, TYPO_NAME_BYTES_MAX);

        if (distance < least && typo_is(name, *names)) {
            nearest = *names;
            least = distance;
        }
    }
    return nearest;
}
