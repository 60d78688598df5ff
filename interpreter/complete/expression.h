#pragma once
/*
 * What may stand at a place of a query: relations in FROM, columns and functions in expressions,
 * keywords by the clause, options and words of calls.
 *
 * Thread: any; pure.
 */
#include "complete/clause.h"
#include "complete/complete.h"
#include "complete/offer.h"

void expression_offer(Offer *offer, const Clauses *clauses, const CompleteKnown *known);
