#pragma once
/*
 * The identity of a statement that goes on after a restart: equal as long as the statement means
 * the same. It changes with the statement's words but not with its layout, with the views that it
 * uses, the types of the fields that it reads, the types of its columns, and the settings that
 * choose what its rows are.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* (borrowed from the plan's arena) 16 hexadecimal digits. @select: finished */
const char *identity_of(Binder *binder, const PlanSelect *select);
