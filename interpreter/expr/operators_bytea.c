/* Operators of bytes, which compare and join as texts do. */
#include "expr/calls.h"
#include "expr/table_rows.h"

static const Operator rows[] = {
    COMPARISONS(TYPE_BYTEA, text),
    INFIX("||", TYPE_BYTEA, TYPE_BYTEA, TYPE_BYTEA, compose_append),
};

const OperatorTable operators_bytea = {rows, G_N_ELEMENTS(rows)};
