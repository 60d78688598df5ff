#pragma once
/*
 * WITH (...) of CREATE TABLE: how the topic is to be, and the format of its records.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

typedef struct TableOptions {
    int partitions, replicas; /* -1: not said */
    PlanProperty *properties; /* in the arena: Kafka's own */
    size_t properties_len;
    FormatOption *others; /* the same: what belongs to the format */
    size_t others_len;
    FormatOption format; /* its name is NULL: not said */
} TableOptions;

bool table_options_read(Binder *binder, const SqlTable *sql, TableOptions *ret_options);
