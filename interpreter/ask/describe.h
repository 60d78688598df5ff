#pragma once
/*
 * For this room: the parts of DESCRIBE's answer.
 *
 * Thread: main.
 */
#include "ask/answer.h"
#include "kafka/detail.h"

enum {
    DESCRIBE_PART,
    DESCRIBE_NAME,
    DESCRIBE_IS,
    DESCRIBE_NULLS,
    DESCRIBE_EXAMPLE,
    DESCRIBE_NOTE,
};

typedef struct Describe {
    const AskSpec *spec; /* borrowed */
    Answer *answer;      /* borrowed */
    Client *client;      /* borrowed */
    char *topic;         /* owned: as the broker spells it */
    int64_t deadline_ms;
} Describe;

/* A row; all cells but the first are taken; NULL is an empty one. */
void describe_add(Describe *describe, const char *part, char *name, char *is, char *nulls,
                  char *example, char *note);
int64_t describe_left_ms(const Describe *describe);

/* describe_parts.c: what brokers tell. @partitions: DetailPartition * */
void describe_add_topic(Describe *describe, const GPtrArray *partitions);
void describe_add_partitions(Describe *describe, const GPtrArray *partitions);
void describe_add_groups(Describe *describe);
void describe_add_configs(Describe *describe, bool is_all); /* else those that are not default */

/* describe_records.c: formats, columns and fields, by a look at some records */
void describe_add_records(Describe *describe);
