#include "expr/unit.h"

#include "base/fail.h"
#include "row/shown.h"

enum { NAME_BYTES = 10 }; /* of a name no more is looked at */

/* Each name with spaces around it. To add one: here, cut to NAME_BYTES. */
static const struct {
    Unit unit;
    bool is_extracted_only;
    const char *names;
} units[] = {
    {UNIT_MICROSECOND, false, " microsecon us usec usecs usecond useconds "},
    {UNIT_MILLISECOND, false, " millisecon ms msec msecs msecond mseconds "},
    {UNIT_SECOND,      false, " second seconds sec secs s "                },
    {UNIT_MINUTE,      false, " minute minutes min mins m "                },
    {UNIT_HOUR,        false, " hour hours hr hrs h "                      },
    {UNIT_DAY,         false, " day days d "                               },
    {UNIT_WEEK,        false, " week weeks w "                             },
    {UNIT_MONTH,       false, " month months mon mons "                    },
    {UNIT_QUARTER,     false, " quarter qtr "                              },
    {UNIT_YEAR,        false, " year years yr yrs y "                      },
    {UNIT_DECADE,      false, " decade decades dec decs "                  },
    {UNIT_CENTURY,     false, " century centuries cent c "                 },
    {UNIT_MILLENNIUM,  false, " millennium millennia mil mils "            },
    {UNIT_ZONE,        false, " timezone "                                 },
    {UNIT_ZONE_HOUR,   false, " timezone_h "                               },
    {UNIT_ZONE_MINUTE, false, " timezone_m "                               },
    {UNIT_EPOCH,       true,  " epoch "                                    },
    {UNIT_MINUTE,      true,  " mm "                                       },
    {UNIT_DOW,         true,  " dow "                                      },
    {UNIT_ISODOW,      true,  " isodow "                                   },
    {UNIT_DOY,         true,  " doy "                                      },
    {UNIT_ISOYEAR,     true,  " isoyear "                                  },
    {UNIT_JULIAN,      true,  " julian jd j "                              },
};

Unit unit_find(Span name, UnitUse use)
{
    size_t len = MIN(name.len, NAME_BYTES);
    char padded[NAME_BYTES + 3];

    if (len == 0 || memchr(name.at, ' ', len) != NULL || memchr(name.at, '\0', len) != NULL)
        return UNIT_NONE;
    padded[0] = ' ';
    for (size_t i = 0; i < len; i++)
        padded[i + 1] = g_ascii_tolower(name.at[i]);
    padded[len + 1] = ' ';
    padded[len + 2] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if ((use == UNIT_TO_EXTRACT || !units[i].is_extracted_only) &&
            strstr(units[i].names, padded) != NULL)
            return units[i].unit;
    }
    return UNIT_NONE;
}

bool unit_fail(Span name, UnitUse use, Type type, GError **error)
{
    const char *why = unit_find(name, use) == UNIT_NONE ? "recognized" : "supported";
    Span part = shown(name);
    g_autofree char *lower = g_ascii_strdown(part.len == 0 ? "" : part.at, (gssize)part.len);

    return fail(error, FAIL_DATA, "unit \"%s\" not %s for type %s", lower, why, type_name(type));
}

bool unit_of_constant(const Value *constant, UnitUse use, Type type, Unit *ret_unit, GError **error)
{
    *ret_unit = UNIT_NONE;
    if (constant == NULL || constant->is_null)
        return true;
    *ret_unit = unit_find(value_span(constant), use);
    return *ret_unit != UNIT_NONE || unit_fail(value_span(constant), use, type, error);
}
