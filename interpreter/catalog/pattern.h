#pragma once
/*
 * topics('logs-.*'): the topics whose whole names match a regular expression. Topics of the
 * brokers' own (__consumer_offsets) are not among them, unless the pattern begins as they do.
 *
 * Thread: any; a pattern is constant once made.
 */
#include "base/fail.h"

typedef struct CatalogPattern CatalogPattern;

/* (owned) @error: FAIL_QUERY at @position: it is no regular expression. */
CatalogPattern *catalog_pattern_new(const char *pattern, int position, GError **error);
void catalog_pattern_free(CatalogPattern *pattern); /* NULL is fine */
bool catalog_pattern_matches(const CatalogPattern *pattern, const char *topic);
