/*
 * Exact decimals: their arithmetic, rounding, conversions and powers.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row. What PostgreSQL has more than 38 digits for has its own table.
 */
#include "notation.h"

static void decimals_are_exact_and_keep_their_zeros(void)
{
    static const NotationCase cases[] = {
        {"(+ numeric:'1.50' numeric:'2.5')",                 "numeric|4.00"                      },
        {"(- numeric:'0.3' numeric:'0.1')",                  "numeric|0.2"                       },
        {"(* numeric:'1.50' numeric:'-2.0')",                "numeric|-3.000"                    },
        {"(/ numeric:'10' numeric:'3')",                     "numeric|3.3333333333333333"        },
        {"(/ numeric:'1' numeric:'7000000')",                "numeric|0.000000142857142857142857"},
        {"(/ numeric:'123456789' numeric:'0.001')",          "numeric|123456789000.00000000"     },
        {"(/ numeric:'2' numeric:'3.00000000000000000000')", "numeric|0.66666666666666666667"    },
        {"(/ numeric:'-1' numeric:'0.0')",                   "ERROR division by zero"            },
        {"(% numeric:'5.5' numeric:'-2')",                   "numeric|1.5"                       },
        {"(% numeric:'-1e20' numeric:'0.7')",                "numeric|-0.6"                      },
        {"(+ numeric:'NaN' numeric:'1')",                    "numeric|NaN"                       },
        {"(- numeric:'Infinity' numeric:'Infinity')",        "numeric|NaN"                       },
        {"(* numeric:'Infinity' numeric:'0')",               "numeric|NaN"                       },
        {"(/ numeric:'1' numeric:'-Infinity')",              "numeric|0"                         },
        {"(/ numeric:'-Infinity' numeric:'0')",              "ERROR division by zero"            },
        {"(% numeric:'Infinity' numeric:'2')",               "numeric|NaN"                       },
        {"(- numeric:'-Infinity')",                          "numeric|Infinity"                  },
        {"(@ numeric:'-1.10')",                              "numeric|1.10"                      },
        {"(< numeric:'1.0' numeric:'1.00')",                 "boolean|f"                         },
        {"(= numeric:'1.10' numeric:'1.1')",                 "boolean|t"                         },
        {"(> numeric:'NaN' numeric:'Infinity')",             "boolean|t"                         },
        {"(+ 1 numeric:'0.5')",                              "numeric|1.5"                       },
        {"(+ float8:'1' numeric:'0.5')",                     "double precision|1.5"              },
        {"(div numeric:'-7.5' 2)",                           "numeric|-3"                        },
        {"(div numeric:'1' numeric:'0')",                    "ERROR division by zero"            },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void rounding_goes_to_decimals_before_and_after_the_point(void)
{
    static const NotationCase cases[] = {
        {"(round numeric:'2.5')",         "numeric|3"                    },
        {"(round numeric:'-2.5')",        "numeric|-3"                   },
        {"(round numeric:'1.005' 2)",     "numeric|1.01"                 },
        {"(round numeric:'1.5' 4)",       "numeric|1.5000"               },
        {"(round numeric:'1250' -2)",     "numeric|1300"                 },
        {"(round 5 2)",                   "numeric|5.00"                 },
        {"(round numeric:'NaN' 2)",       "numeric|NaN"                  },
        {"(trunc numeric:'-1.99')",       "numeric|-1"                   },
        {"(trunc numeric:'-1.99' 1)",     "numeric|-1.9"                 },
        {"(trunc numeric:'1999' -3)",     "numeric|1000"                 },
        {"(ceil numeric:'-0.5')",         "numeric|0"                    },
        {"(ceil numeric:'1.0001')",       "numeric|2"                    },
        {"(ceiling numeric:'-Infinity')", "numeric|-Infinity"            },
        {"(floor numeric:'-0.5')",        "numeric|-1"                   },
        {"(sign numeric:'-0.05')",        "numeric|-1"                   },
        {"(sign numeric:'NaN')",          "numeric|NaN"                  },
        {"(scale numeric:'1.500')",       "integer|3"                    },
        {"(min_scale numeric:'1.500')",   "integer|1"                    },
        {"(trim_scale numeric:'100.00')", "numeric|100"                  },
        {"(scale numeric:'Infinity')",    "integer|NULL"                 },
        {"(round float8:'1.5' 2)",
         "ERROR function round(double precision, integer) does not exist"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void casts_round_and_refuse_what_does_not_fit(void)
{
    static const NotationCase cases[] = {
        {"(:: int4 numeric:'2.5')",                                "integer|3"                                },
        {"(:: int4 numeric:'-2.5')",                               "integer|-3"                               },
        {"(:: int8 numeric:'9223372036854775807.4')",              "bigint|9223372036854775807"               },
        {"(:: int8 numeric:'9223372036854775807.5')",              "ERROR bigint out of range"                },
        {"(:: int4 numeric:'NaN')",                                "ERROR cannot convert NaN to integer"      },
        {"(:: int8 numeric:'-Infinity')",                          "ERROR cannot convert infinity to bigint"  },
        {"(:: float8 numeric:'0.1')",                              "double precision|0.1"                     },
        {"(:: float8 numeric:'123456789012345678901234567890.5')",
         "double precision|1.2345678901234568e+29"                                                            },
        {"(:: float8 numeric:'-Infinity')",                        "double precision|-Infinity"               },
        {"(:: numeric float8:'0.1')",                              "numeric|0.1"                              },
        {"(:: numeric float8:'1234567.891234567')",                "numeric|1234567.89123457"                 },
        {"(:: numeric float8:'1e-20')",                            "numeric|0.00000000000000000001"           },
        {"(:: numeric float8:'-0')",                               "numeric|0"                                },
        {"(:: numeric float8:'NaN')",                              "numeric|NaN"                              },
        {"(:: numeric text:' 1.50e1 ')",                           "numeric|15.0"                             },
        {"(:: text numeric:'-0.50')",                              "text|-0.50"                               },
        {"(:: bool numeric:'1')",                                  "ERROR cannot cast type numeric to boolean"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void roots_powers_and_logarithms_have_16_significant_digits_or_more(void)
{
    static const NotationCase cases[] = {
        {"(sqrt numeric:'2')",                   "numeric|1.414213562373095"                         },
        {"(sqrt numeric:'0.0001')",              "numeric|0.01000000000000000"                       },
        {"(sqrt numeric:'1522756')",             "numeric|1234.0000000000000"                        },
        {"(sqrt numeric:'-1')",                  "ERROR cannot take square root of a negative number"},
        {"(sqrt numeric:'Infinity')",            "numeric|Infinity"                                  },
        {"(exp numeric:'1')",                    "numeric|2.7182818284590452"                        },
        {"(exp numeric:'-50.5')",                "numeric|0.0000000000000000000001169845917706196"   },
        {"(exp numeric:'-Infinity')",            "numeric|0"                                         },
        {"(ln numeric:'2.0')",                   "numeric|0.6931471805599453"                        },
        {"(ln numeric:'1.00000001')",            "numeric|0.000000009999999950000000"                },
        {"(ln numeric:'0')",                     "ERROR cannot take logarithm of zero"               },
        {"(ln numeric:'-1')",                    "ERROR cannot take logarithm of a negative number"  },
        {"(log numeric:'100')",                  "numeric|2.0000000000000000"                        },
        {"(log10 numeric:'2')",                  "numeric|0.3010299956639812"                        },
        {"(log 2 8)",                            "numeric|3.0000000000000000"                        },
        {"(log numeric:'1' numeric:'5')",        "ERROR division by zero"                            },
        {"(log 100)",                            "double precision|2"                                },
        {"(power numeric:'2' 10)",               "numeric|1024.0000000000000000"                     },
        {"(^ numeric:'1.5' numeric:'17')",       "numeric|985.2612533569335938"                      },
        {"(^ numeric:'0.5' numeric:'17')",       "numeric|0.0000076293945313"                        },
        {"(^ numeric:'2' numeric:'0.5')",        "numeric|1.4142135623730950"                        },
        {"(^ numeric:'100' numeric:'0.5')",      "numeric|10.000000000000000"                        },
        {"(^ numeric:'10' numeric:'-3')",        "numeric|0.0010000000000000"                        },
        {"(^ numeric:'-8' numeric:'0.5')",
         "ERROR a negative number raised to a non-integer power yields a complex result"             },
        {"(^ numeric:'0' numeric:'-1')",         "ERROR zero raised to a negative power is undefined"},
        {"(^ numeric:'0' numeric:'0')",          "numeric|1.0000000000000000"                        },
        {"(^ numeric:'NaN' numeric:'0')",        "numeric|1"                                         },
        {"(^ numeric:'-Infinity' numeric:'3')",  "numeric|-Infinity"                                 },
        {"(^ numeric:'0.5' numeric:'Infinity')", "numeric|0"                                         },
        {"(pow numeric:'2' numeric:'3')",        "numeric|8.0000000000000000"                        },
        {"(^ 2 3)",                              "double precision|8"                                },
        {"(|/ 25)",                              "double precision|5"                                },
        {"(||/ 27)",                             "double precision|3.0000000000000004"               },
        {"(cbrt float8:'-8')",                   "double precision|-2"                               },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void divisors_multiples_and_buckets(void)
{
    static const NotationCase cases[] = {
        {"(gcd 12 -18)",                                                    "integer|6"                                        },
        {"(gcd int8:'0' 0)",                                                "bigint|0"                                         },
        {"(gcd -2147483648 0)",                                             "ERROR integer out of range"                       },
        {"(lcm 4 6)",                                                       "integer|12"                                       },
        {"(lcm -2147483648 3)",                                             "ERROR integer out of range"                       },
        {"(lcm int8:'9223372036854775807' 2)",                              "ERROR bigint out of range"                        },
        {"(gcd numeric:'1.2' numeric:'0.18')",                              "numeric|0.06"                                     },
        {"(lcm numeric:'1.20' numeric:'0.18')",                             "numeric|3.60"                                     },
        {"(gcd numeric:'NaN' 1)",                                           "numeric|NaN"                                      },
        {"(factorial 20)",                                                  "numeric|2432902008176640000"                      },
        {"(factorial -1)",                                                  "ERROR factorial of a negative number is undefined"},
        {"(factorial 33)",                                                  "numeric|8683317618811886495518194401280000000"    },
        {"(width_bucket numeric:'5.35' numeric:'0.024' numeric:'10.06' 5)", "integer|3"                                        },
        {"(width_bucket float8:'5.35' 10 0 5)",                             "integer|3"                                        },
        {"(width_bucket 0 1 10 5)",                                         "integer|0"                                        },
        {"(width_bucket 10 1 10 5)",                                        "integer|6"                                        },
        {"(width_bucket 5 1 1 5)",                                          "ERROR lower bound cannot equal upper bound"       },
        {"(width_bucket numeric:'5' 1 10 0)",                               "ERROR count must be greater than zero"            },
        {"(width_bucket numeric:'NaN' 1 10 5)",
         "ERROR operand, lower bound, and upper bound cannot be NaN"                                                           },
        {"(width_bucket numeric:'5' 1 numeric:'Infinity' 5)",
         "ERROR lower and upper bounds must be finite"                                                                         },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void what_needs_more_than_38_digits_is_rounded_or_refused(void)
{
    static const NotationCase cases[] = {
        {"(+ numeric:'1e37' numeric:'0.05')",                                                    "numeric|10000000000000000000000000000000000000" },
        {"(+ numeric:'1e36' numeric:'0.05')",                                                    "numeric|1000000000000000000000000000000000000.1"},
        {"(- numeric:'1' numeric:'1e-100')",                                                     "numeric|1.0000000000000000000000000000000000000"},
        {"(+ numeric:'1e-100' numeric:'1e-100')",
         "numeric|0."
         "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "00000000002"                                                                                                                            },
        {"(+ numeric:'99999999999999999999999999999999999999' numeric:'0.4')",
         "numeric|99999999999999999999999999999999999999"                                                                                         },
        {"(+ numeric:'99999999999999999999999999999999999999' numeric:'0.5')",
         "ERROR value overflows numeric format"                                                                                                   },
        {"(- numeric:'-99999999999999999999999999999999999999' 1)",
         "ERROR value overflows numeric format"                                                                                                   },
        {"(* numeric:'12345678901234567890' numeric:'1.2345678901234567890')",
         "numeric|15241578753238836750.190519987501905210"                                                                                        },
        {"(* numeric:'1e19' numeric:'1e19')",                                                    "ERROR value overflows numeric format"           },
        {"(* numeric:'0.99999999999999999999' numeric:'0.99999999999999999999')",
         "numeric|0.99999999999999999998000000000000000000"                                                                                       },
        {"(/ numeric:'1e37' numeric:'3')",                                                       "numeric|3333333333333333333333333333333333333"  },
        {"(/ numeric:'1e37' numeric:'0.03')",                                                    "ERROR value overflows numeric format"           },
        {"(/ numeric:'99999999999999999999999999999999999999' numeric:'1.0000000000000000000')",
         "numeric|99999999999999999999999999999999999999"                                                                                         },
        {"(div numeric:'1e37' numeric:'1e-16000')",                                              "ERROR value overflows numeric format"           },
        {"(div numeric:'1e-16000' numeric:'1e37')",                                              "numeric|0"                                      },
        {"(% numeric:'1e37' numeric:'7e-10')",                                                   "numeric|0.0000000005"                           },
        {"(% numeric:'1e-40' numeric:'1e37')",
         "numeric|0.0000000000000000000000000000000000000001"                                                                                     },
        {"(= (/ numeric:'1e-16000' numeric:'3') 0)",                                             "boolean|t"                                      },
        {"(= (sqrt numeric:'1e-16000') 0)",                                                      "boolean|t"                                      },
        {"(scale (* numeric:'1e-16000' numeric:'1e-16000'))",                                    "integer|16383"                                  },
        {"(> numeric:'1e37' numeric:'1e-16383')",                                                "boolean|t"                                      },
        {"(< numeric:'-1e37' numeric:'1e-16383')",                                               "boolean|t"                                      },
        {"(round numeric:'1.5' 60)",                                                             "numeric|1.5000000000000000000000000000000000000"},
        {"(round numeric:'99999999999999999999999999999999999999' -1)",
         "ERROR value overflows numeric format"                                                                                                   },
        {"(ceil numeric:'9999999999999999999999999999999999999.9')",
         "numeric|10000000000000000000000000000000000000"                                                                                         },
        {"(^ numeric:'2' 126)",                                                                  "numeric|85070591730234615865843651857942052864" },
        {"(^ numeric:'2' 127)",                                                                  "ERROR value overflows numeric format"           },
        {"(^ numeric:'1.5' 2147483647)",                                                         "ERROR value overflows numeric format"           },
        {"(^ numeric:'0.5' 2147483647)",                                                         "numeric|0.0000000000000000"                     },
        {"(^ numeric:'1.0000001' 100000000)",                                                    "numeric|22026.4547815773066365"                 },
        {"(exp numeric:'88')",                                                                   "ERROR value overflows numeric format"           },
        {"(exp numeric:'1e37')",                                                                 "ERROR value overflows numeric format"           },
        {"(sqrt numeric:'2.00000000000000000000000000000000000')",
         "numeric|1.41421356237309504880168872420969808"                                                                                          },
        {"(factorial 34)",                                                                       "ERROR value overflows numeric format"           },
        {"(:: numeric float8:'1e38')",                                                           "ERROR value overflows numeric format"           },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void types_with_a_precision_round_or_refuse(void)
{
    static const NotationCase cases[] = {
        {"(numeric numeric:'12.345' 4 1)",                           "numeric|12.3"                     },
        {"(numeric numeric:'1e5' 6)",                                "numeric|100000"                   },
        {"(numeric 1234 3 -1)",                                      "numeric|1230"                     },
        {"(numeric numeric:'999.5' 3)",                              "ERROR numeric field overflow"     },
        {"(timestamp timestamp:'2026-01-01 10:00:00.1235' 3)",
         "timestamp without time zone|2026-01-01 10:00:00.124"                                          },
        {"(timestamp timestamp:'1999-12-31 23:59:59.5' 0)",
         "timestamp without time zone|1999-12-31 23:59:59"                                              },
        {"(timestamptz timestamptz:'1999-12-31 23:59:59.4' 0)",
         "timestamp with time zone|1999-12-31 23:59:59+00"                                              },
        {"(timestamptz timestamptz:'2026-01-01 10:00:00.123456' 9)",
         "timestamp with time zone|2026-01-01 10:00:00.123456+00"                                       },
        {"(timestamptz timestamptz:'infinity' 0)",                   "timestamp with time zone|infinity"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/decimal", UNIT(decimals_are_exact_and_keep_their_zeros),
          UNIT(rounding_goes_to_decimals_before_and_after_the_point),
          UNIT(casts_round_and_refuse_what_does_not_fit),
          UNIT(roots_powers_and_logarithms_have_16_significant_digits_or_more),
          UNIT(divisors_multiples_and_buckets), UNIT(types_with_a_precision_round_or_refuse),
          UNIT(what_needs_more_than_38_digits_is_rounded_or_refused))
