#include "expr/zone_use.h"

#include "base/fail.h"
#include "row/calendar.h"
#include "row/shown.h"

bool zone_use_find(Span name, ZoneUse *ret_use, GError **error)
{
    ZoneUse use = {.zone = NULL};
    Span part = shown(name);

    use.has_word = zone_word_find(name, &use.word);
    if (!use.has_word) {
        use.zone = zone_find(name);
        if (use.zone == NULL)
            return fail(error, FAIL_DATA, "time zone \"%.*s\" not recognized", (int)part.len,
                        part.at);
    }
    *ret_use = use;
    return true;
}

int32_t zone_use_east_s(const ZoneUse *use, int64_t us)
{
    return use->has_word ? zone_word_east_s_at(&use->word, us) : zone_period(use->zone, us)->east_s;
}

int64_t zone_use_us(const ZoneUse *use, int64_t local_us)
{
    if (!use->has_word)
        return zone_us_of_local(use->zone, local_us);
    return local_us - zone_word_east_s(&use->word, local_us) * CALENDAR_SECOND_US;
}
