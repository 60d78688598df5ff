#pragma once
#define ZEPPELIN_KAFKA_VERSION "0.1.0"
