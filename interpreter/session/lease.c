#include "session/lease.h"

#include <glib.h>

static const struct {
    int64_t age_ms; /* of the sign, up to which it holds */
    int64_t pause_ms;
} steps[] = {
    {2 * 60 * 1000,  500          },
    {15 * 60 * 1000, 5000         },
    {INT64_MAX,      LEASE_SAVE_MS},
};

void lease_sign(Lease *lease, int64_t now_ms)
{
    lease->signed_ms = now_ms;
    lease->signs++;
    lease->opened_ms = 0;
}

void lease_open(Lease *lease, int64_t now_ms)
{
    if (lease->opened_ms == 0)
        lease->opened_ms = now_ms;
}

int64_t lease_settle_at_ms(const Lease *lease)
{
    return lease->opened_ms == 0 ? INT64_MAX : lease->opened_ms + LEASE_PROBE_MS;
}

bool lease_settle(Lease *lease, int64_t seen_ms, int64_t now_ms)
{
    bool has_reached = seen_ms != INT64_MIN && seen_ms >= lease->opened_ms;

    if (lease->opened_ms == 0)
        return false;
    if (has_reached) {
        lease->opened_ms = 0;
        return false;
    }
    if (seen_ms != INT64_MIN && now_ms < lease_settle_at_ms(lease))
        return false;
    lease_sign(lease, now_ms);
    return true;
}

int64_t lease_pause_ms(const Lease *lease, int64_t now_ms)
{
    if (lease->signed_ms == 0)
        return -1;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (now_ms - lease->signed_ms <= steps[i].age_ms)
            return steps[i].pause_ms;
    }
    g_assert_not_reached();
}
