/* Functions of bytes. */
#include "expr/calls.h"
#include "expr/calls_bytea.h"
#include "expr/table_rows.h"

static const Function rows[] = {
    ROW("length(bytea)", TYPE_INT4, slice_octet_length, "how many bytes"),
    ROW("octet_length(bytea)", TYPE_INT4, slice_octet_length, "how many bytes"),
    ROW("bit_length(text)", TYPE_INT4, bytea_bit_length, "eight times its bytes"),
    ROW("bit_length(bytea)", TYPE_INT4, bytea_bit_length, "eight times its bytes"),
    ROW("bit_count(bytea)", TYPE_INT8, bytea_bit_count, "how many bits are 1"),
    ROW("substring(bytea, integer)", TYPE_BYTEA, bytea_substring, "from that byte on"),
    ROW("substring(bytea, integer, integer)", TYPE_BYTEA, bytea_substring,
        "so many bytes from there on"),
    ROW("substr(bytea, integer)", TYPE_BYTEA, bytea_substring, "from that byte on"),
    ROW("substr(bytea, integer, integer)", TYPE_BYTEA, bytea_substring,
        "so many bytes from there on"),
    ROW("position(bytea, bytea)", TYPE_INT4, bytea_position, "where the second begins; 0: nowhere"),
    ROW("overlay(bytea, bytea, integer)", TYPE_BYTEA, bytea_overlay,
        "with the second in its place from there on"),
    ROW("overlay(bytea, bytea, integer, integer)", TYPE_BYTEA, bytea_overlay,
        "with the second in the place of so many bytes from there on"),
    ROW("btrim(bytea, bytea)", TYPE_BYTEA, bytea_trim, "without those bytes at both ends"),
    ROW("ltrim(bytea, bytea)", TYPE_BYTEA, bytea_trim_left, "without those bytes at the beginning"),
    ROW("rtrim(bytea, bytea)", TYPE_BYTEA, bytea_trim_right, "without those bytes at the end"),
    ROW("get_byte(bytea, integer)", TYPE_INT4, bytea_get_byte, "the byte at a place from 0"),
    ROW("set_byte(bytea, integer, integer)", TYPE_BYTEA, bytea_set_byte,
        "with another byte at a place from 0"),
    ROW("get_bit(bytea, bigint)", TYPE_INT4, bytea_get_bit, "the bit at a place from 0"),
    ROW("set_bit(bytea, bigint, integer)", TYPE_BYTEA, bytea_set_bit,
        "with another bit at a place from 0"),
    ROW("encode(bytea, text)", TYPE_TEXT, encode_bytes, "as text: hex, base64 or escape"),
    ROW("decode(text, text)", TYPE_BYTEA, encode_decode, "bytes of a text: hex, base64 or escape"),
    ROW("convert_from(bytea, text)", TYPE_TEXT, encode_to_text, "the text of bytes in UTF8"),
    ROW("convert_to(text, text)", TYPE_BYTEA, encode_from_text, "a text as bytes in UTF8"),
    ROW("readable(bytea)", TYPE_TEXT, readable_bytes,
        "for people: text, JSON in one line, or hexadecimal digits; the beginning of what is long"),
    ROW("md5(bytea)", TYPE_TEXT, encode_md5, "its MD5 sum in hexadecimal digits"),
    ROW("sha256(bytea)", TYPE_BYTEA, encode_sha256, "its SHA-256 sum"),
    ROW("sha384(bytea)", TYPE_BYTEA, encode_sha384, "its SHA-384 sum"),
    ROW("sha512(bytea)", TYPE_BYTEA, encode_sha512, "its SHA-512 sum"),
};

const FunctionTable functions_bytea = {rows, G_N_ELEMENTS(rows)};
