/*
 * Texts that are quoted, formatted and changed character by character.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void texts_are_quoted_as_they_stand_in_a_statement(void)
{
    static const NotationCase cases[] = {
        {"(quote_literal 'a\\b')",     "text|E'a\\\\b'"  },
        {"(quote_literal '')",         "text|''"         },
        {"(quote_literal 1.5)",        "text|'1.5'"      },
        {"(quote_literal bool:'t')",   "text|'true'"     },
        {"(quote_literal text:NULL)",  "text|NULL"       },
        {"(quote_nullable text:NULL)", "text|NULL"       },
        {"(quote_nullable 'a')",       "text|'a'"        },
        {"(quote_nullable int4:NULL)", "text|NULL"       },
        {"(quote_ident 'abc_1')",      "text|abc_1"      },
        {"(quote_ident 'Abc')",        "text|\"Abc\""    },
        {"(quote_ident '1a')",         "text|\"1a\""     },
        {"(quote_ident '')",           "text|\"\""       },
        {"(quote_ident 'a\"b')",       "text|\"a\"\"b\"" },
        {"(quote_ident 'select')",     "text|\"select\"" },
        {"(quote_ident 'between')",    "text|\"between\""},
        {"(quote_ident 'value')",      "text|value"      },
        {"(quote_ident 'ä')",         "text|\"ä\""     },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_format_has_places_for_values(void)
{
    static const NotationCase cases[] = {
        {"(format 'Hello %s' 'World')",           "text|Hello World"                                          },
        {"(format 'a')",                          "text|a"                                                    },
        {"(format '%s %s' 1 bool:'t')",           "text|1 t"                                                  },
        {"(format '%s|%I|%L' 'a b' 'a b' 'a b')", "text|a b|\"a b\"|'a b'"                                    },
        {"(format '%L %s.' NULL NULL)",           "text|NULL ."                                               },
        {"(format '%I' text:NULL)",               "ERROR null values cannot be formatted as an SQL identifier"},
        {"(format '100%%')",                      "text|100%"                                                 },
        {"(format '%2$s %1$s' 'a' 'b')",          "text|b a"                                                  },
        {"(format '%2$s %s' 'a' 'b' 'c')",        "text|b c"                                                  },
        {"(format '|%10s|%-10s|' 'foo' 'bar')",   "text||       foo|bar       |"                              },
        {"(format '|%*s|' 5 'ä')",               "text||    ä|"                                             },
        {"(format '|%-*s|' 5 'ä')",              "text||ä    |"                                             },
        {"(format '|%*s|' -5 'ä')",              "text||ä    |"                                             },
        {"(format '|%2$*1$s|' 4 'x')",            "text||   x|"                                               },
        {"(format '|%*s|' int4:NULL 'x')",        "text||x|"                                                  },
        {"(format '%s')",                         "ERROR too few arguments for format()"                      },
        {"(format '%s %s' 'a')",                  "ERROR too few arguments for format()"                      },
        {"(format 'x%')",                         "ERROR unterminated format() type specifier"                },
        {"(format '%1')",                         "ERROR unterminated format() type specifier"                },
        {"(format '%1$')",                        "ERROR unterminated format() type specifier"                },
        {"(format '%y' 1)",                       "ERROR unrecognized format() type specifier \"y\""          },
        {"(format '%0$s' 1)",
         "ERROR format specifies argument 0, but arguments are numbered from 1"                               },
        {"(format '%*0$s' 1)",
         "ERROR format specifies argument 0, but arguments are numbered from 1"                               },
        {"(format '%*1s' 1)",                     "ERROR width argument position must be ended by \"$\""      },
        {"(format '%2147483648s' 1)",             "ERROR number is out of range"                              },
        {"(format '%*s' 'x' 1)",                  "ERROR invalid input syntax for type integer: \"x\""        },
        {"(format text:NULL 1)",                  "text|NULL"                                                 },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void characters_have_numbers(void)
{
    static const NotationCase cases[] = {
        {"(ascii 'x')",                                          "integer|120"                                              },
        {"(ascii 'é')",                                         "integer|233"                                              },
        {"(ascii '')",                                           "integer|0"                                                },
        {"(chr 65)",                                             "text|A"                                                   },
        {"(chr 8364)",                                           "text|€"                                                 },
        {"(chr 128512)",                                         "text|😀"                                                },
        {"(chr 0)",                                              "ERROR null character not permitted"                       },
        {"(chr -1)",                                             "ERROR character number must be positive"                  },
        {"(chr 1114112)",                                        "ERROR requested character too large for encoding: 1114112"},
        {"(chr 55296)",                                          "ERROR requested character not valid for encoding: 55296"  },
        {"(unistr 'd\\0061t\\+000061 \\u0061\\U00000061 \\\\')", "text|data aa \\"                                          },
        {"(unistr '\\d83d\\de00')",                              "text|😀"                                                },
        {"(unistr '\\d83d')",                                    "ERROR invalid Unicode surrogate pair"                     },
        {"(unistr '\\de00')",                                    "ERROR invalid Unicode surrogate pair"                     },
        {"(unistr '\\d83dx')",                                   "ERROR invalid Unicode surrogate pair"                     },
        {"(unistr '\\0000')",                                    "ERROR invalid Unicode code point: 0000"                   },
        {"(unistr '\\U00110000')",                               "ERROR invalid Unicode code point: 110000"                 },
        {"(unistr '\\zz')",                                      "ERROR invalid Unicode escape"                             },
        {"(unistr '\\')",                                        "ERROR invalid Unicode escape"                             },
        {"(normalize 'é')",                                     "text|é"                                                  },
        {"(octet_length (normalize 'é' 'NFD'))",                "integer|3"                                                },
        {"(normalize 'ﬁ' 'nfkc')",                             "text|fi"                                                  },
        {"(normalize 'a' 'x')",                                  "ERROR invalid normalization form: x"                      },
        {"(is_normalized 'é' 'NFD')",                           "boolean|f"                                                },
        {"(is_normalized 'é')",                                 "boolean|t"                                                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void characters_and_parts_are_replaced(void)
{
    static const NotationCase cases[] = {
        {"(translate '12345' '143' 'ax')",   "text|a2x5"                                  },
        {"(translate 'äbc' 'äb' 'xü')",   "text|xüc"                                  },
        {"(translate 'abc' '' 'x')",         "text|abc"                                   },
        {"(translate 'aab' 'aa' 'xy')",      "text|xxb"                                   },
        {"(overlay 'Txxxxas' 'hom' 2 4)",    "text|Thomas"                                },
        {"(overlay 'abcdef' 'X' 3)",         "text|abXdef"                                },
        {"(overlay 'äöü' 'X' 2 1)",       "text|äXü"                                 },
        {"(overlay 'abc' 'X' 9)",            "text|abcX"                                  },
        {"(overlay 'abc' 'X' 2 0)",          "text|aXbc"                                  },
        {"(overlay 'abc' 'X' 3 -1)",         "text|abXbc"                                 },
        {"(overlay 'abc' 'X' 0)",            "ERROR negative substring length not allowed"},
        {"(overlay 'abc' 'X' 2 2147483647)", "ERROR integer out of range"                 },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void nulls_are_counted(void)
{
    static const NotationCase cases[] = {
        {"(num_nulls 1 NULL 'a' NULL)",    "integer|2"},
        {"(num_nonnulls 1 NULL 'a' NULL)", "integer|2"},
        {"(num_nulls int4:NULL)",          "integer|1"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/quote", UNIT(texts_are_quoted_as_they_stand_in_a_statement),
          UNIT(a_format_has_places_for_values), UNIT(characters_have_numbers),
          UNIT(characters_and_parts_are_replaced), UNIT(nulls_are_counted))
