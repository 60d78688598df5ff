/*
 * near: which names somebody may have meant.
 */
#include "kafka/near.h"
#include "lib/unit.h"

static void near_names_are_few_letters_away_or_contained(void)
{
    static const struct {
        const char *name, *near;
    } cases[] = {
        {"linse", "\"lines\""               },
        {"LINES", "\"lines\", \"lines_raw\""},
        {"raw",   "\"lines_raw\""           },
        {"order", "\"orders\""              },
        {"zzz",   NULL                      },
        {"",      NULL                      },
        {"ab",    NULL                      }, /* two letters of "cd" are all of it */
    };
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    g_ptr_array_add(names, (char *)"orders");
    g_ptr_array_add(names, (char *)"lines_raw");
    g_ptr_array_add(names, (char *)"lines");
    g_ptr_array_add(names, (char *)"cd");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *near = near_names(cases[i].name, names);

        UNIT_CHECK(g_strcmp0(near, cases[i].near) == 0, cases[i].name);
    }
}

static void a_few_are_told_and_a_long_name_is_near_to_none(void)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *near = NULL;
    g_autofree char *far = NULL;
    g_autofree char *endless = g_strnfill(100000, 'a');

    for (int i = 0; i < 100; i++)
        g_ptr_array_add(names, (char *)"aaaa");
    near = near_names("aaab", names);
    UNIT_EQUALS_TEXT(near, "\"aaaa\", \"aaaa\", \"aaaa\", \"aaaa\", \"aaaa\"");
    far = near_names(endless, names);
    CU_ASSERT_PTR_NULL(far);
}

UNIT_MAIN("kafka/near", UNIT(near_names_are_few_letters_away_or_contained),
          UNIT(a_few_are_told_and_a_long_name_is_near_to_none))
