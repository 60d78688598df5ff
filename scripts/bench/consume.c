/*
 * The bare consumer that ours is measured beside: consume BROKERS TOPIC RECORDS. It reads so many
 * records of four partitions by librdkafka's batch call, with the properties that ours sets,
 * touches nothing, and prints its own figures as one JSON object.
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { PARTITIONS = 4, BATCH = 10000 };

static double seconds_of(struct timeval at)
{
    return (double)at.tv_sec + (double)at.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static rd_kafka_t *open_consumer(const char *brokers)
{
    const char *const properties[][2] = {
        {"bootstrap.servers",      brokers   },
        {"group.id",               "bench"   },
        {"enable.auto.commit",     "false"   },
        {"auto.offset.reset",      "earliest"},
        {"fetch.queue.backoff.ms", "10"      },
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *client;
    char why[512];

    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (rd_kafka_conf_set(conf, properties[i][0], properties[i][1], why, sizeof why) != 0) {
            fprintf(stderr, "%s\n", why);
            exit(2);
        }
    }
    client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (client == NULL) {
        fprintf(stderr, "%s\n", why);
        exit(3);
    }
    rd_kafka_poll_set_consumer(client);
    return client;
}

int main(int argc, char **argv)
{
    static rd_kafka_message_t *messages[BATCH];
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(PARTITIONS);
    long records = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
    long read = 0, bytes = 0;
    double began = now(), took;
    struct rusage usage;
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;

    if (argc < 4) {
        fprintf(stderr, "usage: consume BROKERS TOPIC RECORDS\n");
        return 2;
    }
    client = open_consumer(argv[1]);
    for (int i = 0; i < PARTITIONS; i++)
        rd_kafka_topic_partition_list_add(list, argv[2], i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(client, list);
    queue = rd_kafka_queue_get_consumer(client);
    while (read < records) {
        ssize_t len = rd_kafka_consume_batch_queue(queue, 1000, messages, BATCH);

        for (ssize_t i = 0; i < len; i++) {
            if (!messages[i]->err) {
                read++;
                bytes += (long)messages[i]->len;
            }
            rd_kafka_message_destroy(messages[i]);
        }
    }
    took = now() - began;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"records\":%ld,\"bytes\":%ld,\"seconds\":%.3f,\"cpu_seconds\":%.3f}\n", read, bytes,
           took, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
    fflush(stdout);
    _Exit(0);
}
