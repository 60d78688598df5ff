#include "engine/memory.h"

char *memory_number(int64_t number)
{
    GString *text = g_string_new(NULL);
    size_t digits_from = number < 0;

    g_string_printf(text, "%" G_GINT64_FORMAT, number);
    for (gssize at = (gssize)text->len - 3; at > (gssize)digits_from; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

bool memory_fail(int64_t groups, int64_t memory_max, GError **error)
{
    g_autofree char *size = g_format_size_full((guint64)memory_max, G_FORMAT_SIZE_IEC_UNITS);
    g_autofree char *count = memory_number(groups);

    if (groups < 0) {
        fail(error, FAIL_LIMIT, "the rows that the query keeps need more than memory_max (%s)",
             size);
        return fail_hint(error, "add a LIMIT, read less with WHERE or since/until, or raise "
                                "memory_max");
    }
    fail(error, FAIL_LIMIT, "the query keeps %s groups, which need more than memory_max (%s)",
         count, size);
    return fail_hint(error, "group by something with fewer values or by a longer window, read less "
                            "with WHERE or since/until, or raise memory_max");
}

bool memory_fail_values(GError **error)
{
    fail(error, FAIL_LIMIT,
         "the values of one row or group need more memory than there is to look "
         "at them");
    return fail_hint(error, "keep shorter arrays, or raise memory_max");
}
