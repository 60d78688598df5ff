/*
 * Ways into documents: members, items, paths, and what strings say.
 * Method: tables; and random documents, where jansson says what must come out.
 */
#include "lib/unit.h"

#include <jansson.h>

#include "base/fail.h"
#include "random_document.h"
#include "row/document.h"

enum { ARENA_BYTES = 1 << 20, ROUNDS = 20000 };

static Span value_of(const char *text)
{
    Span value = span_make("", 0);

    UNIT_CHECK(document_read(span_of(text), &value), text);
    return value;
}

/* (owned) */
static char *copy_of(bool is_found, Span value)
{
    return g_strndup(is_found ? value.at : "none", is_found ? value.len : 4);
}

static void a_member_is_found_by_its_text(void)
{
    static const struct {
        const char *document, *name, *value;
    } cases[] = {
        {"{\"a\": 1, \"b\" : [2] }",              "a",     "1"         },
        {"{\"a\": 1, \"b\" : [2] }",              "b",     "[2]"       },
        {"{\"a\": 1}",                            "A",     "none"      },
        {"{\"a\": 1}",                            "",      "none"      },
        {"{\"\": null}",                          "",      "null"      },
        {"{\"a\":1,\"a\":2,\"b\":3,\"a\":\"4\"}", "a",     "\"4\""     },
        {"{\"\\u0061\": 5}",                      "a",     "5"         },
        {"{\"\\u0061\\n\": 5}",                   "a",     "none"      },
        {"{\"\\u0061\": 5}",                      "ab",    "none"      },
        {"{\"x\\ud83d\\ude00\": 6, \"xy\": 7}",   "x😀", "6"         },
        {"{\"q\\\"\\\\\": {\"a\": 8}}",           "q\"\\", "{\"a\": 8}"},
        {"{\"b\": {\"a\": 8}}",                   "a",     "none"      },
        {"[1, 2]",                                "0",     "none"      },
        {"\"a\"",                                 "a",     "none"      },
        {"{}",                                    "a",     "none"      },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Span value = span_make("", 0);
        bool found = document_member(value_of(cases[i].document), span_of(cases[i].name), &value);
        g_autofree char *text = copy_of(found, value);

        UNIT_EQUALS_TEXT(text, cases[i].value);
    }
}

static void a_path_goes_into_objects_and_arrays(void)
{
    static const struct {
        const char *document;
        const char *steps[4];
        const char *value;
    } cases[] = {
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "1", "b"},      "20"   },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "-2"},          "10"   },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "-3"},          "none" },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "2"},           "none" },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", " +1", "b"},    "20"   },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "1 "},          "none" },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", ""},            "none" },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "-"},           "none" },
        {"{\"a\": [10, {\"b\": 20}]}",   {"a", "b"},           "none" },
        {"{\"a\": [1]}",                 {"a", "4294967296"},  "none" },
        {"{\"a\": [1]}",                 {"a", "-4294967296"}, "none" },
        {"{\"1\": {\"-1\": 3}}",         {"1", "-1"},          "3"    },
        {"{\"a\": {\"b\":1}, \"a\": 2}", {"a", "b"},           "none" },
        {"[[], [[7]]]",                  {"1", "0", "0"},      "7"    },
        {"5",                            {"0"},                "none" },
        {" [ 5 ] ",                      {NULL},               "[ 5 ]"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Span steps[4], value = span_make("", 0);
        size_t len = 0;
        g_autofree char *text = NULL;
        bool found;

        for (; len < 4 && cases[i].steps[len] != NULL; len++)
            steps[len] = span_of(cases[i].steps[len]);
        found = document_path(value_of(cases[i].document), steps, len, &value);
        text = copy_of(found, value);
        UNIT_EQUALS_TEXT(text, cases[i].value);
    }
}

static void a_string_is_borrowed_unless_it_is_escaped(void)
{
    static const struct {
        const char *written, *text;
        bool is_borrowed;
    } cases[] = {
        {"",                                    "",                true },
        {"plain é",                            "plain é",        true },
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t",          "\"\\/\b\f\n\r\t", false},
        {"\\u0041\\u00e9\\u65E5\\ud83d\\ude00", "Aé日😀",      false},
        {"x\\u001fy",                           "x\x1fy",          false},
    };
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Span written = span_of(cases[i].written), text;
        g_autofree char *copy = NULL;

        UNIT_REQUIRE(document_unescape(written, arena, &text));
        copy = g_strndup(text.at, text.len);
        UNIT_EQUALS_TEXT(copy, cases[i].text);
        UNIT_CHECK((text.at == written.at) == cases[i].is_borrowed, cases[i].written);
        UNIT_CHECK(document_name_equals(written, text), cases[i].written);
    }
}

static void a_string_does_not_go_beyond_the_arena(void)
{
    g_autoptr(Arena) arena = arena_new(64);
    g_autofree char *written = g_strnfill(200, 'n');
    Span text;

    CU_ASSERT_TRUE(document_unescape(span_of(written), arena, &text));
    written[0] = '\\';
    CU_ASSERT_FALSE(document_unescape(span_of(written), arena, &text));
}

static void names_are_in_the_order_of_their_bytes(void)
{
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {
        {"",        "",         0 },
        {"",        "a",        -1},
        {"a",       "\\u0061",  0 },
        {"a",       "\\u0061b", -1},
        {"\\u00e9", "z",        1 },
        {"\\u0062", "\\u0061a", 1 },
        {"a\\\\",   "a\\\\",    0 },
        {"é",      "\\u00e9",  0 },
        {"b",       "ab",       1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int order = document_name_compare(span_of(cases[i].a), span_of(cases[i].b));
        int reverse = document_name_compare(span_of(cases[i].b), span_of(cases[i].a));

        UNIT_CHECK((order > 0) - (order < 0) == cases[i].order, cases[i].a);
        UNIT_CHECK((reverse > 0) - (reverse < 0) == -cases[i].order, cases[i].a);
    }
}

/* "a.0.b" as the names of a path, into @copy. */
static DocumentPath path_of(const char *text, char **copy)
{
    DocumentPath path = {.steps_len = 0};

    *copy = g_strdup(text);
    for (char *at = *copy; *text != '\0' && at != NULL;) {
        char *dot = strchr(at, '.');

        path.steps[path.steps_len++] =
            dot == NULL ? span_of(at) : span_make(at, (size_t)(dot - at));
        at = dot == NULL ? NULL : dot + 1;
    }
    return path;
}

static void one_pass_finds_several_paths(void)
{
    static const char document[] =
        " {\"a\": 1, \"b\": {\"c\": [10, {\"d\": \"x\"}, 30], \"a\": null},\n"
        "  \"\\u0065\": true, \"a name of more than thirty-one bytes, A\": 5, \"b2\": {\"c\": 6},"
        "  \"z\": {\"y\": 1}, \"z\": {\"x\": 2}} ";
    static const struct {
        const char *path, *value;
    } cases[] = {
        {"a",                                       "1"                       },
        {"b.c.0",                                   "10"                      },
        {"b.c.1.d",                                 "\"x\""                   },
        {"b.c.1",                                   "{\"d\": \"x\"}"          },
        {"b.c",                                     "[10, {\"d\": \"x\"}, 30]"},
        {"b.c.3",                                   "none"                    },
        {"b.c.-1",                                  "none"                    },
        {"b.a",                                     "null"                    },
        {"b.a.a",                                   "none"                    },
        {"a.b",                                     "none"                    },
        {"e",                                       "true"                    },
        {"a name of more than thirty-one bytes, A", "5"                       },
        {"a name of more than thirty-one bytes, B", "none"                    },
        {"b2.c",                                    "6"                       },
        {"c",                                       "none"                    },
        {"z.y",                                     "none"                    },
        {"z.x",                                     "2"                       },
        {"a",                                       "1"                       },
    };
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    DocumentPath paths[G_N_ELEMENTS(cases)];
    char *copies[G_N_ELEMENTS(cases)];
    Span values[G_N_ELEMENTS(cases)];
    const DocumentPaths *made;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        paths[i] = path_of(cases[i].path, &copies[i]);
    made = document_paths_new(arena, paths, G_N_ELEMENTS(cases));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_free(copies[i]);
    UNIT_REQUIRE(made != NULL);
    UNIT_REQUIRE(document_read_paths(span_of(document), made, values));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = copy_of(values[i].at != NULL, values[i]);

        UNIT_EQUALS_TEXT(text, cases[i].value);
    }
}

static void one_pass_holds_at_its_limits(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES), small = arena_new(1024);
    static DocumentPath paths[DOCUMENT_PATHS_MAX];
    Span values[DOCUMENT_PATHS_MAX];
    const DocumentPaths *made;

    for (size_t p = 0; p < DOCUMENT_PATHS_MAX; p++) {
        paths[p].steps_len = p % (DOCUMENT_STEPS_MAX + 1);
        for (size_t s = 0; s < paths[p].steps_len; s++)
            paths[p].steps[s] = span_of("0");
    }
    CU_ASSERT_PTR_NULL(document_paths_new(small, paths, DOCUMENT_PATHS_MAX));
    made = document_paths_new(arena, paths, DOCUMENT_PATHS_MAX);
    UNIT_REQUIRE(made != NULL);
    UNIT_REQUIRE(document_read_paths(span_of("[[[[[[[[[[[[[[[[7]]]]]]]]]]]]]]]]"), made, values));
    for (size_t p = 0; p < DOCUMENT_PATHS_MAX; p++) {
        UNIT_REQUIRE(values[p].at != NULL);
        UNIT_CHECK(values[p].len == 33 - 2 * paths[p].steps_len, "a level less");
    }
    made = document_paths_new(arena, paths, 0);
    CU_ASSERT_TRUE(document_read_paths(span_of("[1]"), made, values));
    CU_ASSERT_FALSE(document_read_paths(span_of("[1"), made, values));
}

/* ---- random documents ---- */

static bool equals_jansson(Span value, const json_t *other, Arena *arena);

static bool string_equals(Span value, const json_t *other, Arena *arena)
{
    Span text;

    return json_is_string(other) && document_unescape(document_inside(value), arena, &text) &&
           span_equals(text, span_make(json_string_value(other), json_string_length(other)));
}

static bool number_equals(Span value, const json_t *other)
{
    g_autofree char *text = g_strndup(value.at, value.len);

    return json_is_integer(other)
               ? g_ascii_strtoll(text, NULL, 10) == json_integer_value(other)
               : json_is_real(other) && g_ascii_strtod(text, NULL) == json_real_value(other);
}

static bool items_equal(Span value, const json_t *other, Arena *arena)
{
    DocumentWalk walk = document_walk(value);
    size_t len = 0;
    Span name, item, again;

    for (; document_next(&walk, &name, &item); len++) {
        if (!equals_jansson(item, json_array_get(other, len), arena) ||
            !document_item(value, (int64_t)len, &again) || again.at != item.at)
            return false;
    }
    return json_is_array(other) && len == json_array_size(other);
}

static bool members_equal(Span value, const json_t *other, Arena *arena)
{
    DocumentWalk walk = document_walk(value);
    json_t *seen = json_object();
    Span written, name, member;
    bool holds = json_is_object(other);

    while (holds && document_next(&walk, &written, &member)) {
        g_autofree char *copy = NULL;

        holds = document_unescape(written, arena, &name);
        copy = g_strndup(name.at, name.len);
        holds = holds && json_object_set_new(seen, copy, json_null()) == 0 &&
                document_member(value, name, &member) &&
                equals_jansson(member, json_object_get(other, copy), arena);
    }
    holds = holds && json_object_size(seen) == json_object_size(other);
    json_decref(seen);
    return holds;
}

static bool equals_jansson(Span value, const json_t *other, Arena *arena)
{
    switch (document_kind(value)) {
    case DOCUMENT_OBJECT:
        return members_equal(value, other, arena);
    case DOCUMENT_ARRAY:
        return items_equal(value, other, arena);
    case DOCUMENT_STRING:
        return string_equals(value, other, arena);
    case DOCUMENT_NUMBER:
        return number_equals(value, other);
    case DOCUMENT_BOOLEAN:
        return json_is_boolean(other) && document_is_true(value) == json_is_true(other);
    case DOCUMENT_NULL:
        return json_is_null(other);
    }
    return false;
}

/* Jansson takes no number that its C types do not hold. */
static bool is_a_matter_of_numbers(const json_error_t *error)
{
    return json_error_code(error) == json_error_numeric_overflow;
}

static void jansson_reads_the_same(void)
{
    g_autoptr(GRand) random = random_seeded();
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    size_t accepted = 0;

    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        json_error_t why;
        json_t *other;
        Span value;
        bool is_read;

        arena_clear(arena);
        random_value(random, random_below(random, 5), text);
        if (i % 2 == 0)
            random_damage(random, text);
        other = json_loadb(text->str, text->len, JSON_DECODE_ANY, &why);
        is_read = document_read(span_make(text->str, text->len), &value);
        UNIT_CHECK(is_read == (other != NULL) || is_a_matter_of_numbers(&why), text->str);
        UNIT_CHECK(document_check(span_make(text->str, text->len), &value, NULL) == is_read,
                   text->str);
        if (other != NULL && is_read)
            UNIT_CHECK(equals_jansson(value, other, arena), text->str);
        json_decref(other);
        accepted += is_read ? 1 : 0;
    }
    UNIT_CHECK(accepted > ROUNDS / 2 && accepted < ROUNDS * 9 / 10, "some of both kinds");
}

/* One pass is what step by step gives, but for indexes from the end. */
static void one_pass_finds_what_steps_find(void)
{
    static const char *const names[] = {"a", "b", "ab", "", "0", "1", "é", "A"};
    g_autoptr(GRand) random = random_seeded();
    size_t found = 0;

    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
        g_autoptr(GString) text = g_string_new(NULL);
        DocumentPath paths[8];
        Span values[8], value, one;
        size_t len = random_below(random, 8) + 1;

        random_value(random, 4, text);
        for (size_t p = 0; p < len; p++) {
            paths[p].steps_len = random_below(random, 4);
            for (size_t s = 0; s < paths[p].steps_len; s++)
                paths[p].steps[s] = span_of(random_of(random, names, G_N_ELEMENTS(names)));
        }
        UNIT_REQUIRE(document_read(span_make(text->str, text->len), &value));
        UNIT_REQUIRE(document_read_paths(span_make(text->str, text->len),
                                         document_paths_new(arena, paths, len), values));
        for (size_t p = 0; p < len; p++) {
            bool has_one = document_path(value, paths[p].steps, paths[p].steps_len, &one);

            UNIT_CHECK(has_one == (values[p].at != NULL), text->str);
            UNIT_CHECK(!has_one || (one.at == values[p].at && one.len == values[p].len), text->str);
            found += has_one && paths[p].steps_len > 0 ? 1 : 0;
        }
    }
    UNIT_CHECK(found > ROUNDS / 20, "some are found");
}

/* What walks through bytes that are no document ends, and stays within them. */
static void bytes_that_are_no_document_are_survived(void)
{
    g_autoptr(GRand) random = random_seeded();
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);

    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *copy = NULL;
        DocumentWalk walk;
        Span name, value;
        size_t len = 0;

        arena_clear(arena);
        random_value(random, 3, text);
        random_damage(random, text);
        copy = g_memdup2(text->str, text->len); /* no NUL behind it */
        for (walk = document_walk(span_make(copy, text->len)); document_next(&walk, &name, &value);
             len++) {
            UNIT_CHECK(value.at >= copy && value.at + value.len <= copy + text->len, text->str);
            CU_ASSERT_TRUE(document_unescape(value, arena, &name));
        }
        UNIT_CHECK(len <= text->len, text->str);
    }
}

UNIT_MAIN("row/document_find", UNIT(a_member_is_found_by_its_text),
          UNIT(a_path_goes_into_objects_and_arrays),
          UNIT(a_string_is_borrowed_unless_it_is_escaped),
          UNIT(a_string_does_not_go_beyond_the_arena), UNIT(names_are_in_the_order_of_their_bytes),
          UNIT(one_pass_finds_several_paths), UNIT(one_pass_holds_at_its_limits),
          UNIT(jansson_reads_the_same), UNIT(one_pass_finds_what_steps_find),
          UNIT(bytes_that_are_no_document_are_survived))
