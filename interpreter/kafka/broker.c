#include "kafka/broker.h"

#include "base/fail.h"
#include "kafka/broker_cluster.h"

struct Broker {
    rd_kafka_t *handle;               /* owned; hosts the cluster, and writes nothing */
    rd_kafka_mock_cluster_t *cluster; /* owned */
};

Broker *broker_new(GError **error)
{
    char said[512] = "";
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    Broker *broker = g_new0(Broker, 1);

    rd_kafka_conf_set_log_cb(conf, NULL);
    broker->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, said, sizeof(said));
    if (broker->handle == NULL) {
        rd_kafka_conf_destroy(conf);
        g_free(broker);
        return fail_null(error, FAIL_CONFIG, "the embedded broker does not start: %s", said);
    }
    broker->cluster = rd_kafka_mock_cluster_new(broker->handle, 1);
    if (broker->cluster == NULL) {
        broker_free(broker);
        return fail_null(error, FAIL_NET,
                         "the embedded broker does not start: no port of 127.0.0.1 can be had");
    }
    return broker;
}

void broker_free(Broker *broker)
{
    if (broker == NULL)
        return;
    if (broker->cluster != NULL)
        rd_kafka_mock_cluster_destroy(broker->cluster);
    rd_kafka_destroy(broker->handle);
    g_free(broker);
}

const char *broker_bootstrap(const Broker *broker)
{
    return rd_kafka_mock_cluster_bootstraps(broker->cluster);
}

bool broker_create_topic(Broker *broker, const char *topic, int partitions, GError **error)
{
    rd_kafka_resp_err_t code;

    if (partitions < 1 || partitions > BROKER_PARTITIONS_MAX)
        return fail(error, FAIL_LIMIT,
                    "a topic of the embedded broker has 1 to %d partitions, not %d",
                    BROKER_PARTITIONS_MAX, partitions);
    code = rd_kafka_mock_topic_create(broker->cluster, topic, partitions, 1);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return fail(error, FAIL_QUERY, "there is a topic \"%s\" already", topic);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(error, FAIL_KAFKA, "the embedded broker does not create topic \"%s\": %s",
                    topic, rd_kafka_err2str(code));
    return true;
}

rd_kafka_mock_cluster_t *broker_cluster(Broker *broker)
{
    return broker->cluster;
}
