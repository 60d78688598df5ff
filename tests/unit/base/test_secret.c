/* secret: so many hexadecimal digits, never the same ones twice. */
#include "base/secret.h"

#include "lib/unit.h"

enum { DRAWS = 2000, DIGITS = 32 };

static void a_secret_has_as_many_hexadecimal_digits_as_were_asked_for(void)
{
    static const size_t lens[] = {0, 2, 16, 32, SECRET_DIGITS_MAX};

    for (size_t i = 0; i < G_N_ELEMENTS(lens); i++) {
        char text[SECRET_DIGITS_MAX + 3];

        memset(text, '!', sizeof text);
        secret_fill(text, lens[i]);
        UNIT_CHECK(strlen(text) == lens[i], "it ends there");
        UNIT_CHECK(strspn(text, "0123456789abcdef") == lens[i], text);
        UNIT_CHECK(text[lens[i] + 1] == '!', "and nothing behind it is touched");
    }
}

static void no_two_are_the_same(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int i = 0; i < DRAWS; i++) {
        char *text = g_malloc(DIGITS + 1);

        secret_fill(text, DIGITS);
        g_hash_table_add(seen, text);
    }
    UNIT_CHECK(g_hash_table_size(seen) == DRAWS, "all differ");
}

/* Each of the 16 digits is expected 125 times at each place; the bounds are six standard deviations
 * away or more. */
static void every_digit_comes_at_every_place(void)
{
    int counts[DIGITS][16] = {{0}};

    for (int i = 0; i < DRAWS; i++) {
        char text[DIGITS + 1];

        secret_fill(text, DIGITS);
        for (int k = 0; k < DIGITS; k++)
            counts[k][g_ascii_xdigit_value(text[k])]++;
    }
    for (int k = 0; k < DIGITS; k++) {
        for (int digit = 0; digit < 16; digit++)
            UNIT_CHECK(counts[k][digit] > 59 && counts[k][digit] < 191, "about as often");
    }
}

UNIT_MAIN("base/secret", UNIT(a_secret_has_as_many_hexadecimal_digits_as_were_asked_for),
          UNIT(no_two_are_the_same), UNIT(every_digit_comes_at_every_place))
