#include "expr/box.h"

#include "expr/aggregate_state.h"

enum { BOX_BYTES_MIN = 64 };

/* Memory that is kept for the next value, if the last one did not need far more. */
static void empty(Box *box, size_t wanted)
{
    if (box->bytes != NULL && box->capacity > BOX_BYTES_MIN && wanted < box->capacity / 4)
        box_done(box);
    if (box->bytes == NULL)
        box->bytes = g_byte_array_new();
    g_byte_array_set_size(box->bytes, 0);
}

static bool filled(Box *box, const char *name, GError **error)
{
    box->capacity = MAX(box->capacity, aggregate_buffer_bytes(box->bytes->len));
    return box->bytes->len <= AGGREGATE_STATE_BYTES_MAX || aggregate_fail_limit(name, error);
}

bool box_put(Box *box, Type type, const Value *value, const char *name, GError **error)
{
    empty(box, value->is_null ? 0 : value->len);
    value_save(type, value, box->bytes);
    return filled(box, name, error);
}

Value box_get(const Box *box, Type type, Arena *arena)
{
    const uint8_t *at = box->bytes->data;

    return value_load(type, &at, arena);
}

void box_done(Box *box)
{
    if (box->bytes != NULL)
        g_byte_array_unref(box->bytes);
    *box = (Box){.capacity = 0};
}

void box_save(const Box *box, GByteArray *bytes)
{
    aggregate_save_bytes(box->bytes == NULL ? NULL : box->bytes->data,
                         box->bytes == NULL ? 0 : box->bytes->len, bytes);
}

void box_load(Box *box, const uint8_t **at)
{
    Span saved = aggregate_load_bytes(at);

    if (saved.len == 0)
        return;
    empty(box, saved.len);
    g_byte_array_append(box->bytes, (const guint8 *)saved.at, (guint)saved.len);
    filled(box, "", NULL);
}
