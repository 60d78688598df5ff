#pragma once
/*
 * Values of Avro as text, for the files wire_*.c of this room.
 *
 * Thread: any; pure.
 */
#include "codec/wire.h"

bool wire_take_real(WireCursor *cursor, const SchemaNode *node, double *ret_real);
bool wire_take_duration(WireCursor *cursor, Interval *ret_interval);
/* PostgreSQL's text of a value that is no container and no union; appended. */
bool wire_write_scalar(WireCursor *cursor, const SchemaNode *node, GString *text);
