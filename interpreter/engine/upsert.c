#include "engine/upsert.h"

static const ShownRow *rows_of(const GArray *rows)
{
    return (const ShownRow *)(const void *)rows->data;
}

bool upsert_put(Merge *merge, Top *top, Shown *shown, int64_t *inout_put, GError **error)
{
    g_autoptr(GArray) there = g_array_new(FALSE, FALSE, sizeof(ShownRow));
    g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(ShownRow));
    size_t len;
    Item *const *changed = merge_changed(merge, &len);

    for (size_t i = 0; i < len; i++) {
        ShownRow row = {.id = changed[i]->ordinal, .row = changed[i]};
        bool passed;

        if (!top_judge(top, changed[i], &passed, error))
            return false;
        if (changed[i]->passes)
            g_array_append_val(there, row);
        else if (passed)
            g_array_append_val(gone, row);
    }
    merge_forget_changed(merge);
    *inout_put += there->len;
    return shown_update(shown, rows_of(there), there->len, there->len, top_cells, top, error) &&
           shown_remove(shown, rows_of(gone), gone->len, top_cells, top, error);
}
