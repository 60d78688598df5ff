/*
 * Bytes: as texts, their parts, encodings and sums.
 * Method: tables of expressions and what PostgreSQL answers, each once folded when it is made and
 * once over the slots of a row.
 */
#include "notation.h"

static void bytes_are_read_in_both_forms_and_written_in_digits(void)
{
    static const NotationCase cases[] = {
        {"bytea:'\\x61ff'",                "bytea|\\x61ff"                                       },
        {"(:: bytea '\\x 6 1')",           "ERROR invalid hexadecimal digit: \" \""              },
        {"(:: bytea '\\x61 62')",          "bytea|\\x6162"                                       },
        {"(:: bytea '\\x6')",              "ERROR invalid hexadecimal data: odd number of digits"},
        {"(:: bytea '\\x6g')",             "ERROR invalid hexadecimal digit: \"g\""              },
        {"(:: bytea '\\xé0')",            "ERROR invalid hexadecimal digit: \"é\""             },
        {"(:: bytea 'ab\\\\c\\001\\377')", "bytea|\\x61625c6301ff"                               },
        {"(:: bytea 'a\\b')",              "ERROR invalid input syntax for type bytea"           },
        {"(:: bytea '\\400')",             "ERROR invalid input syntax for type bytea"           },
        {"(:: bytea 'é')",                "bytea|\\xc3a9"                                       },
        {"(:: bytea '')",                  "bytea|\\x"                                           },
        {"(:: text bytea:'\\x6162')",      "text|\\x6162"                                        },
        {"(:: bytea text:'ab')",           "bytea|\\x6162"                                       },
        {"(:: bytea text:'\\x61')",        "bytea|\\x61"                                         },
        {"(:: bytea 1)",                   "ERROR cannot cast type integer to bytea"             },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void bytes_compare_and_join_as_texts_do(void)
{
    static const NotationCase cases[] = {
        {"(= bytea:'\\x61' '\\x61')",         "boolean|t"                                  },
        {"(< bytea:'\\x61' bytea:'\\x6100')", "boolean|t"                                  },
        {"(< bytea:'\\x80' bytea:'\\x7f')",   "boolean|f"                                  },
        {"(<> bytea:'\\x' bytea:'\\x')",      "boolean|f"                                  },
        {"(|| bytea:'\\x61' bytea:'\\x62')",  "bytea|\\x6162"                              },
        {"(|| bytea:'\\x61' '\\x62')",        "bytea|\\x6162"                              },
        {"(|| bytea:'\\x61' text:'b')",       "text|\\x61b"                                },
        {"(|| bytea:'\\x61' bytea:NULL)",     "bytea|NULL"                                 },
        {"(= bytea:'\\x61' text:'a')",        "ERROR operator does not exist: bytea = text"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void parts_of_bytes_count_from_one(void)
{
    static const NotationCase cases[] = {
        {"(length bytea:'\\x616263')",                               "integer|3"                                  },
        {"(octet_length bytea:'\\x')",                               "integer|0"                                  },
        {"(bit_length bytea:'\\x6162')",                             "integer|16"                                 },
        {"(bit_length 'é')",                                        "integer|16"                                 },
        {"(bit_count bytea:'\\xff01')",                              "bigint|9"                                   },
        {"(substring bytea:'\\x61626364' 2)",                        "bytea|\\x626364"                            },
        {"(substring bytea:'\\x61626364' 2 2)",                      "bytea|\\x6263"                              },
        {"(substring bytea:'\\x61626364' -1 3)",                     "bytea|\\x61"                                },
        {"(substring bytea:'\\x61626364' 2 -1)",                     "ERROR negative substring length not allowed"},
        {"(substring bytea:'\\x61626364' 9)",                        "bytea|\\x"                                  },
        {"(substr bytea:'\\x61626364' 4 2147483647)",                "bytea|\\x64"                                },
        {"(position bytea:'\\x616263' bytea:'\\x63')",               "integer|3"                                  },
        {"(position bytea:'\\x616263' bytea:'\\x')",                 "integer|1"                                  },
        {"(position bytea:'\\x616263' bytea:'\\x64')",               "integer|0"                                  },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 2)",            "bytea|\\x61ff6364"                          },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 2 2)",          "bytea|\\x61ff64"                            },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 2 0)",          "bytea|\\x61ff626364"                        },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 3 -1)",         "bytea|\\x6162ff626364"                      },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 9 9)",          "bytea|\\x61626364ff"                        },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 0)",
         "ERROR negative substring length not allowed"                                                            },
        {"(overlay bytea:'\\x61626364' bytea:'\\xff' 2 2147483647)", "ERROR integer out of range"                 },
        {"(btrim bytea:'\\x0061620000' bytea:'\\x00')",              "bytea|\\x6162"                              },
        {"(ltrim bytea:'\\x0061620000' bytea:'\\x00')",              "bytea|\\x61620000"                          },
        {"(rtrim bytea:'\\x0061620000' bytea:'\\x00')",              "bytea|\\x006162"                            },
        {"(btrim bytea:'\\x00' bytea:'\\x')",                        "bytea|\\x00"                                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void bytes_and_bits_count_from_zero(void)
{
    static const NotationCase cases[] = {
        {"(get_byte bytea:'\\x61ff' 1)",     "integer|255"                            },
        {"(get_byte bytea:'\\x61ff' 2)",     "ERROR index 2 out of valid range, 0..1" },
        {"(get_byte bytea:'\\x61ff' -1)",    "ERROR index -1 out of valid range, 0..1"},
        {"(get_byte bytea:'\\x' 0)",         "ERROR index 0 out of valid range, 0..-1"},
        {"(set_byte bytea:'\\x61ff' 0 256)", "bytea|\\x00ff"                          },
        {"(set_byte bytea:'\\x61ff' 1 65)",  "bytea|\\x6141"                          },
        {"(set_byte bytea:'\\x61ff' 2 65)",  "ERROR index 2 out of valid range, 0..1" },
        {"(get_bit bytea:'\\x01' 0)",        "integer|1"                              },
        {"(get_bit bytea:'\\x80' 7)",        "integer|1"                              },
        {"(get_bit bytea:'\\x80' 8)",        "ERROR index 8 out of valid range, 0..7" },
        {"(set_bit bytea:'\\x01' 0 0)",      "bytea|\\x00"                            },
        {"(set_bit bytea:'\\x01' 7 1)",      "bytea|\\x81"                            },
        {"(set_bit bytea:'\\x01' 7 2)",      "ERROR new bit must be 0 or 1"           },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void bytes_become_texts_and_back(void)
{
    static const NotationCase cases[] = {
        {"(encode bytea:'\\x00ff61' 'hex')",                            "text|00ff61"                                          },
        {"(encode bytea:'\\x00ff61' 'base64')",                         "text|AP9h"                                            },
        {"(encode bytea:'\\x00ff' 'BASE64')",                           "text|AP8="                                            },
        {"(encode bytea:'\\x00' 'base64')",                             "text|AA=="                                            },
        {"(encode bytea:'\\x' 'base64')",                               "text|"                                                },
        {"(encode bytea:'\\x00ff615c' 'escape')",                       "text|\\000\\377a\\\\"                                 },
        {"(encode bytea:'\\x00' 'utf7')",                               "ERROR unrecognized encoding: \"utf7\""                },
        {"(length (encode (decode (repeat '61' 57) 'hex') 'base64'))",  "integer|77"                                           },
        {"(length (encode (decode (repeat '61' 56) 'hex') 'base64'))",  "integer|76"                                           },
        {"(right (encode (decode (repeat '61' 58) 'hex') 'base64') 6)", "text|h\nYQ=="                                         },
        {"(decode '00 Ff' 'hex')",                                      "bytea|\\x00ff"                                        },
        {"(decode '0' 'hex')",                                          "ERROR invalid hexadecimal data: odd number of digits" },
        {"(decode '0x' 'hex')",                                         "ERROR invalid hexadecimal digit: \"x\""               },
        {"(decode 'AP9h' 'base64')",                                    "bytea|\\x00ff61"                                      },
        {"(decode 'AP8=' 'base64')",                                    "bytea|\\x00ff"                                        },
        {"(decode ' A A == ' 'base64')",                                "bytea|\\x00"                                          },
        {"(decode 'A' 'base64')",                                       "ERROR invalid base64 end sequence"                    },
        {"(decode 'A===' 'base64')",                                    "ERROR unexpected \"=\" while decoding base64 sequence"},
        {"(decode 'AA' 'base64')",                                      "ERROR invalid base64 end sequence"                    },
        {"(decode 'A*AA' 'base64')",
         "ERROR invalid symbol \"*\" found while decoding base64 sequence"                                                     },
        {"(decode 'Aé' 'base64')",
         "ERROR invalid symbol \"é\" found while decoding base64 sequence"                                                    },
        {"(decode 'a\\\\\\001' 'escape')",                              "bytea|\\x615c01"                                      },
        {"(decode 'a\\1' 'escape')",                                    "ERROR invalid input syntax for type bytea"            },
        {"(decode 'a' 'no')",                                           "ERROR unrecognized encoding: \"no\""                  },
        {"(convert_from bytea:'\\xc3a9' 'UTF8')",                       "text|é"                                              },
        {"(convert_from bytea:'\\x61' 'utf-8')",                        "text|a"                                               },
        {"(convert_from bytea:'\\xff' 'UTF8')",
         "ERROR invalid byte sequence for encoding \"UTF8\": 0xff"                                                             },
        {"(convert_from bytea:'\\x61e4b8' 'UTF8')",
         "ERROR invalid byte sequence for encoding \"UTF8\": 0xe4 0xb8"                                                        },
        {"(convert_from bytea:'\\x6100' 'UTF8')",
         "ERROR invalid byte sequence for encoding \"UTF8\": 0x00"                                                             },
        {"(convert_from bytea:'\\xeda080' 'UTF8')",
         "ERROR invalid byte sequence for encoding \"UTF8\": 0xed 0xa0 0x80"                                                   },
        {"(convert_from bytea:'\\x61' 'no')",                           "ERROR invalid source encoding name \"no\""            },
        {"(convert_to 'é' 'UTF8')",                                    "bytea|\\xc3a9"                                        },
        {"(convert_to 'é' 'no')",                                      "ERROR invalid destination encoding name \"no\""       },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void bytes_are_readable(void)
{
    static const NotationCase cases[] = {
        {"(readable bytea:NULL)",                                                                    "text|NULL"               },
        {"(readable bytea:'\\x')",                                                                   "text|"                   },
        {"(readable (convert_to 'é|a' 'UTF8'))",                                                    "text|é|a"               },
        {"(readable bytea:'\\xff00')",                                                               "text|\\xff00"            },
        {"(readable bytea:'\\x0000000a')",                                                           "text|\\x0000000a"        },
        {"(readable bytea:'\\x610b09')",                                                             "text|a\v\t"              },
        {"(readable bytea:'\\x6101')",                                                               "text|\\x6101"            },
        {"(readable (convert_to ' {\"b\" :1.50,\"a\":[1 ,{}, \"x: \\\"y,\" ] , \"b\":2} ' 'UTF8'))",
         "text|{\"b\": 1.50, \"a\": [1, {}, \"x: \\\"y,\"], \"b\": 2}"                                                         },
        {"(readable (convert_to '{\"a\":1,}' 'UTF8'))",                                              "text|{\"a\":1,}"         },
        {"(readable (convert_to '1  2' 'UTF8'))",                                                    "text|1  2"               },
        {"(length (readable (convert_to (repeat 'é' 32768) 'UTF8')))",                              "integer|16399"           },
        {"(right (readable (convert_to (repeat 'é' 32768) 'UTF8')) 16)",                            "text|é… (65536 bytes)"},
        {"(right (readable (convert_to (|| 'a' (repeat 'é' 32768)) 'UTF8')) 16)",
         "text|é… (65537 bytes)"                                                                                            },
        {"(right (readable (decode (repeat 'ff' 32769) 'hex')) 17)",                                 "text|ff… (32769 bytes)"},
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

static void sums_are_of_the_bytes(void)
{
    static const NotationCase cases[] = {
        {"(md5 bytea:'\\x')",                               "text|d41d8cd98f00b204e9800998ecf8427e"    },
        {"(md5 'abc')",                                     "text|900150983cd24fb0d6963f7d28e17f72"    },
        {"(sha256 bytea:'\\x616263')",
         "bytea|\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"                   },
        {"(sha256 'a\\b')",                                 "ERROR invalid input syntax for type bytea"},
        {"(left (encode (sha384 bytea:'\\x') 'hex') 20)",   "text|38b060a751ac96384cd9"                },
        {"(left (encode (sha512 bytea:'\\x00') 'hex') 20)", "text|b8244d028981d693af7b"                },
    };

    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/bytea", UNIT(bytes_are_read_in_both_forms_and_written_in_digits),
          UNIT(bytes_compare_and_join_as_texts_do), UNIT(parts_of_bytes_count_from_one),
          UNIT(bytes_and_bits_count_from_zero), UNIT(bytes_become_texts_and_back),
          UNIT(bytes_are_readable), UNIT(sums_are_of_the_bytes))
