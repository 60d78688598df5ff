#pragma once
/*
 * Random tests: another seed at every run, which is printed and can be set.
 */
#include <glib.h>
#include <stdio.h>

/* (owned) */
static inline GRand *seed_random(void)
{
    const char *given = g_getenv("UNIT_SEED");
    guint32 seed = given != NULL ? (guint32)g_ascii_strtoull(given, NULL, 10) : g_random_int();

    printf("# seed: %u (UNIT_SEED sets it)\n", seed);
    return g_rand_new_with_seed(seed);
}
