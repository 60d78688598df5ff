#include "complete/keyword.h"

#include <glib.h>

#define BEHIND_ANY                                                                                 \
    (KEYWORD_BEHIND_FROM | KEYWORD_BEHIND_WHERE | KEYWORD_BEHIND_GROUP | KEYWORD_BEHIND_HAVING |   \
     KEYWORD_BEHIND_ORDER)

/* In the order in which they are offered. To add a word: a row. */
static const Keyword keywords[] = {
    {"SELECT",                 KEYWORD_STATEMENT | KEYWORD_QUERY,            "rows of topics"                              },
    {"WITH",                   KEYWORD_STATEMENT | KEYWORD_QUERY,            "queries with names, for the one that follows"},
    {"VALUES",                 KEYWORD_STATEMENT | KEYWORD_QUERY,            "rows as they are written"                    },
    {"INSERT INTO",            KEYWORD_STATEMENT,                            "writes records to a topic"                   },
    {"CREATE VIEW",            KEYWORD_STATEMENT,                            "gives a query a name"                        },
    {"CREATE OR REPLACE VIEW", KEYWORD_STATEMENT,
     "gives a query a name, or that name another query"                                                                    },
    {"DROP VIEW",              KEYWORD_STATEMENT,                            "takes the name away"                         },
    {"EXPLAIN",                KEYWORD_STATEMENT,                            "how a query would run"                       },
    {"EXPLAIN ANALYZE",        KEYWORD_STATEMENT,                            "how a query has run"                         },
    {"FROM",                   KEYWORD_BEHIND_SELECT,                        ""                                            },
    {"AS",                     KEYWORD_BEHIND_SELECT | KEYWORD_BEHIND_FROM,  "gives it a name"                             },
    {"WHERE",                  KEYWORD_BEHIND_FROM,                          ""                                            },
    {"GROUP BY",               KEYWORD_BEHIND_FROM | KEYWORD_BEHIND_WHERE,   ""                                            },
    {"HAVING",                 KEYWORD_BEHIND_GROUP,                         ""                                            },
    {"ASC",                    KEYWORD_BEHIND_ORDER,                         ""                                            },
    {"DESC",                   KEYWORD_BEHIND_ORDER,                         ""                                            },
    {"NULLS FIRST",            KEYWORD_BEHIND_ORDER,                         ""                                            },
    {"NULLS LAST",             KEYWORD_BEHIND_ORDER,                         ""                                            },
    {"ORDER BY",               BEHIND_ANY & ~(unsigned)KEYWORD_BEHIND_ORDER, ""                                            },
    {"LIMIT",                  BEHIND_ANY,                                   "so many rows"                                },
    {"OFFSET",                 KEYWORD_BEHIND_LIMIT | KEYWORD_BEHIND_ORDER,  "without the first rows"                      },
    {"UNION ALL",              BEHIND_ANY,                                   "the rows of another query too"               },
    {"DISTINCT",               KEYWORD_LIST,                                 "each row once"                               },
    {"GROUPING SETS (",        KEYWORD_GROUP,                                ""                                            },
    {"ROLLUP (",               KEYWORD_GROUP,                                ""                                            },
    {"CUBE (",                 KEYWORD_GROUP,                                ""                                            },
    {"LATERAL",                KEYWORD_ITEM,                                 ""                                            },
    {"WHEN",                   KEYWORD_CASE,                                 ""                                            },
    {"THEN",                   KEYWORD_CASE,                                 ""                                            },
    {"ELSE",                   KEYWORD_CASE,                                 ""                                            },
    {"END",                    KEYWORD_CASE,                                 ""                                            },
    {"AND",                    KEYWORD_BEHIND,                               ""                                            },
    {"OR",                     KEYWORD_BEHIND,                               ""                                            },
    {"IS NULL",                KEYWORD_BEHIND,                               ""                                            },
    {"IS NOT NULL",            KEYWORD_BEHIND,                               ""                                            },
    {"IS DISTINCT FROM",       KEYWORD_BEHIND,                               "differs, NULL too"                           },
    {"IN (",                   KEYWORD_BEHIND,                               ""                                            },
    {"BETWEEN",                KEYWORD_BEHIND,                               ""                                            },
    {"LIKE",                   KEYWORD_BEHIND,                               "matches a pattern of % and _"                },
    {"ILIKE",                  KEYWORD_BEHIND,                               "the same in any case"                        },
    {"OVER (",                 KEYWORD_BEHIND_SELECT,                        "of a window of rows"                         },
    {"FILTER (WHERE",          KEYWORD_BEHIND_SELECT,                        "only rows that are so"                       },
    {"NOT",                    KEYWORD_OPERAND,                              ""                                            },
    {"CASE WHEN",              KEYWORD_OPERAND,                              ""                                            },
    {"CAST(",                  KEYWORD_OPERAND,                              "CAST(value AS type)"                         },
    {"EXTRACT(",               KEYWORD_OPERAND,                              "EXTRACT(hour FROM time)"                     },
    {"NULL",                   KEYWORD_OPERAND,                              ""                                            },
    {"TRUE",                   KEYWORD_OPERAND,                              ""                                            },
    {"FALSE",                  KEYWORD_OPERAND,                              ""                                            },
    {"INTERVAL",               KEYWORD_OPERAND,                              "interval '10 seconds'"                       },
    {"CURRENT_TIMESTAMP",      KEYWORD_OPERAND,                              "when the statement began"                    },
};

const Keyword *keyword_table(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(keywords);
    return keywords;
}

static const KeywordCall calls[] = {
    {"topic(name)",                 "a topic, with options: topic('t', since => '1 hour')"   },
    {"topics(pattern)",             "all topics whose whole names match a regular expression"},
    {"latest(topic)",               "the newest record of each key"                          },
    {"tumble(topic, size)",         "windows side by side: tumble(t, interval '10 seconds')" },
    {"hop(topic, slide, size)",     "windows that overlap"                                   },
    {"cumulate(topic, step, size)", "windows that grow step by step"                         },
    {"session(topic, gap)",         "windows that end when nothing comes"                    },
};

const KeywordCall *keyword_calls(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(calls);
    return calls;
}

static const KeywordOption options[] = {
    {"topic,topics,latest",         "since",      "where reading begins"                                },
    {"topic,topics,latest",         "until",      "where reading ends"                                  },
    {"topic,topics",                "format",     "what the records are: json, csv, avro, text, bytes"  },
    {"topic,topics",                "key_format", "bytes: the key as it is"                             },
    {"tumble,hop,cumulate,session", "time",       "the time column, if it is not the record's timestamp"},
    {"tumble,hop,cumulate,session", "grace",      "how long a window waits for late rows"               },
    {"tumble,hop,cumulate,session", "idle",       "how long a silent partition holds windows open"      },
    {"tumble,hop,cumulate",         "shift",      "when windows begin, from the epoch on"               },
    {"session",                     "by",         "whose sessions: a column"                            },
};

const KeywordOption *keyword_options(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(options);
    return options;
}

static const KeywordWord words[] = {
    {"since", "earliest", "from the oldest record on"           },
    {"since", "latest",   "from now on"                         },
    {"since", "1 hour",   "an interval back from now"           },
    {"since", "last 10",  "the newest records of each partition"},
    {"since", "1 day",    "an interval back from now"           },
    {"until", "now",      "to the end that there is now"        },
};

const KeywordWord *keyword_words(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(words);
    return words;
}

const char *const keyword_types[] = {
    "text",    "bigint",      "integer",   "numeric", "double precision",
    "boolean", "timestamptz", "timestamp", "date",    "interval",
    "jsonb",   "bytea",       NULL,
};
