#!/bin/sh
# Fetches other engines, whose word counts the tests compare with ours, from Maven Central.
#
#   peer.sh streams|flink|spark fetch VERSION   bring its jars into the cache, once, and print
#                                               their folder
#   peer.sh streams|flink|spark path VERSION    print that folder without fetching anything
#   peer.sh streams|flink|spark versions        the versions that can be had
#
# The cache is $ZEPPELIN_KAFKA_CACHE, by default ${XDG_CACHE_HOME:-~/.cache}/zeppelin-kafka.
# tests/lib/peers.py runs what lies there.

set -eu
. "$(dirname "$0")/fetch.sh"
serve "${1:-}" "${2:-}" "${3:-}"
