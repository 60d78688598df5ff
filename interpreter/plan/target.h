#pragma once
/*
 * Where rows are written to: the topic, and for each column of a row its place in a record, with
 * the type that it takes there.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/**
 * target_bind() - the topic and the columns that a statement names
 * @topic:    as written; one that does not exist is taken as it is
 * @columns:  the list behind it; none: those that CREATE TABLE declared, or else `value` alone
 */
bool target_bind(Binder *binder, const char *topic, int topic_position, const SqlTarget *columns,
                 size_t columns_len, PlanTarget *ret_target);
