/*
 * Making expressions: which row a call means, where errors point, limits, and trees compared.
 */
#include "notation.h"

static const Expr *make(Arena *arena, const char *text, GError **error)
{
    Notation n = {.arena = arena, .at = text, .mode = NOTATION_SLOTS, .error = error};

    return notation_read(&n);
}

static void errors_point_to_their_place_and_often_say_what_to_write(void)
{
    static const struct {
        const char *expr, *message, *hint; /* parts; NULL: no hint */
    } cases[] = {
        {"(lowr 'x')",                     "function lowr(unknown) does not exist",                        "did you mean lower?" },
        {"(len 'x')",                      "function len(unknown) does not exist",                         "did you mean length?"},
        {"(ifnull 1 2)",                   "function ifnull(integer, integer) does not exist",
         "did you mean coalesce?"                                                                                                },
        {"(qwertyuiop 'x')",               "function qwertyuiop(unknown) does not exist",                  NULL                  },
        {"(lower 1)",                      "function lower(integer) does not exist",                       "there is lower(text)"},
        {"(substring 'x' 1 2 3)",
         "function substring(unknown, integer, integer, integer) does not exist",                          "there is substring"  },
        {"(date_part NULL NULL)",          "function date_part(unknown, unknown) is not unique",
         "explicit type casts"                                                                                                   },
        {"(+ text:'a' 1)",                 "operator does not exist: text + integer",                      "No operator matches" },
        {"(- text:'a')",                   "operator does not exist: - text",                              "No operator matches" },
        {"(~~~ 'a' 'b')",                  "operator does not exist: unknown ~~~ unknown",                 "No operator matches" },
        {"(- 'a' 'b')",                    "operator is not unique: unknown - unknown",                    "Could not choose"    },
        {"(:: int4 interval:'1 day')",     "cannot cast type interval to integer",                         NULL                  },
        {"(:: int4 'x')",                  "invalid input syntax for type integer: \"x\"",                 NULL                  },
        {"(:: numeric '1e38')",            "value overflows numeric format",
         "up to 38 digits before the point"                                                                                      },
        {"(date_trunc 'fortnight' (now))", "unit \"fortnight\" not recognized",                            NULL                  },
        {"(~ text:'a' '(')",               "invalid regular expression",                                   NULL                  },
        {"(random)",                       "random() is not supported: a statement over the same records", NULL                  },
        {"(round 1.5 1)",                  "function round(double precision, integer) does not exist",
         "there is round("                                                                                                       },
        {"(not 1)",                        "argument of NOT must be type boolean, not type integer",       NULL                  },
        {"(case bool:'t' 1 text:'x')",     "CASE types text and integer cannot be matched",
         "cast one of them: "                                                                                                    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(1 << 20);
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(make(arena, cases[i].expr, &error) == NULL, cases[i].expr);
        UNIT_FAILED_WITH(error, FAIL_QUERY, cases[i].message);
        if (error == NULL)
            continue;
        UNIT_CHECK(fail_position(error) == NOTATION_POSITION, cases[i].expr);
        UNIT_CHECK((fail_hint_of(error) == NULL) == (cases[i].hint == NULL), cases[i].expr);
        if (cases[i].hint != NULL && fail_hint_of(error) != NULL)
            UNIT_CHECK(strstr(fail_hint_of(error), cases[i].hint) != NULL, fail_hint_of(error));
    }
}

static void untyped_literals_take_the_type_that_the_rules_give_them(void)
{
    static const NotationCase cases[] = {
        {"(+ '1' float8:'2')",                     "double precision|3"},
        {"(* interval:'1 day' '2')",               "interval|2 days"   },
        {"(abs '-5')",                             "double precision|5"},
        {"(mod '7' 3)",                            "integer|1"         },
        {"(power '2' '3')",                        "double precision|8"},
        {"(date_trunc 'hour' '2026-11-23 10:30')",
         "ERROR function date_trunc(unknown, unknown) is not unique"   },
        {"(= 'a' 'b')",                            "boolean|f"         },
        {"(< '10' '9')",                           "boolean|t"         },
        {"(length '12')",                          "integer|2"         },
        {"NULL",                                   "text|NULL"         },
        {"'x'",                                    "text|x"            },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_tree_that_is_too_deep_is_a_limit_and_one_at_the_limit_works(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20), results = arena_new(1 << 20);
    g_autoptr(GError) error = NULL;
    ExprContext context = {.arena = results};
    Value one = value_of_integer(1), value = VALUE_NULL;
    const Expr *expr = expr_new_slot(arena, 0, TYPE_INT4), *slot = expr;

    for (int depth = 1; depth < EXPR_DEPTH_MAX; depth++) {
        expr = expr_new_operator(arena, "+", expr, slot, 3, &error);
        UNIT_REQUIRE(expr != NULL);
    }
    UNIT_REQUIRE(expr_eval(expr, &context, &one, &value, &error));
    CU_ASSERT_EQUAL(value.integer, EXPR_DEPTH_MAX);
    CU_ASSERT_PTR_NULL(expr_new_operator(arena, "+", expr, slot, 3, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "500 levels");
    CU_ASSERT_EQUAL(fail_position(error), 3);
}

static void a_function_takes_so_many_arguments_and_no_more(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20), results = arena_new(1 << 20);
    g_autoptr(GError) error = NULL;
    ExprContext context = {.arena = results};
    const Expr *args[EXPR_ARGUMENTS_MAX + 1];
    Value text = value_of_text("x", 1), value = VALUE_NULL;
    const Expr *expr;

    for (size_t i = 0; i < G_N_ELEMENTS(args); i++)
        args[i] = expr_new_slot(arena, 0, TYPE_TEXT);
    expr = expr_new_function(arena, "concat", args, EXPR_ARGUMENTS_MAX, 0, &error);
    UNIT_REQUIRE(expr != NULL);
    UNIT_REQUIRE(expr_eval(expr, &context, &text, &value, &error));
    CU_ASSERT_EQUAL(value.len, EXPR_ARGUMENTS_MAX);
    CU_ASSERT_PTR_NULL(expr_new_function(arena, "concat", args, EXPR_ARGUMENTS_MAX + 1, 0, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "more than 100 arguments");
}

static void a_result_that_does_not_fit_is_a_limit_of_the_row(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20), results = arena_new(64);
    g_autoptr(GError) error = NULL;
    ExprContext context = {.arena = results};
    const Expr *expr = make(arena, "(upper (repeat text:'ab' 100))", &error);
    Notation n = {.arena = arena, .at = "(repeat text:'ab' 100)", .mode = NOTATION_SLOTS};
    Value value;

    UNIT_REQUIRE(expr != NULL);
    expr = notation_read(&n);
    UNIT_REQUIRE(expr != NULL && !expr_eval(expr, &context, n.slots, &value, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "a value of 200 bytes");
}

static void conversions_into_a_column_are_those_of_an_assignment(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    const Expr *number = expr_new_slot(arena, 0, TYPE_INT8);
    const Expr *text = expr_new_slot(arena, 1, TYPE_TEXT);
    const Expr *converted;
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_EQUAL(expr_convert(arena, text, TYPE_TEXT, 0, NULL), text);
    converted = expr_convert(arena, number, TYPE_INT4, 0, NULL);
    UNIT_REQUIRE(converted != NULL);
    CU_ASSERT_EQUAL(expr_type(converted), TYPE_INT4);
    converted = expr_convert(arena, number, TYPE_TEXT, 0, NULL);
    UNIT_REQUIRE(converted != NULL);
    CU_ASSERT_EQUAL(expr_type(converted), TYPE_TEXT);
    CU_ASSERT_PTR_NULL(expr_convert(arena, text, TYPE_INT8, 5, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "expression is of type text where bigint is needed");
    UNIT_EQUALS_TEXT(fail_hint_of(error), "cast it: (...)::bigint");
}

static void slots_and_constants_are_known(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    const Expr *slot = expr_new_slot(arena, 5, TYPE_TEXT),
               *high = expr_new_slot(arena, EXPR_SLOTS_MAX - 1, TYPE_TEXT),
               *beyond = expr_new_slot(arena, EXPR_SLOTS_MAX, TYPE_TEXT);
    const Expr *both = expr_new_operator(arena, "||", slot, high, 0, NULL);
    SlotSet used = {{0}}, none = {{0}};

    CU_ASSERT_EQUAL(expr_slot(slot), 5);
    CU_ASSERT_EQUAL(expr_slot(both), -1);
    slot_set_add(&used, 0);
    expr_slots_used(both, &used);
    for (size_t i = 0; i < EXPR_SLOTS_MAX; i++)
        CU_ASSERT_EQUAL(slot_set_has(&used, i), i == 0 || i == 5 || i == EXPR_SLOTS_MAX - 1);
    expr_slots_used(beyond, &none);
    CU_ASSERT_TRUE(slot_set_is_empty(&none));
    CU_ASSERT_FALSE(expr_is_constant(both));
    CU_ASSERT_FALSE(expr_is_constant(make(arena, "(now)", NULL)));
    CU_ASSERT_FALSE(expr_is_constant(make(arena, "(+ (now) '1 day')", NULL)));
    CU_ASSERT_TRUE(expr_is_constant(make(arena, "(lower 'A')", NULL)));
    CU_ASSERT_TRUE(expr_is_constant(make(arena, "(any= (:: int4 '1') (:: int4[] '{1}'))", NULL)));
    CU_ASSERT_FALSE(expr_is_constant(
        make(arena, "(any< (:: date '2026-01-01') (:: timestamptz[] '{2026-01-01}'))", NULL)));
    CU_ASSERT_TRUE(expr_is_constant(expr_new_is_null(arena, make(arena, "'x'", NULL), false)));
}

static void a_tree_is_rewritten_over_its_group_keys(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20), results = arena_new(1 << 20);
    const Expr *a = expr_new_slot(arena, 0, TYPE_TEXT), *b = expr_new_slot(arena, 1, TYPE_TEXT);
    const Expr *lower = expr_new_function(arena, "lower", &a, 1, 0, NULL);
    const Expr *again = expr_new_function(arena, "lower", &a, 1, 0, NULL);
    const Expr *upper = expr_new_function(arena, "upper", &a, 1, 0, NULL);
    const Expr *keys[] = {b, lower};
    const Expr *whole = expr_new_operator(arena, "||", again, b, 0, NULL);
    const Expr *outside = expr_new_operator(arena, "||", lower, upper, 0, NULL);
    Value group[] = {value_of_text("B", 1), value_of_text("key", 3)}, value = VALUE_NULL;
    ExprContext context = {.arena = results};
    const Expr *over;
    int left_slot = 7;

    CU_ASSERT_TRUE(expr_equals(lower, again));
    CU_ASSERT_FALSE(expr_equals(lower, upper));
    CU_ASSERT_FALSE(expr_equals(a, b));
    over = expr_over_keys(arena, whole, keys, 2, &left_slot);
    CU_ASSERT_EQUAL(left_slot, -1);
    UNIT_REQUIRE(expr_eval(over, &context, group, &value, NULL));
    CU_ASSERT_TRUE(span_equals(value_span(&value), span_of("keyB")));
    expr_over_keys(arena, outside, keys, 2, &left_slot);
    CU_ASSERT_EQUAL(left_slot, 0);
    expr_over_keys(arena, a, keys, 2, &left_slot);
    CU_ASSERT_EQUAL(left_slot, 0);
}

static void equal_constants_are_equal_trees(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    Value one = value_of_integer(1), two = value_of_integer(2);
    const Expr *a = expr_new_constant(arena, TYPE_INT4, &one);
    const Expr *null = expr_new_constant(arena, TYPE_INT4, &VALUE_NULL);

    CU_ASSERT_TRUE(expr_equals(a, expr_new_constant(arena, TYPE_INT4, &one)));
    CU_ASSERT_FALSE(expr_equals(a, expr_new_constant(arena, TYPE_INT4, &two)));
    CU_ASSERT_FALSE(expr_equals(a, expr_new_constant(arena, TYPE_INT8, &one)));
    CU_ASSERT_FALSE(expr_equals(a, null));
    CU_ASSERT_TRUE(expr_equals(null, expr_new_constant(arena, TYPE_INT4, &VALUE_NULL)));
}

static void any_and_all_are_equal_by_their_operator_and_items(void)
{
    static const struct {
        const char *a, *b;
        bool are_equal;
    } cases[] = {
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(any= (:: int4 '1') (:: int4[] '{1,2}'))",
         true },
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(any= (:: int4 '1') (:: int4[] '{1,3}'))",
         false},
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(any<> (:: int4 '1') (:: int4[] '{1,2}'))",
         false},
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(all= (:: int4 '1') (:: int4[] '{1,2}'))",
         false},
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(any= (:: int4 '2') (:: int4[] '{1,2}'))",
         false},
        {"(any= (:: int4 '1') (:: int4[] '{1,2}'))", "(any= (:: int4 '1') (:: int4[] '{1}'))",
         false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(1 << 20);
        const Expr *a = make(arena, cases[i].a, NULL), *b = make(arena, cases[i].b, NULL);

        UNIT_CHECK(expr_equals(a, b) == cases[i].are_equal, cases[i].b);
    }
}

static void every_function_has_its_help_and_can_be_found(void)
{
    CU_ASSERT_TRUE(expr_functions_len() > 60);
    for (size_t i = 0; i < expr_functions_len(); i++) {
        ExprFunctionHelp help = expr_function_help(i);
        g_autofree char *text =
            g_strdup_printf("(%.*s)", (int)strcspn(help.signature, "("), help.signature);
        g_autoptr(Arena) arena = arena_new(1 << 20);
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(help.help[0] != '\0' && help.result[0] != '\0', help.signature);
        make(arena, text, &error); /* without arguments: only a name that exists has that hint */
        UNIT_CHECK(error == NULL || fail_hint_of(error) == NULL ||
                       g_str_has_prefix(fail_hint_of(error), "there is "),
                   help.signature);
    }
}

UNIT_MAIN("expr/build", UNIT(errors_point_to_their_place_and_often_say_what_to_write),
          UNIT(untyped_literals_take_the_type_that_the_rules_give_them),
          UNIT(a_tree_that_is_too_deep_is_a_limit_and_one_at_the_limit_works),
          UNIT(a_function_takes_so_many_arguments_and_no_more),
          UNIT(a_result_that_does_not_fit_is_a_limit_of_the_row),
          UNIT(conversions_into_a_column_are_those_of_an_assignment),
          UNIT(slots_and_constants_are_known), UNIT(a_tree_is_rewritten_over_its_group_keys),
          UNIT(equal_constants_are_equal_trees),
          UNIT(any_and_all_are_equal_by_their_operator_and_items),
          UNIT(every_function_has_its_help_and_can_be_found))
