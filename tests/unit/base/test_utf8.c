/*
 * Text or not: the fast path for ASCII must say what GLib says, wherever the odd byte is.
 */
#include "base/utf8.h"
#include "lib/unit.h"

static void an_odd_byte_is_seen_at_every_place(void)
{
    static const char odd[] = {'\0', '\x80', '\xff', '\xc3', '\x01', '\x7f'};
    char bytes[100];

    for (size_t len = 0; len <= sizeof(bytes); len++) {
        memset(bytes, 'x', sizeof(bytes));
        CU_ASSERT_TRUE(utf8_is_text(span_make(bytes, len)));
        for (size_t i = 0; i < len; i++) {
            for (size_t k = 0; k < sizeof(odd); k++) {
                bytes[i] = odd[k];
                UNIT_CHECK(utf8_is_text(span_make(bytes, len)) ==
                               g_utf8_validate_len(bytes, len, NULL),
                           "the same as GLib says");
            }
            bytes[i] = 'x';
        }
    }
}

static void what_is_no_text_is_mended(void)
{
    g_autoptr(Arena) arena = arena_new(1000);
    static const char broken[] = "a\xff\0b\xc3\xa9";
    Span mended = utf8_repair(span_make(broken, sizeof(broken) - 1), arena);
    g_autofree char *text = g_strndup(mended.at, mended.len);

    UNIT_EQUALS_TEXT(text, "a\xef\xbf\xbd\xef\xbf\xbd"
                           "b\xc3\xa9");
    CU_ASSERT_TRUE(utf8_is_text(mended));
}

static void what_is_too_large_to_be_mended_is_refused(void)
{
    g_autoptr(Arena) arena = arena_new(8);

    CU_ASSERT_PTR_NULL(utf8_repair(span_make("\xff\xff\xff\xff", 4), arena).at);
}

UNIT_MAIN("base/utf8", UNIT(an_odd_byte_is_seen_at_every_place), UNIT(what_is_no_text_is_mended),
          UNIT(what_is_too_large_to_be_mended_is_refused))
