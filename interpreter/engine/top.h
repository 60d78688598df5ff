#pragma once
/*
 * The visible rows of a result: HAVING, ORDER BY, LIMIT over items that come, change and go. What
 * it costs to keep up grows with what changed, and hardly with what there is.
 *
 * Thread: main.
 */
#include "engine/item.h"
#include "engine/shown.h"

typedef struct Top Top;

typedef struct TopItems {
    /* The slots of @item that are in @wanted, in @arena or borrowed. */
    bool (*load)(void *user, const Item *item, const SlotSet *wanted, Arena *arena,
                 Value *ret_slots, GError **error);
    /* A total order of items that nothing else tells apart. */
    int (*compare)(void *user, const Item *a, const Item *b);
    /* Calls @fn with every item there is, until one fails. */
    bool (*each)(void *user, bool (*fn)(Item *item, void *fn_user, GError **error), void *fn_user,
                 GError **error);
    void *user;
} TopItems;

typedef struct TopOptions {
    const PlanSelect *plan; /* borrowed: its having, outputs, orders, limit */
    size_t slots_len;
    TopItems items;
    int64_t rows_max; /* 0: all */
    int64_t memory_max;
    int64_t now_us;
    const Zone *zone;
} TopOptions;

Top *top_new(const TopOptions *options); /* (owned) */
void top_free(Top *top);                 /* NULL is fine */

/* The item is new, or changed. @error: FAIL_DATA of an expression, FAIL_LIMIT */
bool top_change(Top *top, Item *item, GError **error);
/* Whether the item, which is not kept, is in the result: `passes`. @ret_passed: whether it was */
bool top_judge(Top *top, Item *item, bool *ret_passed, GError **error);
/* The item is about to go. */
void top_remove(Top *top, Item *item);
/**
 * top_rows() - the visible rows, in order
 * @rows:       emptied, then filled
 * @ret_total:  rows there are in all
 */
bool top_rows(Top *top, GArray *rows, int64_t *ret_total, GError **error);
/* A ShownCellsFn; @user: the Top */
bool top_cells(const ShownRow *row, ShownCells *cells, void *user, GError **error);
int64_t top_passing(const Top *top); /* rows there are, before OFFSET and LIMIT */
size_t top_bytes(const Top *top);
