#include "expr/hyperloglog.h"

#include <math.h>
#include <string.h>

enum {
    SLOTS_MIN = 8,
    RANK_MAX = 64 - HYPERLOGLOG_BITS + 1, /* of a hash whose other bits are all zero */
};

struct HyperLogLog {
    uint8_t *registers; /* owned; NULL: there are few hashes */
    uint64_t *hashes;   /* owned; a table, 0: a free slot; NULL with registers */
    size_t slots_len;   /* a power of two */
    size_t len;         /* hashes in it */
};

HyperLogLog *hyperloglog_new(void)
{
    HyperLogLog *sketch = g_new0(HyperLogLog, 1);

    sketch->slots_len = SLOTS_MIN;
    sketch->hashes = g_new0(uint64_t, SLOTS_MIN);
    return sketch;
}

void hyperloglog_free(HyperLogLog *sketch)
{
    if (sketch == NULL)
        return;
    g_free(sketch->registers);
    g_free(sketch->hashes);
    g_free(sketch);
}

size_t hyperloglog_heap_bytes(const HyperLogLog *sketch)
{
    return sizeof(*sketch) + (sketch->registers != NULL ? (size_t)HYPERLOGLOG_REGISTERS
                                                        : sketch->slots_len * sizeof(uint64_t));
}

static void add_to_registers(HyperLogLog *sketch, uint64_t hash)
{
    uint8_t *at = &sketch->registers[hash >> (64 - HYPERLOGLOG_BITS)];
    uint64_t rest = hash << HYPERLOGLOG_BITS;
    uint8_t rank = rest == 0 ? RANK_MAX : (uint8_t)(__builtin_clzll(rest) + 1);

    *at = MAX(*at, rank);
}

static void put(uint64_t *hashes, size_t slots_len, uint64_t hash, size_t *len)
{
    size_t i = hash & (slots_len - 1);

    while (hashes[i] != 0 && hashes[i] != hash)
        i = (i + 1) & (slots_len - 1);
    *len += hashes[i] == 0;
    hashes[i] = hash;
}

static void become_registers(HyperLogLog *sketch)
{
    sketch->registers = g_new0(uint8_t, HYPERLOGLOG_REGISTERS);
    for (size_t i = 0; i < sketch->slots_len; i++) {
        if (sketch->hashes[i] != 0)
            add_to_registers(sketch, sketch->hashes[i]);
    }
    g_clear_pointer(&sketch->hashes, g_free);
}

static void grow(HyperLogLog *sketch)
{
    g_autofree uint64_t *old = sketch->hashes;
    size_t old_len = sketch->slots_len;

    sketch->slots_len *= 2;
    sketch->hashes = g_new0(uint64_t, sketch->slots_len);
    sketch->len = 0;
    for (size_t i = 0; i < old_len; i++) {
        if (old[i] != 0)
            put(sketch->hashes, sketch->slots_len, old[i], &sketch->len);
    }
}

void hyperloglog_add(HyperLogLog *sketch, uint64_t hash)
{
    if (sketch->registers != NULL) {
        add_to_registers(sketch, hash);
        return;
    }
    put(sketch->hashes, sketch->slots_len, hash == 0 ? 1 : hash, &sketch->len); /* 0: free */
    if (sketch->len > HYPERLOGLOG_EXACT_MAX)
        become_registers(sketch);
    else if (sketch->len * 4 > sketch->slots_len * 3)
        grow(sketch);
}

void hyperloglog_merge(HyperLogLog *into, const HyperLogLog *from)
{
    for (size_t i = 0; from->registers == NULL && i < from->slots_len; i++) {
        if (from->hashes[i] != 0)
            hyperloglog_add(into, from->hashes[i]);
    }
    if (from->registers == NULL)
        return;
    if (into->registers == NULL)
        become_registers(into);
    for (size_t i = 0; i < HYPERLOGLOG_REGISTERS; i++)
        into->registers[i] = MAX(into->registers[i], from->registers[i]);
}

/* ---- Ertl's estimate, his algorithm 6 ---- */

/* What registers that are still zero add: x + x^2 + 2 x^4 + 4 x^8 + ..., for x < 1. */
static double sigma(double x)
{
    double sum = x, last, factor = 1;

    do {
        last = sum;
        x *= x;
        sum += x * factor;
        factor += factor;
    } while (sum != last);
    return sum;
}

/* What registers that are full take away. */
static double tau(double x)
{
    double sum = 1 - x, last, factor = 1;

    if (x == 0 || x == 1)
        return 0;
    do {
        last = sum;
        x = sqrt(x);
        factor *= 0.5;
        sum -= (1 - x) * (1 - x) * factor;
    } while (sum != last);
    return sum / 3;
}

int64_t hyperloglog_count(const HyperLogLog *sketch)
{
    const double m = HYPERLOGLOG_REGISTERS;
    double counts[RANK_MAX + 1] = {0}, sum;

    if (sketch->registers == NULL)
        return (int64_t)sketch->len;
    for (size_t i = 0; i < HYPERLOGLOG_REGISTERS; i++)
        counts[sketch->registers[i]]++;
    sum = m * tau(1 - counts[RANK_MAX] / m);
    for (int rank = RANK_MAX - 1; rank >= 1; rank--)
        sum = 0.5 * (sum + counts[rank]);
    sum += m * sigma(counts[0] / m); /* counts[0] < m: some hash was added */
    return llround(m * m / (2 * G_LN2 * sum));
}

/* ---- checkpoints ---- */

void hyperloglog_save(const HyperLogLog *sketch, GByteArray *bytes)
{
    uint64_t len = sketch->registers != NULL ? G_MAXUINT64 : sketch->len;

    g_byte_array_append(bytes, (const guint8 *)&len, sizeof(len));
    if (sketch->registers != NULL)
        g_byte_array_append(bytes, sketch->registers, HYPERLOGLOG_REGISTERS);
    for (size_t i = 0; sketch->registers == NULL && i < sketch->slots_len; i++) {
        if (sketch->hashes[i] != 0)
            g_byte_array_append(bytes, (const guint8 *)&sketch->hashes[i], sizeof(uint64_t));
    }
}

HyperLogLog *hyperloglog_load(const uint8_t **at)
{
    HyperLogLog *sketch = hyperloglog_new();
    uint64_t len, hash;

    memcpy(&len, *at, sizeof(len));
    *at += sizeof(len);
    if (len == G_MAXUINT64) {
        g_clear_pointer(&sketch->hashes, g_free);
        sketch->registers = g_memdup2(*at, HYPERLOGLOG_REGISTERS);
        *at += HYPERLOGLOG_REGISTERS;
        return sketch;
    }
    for (uint64_t i = 0; i < len; i++, *at += sizeof(hash)) {
        memcpy(&hash, *at, sizeof(hash));
        hyperloglog_add(sketch, hash);
    }
    return sketch;
}
