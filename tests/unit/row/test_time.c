/*
 * Points in time: their texts, and the clocks of zones. Method: tables of texts and what PostgreSQL
 * makes of them.
 */
#include "lib/unit.h"

#include <pthread.h>

#include "base/fail.h"
#include "row/timestamp.h"

typedef struct TextCase {
    Type type;
    const char *text;
    const char *written; /* or "ERROR sentence" */
} TextCase;

/* (owned) What is read, written again. */
static char *read_and_written(Type type, const char *text, const Zone *zone, TimestampStyle style)
{
    g_autoptr(GError) error = NULL;
    int64_t point = 0;
    GString *said;

    if (!timestamp_read(type, span_of(text), zone, &point, &error))
        return g_strdup_printf("ERROR %s", error->message);
    said = g_string_new(NULL);
    timestamp_write(type, point, zone, style, said);
    return g_string_free(said, FALSE);
}

static void check_texts(const TextCase *cases, size_t len)
{
    const Zone *zone = zone_find(span_of("Europe/Berlin"));

    UNIT_REQUIRE(zone != NULL);
    for (size_t i = 0; i < len; i++) {
        g_autofree char *said = read_and_written(cases[i].type, cases[i].text, zone, TIMESTAMP_SQL);

        UNIT_EQUALS_TEXT(said, cases[i].written);
    }
}

static void a_time_is_read_in_many_forms_and_written_in_its_zone(void)
{
    static const TextCase cases[] = {
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00:00.5",             "2026-11-23 10:00:00.5+01"       },
        {TYPE_TIMESTAMPTZ, "2026-11-23",                        "2026-11-23 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-11-23T10:00:00Z",              "2026-11-23 11:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-07-23T10:00:00.678+05:30",     "2026-07-23 06:30:00.678+02"     },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00-0800",             "2026-11-23 19:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00:00.123456789 UTC", "2026-11-23 11:00:00.123457+01"  },
        {TYPE_TIMESTAMPTZ, "2026-11-23 10:00 America/New_York", "2026-11-23 16:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-07-23 10:00 america/new_york", "2026-07-23 16:00:00+02"         },
        {TYPE_TIMESTAMPTZ, "2026-07-23 10:00 CET",              "2026-07-23 11:00:00+02"         },
        {TYPE_TIMESTAMPTZ, "2026-07-23 10:00 MET DST",          "2026-07-23 10:00:00+02"         },
        {TYPE_TIMESTAMPTZ, "2012-01-01 MSK",                    "2011-12-31 21:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2016-01-01 MSK",                    "2015-12-31 22:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00 UTC+3",            "2026-01-01 14:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-12-31 23:59:60",               "2027-01-01 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "20240229",                          "2024-02-29 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "20260102T030405.678",               "2026-01-02 03:04:05.678+01"     },
        {TYPE_TIMESTAMPTZ, "20260102T030405-0530",              "2026-01-02 09:34:05+01"         },
        {TYPE_TIMESTAMPTZ, "Jan 2 2026",                        "2026-01-02 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2 January 2026 3:04 PM",            "2026-01-02 15:04:00+01"         },
        {TYPE_TIMESTAMPTZ, "Mon Jan 2 03:04:05 2026 CET",       "2026-01-02 03:04:05+01"         },
        {TYPE_TIMESTAMPTZ, "2-jan-2026",                        "2026-01-02 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "1/2/2026",                          "2026-01-02 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "1/2/26",                            "2026-01-02 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-123",                          "2026-05-03 00:00:00+02"         },
        {TYPE_TIMESTAMPTZ, "2026.123",                          "2026-05-03 00:00:00+02"         },
        {TYPE_TIMESTAMPTZ, "J2451187",                          "1999-01-08 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "J2451187.5",                        "1999-01-08 12:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "y2026m01d02",                       "2026-01-02 00:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-01-02 t 10:00",                "2026-01-02 10:00:00+01"         },
        {TYPE_TIMESTAMPTZ, "2026-01-01 12:30 am",               "2026-01-01 00:30:00+01"         },
        {TYPE_TIMESTAMPTZ, "1969-12-31 23:59:59.999999",        "1969-12-31 23:59:59.999999+01"  },
        {TYPE_TIMESTAMPTZ, "0044-03-15 BC",                     "0044-03-15 00:00:00+00:53:28 BC"},
        {TYPE_TIMESTAMPTZ, "1800-01-01",                        "1800-01-01 00:00:00+00:53:28"   },
        {TYPE_TIMESTAMPTZ, "epoch",                             "1970-01-01 01:00:00+01"         },
        {TYPE_TIMESTAMPTZ, " Infinity ",                        "infinity"                       },
        {TYPE_TIMESTAMPTZ, "-infinity",                         "-infinity"                      },
        {TYPE_TIMESTAMPTZ, "12345-06-07",                       "12345-06-07 00:00:00+02"        },
        {TYPE_TIMESTAMPTZ, "294246-12-31 23:59:59.999999",      "294246-12-31 23:59:59.999999+01"},
        {TYPE_TIMESTAMPTZ, "4714-11-24 00:53:28 BC",            "4714-11-24 00:53:28+00:53:28 BC"},
    };

    check_texts(cases, G_N_ELEMENTS(cases));
}

static void times_and_dates_without_a_zone_skip_it(void)
{
    static const TextCase cases[] = {
        {TYPE_TIMESTAMP, "2026-11-23 10:00:00+05",         "2026-11-23 10:00:00"   },
        {TYPE_TIMESTAMP, "2026-11-23 24:00",               "2026-11-24 00:00:00"   },
        {TYPE_TIMESTAMP, "2026-11-23 10:00 Europe/Berlin", "2026-11-23 10:00:00"   },
        {TYPE_TIMESTAMP, "0044-03-15 10:00 BC",            "0044-03-15 10:00:00 BC"},
        {TYPE_TIMESTAMP, "infinity",                       "infinity"              },
        {TYPE_TIMESTAMP, "4714-11-24 BC",                  "4714-11-24 00:00:00 BC"},
        {TYPE_DATE,      "2026-11-23 23:59:59",            "2026-11-23"            },
        {TYPE_DATE,      "2026-11-23 10:00+05",            "2026-11-23"            },
        {TYPE_DATE,      "2024-02-29",                     "2024-02-29"            },
        {TYPE_DATE,      "0001-01-01 BC",                  "0001-01-01 BC"         },
        {TYPE_DATE,      "5874897-12-31",                  "5874897-12-31"         },
        {TYPE_DATE,      "4714-11-24 BC",                  "4714-11-24 BC"         },
        {TYPE_DATE,      "-infinity",                      "-infinity"             },
        {TYPE_DATE,      "Feb 29, 2024",                   "2024-02-29"            },
    };

    check_texts(cases, G_N_ELEMENTS(cases));
}

static void what_is_no_time_is_refused_in_postgresqls_words(void)
{
    static const TextCase cases[] = {
        {TYPE_TIMESTAMPTZ, "abc",
         "ERROR invalid input syntax for type timestamp with time zone: \"abc\""                                                            },
        {TYPE_TIMESTAMPTZ, "",
         "ERROR invalid input syntax for type timestamp with time zone: \"\""                                                               },
        {TYPE_TIMESTAMPTZ, "10:00",
         "ERROR invalid input syntax for type timestamp with time zone: \"10:00\""                                                          },
        {TYPE_TIMESTAMPTZ, "2026-13-01",
         "ERROR date/time field value out of range: \"2026-13-01\""                                                                         },
        {TYPE_TIMESTAMPTZ, "2026-02-29",
         "ERROR date/time field value out of range: \"2026-02-29\""                                                                         },
        {TYPE_TIMESTAMPTZ, "2026-04-31",
         "ERROR date/time field value out of range: \"2026-04-31\""                                                                         },
        {TYPE_TIMESTAMPTZ, "0000-01-01",
         "ERROR date/time field value out of range: \"0000-01-01\""                                                                         },
        {TYPE_TIMESTAMPTZ, "2026-01-01 25:00",
         "ERROR date/time field value out of range: \"2026-01-01 25:00\""                                                                   },
        {TYPE_TIMESTAMPTZ, "2026-01-01 24:00:01",
         "ERROR date/time field value out of range: \"2026-01-01 24:00:01\""                                                                },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:60",
         "ERROR date/time field value out of range: \"2026-01-01 10:60\""                                                                   },
        {TYPE_TIMESTAMPTZ, "2026-01-01 13:00 PM",
         "ERROR date/time field value out of range: \"2026-01-01 13:00 PM\""                                                                },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00+16",
         "ERROR time zone displacement out of range: \"2026-01-01 10:00+16\""                                                               },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00 Mars/Phobos",
         "ERROR time zone \"mars/phobos\" not recognized"                                                                                   },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00 mars",
         "ERROR invalid input syntax for type timestamp with time zone: \"2026-01-01 10:00 mars\""                                          },
        {TYPE_TIMESTAMPTZ, "2026-01-01 2026-01-01",
         "ERROR invalid input syntax for type timestamp with time zone: \"2026-01-01 2026-01-01\""                                          },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00 11:00",
         "ERROR invalid input syntax for type timestamp with time zone: \"2026-01-01 10:00 "
         "11:00\""                                                                                                                          },
        {TYPE_TIMESTAMPTZ, "2026-01-01 BC BC",
         "ERROR invalid input syntax for type timestamp with time zone: \"2026-01-01 BC BC\""                                               },
        {TYPE_TIMESTAMPTZ, "+infinity",
         "ERROR invalid input syntax for type timestamp with time zone: \"+infinity\""                                                      },
        {TYPE_TIMESTAMPTZ, "13/13/2026",
         "ERROR date/time field value out of range: \"13/13/2026\""                                                                         },
        {TYPE_TIMESTAMPTZ, "5000000-01-01",                                       "ERROR timestamp out of range: \"5000000-01-01\""         },
        {TYPE_TIMESTAMPTZ, "4714-11-23 BC",                                       "ERROR timestamp out of range: \"4714-11-23 BC\""         },
        {TYPE_TIMESTAMPTZ, "2026-01-01 10:00 é",
         "ERROR invalid input syntax for type timestamp with time zone: \"2026-01-01 10:00 é\""                                            },
        {TYPE_TIMESTAMPTZ, "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8",
         "ERROR invalid input syntax for type timestamp with time zone: \"1 2 3 4 5 6 7 8 9 1 2 3 "
         "4 5 6 7 8 9 1 2 3 4 5 6 7 8\""                                                                                                    },
        {TYPE_TIMESTAMP,   "abc",                                                 "ERROR invalid input syntax for type timestamp: \"abc\""  },
        {TYPE_TIMESTAMP,   "4714-11-23 BC",                                       "ERROR timestamp out of range: \"4714-11-23 BC\""         },
        {TYPE_DATE,        "2026-02-30",                                          "ERROR date/time field value out of range: \"2026-02-30\""},
        {TYPE_DATE,        "5874898-01-01",                                       "ERROR date out of range: \"5874898-01-01\""              },
        {TYPE_DATE,        "4714-11-23 BC",                                       "ERROR date out of range: \"4714-11-23 BC\""              },
        {TYPE_DATE,        "2026",                                                "ERROR invalid input syntax for type date: \"2026\""      },
    };

    check_texts(cases, G_N_ELEMENTS(cases));
}

static void words_that_depend_on_when_they_are_asked_point_to_functions(void)
{
    static const char *const words[] = {"now", "today", "Tomorrow", "yesterday 10:00"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GError) error = NULL;
        int64_t point;

        UNIT_CHECK(!timestamp_read(TYPE_TIMESTAMPTZ, span_of(words[i]), NULL, &point, &error),
                   words[i]);
        UNIT_FAILED_WITH(error, FAIL_DATA, words[i]);
        UNIT_EQUALS_TEXT(fail_hint_of(error),
                         "write now() or current_date for when the statement started");
    }
}

static void a_time_for_json_has_a_t_and_minutes(void)
{
    static const TextCase cases[] = {
        {TYPE_TIMESTAMPTZ, "2026-07-02 03:04:05.5", "2026-07-02T03:04:05.5+02:00"    },
        {TYPE_TIMESTAMP,   "2026-07-02 03:04",      "2026-07-02T03:04:00"            },
        {TYPE_DATE,        "2026-07-02",            "2026-07-02"                     },
        {TYPE_TIMESTAMPTZ, "-infinity",             "-infinity"                      },
        {TYPE_TIMESTAMPTZ, "0044-03-15 BC",         "0044-03-15T00:00:00+00:53:28 BC"},
    };
    const Zone *zone = zone_find(span_of("Europe/Berlin"));

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = read_and_written(cases[i].type, cases[i].text, zone, TIMESTAMP_XML);

        UNIT_EQUALS_TEXT(said, cases[i].written);
    }
}

static void an_interval_is_read_as_postgresql_reads_it(void)
{
    static const TextCase cases[] = {
        {TYPE_INTERVAL, "1-2 3 4:05",                "1 year 2 mons 3 days 04:05:00"                          },
        {TYPE_INTERVAL, "-1-2",                      "-1 years -2 mons"                                       },
        {TYPE_INTERVAL, "1 week, 2 days",            "9 days"                                                 },
        {TYPE_INTERVAL, "28:48:28.66 hour",          "28:48:28.66"                                            },
        {TYPE_INTERVAL, "-27:57",                    "-27:57:00"                                              },
        {TYPE_INTERVAL, "46:31.572",                 "00:46:31.572"                                           },
        {TYPE_INTERVAL, "1 day -1:30",               "1 day -01:30:00"                                        },
        {TYPE_INTERVAL, ".5 day",                    "12:00:00"                                               },
        {TYPE_INTERVAL, "2 microseconds",            "00:00:00.000002"                                        },
        {TYPE_INTERVAL, "1.5 decades",               "15 years"                                               },
        {TYPE_INTERVAL, "P0011-09-04T18:08:08.5",    "11 years 9 mons 4 days 18:08:08.5"                      },
        {TYPE_INTERVAL, "P00161013T175314",          "16 years 10 mons 13 days 17:53:14"                      },
        {TYPE_INTERVAL, "PT10:30",                   "10:30:00"                                               },
        {TYPE_INTERVAL, "P1W",                       "7 days"                                                 },
        {TYPE_INTERVAL, "P-1Y2M",                    "-10 mons"                                               },
        {TYPE_INTERVAL, "P0001",                     "1 year"                                                 },
        {TYPE_INTERVAL, "PT",                        "00:00:00"                                               },
        {TYPE_INTERVAL, "@ 1 hour ago",              "-01:00:00"                                              },
        {TYPE_INTERVAL, "1e3 s",                     "ERROR invalid input syntax for type interval: \"1e3 s\""},
        {TYPE_INTERVAL, "1 fortnight",
         "ERROR invalid input syntax for type interval: \"1 fortnight\""                                      },
        {TYPE_INTERVAL, "1 hour 1 hour",
         "ERROR invalid input syntax for type interval: \"1 hour 1 hour\""                                    },
        {TYPE_INTERVAL, "1:60",                      "ERROR interval field value out of range: \"1:60\""      },
        {TYPE_INTERVAL, "ago",                       "ERROR invalid input syntax for type interval: \"ago\""  },
        {TYPE_INTERVAL, "P1",                        "1 year"                                                 },
        {TYPE_INTERVAL, "P1D2",                      "ERROR invalid input syntax for type interval: \"P1D2\"" },
        {TYPE_INTERVAL, "-",                         "ERROR invalid input syntax for type interval: \"-\""    },
        {TYPE_INTERVAL, "2147483647 months 1 month",
         "ERROR interval field value out of range: \"2147483647 months 1 month\""                             },
        {TYPE_INTERVAL, "178956970 years 8 months",  "ERROR interval out of range"                            },
        {TYPE_INTERVAL, "99999999999999999999 s",
         "ERROR interval field value out of range: \"99999999999999999999 s\""                                },
    };
    g_autoptr(Arena) arena = arena_new(1 << 16);

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) said = g_string_new("ERROR ");
        g_autoptr(GError) error = NULL;
        Value value;

        if (value_read(TYPE_INTERVAL, span_of(cases[i].text), NULL, arena, &value, &error)) {
            g_string_truncate(said, 0);
            value_write(TYPE_INTERVAL, &value, NULL, said);
        } else {
            g_string_append(said, error->message);
        }
        UNIT_EQUALS_TEXT(said->str, cases[i].written);
    }
}

static void only_a_text_without_a_zone_needs_one(void)
{
    CU_ASSERT_TRUE(timestamp_needs_zone(span_of("2026-01-01 10:00")));
    CU_ASSERT_FALSE(timestamp_needs_zone(span_of("2026-01-01 10:00+00")));
    CU_ASSERT_FALSE(timestamp_needs_zone(span_of("2026-01-01 10:00 Europe/Berlin")));
    CU_ASSERT_FALSE(timestamp_needs_zone(span_of("infinity")));
    CU_ASSERT_FALSE(timestamp_needs_zone(span_of("soon")));
}

/* Clocks that skip a time, and clocks that show one twice. */
static void a_zones_clocks_are_read_as_postgresql_reads_them(void)
{
    static const struct {
        const char *zone, *local, *utc;
        int32_t east_s; /* at that time */
    } cases[] = {
        {"Europe/Berlin",                 "2026-03-29 01:59:59", "2026-03-29 00:59:59+00",    3600  },
        {"Europe/Berlin",                 "2026-03-29 02:00",    "2026-03-29 01:00:00+00",    7200  },
        {"Europe/Berlin",                 "2026-03-29 02:30",    "2026-03-29 01:30:00+00",    7200  },
        {"Europe/Berlin",                 "2026-03-29 03:00",    "2026-03-29 01:00:00+00",    7200  },
        {"Europe/Berlin",                 "2026-10-25 01:59:59", "2026-10-24 23:59:59+00",    7200  },
        {"Europe/Berlin",                 "2026-10-25 02:00",    "2026-10-25 01:00:00+00",    3600  },
        {"Europe/Berlin",                 "2026-10-25 02:30",    "2026-10-25 01:30:00+00",    3600  },
        {"Europe/Berlin",                 "2026-10-25 03:00",    "2026-10-25 02:00:00+00",    3600  },
        {"Europe/Berlin",                 "2026-07-01",          "2026-06-30 22:00:00+00",    7200  },
        {"Europe/Berlin",                 "1893-04-01 00:03",    "1893-03-31 23:09:32+00",    3600  },
        {"Europe/Berlin",                 "1800-01-01",          "1799-12-31 23:06:32+00",    3208  },
        {"Europe/Berlin",                 "0044-03-15 BC",       "0044-03-14 23:06:32+00 BC", 3208  },
        {"Europe/Berlin",                 "2099-07-01",          "2099-06-30 22:00:00+00",    7200  },
        {"Europe/Berlin",                 "2099-12-01",          "2099-11-30 23:00:00+00",    3600  },
        {"Europe/Berlin",                 "2438-03-28 02:30",    "2438-03-28 01:30:00+00",    7200  },
        {"America/New_York",              "2026-03-08 02:30",    "2026-03-08 07:30:00+00",    -14400},
        {"America/New_York",              "2026-11-01 00:59:59", "2026-11-01 04:59:59+00",    -14400},
        {"America/New_York",              "2026-11-01 01:30",    "2026-11-01 06:30:00+00",    -18000},
        {"America/New_York",              "2026-11-01 02:00",    "2026-11-01 07:00:00+00",    -18000},
        {"America/New_York",              "1883-11-18 12:01",    "1883-11-18 17:01:00+00",    -18000},
        {"America/New_York",              "1942-02-09 02:15",    "1942-02-09 07:15:00+00",    -14400},
        {"Australia/Lord_Howe",           "2026-10-04 01:59",    "2026-10-03 15:29:00+00",    37800 },
        {"Australia/Lord_Howe",           "2026-10-04 02:15",    "2026-10-03 15:45:00+00",    39600 },
        {"Australia/Lord_Howe",           "2026-10-04 02:30",    "2026-10-03 15:30:00+00",    39600 },
        {"Australia/Lord_Howe",           "2026-04-05 01:15",    "2026-04-04 14:15:00+00",    39600 },
        {"Australia/Lord_Howe",           "2026-04-05 01:45",    "2026-04-04 15:15:00+00",    37800 },
        {"Australia/Lord_Howe",           "2026-04-05 02:00",    "2026-04-04 15:30:00+00",    37800 },
        {"Australia/Lord_Howe",           "2040-10-07 02:15",    "2040-10-06 15:45:00+00",    39600 },
        {"Europe/Dublin",                 "2026-01-01",          "2026-01-01 00:00:00+00",    0     },
        {"Europe/Dublin",                 "2026-07-01",          "2026-06-30 23:00:00+00",    3600  },
        {"Europe/Moscow",                 "2014-10-26 01:30",    "2014-10-25 22:30:00+00",    10800 },
        {"Pacific/Apia",                  "2011-12-30 12:00",    "2011-12-30 22:00:00+00",    50400 },
        {"America/Caracas",               "2016-05-01 02:45",    "2016-05-01 07:15:00+00",    -14400},
        {"Africa/Casablanca",             "2050-01-01",          "2049-12-31 23:00:00+00",    3600  },
        {"EST5EDT4,M3.2.0,M11.1.0",       "2026-03-08 02:30",    "2026-03-08 07:30:00+00",    -14400},
        {"<+02>-02",                      "2026-01-01",          "2025-12-31 22:00:00+00",    7200  },
        {"+02",                           "2026-01-01",          "2026-01-01 02:00:00+00",    -7200 },
        {"foo+3",                         "2026-01-01",          "2026-01-01 03:00:00+00",    -10800},
        {"foo3bar",                       "2026-07-01",          "2026-07-01 02:00:00+00",    -7200 },
        {"QQQ-3:30RRR,J60/0,J300/26",     "2024-02-29 12:00",    "2024-02-29 08:30:00+00",    12600 },
        {"QQQ-3:30RRR,J60/0,J300/26",     "2024-03-01 00:30",    "2024-02-29 21:00:00+00",    16200 },
        {"AAA5BBB,59,300/-1:30",          "2024-02-29",          "2024-02-29 05:00:00+00",    -18000},
        {"AAA5BBB,59,300/-1:30",          "2024-02-28",          "2024-02-28 05:00:00+00",    -18000},
        {"AAA5BBB,M9.1.0,M3.5.6/3:15:10", "2024-01-01",          "2024-01-01 04:00:00+00",    -14400},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Zone *zone = zone_find(span_of(cases[i].zone));
        g_autoptr(GString) utc = g_string_new(NULL);
        int64_t local_us = 0, us;

        UNIT_CHECK(zone != NULL, cases[i].zone);
        if (zone == NULL)
            continue;
        CU_ASSERT_TRUE(
            timestamp_read(TYPE_TIMESTAMP, span_of(cases[i].local), NULL, &local_us, NULL));
        us = zone_us_of_local(zone, local_us);
        timestamp_write(TYPE_TIMESTAMPTZ, us, NULL, TIMESTAMP_SQL, utc);
        UNIT_EQUALS_TEXT(utc->str, cases[i].utc);
        CU_ASSERT_EQUAL(zone_period(zone, us)->east_s, cases[i].east_s);
    }
}

static void a_period_has_its_short_name(void)
{
    const Zone *zone = zone_find(span_of("europe/berlin"));

    UNIT_REQUIRE(zone != NULL);
    UNIT_EQUALS_TEXT(zone_name(zone), "Europe/Berlin");
    UNIT_EQUALS_TEXT(zone_period(zone, 0)->name, "CET");
    UNIT_EQUALS_TEXT(zone_period(zone, INT64_C(4086000000000000))->name, "CEST"); /* 2099 */
    UNIT_EQUALS_TEXT(zone_period(zone, INT64_C(-9000000000000000))->name, "LMT");
    UNIT_EQUALS_TEXT(zone_period(NULL, 0)->name, "UTC");
}

static void what_is_no_zone_is_not_found(void)
{
    static const char *const names[] = {
        "",
        "Mars/Phobos",
        "Europe",
        "../../../etc/passwd",
        "/etc/localtime",
        "Europe/",
        "tzdata.zi",
        "foo",
        "<x>",
        "FOO+3BAR,J0,J366",
        "FOO+3BAR,",
        "FOO+169",
        "FOO+3BAR,1",
        "right/UTC+",
        "Europe//Berlin",
    };
    g_autofree char *long_name = g_strnfill(ZONE_NAME_BYTES_MAX + 1, 'A');

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        UNIT_CHECK(zone_find(span_of(names[i])) == NULL, names[i]);
    CU_ASSERT_PTR_NULL(zone_find(span_of(long_name)));
    CU_ASSERT_PTR_NULL(zone_find(span_make("UTC\0", 4)));
}

static void a_setting_counts_hours_to_the_east(void)
{
    static const struct {
        const char *text, *name, *epoch;
    } cases[] = {
        {"+02",           "<+02>-02:00:00",     "1970-01-01 02:00:00+02"      },
        {"-3.5",          "<-0330>+03:30:00",   "1969-12-31 20:30:00-03:30"   },
        {"5.754",         "<+054514>-05:45:14", "1970-01-01 05:45:14+05:45:14"},
        {"0",             "<+00>-00:00:00",     "1970-01-01 00:00:00+00"      },
        {"Europe/Berlin", "Europe/Berlin",      "1970-01-01 01:00:00+01"      },
        {"utc",           "UTC",                "1970-01-01 00:00:00+00"      },
        {"EST5EDT",       "EST5EDT",            "1969-12-31 19:00:00-05"      },
    };
    static const char *const bad[] = {"", "200", "nan", "Mars/Phobos", "CET!"};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        const Zone *zone = NULL;

        UNIT_CHECK(zone_of_setting(cases[i].text, &zone, NULL), cases[i].text);
        UNIT_EQUALS_TEXT(zone_name(zone), cases[i].name);
        timestamp_write(TYPE_TIMESTAMPTZ, 0, zone, TIMESTAMP_SQL, text);
        UNIT_EQUALS_TEXT(text->str, cases[i].epoch);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        const Zone *zone;

        UNIT_CHECK(!zone_of_setting(bad[i], &zone, &error), bad[i]);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, "Europe/Berlin");
    }
}

static void a_short_name_is_what_its_zone_called_so(void)
{
    static const struct {
        const char *word;
        int64_t us;
        int32_t east_s;
    } cases[] = {
        {"cest", 0,                         7200  },
        {"PST",  INT64_C(1780000000000000), -28800},
        {"MSK",  INT64_C(1325361600000000), 14400 }, /* of 2012 */
        {"MSK",  INT64_C(1451595600000000), 10800 },
        {"z",    0,                         0     },
    };
    ZoneWord word;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_CHECK(zone_word_find(span_of(cases[i].word), &word), cases[i].word);
        UNIT_CHECK(zone_word_east_s_at(&word, cases[i].us) == cases[i].east_s, cases[i].word);
    }
    CU_ASSERT_FALSE(zone_word_find(span_of("europe/berlin"), &word));
    CU_ASSERT_FALSE(zone_word_find(span_of("ces"), &word));
}

enum { THREADS = 4, ROUNDS = 200 };

static void *find_zones(void *user)
{
    static const char *const names[] = {"Asia/Tokyo", "Asia/Kolkata", "america/lima", "FOO+3"};
    const Zone **found = user;

    for (int i = 0; i < ROUNDS; i++)
        found[i % 4] = zone_find(span_of(names[i % 4]));
    return NULL;
}

static void threads_find_the_same_zones(void)
{
    const Zone *found[THREADS][4] = {{NULL}};
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL(pthread_create(&threads[i], NULL, find_zones, found[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS * 4; i++)
        CU_ASSERT_TRUE(found[0][i % 4] != NULL && found[i / 4][i % 4] == found[0][i % 4]);
}

/* Records may name zones without end; the process keeps some. It is the last test: no new zone is
 * found after it. */
static void beyond_the_limit_no_new_zone_is_found(void)
{
    bool is_found = true;
    int n = 0;

    for (; is_found && n <= ZONES_MAX; n++) {
        g_autofree char *name = g_strdup_printf("<N%d>+1", n);

        is_found = zone_find(span_of(name)) != NULL;
    }
    CU_ASSERT_TRUE(!is_found && n <= ZONES_MAX);
    CU_ASSERT_PTR_NOT_NULL(zone_find(span_of("Europe/Berlin"))); /* is known */
    CU_ASSERT_PTR_NULL(zone_find(span_of("Europe/Vienna")));
}

UNIT_MAIN("row/time", UNIT(a_time_is_read_in_many_forms_and_written_in_its_zone),
          UNIT(times_and_dates_without_a_zone_skip_it),
          UNIT(what_is_no_time_is_refused_in_postgresqls_words),
          UNIT(words_that_depend_on_when_they_are_asked_point_to_functions),
          UNIT(a_time_for_json_has_a_t_and_minutes),
          UNIT(an_interval_is_read_as_postgresql_reads_it),
          UNIT(only_a_text_without_a_zone_needs_one),
          UNIT(a_zones_clocks_are_read_as_postgresql_reads_them), UNIT(a_period_has_its_short_name),
          UNIT(what_is_no_zone_is_not_found), UNIT(a_setting_counts_hours_to_the_east),
          UNIT(a_short_name_is_what_its_zone_called_so), UNIT(threads_find_the_same_zones),
          UNIT(beyond_the_limit_no_new_zone_is_found))
