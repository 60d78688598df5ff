#pragma once
/*
 * Which row of a table a call means: PostgreSQL's rules for the types of arguments.
 *
 * Thread: any; pure.
 */
#include "expr/node.h"

/* A row as a candidate: its types, one for each argument of the call. TYPE_UNKNOWN takes any. */
typedef struct Candidate {
    const Type *types;
    size_t types_len; /* the last stands for all arguments beyond it */
    const ExprRoutine *routine;
} Candidate;

enum { RESOLVE_CANDIDATES_MAX = 32 };

typedef enum ConvertLevel {
    CONVERT_IMPLICIT,   /* wherever the types of a call want it */
    CONVERT_ASSIGNMENT, /* into a column */
    CONVERT_EXPLICIT,   /* by a cast */
} ConvertLevel;

/* The function that converts; NULL if there is none up to that level. Not for @from unknown. */
ExprCallFn resolve_conversion(Type from, Type to, ConvertLevel level);

/* Implicitly, or because it is an untyped literal. */
bool resolve_converts(Type from, Type to);

/* The index of the best candidate, all with a type for each of @len arguments; -1 if none or
 * several are best, which *ret_is_ambiguous tells apart. */
int resolve_candidates(const Candidate *candidates, size_t candidates_len, const Type *types,
                       size_t len, bool *ret_is_ambiguous);

/* The type to which all convert (CASE, coalesce, IN, ...); text if all are untyped. False if there
 * is none, with the two types that do not meet. */
bool resolve_common(const Type *types, size_t len, Type *ret_type, Type *ret_other);
