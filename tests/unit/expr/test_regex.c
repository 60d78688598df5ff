/*
 * Patterns: what they match, and the functions that use them.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void the_longest_match_counts_or_the_shortest(void)
{
    static const NotationCase cases[] = {
        {"(substring 'abcd' 'a|ab|abc')",                           "text|abc"              },
        {"(substring 'ab' 'a?(?:ab)?')",                            "text|ab"               },
        {"(substring 'aab' 'a*(?:ab)?')",                           "text|aab"              },
        {"(regexp_replace 'foobar' 'foo|foobar' 'X')",              "text|X"                },
        {"(substring 'XY1234Z' 'Y*([0-9]{1,3})')",                  "text|123"              },
        {"(substring 'XY1234Z' 'Y*?([0-9]{1,3})')",                 "text|1"                },
        {"(regexp_substr 'abc123' '.*?\\d+')",                      "text|abc1"             },
        {"(regexp_substr 'abc123' '\\w+?\\d{2}?')",                 "text|abc12"            },
        {"(regexp_match 'abc01234xyz' '(.*)(\\d+)(.*)')",           "text[]|{abc0123,4,xyz}"},
        {"(regexp_match 'abc01234xyz' '(.*?)(\\d+)(.*)')",          "text[]|{abc,0,\"\"}"   },
        {"(regexp_match 'abc01234xyz' '(?:(.*?)(\\d+)(.*)){1,1}')", "text[]|{abc,01234,xyz}"},
        {"(regexp_substr 'abcd' '(?:a|ab)(?:c|bcd)?')",             "text|abcd"             },
        {"(regexp_split_to_array 'a--b-c' '-|--')",                 "text[]|{a,b,c}"        },
        {"(regexp_replace 'aXbXXc' 'X|XX' '-' 'g')",                "text|a-b-c"            },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void classes_are_those_of_unicode(void)
{
    static const NotationCase cases[] = {
        {"(~ 'é' '^\\w$')",                             "boolean|t"                                                },
        {"(~ '٣' '^\\d$')",                             "boolean|f"                                                },
        {"(~ '٣' '^\\w$')",                             "boolean|t"                                                },
        {"(~ '²' '^\\w$')",                             "boolean|f"                                                },
        {"(~ '5' '^[[:digit:]]$')",                      "boolean|t"                                                },
        {"(~ 'Ä' '^[[:upper:]]$')",                     "boolean|t"                                                },
        {"(~ 'ä' '^[[:upper:]]$')",                     "boolean|f"                                                },
        {"(~* 'ä' '^[[:upper:]]$')",                    "boolean|t"                                                },
        {"(~* 'ä' '^Ä$')",                             "boolean|t"                                                },
        {"(~ ' ' '^\\s$')",                              "boolean|t"                                                },
        {"(~ ' ' '^\\s$')",                              "boolean|t"                                                },
        {"(~ 'a-b' '^[\\w-]+$')",                        "boolean|t"                                                },
        {"(~ 'a]' '^[]a]+$')",                           "boolean|t"                                                },
        {"(~ 'b^' '^[b^]+$')",                           "boolean|t"                                                },
        {"(~ 'x' '[^[:alpha:]]')",                       "boolean|f"                                                },
        {"(~ 'x' '[[:foo:]]')",                          "ERROR invalid regular expression: invalid character class"},
        {"(~ 'a' '[b-a]')",                              "ERROR invalid regular expression: invalid character range"},
        {"(~ 'a-' '[[.-.]]')",                           "boolean|t"                                                },
        {"(~ 'a' '[[=a=]]')",                            "boolean|t"                                                },
        {"(regexp_replace 'ein Wort' '\\m\\w' '_' 'g')", "text|_in _ort"                                            },
        {"(regexp_replace 'ein Wort' '\\w\\M' '_' 'g')", "text|ei_ Wor_"                                            },
        {"(regexp_replace 'ein Wort' '\\y' '|' 'g')",    "text||ein| |Wort|"                                        },
        {"(regexp_replace 'ein' '\\Y' '|' 'g')",         "text|e|i|n"                                               },
        {"(~ 'ab cd' '[[:<:]]cd[[:>:]]')",               "boolean|t"                                                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void escapes_and_flags(void)
{
    static const NotationCase cases[] = {
        {"(~ 'A' '^\\x41$')",             "boolean|t"                                                     },
        {"(~ 'A' '^\\u0041$')",           "boolean|t"                                                     },
        {"(~ 'A' '^\\101$')",             "boolean|t"                                                     },
        {"(~ 'aa' '^(a)\\1$')",           "boolean|t"                                                     },
        {"(~ 'ab' '^(a)\\1$')",           "boolean|f"                                                     },
        {"(~ 'a' '\\1')",                 "ERROR invalid regular expression: invalid backreference number"},
        {"(~ 'a' '(\\1a)')",              "ERROR invalid regular expression: invalid backreference number"},
        {"(~ 'a.b' 'a\\.b')",             "boolean|t"                                                     },
        {"(~ 'a\\b' 'a\\Bb')",            "boolean|t"                                                     },
        {"(~ 'a' '\\q')",                 "ERROR invalid regular expression: invalid escape \\ sequence"  },
        {"(~ 'a' 'a\\')",                 "ERROR invalid regular expression: invalid escape \\ sequence"  },
        {"(~ 'AB' '(?i)ab')",             "boolean|t"                                                     },
        {"(~ 'a b' '(?x) a \\  b # so')", "boolean|t"                                                     },
        {"(~ 'a' '(?z)a')",               "ERROR invalid regular expression: invalid embedded option"     },
        {"(~ 'a.b' '***=a.b')",           "boolean|t"                                                     },
        {"(~ 'axb' '***=a.b')",           "boolean|f"                                                     },
        {"(~ 'ab' '***:a(?#c)b')",        "boolean|t"                                                     },
        {"(regexp_like 'ABC' 'b' 'i')",   "boolean|t"                                                     },
        {"(regexp_like 'ABC' 'b' 'ic')",  "boolean|f"                                                     },
        {"(regexp_like 'a' 'a' 'g')",     "ERROR regexp_like() does not support the \"global\" option"    },
        {"(regexp_like 'a' 'a' 'ä')",    "ERROR invalid regular expression option: \"ä\""               },
        {"(regexp_like 'a.c' 'a.c' 'q')", "boolean|t"                                                     },
        {"(regexp_like 'abc' 'a.c' 'q')", "boolean|f"                                                     },
        {"(~ 'ab' 'a(?=b)')",             "boolean|t"                                                     },
        {"(~ 'ab' 'a(?!b)')",             "boolean|f"                                                     },
        {"(~ 'ab' '(?<=a)b')",            "boolean|t"                                                     },
        {"(~ 'ab' '(?<!a)b')",            "boolean|f"                                                     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void wrong_patterns_are_told_as_postgresql_does(void)
{
    static const NotationCase cases[] = {
        {"(~ 'a' '*a')",        "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' 'a**')",       "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' 'a|*')",       "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '^*')",        "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(?=a)*')",    "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(?<n>a)')",   "ERROR invalid regular expression: quantifier operand invalid" },
        {"(~ 'a' '(')",         "ERROR invalid regular expression: parentheses () not balanced"},
        {"(~ 'a' ')')",         "ERROR invalid regular expression: parentheses () not balanced"},
        {"(~ 'a' '[a')",        "ERROR invalid regular expression: brackets [] not balanced"   },
        {"(~ 'a' 'a{2')",       "ERROR invalid regular expression: braces {} not balanced"     },
        {"(~ 'a' 'a{2,1}')",    "ERROR invalid regular expression: invalid repetition count(s)"},
        {"(~ 'a' 'a{256}')",    "ERROR invalid regular expression: invalid repetition count(s)"},
        {"(~ 'a' 'a{1x}')",     "ERROR invalid regular expression: invalid repetition count(s)"},
        {"(~ 'a{' 'a{')",       "boolean|t"                                                    },
        {"(~ 'a{,2}' 'a{,2}')", "boolean|t"                                                    },
        {"(~ 'a' '()')",        "boolean|t"                                                    },
        {"(~ 'a' 'a|')",        "boolean|t"                                                    },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void parts_are_found_and_counted(void)
{
    static const NotationCase cases[] = {
        {"(regexp_match 'foobarbequebaz' '(bar)(beque)')", "text[]|{bar,beque}"                                },
        {"(regexp_match 'foobarbequebaz' 'ba.')",          "text[]|{bar}"                                      },
        {"(regexp_match 'foo' 'x')",                       "text[]|NULL"                                       },
        {"(regexp_match 'foobar' '(x)?(bar)')",            "text[]|{NULL,bar}"                                 },
        {"(regexp_match 'a' 'a' 'g')",
         "ERROR regexp_match() does not support the \"global\" option"                                         },
        {"(regexp_match text:NULL 'a')",                   "text[]|NULL"                                       },
        {"(regexp_count 'ababab' 'ab')",                   "integer|3"                                         },
        {"(regexp_count 'ababab' 'ab' 2)",                 "integer|2"                                         },
        {"(regexp_count 'ABab' 'ab' 1 'i')",               "integer|2"                                         },
        {"(regexp_count 'abc' '')",                        "integer|4"                                         },
        {"(regexp_count 'abc' 'b' 0)",                     "ERROR invalid value for parameter \"start\": 0"    },
        {"(regexp_count 'abc' 'b' 9)",                     "integer|0"                                         },
        {"(regexp_instr 'äöü' 'ü')",                   "integer|3"                                         },
        {"(regexp_instr 'ababab' 'b' 3)",                  "integer|4"                                         },
        {"(regexp_instr 'ababab' 'b' 1 3)",                "integer|6"                                         },
        {"(regexp_instr 'ababab' 'b' 1 3 1)",              "integer|7"                                         },
        {"(regexp_instr 'ababab' 'B' 1 3 0 'i')",          "integer|6"                                         },
        {"(regexp_instr 'ababab' 'a(b)' 1 2 0 '' 1)",      "integer|4"                                         },
        {"(regexp_instr 'ababab' 'a(b)' 1 2 0 '' 2)",      "integer|0"                                         },
        {"(regexp_instr 'ababab' 'ab' 1 2 0 '' 1)",        "integer|3"                                         },
        {"(regexp_instr 'ababab' 'x')",                    "integer|0"                                         },
        {"(regexp_instr 'ab' 'b' 1 0)",                    "ERROR invalid value for parameter \"n\": 0"        },
        {"(regexp_instr 'ab' 'b' 1 1 2)",                  "ERROR invalid value for parameter \"endoption\": 2"},
        {"(regexp_instr 'ab' 'b' 1 1 0 '' -1)",
         "ERROR invalid value for parameter \"subexpr\": -1"                                                   },
        {"(regexp_substr 'foobar' 'o(.)b')",               "text|oob"                                          },
        {"(regexp_substr 'foobar' 'o(.)b' 1 1 '' 1)",      "text|o"                                            },
        {"(regexp_substr 'foobar' 'O' 1 2 'i')",           "text|o"                                            },
        {"(regexp_substr 'foobar' 'x')",                   "text|NULL"                                         },
        {"(regexp_substr 'äbäc' 'ä.' 2)",               "text|äc"                                          },
        {"(substring 'foobar' 'o(.)b')",                   "text|o"                                            },
        {"(substring 'foobar' 'o(x)?b')",                  "text|NULL"                                         },
        {"(regexp_split_to_array 'a1b22c' '\\d+')",        "text[]|{a,b,c}"                                    },
        {"(regexp_split_to_array 'abc' '')",               "text[]|{a,b,c}"                                    },
        {"(regexp_split_to_array '' ',')",                 "text[]|{\"\"}"                                     },
        {"(regexp_split_to_array 'aXb' 'x' 'i')",          "text[]|{a,b}"                                      },
        {"(regexp_split_to_array 'a' 'b' 'g')",
         "ERROR regexp_split_to_array() does not support the \"global\" option"                                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void matches_are_replaced(void)
{
    static const NotationCase cases[] = {
        {"(regexp_replace 'foobarbaz' 'b..' 'X')",                           "text|fooXbaz"                                  },
        {"(regexp_replace 'foobarbaz' 'b..' 'X' 'g')",                       "text|fooXX"                                    },
        {"(regexp_replace 'foobarbaz' 'b(..)' 'X\\1Y' 'g')",                 "text|fooXarYXazY"                              },
        {"(regexp_replace 'foobarbaz' 'b(..)' '[\\&]' 'g')",                 "text|foo[bar][baz]"                            },
        {"(regexp_replace 'ab' '(x)?b' '[\\1\\2]')",                         "text|a[]"                                      },
        {"(regexp_replace 'ab' 'b' '\\\\\\3\\z\\0\\')",                      "text|a\\\\z\\0\\"                              },
        {"(regexp_replace 'abc' '' '-' 'g')",                                "text|-a-b-c-"                                  },
        {"(regexp_replace 'äbc' 'x*' '-' 'g')",                             "text|-ä-b-c-"                                 },
        {"(regexp_replace 'AbA' 'a' '-' 'gi')",                              "text|-b-"                                      },
        {"(regexp_replace 'A PostgreSQL function' 'a|e|i|o|u' 'X' 1 0 'i')",
         "text|X PXstgrXSQL fXnctXXn"                                                                                        },
        {"(regexp_replace 'A PostgreSQL function' 'a|e|i|o|u' 'X' 1 3 'i')",
         "text|A PostgrXSQL function"                                                                                        },
        {"(regexp_replace 'abcabc' 'b' 'X' 3)",                              "text|abcaXc"                                   },
        {"(regexp_replace 'abcabc' 'b' 'X' 0)",                              "ERROR invalid value for parameter \"start\": 0"},
        {"(regexp_replace 'abcabc' 'b' 'X' 1 -1)",                           "ERROR invalid value for parameter \"n\": -1"   },
        {"(regexp_replace 'abcabc' 'b' 'X' 99)",                             "text|abcabc"                                   },
        {"(regexp_replace 'abc' 'b' 'X' 'z')",                               "ERROR invalid regular expression option: \"z\""},
        {"(regexp_replace 'abc' text:NULL 'X')",                             "text|NULL"                                     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void similar_to_is_between_like_and_patterns(void)
{
    static const NotationCase cases[] = {
        {"(similar_to_escape 'a%b_(c|d)[e-f%]$')",   "text|^(?:a.*b.(?:c|d)[e-f%]\\$)$"                                                        },
        {"(similar_to_escape 'a#%b' '#')",           "text|^(?:a\\%b)$"                                                                        },
        {"(similar_to_escape 'a\\%' '')",            "text|^(?:a\\\\.*)$"                                                                      },
        {"(similar_to_escape 'a' 'xy')",             "ERROR invalid escape string"                                                             },
        {"(~ 'abc' (similar_to_escape '%(b|d)%'))",  "boolean|t"                                                                               },
        {"(~ 'abc' (similar_to_escape '(b|c)%'))",   "boolean|f"                                                                               },
        {"(substring 'Thomas' '%#\"o_a#\"_' '#')",   "text|oma"                                                                                },
        {"(substring 'abcdefg' 'a#\"%#\"g' '#')",    "text|bcdef"                                                                              },
        {"(substring 'abcdefg' '#\"(b|c)%#\"' '#')", "text|NULL"                                                                               },
        {"(substring 'aaab' 'a*#\"a*#\"b' '#')",     "text|aaa"                                                                                },
        {"(substring 'abc' 'abc' '#')",              "text|abc"                                                                                },
        {"(substring 'abc' 'a#\"b#\"c#\"' '#')",     "ERROR SQL regular expression may not contain "
                                                 "more than two escape-double-quote separators"},
        {"(substring 'abc' 'a' '##')",               "ERROR invalid escape string"                                                             },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/regex", UNIT(the_longest_match_counts_or_the_shortest),
          UNIT(classes_are_those_of_unicode), UNIT(escapes_and_flags),
          UNIT(wrong_patterns_are_told_as_postgresql_does), UNIT(parts_are_found_and_counted),
          UNIT(matches_are_replaced), UNIT(similar_to_is_between_like_and_patterns))
