#include "row/wide.h"

#include <assert.h>
#include <gmp.h>

G_STATIC_ASSERT(sizeof(mp_limb_t) == sizeof(uint64_t) && GMP_NAIL_BITS == 0);

#define FIVE_TENS(from)                                                                            \
    (Uint128)(from), (Uint128)(from)*10, (Uint128)(from)*100, (Uint128)(from)*1000,                \
        (Uint128)(from)*10000
#define TEN_15 1000000000000000
#define TEN_30 ((Uint128)TEN_15 * TEN_15)

const Uint128 wide_tens[WIDE_TENS_MAX + 1] = {
    FIVE_TENS(1),
    FIVE_TENS(100000),
    FIVE_TENS(10000000000),
    FIVE_TENS(TEN_15),
    FIVE_TENS((Uint128)TEN_15 * 100000),
    FIVE_TENS((Uint128)TEN_15 * 10000000000),
    FIVE_TENS(TEN_30),
    TEN_30 * 100000,
    TEN_30 * 1000000,
    TEN_30 * 10000000,
    TEN_30 * 100000000,
};

static void trim(Wide *wide)
{
    while (wide->len > 0 && wide->limbs[wide->len - 1] == 0)
        wide->len--;
}

Wide wide_of(Uint128 number)
{
    Wide wide = {
        {(uint64_t)number, (uint64_t)(number >> 64)},
        2
    };

    trim(&wide);
    return wide;
}

bool wide_narrow(const Wide *wide, Uint128 *ret_number)
{
    if (wide->len > 2)
        return false;
    *ret_number = wide->len > 0 ? wide->limbs[0] : 0;
    if (wide->len == 2)
        *ret_number |= (Uint128)wide->limbs[1] << 64;
    return true;
}

int wide_compare(const Wide *a, const Wide *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return a->len == 0 ? 0 : mpn_cmp(a->limbs, b->limbs, a->len);
}

void wide_add(Wide *to, const Wide *number)
{
    int len = MAX(to->len, number->len);
    Wide other = *number;

    assert(len < WIDE_LIMBS_MAX);
    memset(to->limbs + to->len, 0, (size_t)(len - to->len) * sizeof(to->limbs[0]));
    memset(other.limbs + other.len, 0, (size_t)(len - other.len) * sizeof(other.limbs[0]));
    to->limbs[len] = len == 0 ? 0 : mpn_add_n(to->limbs, to->limbs, other.limbs, len);
    to->len = len + 1;
    trim(to);
}

void wide_subtract(Wide *from, const Wide *number)
{
    mp_limb_t borrow = 0;

    assert(number->len <= from->len);
    if (number->len > 0)
        borrow = mpn_sub(from->limbs, from->limbs, from->len, number->limbs, number->len);
    assert(borrow == 0);
    trim(from);
}

Wide wide_multiply(const Wide *a, const Wide *b)
{
    const Wide *longer = a->len >= b->len ? a : b, *shorter = longer == a ? b : a;
    uint64_t limbs[2 * WIDE_LIMBS_MAX];
    Wide product = {.len = a->len + b->len};

    if (shorter->len == 0)
        return (Wide){.len = 0};
    mpn_mul(limbs, longer->limbs, longer->len, shorter->limbs, shorter->len);
    product.len -= limbs[product.len - 1] == 0 ? 1 : 0;
    assert(product.len <= WIDE_LIMBS_MAX);
    memcpy(product.limbs, limbs, (size_t)product.len * sizeof(limbs[0]));
    return product;
}

Wide wide_times_ten(const Wide *number, int power)
{
    Wide product = *number;

    while (power > 0) {
        int step = MIN(power, (int)WIDE_TENS_MAX);
        Wide tens = wide_of(wide_tens[step]);

        product = wide_multiply(&product, &tens);
        power -= step;
    }
    return product;
}

Wide wide_divide(const Wide *number, const Wide *by, Wide *ret_rest)
{
    Wide quotient = {.len = number->len - by->len + 1}, rest = {.len = by->len};

    assert(by->len > 0);
    if (number->len < by->len) {
        quotient.len = 0;
        rest = *number;
    } else {
        mpn_tdiv_qr(quotient.limbs, rest.limbs, 0, number->limbs, number->len, by->limbs, by->len);
    }
    trim(&quotient);
    trim(&rest);
    if (ret_rest != NULL)
        *ret_rest = rest;
    return quotient;
}

Wide wide_divide_rounded(const Wide *number, const Wide *by)
{
    static const Wide one = {{1}, 1};
    Wide rest, quotient = wide_divide(number, by, &rest);

    wide_add(&rest, &rest);
    if (wide_compare(&rest, by) >= 0)
        wide_add(&quotient, &one);
    return quotient;
}

Wide wide_root_rounded(const Wide *number)
{
    Wide root = {.len = (number->len + 1) / 2}, rest = {.len = 0};
    const Wide one = wide_of(1);

    if (number->len > 0)
        rest.len = (int)mpn_sqrtrem(root.limbs, rest.limbs, number->limbs, number->len);
    trim(&root);
    if (wide_compare(&rest, &root) > 0) /* beyond the square of the next half */
        wide_add(&root, &one);
    return root;
}

/* So many digits has the least number of that many bits; the greatest may have one more. */
static int digits_of_bits(int bits)
{
    return (int)((int64_t)(bits - 1) * 30103 / 100000) + 1;
}

int wide_digits_of(Uint128 number)
{
    uint64_t high = (uint64_t)(number >> 64), low = (uint64_t)number;
    int bits = high != 0 ? 128 - __builtin_clzll(high) : low != 0 ? 64 - __builtin_clzll(low) : 0;
    int digits = bits == 0 ? 0 : digits_of_bits(bits);

    return digits + (bits > 0 && digits <= WIDE_TENS_MAX && number >= wide_tens[digits] ? 1 : 0);
}

int wide_digits(const Wide *number)
{
    Uint128 narrow;
    Wide one = wide_of(1), next;
    int digits;

    if (wide_narrow(number, &narrow))
        return wide_digits_of(narrow);
    digits = digits_of_bits((int)mpn_sizeinbase(number->limbs, number->len, 2));
    if (digits == digits_of_bits(WIDE_LIMBS_MAX * 64))
        return digits;
    next = wide_times_ten(&one, digits);
    return digits + (wide_compare(number, &next) >= 0 ? 1 : 0);
}
