#pragma once
/*
 * Whole numbers beyond 128 bits, without a sign and in a fixed room: what products, quotients and
 * sums of numerics are made of before they are rounded. The one door to GMP, whose functions are
 * given the room, so that nothing here allocates.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

enum {
    WIDE_LIMBS_MAX = 12, /* 768 bits, 231 digits; callers bound what they compute */
    WIDE_TENS_MAX = 38,  /* the greatest power of ten that 128 bits hold */
};

typedef struct Wide {
    uint64_t limbs[WIDE_LIMBS_MAX]; /* the least first */
    int len;                        /* limbs up to the first that is not 0; 0: zero */
} Wide;

extern const Uint128 wide_tens[WIDE_TENS_MAX + 1]; /* 10^i */

Wide wide_of(Uint128 number);
/* The number, if 128 bits hold it. */
bool wide_narrow(const Wide *wide, Uint128 *ret_number);

int wide_compare(const Wide *a, const Wide *b);
void wide_add(Wide *to, const Wide *number);
void wide_subtract(Wide *from, const Wide *number); /* not more than there is */
Wide wide_multiply(const Wide *a, const Wide *b);
Wide wide_times_ten(const Wide *number, int power); /* number * 10^power, power >= 0 */
/* @by is not zero; ret_rest may be NULL. */
Wide wide_divide(const Wide *number, const Wide *by, Wide *ret_rest);
/* The quotient, of which a half goes up. */
Wide wide_divide_rounded(const Wide *number, const Wide *by);
Wide wide_root_rounded(const Wide *number); /* the whole number next to its square root */

/* Decimal digits; 0 has none. */
int wide_digits(const Wide *number);
int wide_digits_of(Uint128 number);
