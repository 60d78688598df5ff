#pragma once
/*
 * EXPLAIN ANALYZE: the lines that tell what a query does, each with what it speaks of, by which an
 * engine joins its counts to them; and the table that they are shown in. Plain data in the plan's
 * arena, read-only once the plan is made.
 *
 * Thread: any.
 */
#include "plan/plan_query.h"

/* What a line speaks of, and of what kind its subject is. */
typedef enum PlanPart {
    PLAN_PART_WORDS,     /* nothing that is measured; no subject */
    PLAN_PART_FETCH,     /* PlanSelect, the leaf: records come from the brokers */
    PLAN_PART_READ,      /* PlanBranch: of these, and their own columns are filled */
    PLAN_PART_DECODE,    /* PlanBranch: their fields */
    PLAN_PART_STEP,      /* PlanStep */
    PLAN_PART_LINK,      /* PlanSelect: rows of its input come to it */
    PLAN_PART_RANK,      /* PlanSelect, as all below */
    PLAN_PART_GROUP,     /* rows are counted in groups */
    PLAN_PART_ROWS,      /* without groups: the outputs are computed */
    PLAN_PART_HAND_OVER, /* of the leaf: lanes hand over, and all is added up */
    PLAN_PART_HAVING,
    PLAN_PART_ORDER,
    PLAN_PART_OFFSET,
    PLAN_PART_LIMIT,
    PLAN_PART_SHOW, /* of the outermost: its visible table */
} PlanPart;

typedef struct PlanLine {
    PlanPart part;
    const void *subject; /* NULL without */
    const char *text;    /* indented by two spaces for each query within */
} PlanLine;

/* The columns of an analysis, in order. */
typedef enum PlanAnalysisColumn {
    PLAN_ANALYSIS_PLAN,
    PLAN_ANALYSIS_SHARE, /* the first number: a chart is of that */
    PLAN_ANALYSIS_ROWS_IN,
    PLAN_ANALYSIS_ROWS_OUT,
    PLAN_ANALYSIS_RATE,
    PLAN_ANALYSIS_COST,
    PLAN_ANALYSIS_DETAILS,
    PLAN_ANALYSIS_COLUMNS,
} PlanAnalysisColumn;

typedef struct PlanAnalysis {
    const PlanLine *lines; /* no mere words among them */
    size_t lines_len;
    PlanSelect table; /* its outputs are the columns; it ends as the query does */
} PlanAnalysis;
