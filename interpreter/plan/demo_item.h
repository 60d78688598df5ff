#pragma once
/*
 * demo_text(...) and its like in FROM: records that are made, with the columns of a topic's.
 *
 * Thread: one at a time.
 */
#include "plan/relation.h"

bool demo_item_bind(Binder *binder, const SqlFrom *sql);
/* The same as the first argument of a window; relation_check_names() is the caller's. */
bool demo_item_add(Binder *binder, RelationItem *item, const SqlExpr *call);
