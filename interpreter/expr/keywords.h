#pragma once
/*
 * The words that are no names unless they are quoted.
 *
 * Thread: any; pure.
 */
#include "base/span.h"

bool keywords_has(Span word); /* in lower case */
