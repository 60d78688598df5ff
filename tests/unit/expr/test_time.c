/*
 * Points in time and intervals: arithmetic, conversions, their parts, zones.
 * Method: tables of expressions and what PostgreSQL answers, each folded when it is made, over the
 * slots of a row, and folded when the statement starts.
 */
#include "notation.h"

static void points_move_by_intervals_and_days(void)
{
    static const NotationCase cases[] = {
        {"(+ timestamptz:'2026-01-31' interval:'1 month')",
         "timestamp with time zone|2026-02-28 00:00:00+01"                                                                  },
        {"(- timestamptz:'2024-03-31' interval:'1 month')",
         "timestamp with time zone|2024-02-29 00:00:00+01"                                                                  },
        {"(+ interval:'1 day 02:00' timestamptz:'2026-11-23')",
         "timestamp with time zone|2026-11-24 02:00:00+01"                                                                  },
        {"(+ timestamptz:'2024-02-29' interval:'1 year')",
         "timestamp with time zone|2025-02-28 00:00:00+01"                                                                  },
        {"(+ timestamp:'2026-01-31 10:00' interval:'1 month 1 day')",
         "timestamp without time zone|2026-03-01 10:00:00"                                                                  },
        {"(+ interval:'-1 year' timestamp:'2024-02-29')",
         "timestamp without time zone|2023-02-28 00:00:00"                                                                  },
        {"(- timestamp:'0001-01-01' interval:'1 second')",
         "timestamp without time zone|0001-12-31 23:59:59 BC"                                                               },
        {"(+ date:'2026-02-28' 1)",                                           "date|2026-03-01"                             },
        {"(+ 366 date:'2024-01-01')",                                         "date|2025-01-01"                             },
        {"(- date:'2024-03-01' 1)",                                           "date|2024-02-29"                             },
        {"(- date:'2024-03-01' date:'2023-03-01')",                           "integer|366"                                 },
        {"(+ date:'2026-02-28' interval:'1 day 12:00')",
         "timestamp without time zone|2026-03-01 12:00:00"                                                                  },
        {"(+ interval:'1 month' date:'2026-01-31')",
         "timestamp without time zone|2026-02-28 00:00:00"                                                                  },
        {"(- date:'2026-03-31' interval:'1 month')",
         "timestamp without time zone|2026-02-28 00:00:00"                                                                  },
        {"(- timestamptz:'2026-11-23 10:00' timestamptz:'2026-11-20 12:30')",
         "interval|2 days 21:30:00"                                                                                         },
        {"(- timestamp:'2026-11-20' timestamp:'2026-11-23 10:00')",           "interval|-3 days -10:00:00"                  },
        {"(- timestamptz:'2026-03-30' date:'2026-03-29')",                    "interval|23:00:00"                           },
        {"(- timestamp:'2026-03-30' date:'2026-03-29')",                      "interval|1 day"                              },
        {"(+ timestamptz:'2026-11-23' '1 hour')",
         "timestamp with time zone|2026-11-23 01:00:00+01"                                                                  },
        {"(- timestamptz:'2026-11-23' '2026-11-22')",                         "interval|1 day"                              },
        {"(- date:'2026-11-23' '2026-11-22')",                                "integer|1"                                   },
        {"(+ date:'2026-11-23' '1 day')",                                     "ERROR operator is not unique: date + unknown"},
        {"(+ timestamptz:'infinity' interval:'1 month')",                     "timestamp with time zone|infinity"           },
        {"(- timestamp:'-infinity' interval:'1 day')",                        "timestamp without time zone|-infinity"       },
        {"(+ date:'infinity' 1)",                                             "date|infinity"                               },
        {"(+ date:'-infinity' interval:'1 day')",                             "timestamp without time zone|-infinity"       },
        {"(- timestamptz:'infinity' timestamptz:'2026-01-01')",
         "ERROR cannot subtract infinite timestamps"                                                                        },
        {"(- date:'infinity' date:'2026-01-01')",                             "ERROR cannot subtract infinite dates"        },
        {"(+ timestamp:'294246-12-31' interval:'100 years')",                 "ERROR timestamp out of range"                },
        {"(- timestamptz:'2026-01-01' interval:'7000 years')",                "ERROR timestamp out of range"                },
        {"(+ date:'5874897-12-31' 1)",                                        "ERROR date out of range"                     },
        {"(+ date:'300000-01-01' interval:'1 day')",                          "ERROR date out of range for timestamp"       },
        {"(+ timestamptz:'2026-01-01' 1)",
         "ERROR operator does not exist: timestamp with time zone + integer"                                                },
        {"(+ date:'2026-01-01' int8:'1')",                                    "ERROR operator does not exist: date + bigint"},
        {"(+ date:'2026-01-01' date:'2026-01-01')",                           "ERROR operator does not exist: date + date"  },
        {"(+ timestamptz:NULL interval:'1 month')",                           "timestamp with time zone|NULL"               },
        {"(+ date:'2026-01-01' int4:NULL)",                                   "date|NULL"                                   },
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void a_day_may_have_23_hours_and_a_month_ends_in_another_offset(void)
{
    static const NotationCase cases[] = {
        {"(+ timestamptz:'2026-03-28 02:30' interval:'1 day')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                       },
        {"(+ timestamptz:'2026-03-28 02:30' interval:'24 hours')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                       },
        {"(+ timestamptz:'2026-03-29 01:59:59' interval:'1 second')",
         "timestamp with time zone|2026-03-29 03:00:00+02"                                       },
        {"(- timestamptz:'2026-03-30 02:30' interval:'1 day')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                       },
        {"(+ timestamptz:'2026-02-28 02:30' interval:'1 month 1 day')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                       },
        {"(+ timestamptz:'2026-10-24 02:30' interval:'1 day')",
         "timestamp with time zone|2026-10-25 02:30:00+01"                                       },
        {"(+ timestamptz:'2026-10-24 02:30' interval:'24 hours')",
         "timestamp with time zone|2026-10-25 02:30:00+02"                                       },
        {"(+ timestamptz:'2026-10-25 02:30+02' interval:'1 hour')",
         "timestamp with time zone|2026-10-25 02:30:00+01"                                       },
        {"(- timestamptz:'2026-10-25 12:00' timestamptz:'2026-10-24 12:00')",
         "interval|1 day 01:00:00"                                                               },
        {"(- timestamptz:'2026-03-29 12:00' timestamptz:'2026-03-28 12:00')", "interval|23:00:00"},
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void clocks_in_new_york_and_on_lord_howe_differ(void)
{
    static const NotationCase cases[] = {
        {"(+ timestamptz:'2026-03-07 02:30' interval:'1 day')",
         "timestamp with time zone|2026-03-08 03:30:00-04"                                                                 },
        {"(+ timestamptz:'2026-10-31 01:30' interval:'1 day')",
         "timestamp with time zone|2026-11-01 01:30:00-05"                                                                 },
        {"(:: timestamptz timestamp:'2026-11-01 01:30')",
         "timestamp with time zone|2026-11-01 01:30:00-05"                                                                 },
        {"(:: timestamp timestamptz:'2026-11-01 06:30+00')",
         "timestamp without time zone|2026-11-01 01:30:00"                                                                 },
        {"(date_trunc 'day' timestamptz:'2026-11-01 23:30')",
         "timestamp with time zone|2026-11-01 00:00:00-04"                                                                 },
        {"(date_trunc 'hour' timestamptz:'2026-11-01 05:30+00')",
         "timestamp with time zone|2026-11-01 01:00:00-04"                                                                 },
        {"(timezone 'Australia/Lord_Howe' timestamp:'2026-10-04 02:15')",
         "timestamp with time zone|2026-10-03 11:45:00-04"                                                                 },
        {"(timezone 'Australia/Lord_Howe' timestamp:'2026-04-05 01:45')",
         "timestamp with time zone|2026-04-04 11:15:00-04"                                                                 },
        {"(timezone 'Australia/Lord_Howe' timestamptz:'2026-04-04 15:15+00')",
         "timestamp without time zone|2026-04-05 01:45:00"                                                                 },
        {"(date_trunc 'hour' timestamptz:'2026-04-04 15:15+00' 'Australia/Lord_Howe')",
         "timestamp with time zone|2026-04-04 10:30:00-04"                                                                 },
        {"(date_trunc 'day' timestamptz:'2026-04-05 15:15+00' 'Australia/Lord_Howe')",
         "timestamp with time zone|2026-04-05 09:30:00-04"                                                                 },
        {"(date_trunc 'month' timestamptz:'2026-05-05' 'CET')",
         "timestamp with time zone|2026-04-30 19:00:00-04"                                                                 },
        {"(date_trunc 'day' timestamptz:'2026-05-05' 'MSK')",
         "timestamp with time zone|2026-05-04 17:00:00-04"                                                                 },
        {"(date_trunc 'day' timestamptz:'2026-05-05' 'Mars/Phobos')",
         "ERROR time zone \"Mars/Phobos\" not recognized"                                                                  },
        {"(date_trunc 'day' timestamptz:'infinity' 'UTC')",                             "timestamp with time zone|infinity"},
    };

    notation_zone = zone_find(span_of("America/New_York"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void points_convert_and_compare_among_each_other(void)
{
    static const NotationCase cases[] = {
        {"(:: timestamp date:'2026-07-01')",                                                   "timestamp without time zone|2026-07-01 00:00:00"   },
        {"(:: timestamptz date:'2026-07-01')",                                                 "timestamp with time zone|2026-07-01 00:00:00+02"   },
        {"(:: timestamptz timestamp:'2026-03-29 02:30')",
         "timestamp with time zone|2026-03-29 03:30:00+02"                                                                                         },
        {"(:: timestamptz timestamp:'2026-10-25 02:30')",
         "timestamp with time zone|2026-10-25 02:30:00+01"                                                                                         },
        {"(:: date timestamptz:'2026-07-01 23:30+00')",                                        "date|2026-07-02"                                   },
        {"(:: date timestamp:'1969-12-31 23:59')",                                             "date|1969-12-31"                                   },
        {"(:: timestamp timestamptz:'2026-07-01 00:00+00')",
         "timestamp without time zone|2026-07-01 02:00:00"                                                                                         },
        {"(:: text timestamptz:'2026-07-01 00:00+00')",                                        "text|2026-07-01 02:00:00+02"                       },
        {"(:: text date:'0044-03-15 BC')",                                                     "text|0044-03-15 BC"                                },
        {"(:: date '2026-07-01')",                                                             "date|2026-07-01"                                   },
        {"(:: date text:'2026-07-01 10:00')",                                                  "date|2026-07-01"                                   },
        {"(:: timestamptz text:'2026-07-01 10:00')",
         "timestamp with time zone|2026-07-01 10:00:00+02"                                                                                         },
        {"(:: date text:'soon')",                                                              "ERROR invalid input syntax for type date: \"soon\""},
        {"(:: timestamp date:'infinity')",                                                     "timestamp without time zone|infinity"              },
        {"(:: date timestamptz:'-infinity')",                                                  "date|-infinity"                                    },
        {"(:: timestamp date:'300000-01-01')",                                                 "ERROR date out of range for timestamp"             },
        {"(:: timestamptz date:'300000-01-01')",                                               "ERROR date out of range for timestamp"             },
        {"(:: date 1)",                                                                        "ERROR cannot cast type integer to date"            },
        {"(:: int4 date:'2026-01-01')",                                                        "ERROR cannot cast type date to integer"            },
        {"(= date:'2026-07-01' timestamp:'2026-07-01')",                                       "boolean|t"                                         },
        {"(= date:'2026-07-01' timestamptz:'2026-06-30 22:00+00')",                            "boolean|t"                                         },
        {"(< timestamp:'2026-07-01 12:00' timestamptz:'2026-07-01 10:00:01+00')",              "boolean|t"                                         },
        {"(>= timestamptz:'2026-07-01 10:00+00' timestamp:'2026-07-01 12:00')",                "boolean|t"                                         },
        {"(<> timestamptz:'2026-07-01' date:'2026-07-01')",                                    "boolean|f"                                         },
        {"(> date:'300000-01-01' timestamp:'2026-01-01')",                                     "boolean|t"                                         },
        {"(< date:'300000-01-01' timestamptz:'infinity')",                                     "boolean|t"                                         },
        {"(> date:'infinity' timestamptz:'2026-01-01')",                                       "boolean|t"                                         },
        {"(= date:'infinity' timestamp:'infinity')",                                           "boolean|t"                                         },
        {"(<= timestamp:'-infinity' date:'4714-11-24 BC')",                                    "boolean|t"                                         },
        {"(= date:'2026-07-01' '2026-07-01')",                                                 "boolean|t"                                         },
        {"(!= timestamptz:'2026-07-01' '2026-07-01 00:00+02')",                                "boolean|f"                                         },
        {"(= date:'2026-07-01' timestamptz:NULL)",                                             "boolean|NULL"                                      },
        {"(greatest date:'2026-07-01' timestamp:'2026-07-01 12:00')",
         "timestamp without time zone|2026-07-01 12:00:00"                                                                                         },
        {"(least date:'2026-07-01' timestamptz:'2026-06-30 12:00+00' timestamp:'2026-07-02')",
         "timestamp with time zone|2026-06-30 14:00:00+02"                                                                                         },
        {"(coalesce date:NULL timestamp:'2026-07-01')",
         "timestamp without time zone|2026-07-01 00:00:00"                                                                                         },
        {"(= date:'2026-07-01' 1)",                                                            "ERROR operator does not exist: date = integer"     },
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void points_are_rounded_and_cut_to_days(void)
{
    static const NotationCase cases[] = {
        {"(timestamptz timestamptz:'2026-07-01 23:59:59.5' 0)",
         "timestamp with time zone|2026-07-02 00:00:00+02"                                                },
        {"(timestamptz timestamptz:'1999-12-31 23:59:59.45+00' 1)",
         "timestamp with time zone|2000-01-01 00:59:59.4+01"                                              },
        {"(timestamp timestamp:'1999-12-31 23:59:59.55' 1)",
         "timestamp without time zone|1999-12-31 23:59:59.5"                                              },
        {"(timestamp timestamp:'2026-12-31 23:59:59.123456' 4)",
         "timestamp without time zone|2026-12-31 23:59:59.1235"                                           },
        {"(timestamp timestamp:'2026-12-31 23:59:59.123456' 6)",
         "timestamp without time zone|2026-12-31 23:59:59.123456"                                         },
        {"(timestamp timestamp:'infinity' 0)",                      "timestamp without time zone|infinity"},
        {"(date timestamptz:'2026-07-01 23:30+00')",                "date|2026-07-02"                     },
        {"(date timestamp:'2026-07-01 23:30')",                     "date|2026-07-01"                     },
        {"(date timestamp:'-infinity')",                            "date|-infinity"                      },
    };

    notation_zone = zone_find(span_of("Europe/Berlin"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void zones_show_a_time_on_their_clocks(void)
{
    static const NotationCase cases[] = {
        {"(timezone 'Europe/Berlin' timestamptz:'2026-07-01 10:00')",
         "timestamp without time zone|2026-07-01 12:00:00"                                                              },
        {"(timezone 'Europe/Berlin' timestamp:'2026-07-01 10:00')",
         "timestamp with time zone|2026-07-01 08:00:00+00"                                                              },
        {"(timezone 'Europe/Berlin' timestamp:'2026-03-29 02:30')",
         "timestamp with time zone|2026-03-29 01:30:00+00"                                                              },
        {"(timezone 'Europe/Berlin' timestamp:'2026-10-25 02:30')",
         "timestamp with time zone|2026-10-25 01:30:00+00"                                                              },
        {"(timezone 'america/new_york' timestamp:'2026-03-08 02:30')",
         "timestamp with time zone|2026-03-08 07:30:00+00"                                                              },
        {"(timezone 'CEST' timestamptz:'2026-01-01')",
         "timestamp without time zone|2026-01-01 02:00:00"                                                              },
        {"(timezone 'MSK' timestamp:'2012-01-01')",
         "timestamp with time zone|2011-12-31 20:00:00+00"                                                              },
        {"(timezone 'MSK' timestamptz:'2016-01-01')",
         "timestamp without time zone|2016-01-01 03:00:00"                                                              },
        {"(timezone '+02' timestamp:'2026-01-01')",
         "timestamp with time zone|2026-01-01 02:00:00+00"                                                              },
        {"(timezone '<+02>-02' timestamp:'2026-01-01')",
         "timestamp with time zone|2025-12-31 22:00:00+00"                                                              },
        {"(timezone 'EST5EDT' timestamp:'2026-07-01')",
         "timestamp with time zone|2026-07-01 04:00:00+00"                                                              },
        {"(timezone text:'Asia/Kolkata' timestamptz:'2026-07-01')",
         "timestamp without time zone|2026-07-01 05:30:00"                                                              },
        {"(timezone text:'Mars' timestamptz:'2026-07-01')",
         "ERROR time zone \"Mars\" not recognized"                                                                      },
        {"(timezone '' timestamptz:'2026-07-01')",                     "ERROR time zone \"\" not recognized"            },
        {"(timezone interval:'5:30' timestamptz:'2026-07-01')",
         "timestamp without time zone|2026-07-01 05:30:00"                                                              },
        {"(timezone interval:'-08:00' timestamp:'2026-07-01')",
         "timestamp with time zone|2026-07-01 08:00:00+00"                                                              },
        {"(timezone interval:'1 day' timestamp:'2026-07-01')",
         "ERROR interval time zone \"1 day\" must not include months or days"                                           },
        {"(timezone 'Europe/Berlin' timestamptz:'infinity')",
         "timestamp without time zone|infinity"                                                                         },
        {"(timezone 'Europe/Berlin' date:'2026-07-01')",
         "timestamp without time zone|2026-07-01 02:00:00"                                                              },
        {"(timezone 'Europe/Berlin' timestamptz:NULL)",                "timestamp without time zone|NULL"               },
        {"(timezone 'UTC' '2026-07-01')",                              "timestamp without time zone|2026-07-01 00:00:00"},
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void ranges_of_time_overlap_or_not(void)
{
    static const NotationCase cases[] = {
        {"(overlaps timestamp:'2026-01-01' timestamp:'2026-02-01' '2026-01-31' '2026-03-01')",
         "boolean|t"                                                                                             },
        {"(overlaps date:'2026-01-01' date:'2026-02-01' date:'2026-02-01' date:'2026-03-01')",
         "boolean|f"                                                                                             },
        {"(overlaps timestamp:'2026-02-01' '2026-01-01' timestamp:'2026-01-31' interval:'1 day')",
         "ERROR function overlaps(timestamp without time zone, unknown, timestamp without time "
         "zone, interval) is not unique"                                                                         },
        {"(overlaps timestamptz:'2026-01-01' interval:'1 month' timestamptz:'2026-02-01' "
         "interval:'-1 day')",                                                            "boolean|t"   },
        {"(overlaps date:'2026-01-01' date:'2026-02-01' date:'2026-01-15' date:'2026-01-16')",
         "boolean|t"                                                                                             },
        {"(overlaps date:'2026-01-01' interval:'1 day' date:'2026-01-01' interval:'0')",
         "boolean|t"                                                                                             },
        {"(overlaps date:'2026-01-01' date:NULL date:'2025-01-01' date:'2026-03-01')",             "boolean|t"   },
        {"(overlaps date:'2026-01-01' date:NULL date:'2026-01-01' date:'2026-03-01')",
         "boolean|NULL"                                                                                          },
        {"(overlaps date:NULL date:NULL date:'2026-01-01' date:'2026-03-01')",                     "boolean|NULL"},
        {"(overlaps date:'2026-01-01' interval:NULL date:'2026-02-01' date:'2026-03-01')",
         "boolean|NULL"                                                                                          },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void intervals_are_computed_by_their_parts(void)
{
    static const NotationCase cases[] = {
        {"(+ interval:'1 day' interval:'25:00')",                "interval|1 day 25:00:00"              },
        {"(- interval:'1 month' interval:'1 day')",              "interval|1 mon -1 days"               },
        {"(- interval:'1 month -1 day')",                        "interval|-1 mons +1 day"              },
        {"(* interval:'1 day' 1.5)",                             "interval|1 day 12:00:00"              },
        {"(* 2 interval:'10 seconds')",                          "interval|00:00:20"                    },
        {"(* interval:'1 month' 0.5)",                           "interval|15 days"                     },
        {"(* interval:'-1 year -2 days 03:00' 0.3333)",          "interval|-3 mons -30 days -14:42:37.8"},
        {"(/ interval:'1 month' 4)",                             "interval|7 days 12:00:00"             },
        {"(/ interval:'1 year' 5)",                              "interval|2 mons 12 days"              },
        {"(/ interval:'1 day' 0)",                               "ERROR division by zero"               },
        {"(* interval:'1 day' float8:'NaN')",                    "ERROR interval out of range"          },
        {"(* interval:'1 day' 1e300)",                           "ERROR interval out of range"          },
        {"(+ interval:'2147483647 days' interval:'1 day')",      "ERROR interval out of range"          },
        {"(- interval:'-2147483648 days')",                      "ERROR interval out of range"          },
        {"(justify_hours interval:'1 day 50:00')",               "interval|3 days 02:00:00"             },
        {"(justify_hours interval:'1 day -1:00')",               "interval|23:00:00"                    },
        {"(justify_days interval:'1 month 65 days')",            "interval|3 mons 5 days"               },
        {"(justify_days interval:'1 month -1 day')",             "interval|29 days"                     },
        {"(justify_interval interval:'1 month -1 hour')",        "interval|29 days 23:00:00"            },
        {"(justify_interval interval:'-1 month 29 days 25:00')", "interval|01:00:00"                    },
        {"(justify_hours interval:'2147483647 days 24:00')",     "ERROR interval out of range"          },
        {"(isfinite interval:'1 day')",                          "boolean|t"                            },
        {"(isfinite date:'infinity')",                           "boolean|f"                            },
        {"(isfinite timestamptz:'2026-01-01')",                  "boolean|t"                            },
        {"(< interval:'1 month' interval:'31 days')",            "boolean|t"                            },
        {"(= interval:'1 month' interval:'30 days')",            "boolean|t"                            },
    };

    notation_zone = zone_find(span_of("UTC"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

static void the_start_of_the_statement_is_a_time_a_day_and_a_local_time(void)
{
    static const NotationCase cases[] = {
        {"(now)",                                "timestamp with time zone|2023-11-15 07:13:20+09"},
        {"(transaction_timestamp)",              "timestamp with time zone|2023-11-15 07:13:20+09"},
        {"(statement_timestamp)",                "timestamp with time zone|2023-11-15 07:13:20+09"},
        {"(current_timestamp)",                  "timestamp with time zone|2023-11-15 07:13:20+09"},
        {"(current_timestamp 3)",                "timestamp with time zone|2023-11-15 07:13:20+09"},
        {"(localtimestamp 0)",                   "timestamp without time zone|2023-11-15 07:13:20"},
        {"(current_date)",                       "date|2023-11-15"                                },
        {"(localtimestamp)",                     "timestamp without time zone|2023-11-15 07:13:20"},
        {"(- (now) (now))",                      "interval|00:00:00"                              },
        {"(< (now) '2020-01-01')",               "boolean|f"                                      },
        {"(age timestamp:'2023-10-14 12:00')",   "interval|1 mon 12:00:00"                        },
        {"(age timestamptz:'2023-10-14 12:00')", "interval|1 mon 12:00:00"                        },
        {"(clock_timestamp)",
         "ERROR clock_timestamp() is not supported: rows are computed without a look at the clock; "
         "now() is when the statement started, and a topic's column received_at when a record "
         "came"                                                                                   },
    };

    notation_zone = zone_find(span_of("Asia/Tokyo"));
    UNIT_REQUIRE(notation_zone != NULL);
    notation_check(cases, G_N_ELEMENTS(cases));
}

/* The zone is not known before, so nothing that depends on it may be a constant. */
static void what_depends_on_the_zone_is_no_constant_until_the_start(void)
{
    static const struct {
        const char *expr;
        bool is_constant;
    } cases[] = {
        {"(:: timestamptz '2026-01-01')",                  false},
        {"(:: timestamptz '2026-01-01 00:00+00')",         true },
        {"(:: timestamptz 'infinity')",                    true },
        {"(:: text timestamptz:'2026-01-01')",             false},
        {"(:: timestamp '2026-01-01')",                    true },
        {"(:: timestamptz timestamp:'2026-01-01')",        false},
        {"(+ timestamptz:'2026-01-01' interval:'1 day')",  false},
        {"(now)",                                          false},
        {"(+ date:'2026-01-01' 1)",                        true },
        {"(= date:'2026-01-01' timestamptz:'2026-01-01')", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(1 << 20);
        g_autoptr(GError) error = NULL;
        Notation n = {.arena = arena, .at = cases[i].expr, .error = &error};
        ExprContext start = {.now_us = NOTATION_NOW_US};
        const Expr *expr = notation_read(&n);

        UNIT_CHECK(expr != NULL && expr_is_constant(expr) == cases[i].is_constant, cases[i].expr);
        UNIT_CHECK(expr != NULL && expr_is_constant(expr_at_start(arena, expr, &start)),
                   cases[i].expr);
    }
}

/* The rows stay, and what is the same for all of them is a constant. */
static void the_start_folds_below_what_depends_on_rows(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    Notation n = {.arena = arena,
                  .at = "(> timestamptz:'2026-01-01' (- (now) (:: interval '1 day')))",
                  .mode = NOTATION_SLOTS};
    ExprContext start = {.now_us = NOTATION_NOW_US};
    const Expr *expr = notation_read(&n), *folded;

    UNIT_REQUIRE(expr != NULL);
    folded = expr_at_start(arena, expr, &start);
    CU_ASSERT_FALSE(expr_is_constant(folded));
    CU_ASSERT_FALSE(expr_equals(expr, folded));
    CU_ASSERT_TRUE(expr_equals(folded, expr_at_start(arena, folded, &start)));
}

UNIT_MAIN("expr/time", UNIT(points_move_by_intervals_and_days),
          UNIT(a_day_may_have_23_hours_and_a_month_ends_in_another_offset),
          UNIT(clocks_in_new_york_and_on_lord_howe_differ),
          UNIT(points_convert_and_compare_among_each_other),
          UNIT(points_are_rounded_and_cut_to_days), UNIT(zones_show_a_time_on_their_clocks),
          UNIT(ranges_of_time_overlap_or_not), UNIT(intervals_are_computed_by_their_parts),
          UNIT(the_start_of_the_statement_is_a_time_a_day_and_a_local_time),
          UNIT(what_depends_on_the_zone_is_no_constant_until_the_start),
          UNIT(the_start_folds_below_what_depends_on_rows))
