#pragma once
/*
 * Settings and their values: behind SET, and in the parentheses of %kafka(...).
 *
 * Thread: any; pure.
 */
#include "complete/offer.h"

void setting_offer(Offer *offer); /* behind SET */
/* The words that an option or setting of that name may be, as literals. */
void setting_offer_words(Offer *offer, const char *name);
