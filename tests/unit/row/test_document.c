/*
 * The scanner accepts what RFC 8259 does. Method: a table of documents, after the cases (and with
 * the names) of JSONTestSuite; the texts are ours. Each lies in memory of its own size, so that
 * AddressSanitizer sees a byte read beyond it.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "row/document.h"

typedef struct DocumentCase {
    const char *name;
    bool is_read;
    const char *text;
    size_t len;
} DocumentCase;

#define DOCUMENT(text) text, sizeof(text) - 1

static const DocumentCase accepted[] = {
    {"y_array_arraysWithSpaces",                          true, DOCUMENT("[[]   ]")                                   },
    {"y_array_empty-string",                              true, DOCUMENT("[\"\"]")                                    },
    {"y_array_empty",                                     true, DOCUMENT("[]")                                        },
    {"y_array_ending_with_newline",                       true, DOCUMENT("[\"z\"]\n")                                 },
    {"y_array_false",                                     true, DOCUMENT("[false]")                                   },
    {"y_array_heterogeneous",                             true, DOCUMENT("[null, 7, \"7\", {}]")                      },
    {"y_array_null",                                      true, DOCUMENT("[null]")                                    },
    {"y_array_with_1_and_newline",                        true, DOCUMENT("[7\n]")                                     },
    {"y_array_with_leading_space",                        true, DOCUMENT(" [7]")                                      },
    {"y_array_with_several_null",                         true, DOCUMENT("[7,null,null,null,8]")                      },
    {"y_array_with_trailing_space",                       true, DOCUMENT("[9] ")                                      },
    {"y_number",                                          true, DOCUMENT("[321e456]")                                 },
    {"y_number_0e+1",                                     true, DOCUMENT("[0e+4]")                                    },
    {"y_number_0e1",                                      true, DOCUMENT("[0e4]")                                     },
    {"y_number_after_space",                              true, DOCUMENT("[ 8]")                                      },
    {"y_number_double_close_to_zero",                     true,
     DOCUMENT(
         "[-0.0000000000000000000000000000000000000000000000000000000000000000000000000000007]")                      },
    {"y_number_int_with_exp",                             true, DOCUMENT("[70e2]")                                    },
    {"y_number_minus_zero",                               true, DOCUMENT("[-0]")                                      },
    {"y_number_negative_int",                             true, DOCUMENT("[-321]")                                    },
    {"y_number_negative_one",                             true, DOCUMENT("[-1]")                                      },
    {"y_number_negative_zero",                            true, DOCUMENT("[-0, 0]")                                   },
    {"y_number_real_capital_e",                           true, DOCUMENT("[3E44]")                                    },
    {"y_number_real_capital_e_neg_exp",                   true, DOCUMENT("[3E-4]")                                    },
    {"y_number_real_capital_e_pos_exp",                   true, DOCUMENT("[3E+4]")                                    },
    {"y_number_real_exponent",                            true, DOCUMENT("[321e54]")                                  },
    {"y_number_real_fraction_exponent",                   true, DOCUMENT("[321.654e78]")                              },
    {"y_number_real_neg_exp",                             true, DOCUMENT("[3e-4]")                                    },
    {"y_number_real_pos_exponent",                        true, DOCUMENT("[3e+4]")                                    },
    {"y_number_simple_int",                               true, DOCUMENT("[321]")                                     },
    {"y_number_simple_real",                              true, DOCUMENT("[321.654987]")                              },
    {"y_object",                                          true, DOCUMENT("{\"who\":\"me\", \"when\":\"now\"}")        },
    {"y_object_basic",                                    true, DOCUMENT("{\"who\":\"me\"}")                          },
    {"y_object_duplicated_key",                           true, DOCUMENT("{\"k\":\"v\",\"k\":\"w\"}")                 },
    {"y_object_duplicated_key_and_value",                 true, DOCUMENT("{\"k\":\"v\",\"k\":\"v\"}")                 },
    {"y_object_empty",                                    true, DOCUMENT("{}")                                        },
    {"y_object_empty_key",                                true, DOCUMENT("{\"\":7}")                                  },
    {"y_object_extreme_numbers",                          true, DOCUMENT("{ \"least\": -7.5e+28, \"most\": 7.5e+28 }")},
    {"y_object_long_strings",                             true,
     DOCUMENT("{\"k\":[{\"name\": \"zyxwvutsrqponmlkjihgfedcbazyxwvuts\"}], \"name\": "
              "\"zyxwvutsrqponmlkjihgfedcba\"}")                                                                      },
    {"y_object_simple",                                   true, DOCUMENT("{\"k\":[]}")                                },
    {"y_object_string_unicode",                           true,
     DOCUMENT("{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430\" }")                                   },
    {"y_object_with_newlines",                            true, DOCUMENT("{\n\"k\": \"v\"\n}")                        },
    {"y_string_1_2_3_bytes_UTF-8_sequences",              true, DOCUMENT("[\"\\u0061\\u012b\\u12AC\"]")               },
    {"y_string_accepted_surrogate_pair",                  true, DOCUMENT("[\"\\uD83D\\uDE00\"]")                      },
    {"y_string_accepted_surrogate_pairs",                 true, DOCUMENT("[\"\\uD83D\\ude39\\ud83d\\uDC8D\"]")        },
    {"y_string_allowed_escapes",                          true, DOCUMENT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]")          },
    {"y_string_backslash_and_u_escaped_zero",             true, DOCUMENT("[\"\\\\u0000\"]")                           },
    {"y_string_backslash_doublequotes",                   true, DOCUMENT("[\"\\\"\"]")                                },
    {"y_string_comments",                                 true, DOCUMENT("[\"x/*y*/z/*w//v\"]")                       },
    {"y_string_double_escape_a",                          true, DOCUMENT("[\"\\\\z\"]")                               },
    {"y_string_double_escape_n",                          true, DOCUMENT("[\"\\\\n\"]")                               },
    {"y_string_escaped_control_character",                true, DOCUMENT("[\"\\u0013\"]")                             },
    {"y_string_escaped_noncharacter",                     true, DOCUMENT("[\"\\uFFFE\"]")                             },
    {"y_string_in_array",                                 true, DOCUMENT("[\"wxyz\"]")                                },
    {"y_string_in_array_with_leading_space",              true, DOCUMENT("[ \"wxyz\"]")                               },
    {"y_string_last_surrogates_1_and_2",                  true, DOCUMENT("[\"\\uDBFF\\uDFFF\"]")                      },
    {"y_string_nbsp_uescaped",                            true, DOCUMENT("[\"left\\u00A0right\"]")                    },
    {"y_string_nonCharacterInUTF-8_U+10FFFF",             true, DOCUMENT("[\"\364\217\277\277\"]")                    },
    {"y_string_nonCharacterInUTF-8_U+FFFF",               true, DOCUMENT("[\"\357\277\277\"]")                        },
    {"y_string_one-byte-utf-8",                           true, DOCUMENT("[\"\\u002d\"]")                             },
    {"y_string_pi",                                       true, DOCUMENT("[\"\317\200\"]")                            },
    {"y_string_reservedCharacterInUTF-8_U+1BFFF",         true, DOCUMENT("[\"\360\233\277\277\"]")                    },
    {"y_string_simple_ascii",                             true, DOCUMENT("[\"wxyz \"]")                               },
    {"y_string_space",                                    true, DOCUMENT("\" \"")                                     },
    {"y_string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF", true, DOCUMENT("[\"\\uD834\\uDD1E\"]")                      },
    {"y_string_three-byte-utf-8",                         true, DOCUMENT("[\"\\u0822\"]")                             },
    {"y_string_two-byte-utf-8",                           true, DOCUMENT("[\"\\u0124\"]")                             },
    {"y_string_u+2028_line_sep",                          true, DOCUMENT("[\"\342\200\250\"]")                        },
    {"y_string_u+2029_par_sep",                           true, DOCUMENT("[\"\342\200\251\"]")                        },
    {"y_string_uEscape",                                  true, DOCUMENT("[\"\\u0062\\u30af\\u30EA\\u30b8\"]")        },
    {"y_string_uescaped_newline",                         true, DOCUMENT("[\"a\\u000Ab\"]")                           },
    {"y_string_unescaped_char_delete",                    true, DOCUMENT("[\"\177\"]")                                },
    {"y_string_unicode",                                  true, DOCUMENT("[\"\\uA77C\"]")                             },
    {"y_string_unicodeEscapedBackslash",                  true, DOCUMENT("[\"\\u005c\"]")                             },
    {"y_string_unicode_2",                                true, DOCUMENT("[\"\342\215\203\343\210\265\342\215\203\"]")},
    {"y_string_unicode_U+10FFFE_nonchar",                 true, DOCUMENT("[\"\\uDBFF\\uDFFE\"]")                      },
    {"y_string_unicode_U+1FFFE_nonchar",                  true, DOCUMENT("[\"\\uD83F\\uDFFE\"]")                      },
    {"y_string_unicode_U+200B_ZERO_WIDTH_SPACE",          true, DOCUMENT("[\"\\u200b\"]")                             },
    {"y_string_unicode_U+2064_invisible_plus",            true, DOCUMENT("[\"\\u2064\"]")                             },
    {"y_string_unicode_U+FDD0_nonchar",                   true, DOCUMENT("[\"\\ufdd0\"]")                             },
    {"y_string_unicode_U+FFFE_nonchar",                   true, DOCUMENT("[\"a\\ufffe\"]")                            },
    {"y_string_unicode_escaped_double_quote",             true, DOCUMENT("[\"\\u0022\"]")                             },
    {"y_string_utf8",                                     true, DOCUMENT("[\"\342\202\254\360\235\204\236\"]")        },
    {"y_string_with_del_character",                       true, DOCUMENT("[\"b\177b\"]")                              },
    {"y_structure_lonely_false",                          true, DOCUMENT("false")                                     },
    {"y_structure_lonely_int",                            true, DOCUMENT("24")                                        },
    {"y_structure_lonely_negative_real",                  true, DOCUMENT("-0.3")                                      },
    {"y_structure_lonely_null",                           true, DOCUMENT("null")                                      },
    {"y_structure_lonely_string",                         true, DOCUMENT("\"zyx\"")                                   },
    {"y_structure_lonely_true",                           true, DOCUMENT("true")                                      },
    {"y_structure_string_empty",                          true, DOCUMENT("\"\"")                                      },
    {"y_structure_trailing_newline",                      true, DOCUMENT("[\"z\"]\n")                                 },
    {"y_structure_true_in_array",                         true, DOCUMENT("[true]")                                    },
    {"y_structure_whitespace_array",                      true, DOCUMENT(" [] ")                                      },
};

static const DocumentCase refused[] = {
    {"n_array_1_true_without_comma",                              false, DOCUMENT("[7 true]")                          },
    {"n_array_a_invalid_utf8",                                    false, DOCUMENT("[z\345]")                           },
    {"n_array_colon_instead_of_comma",                            false, DOCUMENT("[\"\": 7]")                         },
    {"n_array_comma_after_close",                                 false, DOCUMENT("[\"\"],")                           },
    {"n_array_comma_and_number",                                  false, DOCUMENT("[,7]")                              },
    {"n_array_double_comma",                                      false, DOCUMENT("[7,,8]")                            },
    {"n_array_double_extra_comma",                                false, DOCUMENT("[\"y\",,]")                         },
    {"n_array_extra_close",                                       false, DOCUMENT("[\"y\"]]")                          },
    {"n_array_extra_comma",                                       false, DOCUMENT("[\"\",]")                           },
    {"n_array_incomplete",                                        false, DOCUMENT("[\"y\"")                            },
    {"n_array_incomplete_invalid_value",                          false, DOCUMENT("[y")                                },
    {"n_array_inner_array_no_comma",                              false, DOCUMENT("[5[6]]")                            },
    {"n_array_invalid_utf8",                                      false, DOCUMENT("[\377]")                            },
    {"n_array_items_separated_by_semicolon",                      false, DOCUMENT("[7:8]")                             },
    {"n_array_just_comma",                                        false, DOCUMENT("[,]")                               },
    {"n_array_just_minus",                                        false, DOCUMENT("[-]")                               },
    {"n_array_missing_value",                                     false, DOCUMENT("[   , \"\"]")                       },
    {"n_array_newlines_unclosed",                                 false, DOCUMENT("[\"z\",\n6\n,7,")                   },
    {"n_array_number_and_comma",                                  false, DOCUMENT("[7,]")                              },
    {"n_array_number_and_several_commas",                         false, DOCUMENT("[7,,]")                             },
    {"n_array_spaces_vertical_tab_formfeed",                      false, DOCUMENT("[\"\013z\"\\f]")                    },
    {"n_array_star_inside",                                       false, DOCUMENT("[*]")                               },
    {"n_array_unclosed",                                          false, DOCUMENT("[\"\"")                             },
    {"n_array_unclosed_trailing_comma",                           false, DOCUMENT("[7,")                               },
    {"n_array_unclosed_with_new_lines",                           false, DOCUMENT("[7,\n8\n,9")                        },
    {"n_array_unclosed_with_object_inside",                       false, DOCUMENT("[{}")                               },
    {"n_incomplete_false",                                        false, DOCUMENT("[fals]")                            },
    {"n_incomplete_null",                                         false, DOCUMENT("[nul]")                             },
    {"n_incomplete_true",                                         false, DOCUMENT("[tru]")                             },
    {"n_multidigit_number_then_00",                               false, DOCUMENT("321\000")                           },
    {"n_number_++",                                               false, DOCUMENT("[++5678]")                          },
    {"n_number_+1",                                               false, DOCUMENT("[+7]")                              },
    {"n_number_+Inf",                                             false, DOCUMENT("[+Inf]")                            },
    {"n_number_-01",                                              false, DOCUMENT("[-07]")                             },
    {"n_number_-1.0.",                                            false, DOCUMENT("[-7.0.]")                           },
    {"n_number_-2.",                                              false, DOCUMENT("[-7.]")                             },
    {"n_number_-NaN",                                             false, DOCUMENT("[-NaN]")                            },
    {"n_number_.-1",                                              false, DOCUMENT("[.-7]")                             },
    {"n_number_.2e-3",                                            false, DOCUMENT("[.7e-8]")                           },
    {"n_number_0.1.2",                                            false, DOCUMENT("[0.7.8]")                           },
    {"n_number_0.3e+",                                            false, DOCUMENT("[0.7e+]")                           },
    {"n_number_0.3e",                                             false, DOCUMENT("[0.7e]")                            },
    {"n_number_0.e1",                                             false, DOCUMENT("[0.e7]")                            },
    {"n_number_0_capital_E+",                                     false, DOCUMENT("[0E+]")                             },
    {"n_number_0_capital_E",                                      false, DOCUMENT("[0E]")                              },
    {"n_number_0e+",                                              false, DOCUMENT("[0e+]")                             },
    {"n_number_0e",                                               false, DOCUMENT("[0e]")                              },
    {"n_number_1.0e+",                                            false, DOCUMENT("[7.0e+]")                           },
    {"n_number_1.0e-",                                            false, DOCUMENT("[7.0e-]")                           },
    {"n_number_1.0e",                                             false, DOCUMENT("[7.0e]")                            },
    {"n_number_1_000",                                            false, DOCUMENT("[7 000.0]")                         },
    {"n_number_1eE2",                                             false, DOCUMENT("[7eE8]")                            },
    {"n_number_2.e+3",                                            false, DOCUMENT("[7.e+8]")                           },
    {"n_number_2.e-3",                                            false, DOCUMENT("[7.e-8]")                           },
    {"n_number_2.e3",                                             false, DOCUMENT("[7.e8]")                            },
    {"n_number_9.e+",                                             false, DOCUMENT("[7.e+]")                            },
    {"n_number_Inf",                                              false, DOCUMENT("[Inf]")                             },
    {"n_number_NaN",                                              false, DOCUMENT("[NaN]")                             },
    {"n_number_U+FF11_fullwidth_digit_one",                       false, DOCUMENT("[\357\274\227]")                    },
    {"n_number_expression",                                       false, DOCUMENT("[7+8]")                             },
    {"n_number_hex_1_digit",                                      false, DOCUMENT("[0x7]")                             },
    {"n_number_hex_2_digits",                                     false, DOCUMENT("[0x78]")                            },
    {"n_number_infinity",                                         false, DOCUMENT("[Infinity]")                        },
    {"n_number_invalid+-",                                        false, DOCUMENT("[0e+-7]")                           },
    {"n_number_invalid-negative-real",                            false, DOCUMENT("[-789.321foo]")                     },
    {"n_number_invalid-utf-8-in-bigger-int",                      false, DOCUMENT("[789\345]")                         },
    {"n_number_invalid-utf-8-in-exponent",                        false, DOCUMENT("[7e8\345]")                         },
    {"n_number_invalid-utf-8-in-int",                             false, DOCUMENT("[0\345]\n")                         },
    {"n_number_minus_infinity",                                   false, DOCUMENT("[-Infinity]")                       },
    {"n_number_minus_sign_with_trailing_garbage",                 false, DOCUMENT("[-bar]")                            },
    {"n_number_minus_space_1",                                    false, DOCUMENT("[- 7]")                             },
    {"n_number_neg_int_starting_with_zero",                       false, DOCUMENT("[-078]")                            },
    {"n_number_neg_real_without_int_part",                        false, DOCUMENT("[-.789]")                           },
    {"n_number_neg_with_garbage_at_end",                          false, DOCUMENT("[-7y]")                             },
    {"n_number_real_garbage_after_e",                             false, DOCUMENT("[7eb]")                             },
    {"n_number_real_with_invalid_utf8_after_e",                   false, DOCUMENT("[7e\345]")                          },
    {"n_number_real_without_fractional_part",                     false, DOCUMENT("[7.]")                              },
    {"n_number_starting_with_dot",                                false, DOCUMENT("[.789]")                            },
    {"n_number_with_alpha",                                       false, DOCUMENT("[7.8b-]")                           },
    {"n_number_with_alpha_char",                                  false, DOCUMENT("[7.89789a3212Qx321]")               },
    {"n_number_with_leading_zero",                                false, DOCUMENT("[078]")                             },
    {"n_object_bad_value",                                        false, DOCUMENT("[\"y\", falsehood]")                },
    {"n_object_bracket_key",                                      false, DOCUMENT("{[: \"y\"}\n")                      },
    {"n_object_comma_instead_of_colon",                           false, DOCUMENT("{\"y\", null}")                     },
    {"n_object_double_colon",                                     false, DOCUMENT("{\"y\"::\"z\"}")                    },
    {"n_object_emoji",                                            false, DOCUMENT("{\360\237\207\250\360\237\207\255}")},
    {"n_object_garbage_at_end",                                   false, DOCUMENT("{\"k\":\"v\" 789}")                 },
    {"n_object_key_with_single_quotes",                           false, DOCUMENT("{k: 'v'}")                          },
    {"n_object_lone_continuation_byte_in_key_and_trailing_comma", false,
     DOCUMENT("{\"\271\":\"7\",}")                                                                                     },
    {"n_object_missing_colon",                                    false, DOCUMENT("{\"k\" w}")                         },
    {"n_object_missing_key",                                      false, DOCUMENT("{:\"w\"}")                          },
    {"n_object_missing_semicolon",                                false, DOCUMENT("{\"k\" \"w\"}")                     },
    {"n_object_missing_value",                                    false, DOCUMENT("{\"k\":")                           },
    {"n_object_no-colon",                                         false, DOCUMENT("{\"k\"")                            },
    {"n_object_non_string_key",                                   false, DOCUMENT("{7:7}")                             },
    {"n_object_non_string_key_but_huge_number_instead",           false, DOCUMENT("{7777E7777:7}")                     },
    {"n_object_repeated_null_null",                               false, DOCUMENT("{null:null,null:null}")             },
    {"n_object_several_trailing_commas",                          false, DOCUMENT("{\"it\":7,,,,,}")                   },
    {"n_object_single_quote",                                     false, DOCUMENT("{'k':7}")                           },
    {"n_object_trailing_comma",                                   false, DOCUMENT("{\"it\":7,}")                       },
    {"n_object_trailing_comment",                                 false, DOCUMENT("{\"k\":\"w\"}/**/")                 },
    {"n_object_trailing_comment_open",                            false, DOCUMENT("{\"k\":\"w\"}/**//")                },
    {"n_object_trailing_comment_slash_open",                      false, DOCUMENT("{\"k\":\"w\"}//")                   },
    {"n_object_trailing_comment_slash_open_incomplete",           false, DOCUMENT("{\"k\":\"w\"}/")                    },
    {"n_object_two_commas_in_a_row",                              false, DOCUMENT("{\"k\":\"w\",,\"l\":\"x\"}")        },
    {"n_object_unquoted_key",                                     false, DOCUMENT("{k: \"w\"}")                        },
    {"n_object_unterminated-value",                               false, DOCUMENT("{\"k\":\"w")                        },
    {"n_object_with_single_string",                               false, DOCUMENT("{ \"only\" : \"this\", \"k\" }")    },
    {"n_object_with_trailing_garbage",                            false, DOCUMENT("{\"k\":\"w\"}@")                    },
    {"n_single_space",                                            false, DOCUMENT(" ")                                 },
    {"n_string_1_surrogate_then_escape",                          false, DOCUMENT("[\"\\uD800\\\"]")                   },
    {"n_string_1_surrogate_then_escape_u",                        false, DOCUMENT("[\"\\uD800\\u\"]")                  },
    {"n_string_1_surrogate_then_escape_u1",                       false, DOCUMENT("[\"\\uD800\\u7\"]")                 },
    {"n_string_1_surrogate_then_escape_u1x",                      false, DOCUMENT("[\"\\uD800\\u7x\"]")                },
    {"n_string_accentuated_char_no_quotes",                       false, DOCUMENT("[\303\250]")                        },
    {"n_string_backslash_00",                                     false, DOCUMENT("[\"\\\000\"]")                      },
    {"n_string_escape_x",                                         false, DOCUMENT("[\"\\x61\"]")                       },
    {"n_string_escaped_backslash_bad",                            false, DOCUMENT("[\"\\\\\\\"]")                      },
    {"n_string_escaped_ctrl_char_tab",                            false, DOCUMENT("[\"\\\t\"]")                        },
    {"n_string_escaped_emoji",                                    false, DOCUMENT("[\"\\\360\237\214\200\"]")          },
    {"n_string_incomplete_escape",                                false, DOCUMENT("[\"\\\"]")                          },
    {"n_string_incomplete_escaped_character",                     false, DOCUMENT("[\"\\u01B\"]")                      },
    {"n_string_incomplete_surrogate",                             false, DOCUMENT("[\"\\uD83D\\uDE\"]")                },
    {"n_string_incomplete_surrogate_escape_invalid",              false, DOCUMENT("[\"\\uD800\\uD800\\y\"]")           },
    {"n_string_invalid-utf-8-in-escape",                          false, DOCUMENT("[\"\\u\345\"]")                     },
    {"n_string_invalid_backslash_esc",                            false, DOCUMENT("[\"\\q\"]")                         },
    {"n_string_invalid_unicode_escape",                           false, DOCUMENT("[\"\\uyyyy\"]")                     },
    {"n_string_invalid_utf8_after_escape",                        false, DOCUMENT("[\"\\\345\"]")                      },
    {"n_string_leading_uescaped_thinspace",                       false, DOCUMENT("[\\u2009\"wxyz\"]")                 },
    {"n_string_no_quotes_with_bad_escape",                        false, DOCUMENT("[\\t]")                             },
    {"n_string_single_doublequote",                               false, DOCUMENT("\"")                                },
    {"n_string_single_quote",                                     false, DOCUMENT("['one quote']")                     },
    {"n_string_single_string_no_double_quotes",                   false, DOCUMENT("wxyz")                              },
    {"n_string_start_escape_unclosed",                            false, DOCUMENT("[\"\\")                             },
    {"n_string_unescaped_ctrl_char",                              false, DOCUMENT("[\"b\000b\"]")                      },
    {"n_string_unescaped_newline",                                false, DOCUMENT("[\"two\nlines\"]")                  },
    {"n_string_unescaped_tab",                                    false, DOCUMENT("[\"\t\"]")                          },
    {"n_string_unicode_CapitalU",                                 false, DOCUMENT("\"\\UB00B\"")                       },
    {"n_string_with_trailing_garbage",                            false, DOCUMENT("\"\"y")                             },
    {"n_structure_U+2060_word_joined",                            false, DOCUMENT("[\342\201\240]")                    },
    {"n_structure_UTF8_BOM_no_data",                              false, DOCUMENT("\357\273\277")                      },
    {"n_structure_angle_bracket_.",                               false, DOCUMENT("<.>")                               },
    {"n_structure_angle_bracket_null",                            false, DOCUMENT("[<null>]")                          },
    {"n_structure_array_trailing_garbage",                        false, DOCUMENT("[7]y")                              },
    {"n_structure_array_with_extra_array_close",                  false, DOCUMENT("[7]]")                              },
    {"n_structure_array_with_unclosed_string",                    false, DOCUMENT("[\"wxyz]")                          },
    {"n_structure_ascii-unicode-identifier",                      false, DOCUMENT("b\303\245")                         },
    {"n_structure_capitalized_True",                              false, DOCUMENT("[True]")                            },
    {"n_structure_close_unopened_array",                          false, DOCUMENT("7]")                                },
    {"n_structure_comma_instead_of_closing_brace",                false, DOCUMENT("{\"y\": true,")                     },
    {"n_structure_double_array",                                  false, DOCUMENT("[][]")                              },
    {"n_structure_end_array",                                     false, DOCUMENT("]")                                 },
    {"n_structure_incomplete_UTF8_BOM",                           false, DOCUMENT("\357\273{}")                        },
    {"n_structure_lone-invalid-utf-8",                            false, DOCUMENT("\345")                              },
    {"n_structure_lone-open-bracket",                             false, DOCUMENT("[")                                 },
    {"n_structure_no_data",                                       false, DOCUMENT("")                                  },
    {"n_structure_null-byte-outside-string",                      false, DOCUMENT("[\000]")                            },
    {"n_structure_number_with_trailing_garbage",                  false, DOCUMENT("3@")                                },
    {"n_structure_object_followed_by_closing_object",             false, DOCUMENT("{}}")                               },
    {"n_structure_object_unclosed_no_value",                      false, DOCUMENT("{\"\":")                            },
    {"n_structure_object_with_comment",                           false, DOCUMENT("{\"k\":/*comment*/\"w\"}")          },
    {"n_structure_object_with_trailing_garbage",                  false, DOCUMENT("{\"k\": true} \"y\"")               },
    {"n_structure_open_array_apostrophe",                         false, DOCUMENT("['")                                },
    {"n_structure_open_array_comma",                              false, DOCUMENT("[,")                                },
    {"n_structure_open_array_open_object",                        false, DOCUMENT("[{")                                },
    {"n_structure_open_array_open_string",                        false, DOCUMENT("[\"z")                              },
    {"n_structure_open_array_string",                             false, DOCUMENT("[\"z\"")                            },
    {"n_structure_open_object",                                   false, DOCUMENT("{")                                 },
    {"n_structure_open_object_close_array",                       false, DOCUMENT("{]")                                },
    {"n_structure_open_object_comma",                             false, DOCUMENT("{,")                                },
    {"n_structure_open_object_open_array",                        false, DOCUMENT("{[")                                },
    {"n_structure_open_object_open_string",                       false, DOCUMENT("{\"z")                              },
    {"n_structure_open_object_string_with_apostrophes",           false, DOCUMENT("{'z'")                              },
    {"n_structure_open_open",                                     false, DOCUMENT("[\"\\{[\"\\{[\"\\{[\"\\{")          },
    {"n_structure_single_eacute",                                 false, DOCUMENT("\351")                              },
    {"n_structure_single_star",                                   false, DOCUMENT("*")                                 },
    {"n_structure_trailing_#",                                    false, DOCUMENT("{\"z\":\"y\"}#{}")                  },
    {"n_structure_uescaped_LF_before_string",                     false, DOCUMENT("[\\u000A\"\"]")                     },
    {"n_structure_unclosed_array",                                false, DOCUMENT("[7")                                },
    {"n_structure_unclosed_array_partial_null",                   false, DOCUMENT("[ false, nul")                      },
    {"n_structure_unclosed_array_unfinished_false",               false, DOCUMENT("[ true, fals")                      },
    {"n_structure_unclosed_array_unfinished_true",                false, DOCUMENT("[ false, tru")                      },
    {"n_structure_unclosed_object",                               false, DOCUMENT("{\"wxyz\":\"wxyz\"")                },
    {"n_structure_unicode-identifier",                            false, DOCUMENT("\303\245")                          },
    {"n_structure_whitespace_U+2060_word_joiner",                 false, DOCUMENT("\342\201\240")                      },
    {"n_structure_whitespace_formfeed",                           false, DOCUMENT("[\014]")                            },
};

static const DocumentCase undefined[] = {
    {"i_number_double_huge_neg_exp",                   true,  DOCUMENT("[321.654e-987]")                        },
    {"i_number_huge_exp",                              true,
     DOCUMENT("[0.7e007788998877665544332211009988776655443322110099887766554433221100998877]")                 },
    {"i_number_neg_int_huge_exp",                      true,  DOCUMENT("[-7e+8888]")                            },
    {"i_number_pos_double_huge_exp",                   true,  DOCUMENT("[7.8e+8888]")                           },
    {"i_number_real_neg_overflow",                     true,  DOCUMENT("[-321321e321321]")                      },
    {"i_number_real_pos_overflow",                     true,  DOCUMENT("[321321e321321]")                       },
    {"i_number_real_underflow",                        true,  DOCUMENT("[321e-10000000]")                       },
    {"i_number_too_big_neg_int",                       true,  DOCUMENT("[-321321321321321321321321321321]")     },
    {"i_number_too_big_pos_int",                       true,  DOCUMENT("[200000000000000000000]")               },
    {"i_number_very_big_negative_int",                 true,  DOCUMENT("[-473462373472472364234234234244]")     },
    {"i_object_key_lone_2nd_surrogate",                false, DOCUMENT("{\"\\uDFAB\":7}")                       },
    {"i_string_1st_surrogate_but_2nd_missing",         false, DOCUMENT("[\"\\uDABA\"]")                         },
    {"i_string_1st_valid_surrogate_2nd_invalid",       false, DOCUMENT("[\"\\uD777\\uD888\\u4321\"]")           },
    {"i_string_UTF-16LE_with_BOM",                     false, DOCUMENT("\377\376[\000\"\000\350\000\"\000]\000")},
    {"i_string_UTF-8_invalid_sequence",                false, DOCUMENT("[\"\346\227\245\321\210\373\"]")        },
    {"i_string_UTF8_surrogate_U+D800",                 false, DOCUMENT("[\"\355\240\200\"]")                    },
    {"i_string_incomplete_surrogate_and_escape_valid", false, DOCUMENT("[\"\\uD800\\t\"]")                      },
    {"i_string_incomplete_surrogate_pair",             false, DOCUMENT("[\"\\uDd1ez\"]")                        },
    {"i_string_incomplete_surrogates_escape_valid",    false, DOCUMENT("[\"\\uD800\\uD800\\t\"]")               },
    {"i_string_invalid_lonely_surrogate",              false, DOCUMENT("[\"\\ud888\"]")                         },
    {"i_string_invalid_surrogate",                     false, DOCUMENT("[\"\\ud800xyz\"]")                      },
    {"i_string_invalid_utf-8",                         false, DOCUMENT("[\"\376\"]")                            },
    {"i_string_inverted_surrogates_U+1D11E",           false, DOCUMENT("[\"\\uDd1e\\uD834\"]")                  },
    {"i_string_iso_latin_1",                           false, DOCUMENT("[\"\350\"]")                            },
    {"i_string_lone_second_surrogate",                 false, DOCUMENT("[\"\\uDFBB\"]")                         },
    {"i_string_lone_utf8_continuation_byte",           false, DOCUMENT("[\"\202\"]")                            },
    {"i_string_not_in_unicode_range",                  false, DOCUMENT("[\"\364\277\277\277\"]")                },
    {"i_string_overlong_sequence_2_bytes",             false, DOCUMENT("[\"\300\257\"]")                        },
    {"i_string_overlong_sequence_6_bytes",             false, DOCUMENT("[\"\374\203\277\277\277\277\"]")        },
    {"i_string_overlong_sequence_6_bytes_null",        false, DOCUMENT("[\"\374\200\200\200\200\200\"]")        },
    {"i_string_truncated-utf-8",                       false, DOCUMENT("[\"\340\377\"]")                        },
    {"i_string_utf16BE_no_BOM",                        false, DOCUMENT("\000[\000\"\000\350\000\"\000]")        },
    {"i_string_utf16LE_no_BOM",                        false, DOCUMENT("[\000\"\000\350\000\"\000]\000")        },
    {"i_structure_UTF-8_BOM_empty_object",             false, DOCUMENT("\357\273\277{}")                        },
    {"y_object_escaped_null_in_key",                   false, DOCUMENT("{\"some\\u0000name\":7}")               },
    {"y_string_null_escape",                           false, DOCUMENT("[\"\\u0000\"]")                         },
};

static void check_document(const DocumentCase *one, size_t len, bool is_read)
{
    g_autofree char *copy = g_memdup2(one->text, len);
    g_autofree char *what = g_strdup_printf("%s, %zu bytes", one->name, len);
    g_autoptr(GError) error = NULL;
    Span text = span_make(copy, len), value;

    UNIT_CHECK(document_read(text, &value) == is_read, what);
    UNIT_CHECK(document_check(text, &value, &error) == is_read, what);
    UNIT_CHECK((error == NULL) == is_read, what);
    if (is_read)
        UNIT_CHECK(value.len > 0 && value.at >= copy && value.at + value.len <= copy + len, what);
    else
        UNIT_CHECK(error != NULL && error->code == FAIL_DATA, what);
}

static void check_documents(const DocumentCase *cases, size_t len)
{
    for (size_t i = 0; i < len; i++)
        check_document(&cases[i], cases[i].len, cases[i].is_read);
}

static void what_must_be_accepted_is(void)
{
    check_documents(accepted, G_N_ELEMENTS(accepted));
}

static void what_must_be_refused_is(void)
{
    check_documents(refused, G_N_ELEMENTS(refused));
}

/* Numbers of any size are kept as written; what no text can hold, and BOMs, are refused. */
static void what_is_left_open_is_decided(void)
{
    check_documents(undefined, G_N_ELEMENTS(undefined));
}

/* An object or array that is cut anywhere is none. */
static void a_part_of_a_document_is_none(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(accepted); i++) {
        Span value, text = span_make(accepted[i].text, accepted[i].len);

        UNIT_REQUIRE(document_read(text, &value));
        if (document_kind(value) < DOCUMENT_ARRAY)
            continue;
        for (size_t len = 0; len < (size_t)(value.at + value.len - text.at); len++)
            check_document(&accepted[i], len, false);
    }
}

/* @depth arrays or objects within each other. (owned) */
static char *nested(size_t depth, const char *opening, const char *closing)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < depth; i++)
        g_string_append(text, opening);
    g_string_append_c(text, '1');
    for (size_t i = 0; i < depth; i++)
        g_string_append(text, closing);
    return g_string_free(text, FALSE);
}

static void depth_has_a_limit(void)
{
    static const struct {
        size_t depth;
        const char *opening, *closing;
        bool is_read;
    } cases[] = {
        {500,                    "[",          "]",     true },
        {DOCUMENT_DEPTH_MAX,     "[",          "]",     true },
        {DOCUMENT_DEPTH_MAX,     "{\"a\": ",   " }",    true },
        {DOCUMENT_DEPTH_MAX / 2, "[{\"a\":[]", ",[]}]", false}, /* no name before the last */
        {DOCUMENT_DEPTH_MAX + 1, "[",          "]",     false},
        {DOCUMENT_DEPTH_MAX + 1, "{\"a\": ",   "}",     false},
        {100000,                 "[",          "]",     false},
        {100000,                 "[",          "",      false},
        {50000,                  "[{\"\":",    "",      false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = nested(cases[i].depth, cases[i].opening, cases[i].closing);
        g_autoptr(GError) error = NULL;
        Span value;

        UNIT_CHECK(document_read(span_of(text), &value) == cases[i].is_read, cases[i].opening);
        UNIT_CHECK(document_check(span_of(text), &value, &error) == cases[i].is_read, "check");
        if (cases[i].depth > DOCUMENT_DEPTH_MAX)
            UNIT_FAILED_WITH(error, FAIL_LIMIT, "nested more than 1000 levels deep");
    }
}

/* As PostgreSQL 15 says it. */
static void an_error_names_the_token_and_what_was_expected(void)
{
    static const struct {
        const char *text, *hint;
    } cases[] = {
        {"",                   "The input string ended unexpectedly."                    },
        {"  ",                 "The input string ended unexpectedly."                    },
        {"{\"a\": 1",          "The input string ended unexpectedly."                    },
        {"{\"a\"",             "The input string ended unexpectedly."                    },
        {"[1,",                "The input string ended unexpectedly."                    },
        {"hello",              "Token \"hello\" is invalid."                             },
        {"tru",                "Token \"tru\" is invalid."                               },
        {"'a'",                "Token \"'\" is invalid."                                 },
        {"[1, @]",             "Token \"@\" is invalid."                                 },
        {"01",                 "Token \"01\" is invalid."                                },
        {"01.5",               "Token \"01\" is invalid."                                },
        {"1.",                 "Token \"1.\" is invalid."                                },
        {"1.e",                "Token \"1.e\" is invalid."                               },
        {"-",                  "Token \"-\" is invalid."                                 },
        {"--1",                "Token \"-\" is invalid."                                 },
        {"+1",                 "Token \"+\" is invalid."                                 },
        {"12ab_c",             "Token \"12ab_c\" is invalid."                            },
        {"1e",                 "Token \"1e\" is invalid."                                },
        {"1e+",                "Token \"1e+\" is invalid."                               },
        {"\"abc",              "Token \"\"abc\" is invalid."                             },
        {"\"abc\\",            "Token \"\"abc\\\" is invalid."                           },
        {"\"\\u12",            "Token \"\"\\u12\" is invalid."                           },
        {"1 2",                "Expected end of input, but found \"2\"."                 },
        {"{} x",               "Token \"x\" is invalid."                                 },
        {"{} ]",               "Expected end of input, but found \"]\"."                 },
        {"[1 2]",              "Expected \",\" or \"]\", but found \"2\"."               },
        {"[1}",                "Expected \",\" or \"]\", but found \"}\"."               },
        {"[,1]",               "Expected JSON value, but found \",\"."                   },
        {"[1,]",               "Expected JSON value, but found \"]\"."                   },
        {"]",                  "Expected JSON value, but found \"]\"."                   },
        {"{1:2}",              "Expected string or \"}\", but found \"1\"."              },
        {"{\"a\":1,}",         "Expected string, but found \"}\"."                       },
        {"{\"a\" 1}",          "Expected \":\", but found \"1\"."                        },
        {"{\"a\":}",           "Expected JSON value, but found \"}\"."                   },
        {"{\"a\":1 \"b\":2}",  "Expected \",\" or \"}\", but found \"\"b\"\"."           },
        {"\"a\nb\"",           "Character with value 0x0a must be escaped."              },
        {"\"\\x\"",            "Escape sequence \"\\x\" is invalid."                     },
        {"\"\\é\"",           "Escape sequence \"\\é\" is invalid."                    },
        {"\"\\u12G4\"",        "\"\\u\" must be followed by four hexadecimal digits."    },
        {"\"\\u0000\"",        "\\u0000 cannot be converted to text."                    },
        {"\"\\ud800\"",        "Unicode low surrogate must follow a high surrogate."     },
        {"\"\\udc00\"",        "Unicode low surrogate must follow a high surrogate."     },
        {"\"\\ud800x\"",       "Unicode low surrogate must follow a high surrogate."     },
        {"\"\\ud800\\n\"",     "Unicode low surrogate must follow a high surrogate."     },
        {"\"\\ud800\\u0041\"", "Unicode low surrogate must follow a high surrogate."     },
        {"\"\\ud800\\ud800\"", "Unicode high surrogate must not follow a high surrogate."},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Span value;

        UNIT_REQUIRE(!document_check(span_of(cases[i].text), &value, &error));
        UNIT_EQUALS_TEXT(fail_hint_of(error), cases[i].hint);
        UNIT_EQUALS_TEXT(error->message, strstr(cases[i].text, "\\u0000") != NULL
                                             ? "unsupported Unicode escape sequence"
                                             : "invalid input syntax for type json");
    }
}

static void an_error_shows_a_part_of_a_long_token(void)
{
    g_autofree char *letters = g_strnfill(99, 'x');
    g_autofree char *text = g_strconcat(letters, "ééé", NULL);
    g_autofree char *hint = g_strdup_printf("Token \"%s\" is invalid.", letters);
    g_autoptr(GError) error = NULL;
    Span value;

    UNIT_REQUIRE(!document_check(span_of(text), &value, &error));
    UNIT_EQUALS_TEXT(fail_hint_of(error), hint);
}

static void bytes_that_are_not_utf8_are_named(void)
{
    g_autoptr(GError) error = NULL;
    Span value;

    CU_ASSERT_FALSE(document_check(span_of("{\"a\": \"\xff\"}"), &value, &error));
    UNIT_FAILED_WITH(error, FAIL_DATA, "invalid byte sequence for encoding \"UTF8\": 0xff");
}

UNIT_MAIN("row/document", UNIT(what_must_be_accepted_is), UNIT(what_must_be_refused_is),
          UNIT(what_is_left_open_is_decided), UNIT(a_part_of_a_document_is_none),
          UNIT(depth_has_a_limit), UNIT(an_error_names_the_token_and_what_was_expected),
          UNIT(an_error_shows_a_part_of_a_long_token), UNIT(bytes_that_are_not_utf8_are_named))
