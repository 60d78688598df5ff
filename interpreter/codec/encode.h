#pragma once
/*
 * Values as what a record holds: the other way round than a decoder's. A member of a JSON object is
 * what PostgreSQL's to_jsonb() makes of its value, but for numbers, which stay as they are written;
 * and members keep the order in which they are given.
 *
 * Thread: any; pure.
 */
#include "codec/format.h"

/* A value as JSON, appended; NULL is null. @zone: of timestamptz; NULL is UTC */
void encode_json(Type type, const Value *value, const Zone *zone, GString *json);
/* A value as a whole record, or its key: its text, a bytea's bytes; appended. @value: not NULL */
void encode_plain(Type type, const Value *value, const Zone *zone, GString *bytes);
