/*
 * Arithmetic, comparison and logic.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void whole_numbers_never_wrap(void)
{
    static const NotationCase cases[] = {
        {"(+ 1 2)",                                   "integer|3"                 },
        {"(- 1 2)",                                   "integer|-1"                },
        {"(* 7 -6)",                                  "integer|-42"               },
        {"(/ 7 2)",                                   "integer|3"                 },
        {"(/ -7 2)",                                  "integer|-3"                },
        {"(% 7 -3)",                                  "integer|1"                 },
        {"(% -7 3)",                                  "integer|-1"                },
        {"(+ 2147483647 1)",                          "ERROR integer out of range"},
        {"(- -2147483648 1)",                         "ERROR integer out of range"},
        {"(* 65536 65536)",                           "ERROR integer out of range"},
        {"(/ -2147483648 -1)",                        "ERROR integer out of range"},
        {"(% -2147483648 -1)",                        "integer|0"                 },
        {"(- -2147483648)",                           "ERROR integer out of range"},
        {"(@ -5)",                                    "integer|5"                 },
        {"(/ 1 0)",                                   "ERROR division by zero"    },
        {"(% 1 0)",                                   "ERROR division by zero"    },
        {"(+ 1 int8:'2')",                            "bigint|3"                  },
        {"(+ int8:'9223372036854775807' 1)",          "ERROR bigint out of range" },
        {"(- int8:'-9223372036854775808')",           "ERROR bigint out of range" },
        {"(* int8:'3037000500' int8:'3037000500')",   "ERROR bigint out of range" },
        {"(/ int8:'-9223372036854775808' int8:'-1')", "ERROR bigint out of range" },
        {"(% int8:'-9223372036854775808' int8:'-1')", "bigint|0"                  },
        {"(+ 1 NULL)",                                "integer|NULL"              },
        {"(+ int4:NULL 1)",                           "integer|NULL"              },
        {"(+ 1 '2')",                                 "integer|3"                 },
        {"(+ '1' 2)",                                 "integer|3"                 },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void numeric_is_exact_and_has_postgresqls_decimals(void)
{
    static const NotationCase cases[] = {
        {"(+ numeric:'99999999999999999999' 1)",                              "numeric|100000000000000000000"},
        {"(+ numeric:'0.1' numeric:'0.25')",                                  "numeric|0.35"                 },
        {"(* numeric:'99999999999999999999' numeric:'-99999999999999999')",
         "numeric|-9999999999999999899900000000000000001"                                                    },
        {"(+ numeric:'99999999999999999999999999999999999999' 1)",
         "ERROR value overflows numeric format"                                                              },
        {"(* numeric:'99999999999999999999' numeric:'99999999999999999999')",
         "ERROR value overflows numeric format"                                                              },
        {"(% numeric:'-17.5' numeric:'5')",                                   "numeric|-2.5"                 },
        {"(% numeric:'1' numeric:'0')",                                       "ERROR division by zero"       },
        {"(/ numeric:'6' numeric:'2')",                                       "numeric|3.0000000000000000"   },
        {"(/ numeric:'6' numeric:'0.0')",                                     "ERROR division by zero"       },
        {"(- numeric:'5.0')",                                                 "numeric|-5.0"                 },
        {"(+ numeric:'1' 0.5)",                                               "double precision|1.5"         },
        {"(= numeric:'1.0' 1)",                                               "boolean|t"                    },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void float8_overflows_and_underflows_as_errors(void)
{
    static const NotationCase cases[] = {
        {"(+ 0.1 0.2)",                             "double precision|0.30000000000000004"              },
        {"(/ 1.0 3)",                               "double precision|0.3333333333333333"               },
        {"(* 1e308 10)",                            "ERROR value out of range: overflow"                },
        {"(* 1e-300 1e-300)",                       "ERROR value out of range: underflow"               },
        {"(/ 1.0 0)",                               "ERROR division by zero"                            },
        {"(/ 0.0 0)",                               "ERROR division by zero"                            },
        {"(/ float8:'NaN' 0)",                      "double precision|NaN"                              },
        {"(+ float8:'Infinity' 1)",                 "double precision|Infinity"                         },
        {"(- float8:'Infinity' float8:'Infinity')", "double precision|NaN"                              },
        {"(^ 2 10)",                                "double precision|1024"                             },
        {"(^ -8.0 0.5)",
         "ERROR a negative number raised to a non-integer power yields a complex result"                },
        {"(^ 0 -1)",                                "ERROR zero raised to a negative power is undefined"},
        {"(- 0.0)",                                 "double precision|-0"                               },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void comparisons_follow_the_types(void)
{
    static const NotationCase cases[] = {
        {"(= 1 1)",                                            "boolean|t"                                            },
        {"(<> 1 1)",                                           "boolean|f"                                            },
        {"(!= 1 2)",                                           "boolean|t"                                            },
        {"(< 1 int8:'2')",                                     "boolean|t"                                            },
        {"(<= 2 1.5)",                                         "boolean|f"                                            },
        {"(> 'b' text:'a')",                                   "boolean|t"                                            },
        {"(>= text:'' text:'a')",                              "boolean|f"                                            },
        {"(= text:'a' 'a')",                                   "boolean|t"                                            },
        {"(< text:'Z' text:'a')",                              "boolean|t"                                            },
        {"(= float8:'NaN' float8:'NaN')",                      "boolean|t"                                            },
        {"(> float8:'NaN' float8:'Infinity')",                 "boolean|t"                                            },
        {"(= 0.0 float8:'-0')",                                "boolean|t"                                            },
        {"(< bool:'f' bool:'t')",                              "boolean|t"                                            },
        {"(= timestamptz:'2026-01-01' '2026-01-01 00:00+00')", "boolean|t"                                            },
        {"(= interval:'1 month' interval:'30 days')",          "boolean|t"                                            },
        {"(< interval:'1 day' '25:00')",                       "boolean|t"                                            },
        {"(= text:NULL text:'a')",                             "boolean|NULL"                                         },
        {"(= 1 text:'1')",                                     "ERROR operator does not exist: integer = text"        },
        {"(< jsonb:'{}' jsonb:'{}')",                          "boolean|f"                                            },
        {"(= int4:'5' 'five')",                                "ERROR invalid input syntax for type integer: \"five\""},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void texts_are_joined_with_anything(void)
{
    static const NotationCase cases[] = {
        {"(|| 'a' 'b')",                                 "text|ab"                                          },
        {"(|| text:'a' 1)",                              "text|a1"                                          },
        {"(|| 1 'a')",                                   "text|1a"                                          },
        {"(|| text:'n=' int8:'5')",                      "text|n=5"                                         },
        {"(|| text:'x' bool:'t')",                       "text|xtrue"                                       },
        {"(|| 1.5 text:'')",                             "text|1.5"                                         },
        {"(|| timestamptz:'2026-11-23 10:00' ' is it')", "text|2026-11-23 10:00:00+00 is it"                },
        {"(|| text:'a' NULL)",                           "text|NULL"                                        },
        {"(|| 1 2)",                                     "ERROR operator does not exist: integer || integer"},
        {"(|| numeric:'12' text:'!')",                   "text|12!"                                         },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void logic_has_three_values(void)
{
    static const NotationCase cases[] = {
        {"(and bool:'t' bool:'t')",      "boolean|t"                                                       },
        {"(and bool:'t' bool:NULL)",     "boolean|NULL"                                                    },
        {"(and bool:'f' bool:NULL)",     "boolean|f"                                                       },
        {"(and bool:NULL bool:'f')",     "boolean|f"                                                       },
        {"(or bool:'f' bool:NULL)",      "boolean|NULL"                                                    },
        {"(or bool:NULL bool:'t')",      "boolean|t"                                                       },
        {"(or bool:'f' bool:'f')",       "boolean|f"                                                       },
        {"(not bool:'t')",               "boolean|f"                                                       },
        {"(not bool:NULL)",              "boolean|NULL"                                                    },
        {"(not 'f')",                    "boolean|t"                                                       },
        {"(and bool:'f' (= 1 (/ 1 0)))", "boolean|f"                                                       },
        {"(or bool:'t' (= 1 (/ 1 0)))",  "boolean|t"                                                       },
        {"(and 1 bool:'t')",             "ERROR argument of AND must be type boolean, not type integer"    },
        {"(is_null int4:NULL)",          "boolean|t"                                                       },
        {"(is_null 1)",                  "boolean|f"                                                       },
        {"(is_not_null NULL)",           "boolean|f"                                                       },
        {"(is_not_null 'x')",            "boolean|t"                                                       },
        {"(is_true bool:NULL)",          "boolean|f"                                                       },
        {"(is_not_true bool:NULL)",      "boolean|t"                                                       },
        {"(is_false bool:'f')",          "boolean|t"                                                       },
        {"(is_not_false bool:'f')",      "boolean|f"                                                       },
        {"(is_true 1)",                  "ERROR argument of IS TRUE must be type boolean, not type integer"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void lists_and_choices_are_of_one_type(void)
{
    static const NotationCase cases[] = {
        {"(in 1 2 1)",                                       "boolean|t"                                                         },
        {"(in 1 2 3)",                                       "boolean|f"                                                         },
        {"(in 1 2 NULL)",                                    "boolean|NULL"                                                      },
        {"(in NULL 1)",                                      "boolean|NULL"                                                      },
        {"(not_in 1 2 3)",                                   "boolean|t"                                                         },
        {"(not_in 1 2 NULL)",                                "boolean|NULL"                                                      },
        {"(not_in 1 1 NULL)",                                "boolean|f"                                                         },
        {"(in 1 '1' '2')",                                   "boolean|t"                                                         },
        {"(in 1 2.5 1.0)",                                   "boolean|t"                                                         },
        {"(in text:'a' 'b' 'a')",                            "boolean|t"                                                         },
        {"(in 1 text:'a')",                                  "ERROR operator does not exist: integer = text"                     },
        {"(in 1 'a')",                                       "ERROR invalid input syntax for type integer: \"a\""                },
        {"(case bool:'f' 1 bool:'t' 2 3)",                   "integer|2"                                                         },
        {"(case bool:NULL 1)",                               "integer|NULL"                                                      },
        {"(case bool:'t' 1 2.5)",                            "double precision|1"                                                },
        {"(case bool:'t' 'a' 'b')",                          "text|a"                                                            },
        {"(case (= 1 1) 'x' (:: text (/ 1 0)))",             "text|x"                                                            },
        {"(case bool:'t' 1 text:'x')",                       "ERROR CASE types text and integer cannot be matched"               },
        {"(case 1 2)",                                       "ERROR argument of CASE/WHEN must be type boolean, not type integer"},
        {"(case 't' NULL 5)",                                "integer|NULL"                                                      },
        {"(coalesce NULL int4:NULL 3)",                      "integer|3"                                                         },
        {"(coalesce NULL NULL)",                             "text|NULL"                                                         },
        {"(coalesce 1 (/ 1 0))",                             "integer|1"                                                         },
        {"(coalesce text:'a' 'b')",                          "text|a"                                                            },
        {"(coalesce 1 2.5)",                                 "double precision|1"                                                },
        {"(coalesce 1 'x')",                                 "ERROR invalid input syntax for type integer: \"x\""                },
        {"(coalesce bool:'t' 1)",                            "ERROR COALESCE types boolean and integer cannot be matched"        },
        {"(nullif 1 1)",                                     "integer|NULL"                                                      },
        {"(nullif 1 2)",                                     "integer|1"                                                         },
        {"(nullif 'a' 'a')",                                 "text|NULL"                                                         },
        {"(nullif int4:NULL 1)",                             "integer|NULL"                                                      },
        {"(nullif 1 2.5)",                                   "double precision|1"                                                },
        {"(greatest 1 3 2)",                                 "integer|3"                                                         },
        {"(greatest 1 NULL 2.5)",                            "double precision|2.5"                                              },
        {"(least 'b' 'a' text:'c')",                         "text|a"                                                            },
        {"(least NULL int4:NULL)",                           "integer|NULL"                                                      },
        {"(greatest timestamptz:'2026-01-01' '2027-01-01')",
         "timestamp with time zone|2027-01-01 00:00:00+00"                                                                       },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void casts_read_write_and_round(void)
{
    static const NotationCase cases[] = {
        {"(:: int4 '12')",                                       "integer|12"                                        },
        {"(:: int4 text:' 12 ')",                                "integer|12"                                        },
        {"(:: int4 'x')",                                        "ERROR invalid input syntax for type integer: \"x\""},
        {"(:: int4 text:'x')",                                   "ERROR invalid input syntax for type integer: \"x\""},
        {"(:: int4 2.5)",                                        "integer|2"                                         },
        {"(:: int4 3.5)",                                        "integer|4"                                         },
        {"(:: int4 -2.5)",                                       "integer|-2"                                        },
        {"(:: int4 3e9)",                                        "ERROR integer out of range"                        },
        {"(:: int8 3e9)",                                        "bigint|3000000000"                                 },
        {"(:: int8 float8:'NaN')",                               "ERROR bigint out of range"                         },
        {"(:: int8 9.3e18)",                                     "ERROR bigint out of range"                         },
        {"(:: int4 int8:'2147483648')",                          "ERROR integer out of range"                        },
        {"(:: int4 numeric:'-2147483648')",                      "integer|-2147483648"                               },
        {"(:: int8 numeric:'9223372036854775808')",              "ERROR bigint out of range"                         },
        {"(:: float8 numeric:'123456789012345678901234567890')",
         "double precision|1.2345678901234568e+29"                                                                   },
        {"(:: numeric 1e20)",                                    "numeric|100000000000000000000"                     },
        {"(:: numeric 123456789012345678.0)",                    "numeric|123456789012346000"                        },
        {"(:: numeric 1.5)",                                     "numeric|1.5"                                       },
        {"(:: numeric float8:'Infinity')",                       "numeric|Infinity"                                  },
        {"(:: numeric 1e40)",                                    "ERROR value overflows numeric format"              },
        {"(:: text bool:'t')",                                   "text|true"                                         },
        {"(:: text 1.0)",                                        "text|1"                                            },
        {"(:: text interval:'1 day')",                           "text|1 day"                                        },
        {"(:: bool 'yes')",                                      "boolean|t"                                         },
        {"(:: bool 2)",                                          "boolean|t"                                         },
        {"(:: int4 bool:'t')",                                   "integer|1"                                         },
        {"(:: bool 1.5)",                                        "ERROR cannot cast type double precision to boolean"},
        {"(:: int8 bool:'t')",                                   "ERROR cannot cast type boolean to bigint"          },
        {"(:: timestamptz text:'2026-11-23T10:00:00+01')",
         "timestamp with time zone|2026-11-23 09:00:00+00"                                                           },
        {"(:: interval text:'90 minutes')",                      "interval|01:30:00"                                 },
        {"(:: int4 timestamptz:'2026-01-01')",
         "ERROR cannot cast type timestamp with time zone to integer"                                                },
        {"(:: text jsonb:'{}')",                                 "text|{}"                                           },
        {"(:: jsonb text:'{}')",                                 "jsonb|{}"                                          },
        {"(:: jsonb '{}')",                                      "jsonb|{}"                                          },
        {"(:: text NULL)",                                       "text|NULL"                                         },
        {"(:: int4 int4:NULL)",                                  "integer|NULL"                                      },
        {"(:: text int8:'-9223372036854775808')",                "text|-9223372036854775808"                         },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/operators", UNIT(whole_numbers_never_wrap),
          UNIT(numeric_is_exact_and_has_postgresqls_decimals),
          UNIT(float8_overflows_and_underflows_as_errors), UNIT(comparisons_follow_the_types),
          UNIT(texts_are_joined_with_anything), UNIT(logic_has_three_values),
          UNIT(lists_and_choices_are_of_one_type), UNIT(casts_read_write_and_round))
