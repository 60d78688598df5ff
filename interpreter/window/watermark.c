/*
 * A partition is judged from its greatest event time, when something last came from it, whether the
 * broker has since said that this was all, and until when its leader has gone on to answer. The
 * last two are what tells a quiet partition from one that lags or whose leader is silent: of the
 * latter's time no more is known than until its last answer, and after a break it is quiet anew, so
 * that what waited for its leader still comes in time.
 */
#include "window/watermark.h"

#include <assert.h>

typedef struct Partition {
    int64_t time_us;  /* greatest event time; WATERMARK_NONE before the first record */
    int64_t quiet_us; /* the wall's time since when nothing came; of use when is_at_end */
    int64_t heard_us; /* until when its leader answered; of use when is_heard */
    bool has_records;
    bool is_heard;
    bool is_at_end; /* the broker has confirmed the end since the last record */
    bool is_done;
} Partition;

struct Watermark {
    int64_t grace_us, idle_us;
    int64_t now_us;  /* the watermark, which never goes back */
    int64_t wall_us; /* of the last watermark_get(); holders are judged by it */
    size_t partitions_len;
    Partition partitions[];
};

/* Those that are more than there were. */
static void init_partitions(Watermark *watermark, size_t partitions_len)
{
    for (size_t i = watermark->partitions_len; i < partitions_len; i++)
        watermark->partitions[i] = (Partition){.time_us = WATERMARK_NONE};
    watermark->partitions_len = partitions_len;
}

Watermark *watermark_new(size_t partitions_len, int64_t grace_us, int64_t idle_us)
{
    Watermark *watermark = g_malloc0(sizeof(Watermark) + partitions_len * sizeof(Partition));

    assert(grace_us >= 0 && idle_us >= 0);
    watermark->grace_us = grace_us;
    watermark->idle_us = idle_us;
    watermark->now_us = WATERMARK_NONE;
    watermark->wall_us = WATERMARK_NONE;
    init_partitions(watermark, partitions_len);
    return watermark;
}

Watermark *watermark_grow(Watermark *watermark_take, size_t partitions_len)
{
    Watermark *watermark =
        g_realloc(watermark_take, sizeof(Watermark) + partitions_len * sizeof(Partition));

    assert(partitions_len >= watermark->partitions_len);
    init_partitions(watermark, partitions_len);
    return watermark;
}

void watermark_free(Watermark *watermark)
{
    g_free(watermark);
}

static Partition *partition_at(Watermark *watermark, size_t i)
{
    assert(i < watermark->partitions_len);
    return &watermark->partitions[i];
}

void watermark_observe(Watermark *watermark, size_t partition, int64_t time_us, int64_t wall_us)
{
    Partition *p = partition_at(watermark, partition);

    p->time_us = MAX(p->time_us, time_us);
    p->quiet_us = wall_us;
    p->has_records = true;
    p->is_at_end = false;
}

void watermark_confirm_end(Watermark *watermark, size_t partition, int64_t wall_us)
{
    Partition *p = partition_at(watermark, partition);

    if (!p->has_records && !p->is_at_end)
        p->quiet_us = wall_us; /* nothing ever came: quiet since we know that there is nothing */
    p->is_at_end = true;
}

void watermark_hear(Watermark *watermark, size_t partition, int64_t since_us, int64_t until_us)
{
    Partition *p = partition_at(watermark, partition);

    p->quiet_us = MAX(p->quiet_us, since_us);
    p->heard_us = until_us;
    p->is_heard = true;
}

void watermark_finish(Watermark *watermark, size_t partition)
{
    partition_at(watermark, partition)->is_done = true;
}

/* The wall's time from which a partition at its end is idle. */
static int64_t idle_from(const Watermark *watermark, const Partition *p)
{
    return p->quiet_us > INT64_MAX - watermark->idle_us ? INT64_MAX
                                                        : p->quiet_us + watermark->idle_us;
}

/* Until when it is known that nothing came. */
static int64_t known_us(const Partition *p, int64_t wall_us)
{
    return p->is_heard ? MIN(p->heard_us, wall_us) : wall_us;
}

static bool is_idle(const Watermark *watermark, const Partition *p, int64_t wall_us)
{
    return p->is_at_end && known_us(p, wall_us) >= idle_from(watermark, p);
}

/* That of an idle one goes on, also where it is ahead of the wall's. */
static int64_t partition_clock(const Watermark *watermark, const Partition *p, int64_t wall_us)
{
    int64_t known = known_us(p, wall_us), clock_us;

    if (p->is_done)
        return WATERMARK_END;
    if (!is_idle(watermark, p, wall_us))
        return p->time_us;
    if (__builtin_add_overflow(p->time_us, known - p->quiet_us, &clock_us))
        return p->time_us;
    return MAX(clock_us, known);
}

/* The wall's clock may have jumped back: what was before is as good as now. */
static void heed_jump(Watermark *watermark, int64_t wall_us)
{
    for (size_t i = 0; wall_us < watermark->wall_us && i < watermark->partitions_len; i++) {
        Partition *p = &watermark->partitions[i];

        p->quiet_us = MIN(p->quiet_us, wall_us);
    }
}

int64_t watermark_get(Watermark *watermark, int64_t wall_us)
{
    int64_t least_us = WATERMARK_END;

    heed_jump(watermark, wall_us);
    watermark->wall_us = wall_us;
    for (size_t i = 0; i < watermark->partitions_len; i++)
        least_us = MIN(least_us, partition_clock(watermark, &watermark->partitions[i], wall_us));

    if (least_us != WATERMARK_NONE && least_us != WATERMARK_END)
        least_us = least_us < INT64_MIN + 1 + watermark->grace_us ? INT64_MIN + 1
                                                                  : least_us - watermark->grace_us;
    watermark->now_us = MAX(watermark->now_us, least_us);
    return watermark->now_us;
}

int watermark_holder(const Watermark *watermark)
{
    int holder = -1;
    int64_t least_us = WATERMARK_END;

    for (size_t i = 0; i < watermark->partitions_len; i++) {
        const Partition *p = &watermark->partitions[i];

        if (p->is_done || is_idle(watermark, p, watermark->wall_us))
            continue;
        if (holder < 0 || p->time_us < least_us) {
            holder = (int)i;
            least_us = p->time_us;
        }
    }
    return holder;
}

int64_t watermark_held_us(const Watermark *watermark)
{
    int holder = watermark_holder(watermark);
    int64_t held_us = WATERMARK_NONE, others_us = WATERMARK_END;

    if (holder < 0)
        return 0;
    held_us = watermark->partitions[holder].time_us;
    for (size_t i = 0; i < watermark->partitions_len; i++) {
        const Partition *p = &watermark->partitions[i];

        if (i != (size_t)holder)
            others_us = MIN(others_us, partition_clock(watermark, p, watermark->wall_us));
    }
    if (others_us == WATERMARK_END || others_us <= held_us)
        return 0; /* alone, or no further behind than others */
    if (held_us == WATERMARK_NONE)
        return INT64_MAX;
    return others_us - held_us < 0 ? INT64_MAX : others_us - held_us;
}
