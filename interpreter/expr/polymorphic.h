#pragma once
/*
 * Types in the signatures of rows that stand for several, as PostgreSQL's "anyarray" and its kin:
 * what a call's arguments make of them.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

/* Beyond the types that values have, and below those of arrays: type_array_of() is of both. */
#define TYPE_AS_IS ((Type)27)    /* of any type, each its own; PostgreSQL's "any" */
#define TYPE_AS_TEXT ((Type)28)  /* anynonarray: of any type but arrays, and cast to text */
#define TYPE_ANY_ITEM ((Type)29) /* anyelement: one type for all of them */
#define TYPE_COMMON ((Type)30)   /* anycompatible: the type that all of them convert to */
#define TYPE_ANY_ARRAY ((Type)(TYPE_ARRAY + 29))
#define TYPE_COMMON_ARRAY ((Type)(TYPE_ARRAY + 30))

typedef struct Polymorphic {
    Type item, common; /* of a call; TYPE_UNKNOWN: it has no argument of that kind */
} Polymorphic;

typedef enum PolymorphicOutcome {
    POLYMORPHIC_SETTLED,
    POLYMORPHIC_DIFFER,  /* the arguments do not go together */
    POLYMORPHIC_UNTYPED, /* nothing but untyped literals where a type was to come from */
} PolymorphicOutcome;

/**
 * polymorphic_settle() - what the types of a signature stand for in a call
 * @wanted:       of the signature; its last stands for all beyond it
 * @given:        of the @len arguments
 * @ret_settled:  set on success only; of a signature without such types it holds none
 */
PolymorphicOutcome polymorphic_settle(const Type *wanted, size_t wanted_len, const Type *given,
                                      size_t len, Polymorphic *ret_settled);
/* A type of the signature as the call has it: of an argument or the result. */
Type polymorphic_type(const Polymorphic *settled, Type wanted);

bool polymorphic_is(Type type);
/* "anyarray" and its kin. */
bool polymorphic_find(const char *name, Type *ret_type);
const char *polymorphic_name(Type type); /* of any type */
