/*
 * last_words: what is kept of a worker's standard error and what of it is logged. Virtual time.
 */
#include "lib/unit.h"
#include "worker/last_words.h"

static void collect(const char *line, void *user)
{
    g_ptr_array_add(user, g_strdup(line));
}

static void add(LastWords *words, const char *text, int64_t now_ms)
{
    last_words_add(words, text, strlen(text), now_ms);
}

static void lines_are_handed_out_whole_however_they_come(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LastWords) words = last_words_new(100, 10, collect, lines);

    add(words, "one\ntw", 0);
    UNIT_CHECK(lines->len == 1, "half a line is held back");
    add(words, "o\n", 0);
    add(words, "end", 0);
    last_words_end(words);
    UNIT_REQUIRE(lines->len == 3);
    UNIT_EQUALS_TEXT(lines->pdata[1], "two");
    UNIT_EQUALS_TEXT(lines->pdata[2], "end");
}

static void lines_beyond_the_rate_are_counted_and_said(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LastWords) words = last_words_new(100, 2, collect, lines);

    add(words, "a\nb\nc\nd\n", 1000);
    UNIT_CHECK(lines->len == 2, "two a second");
    add(words, "e\n", 2000);
    UNIT_REQUIRE(lines->len == 4);
    UNIT_EQUALS_TEXT(lines->pdata[2], "... 2 more lines");
    UNIT_EQUALS_TEXT(lines->pdata[3], "e");
}

static void only_the_end_is_kept_from_the_start_of_a_line(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LastWords) words = last_words_new(12, 10, collect, lines);
    g_autofree char *text = NULL;

    add(words, "a long first line\nthe end\n", 0);
    text = last_words_text(words);
    UNIT_EQUALS_TEXT(text, "the end");
}

static void a_line_without_an_end_is_logged_in_pieces(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LastWords) words = last_words_new(100, 10, collect, lines);
    g_autofree char *text = g_strnfill(5000, 'x');

    add(words, text, 0);
    UNIT_CHECK(lines->len == 2, "2,048 bytes a piece");
    last_words_end(words);
    UNIT_CHECK(lines->len == 3, "and the rest");
}

static void what_is_not_utf8_becomes_so(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LastWords) words = last_words_new(100, 10, collect, lines);
    g_autofree char *text = NULL;

    add(words, "bad \xff byte\n", 0);
    text = last_words_text(words);
    UNIT_CHECK(g_utf8_validate(text, -1, NULL), "kept");
    UNIT_CHECK(g_utf8_validate(lines->pdata[0], -1, NULL), "logged");
}

UNIT_MAIN("worker/last_words", UNIT(lines_are_handed_out_whole_however_they_come),
          UNIT(lines_beyond_the_rate_are_counted_and_said),
          UNIT(only_the_end_is_kept_from_the_start_of_a_line),
          UNIT(a_line_without_an_end_is_logged_in_pieces), UNIT(what_is_not_utf8_becomes_so))
