/*
 * Operators, functions and conversions of jsonb.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

#include "row/document.h"

static void parts_are_found_by_name_index_and_path(void)
{
    static const NotationCase cases[] = {
        {"(-> jsonb:'{\"a\": {\"b\": [1, 2]}}' 'a')",                         "jsonb|{\"b\": [1, 2]}"                         },
        {"(-> jsonb:'{\"a\": 1}' text:'b')",                                  "jsonb|NULL"                                    },
        {"(-> jsonb:'{\"a\": null}' 'a')",                                    "jsonb|null"                                    },
        {"(-> jsonb:'[1, 2]' 'a')",                                           "jsonb|NULL"                                    },
        {"(-> jsonb:'{\"\\u00e9\": 1, \"a\\\"b\": 2}' 'é')",                 "jsonb|1"                                       },
        {"(-> jsonb:'{\"a\\\"b\": 2}' 'a\"b')",                               "jsonb|2"                                       },
        {"(-> jsonb:'[10, [20], 30]' 1)",                                     "jsonb|[20]"                                    },
        {"(-> jsonb:'[10, 20]' -1)",                                          "jsonb|20"                                      },
        {"(-> jsonb:'[10, 20]' 2)",                                           "jsonb|NULL"                                    },
        {"(-> jsonb:'[10, 20]' -3)",                                          "jsonb|NULL"                                    },
        {"(-> jsonb:'{\"0\": 1}' 0)",                                         "jsonb|NULL"                                    },
        {"(-> jsonb:'5' 0)",                                                  "jsonb|5"                                       },
        {"(-> jsonb:'\"x\"' -1)",                                             "jsonb|\"x\""                                   },
        {"(-> jsonb:'\"x\"' 1)",                                              "jsonb|NULL"                                    },
        {"(->> jsonb:'{\"a\": \"x\\ny\\u0001\"}' 'a')",                       "text|x\ny"                                    },
        {"(->> jsonb:'{\"a\": null}' 'a')",                                   "text|NULL"                                     },
        {"(->> jsonb:'{\"a\": {\"b\": \"c\"}}' 'a')",                         "text|{\"b\": \"c\"}"                           },
        {"(->> jsonb:'[1.50, true]' 0)",                                      "text|1.50"                                     },
        {"(->> jsonb:'[1.50, true]' 1)",                                      "text|true"                                     },
        {"(->> jsonb:'{\"a\": 1}' NULL)",                                     "text|NULL"                                     },
        {"(-> jsonb:NULL 'a')",                                               "jsonb|NULL"                                    },
        {"(-> jsonb:'{}' int8:'1')",                                          "ERROR operator does not exist: jsonb -> bigint"},
        {"(-> text:'{}' 'a')",                                                "ERROR operator does not exist: text -> unknown"},
        {"(#> jsonb:'{\"a\": [1, {\"b\": 2}]}' '{a,1,b}')",                   "jsonb|2"                                       },
        {"(#> jsonb:'{\"a\": [1, {\"b\": 2}]}' text[]:'{a,-1}')",             "jsonb|{\"b\": 2}"                              },
        {"(#> jsonb:'{\"a\": [1, {\"b\": 2}]}' text[]:'{a,x}')",              "jsonb|NULL"                                    },
        {"(#> jsonb:'{\"a\": 1}' text[]:'{}')",                               "jsonb|{\"a\": 1}"                              },
        {"(#> jsonb:'{\"a\": 1}' text[]:'{NULL}')",                           "jsonb|NULL"                                    },
        {"(#> jsonb:'[[1]]' text[]:'{\" 0\",+0}')",                           "jsonb|1"                                       },
        {"(#> jsonb:'5' text[]:'{0}')",                                       "jsonb|NULL"                                    },
        {"(#>> jsonb:'{\"a\": [\"x\", null]}' text[]:'{a,0}')",               "text|x"                                        },
        {"(#>> jsonb:'{\"a\": [\"x\", null]}' text[]:'{a,1}')",               "text|NULL"                                     },
        {"(#>> jsonb:'\"x\"' text[]:'{}')",                                   "text|x"                                        },
        {"(jsonb_extract_path jsonb:'{\"a\": [1, {\"b\": 2}]}' 'a' '1' 'b')", "jsonb|2"                                       },
        {"(jsonb_extract_path jsonb:'{\"a\": 1}' text:NULL)",                 "jsonb|NULL"                                    },
        {"(jsonb_extract_path_text jsonb:'{\"a\": [\"x\"]}' 'a' '0')",        "text|x"                                        },
        {"(subscript (subscript jsonb:'{\"a\":[1,2]}' 'a') 0)",               "jsonb|1"                                       },
        {"(subscript jsonb:'[1, 2]' text:'-1')",                              "jsonb|2"                                       },
        {"(subscript jsonb:'{\"1\": 5}' 1)",                                  "jsonb|5"                                       },
        {"(subscript jsonb:'5' 0)",                                           "jsonb|NULL"                                    },
        {"(subscript jsonb:'[1]' NULL)",                                      "jsonb|NULL"                                    },
        {"(subscript jsonb:'[1]' int8:'1')",                                  "ERROR subscript type bigint is not supported"  },
        {"(subscript jsonb:'[1]' bool:'t')",                                  "ERROR subscript type boolean is not supported" },
        {"(slice jsonb:'[1]' 0 1)",                                           "ERROR jsonb subscript does not support slices" },
        {"(jsonb_extract_path_text jsonb:'{\"a\": \"x\"}' 'a' '0')",          "text|NULL"                                     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_value_says_what_it_is(void)
{
    static const NotationCase cases[] = {
        {"(jsonb_typeof jsonb:'{}')",                    "text|object"                                        },
        {"(jsonb_typeof jsonb:'[]')",                    "text|array"                                         },
        {"(jsonb_typeof jsonb:'\"{}\"')",                "text|string"                                        },
        {"(jsonb_typeof jsonb:'-1e3')",                  "text|number"                                        },
        {"(jsonb_typeof jsonb:'false')",                 "text|boolean"                                       },
        {"(jsonb_typeof jsonb:'null')",                  "text|null"                                          },
        {"(jsonb_typeof jsonb:NULL)",                    "text|NULL"                                          },
        {"(jsonb_typeof 1)",                             "ERROR function jsonb_typeof(integer) does not exist"},
        {"(jsonb_array_length jsonb:'[1, [2, 3], {}]')", "integer|3"                                          },
        {"(jsonb_array_length jsonb:'[]')",              "integer|0"                                          },
        {"(jsonb_array_length jsonb:'{}')",              "ERROR cannot get array length of a non-array"       },
        {"(jsonb_array_length jsonb:'\"x\"')",           "ERROR cannot get array length of a scalar"          },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_value_contains_parts_and_names(void)
{
    static const NotationCase cases[] = {
        {"(@> jsonb:'{\"a\": 1, \"b\": [1, 2, {\"c\": 3}]}' '{\"b\": [{\"c\": 3}, 1]}')",
         "boolean|t"                                                                                    },
        {"(@> jsonb:'{\"a\": 1}' '{\"a\": 1.0}')",                                        "boolean|t"   },
        {"(@> jsonb:'{\"a\": 1}' '{\"a\": 2}')",                                          "boolean|f"   },
        {"(@> jsonb:'{\"a\": 1}' '{\"a\": {}}')",                                         "boolean|f"   },
        {"(@> jsonb:'{\"a\": {\"b\": 1}}' '{\"b\": 1}')",                                 "boolean|f"   },
        {"(@> jsonb:'[1, 2, 2]' '[2, 2, 2, 1]')",                                         "boolean|t"   },
        {"(@> jsonb:'[\"a\", \"b\"]' '\"a\"')",                                           "boolean|t"   },
        {"(@> jsonb:'\"a\"' '[\"a\"]')",                                                  "boolean|f"   },
        {"(@> jsonb:'[\"a\", [\"b\"]]' '[\"b\"]')",                                       "boolean|f"   },
        {"(@> jsonb:'[\"a\", [\"b\", \"c\"]]' '[[\"c\"]]')",                              "boolean|t"   },
        {"(@> jsonb:'[[\"b\"]]' '[\"b\"]')",                                              "boolean|f"   },
        {"(@> jsonb:'{}' '{}')",                                                          "boolean|t"   },
        {"(@> jsonb:'[]' '{}')",                                                          "boolean|f"   },
        {"(@> jsonb:'null' 'null')",                                                      "boolean|t"   },
        {"(<@ jsonb:'{\"a\": 1}' '{\"a\": 1, \"b\": 2}')",                                "boolean|t"   },
        {"(<@ jsonb:'{\"a\": 1, \"b\": 2}' '{\"a\": 1}')",                                "boolean|f"   },
        {"(? jsonb:'{\"a\": null}' 'a')",                                                 "boolean|t"   },
        {"(? jsonb:'{\"a\": {\"b\": 1}}' 'b')",                                           "boolean|f"   },
        {"(? jsonb:'[\"a\", \"b\"]' 'b')",                                                "boolean|t"   },
        {"(? jsonb:'[1]' '1')",                                                           "boolean|f"   },
        {"(? jsonb:'\"a\"' 'a')",                                                         "boolean|t"   },
        {"(? jsonb:'{\"a\": 1}' text:NULL)",                                              "boolean|NULL"},
        {"(?| jsonb:'{\"a\": 1}' '{x,a}')",                                               "boolean|t"   },
        {"(?| jsonb:'{\"a\": 1}' text[]:'{NULL}')",                                       "boolean|f"   },
        {"(?| jsonb:'{\"a\": 1}' text[]:'{}')",                                           "boolean|f"   },
        {"(?& jsonb:'{\"a\": 1, \"b\": 2}' text[]:'{a,b}')",                              "boolean|t"   },
        {"(?& jsonb:'{\"a\": 1, \"b\": 2}' text[]:'{a,c}')",                              "boolean|f"   },
        {"(?& jsonb:'[\"a\"]' text[]:'{a,NULL}')",                                        "boolean|t"   },
        {"(?& jsonb:'[\"a\"]' text[]:'{}')",                                              "boolean|t"   },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void values_have_an_order(void)
{
    static const NotationCase cases[] = {
        {"(= jsonb:'{\"a\": 1, \"b\": 2}' '{\"b\":2.0,\"a\":1}')", "boolean|t"                                  },
        {"(= jsonb:'[1]' '[1, 1]')",                               "boolean|f"                                  },
        {"(< jsonb:'[9]' jsonb:'[1, 1]')",                         "boolean|t"                                  },
        {"(< jsonb:'[]' jsonb:'null')",                            "boolean|t"                                  },
        {"(< jsonb:'{\"b\": 1}' jsonb:'{\"a\": 1, \"b\": 1}')",    "boolean|t"                                  },
        {"(> jsonb:'true' jsonb:'100')",                           "boolean|t"                                  },
        {"(>= jsonb:'\"b\"' jsonb:'\"a\"')",                       "boolean|t"                                  },
        {"(<= jsonb:'1.0' jsonb:'1')",                             "boolean|t"                                  },
        {"(<> jsonb:'1.0' jsonb:'1')",                             "boolean|f"                                  },
        {"(!= jsonb:'\"1\"' jsonb:'1')",                           "boolean|t"                                  },
        {"(= jsonb:'1' text:'1')",                                 "ERROR operator does not exist: jsonb = text"},
        {"(in jsonb:'1' '2' '1.00')",                              "boolean|t"                                  },
        {"(greatest jsonb:'[1]' '{}' '\"x\"')",                    "jsonb|{}"                                   },
        {"(least jsonb:'[1]' '{}' '[]')",                          "jsonb|[]"                                   },
        {"(nullif jsonb:'1.0' '1')",                               "jsonb|NULL"                                 },
        {"(coalesce jsonb:NULL '[1]')",                            "jsonb|[1]"                                  },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void values_of_other_types_become_jsonb(void)
{
    static const NotationCase cases[] = {
        {"(to_jsonb 1)",                                                                    "jsonb|1"                                              },
        {"(to_jsonb int8:'-9223372036854775808')",                                          "jsonb|-9223372036854775808"                           },
        {"(to_jsonb numeric:'1.50')",                                                       "jsonb|1.50"                                           },
        {"(to_jsonb numeric:'NaN')",                                                        "jsonb|\"NaN\""                                        },
        {"(to_jsonb float8:'1e20')",                                                        "jsonb|100000000000000000000"                          },
        {"(to_jsonb float8:'-1.5e-7')",                                                     "jsonb|-0.00000015"                                    },
        {"(to_jsonb float8:'-Infinity')",                                                   "jsonb|\"-Infinity\""                                  },
        {"(to_jsonb bool:'t')",                                                             "jsonb|true"                                           },
        {"(to_jsonb text:'a\"\\b')",                                                        "jsonb|\"a\\\"\\\\b\""                                 },
        {"(to_jsonb text:NULL)",                                                            "jsonb|NULL"                                           },
        {"(to_jsonb 'a')",
         "ERROR could not determine polymorphic type because input has type unknown"                                                               },
        {"(to_jsonb interval:'1 day 02:00')",                                               "jsonb|\"1 day 02:00:00\""                             },
        {"(to_jsonb timestamptz:'2023-11-14 22:13:20.5+00')",
         "jsonb|\"2023-11-14T22:13:20.5+00:00\""                                                                                                   },
        {"(to_jsonb timestamptz:'0044-03-15 10:00+00 BC')",
         "jsonb|\"0044-03-15T10:00:00+00:00 BC\""                                                                                                  },
        {"(to_jsonb timestamptz:'12345-01-01 00:00+00')",                                   "jsonb|\"12345-01-01T00:00:00+00:00\""                 },
        {"(to_jsonb timestamp:'2023-11-14 22:13:20')",                                      "jsonb|\"2023-11-14T22:13:20\""                        },
        {"(to_jsonb date:'0044-03-15 BC')",                                                 "jsonb|\"0044-03-15 BC\""                              },
        {"(to_jsonb timestamptz:'infinity')",                                               "jsonb|\"infinity\""                                   },
        {"(jsonb_build_object date:'2023-11-14' timestamp:'2023-11-14')",
         "jsonb|{\"2023-11-14\": \"2023-11-14T00:00:00\"}"                                                                                         },
        {"(to_jsonb jsonb:'{\"a\": 1}')",                                                   "jsonb|{\"a\": 1}"                                     },
        {"(to_jsonb int4[]:'{1,NULL,3}')",                                                  "jsonb|[1, null, 3]"                                   },
        {"(to_jsonb text[]:'{}')",                                                          "jsonb|[]"                                             },
        {"(to_jsonb bytea:'\\x01ff')",                                                      "jsonb|\"\\\\x01ff\""                                  },
        {"(jsonb_build_array)",                                                             "jsonb|[]"                                             },
        {"(jsonb_build_array 1 'x' NULL bool:'t' jsonb:'[1]' numeric:'1.0' text[]:'{a}')",
         "jsonb|[1, \"x\", null, true, [1], 1.0, [\"a\"]]"                                                                                         },
        {"(jsonb_build_object)",                                                            "jsonb|{}"                                             },
        {"(jsonb_build_object 'b' 1 'a' jsonb:'{\"x\": null}' 'b' 2)",
         "jsonb|{\"a\": {\"x\": null}, \"b\": 2}"                                                                                                  },
        {"(jsonb_build_object 1 'x' bool:'t' NULL numeric:'1.50' float8:'0.5')",
         "jsonb|{\"1\": \"x\", \"1.50\": 0.5, \"true\": null}"                                                                                     },
        {"(jsonb_build_object timestamptz:'2023-11-14 22:13:20+00' int4[]:'{1}')",
         "jsonb|{\"2023-11-14T22:13:20+00:00\": [1]}"                                                                                              },
        {"(jsonb_build_object 'a')",                                                        "ERROR argument list must have even number of elements"},
        {"(jsonb_build_object NULL 1)",                                                     "ERROR argument 1: key must not be null"               },
        {"(jsonb_build_object jsonb:'{}' 1)",
         "ERROR key value must be scalar, not array, composite, or json"                                                                           },
        {"(jsonb_build_object int4[]:'{1}' 1)",
         "ERROR key value must be scalar, not array, composite, or json"                                                                           },
        {"(jsonb_object text[]:'{a,1,b,NULL,a,3}')",                                        "jsonb|{\"a\": \"3\", \"b\": null}"                    },
        {"(jsonb_object text[]:'{}')",                                                      "jsonb|{}"                                             },
        {"(jsonb_object text[]:'{a}')",                                                     "ERROR array must have even number of elements"        },
        {"(jsonb_object text[]:'{NULL,1}')",                                                "ERROR null value not allowed for object key"          },
        {"(jsonb_object text[]:'{a,b}' text[]:'{1,NULL}')",                                 "jsonb|{\"a\": \"1\", \"b\": null}"                    },
        {"(jsonb_object text[]:'{a,b}' text[]:'{1}')",                                      "ERROR mismatched array dimensions"                    },
        {"(jsonb_object text[]:'{a}' text[]:'{}')",                                         "ERROR wrong number of array subscripts"               },
        {"(jsonb_pretty jsonb:'{\"a\": [], \"b\": {}, \"c\": [1, {\"x\": \"{,}\\\"\"}]}')",
         "text|{\n    \"a\": [\n    ],\n    \"b\": {\n    },\n    \"c\": [\n        1,\n        "
         "{\n            \"x\": \"{,}\\\"\"\n        }\n    ]\n}"                                                                                  },
        {"(jsonb_pretty jsonb:'[]')",                                                       "text|[\n]"                                            },
        {"(jsonb_pretty jsonb:'\"a, b\"')",                                                 "text|\"a, b\""                                        },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void values_are_joined_and_things_left_out(void)
{
    static const NotationCase cases[] = {
        {"(|| jsonb:'{\"a\": 1, \"b\": 2}' '{\"b\": 3, \"c\": 4}')",
         "jsonb|{\"a\": 1, \"b\": 3, \"c\": 4}"                                                                                                    },
        {"(|| jsonb:'[1]' jsonb:'[2, [3]]')",                                                 "jsonb|[1, 2, [3]]"                                  },
        {"(|| jsonb:'[1]' jsonb:'{\"a\": 1}')",                                               "jsonb|[1, {\"a\": 1}]"                              },
        {"(|| jsonb:'{\"a\": 1}' jsonb:'2')",                                                 "jsonb|[{\"a\": 1}, 2]"                              },
        {"(|| jsonb:'1' jsonb:'\"x\"')",                                                      "jsonb|[1, \"x\"]"                                   },
        {"(|| jsonb:'{}' jsonb:'[]')",                                                        "jsonb|[{}]"                                         },
        {"(|| jsonb:'[]' jsonb:'null')",                                                      "jsonb|[null]"                                       },
        {"(|| jsonb:'[]' jsonb:NULL)",                                                        "jsonb|NULL"                                         },
        {"(|| text:'a' jsonb:'{\"a\":1}')",                                                   "text|a{\"a\": 1}"                                   },
        {"(|| jsonb:'[1]' text:'b')",                                                         "text|[1]b"                                          },
        {"(|| 'a' jsonb:'[1]')",                                                              "ERROR invalid input syntax for type json"           },
        {"(- jsonb:'{\"a\": 1, \"b\": 2}' 'a')",                                              "jsonb|{\"b\": 2}"                                   },
        {"(- jsonb:'[\"a\", \"b\", \"a\", [\"a\"]]' 'a')",                                    "jsonb|[\"b\", [\"a\"]]"                             },
        {"(- jsonb:'{\"a\": 1}' 'x')",                                                        "jsonb|{\"a\": 1}"                                   },
        {"(- jsonb:'\"a\"' 'a')",                                                             "ERROR cannot delete from scalar"                    },
        {"(- jsonb:'[1, 2, 3]' 1)",                                                           "jsonb|[1, 3]"                                       },
        {"(- jsonb:'[1, 2, 3]' -1)",                                                          "jsonb|[1, 2]"                                       },
        {"(- jsonb:'[1, 2, 3]' 3)",                                                           "jsonb|[1, 2, 3]"                                    },
        {"(- jsonb:'{\"1\": 1}' 1)",                                                          "ERROR cannot delete from object using integer index"},
        {"(- jsonb:'1' 0)",                                                                   "ERROR cannot delete from scalar"                    },
        {"(- jsonb:'{\"a\": 1, \"b\": 2, \"c\": 3}' text[]:'{a,c,x,NULL}')",                  "jsonb|{\"b\": 2}"                                   },
        {"(- jsonb:'[\"a\", 1, \"b\"]' text[]:'{b}')",                                        "jsonb|[\"a\", 1]"                                   },
        {"(#- jsonb:'{\"a\": [1, {\"b\": 2}]}' text[]:'{a,1,b}')",                            "jsonb|{\"a\": [1, {}]}"                             },
        {"(#- jsonb:'{\"a\": [1, {\"b\": 2}]}' text[]:'{a,-2}')",                             "jsonb|{\"a\": [{\"b\": 2}]}"                        },
        {"(#- jsonb:'{\"a\": [1]}' text[]:'{a,5}')",                                          "jsonb|{\"a\": [1]}"                                 },
        {"(#- jsonb:'{\"a\": [1]}' text[]:'{}')",                                             "jsonb|{\"a\": [1]}"                                 },
        {"(#- jsonb:'{\"a\": [1]}' text[]:'{a,x}')",
         "ERROR path element at position 2 is not an integer: \"x\""                                                                               },
        {"(#- jsonb:'{\"a\": 1}' text[]:'{NULL}')",                                           "ERROR path element at position 1 is null"           },
        {"(#- jsonb:'1' text[]:'{a}')",                                                       "ERROR cannot delete path in scalar"                 },
        {"(#- jsonb:'[]' text[]:'{x}')",                                                      "jsonb|[]"                                           },
        {"(jsonb_strip_nulls jsonb:'{\"a\": null, \"b\": [null, {\"c\": null, \"d\": 1}]}')",
         "jsonb|{\"b\": [null, {\"d\": 1}]}"                                                                                                       },
        {"(jsonb_strip_nulls jsonb:'null')",                                                  "jsonb|null"                                         },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_value_is_set_where_a_path_ends(void)
{
    static const NotationCase cases[] = {
        {"(jsonb_set jsonb:'{\"a\": [1, {\"b\": 2}]}' '{a,1,b}' '{\"x\": 3}')",
         "jsonb|{\"a\": [1, {\"b\": {\"x\": 3}}]}"                                                               },
        {"(jsonb_set jsonb:'{\"a\": 1}' '{b}' '2')",                            "jsonb|{\"a\": 1, \"b\": 2}"     },
        {"(jsonb_set jsonb:'{\"a\": 1}' '{b}' '2' bool:'f')",                   "jsonb|{\"a\": 1}"               },
        {"(jsonb_set jsonb:'{\"a\": 1}' '{b,c}' '2')",                          "jsonb|{\"a\": 1}"               },
        {"(jsonb_set jsonb:'{\"a\": 1}' '{a,c}' '2')",                          "jsonb|{\"a\": 1}"               },
        {"(jsonb_set jsonb:'[1, 2]' '{-1}' '9')",                               "jsonb|[1, 9]"                   },
        {"(jsonb_set jsonb:'[1, 2]' '{-5}' '9')",                               "jsonb|[9, 1, 2]"                },
        {"(jsonb_set jsonb:'[1, 2]' '{5}' '9')",                                "jsonb|[1, 2, 9]"                },
        {"(jsonb_set jsonb:'[1, 2]' '{5}' '9' bool:'f')",                       "jsonb|[1, 2]"                   },
        {"(jsonb_set jsonb:'[1, 2]' '{x}' '9')",
         "ERROR path element at position 1 is not an integer: \"x\""                                             },
        {"(jsonb_set jsonb:'[]' '{0}' '9')",                                    "jsonb|[9]"                      },
        {"(jsonb_set jsonb:'{}' '{a}' '9')",                                    "jsonb|{\"a\": 9}"               },
        {"(jsonb_set jsonb:'{}' '{a}' '9' bool:'f')",                           "jsonb|{}"                       },
        {"(jsonb_set jsonb:'{\"a\": 1}' '{}' '9')",                             "jsonb|{\"a\": 1}"               },
        {"(jsonb_set jsonb:'{\"a\": {\"b\": 1}}' '{a,NULL}' '9')",
         "ERROR path element at position 2 is null"                                                              },
        {"(jsonb_set jsonb:'1' '{a}' '9')",                                     "ERROR cannot set path in scalar"},
        {"(jsonb_set jsonb:'{\"a\": 1}' '{a}' jsonb:NULL)",                     "jsonb|NULL"                     },
        {"(jsonb_insert jsonb:'[1, 2]' '{1}' '9')",                             "jsonb|[1, 9, 2]"                },
        {"(jsonb_insert jsonb:'[1, 2]' '{1}' '9' bool:'t')",                    "jsonb|[1, 2, 9]"                },
        {"(jsonb_insert jsonb:'[1, 2]' '{-1}' '9' bool:'t')",                   "jsonb|[1, 2, 9]"                },
        {"(jsonb_insert jsonb:'[1, 2]' '{7}' '9')",                             "jsonb|[1, 2, 9]"                },
        {"(jsonb_insert jsonb:'{\"a\": {\"b\": 1}}' '{a,c}' '9')",
         "jsonb|{\"a\": {\"b\": 1, \"c\": 9}}"                                                                   },
        {"(jsonb_insert jsonb:'{\"a\": {\"b\": 1}}' '{a,b}' '9')",
         "ERROR cannot replace existing key"                                                                     },
        {"(jsonb_insert jsonb:'{\"a\": {\"b\": 1}}' '{x,b}' '9')",              "jsonb|{\"a\": {\"b\": 1}}"      },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void scalars_are_cast_to_what_they_are(void)
{
    static const NotationCase cases[] = {
        {"(:: jsonb text:' {\"b\":1,\"a\":[1e1]} ')",                   "jsonb|{\"a\": [10], \"b\": 1}"                           },
        {"(:: jsonb '[1')",                                             "ERROR invalid input syntax for type json"                },
        {"(:: jsonb 1)",                                                "ERROR cannot cast type integer to jsonb"                 },
        {"(:: text jsonb:'{\"a\":1}')",                                 "text|{\"a\": 1}"                                         },
        {"(:: text jsonb:'\"x\"')",                                     "text|\"x\""                                              },
        {"(:: bool jsonb:'true')",                                      "boolean|t"                                               },
        {"(:: bool jsonb:'\"true\"')",                                  "ERROR cannot cast jsonb string to type boolean"          },
        {"(:: bool jsonb:'null')",                                      "ERROR cannot cast jsonb null to type boolean"            },
        {"(:: int4 jsonb:'12.5')",                                      "integer|13"                                              },
        {"(:: int4 jsonb:'-0.4')",                                      "integer|0"                                               },
        {"(:: int4 jsonb:'2147483648')",                                "ERROR integer out of range"                              },
        {"(:: int4 jsonb:'1e3')",                                       "integer|1000"                                            },
        {"(:: int4 jsonb:'\"1\"')",                                     "ERROR cannot cast jsonb string to type integer"          },
        {"(:: int4 jsonb:'[1]')",                                       "ERROR cannot cast jsonb array to type integer"           },
        {"(:: int8 jsonb:'9223372036854775807')",                       "bigint|9223372036854775807"                              },
        {"(:: int8 jsonb:'1e50')",                                      "ERROR bigint out of range"                               },
        {"(:: int8 jsonb:'{}')",                                        "ERROR cannot cast jsonb object to type bigint"           },
        {"(:: float8 jsonb:'19.99')",                                   "double precision|19.99"                                  },
        {"(:: float8 jsonb:'1e300')",                                   "double precision|1e+300"                                 },
        {"(:: float8 jsonb:'true')",                                    "ERROR cannot cast jsonb boolean to type double precision"},
        {"(:: numeric jsonb:'1.50')",                                   "numeric|1.50"                                            },
        {"(:: numeric jsonb:'12345678901234567890123456789012345678')",
         "numeric|12345678901234567890123456789012345678"                                                                         },
        {"(:: numeric jsonb:'null')",                                   "ERROR cannot cast jsonb null to type numeric"            },
        {"(:: int4 (->> jsonb:'{\"a\": \"42\"}' 'a'))",                 "integer|42"                                              },
        {"(:: numeric (-> jsonb:'{\"a\": 19.99}' 'a'))",                "numeric|19.99"                                           },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

/* json is jsonb here, JSONPath is refused, and a numeric has 38 digits. */
static void what_differs_from_postgresql_is_this(void)
{
    static const NotationCase cases[] = {
        {"(:: json text:'[1,2]')",                  "jsonb|[1, 2]"                                             },
        {"(json_typeof jsonb:'[]')",                "text|array"                                               },
        {"(json_array_length jsonb:'[1]')",         "integer|1"                                                },
        {"(to_json int4[]:'{1,2}')",                "jsonb|[1, 2]"                                             },
        {"(array_to_json text[]:'{a}')",            "jsonb|[\"a\"]"                                            },
        {"(json_build_object 'a' 1)",               "jsonb|{\"a\": 1}"                                         },
        {"(json_set jsonb:'{}' '{a}' '1')",
         "ERROR function json_set(jsonb, unknown, unknown) does not exist"                                     },
        {"(json_typeof 1)",                         "ERROR function json_typeof(integer) does not exist"       },
        {"(@? jsonb:'[]' '$')",                     "ERROR JSONPath is not supported: use #> and IS NOT NULL"  },
        {"(@@ jsonb:'[]' '$ == 1')",                "ERROR JSONPath is not supported: use #>> and a comparison"},
        {"(jsonb_path_query_first jsonb:'[]' '$')",
         "ERROR JSONPath is not supported: use ->, ->>, #> and jsonb_array_elements()"                         },
        {"(:: numeric jsonb:'1e40')",               "ERROR value overflows numeric format"                     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

/* (owned) An array within so many. */
static char *nested(size_t depth)
{
    g_autofree char *opening = g_strnfill(depth, '['), *closing = g_strnfill(depth, ']');

    return g_strconcat(opening, closing, NULL);
}

static void a_value_that_is_made_has_a_depth(void)
{
    g_autofree char *deepest = nested(DOCUMENT_DEPTH_MAX), *less = nested(DOCUMENT_DEPTH_MAX - 1);
    static const char *const calls[] = {
        "(jsonb_build_array jsonb:'%s')",
        "(jsonb_build_object 'a' jsonb:'%s')",
        "(|| jsonb:'%s' jsonb:'{}')",
        "(|| jsonb:'[]' jsonb:'{}' )",
        "(jsonb_set jsonb:'[1]' '{0}' jsonb:'%s')",
        "(to_jsonb jsonb[]:'{%s}')",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        bool may_be_deepest = strstr(calls[i], "||") != NULL;
        g_auto(GStrv) parts = g_strsplit(calls[i], "%s", 2);
        g_autofree char *fits = g_strjoin(less, parts[0], parts[1], NULL);
        g_autofree char *too_deep = g_strjoin(deepest, parts[0], parts[1], NULL);
        g_autofree char *one = notation_eval(fits, true), *other = notation_eval(too_deep, true);

        UNIT_CHECK(g_str_has_prefix(one, "jsonb|"), one);
        UNIT_CHECK(
            may_be_deepest ||
                strcmp(other, "ERROR a JSON document is nested more than 1000 levels deep") == 0,
            other);
    }
}

/* Indented by four spaces a level, which are more than the memory of a row. */
static void a_pretty_text_has_a_limit(void)
{
    g_autofree char *opening = g_strnfill(900, '['), *closing = g_strnfill(900, ']');
    g_autoptr(GString) expr = g_string_new("(jsonb_pretty jsonb:'");
    g_autofree char *said = NULL;

    g_string_append_printf(expr, "%s1", opening);
    for (int i = 0; i < 3000; i++)
        g_string_append(expr, ",1");
    g_string_append_printf(expr, "%s')", closing);
    said = notation_eval(expr->str, true);
    UNIT_CHECK(strstr(said, "does not fit into the memory of a row") != NULL, said);
}

UNIT_MAIN("expr/jsonb", UNIT(parts_are_found_by_name_index_and_path), UNIT(a_value_says_what_it_is),
          UNIT(a_value_contains_parts_and_names), UNIT(values_have_an_order),
          UNIT(values_of_other_types_become_jsonb), UNIT(values_are_joined_and_things_left_out),
          UNIT(a_value_is_set_where_a_path_ends), UNIT(scalars_are_cast_to_what_they_are),
          UNIT(what_differs_from_postgresql_is_this), UNIT(a_value_that_is_made_has_a_depth),
          UNIT(a_pretty_text_has_a_limit))
