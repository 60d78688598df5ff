/*
 * Arrays and bytes as texts, and as the bytes of group keys.
 * Method: tables of texts and what PostgreSQL writes for them; each value is also saved, and read
 * back from where it was saved.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "row/value.h"

typedef struct TextCase {
    const char *type;
    const char *text;
    const char *written; /* or the error */
} TextCase;

static Type type_of(const char *name)
{
    Type type = TYPE_BOOL;
    bool is_found = type_find(name, &type);

    g_assert(is_found);
    return type;
}

static void append(Type type, const Value *value, GString *text)
{
    if (value->is_null)
        g_string_append(text, "NULL");
    else
        value_write(type, value, NULL, text);
}

/* (owned) What comes back of a text; saved and loaded in between if @is_saved. */
static char *written(const TextCase *one, bool is_saved)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    Type type = type_of(one->type);
    GString *text = g_string_new(NULL);
    const uint8_t *at;
    Value value, copy;

    if (!value_read(type, span_of(one->text), NULL, arena, &value, &error)) {
        g_string_append(text, error->message);
        return g_string_free(text, FALSE);
    }
    if (is_saved) {
        value_save(type, &value, bytes);
        at = bytes->data;
        value = value_load(type, &at, arena);
        CU_ASSERT_PTR_EQUAL(at, bytes->data + bytes->len);
        CU_ASSERT_TRUE(value_copy(type, &value, arena, &copy));
        CU_ASSERT_EQUAL(value_compare(type, &value, &copy), 0);
    }
    append(type, &value, text);
    return g_string_free(text, FALSE);
}

static void a_text_comes_back_as_postgresql_writes_it(void)
{
    static const TextCase cases[] = {
        {"int4[]",     "{}",                                   "{}"                                                   },
        {"int4[]",     "  {  }  ",                             "{}"                                                   },
        {"int4[]",     "{1, 2 ,NULL,null}",                    "{1,2,NULL,NULL}"                                      },
        {"int4[]",     " {1",                                  "malformed array literal: \"{1\""                      },
        {"int4[]",     "",                                     "malformed array literal: \"\""                        },
        {"int4[]",     "  x",                                  "malformed array literal: \"  x\""                     },
        {"int4[]",     "{1,,2}",                               "malformed array literal: \"{1,,2}\""                  },
        {"int4[]",     "{1}x",                                 "malformed array literal: \"{1}x\""                    },
        {"int4[]",     "{9999999999}",                         "value \"9999999999\" is out of range for type integer"},
        {"int4[]",     "{{1},{2}}",                            "arrays of more than one dimension are not supported"  },
        {"int4[]",     "[0:1]={1,2}",                          "bounds of an array ([1:2]={...}) are not supported"   },
        {"text[]",     "{a b , c\\ ,\"d\\\"\\\\\"}",           "{\"a b\",\"c \",\"d\\\"\\\\\"}"                       },
        {"text[]",     "{\"\",\"NULL\",n\\ull,\"a,b\",\"{\"}",
         "{\"\",\"NULL\",\"null\",\"a,b\",\"{\"}"                                                                     },
        {"text[]",     "{a\"b\"}",                             "malformed array literal: \"{a\"b\"}\""                },
        {"text[]",     "{\"a\" \"b\"}",                        "malformed array literal: \"{\"a\" \"b\"}\""           },
        {"text[]",     "{a\\",                                 "malformed array literal: \"{a\\\""                    },
        {"text[]",     "{日本,\"語 \"}",                    "{日本,\"語 \"}"                                    },
        {"bool[]",     "{yes,off,t}",                          "{t,f,t}"                                              },
        {"numeric[]",  "{1.50,NaN}",                           "{1.50,NaN}"                                           },
        {"date[]",     "{2026-11-23,infinity}",                "{2026-11-23,infinity}"                                },
        {"interval[]", "{1 day 2 hours}",                      "{\"1 day 02:00:00\"}"                                 },
        {"jsonb[]",    "{\"{\\\"b\\\":1,\\\"a\\\":[]}\"}",     "{\"{\\\"a\\\": [], \\\"b\\\": 1}\"}"                  },
        {"bytea[]",    "{\"\\\\x6162\",c}",                    "{\"\\\\x6162\",\"\\\\x63\"}"                          },
        {"bytea",      "\\x61 FF",                             "\\x61ff"                                              },
        {"bytea",      "a\\\\b\\001",                          "\\x615c6201"                                          },
        {"bytea",      "",                                     "\\x"                                                  },
        {"bytea",      "\\x6",                                 "invalid hexadecimal data: odd number of digits"       },
        {"bytea",      "\\xé",                                "invalid hexadecimal digit: \"é\""                    },
        {"bytea",      "\\",                                   "invalid input syntax for type bytea"                  },
    };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = written(&cases[i / 2], i % 2 == 1);

        UNIT_EQUALS_TEXT(text, cases[i / 2].written);
    }
}

static GByteArray *key_of(const char *type_name_, const char *text, Arena *arena)
{
    GByteArray *bytes = g_byte_array_new();
    Type type = type_of(type_name_);
    Value value = VALUE_NULL;

    CU_ASSERT_TRUE(value_read(type, span_of(text), NULL, arena, &value, NULL));
    value_encode(type, &value, bytes);
    return bytes;
}

static void equal_arrays_are_one_group_and_others_are_not(void)
{
    static const struct {
        const char *type, *a, *b;
        bool are_equal;
    } cases[] = {
        {"int4[]",     "{1,2}",   "{1, 2}",           true },
        {"int4[]",     "{1,2}",   "{2,1}",            false},
        {"int4[]",     "{}",      "{NULL}",           false},
        {"int4[]",     "{1}",     "{1,NULL}",         false},
        {"text[]",     "{ab,c}",  "{a,bc}",           false},
        {"text[]",     "{NULL}",  "{\"NULL\"}",       false},
        {"numeric[]",  "{1.0,2}", "{1,2.00}",         true },
        {"float8[]",   "{0,NaN}", "{-0,NaN}",         true },
        {"interval[]", "{1 day}", "{24:00}",          true },
        {"interval[]", "{1 mon}", "{30 days,1 hour}", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(1 << 16);
        g_autoptr(GByteArray) a = key_of(cases[i].type, cases[i].a, arena);
        g_autoptr(GByteArray) b = key_of(cases[i].type, cases[i].b, arena);
        bool are_equal = a->len == b->len && memcmp(a->data, b->data, a->len) == 0;

        UNIT_CHECK(are_equal == cases[i].are_equal, cases[i].a);
    }
}

static void types_of_arrays_have_names(void)
{
    static const struct {
        const char *name, *ours;
    } cases[] = {
        {"int[]",        "integer[]"                 },
        {"_int4",        "integer[]"                 },
        {"varchar[]",    "text[]"                    },
        {"_timestamptz", "timestamp with time zone[]"},
        {"bool[]",       "boolean[]"                 },
        {"int",          "integer"                   },
        {"int[][]",      NULL                        },
        {"unknown[]",    NULL                        },
        {"[]",           NULL                        },
        {"_",            NULL                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Type type = TYPE_BOOL;
        bool is_found = type_find(cases[i].name, &type);

        UNIT_CHECK(is_found == (cases[i].ours != NULL), cases[i].name);
        if (is_found)
            UNIT_EQUALS_TEXT(type_name(type), cases[i].ours);
    }
}

static void an_array_beyond_the_limits_is_refused(void)
{
    g_autoptr(Arena) arena = arena_new(64 << 20), small = arena_new(1000);
    g_autoptr(GError) items = NULL, room = NULL;
    g_autofree char *commas = g_strnfill(VALUE_ITEMS_MAX, ',');
    g_autofree char *text = g_strdup_printf("{%s}", commas);
    Value value;

    UNIT_REQUIRE(!value_read(type_of("text[]"), span_of(text), NULL, arena, &value, &items));
    UNIT_FAILED_WITH(items, FAIL_LIMIT, "an array of 1000001 items is beyond the limit of 1000000");
    text[100] = '\0';
    UNIT_REQUIRE(!value_read(type_of("text[]"), span_of(text), NULL, small, &value, &room));
    UNIT_FAILED_WITH(room, FAIL_LIMIT, "an array of 100 items does not fit");
}

UNIT_MAIN("row/array_text", UNIT(a_text_comes_back_as_postgresql_writes_it),
          UNIT(equal_arrays_are_one_group_and_others_are_not), UNIT(types_of_arrays_have_names),
          UNIT(an_array_beyond_the_limits_is_refused))
