/*
 * Bits of whole numbers, and angles.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void bits_are_shifted_and_masked(void)
{
    static const NotationCase cases[] = {
        {"(& 12 10)",               "integer|8"            },
        {"(| 12 3)",                "integer|15"           },
        {"(# 12 10)",               "integer|6"            },
        {"(~ 5)",                   "integer|-6"           },
        {"(<< 1 33)",               "integer|2"            },
        {"(<< 1 -1)",               "integer|-2147483648"  },
        {"(>> -5 1)",               "integer|-3"           },
        {"(<< int8:'1' 40)",        "bigint|1099511627776" },
        {"(| int8:'4294967296' 1)", "bigint|4294967297"    },
        {"(~ int8:'-1')",           "bigint|0"             },
        {"(to_hex -1)",             "text|ffffffff"        },
        {"(to_hex int8:'-1')",      "text|ffffffffffffffff"},
        {"(to_hex 255)",            "text|ff"              },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void angles_are_exact_where_degrees_are(void)
{
    static const NotationCase cases[] = {
        {"(pi)",                    "double precision|3.141592653589793" },
        {"(degrees 1)",             "double precision|57.29577951308232" },
        {"(radians 180)",           "double precision|3.141592653589793" },
        {"(sin 1)",                 "double precision|0.8414709848078965"},
        {"(cos 1)",                 "double precision|0.5403023058681398"},
        {"(tan 1)",                 "double precision|1.5574077246549023"},
        {"(cot 1)",                 "double precision|0.6420926159343306"},
        {"(asin float8:'0.5')",     "double precision|0.5235987755982989"},
        {"(asin 2)",                "ERROR input is out of range"        },
        {"(acos float8:'0.5')",     "double precision|1.0471975511965979"},
        {"(atan 1)",                "double precision|0.7853981633974483"},
        {"(atan2 1 -1)",            "double precision|2.356194490192345" },
        {"(sinh 1)",                "double precision|1.1752011936438014"},
        {"(cosh 1)",                "double precision|1.5430806348152437"},
        {"(tanh 1)",                "double precision|0.7615941559557649"},
        {"(asinh 1)",               "double precision|0.881373587019543" },
        {"(acosh 1)",               "double precision|0"                 },
        {"(acosh float8:'0.5')",    "ERROR input is out of range"        },
        {"(atanh 1)",               "double precision|Infinity"          },
        {"(sin float8:'Infinity')", "ERROR input is out of range"        },
        {"(sind 30)",               "double precision|0.5"               },
        {"(sind -150)",             "double precision|-0.5"              },
        {"(cosd 60)",               "double precision|0.5"               },
        {"(cosd 480)",              "double precision|-0.5"              },
        {"(tand 45)",               "double precision|1"                 },
        {"(tand 90)",               "double precision|Infinity"          },
        {"(cotd 135)",              "double precision|-1"                },
        {"(asind float8:'0.5')",    "double precision|30"                },
        {"(acosd float8:'-0.5')",   "double precision|120"               },
        {"(atand -1)",              "double precision|-45"               },
        {"(atan2d 1 1)",            "double precision|45"                },
        {"(acosd 2)",               "ERROR input is out of range"        },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/numbers", UNIT(bits_are_shifted_and_masked),
          UNIT(angles_are_exact_where_degrees_are))
