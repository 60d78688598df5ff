#pragma once
/*
 * The tables of functions and operators, as candidates for a call.
 *
 * Thread: constant.
 */
#include "expr/resolve.h"

/* A candidate with room for the types that a function's signature names. */
typedef struct TableMatches {
    Candidate candidates[RESOLVE_CANDIDATES_MAX];
    Type types[RESOLVE_CANDIDATES_MAX][EXPR_SIGNATURE_MAX];
    size_t len;
    const char *signature; /* of the first function of that name, or NULL: there is none */
} TableMatches;

/* The types between a signature's parentheses, at most EXPR_SIGNATURE_MAX; how many there are. */
size_t table_read_types(const char *signature, Type *types);
/* The name of the jsonb function that a json function is here; @name itself for all others. */
const char *table_json_alias(const char *name);
/* All functions of that name which take @len arguments. */
void table_find_functions(const char *name, size_t len, TableMatches *ret_matches);
/* All operators of that name; @len 1: prefix ones. */
void table_find_operators(const char *name, size_t len, TableMatches *ret_matches);
/* A function whose name is close to @name, or does the same elsewhere; NULL if there is none. */
const char *table_near_function(const char *name, char *near, size_t near_max);
