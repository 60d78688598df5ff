#pragma once
/*
 * Which groups are visible, and in what order: HAVING, ORDER BY, LIMIT and OFFSET over the merged
 * groups. Ties are broken by the group's key, so that the order is the same in every run. Without
 * ORDER BY: the newest window first, then what was first seen.
 *
 * Thread: main.
 */
#include "engine/merge.h"
#include "engine/shown.h"

typedef struct Pick Pick;

/* @shape, @merge: borrowed. @memory_max: for what is put in order, besides the groups */
Pick *pick_new(const Shape *shape, Merge *merge, int64_t memory_max, int64_t now_us);
void pick_free(Pick *pick); /* NULL is fine */

/**
 * pick_rows() - the visible groups
 * @rows_max:   at most so many, however large LIMIT is; 0: all
 * @ret_rows:   ShownRow; emptied, then filled. They point to groups.
 * @ret_total:  rows that there would be without @rows_max
 * @error:      FAIL_DATA of HAVING or ORDER BY, FAIL_LIMIT
 */
bool pick_rows(Pick *pick, int64_t rows_max, GArray *ret_rows, int64_t *ret_total, GError **error);
/* A ShownCellsFn; @pick: a Pick. */
bool pick_cells(const ShownRow *row, ShownCells *cells, void *pick, GError **error);
