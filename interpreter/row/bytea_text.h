#pragma once
/*
 * Bytes as text, \x6162 or ab\\\000, and back: PostgreSQL's bytea.
 *
 * Thread: pure functions, any thread.
 */
#include "row/value.h"

void bytea_write(Span bytes, GString *text); /* \x and two digits a byte */
/* Both forms. FAIL_DATA: neither; FAIL_LIMIT: no room. */
bool bytea_read(Span text, Arena *arena, Value *ret_value, GError **error);
/* Two digits a byte at @to; and back, spaces between bytes allowed: how many bytes at @to, which
 * has room for half of @digits. */
void bytea_write_hex(Span bytes, char *to);
bool bytea_read_hex(Span digits, char *to, size_t *ret_len, GError **error);
/* The escape form's bytes at @to, which has room for @text.len. */
bool bytea_read_escaped(Span text, char *to, size_t *ret_len, GError **error);
