/*
 * Functions over texts.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void letters_change_one_character_for_one(void)
{
    static const NotationCase cases[] = {
        {"(lower 'ABC')",                      "text|abc"                                    },
        {"(lower text:'abc')",                 "text|abc"                                    },
        {"(lower 'ÄÖÜ ΣΑΣ İ')",         "text|äöü σασ i"                        },
        {"(upper 'straße é ǆ')",            "text|STRAßE É Ǆ"                          },
        {"(upper 'aB1')",                      "text|AB1"                                    },
        {"(initcap 'hELLO wORLD 2nd ärger')", "text|Hello World 2nd Ärger"                 },
        {"(lower 'Ⅷ Ⓩ')",                  "text|ⅷ ⓩ"                                },
        {"(upper 'ⅷ ⓩ')",                  "text|Ⅷ Ⓩ"                                },
        {"(lower NULL)",                       "text|NULL"                                   },
        {"(lower 1)",                          "ERROR function lower(integer) does not exist"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void lengths_count_characters_or_bytes(void)
{
    static const NotationCase cases[] = {
        {"(length '')",                    "integer|0"   },
        {"(length 'abc')",                 "integer|3"   },
        {"(length '日本語😀')",       "integer|4"   },
        {"(char_length 'é')",             "integer|1"   },
        {"(character_length 'e')",         "integer|1"   },
        {"(octet_length '日本語😀')", "integer|13"  },
        {"(length text:NULL)",             "integer|NULL"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void trims_take_any_of_the_characters(void)
{
    static const NotationCase cases[] = {
        {"(btrim '  x y  ')",          "text|x y" },
        {"(btrim 'xyxtrimyyx' 'xyz')", "text|trim"},
        {"(ltrim 'zzzytest' 'xyz')",   "text|test"},
        {"(rtrim 'testxxzx' 'xyz')",   "text|test"},
        {"(trim '  a ')",              "text|a"   },
        {"(btrim 'äÄaäx' 'äÄ')",  "text|aäx"},
        {"(btrim '日本日' '日')",  "text|本" },
        {"(btrim 'aaa' 'a')",          "text|"    },
        {"(btrim ' x ' '')",           "text| x " },
        {"(btrim '' 'a')",             "text|"    },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void slices_count_characters_from_one(void)
{
    static const NotationCase cases[] = {
        {"(substring 'abcdef' 3)",         "text|cdef"                                  },
        {"(substring 'abcdef' 3 2)",       "text|cd"                                    },
        {"(substring 'abcdef' -1 3)",      "text|a"                                     },
        {"(substring 'abcdef' 0)",         "text|abcdef"                                },
        {"(substring 'abcdef' 5 100)",     "text|ef"                                    },
        {"(substring 'abcdef' 9 2)",       "text|"                                      },
        {"(substring 'abc' 2 -1)",         "ERROR negative substring length not allowed"},
        {"(substring 'abc' 2 2147483647)", "text|bc"                                    },
        {"(substring '日本語' 2 1)",    "text|本"                                   },
        {"(substr 'abcdef' 2 3)",          "text|bcd"                                   },
        {"(substring 'foobar' 'o(.)b')",   "text|o"                                     },
        {"(substring 'foobar' 'o.b')",     "text|oob"                                   },
        {"(substring 'foobar' 'z')",       "text|NULL"                                  },
        {"(left 'abcdef' 2)",              "text|ab"                                    },
        {"(left 'abcdef' -2)",             "text|abcd"                                  },
        {"(left 'abc' -5)",                "text|"                                      },
        {"(right 'abcdef' 2)",             "text|ef"                                    },
        {"(right 'abcdef' -2)",            "text|cdef"                                  },
        {"(right '日本語' 1)",          "text|語"                                   },
        {"(right 'abc' 2147483647)",       "text|abc"                                   },
        {"(left 'abc' -2147483648)",       "text|"                                      },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void parts_are_found_and_replaced(void)
{
    static const NotationCase cases[] = {
        {"(replace 'abcabc' 'bc' 'X')",     "text|aXaX"                            },
        {"(replace 'aaa' 'a' '')",          "text|"                                },
        {"(replace 'aaa' '' 'x')",          "text|aaa"                             },
        {"(replace 'abc' 'z' 'x')",         "text|abc"                             },
        {"(replace '日本' '本' 'x')",    "text|日x"                            },
        {"(replace 'abababa' 'aba' '-')",   "text|-b-"                             },
        {"(strpos 'high' 'ig')",            "integer|2"                            },
        {"(strpos '日本語' '語')",      "integer|3"                            },
        {"(strpos 'abc' '')",               "integer|1"                            },
        {"(strpos '' 'a')",                 "integer|0"                            },
        {"(position 'abc' 'c')",            "integer|3"                            },
        {"(starts_with 'alphabet' 'alph')", "boolean|t"                            },
        {"(starts_with 'a' 'alph')",        "boolean|f"                            },
        {"(^@ text:'alphabet' 'alph')",     "boolean|t"                            },
        {"(split_part 'a,b,c' ',' 2)",      "text|b"                               },
        {"(split_part 'a,b,c' ',' -1)",     "text|c"                               },
        {"(split_part 'a,b,c' ',' 4)",      "text|"                                },
        {"(split_part 'a,b,c' ',' -4)",     "text|"                                },
        {"(split_part 'abc' '' 1)",         "text|abc"                             },
        {"(split_part 'abc' '' 2)",         "text|"                                },
        {"(split_part 'a,b' ',' 0)",        "ERROR field position must not be zero"},
        {"(split_part '' ',' 1)",           "text|"                                },
        {"(split_part 'a::b::c' '::' 3)",   "text|c"                               },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void new_texts_are_composed(void)
{
    static const NotationCase cases[] = {
        {"(reverse 'abc')",                  "text|cba"                                        },
        {"(reverse '日本😀')",           "text|😀本日"                                 },
        {"(repeat 'ab' 3)",                  "text|ababab"                                     },
        {"(repeat 'ab' 0)",                  "text|"                                           },
        {"(repeat 'ab' -1)",                 "text|"                                           },
        {"(repeat '' 1000000000)",           "text|"                                           },
        {"(repeat 'ab' 2000000000)",
         "ERROR requested length too large: 4000000000 bytes, the limit is 1073741824"         },
        {"(repeat 'ab' 5000000)",
         "ERROR a value of 10000000 bytes does not fit into the memory of a row"               },
        {"(lpad 'hi' 5)",                    "text|   hi"                                      },
        {"(lpad 'hi' 5 'xy')",               "text|xyxhi"                                      },
        {"(lpad 'hello' 2)",                 "text|he"                                         },
        {"(lpad '日' 4 '本語')",          "text|本語本日"                               },
        {"(rpad 'hi' 5 'xyz')",              "text|hixyz"                                      },
        {"(rpad 'hi' 5 '')",                 "text|hi"                                         },
        {"(rpad 'hi' -1)",                   "text|"                                           },
        {"(lpad 'x' 2000000000)",
         "ERROR a value of 2000000000 bytes does not fit into the memory of a row"             },
        {"(concat 'a' NULL 1 bool:'t' 2.5)", "text|a1t2.5"                                     },
        {"(concat NULL)",                    "text|"                                           },
        {"(concat_ws ', ' 'a' NULL 'b' 3)",  "text|a, b, 3"                                    },
        {"(concat_ws NULL 'a')",             "text|NULL"                                       },
        {"(concat_ws '-')",                  "ERROR function concat_ws(unknown) does not exist"},
        {"(md5 '')",                         "text|d41d8cd98f00b204e9800998ecf8427e"           },
        {"(md5 'zeppelin')",                 "text|d564eb9b798a2e86a13e3b09b0e1fd22"           },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void like_matches_characters(void)
{
    static const NotationCase cases[] = {
        {"(~~ 'abc' 'abc')",                      "boolean|t"                                        },
        {"(~~ 'abc' 'a%')",                       "boolean|t"                                        },
        {"(~~ 'abc' '_b_')",                      "boolean|t"                                        },
        {"(~~ 'abc' 'c')",                        "boolean|f"                                        },
        {"(~~ 'abc' '%')",                        "boolean|t"                                        },
        {"(~~ '' '%')",                           "boolean|t"                                        },
        {"(~~ '' '_')",                           "boolean|f"                                        },
        {"(~~ '日本語' '__語')",              "boolean|t"                                        },
        {"(~~ '日本語' '_')",                  "boolean|f"                                        },
        {"(~~ 'a%b' 'a\\%b')",                    "boolean|t"                                        },
        {"(~~ 'axb' 'a\\%b')",                    "boolean|f"                                        },
        {"(~~ 'aab' '%ab')",                      "boolean|t"                                        },
        {"(~~ 'aXbXc' 'a%X%c')",                  "boolean|t"                                        },
        {"(~~ 'abababab' '%aba%bab')",            "boolean|t"                                        },
        {"(~~ 'é日' '%日')",                   "boolean|t"                                        },
        {"(~~ 'abc' 'abc\\')",                    "boolean|f"                                        },
        {"(~~ 'ab' 'abc\\')",                     "boolean|f"                                        },
        {"(!~~ 'abc' 'a%')",                      "boolean|f"                                        },
        {"(~~* 'ABC' 'a_C')",                     "boolean|t"                                        },
        {"(~~* 'ÄÖ' 'ä%')",                    "boolean|t"                                        },
        {"(!~~* 'ABC' 'x%')",                     "boolean|t"                                        },
        {"(~~ 'a%' (like_escape 'a!%' '!'))",     "boolean|t"                                        },
        {"(~~ 'ab' (like_escape 'a!%' '!'))",     "boolean|f"                                        },
        {"(~~ 'a!' (like_escape 'a!!' '!'))",     "boolean|t"                                        },
        {"(~~ 'a\\' (like_escape 'a\\' ''))",     "boolean|t"                                        },
        {"(~~ 'a%' (like_escape 'a日%' '日'))", "boolean|t"                                        },
        {"(~~ 'a' (like_escape 'a' '!!'))",       "ERROR invalid escape string"                      },
        {"(~~ text:NULL 'a')",                    "boolean|NULL"                                     },
        {"(~~ 1 'a')",                            "ERROR operator does not exist: integer ~~ unknown"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void regular_expressions_mean_what_postgresql_means(void)
{
    static const NotationCase cases[] = {
        {"(~ 'abc' 'b')",                                        "boolean|t"                                                    },
        {"(~ 'abc' '^b')",                                       "boolean|f"                                                    },
        {"(!~ 'abc' '^b')",                                      "boolean|t"                                                    },
        {"(~ 'ABC' 'b')",                                        "boolean|f"                                                    },
        {"(~* 'ABC' 'b')",                                       "boolean|t"                                                    },
        {"(!~* 'ABC' 'x')",                                      "boolean|t"                                                    },
        {"(~ 'foo bar' '\\mbar\\M')",                            "boolean|t"                                                    },
        {"(~ 'foobar' '\\mbar')",                                "boolean|f"                                                    },
        {"(~ 'foo bar' 'o\\y')",                                 "boolean|t"                                                    },
        {"(~ 'a.b' 'a\\.b')",                                    "boolean|t"                                                    },
        {"(~ 'axb' 'a\\.b')",                                    "boolean|f"                                                    },
        {"(~ 'äbc' '^\\w+$')",                                  "boolean|t"                                                    },
        {"(~ 'a1' '[[:alpha:]][[:digit:]]')",                    "boolean|t"                                                    },
        {"(~ 'ab]' '[]]')",                                      "boolean|t"                                                    },
        {"(~ 'a\\' '\\B$')",                                     "boolean|t"                                                    },
        {"(~ 'AB' '(?i)ab')",                                    "boolean|t"                                                    },
        {"(~ 'a+b' '(?q)a+b')",                                  "boolean|t"                                                    },
        {"(~ '日本' '^..$')",                                  "boolean|t"                                                    },
        {"(~ 'a' 'a++')",                                        "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' 'a**')",                                        "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(?<n>a)')",                                    "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(?>a)')",                                      "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(*UTF)a')",                                    "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '\\K')",                                        "ERROR invalid regular expression: invalid escape \\ sequence" },
        {"(~ 'a' '\\pL')",                                       "ERROR invalid regular expression: invalid escape \\ sequence" },
        {"(~ 'a' '(')",                                          "ERROR invalid regular expression: parentheses () not balanced"},
        {"(~ 'a' '[')",                                          "ERROR invalid regular expression: brackets [] not balanced"   },
        {"(~ ',' '[\\W]')",                                      "boolean|t"                                                    },
        {"(~ 'b' '(?n)^[^a]$')",                                 "boolean|t"                                                    },
        {"(~ 'ab' '(?x)a b # a++')",                             "boolean|t"                                                    },
        {"(~ 'A' '\\u0041')",                                    "boolean|t"                                                    },
        {"(~ 'A' '\\x41')",                                      "boolean|t"                                                    },
        {"(~ 'A' '\\u41')",                                      "ERROR invalid regular expression: invalid escape \\ sequence" },
        {"(~ 'aaa' '^a{2,3}?$')",                                "boolean|t"                                                    },
        {"(~ 'a{' 'a{')",                                        "boolean|t"                                                    },
        {"(~ text:NULL 'a')",                                    "boolean|NULL"                                                 },
        {"(~ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' '^(a+)+$')",
         "ERROR matching a regular expression took more than 1000000 steps: it backtracks too much "
         "on this text"                                                                                                         },
        {"(~ 'x' (|| text:'[' 'x'))",                            "ERROR invalid regular expression: brackets [] not balanced"   },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/text functions", UNIT(letters_change_one_character_for_one),
          UNIT(lengths_count_characters_or_bytes), UNIT(trims_take_any_of_the_characters),
          UNIT(slices_count_characters_from_one), UNIT(parts_are_found_and_replaced),
          UNIT(new_texts_are_composed), UNIT(like_matches_characters),
          UNIT(regular_expressions_mean_what_postgresql_means))
