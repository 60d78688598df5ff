#pragma once
/*
 * A real hub on a port of the kernel's choice, and what it has counted.
 */
#include "lib/unit.h"

#include "unit/push/mirror.h"

/* Whether it becomes true in time; looked at every millisecond. */
#define HUBS_AWAIT(condition)                                                                      \
    ({                                                                                             \
        int64_t until_ms_ = time_monotonic_ms() + SOCKET_PATIENCE_MS;                              \
        bool holds_;                                                                               \
        while (!(holds_ = (condition)) && time_monotonic_ms() < until_ms_)                         \
            poll(NULL, 0, 1);                                                                      \
        holds_;                                                                                    \
    })

static inline HubOptions hubs_options(void)
{
    return (HubOptions){.address = "127.0.0.1",
                        .viewers_max = 300,
                        .ping_ms = 60 * 1000,
                        .channel_age_ms = HUB_CHANNEL_AGE_MS};
}

static inline Hub *hubs_start(void)
{
    const HubOptions options = hubs_options();

    return hub_new(&options, NULL);
}

/* Its channels end first, as the hub's header wants it. */
static inline void hubs_stop(Hub *hub, Truth *truths, size_t truths_len)
{
    for (size_t i = 0; i < truths_len; i++)
        hub_close(truths[i].channel);
    hub_free(hub);
    for (size_t i = 0; i < truths_len; i++) {
        CU_ASSERT_EQUAL(atomic_load(&truths[i].frees), 1);
        truth_end(&truths[i]);
    }
}

static inline HubCounts hubs_counts(Hub *hub)
{
    HubCounts counts;

    hub_get_counts(hub, &counts);
    return counts;
}

/* A viewer that comes now is served: with compression and without. */
static inline bool hubs_serves(Hub *hub, const Truth *truth)
{
    bool is_served = true;

    for (int i = 0; i < 2; i++) {
        Mirror mirror;

        is_served = mirror_open(&mirror, hub, truth, i == 0) && mirror_catches_up(&mirror, truth) &&
                    is_served;
        mirror_free(&mirror);
    }
    return is_served;
}

/* Descriptors of this process. */
static inline int hubs_descriptors(void)
{
    GDir *folder = g_dir_open("/proc/self/fd", 0, NULL);
    int descriptors = 0;

    while (g_dir_read_name(folder) != NULL)
        descriptors++;
    g_dir_close(folder);
    return descriptors;
}

/* KB of memory that this process has. */
static inline int64_t hubs_memory_kb(void)
{
    g_autofree char *text = NULL;
    const char *line;

    g_file_get_contents("/proc/self/status", &text, NULL, NULL);
    line = strstr(text, "VmRSS:");
    return g_ascii_strtoll(line + strlen("VmRSS:"), NULL, 10);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { HUBS_ARE_CHECKED = 1 }; /* by a sanitizer: slower, and memory is no measure */
#else
enum { HUBS_ARE_CHECKED = 0 };
#endif
