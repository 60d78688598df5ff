#include "expr/unit.h"

#include "base/fail.h"

/* Each name with spaces around it. */
static const struct {
    Unit unit;
    const char *names;
} units[] = {
    {UNIT_EPOCH,       " epoch "                                          },
    {UNIT_MICROSECOND, " microseconds microsecond us usec usecs useconds "},
    {UNIT_MILLISECOND, " milliseconds millisecond ms msec msecs mseconds "},
    {UNIT_SECOND,      " second seconds sec secs s "                      },
    {UNIT_MINUTE,      " minute minutes min mins m "                      },
    {UNIT_HOUR,        " hour hours hr hrs h "                            },
    {UNIT_DAY,         " day days d "                                     },
    {UNIT_DOW,         " dow "                                            },
    {UNIT_ISODOW,      " isodow "                                         },
    {UNIT_DOY,         " doy "                                            },
    {UNIT_WEEK,        " week weeks w "                                   },
    {UNIT_MONTH,       " month months mon mons "                          },
    {UNIT_QUARTER,     " quarter qtr "                                    },
    {UNIT_YEAR,        " year years yr yrs y "                            },
    {UNIT_ISOYEAR,     " isoyear "                                        },
    {UNIT_DECADE,      " decade decades dec decs "                        },
    {UNIT_CENTURY,     " century centuries cent c "                       },
    {UNIT_MILLENNIUM,  " millennium millennia mil mils "                  },
    {UNIT_ZONE,        " timezone timezone_hour timezone_minute "         },
};

Unit unit_find(Span name)
{
    char padded[24];

    if (name.len == 0 || name.len > sizeof(padded) - 3 || memchr(name.at, ' ', name.len) != NULL)
        return UNIT_NONE;
    padded[0] = ' ';
    for (size_t i = 0; i < name.len; i++)
        padded[i + 1] = g_ascii_tolower(name.at[i]);
    padded[name.len + 1] = ' ';
    padded[name.len + 2] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strstr(units[i].names, padded) != NULL)
            return units[i].unit;
    }
    return UNIT_NONE;
}

bool unit_fail(Span name, const char *type, GError **error)
{
    const char *why = unit_find(name) == UNIT_NONE ? "recognized" : "supported";

    return fail(error, FAIL_DATA, "unit \"%.*s\" not %s for type %s", (int)MIN(name.len, 60),
                name.at, why, type);
}
