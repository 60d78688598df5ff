#pragma once
/*
 * The clause of a query that the cursor stands in, from the tokens before it.
 *
 * Thread: any; pure.
 */
#include "complete/place.h"

enum { CLAUSE_LEVELS_MAX = 64, CLAUSE_NO_TOKEN = -1 };

typedef enum Clause {
    CLAUSE_NONE, /* before the first word of a query */
    CLAUSE_WITH,
    CLAUSE_VALUES,
    CLAUSE_SELECT,
    CLAUSE_FROM,
    CLAUSE_WHERE,
    CLAUSE_GROUP,
    CLAUSE_HAVING,
    CLAUSE_ORDER,
    CLAUSE_LIMIT,
    CLAUSE_CALL, /* the arguments of a function, or other parentheses in an expression */
} Clause;

/* What is between two parentheses, or all of the statement. */
typedef struct Level {
    Clause clause;
    bool has_operand; /* a name, a value or a closed parenthesis stands just before */
    bool is_first;    /* of the select list: nothing but SELECT stands before */
    bool wants_by;    /* behind GROUP, ORDER, PARTITION */
    bool is_new_name; /* behind AS */
    bool is_type;     /* behind ::, or AS in CAST() */
    int select;       /* the token behind its SELECT; CLAUSE_NO_TOKEN */
    int call;         /* the function's name; CLAUSE_NO_TOKEN: none */
    int option;       /* the name before => of this argument; CLAUSE_NO_TOKEN */
    int arguments;    /* commas so far */
    int cases;        /* CASE without END */
} Level;

typedef struct Clauses {
    Level levels[CLAUSE_LEVELS_MAX];
    size_t len;    /* at least one */
    bool too_deep; /* nothing is known */
} Clauses;

/* @begin: the first token of the query, or of what looks like one */
Clauses clauses_find(const Place *place, size_t begin);
