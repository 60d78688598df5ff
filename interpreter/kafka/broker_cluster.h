#pragma once
/*
 * librdkafka's mock cluster behind a Broker, for tests that delete topics and records, or make its
 * brokers fail.
 *
 * Thread: any.
 */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "kafka/broker.h"

rd_kafka_mock_cluster_t *broker_cluster(Broker *broker); /* (borrowed) */
