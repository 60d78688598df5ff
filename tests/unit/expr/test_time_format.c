/*
 * to_char, to_timestamp and to_date with their patterns.
 * Method: tables of expressions and what PostgreSQL answers, each folded when it is made, over the
 * slots of a row, and folded when the statement starts.
 */
#include "notation.h"

static void each_field_of_a_point_is_written(void)
{
    static const NotationCase cases[] = {
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'YYYY YYY YY Y')",                  "text|2026 026 26 6"                              },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'Y,YYY CC cc')",                    "text|2,026 21 21"                                },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'IYYY IYY IY I IW ID IDDD')",
         "text|2026 026 26 6 27 7 189"                                                                                                          },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' "
         "'MONTH|Month|month|FMMonth|TMMonth|TMMON')",                               "text|JULY     |July     |july     |July|July|JUL"},
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'MON Mon mon MM FMMM RM rm FMRM')",
         "text|JUL Jul jul 07 7 VII  vii  VII"                                                                                                  },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'DAY|Day|day|FMDay|TMday')",
         "text|SUNDAY   |Sunday   |sunday   |Sunday|sunday"                                                                                     },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'DY Dy dy DD D DDD')",
         "text|SUN Sun sun 05 1 186"                                                                                                            },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'HH HH12 HH24 MI SS')",
         "text|02 02 14 03 09"                                                                                                                  },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'SSSS SSSSS MS US')",
         "text|50589 50589 012 012345"                                                                                                          },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'FF1 FF2 FF3 FF4 FF5 FF6')",
         "text|0 01 012 0123 01234 012345"                                                                                                      },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'AM am A.M. P.M. p.m. PM')",
         "text|PM pm P.M. P.M. p.m. PM"                                                                                                         },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'AD ad B.C. b.c.')",
         "text|AD ad A.D. a.d."                                                                                                                 },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'W WW Q J')",                       "text|1 27 3 2461227"                             },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'TZ tz OF TZH TZM')",
         "text|  +00 +00 00"                                                                                                                    },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'DDth DDTH FMDDth Qth YYYYSP')",
         "text|05th 05TH 5th 3rd 2026"                                                                                                          },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' 'yyyy-mm-dd hh24:mi:ss.ms')",
         "text|2026-07-05 14:03:09.012"                                                                                                         },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' '\"at\" HH24\\\"h\\\" x\\y')",
         "text|at 14\"h\" x\\6"                                                                                                                 },
        {"(to_char timestamp:'2026-07-05 14:03:09.012345' '\"day \\\\\" DD')",                "text|day \\ 05"                                  },
        {"(to_char timestamptz:'2026-07-05 14:03:09' 'TZ tz OF TZH:TZM')",
         "text|CEST cest +02 +02:00"                                                                                                            },
        {"(to_char timestamptz:'1800-07-05' 'TZ OF TZH:TZM FMOF')",                           "text|LMT +00:53 +00:53 +0:53"                    },
        {"(to_char timestamp:'0044-03-15 BC' 'YYYY IYYY CC Y,YYY BC a.d. J')",
         "text|0044 0044 -01 0,044 BC b.c. 1705428"                                                                                             },
        {"(to_char timestamp:'12345-01-01' 'YYYY YYY CC Y,YYY')",                             "text|12345 345 124 12,345"                       },
        {"(to_char timestamp:'2026-01-11 00:30' 'DDth HH12 HH AM')",                          "text|11th 12 12 AM"                              },
        {"(to_char timestamp:'2026-01-22 12:30' 'DDth HHTH AM')",                             "text|22nd 12TH PM"                               },
        {"(to_char timestamp:'2026-01-01' 'IYYY-IW-ID DDD WW')",                              "text|2026-01-4 001 01"                           },
        {"(to_char date:'2026-07-05' 'YYYY TZ')",                                             "text|2026 CEST"                                  },
        {"(to_char timestamp:'2026-07-05' '')",                                               "text|NULL"                                       },
        {"(to_char timestamp:'infinity' 'YYYY')",                                             "text|NULL"                                       },
        {"(to_char timestamptz:'-infinity' 'YYYY')",                                          "text|NULL"                                       },
        {"(to_char timestamp:'2026-07-05' text:'DD.MM.')",                                    "text|05.07."                                     },
        {"(to_char timestamp:'2026-07-05' 'é日 \"日本\" DD')",                            "text|é日 日本 05"                            },
        {"(to_char timestamp:NULL 'YYYY')",                                                   "text|NULL"                                       },
        {"(to_char timestamp:'2026-07-05' NULL)",                                             "text|NULL"                                       },
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void each_field_of_an_interval_is_written(void)
{
    static const NotationCase cases[] = {
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'YYYY YYY YY Y Y,YYY CC')",
         "text|0002 002 02 2 0,002 00"                                                                           },
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'MM DD DDD WW W Q J')",
         "text|01 03 753 108 1 1 1721793"                                                                        },
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'HH HH12 HH24 MI SS SSSS AM')",
         "text|04 04 100 03 09 360189 AM"                                                                        },
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'MS US FF1 FF3')",
         "text|012 012345 0 012"                                                                                 },
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'RM FMRM')",                    "text|I    I"    },
        {"(to_char interval:'25 months 3 days 100:03:09.012345' 'HH24:MI:SS')",                 "text|100:03:09" },
        {"(to_char interval:'-25 months -3 days -00:00:01.5' 'YYYY MM DD CC')",
         "text|-0002 -01 -3 00"                                                                                  },
        {"(to_char interval:'-25 months -3 days -00:00:01.5' 'HH24:MI:SS.MS')",
         "text|00:00:-01.-500"                                                                                   },
        {"(to_char interval:'-25 months -3 days -00:00:01.5' 'RM IYYY')",                       "text|XII  -0003"},
        {"(to_char interval:'2 years' 'RM|Q|MM')",                                              "text|XII ||00"  },
        {"(to_char interval:'1 day' 'Day')",
         "ERROR invalid format specification for an interval value"                                              },
        {"(to_char interval:'1 day' 'TZ')",
         "ERROR invalid format specification for an interval value"                                              },
        {"(to_char interval:'1 day' 'BC')",
         "ERROR invalid format specification for an interval value"                                              },
        {"(to_char interval:'1 day' '')",                                                       "text|NULL"      },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_time_is_read_by_its_pattern(void)
{
    static const NotationCase cases[] = {
        {"(to_timestamp '2026-07-05 14:03:09' 'YYYY-MM-DD HH24:MI:SS')",
         "timestamp with time zone|2026-07-05 14:03:09+02"                                                                                    },
        {"(to_timestamp '05.07.2026' 'DD.MM.YYYY')",
         "timestamp with time zone|2026-07-05 00:00:00+02"                                                                                    },
        {"(to_timestamp '20260705140309' 'YYYYMMDDHH24MISS')",
         "timestamp with time zone|2026-07-05 14:03:09+02"                                                                                    },
        {"(to_timestamp '5 Jul 26 2:03 pm' 'DD Mon YY HH12:MI AM')",
         "timestamp with time zone|2026-07-05 14:03:00+02"                                                                                    },
        {"(to_timestamp 'JULY 5, 2026' 'MONTH DD, YYYY')",
         "timestamp with time zone|2026-07-05 00:00:00+02"                                                                                    },
        {"(to_timestamp '2026-07-05 14:03:09.25' 'YYYY-MM-DD HH24:MI:SS.MS')",
         "timestamp with time zone|2026-07-05 14:03:09.25+02"                                                                                 },
        {"(to_timestamp '2026-07-05 14:03:09.25' 'YYYY-MM-DD HH24:MI:SS.US')",
         "timestamp with time zone|2026-07-05 14:03:09.25+02"                                                                                 },
        {"(to_timestamp '2026-07-05 14:03:09.256789' 'YYYY-MM-DD HH24:MI:SS.FF3')",
         "timestamp with time zone|2026-07-05 14:03:09.257+02"                                                                                },
        {"(to_timestamp '2026-07-05 14:03+05:30' 'YYYY-MM-DD HH24:MITZH:TZM')",
         "timestamp with time zone|2026-07-05 10:33:00+02"                                                                                    },
        {"(to_timestamp '2026-07-05 14:03 -08' 'YYYY-MM-DD HH24:MI TZH')",
         "timestamp with time zone|2026-07-06 00:03:00+02"                                                                                    },
        {"(to_timestamp '2026-07-05 T 14:03' 'YYYY-MM-DDTHH24:MI')",
         "timestamp with time zone|2026-07-05 00:03:00+02"                                                                                    },
        {"(to_timestamp '2026/07/05 14h03' 'YYYY-MM-DD HH24\"h\"MI')",
         "timestamp with time zone|2026-07-05 14:03:00+02"                                                                                    },
        {"(to_timestamp '  2026   7 5' 'YYYY MM DD')",
         "timestamp with time zone|2026-07-05 00:00:00+02"                                                                                    },
        {"(to_timestamp '2026 186' 'YYYY DDD')",                                    "timestamp with time zone|2026-07-05 00:00:00+02"         },
        {"(to_timestamp '2026-W27-7' 'IYYY-\"W\"IW-ID')",
         "timestamp with time zone|2026-07-05 00:00:00+02"                                                                                    },
        {"(to_timestamp '44-03-15 BC' 'YYYY-MM-DD BC')",
         "timestamp with time zone|0044-03-15 00:00:00+00:53:28 BC"                                                                           },
        {"(to_timestamp '21 26' 'CC YY')",                                          "timestamp with time zone|2026-01-01 00:00:00+01"         },
        {"(to_timestamp '45-5' 'YYY-MM')",                                          "timestamp with time zone|2045-05-01 00:00:00+02"         },
        {"(to_timestamp '2,026-07' 'Y,YYY-MM')",                                    "timestamp with time zone|2026-07-01 00:00:00+02"         },
        {"(to_timestamp 'VII 2026' 'RM YYYY')",                                     "timestamp with time zone|2026-07-01 00:00:00+02"         },
        {"(to_timestamp '2461227' 'J')",                                            "timestamp with time zone|2026-07-05 00:00:00+02"         },
        {"(to_timestamp '50589' 'SSSS')",
         "timestamp with time zone|0001-01-01 14:03:09+00:53:28 BC"                                                                           },
        {"(to_timestamp '2026-03-29 02:30' 'YYYY-MM-DD HH24:MI')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                                                                    },
        {"(to_timestamp '5th of July' 'DDth \"of\" Month')",
         "timestamp with time zone|0001-07-05 00:00:00+00:53:28 BC"                                                                           },
        {"(to_timestamp '14:03' 'HH24:MI')",
         "timestamp with time zone|0001-01-01 14:03:00+00:53:28 BC"                                                                           },
        {"(to_timestamp '12:03 am' 'HH12:MI am')",
         "timestamp with time zone|0001-01-01 00:03:00+00:53:28 BC"                                                                           },
        {"(to_timestamp '2026--07' 'FXYYYY-MM')",
         "ERROR date/time field value out of range: \"2026--07\""                                                                             },
        {"(to_timestamp text:'2026-07-05' text:'YYYY-MM-DD')",
         "timestamp with time zone|2026-07-05 00:00:00+02"                                                                                    },
        {"(to_timestamp '' 'YYYY')",                                                "timestamp with time zone|0001-01-01 00:00:00+00:53:28 BC"},
        {"(to_timestamp '2026' '')",                                                "timestamp with time zone|0001-01-01 00:00:00+00:53:28 BC"},
        {"(to_timestamp '2026' NULL)",                                              "timestamp with time zone|NULL"                           },
        {"(to_date '05.07.2026' 'DD.MM.YYYY')",                                     "date|2026-07-05"                                         },
        {"(to_date '2026-02-29' 'YYYY-MM-DD')",
         "ERROR date/time field value out of range: \"2026-02-29\""                                                                           },
        {"(to_date '31 9' 'DD MM')",                                                "date|0001-10-01 BC"                                      },
        {"(to_date '2026 5' 'YYYY W')",                                             "date|2026-01-29"                                         },
        {"(to_date '2026 27' 'YYYY WW')",                                           "date|2026-07-02"                                         },
        {"(to_date '2026-07-05 2' 'YYYY-MM-DD Q')",                                 "date|2026-07-05"                                         },
        {"(to_date 'Sun 2026-07-05' 'Dy YYYY-MM-DD')",                              "date|2026-07-05"                                         },
        {"(to_date '5874898-01-01' 'YYYY-MM-DD')",                                  "ERROR date out of range: \"5874898-01-01\""              },
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void what_does_not_fit_its_pattern_is_refused(void)
{
    static const NotationCase cases[] = {
        {"(to_timestamp 'x' 'YYYY')",                              "ERROR invalid value \"x\" for \"YYYY\""         },
        {"(to_timestamp '2026-13-01' 'YYYY-MM-DD')",
         "ERROR date/time field value out of range: \"2026-13-01\""                                                 },
        {"(to_timestamp '2026-07-05 25:00' 'YYYY-MM-DD HH24:MI')",
         "ERROR date/time field value out of range: \"2026-07-05 25:00\""                                           },
        {"(to_timestamp '13:00 pm' 'HH12:MI pm')",
         "ERROR hour \"13\" is invalid for the 12-hour clock"                                                       },
        {"(to_timestamp '2026-Jux-05' 'YYYY-Mon-DD')",
         "ERROR invalid value \"Jux-05\" for \"Mon\""                                                               },
        {"(to_timestamp '2026 xm' 'YYYY AM')",                     "ERROR invalid value \"xm\" for \"AM\""          },
        {"(to_timestamp '20267' 'YYYYMM')",                        "timestamp with time zone|2026-07-01 00:00:00+00"},
        {"(to_timestamp '2026x7' 'YYYYMM')",                       "ERROR invalid value \"x7\" for \"MM\""          },
        {"(to_timestamp '2026 2027' 'YYYY YYYY')",
         "ERROR conflicting values for \"YYYY\" field in formatting string"                                         },
        {"(to_timestamp '186' 'DDD')",
         "ERROR cannot calculate day of year without year information"                                              },
        {"(to_timestamp '2026-07-05' 'IYYY-MM-DD')",
         "ERROR invalid combination of date conventions"                                                            },
        {"(to_timestamp '2026 CET' 'YYYY TZ')",
         "ERROR formatting field \"TZ\" is only supported in to_char"                                               },
        {"(to_timestamp '2026 +16' 'YYYY TZH')",
         "ERROR time zone displacement out of range: \"2026 +16\""                                                  },
        {"(to_timestamp '99999999999' 'YYYY')",
         "ERROR value for \"YYYY\" in source string is out of range"                                                },
        {"(to_timestamp '300000-01-01' 'YYYY-MM-DD')",             "ERROR timestamp out of range"                   },
        {"(to_timestamp '2' 'Y,YYY')",                             "ERROR invalid input string for \"Y,YYY\""       },
        {"(to_date '日本' 'YYYY')",                              "ERROR invalid value \"日\" for \"YYYY\""       },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/time format", UNIT(each_field_of_a_point_is_written),
          UNIT(each_field_of_an_interval_is_written), UNIT(a_time_is_read_by_its_pattern),
          UNIT(what_does_not_fit_its_pattern_is_refused))
