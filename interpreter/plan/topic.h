#pragma once
/*
 * What a written name means, a topic or a view; the list of topics is asked for at most once a
 * plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/**
 * topic_find() - the topic as the broker spells it
 * @may_be_new:  a name that matches none is taken as it is written
 * @ret_topic:   (borrowed from the plan's arena)
 */
bool topic_find(Binder *binder, const char *wanted, int position, bool may_be_new,
                const char **ret_topic);
/* What a name in FROM means: a view, or else a topic; the other is NULL. */
bool topic_find_relation(Binder *binder, const char *wanted, int position, View **ret_view,
                         const char **ret_topic);
/* The same where it may mean nothing, or several: then both are NULL. */
bool topic_means(Binder *binder, const char *wanted, View **ret_view, const char **ret_topic);
/* @ret_pattern: (borrowed from the plan's arena) */
bool topic_read_pattern(Binder *binder, const char *pattern, int position,
                        const CatalogPattern **ret_pattern);
/* (borrowed from the plan's arena, NULL-ended) The topics that a pattern matches; NULL: they can't
 * be listed. */
const char *const *topic_find_all(Binder *binder, const CatalogPattern *pattern);
