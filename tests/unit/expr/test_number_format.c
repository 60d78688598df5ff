/*
 * to_char of numbers.
 * Method: tables of expressions and what PostgreSQL answers, each folded when it is made, over the
 * slots of a row, and folded when the statement starts.
 */
#include "notation.h"

static void each_place_of_a_number_is_written(void)
{
    static const NotationCase cases[] = {
        {"(to_char 485 '999')",                                                  "text| 485"                 },
        {"(to_char 485 '9999')",                                                 "text|  485"                },
        {"(to_char 485 'FM9999')",                                               "text|485"                  },
        {"(to_char 485 '0999')",                                                 "text| 0485"                },
        {"(to_char 485 '\"no. \"999')",                                          "text|no.  485"             },
        {"(to_char 485 'L999')",                                                 "text|  485"                },
        {"(to_char 485 '9 9 9')",                                                "text| 4 8 5"               },
        {"(to_char 485 '9,999')",                                                "text|   485"               },
        {"(to_char 485 '999th')",                                                "text| 485th"               },
        {"(to_char 485 '999TH')",                                                "text| 485TH"               },
        {"(to_char 485 'PL999')",                                                "text|+ 485"                },
        {"(to_char 485 'SG999')",                                                "text|+485"                 },
        {"(to_char 485 '999MI')",                                                "text|485 "                 },
        {"(to_char 485 'FM999MI')",                                              "text|485"                  },
        {"(to_char 485 '999PR')",                                                "text| 485 "                },
        {"(to_char 485 'S999')",                                                 "text|+485"                 },
        {"(to_char 485 '999S')",                                                 "text|485+"                 },
        {"(to_char 485 '9SG99')",                                                "text|4+85"                 },
        {"(to_char 485 '999.99')",                                               "text| 485.00"              },
        {"(to_char 485 '99')",                                                   "text| ##"                  },
        {"(to_char 485 'RN')",                                                   "text|        CDLXXXV"      },
        {"(to_char 485 'FMRN')",                                                 "text|CDLXXXV"              },
        {"(to_char 485 'rn')",                                                   "text|        cdlxxxv"      },
        {"(to_char 485 '9.99EEEE')",                                             "text| 4.85e+02"            },
        {"(to_char 485 '9V99')",                                                 "text| ###"                 },
        {"(to_char 485 'B999')",                                                 "text| 485"                 },
        {"(to_char 485 '999SP')",                                                "text| 485"                 },
        {"(to_char 485 '\\\"999')",                                              "text|\" 485"               },
        {"(to_char -485 '999')",                                                 "text|-485"                 },
        {"(to_char -485 'FM999')",                                               "text|-485"                 },
        {"(to_char -485 'S9999')",                                               "text| -485"                },
        {"(to_char -485 '9999S')",                                               "text| 485-"                },
        {"(to_char -485 '999MI')",                                               "text|485-"                 },
        {"(to_char -485 '999PR')",                                               "text|<485>"                },
        {"(to_char -485 'PL999')",                                               "text| -485"                },
        {"(to_char -485 'SG999')",                                               "text|-485"                 },
        {"(to_char -485 '999th')",                                               "text|-485"                 },
        {"(to_char -485 '000')",                                                 "text|-485"                 },
        {"(to_char -485 '99')",                                                  "text|-##"                  },
        {"(to_char -485 'RN')",                                                  "text|###############"      },
        {"(to_char -485 '9.9EEEE')",                                             "text|-4.8e+02"             },
        {"(to_char 0 '9.9')",                                                    "text|  .0"                 },
        {"(to_char 0 'FM9.9')",                                                  "text|0."                   },
        {"(to_char 0 '0.0')",                                                    "text| 0.0"                 },
        {"(to_char 11 '99th')",                                                  "text| 11th"                },
        {"(to_char 1 '9st')",                                                    "text|1+t"                  },
        {"(to_char 22 '99th')",                                                  "text| 22nd"                },
        {"(to_char 4000 'RN')",                                                  "text|###############"      },
        {"(to_char 1999 'FMRN')",                                                "text|MCMXCIX"              },
        {"(to_char 992365 '9EEEE')",                                             "text| 1e+06"               },
        {"(to_char int8:'992365' '9EEEE')",                                      "text| 10e+05"              },
        {"(to_char int8:'-9223372036854775808' 'FM9,999,999,999,999,999,999')",
         "text|-9,223,372,036,854,775,808"                                                                   },
        {"(to_char int8:'9223372036854775807' 'RN')",                            "ERROR integer out of range"},
        {"(to_char numeric:'1234567.891' 'FM9,999,999.00')",                     "text|1,234,567.89"         },
        {"(to_char numeric:'1234567.895' '9G999G999D99')",                       "text| 1,234,567.90"        },
        {"(to_char numeric:'-0.1' '90.99')",                                     "text| -0.10"               },
        {"(to_char numeric:'-0.1' 'FM9.99')",                                    "text|-.1"                  },
        {"(to_char numeric:'0.1' '9.9')",                                        "text|  .1"                 },
        {"(to_char numeric:'12' 'FM9990999.9')",                                 "text|0012."                },
        {"(to_char numeric:'12' '9990999.9')",                                   "text|    0012.0"           },
        {"(to_char numeric:'-12.34' 'S9999.9')",                                 "text|  -12.3"              },
        {"(to_char numeric:'12.345' '99V999')",                                  "text| 12345"               },
        {"(to_char numeric:'12.3456' '99V99')",                                  "text| 1235"                },
        {"(to_char numeric:'0.05' '9V99')",                                      "text|   5"                 },
        {"(to_char numeric:'9.99' '9.9EEEE')",                                   "text| 10.0e+00"            },
        {"(to_char numeric:'0.000123' '9.99EEEE')",                              "text| 1.23e-04"            },
        {"(to_char numeric:'0' '9.99EEEE')",                                     "text| 0.00e+00"            },
        {"(to_char numeric:'NaN' '999.99')",                                     "text| NaN"                 },
        {"(to_char numeric:'Infinity' '9.9EEEE')",                               "text| #.#####"             },
        {"(to_char numeric:'-Infinity' '9999999999')",                           "text|  -Infinity"          },
        {"(to_char numeric:'1234.5' '9')",                                       "text| #"                   },
        {"(to_char numeric:'1.5' '9.9999999999999999999999999999999999999999')",
         "text| 1.5000000000000000000000000000000000000000"                                                  },
        {"(to_char 0.1 '9.99999999999999999999')",                               "text|  .10000000000000"    },
        {"(to_char 148.5 '999.999')",                                            "text| 148.500"             },
        {"(to_char -1e20 '9.99EEEE')",                                           "text|-1.00e+20"            },
        {"(to_char 1e300 '9')",                                                  "text| #"                   },
        {"(to_char 12.6 '99')",                                                  "text| 13"                  },
        {"(to_char 12.5 '99V9')",                                                "text| 125"                 },
        {"(to_char 5.7 'FMRN')",                                                 "text|VI"                   },
        {"(to_char float8:'NaN' '9.9EEEE')",                                     "text| #.#####"             },
        {"(to_char float8:'-Infinity' '9999999999')",                            "text|  -Infinity"          },
        {"(to_char 485 '')",                                                     "text|"                     },
        {"(to_char 485 text:'9999')",                                            "text|  485"                },
        {"(to_char 485 'é9日99')",                                             "text|é 4日85"            },
        {"(to_char int4:NULL '9')",                                              "text|NULL"                 },
        {"(to_char 485 NULL)",                                                   "text|NULL"                 },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void places_that_do_not_go_together_are_refused(void)
{
    static const NotationCase cases[] = {
        {"(to_char 1 '9.9.9')",      "ERROR multiple decimal points"                                  },
        {"(to_char 1 '9PR9')",       "ERROR \"9\" must be ahead of \"PR\""                            },
        {"(to_char 1 '0PR0')",       "ERROR \"0\" must be ahead of \"PR\""                            },
        {"(to_char 1 'SS9')",        "ERROR cannot use \"S\" twice"                                   },
        {"(to_char 1 'S9MI')",       "ERROR cannot use \"S\" and \"MI\" together"                     },
        {"(to_char 1 'S9PL')",       "ERROR cannot use \"S\" and \"PL\" together"                     },
        {"(to_char 1 'S9SG')",       "ERROR cannot use \"S\" and \"SG\" together"                     },
        {"(to_char 1 'MI9S')",       "ERROR cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"},
        {"(to_char 1 'S9PR')",       "ERROR cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together"},
        {"(to_char 1 '9.V')",        "ERROR cannot use \"V\" and decimal point together"              },
        {"(to_char 1 'V9.')",        "ERROR cannot use \"V\" and decimal point together"              },
        {"(to_char 1 '9EEEE9')",     "ERROR \"EEEE\" must be the last pattern used"                   },
        {"(to_char 1 'FM9EEEE')",    "ERROR \"EEEE\" is incompatible with other formats"              },
        {"(to_char 1 '9EEEEEEEE')",  "ERROR cannot use \"EEEE\" twice"                                },
        {"(to_char 1 'TH')",         "ERROR \".\" is not a number"                                    },
        {"(to_char 1 text:'9.9.9')", "ERROR multiple decimal points"                                  },
        {"(to_char bool:'t' '9')",   "ERROR function to_char(boolean, unknown) does not exist"        },
        {"(to_char '5' '9')",        "ERROR function to_char(unknown, unknown) is not unique"         },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/number format", UNIT(each_place_of_a_number_is_written),
          UNIT(places_that_do_not_go_together_are_refused))
