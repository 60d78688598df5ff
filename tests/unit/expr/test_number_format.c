/*
 * Numbers by pictures: to_char() and to_number().
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void a_picture_shows_a_number(void)
{
    static const NotationCase cases[] = {
        {"(to_char -12 '9999999')",                                  "text|     -12"                                    },
        {"(to_char 12 '9990999.9')",                                 "text|    0012.0"                                  },
        {"(to_char numeric:'-0.1' '99.99')",                         "text|  -.10"                                      },
        {"(to_char numeric:'-0.1' 'FM9.99')",                        "text|-.1"                                         },
        {"(to_char numeric:'0.1' '0.9')",                            "text| 0.1"                                        },
        {"(to_char 12 'FM990.099')",                                 "text|12.0"                                        },
        {"(to_char 0 'FM9.9')",                                      "text|0."                                          },
        {"(to_char numeric:'12345678.9' 'FM999,999,999.00')",        "text|12,345,678.90"                               },
        {"(to_char 1485 '9,999')",                                   "text| 1,485"                                      },
        {"(to_char 485 '9G999D99')",                                 "text|   485.00"                                   },
        {"(to_char numeric:'148.5' 'S999.9')",                       "text|+148.5"                                      },
        {"(to_char -485 '999S')",                                    "text|485-"                                        },
        {"(to_char 485 '999MI')",                                    "text|485 "                                        },
        {"(to_char -485 '999MI')",                                   "text|485-"                                        },
        {"(to_char 485 'FM999MI')",                                  "text|485"                                         },
        {"(to_char 485 'PL999')",                                    "text|+ 485"                                       },
        {"(to_char -485 'SG999')",                                   "text|-485"                                        },
        {"(to_char -485 '999PR')",                                   "text|<485>"                                       },
        {"(to_char 485 '999PR')",                                    "text| 485 "                                       },
        {"(to_char 485 'FM999PR')",                                  "text|485"                                         },
        {"(to_char 485 'L999')",                                     "text|  485"                                       },
        {"(to_char 482 '999th')",                                    "text| 482nd"                                      },
        {"(to_char 13 '99TH')",                                      "text| 13TH"                                       },
        {"(to_char 485 'RN')",                                       "text|        CDLXXXV"                             },
        {"(to_char 1994 'FMrn')",                                    "text|mcmxciv"                                     },
        {"(to_char 5 'RNth')",                                       "text|              V"                             },
        {"(to_char 4000 'RN')",                                      "text|###############"                             },
        {"(to_char numeric:'12.45' '99V9')",                         "text| 125"                                        },
        {"(to_char 12 '99V999')",                                    "text| 12000"                                      },
        {"(to_char numeric:'0.00045' '9.99EEEE')",                   "text| 4.50e-04"                                   },
        {"(to_char numeric:'9.999' '9.99EEEE')",                     "text| 10.00e+00"                                  },
        {"(to_char 25 '9EEEE')",                                     "text| 2e+01"                                      },
        {"(to_char int8:'25' '9EEEE')",                              "text| 3e+01"                                      },
        {"(to_char float8:'NaN' '9.9EEEE')",                         "text| #.#####"                                    },
        {"(to_char 123456 '999.9')",                                 "text| ###.#"                                      },
        {"(to_char numeric:'0.5' '99')",                             "text|  1"                                         },
        {"(to_char numeric:'NaN' '9999.9')",                         "text|  NaN"                                       },
        {"(to_char float8:'Infinity' '999')",                        "text| ###"                                        },
        {"(to_char float8:'0.1' '0.99999999999999999')",             "text| 0.10000000000000"                           },
        {"(to_char float8:'1234567890123.456' '9999999999999.999')", "text| 1234567890123.46"                           },
        {"(to_char 5 '999.x')",                                      "text|   5"                                        },
        {"(to_char 5 '\"no. \"9\" é\"')",                           "text|no.  5 é"                                   },
        {"(to_char 5 '')",                                           "text|"                                            },
        {"(to_char 5 '9.9.9')",                                      "ERROR multiple decimal points"                    },
        {"(to_char 5 '9V9.9')",                                      "ERROR cannot use \"V\" and decimal point together"},
        {"(to_char 5 'S9S')",                                        "ERROR cannot use \"S\" twice"                     },
        {"(to_char 5 '9PR9')",                                       "ERROR \"9\" must be ahead of \"PR\""              },
        {"(to_char 5 'S9MI')",                                       "ERROR cannot use \"S\" and \"MI\" together"       },
        {"(to_char 5 'FM9EEEE')",                                    "ERROR \"EEEE\" is incompatible with other formats"},
        {"(to_char 5 '9EEEE9')",                                     "ERROR \"EEEE\" must be the last pattern used"     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_picture_reads_a_number(void)
{
    static const NotationCase cases[] = {
        {"(to_number '12,454.8-' '99G999D9S')",             "numeric|-12454.8"                                  },
        {"(to_number '-34,338,492' '99G999G999')",          "numeric|-34338492"                                 },
        {"(to_number '<564646.654564>' '999999.999999PR')", "numeric|-564646.654564"                            },
        {"(to_number '0.00001-' '9.999999S')",              "numeric|-0.00001"                                  },
        {"(to_number '5.01-' 'FM9.999999MI')",              "numeric|-5.01"                                     },
        {"(to_number '$1,234.56' 'L9,999.99')",             "numeric|1234.56"                                   },
        {"(to_number '12.3456' '99.99')",                   "numeric|12.34"                                     },
        {"(to_number '1 234' '9 999')",                     "numeric|1234"                                      },
        {"(to_number '123' '99V9')",                        "numeric|12.3000000000000000"                       },
        {"(to_number '42nd' '99th')",                       "numeric|42"                                        },
        {"(to_number '42' '9')",                            "numeric|4"                                         },
        {"(to_number 'x' '9')",                             "ERROR invalid input syntax for type numeric: \" \""},
        {"(to_number '' '9')",                              "ERROR invalid input syntax for type numeric: \" \""},
        {"(to_number '5' '')",                              "numeric|NULL"                                      },
        {"(to_number 'V' 'RN')",                            "ERROR \"RN\" not supported for input"              },
        {"(to_number '1e3' '9EEEE')",                       "ERROR \"EEEE\" not supported for input"            },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_picture_is_read_for_each_row_if_it_is_no_constant(void)
{
    static const NotationCase cases[] = {
        {"(to_char 1485 text:'9,999')",           "text| 1,485"                  },
        {"(to_char 1485 text:'9.9.9')",           "ERROR multiple decimal points"},
        {"(to_number text:'1,485' text:'9,999')", "numeric|1485"                 },
        {"(to_char 1485 text:NULL)",              "text|NULL"                    },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_picture_has_so_many_bytes_and_no_more(void)
{
    for (size_t len = 1024; len <= 1025; len++) {
        g_autofree char *nines = g_strnfill(len, '9');
        g_autofree char *expr = g_strdup_printf("(length (to_char 5 text:'%s'))", nines);
        g_autofree char *said = notation_eval(expr, true);

        UNIT_EQUALS_TEXT(said, len == 1024 ? "integer|1025"
                                           : "ERROR a picture of 1025 bytes is beyond the limit of "
                                             "1024, or of the memory of a row");
    }
}

UNIT_MAIN("expr/number_format", UNIT(a_picture_shows_a_number), UNIT(a_picture_reads_a_number),
          UNIT(a_picture_is_read_for_each_row_if_it_is_no_constant),
          UNIT(a_picture_has_so_many_bytes_and_no_more))
