#!/bin/sh
# Fetches Apache Kafka for tests and benchmarks, from Maven Central.
#
#   kafka.sh fetch VERSION   bring its jars into the cache, once, and print their folder
#   kafka.sh path VERSION    print that folder without fetching anything
#   kafka.sh versions        the versions that can be had
#
# The cache is $ZEPPELIN_KAFKA_CACHE, by default ${XDG_CACHE_HOME:-~/.cache}/zeppelin-kafka.
# tests/lib/kafka_server.py starts what lies there.

set -eu
. "$(dirname "$0")/fetch.sh"
serve kafka "$@"
