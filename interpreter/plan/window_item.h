#pragma once
/*
 * tumble(), hop(), cumulate() and session() in FROM.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool window_item_bind(Binder *binder, const SqlFrom *sql);
