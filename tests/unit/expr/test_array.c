/*
 * Arrays: their operators and functions, subscripts, ANY and ALL.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void arrays_are_read_and_written_as_texts(void)
{
    static const NotationCase cases[] = {
        {"int4[]:'{1,NULL,3}'",                                               "integer[]|{1,NULL,3}"                              },
        {"text[]:'{a,\"b c\",\"NULL\",null,\"\",  d  ,\"x\\\"y\",\"\\\\\"}'",
         "text[]|{a,\"b c\",\"NULL\",NULL,\"\",d,\"x\\\"y\",\"\\\\\"}"                                                            },
        {"(:: int4[] ' { 1 , 2 } ')",                                         "integer[]|{1,2}"                                   },
        {"(:: text[] '{}')",                                                  "text[]|{}"                                         },
        {"(:: int4[] '{1,}')",                                                "ERROR malformed array literal: \"{1,}\""           },
        {"(:: int4[] '{1,2')",                                                "ERROR malformed array literal: \"{1,2\""           },
        {"(:: int4[] '{1}}')",                                                "ERROR malformed array literal: \"{1}}\""           },
        {"(:: int4[] '{a}')",                                                 "ERROR invalid input syntax for type integer: \"a\""},
        {"(:: int4[] '')",                                                    "ERROR malformed array literal: \"\""               },
        {"(:: text[] '{a\"b\"}')",                                            "ERROR malformed array literal: \"{a\"b\"}\""       },
        {"(:: text[] '{\"a\"b}')",                                            "ERROR malformed array literal: \"{\"a\"b}\""       },
        {"(:: text[] '{a\\ ,\\NULL}')",                                       "text[]|{\"a \",\"NULL\"}"                          },
        {"bool[]:'{t,false,1}'",                                              "boolean[]|{t,f,t}"                                 },
        {"bytea[]:'{\"\\\\x01ff\"}'",                                         "bytea[]|{\"\\\\x01ff\"}"                           },
        {"interval[]:'{\"1 day\",24:00}'",                                    "interval[]|{\"1 day\",24:00:00}"                   },
        {"timestamptz[]:'{2026-11-23 10:00+02}'",
         "timestamp with time zone[]|{\"2026-11-23 08:00:00+00\"}"                                                                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void an_array_is_of_the_type_that_its_items_have_in_common(void)
{
    static const NotationCase cases[] = {
        {"(array 1 2 NULL)",   "integer[]|{1,2,NULL}"                                   },
        {"(array 1 2.5)",      "double precision[]|{1,2.5}"                             },
        {"(array 'a' NULL)",   "text[]|{a,NULL}"                                        },
        {"(array NULL)",       "text[]|{NULL}"                                          },
        {"(array 1 bool:'t')", "ERROR ARRAY types integer and boolean cannot be matched"},
        {"(array 1 'x')",      "ERROR invalid input syntax for type integer: \"x\""     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void casts_go_item_by_item_or_through_the_text(void)
{
    static const NotationCase cases[] = {
        {"(:: text[] int4[]:'{1,NULL}')",       "text[]|{1,NULL}"                                   },
        {"(:: int4[] text[]:'{1,NULL}')",       "integer[]|{1,NULL}"                                },
        {"(:: int4[] text[]:'{1,x}')",          "ERROR invalid input syntax for type integer: \"x\""},
        {"(:: int8[] int4[]:'{1,2}')",          "bigint[]|{1,2}"                                    },
        {"(:: int4[] int8[]:'{1,3000000000}')", "ERROR integer out of range"                        },
        {"(:: text int4[]:'{1,NULL}')",         "text|{1,NULL}"                                     },
        {"(:: int4[] text:'{1,2}')",            "integer[]|{1,2}"                                   },
        {"(:: bytea[] int4[]:'{1}')",           "ERROR cannot cast type integer[] to bytea[]"       },
        {"(|| 'x' (:: text int4[]:'{1}'))",     "text|x{1}"                                         },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void arrays_compare_item_by_item(void)
{
    static const NotationCase cases[] = {
        {"(= int4[]:'{1,2}' int4[]:'{1,2}')",           "boolean|t"                                          },
        {"(= int4[]:'{1,NULL}' int4[]:'{1,NULL}')",     "boolean|t"                                          },
        {"(<> int4[]:'{1}' '{2}')",                     "boolean|t"                                          },
        {"(< int4[]:'{1,2}' int4[]:'{1,3}')",           "boolean|t"                                          },
        {"(< int4[]:'{1,2}' int4[]:'{1,2,0}')",         "boolean|t"                                          },
        {"(< int4[]:'{1,NULL}' int4[]:'{1,3}')",        "boolean|f"                                          },
        {"(> int4[]:'{}' int4[]:'{}')",                 "boolean|f"                                          },
        {"(<= text[]:'{a}' text[]:'{B}')",              "boolean|f"                                          },
        {"(= int4[]:NULL int4[]:'{1}')",                "boolean|NULL"                                       },
        {"(= int4[]:'{1}' int8[]:'{1}')",               "ERROR operator does not exist: integer[] = bigint[]"},
        {"(= int4[]:'{1}' 1)",                          "ERROR operator does not exist: integer[] = integer" },
        {"(greatest int4[]:'{1,2}' int4[]:'{2}')",      "integer[]|{2}"                                      },
        {"(coalesce int4[]:NULL '{7}')",                "integer[]|{7}"                                      },
        {"(nullif int4[]:'{1}' int4[]:'{1}')",          "integer[]|NULL"                                     },
        {"(in int4[]:'{1}' int4[]:'{2}' int4[]:'{1}')", "boolean|t"                                          },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void arrays_contain_and_overlap_by_their_items(void)
{
    static const NotationCase cases[] = {
        {"(@> int4[]:'{1,2,2}' int4[]:'{2,1}')",   "boolean|t"},
        {"(@> int4[]:'{1,2}' int4[]:'{3}')",       "boolean|f"},
        {"(@> int4[]:'{1,NULL}' int4[]:'{NULL}')", "boolean|f"},
        {"(@> int4[]:'{1}' int4[]:'{}')",          "boolean|t"},
        {"(<@ int4[]:'{2}' int4[]:'{1,2}')",       "boolean|t"},
        {"(&& int4[]:'{1,2}' int4[]:'{2,3}')",     "boolean|t"},
        {"(&& int4[]:'{1,NULL}' int4[]:'{NULL}')", "boolean|f"},
        {"(&& int4[]:'{}' int4[]:'{}')",           "boolean|f"},
        {"(@> text[]:'{a,b}' '{b}')",              "boolean|t"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void two_bars_join_arrays_items_and_texts(void)
{
    static const NotationCase cases[] = {
        {"(|| int4[]:'{1}' int4[]:'{2}')", "integer[]|{1,2}"                                  },
        {"(|| int4[]:'{1}' 2)",            "integer[]|{1,2}"                                  },
        {"(|| 1 int4[]:'{2}')",            "integer[]|{1,2}"                                  },
        {"(|| int4[]:'{1}' '{2,3}')",      "integer[]|{1,2,3}"                                },
        {"(|| int4[]:'{1}' NULL)",         "integer[]|{1}"                                    },
        {"(|| int4[]:'{1}' int4:NULL)",    "integer[]|{1,NULL}"                               },
        {"(|| int4[]:NULL 1)",             "integer[]|{1}"                                    },
        {"(|| int4[]:NULL int4[]:NULL)",   "integer[]|NULL"                                   },
        {"(|| int4[]:'{1}' int8[]:'{2}')", "bigint[]|{1,2}"                                   },
        {"(|| int4[]:'{1}' 2.5)",          "double precision[]|{1,2.5}"                       },
        {"(|| text[]:'{a}' 'b')",          "ERROR malformed array literal: \"b\""             },
        {"(|| text[]:'{a}' text:'b')",     "text[]|{a,b}"                                     },
        {"(|| int4[]:'{1}' text:'b')",     "ERROR operator does not exist: integer[] || text" },
        {"(|| 'a' 1)",                     "text|a1"                                          },
        {"(|| bool:'t' 'a')",              "text|truea"                                       },
        {"(|| text:'a' int4:NULL)",        "text|NULL"                                        },
        {"(|| 1 2)",                       "ERROR operator does not exist: integer || integer"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void an_array_is_asked_for_its_size_and_items(void)
{
    static const NotationCase cases[] = {
        {"(cardinality int4[]:'{1,NULL,3}')",            "integer|3"                                                   },
        {"(cardinality int4[]:'{}')",                    "integer|0"                                                   },
        {"(array_length int4[]:'{1,2}' 1)",              "integer|2"                                                   },
        {"(array_length int4[]:'{1,2}' 2)",              "integer|NULL"                                                },
        {"(array_length int4[]:'{}' 1)",                 "integer|NULL"                                                },
        {"(array_upper int4[]:'{4,5}' 1)",               "integer|2"                                                   },
        {"(array_lower int4[]:'{4,5}' 1)",               "integer|1"                                                   },
        {"(array_lower int4[]:'{}' 1)",                  "integer|NULL"                                                },
        {"(array_ndims int4[]:'{4}')",                   "integer|1"                                                   },
        {"(array_ndims int4[]:'{}')",                    "integer|NULL"                                                },
        {"(array_dims int4[]:'{4,5}')",                  "text|[1:2]"                                                  },
        {"(array_dims int4[]:'{}')",                     "text|NULL"                                                   },
        {"(array_length '{1,2}' 1)",
         "ERROR could not determine polymorphic type because input has type unknown"                                   },
        {"(array_length 1 1)",                           "ERROR function array_length(integer, integer) does not exist"},
        {"(array_position text[]:'{a,b,a}' 'a')",        "integer|1"                                                   },
        {"(array_position text[]:'{a,b,a}' 'a' 2)",      "integer|3"                                                   },
        {"(array_position text[]:'{a,b}' 'z')",          "integer|NULL"                                                },
        {"(array_position text[]:'{a,NULL}' NULL)",      "integer|2"                                                   },
        {"(array_position text[]:'{a}' 'a' int4:NULL)",  "ERROR initial position must not be null"                     },
        {"(array_position text[]:'{a}' NULL int4:NULL)", "integer|NULL"                                                },
        {"(array_position text[]:'{a}' 'a' -5)",         "integer|1"                                                   },
        {"(array_position text[]:NULL 'a')",             "integer|NULL"                                                },
        {"(array_positions int4[]:'{1,2,1}' 1)",         "integer[]|{1,3}"                                             },
        {"(array_positions int4[]:'{1,NULL}' NULL)",     "integer[]|{2}"                                               },
        {"(array_positions int4[]:'{1}' 2)",             "integer[]|{}"                                                },
        {"(array_position int4[]:'{1,2}' int8:'2')",     "integer|2"                                                   },
        {"(array_position int4[]:'{1,2}' 'x')",
         "ERROR invalid input syntax for type integer: \"x\""                                                          },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void arrays_are_changed_into_new_ones(void)
{
    static const NotationCase cases[] = {
        {"(array_append int4[]:'{1}' 2)",            "integer[]|{1,2}"                                        },
        {"(array_append int4[]:NULL 2)",             "integer[]|{2}"                                          },
        {"(array_append int4[]:'{1}' NULL)",         "integer[]|{1,NULL}"                                     },
        {"(array_append '{a}' 'b')",                 "text[]|{a,b}"                                           },
        {"(array_append int4[]:'{1}' int8:'2')",     "bigint[]|{1,2}"                                         },
        {"(array_prepend 1 int4[]:'{2}')",           "integer[]|{1,2}"                                        },
        {"(array_prepend int4:NULL int4[]:NULL)",    "integer[]|{NULL}"                                       },
        {"(array_cat int4[]:'{1}' int4[]:'{2}')",    "integer[]|{1,2}"                                        },
        {"(array_cat int4[]:'{1}' int4[]:NULL)",     "integer[]|{1}"                                          },
        {"(array_remove int4[]:'{1,2,1,NULL}' 1)",   "integer[]|{2,NULL}"                                     },
        {"(array_remove int4[]:'{1,NULL}' NULL)",    "integer[]|{1}"                                          },
        {"(array_remove int4[]:'{1}' 1)",            "integer[]|{}"                                           },
        {"(array_replace int4[]:'{1,2,1}' 1 9)",     "integer[]|{9,2,9}"                                      },
        {"(array_replace int4[]:'{1,NULL}' NULL 0)", "integer[]|{1,0}"                                        },
        {"(array_replace int4[]:'{1,2}' 2 NULL)",    "integer[]|{1,NULL}"                                     },
        {"(array_replace int4[]:'{1}' 1 2.5)",       "double precision[]|{2.5}"                               },
        {"(trim_array int4[]:'{1,2,3}' 2)",          "integer[]|{1}"                                          },
        {"(trim_array int4[]:'{1,2,3}' 4)",
         "ERROR number of elements to trim must be between 0 and 3"                                           },
        {"(trim_array int4[]:'{1}' -1)",
         "ERROR number of elements to trim must be between 0 and 1"                                           },
        {"(array_fill 7 int4[]:'{3}')",              "integer[]|{7,7,7}"                                      },
        {"(array_fill text:NULL int4[]:'{2}')",      "text[]|{NULL,NULL}"                                     },
        {"(array_fill 1 int4[]:'{}')",               "integer[]|{}"                                           },
        {"(array_fill 1 int4[]:NULL)",               "ERROR dimension array or low bound array cannot be null"},
        {"(array_fill 1 int4[]:'{NULL}')",           "ERROR dimension values cannot be null"                  },
        {"(array_fill 1 int4[]:'{-1}')",
         "ERROR array size exceeds the maximum allowed (134217727)"                                           },
        {"(array_fill 'a' int4[]:'{1}')",
         "ERROR could not determine polymorphic type because input has type unknown"                          },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void arrays_become_texts_and_back(void)
{
    static const NotationCase cases[] = {
        {"(array_to_string int4[]:'{1,NULL,3}' ',')",      "text|1,3"           },
        {"(array_to_string int4[]:'{1,NULL,3}' ', ' '*')", "text|1, *, 3"       },
        {"(array_to_string bool[]:'{t,f}' '')",            "text|tf"            },
        {"(array_to_string int4[]:'{}' ',')",              "text|"              },
        {"(array_to_string int4[]:'{1,2}' NULL)",          "text|NULL"          },
        {"(array_to_string text[]:'{NULL,a}' ',')",        "text|a"             },
        {"(array_to_string text[]:'{NULL,a}' ',' NULL)",   "text|a"             },
        {"(string_to_array 'a,b,,c' ',')",                 "text[]|{a,b,\"\",c}"},
        {"(string_to_array 'a,b,,c' ',' '')",              "text[]|{a,b,NULL,c}"},
        {"(string_to_array 'abc' NULL)",                   "text[]|{a,b,c}"     },
        {"(string_to_array 'abc' '')",                     "text[]|{abc}"       },
        {"(string_to_array '' ',')",                       "text[]|{}"          },
        {"(string_to_array NULL ',')",                     "text[]|NULL"        },
        {"(string_to_array 'a,NULL' ',' 'NULL')",          "text[]|{a,NULL}"    },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void subscripts_count_from_one(void)
{
    static const NotationCase cases[] = {
        {"(subscript int4[]:'{4,5}' 2)",         "integer|5"                                   },
        {"(subscript int4[]:'{4,5}' 0)",         "integer|NULL"                                },
        {"(subscript int4[]:'{4,5}' 3)",         "integer|NULL"                                },
        {"(subscript int4[]:'{4,5}' int4:NULL)", "integer|NULL"                                },
        {"(subscript int4[]:NULL 1)",            "integer|NULL"                                },
        {"(subscript int4[]:'{4,5}' '1')",       "integer|4"                                   },
        {"(subscript int4[]:'{4,5}' bool:'t')",  "ERROR array subscript must have type integer"},
        {"(subscript 1 1)",
         "ERROR cannot subscript type integer because it does not support subscripting"        },
        {"(slice int4[]:'{1,2,3}' 2 3)",         "integer[]|{2,3}"                             },
        {"(slice int4[]:'{1,2,3}' 0 1)",         "integer[]|{1}"                               },
        {"(slice int4[]:'{1,2,3}' 3 2)",         "integer[]|{}"                                },
        {"(slice int4[]:'{1,2,3}' 2 9)",         "integer[]|{2,3}"                             },
        {"(slice int4[]:'{1,2,3}' int4:NULL 2)", "integer[]|NULL"                              },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void any_and_all_compare_with_each_item(void)
{
    static const NotationCase cases[] = {
        {"(any= 1 int4[]:'{2,1}')",           "boolean|t"                                                  },
        {"(any= 1 int4[]:'{2,3}')",           "boolean|f"                                                  },
        {"(any= 1 int4[]:'{2,NULL}')",        "boolean|NULL"                                               },
        {"(any= 1 int4[]:'{}')",              "boolean|f"                                                  },
        {"(any= int4:NULL int4[]:'{}')",      "boolean|f"                                                  },
        {"(any= int4:NULL int4[]:'{1}')",     "boolean|NULL"                                               },
        {"(any= 1 int4[]:NULL)",              "boolean|NULL"                                               },
        {"(any= NULL int4[]:'{1}')",          "boolean|NULL"                                               },
        {"(any= 2 '{1,2}')",                  "boolean|t"                                                  },
        {"(any= 'a' '{a,b}')",                "boolean|t"                                                  },
        {"(any= 2.0 int4[]:'{1,2}')",         "boolean|t"                                                  },
        {"(any~~ 'abc' text[]:'{x%,a%}')",    "boolean|t"                                                  },
        {"(any~ text:'abc' text[]:'{x,^a}')", "boolean|t"                                                  },
        {"(all<> 1 int4[]:'{2,3}')",          "boolean|t"                                                  },
        {"(all<> 1 int4[]:'{2,NULL}')",       "boolean|NULL"                                               },
        {"(all<> 2 int4[]:'{2,NULL}')",       "boolean|f"                                                  },
        {"(all< 1 int4[]:'{}')",              "boolean|t"                                                  },
        {"(any= 1 1)",                        "ERROR op ANY/ALL (array) requires array on right side"      },
        {"(any+ 1 int4[]:'{1}')",             "ERROR op ANY/ALL (array) requires operator to yield boolean"},
        {"(any= 1 text[]:'{1}')",             "ERROR operator does not exist: integer = text"              },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void an_array_at_the_limit_is_taken_and_beyond_it_refused(void)
{
    static const struct {
        const char *expr;
        const char *result;
    } cases[] = {
        {"(cardinality (array_fill 1 int4[]:'{1000000}'))",         "integer|1000000"},
        {"(array_fill 1 int4[]:'{1000001}')",
         "ERROR an array of 1000001 items is beyond the limit of 1000000"            },
        {"(|| (array_fill 1 int4[]:'{1000000}') 1)",
         "ERROR an array of 1000001 items is beyond the limit of 1000000"            },
        {"(cardinality (string_to_array (repeat ',' 999999) ','))", "integer|1000000"},
        {"(string_to_array (repeat ',' 1000000) ',')",
         "ERROR an array of 1000001 items is beyond the limit of 1000000"            },
        {"(regexp_split_to_array (repeat ',' 1000000) ',')",
         "ERROR an array of 1000001 items is beyond the limit of 1000000"            },
        {"(:: int4[] (|| (|| '{1' (repeat ',1' 1000000)) '}'))",
         "ERROR an array of 1000001 items is beyond the limit of 1000000"            },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = notation_eval_in(cases[i].expr, NOTATION_SLOTS, 64 << 20);

        UNIT_EQUALS_TEXT(said, cases[i].result);
    }
}

static void an_array_that_does_not_fit_is_a_limit_of_the_row(void)
{
    g_autofree char *said =
        notation_eval_in("(array_fill 1 int4[]:'{100000}')", NOTATION_SLOTS, 1 << 20);

    UNIT_EQUALS_TEXT(said, "ERROR a value of 1600000 bytes does not fit into the memory of a row");
}

UNIT_MAIN("expr/array", UNIT(arrays_are_read_and_written_as_texts),
          UNIT(an_array_is_of_the_type_that_its_items_have_in_common),
          UNIT(casts_go_item_by_item_or_through_the_text), UNIT(arrays_compare_item_by_item),
          UNIT(arrays_contain_and_overlap_by_their_items),
          UNIT(two_bars_join_arrays_items_and_texts),
          UNIT(an_array_is_asked_for_its_size_and_items), UNIT(arrays_are_changed_into_new_ones),
          UNIT(arrays_become_texts_and_back), UNIT(subscripts_count_from_one),
          UNIT(any_and_all_compare_with_each_item),
          UNIT(an_array_at_the_limit_is_taken_and_beyond_it_refused),
          UNIT(an_array_that_does_not_fit_is_a_limit_of_the_row))
