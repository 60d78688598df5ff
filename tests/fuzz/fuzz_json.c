/* Any bytes as a JSON document, and what must hold of it, whatever it is. */
#include <assert.h>

#include "base/fail.h"
#include "row/jsonb.h"
#include "row/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 16 << 20 };

/* Whether the value is read or not, walking it stays within its bytes. */
static void walk(Span value, Arena *arena, int depth)
{
    DocumentWalk at = document_walk(value);
    Span name, part, text;

    while (depth < 8 && document_next(&at, &name, &part)) {
        assert(part.at >= value.at && part.at + part.len <= value.at + value.len);
        document_unescape(name, arena, &text);
        walk(part, arena, depth + 1);
    }
}

static void check_paths(Span text, Span value, Arena *arena)
{
    static const DocumentPath paths[] = {
        {.steps_len = 0},
        { {{"a", 1}},             1},
        { {{"a", 1}, {"0", 1}},             2},
        { {{"1", 1}, {"a", 1}},             2},
        { {{"", 0}},             1},
        { {{"a", 1}, {"b", 1}, {"c", 1}},             3},
    };
    const DocumentPaths *made = document_paths_new(arena, paths, G_N_ELEMENTS(paths));
    Span found[G_N_ELEMENTS(paths)], one;
    bool is_read = made != NULL && document_read_paths(text, made, found);

    assert(is_read);
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        bool has_one = document_path(value, paths[i].steps, paths[i].steps_len, &one);

        assert(has_one == (found[i].at != NULL));
        assert(!has_one || (one.at == found[i].at && one.len == found[i].len));
    }
}

/* A canonical text is its own canonical text, and its key is equal to it. */
static void check_jsonb(Span text, Arena *arena)
{
    g_autoptr(GByteArray) key = g_byte_array_new();
    Span jsonb, again, encoded;

    if (!jsonb_read(text, arena, &jsonb, NULL))
        return; /* beyond the arena */
    if (!jsonb_read(jsonb, arena, &again, NULL))
        return;
    assert(span_equals(jsonb, again));
    jsonb_encode(jsonb, key);
    encoded = span_make((const char *)key->data, key->len);
    assert(document_read(encoded, &again) && jsonb_compare(jsonb, again) == 0);
    assert(jsonb_compare(again, jsonb) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    Span text = span_make((const char *)data, size), value, checked;
    g_autoptr(GError) error = NULL;
    bool is_read = document_read(text, &value);
    bool is_checked = document_check(text, &checked, &error);

    assert(is_read == is_checked && is_read == (error == NULL));
    walk(is_read ? value : text, arena, 0);
    if (is_read) {
        check_paths(text, value, arena);
        check_jsonb(text, arena);
    }
    return 0;
}
