#pragma once
/*
 * What the fake publisher was told: looking for a line of its list, and waiting for one, always
 * with a deadline. A line's place is its index in the list.
 */
#include <errno.h>

#include "unit/session/fake.h"

enum { DEADLINE_MS = 10000 };

/* @lock held. The place of the first line from @from on that begins with @start and holds @part. */
static inline int fake_find(const Fake *fake, int from, const char *start, const char *part)
{
    for (int i = from; i < (int)fake->said->len; i++) {
        const char *line = g_array_index(fake->said, Said, i).line;

        if (g_str_has_prefix(line, start) && strstr(line, part) != NULL)
            return i;
    }
    return -1;
}

/* Its place as above, waiting for it; -1 at the deadline. */
static inline int fake_wait_from(Fake *fake, int from, const char *start, const char *part)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    struct timespec at = {deadline_ms / 1000, deadline_ms % 1000 * 1000000};
    bool is_late = false;
    int found;

    pthread_mutex_lock(&fake->lock);
    while ((found = fake_find(fake, from, start, part)) < 0 && !is_late)
        is_late = pthread_cond_timedwait(&fake->changed, &fake->lock, &at) == ETIMEDOUT;
    pthread_mutex_unlock(&fake->lock);
    return found;
}

static inline int fake_wait(Fake *fake, const char *start, const char *part)
{
    return fake_wait_from(fake, 0, start, part);
}

/* Whether there is one by now from the place @from on, without waiting. */
static inline bool fake_has_from(Fake *fake, int from, const char *start, const char *part)
{
    bool found;

    pthread_mutex_lock(&fake->lock);
    found = fake_find(fake, from, start, part) >= 0;
    pthread_mutex_unlock(&fake->lock);
    return found;
}

static inline bool fake_has(Fake *fake, const char *start, const char *part)
{
    return fake_has_from(fake, 0, start, part);
}

/* (owned) */
static inline char *fake_line(Fake *fake, int place)
{
    char *line;

    pthread_mutex_lock(&fake->lock);
    line = g_strdup(g_array_index(fake->said, Said, place).line);
    pthread_mutex_unlock(&fake->lock);
    return line;
}

static inline int fake_len(Fake *fake)
{
    int len;

    pthread_mutex_lock(&fake->lock);
    len = (int)fake->said->len;
    pthread_mutex_unlock(&fake->lock);
    return len;
}

static inline int64_t fake_at_ms(Fake *fake, int place)
{
    int64_t at_ms;

    pthread_mutex_lock(&fake->lock);
    at_ms = g_array_index(fake->said, Said, place).at_ms;
    pthread_mutex_unlock(&fake->lock);
    return at_ms;
}

#define FAKE_LINE_IS(fake, place, expected)                                                        \
    do {                                                                                           \
        g_autofree char *line_ = fake_line(fake, place);                                           \
        UNIT_EQUALS_TEXT(line_, expected);                                                         \
    } while (0)

/* (owned) What the buttons of the present run of paragraph p in note n carry; NULL without one. */
static inline char *fake_nonce(Fake *fake)
{
    const Run *run;
    char *nonce;

    registry_lock(fake->sessions);
    run = registry_find(fake->sessions, "n", "p");
    nonce = run != NULL ? g_strdup(run->nonce) : NULL;
    registry_unlock(fake->sessions);
    return nonce;
}
