/*
 * Functions over numbers, times and intervals.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
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

static void now_is_the_statements_start(void)
{
    static const NotationCase cases[] = {
        {"(now)",                  "timestamp with time zone|2023-11-14 22:13:20+00"},
        {"(- (now) (now))",        "interval|00:00:00"                              },
        {"(< (now) '2020-01-01')", "boolean|f"                                      },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void times_move_by_intervals(void)
{
    static const NotationCase cases[] = {
        {"(+ timestamptz:'2026-01-31' interval:'1 month')",
         "timestamp with time zone|2026-02-28 00:00:00+00"                                                                        },
        {"(- timestamptz:'2024-03-31' interval:'1 month')",
         "timestamp with time zone|2024-02-29 00:00:00+00"                                                                        },
        {"(+ interval:'1 day 02:00' timestamptz:'2026-11-23')",
         "timestamp with time zone|2026-11-24 02:00:00+00"                                                                        },
        {"(+ timestamptz:'2024-02-29' interval:'1 year')",
         "timestamp with time zone|2025-02-28 00:00:00+00"                                                                        },
        {"(- timestamptz:'2026-11-23 10:00' timestamptz:'2026-11-20 12:30')",
         "interval|2 days 21:30:00"                                                                                               },
        {"(- timestamptz:'2026-11-20' timestamptz:'2026-11-23 10:00')",
         "interval|-3 days -10:00:00"                                                                                             },
        {"(+ timestamptz:'2026-11-23' '1 hour')",
         "timestamp with time zone|2026-11-23 01:00:00+00"                                                                        },
        {"(- timestamptz:'2026-11-23' '2026-11-22')",                         "interval|1 day"                                    },
        {"(+ timestamptz:'294246-12-31' interval:'1 year')",                  "ERROR timestamp out of range"                      },
        {"(- timestamptz:'2026-01-01' interval:'7000 years')",                "ERROR timestamp out of range"                      },
        {"(+ timestamptz:'2026-01-01' 1)",
         "ERROR operator does not exist: timestamp with time zone + integer"                                                      },
        {"(to_timestamp 1700000000.25)",                                      "timestamp with time zone|2023-11-14 22:13:20.25+00"},
        {"(to_timestamp float8:'NaN')",                                       "ERROR timestamp out of range"                      },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void intervals_are_computed_by_their_parts(void)
{
    static const NotationCase cases[] = {
        {"(+ interval:'1 day' interval:'25:00')",           "interval|1 day 25:00:00"    },
        {"(- interval:'1 month' interval:'1 day')",         "interval|1 mon -1 days"     },
        {"(- interval:'1 month -1 day')",                   "interval|-1 mons +1 day"    },
        {"(* interval:'1 day' 1.5)",                        "interval|1 day 12:00:00"    },
        {"(* 2 interval:'10 seconds')",                     "interval|00:00:20"          },
        {"(* interval:'1 month' 0.5)",                      "interval|15 days"           },
        {"(/ interval:'1 month' 4)",                        "interval|7 days 12:00:00"   },
        {"(/ interval:'1 year' 5)",                         "interval|2 mons 12 days"    },
        {"(/ interval:'1 day' 0)",                          "ERROR division by zero"     },
        {"(* interval:'1 day' float8:'NaN')",               "ERROR interval out of range"},
        {"(+ interval:'2147483647 days' interval:'1 day')", "ERROR interval out of range"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void date_trunc_finds_the_beginning(void)
{
    static const NotationCase cases[] = {
        {"(date_trunc 'microseconds' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 10:11:12.345678+00"                                               },
        {"(date_trunc 'milliseconds' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 10:11:12.345+00"                                                  },
        {"(date_trunc 'second' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 10:11:12+00"                                                      },
        {"(date_trunc 'minute' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 10:11:00+00"                                                      },
        {"(date_trunc 'HOUR' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 10:00:00+00"                                                      },
        {"(date_trunc 'day' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 00:00:00+00"                                                      },
        {"(date_trunc 'week' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-23 00:00:00+00"                                                      },
        {"(date_trunc 'month' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-11-01 00:00:00+00"                                                      },
        {"(date_trunc 'quarter' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-10-01 00:00:00+00"                                                      },
        {"(date_trunc 'year' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2026-01-01 00:00:00+00"                                                      },
        {"(date_trunc 'decade' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2020-01-01 00:00:00+00"                                                      },
        {"(date_trunc 'century' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2001-01-01 00:00:00+00"                                                      },
        {"(date_trunc 'millennium' timestamptz:'2026-11-23 10:11:12.345678')",
         "timestamp with time zone|2001-01-01 00:00:00+00"                                                      },
        {"(date_trunc 'fortnight' timestamptz:'2026-11-23 10:11:12.345678')",
         "ERROR unit \"fortnight\" not recognized for type timestamp with time zone"                            },
        {"(date_trunc 'dow' timestamptz:'2026-11-23 10:11:12.345678')",
         "ERROR unit \"dow\" not supported for type timestamp with time zone"                                   },
        {"(date_trunc 'hour' timestamptz:'1969-12-31 23:59')",
         "timestamp with time zone|1969-12-31 23:00:00+00"                                                      },
        {"(date_trunc 'century' timestamptz:'2000-12-31')",
         "timestamp with time zone|1901-01-01 00:00:00+00"                                                      },
        {"(date_trunc 'week' timestamptz:'2023-01-01')",
         "timestamp with time zone|2022-12-26 00:00:00+00"                                                      },
        {"(date_trunc 'year' timestamptz:'0044-03-15 BC')",
         "timestamp with time zone|0044-01-01 00:00:00+00 BC"                                                   },
        {"(date_trunc 'hour' timestamptz:NULL)",                                 "timestamp with time zone|NULL"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void parts_of_a_time_are_extracted(void)
{
    static const NotationCase cases[] = {
        {"(extract 'epoch' timestamptz:'2026-11-23 10:11:12.345678')",
         "double precision|1795428672.345678"                                                        },
        {"(extract 'microseconds' timestamptz:'2026-11-23 10:11:12.345678')",
         "double precision|12345678"                                                                 },
        {"(extract 'milliseconds' timestamptz:'2026-11-23 10:11:12.345678')",
         "double precision|12345.678"                                                                },
        {"(extract 'second' timestamptz:'2026-11-23 10:11:12.345678')",
         "double precision|12.345678"                                                                },
        {"(extract 'minute' timestamptz:'2026-11-23 10:11:12.345678')",       "double precision|11"  },
        {"(extract 'hour' timestamptz:'2026-11-23 10:11:12.345678')",         "double precision|10"  },
        {"(extract 'day' timestamptz:'2026-11-23 10:11:12.345678')",          "double precision|23"  },
        {"(extract 'dow' timestamptz:'2026-11-23 10:11:12.345678')",          "double precision|1"   },
        {"(extract 'isodow' timestamptz:'2026-11-23 10:11:12.345678')",       "double precision|1"   },
        {"(extract 'doy' timestamptz:'2026-11-23 10:11:12.345678')",          "double precision|327" },
        {"(extract 'week' timestamptz:'2026-11-23 10:11:12.345678')",         "double precision|48"  },
        {"(extract 'month' timestamptz:'2026-11-23 10:11:12.345678')",        "double precision|11"  },
        {"(extract 'quarter' timestamptz:'2026-11-23 10:11:12.345678')",      "double precision|4"   },
        {"(extract 'year' timestamptz:'2026-11-23 10:11:12.345678')",         "double precision|2026"},
        {"(extract 'isoyear' timestamptz:'2026-11-23 10:11:12.345678')",      "double precision|2026"},
        {"(extract 'decade' timestamptz:'2026-11-23 10:11:12.345678')",       "double precision|202" },
        {"(extract 'century' timestamptz:'2026-11-23 10:11:12.345678')",      "double precision|21"  },
        {"(extract 'millennium' timestamptz:'2026-11-23 10:11:12.345678')",   "double precision|3"   },
        {"(extract 'timezone' timestamptz:'2026-11-23 10:11:12.345678')",     "double precision|0"   },
        {"(extract 'fortnight' timestamptz:'2026-11-23 10:11:12.345678')",
         "ERROR unit \"fortnight\" not recognized for type timestamp with time zone"                 },
        {"(date_part 'year' timestamptz:'0044-03-15 BC')",                    "double precision|-44" },
        {"(date_part 'century' timestamptz:'0044-03-15 BC')",                 "double precision|-1"  },
        {"(date_part 'dow' timestamptz:'2023-01-01')",                        "double precision|0"   },
        {"(date_part 'isodow' timestamptz:'2023-01-01')",                     "double precision|7"   },
        {"(date_part 'week' timestamptz:'2023-01-01')",                       "double precision|52"  },
        {"(date_part 'isoyear' timestamptz:'2023-01-01')",                    "double precision|2022"},
        {"(date_part 'epoch' timestamptz:'1969-12-31 23:59:59.5')",           "double precision|-0.5"},
        {"(date_part 'epoch' interval:'1 year 1 month 1 day 00:00:01.5')",
         "double precision|34236001.5"                                                               },
        {"(date_part 'hour' interval:'100:59:59.5')",                         "double precision|100" },
        {"(date_part 'second' interval:'-00:00:01.5')",                       "double precision|-1.5"},
        {"(date_part 'month' interval:'15 months')",                          "double precision|3"   },
        {"(date_part 'year' interval:'15 months')",                           "double precision|1"   },
        {"(date_part 'dow' interval:'1 day')",
         "ERROR unit \"dow\" not supported for type interval"                                        },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/math and time", UNIT(numbers_keep_their_types), UNIT(now_is_the_statements_start),
          UNIT(times_move_by_intervals), UNIT(intervals_are_computed_by_their_parts),
          UNIT(date_trunc_finds_the_beginning), UNIT(parts_of_a_time_are_extracted))
