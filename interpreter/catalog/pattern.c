#include "catalog/pattern.h"

struct CatalogPattern {
    GRegex *regex;
    bool has_internal;
};

#define INTERNAL_PREFIX "__"

CatalogPattern *catalog_pattern_new(const char *pattern, int position, GError **error)
{
    g_autofree char *whole = g_strdup_printf("^(?:%s)$", pattern);
    g_autoptr(GRegex) alone = g_regex_new(pattern, 0, 0, NULL);
    GRegex *regex = alone == NULL ? NULL : g_regex_new(whole, G_REGEX_OPTIMIZE, 0, NULL);
    CatalogPattern *made;

    if (regex == NULL) {
        fail_at(error, FAIL_QUERY, position, "topics('%s') is no regular expression", pattern);
        fail_hint(error, "all topics are topics('.*'), those that begin with logs are "
                         "topics('logs.*')");
        return NULL;
    }
    made = g_new(CatalogPattern, 1);
    *made = (CatalogPattern){regex, g_str_has_prefix(pattern, INTERNAL_PREFIX)};
    return made;
}

void catalog_pattern_free(CatalogPattern *pattern)
{
    if (pattern == NULL)
        return;
    g_regex_unref(pattern->regex);
    g_free(pattern);
}

bool catalog_pattern_matches(const CatalogPattern *pattern, const char *topic)
{
    return (pattern->has_internal || !g_str_has_prefix(topic, INTERNAL_PREFIX)) &&
           g_regex_match(pattern->regex, topic, 0, NULL);
}
