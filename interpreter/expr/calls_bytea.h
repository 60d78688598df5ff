#pragma once
/*
 * The functions that the rows of bytes point to. What each does is said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* bytea.c: parts of bytes, which borrow from them, and what is found in them */
EXPR_CALL(bytea_bit_length); /* of texts too */
EXPR_CALL(bytea_substring);
EXPR_CALL(bytea_position);
EXPR_CALL(bytea_trim);
EXPR_CALL(bytea_trim_left);
EXPR_CALL(bytea_trim_right);
EXPR_CALL(bytea_get_byte);
EXPR_CALL(bytea_set_byte);
EXPR_CALL(bytea_get_bit);
EXPR_CALL(bytea_set_bit);
EXPR_CALL(bytea_bit_count);
EXPR_CALL(bytea_overlay);

/* encode.c: bytes as texts and back, and their sums */
EXPR_CALL(encode_bytes);
EXPR_CALL(encode_decode);
EXPR_CALL(encode_from_text);
EXPR_CALL(encode_to_text);
EXPR_CALL(encode_md5); /* of texts too */
EXPR_CALL(encode_sha256);
EXPR_CALL(encode_sha384);
EXPR_CALL(encode_sha512);

/* readable.c: as people read them */
EXPR_CALL(readable_bytes);
