/*
 * Functions over numbers.
 * Method: tables of expressions and what PostgreSQL answers, in every mode of the notation.
 */
#include "notation.h"

static void numbers_keep_their_types(void)
{
    static const NotationCase cases[] = {
        {"(abs -5)",             "integer|5"                                            },
        {"(abs int8:'-5')",      "bigint|5"                                             },
        {"(abs -1.5)",           "double precision|1.5"                                 },
        {"(abs numeric:'-7')",   "numeric|7"                                            },
        {"(abs -2147483648)",    "ERROR integer out of range"                           },
        {"(ceil 1.2)",           "double precision|2"                                   },
        {"(ceiling -1.2)",       "double precision|-1"                                  },
        {"(floor -1.2)",         "double precision|-2"                                  },
        {"(floor 5)",            "double precision|5"                                   },
        {"(floor numeric:'5')",  "numeric|5"                                            },
        {"(round 2.5)",          "double precision|2"                                   },
        {"(round 3.5)",          "double precision|4"                                   },
        {"(round -2.5)",         "double precision|-2"                                  },
        {"(round numeric:'5')",  "numeric|5"                                            },
        {"(trunc -1.7)",         "double precision|-1"                                  },
        {"(sign -2.5)",          "double precision|-1"                                  },
        {"(sign numeric:'-9')",  "numeric|-1"                                           },
        {"(sign float8:'NaN')",  "double precision|0"                                   },
        {"(mod 7 3)",            "integer|1"                                            },
        {"(mod int8:'-7' 3)",    "bigint|-1"                                            },
        {"(mod 7 0)",            "ERROR division by zero"                               },
        {"(mod numeric:'17' 5)", "numeric|2"                                            },
        {"(power 2 0.5)",        "double precision|1.4142135623730951"                  },
        {"(power 10 400)",       "ERROR value out of range: overflow"                   },
        {"(power -1.0 0.5)",
         "ERROR a negative number raised to a non-integer power yields a complex result"},
        {"(pow 0 -1)",           "ERROR zero raised to a negative power is undefined"   },
        {"(sqrt 2)",             "double precision|1.4142135623730951"                  },
        {"(sqrt -1)",            "ERROR cannot take square root of a negative number"   },
        {"(exp 1)",              "double precision|2.718281828459045"                   },
        {"(exp 1000)",           "ERROR value out of range: overflow"                   },
        {"(ln 0)",               "ERROR cannot take logarithm of zero"                  },
        {"(ln -1)",              "ERROR cannot take logarithm of a negative number"     },
        {"(log 100)",            "double precision|2"                                   },
        {"(log10 1000)",         "double precision|3"                                   },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/math", UNIT(numbers_keep_their_types))
