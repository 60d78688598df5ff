#pragma once
/*
 * The inside of a bound expression, and what the functions in its nodes look like. Only files of
 * this room include it.
 *
 * Thread: as in expr.h.
 */
#include "expr/expr.h"

/**
 * A function of a node - the value of one call
 * @args:       the arguments, converted to the types of its row; none is NULL but for EXPR_LAX.
 *              One more follows: its text is what the row's prepare() made, or NULL
 * @ret_value:  borrows from @args, or lives in the context's arena
 * @error:      FAIL_DATA, FAIL_LIMIT
 */
#define EXPR_CALL(function)                                                                        \
    bool function(ExprContext *context G_GNUC_UNUSED, const Value *args G_GNUC_UNUSED,             \
                  size_t args_len G_GNUC_UNUSED, Value *ret_value G_GNUC_UNUSED,                   \
                  GError **error G_GNUC_UNUSED)
typedef EXPR_CALL((*ExprCallFn));

/**
 * Makes once, for a tree, what a call would make for each row
 * @constants:     the arguments; those that are not constant are NULL
 * @ret_prepared:  lives as long as @arena; NULL if there is nothing to prepare
 */
#define EXPR_PREPARE(function)                                                                     \
    bool function(Arena *arena, const Value *const *constants, size_t len G_GNUC_UNUSED,           \
                  const void **ret_prepared, GError **error)
typedef EXPR_PREPARE((*ExprPrepareFn));

enum {
    EXPR_LAX = 1,      /* is called with NULLs; others give NULL for any NULL */
    EXPR_STABLE = 2,   /* depends on the statement's start: not a constant */
    EXPR_VARIADIC = 4, /* its last argument may come several times */
    EXPR_TYPED = 8,    /* is told the types of the call: expr_types(); has no prepare() */
};

enum { EXPR_SIGNATURE_MAX = 8 };

/* What a row of a table says about a call. */
typedef struct ExprRoutine {
    Type result;
    ExprCallFn call; /* NULL: refused, and the help says why */
    unsigned flags;
    ExprPrepareFn prepare; /* or NULL */
    const char *help;      /* one sentence */
} ExprRoutine;

typedef enum ExprKind {
    EXPR_SLOT,
    EXPR_CONSTANT,
    EXPR_CALLED,
    EXPR_AND,
    EXPR_OR,
    EXPR_NOT,
    EXPR_IS_NULL,
    EXPR_IS_BOOL,
    EXPR_CASE, /* when, then, when, then, ..., otherwise */
    EXPR_IN,   /* what, then the list, all of one type */
    EXPR_COALESCE,
    EXPR_GREATEST, /* least if is_negated */
    EXPR_ARRAY,
    EXPR_ANY, /* what, then the array unless inner has its items; ALL if is_negated */
} ExprKind;

struct Expr {
    ExprKind kind;
    Type type;
    int depth; /* of the tree below, itself included */
    int slot;  /* EXPR_SLOT */
    bool is_negated;
    bool test;      /* EXPR_IS_BOOL: the truth asked for */
    unsigned flags; /* EXPR_CALLED */
    ExprCallFn call;
    const void *prepared;
    Value constant;
    const Expr *const *args;
    size_t args_len;
    const Expr *const *inner; /* EXPR_ANY: over slots of their own (eval_array.c) */
    size_t inner_len;
};

/* Of an EXPR_TYPED call: the types of its arguments, and then that of its result. */
static inline const Type *expr_types(const Value *args, size_t args_len)
{
    return (const void *)args[args_len].text;
}

/* What the prepare() of its row made of a call's constants. */
static inline const void *expr_prepared(const Value *args, size_t args_len)
{
    return args[args_len].text;
}

/* Evaluates nodes that are neither slot nor constant. */
bool expr_eval_node(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                    GError **error);
bool expr_eval_array(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                     GError **error);
bool expr_eval_any(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                   GError **error);
/* Memory for a result, FAIL_LIMIT beyond the arena's limit or that of a text. */
char *expr_alloc(ExprContext *context, size_t bytes, GError **error);
/* Memory for that many items of an array; FAIL_LIMIT as well beyond VALUE_ITEMS_MAX. */
Value *expr_alloc_items(ExprContext *context, size_t len, GError **error);
/* A copy of @text as a result. */
bool expr_return_text(ExprContext *context, Span text, Value *ret_value, GError **error);
