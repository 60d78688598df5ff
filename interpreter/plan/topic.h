#pragma once
/*
 * Which topic a written name means; the list of topics is asked for at most once a plan.
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
