/*
 * Writes a topic for the benchmarks: generate BROKERS TOPIC LINES [CODEC].
 *
 * English-like lines of 4 to 12 words (8 on average) out of 50,000 made-up words whose frequencies
 * follow Zipf's law (s = 1), by a fixed seed: the same arguments write the same lines. Record i
 * goes to partition i mod 4, its time is 2026-11-23 00:00 UTC plus i / 20 ms. It prints the lines,
 * bytes and words that it drew, and with `truth` as BROKERS the count of each word instead.
 */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORDS = 50000,
    WORD_BYTES_MAX = 48,
    LINE_WORDS_MIN = 4,
    LINE_WORDS_SPAN = 9,
    PARTITIONS = 4
};
#define BEGIN_MS INT64_C(1795392000000)

static char words[WORDS][WORD_BYTES_MAX];
static double cumulative[WORDS]; /* of Zipf's frequencies, ending at 1 */
static long counts[WORDS];
static uint64_t state = 42;

/* SplitMix64. */
static uint64_t draw_bits(void)
{
    uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* A word's spelling says its rank in syllables, so that all words differ and common ones are short.
 */
static void make_words(void)
{
    static const char *const syllables[] = {"ba", "ce", "di", "fo", "gu", "la",  "me",  "ni",
                                            "po", "ru", "sa", "te", "vi", "sho", "tru", "wa"};
    double sum = 0;

    for (int i = 0; i < WORDS; i++) {
        size_t len = 0;

        for (unsigned rank = (unsigned)i + 1; rank > 0; rank /= 16)
            len +=
                (size_t)snprintf(words[i] + len, WORD_BYTES_MAX - len, "%s", syllables[rank % 16]);
        sum += 1.0 / (i + 1);
        cumulative[i] = sum;
    }
    for (int i = 0; i < WORDS; i++)
        cumulative[i] /= sum;
}

static int draw_word(void)
{
    double at = (double)(draw_bits() >> 11) / 9007199254740992.0;
    int low = 0, high = WORDS - 1;

    while (low < high) {
        int middle = (low + high) / 2;

        if (cumulative[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t draw_line(char *line, long *drawn)
{
    int len = LINE_WORDS_MIN + (int)(draw_bits() % LINE_WORDS_SPAN);
    size_t bytes = 0;

    for (int i = 0; i < len; i++) {
        int word = draw_word();
        size_t word_len = strlen(words[word]);

        if (i > 0)
            line[bytes++] = ' ';
        memcpy(line + bytes, words[word], word_len);
        bytes += word_len;
        counts[word]++;
    }
    *drawn += len;
    return bytes;
}

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *user)
{
    (void)client;
    (void)user;
    if (message->err) {
        fprintf(stderr, "not delivered: %s\n", rd_kafka_err2str(message->err));
        exit(1);
    }
}

static rd_kafka_t *open_producer(const char *brokers, const char *codec)
{
    const char *const properties[][2] = {
        {"bootstrap.servers",            brokers },
        {"compression.codec",            codec   },
        {"linger.ms",                    "50"    },
        {"batch.num.messages",           "100000"},
        {"queue.buffering.max.messages", "500000"},
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
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (client == NULL) {
        fprintf(stderr, "%s\n", why);
        exit(3);
    }
    return client;
}

static void write_line(rd_kafka_t *client, rd_kafka_topic_t *topic, long i, char *line, size_t len)
{
    while (rd_kafka_producev(client, RD_KAFKA_V_RKT(topic),
                             RD_KAFKA_V_PARTITION((int)(i % PARTITIONS)),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(line, len),
                             RD_KAFKA_V_TIMESTAMP(BEGIN_MS + i / 20),
                             RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(client, 20);
    if (i % 4096 == 0)
        rd_kafka_poll(client, 0);
}

int main(int argc, char **argv)
{
    static char line[(LINE_WORDS_MIN + LINE_WORDS_SPAN) * WORD_BYTES_MAX];
    rd_kafka_t *client = NULL;
    rd_kafka_topic_t *topic = NULL;
    long lines, bytes = 0, drawn = 0;

    if (argc < 4) {
        fprintf(stderr, "usage: generate BROKERS|truth TOPIC LINES [CODEC]\n");
        return 2;
    }
    lines = strtol(argv[3], NULL, 10);
    make_words();
    if (strcmp(argv[1], "truth") != 0) {
        client = open_producer(argv[1], argc > 4 ? argv[4] : "none");
        topic = rd_kafka_topic_new(client, argv[2], NULL);
    }
    for (long i = 0; i < lines; i++) {
        size_t len = draw_line(line, &drawn);

        bytes += (long)len;
        if (client != NULL)
            write_line(client, topic, i, line, len);
    }
    if (client != NULL && rd_kafka_flush(client, 300000) != 0)
        return 1;
    if (client == NULL) {
        for (int i = 0; i < WORDS; i++) {
            if (counts[i] > 0)
                printf("%s,%ld\n", words[i], counts[i]);
        }
    } else {
        printf("{\"lines\":%ld,\"bytes\":%ld,\"words\":%ld}\n", lines, bytes, drawn);
    }
    return 0;
}
