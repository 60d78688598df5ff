/*
 * cause: librdkafka's lines, as versions 2.0 to 2.15 print them, become sentences.
 */
#include "kafka/cause.h"
#include "lib/unit.h"

static void each_kind_of_failure_has_its_sentence(void)
{
    static const struct {
        const char *line, *sentence;
        FailCode code;
        bool is_final;
    } cases[] = {
        {"127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms "
         "in state CONNECT)",                                                                   "no broker answers at 127.0.0.1:1: connection refused",                                     FAIL_NET, false},
        {"h:9092/bootstrap: Failed to resolve 'h:9092': Name or service not known (after 0ms in "
         "state CONNECT)",                                                                      "no broker answers at h:9092: its name is not known here (DNS)",                            FAIL_NET, false},
        {"ssl://h:9092/bootstrap: SSL handshake failed: Disconnected: connecting to a PLAINTEXT "
         "broker listener? (after 1ms in state SSL_HANDSHAKE)",                                 "the broker at h:9092 does not speak TLS on this port, and security.protocol asks for TLS",
         FAIL_NET,                                                                                                                                                                                             true },
        {"h:9094/bootstrap: Disconnected: requesting ApiVersion: might be caused by incorrect "
         "security.protocol configuration (connecting to a SSL listener?) or broker version is < "
         "0.10 (see api.version.request) (after 1ms in state APIVERSION_QUERY)",                "the broker at h:9094 hung up on the first request: this port may want TLS "
         "(security.protocol=ssl or sasl_ssl)",                                                             FAIL_NET, true },
        {"ssl://h:9094/1: SSL handshake failed: error:0A000086:SSL routines::certificate verify "
         "failed: broker certificate could not be verified (after 8ms in state SSL_HANDSHAKE)", "the certificate of the broker at h:9094 could not be verified: ssl.ca.location must name "
         "the authority that signed it",                                                     FAIL_NET, true },
        {"sasl_ssl://h:9096/bootstrap: SASL authentication error: Authentication failed (after "
         "309ms in state AUTH_REQ)",                                                            "the broker at h:9096 refused the login: SASL authentication error: Authentication failed",
         FAIL_KAFKA,                                                                                                                                                                                           true },
        {"h:9092/bootstrap: Disconnected: verify that security.protocol is correctly configured, "
         "broker might require SASL authentication (after 201ms in state UP)",                  "the broker at h:9092 hung up at once: it may want a login (security.protocol=sasl_ssl or "
         "sasl_plaintext)",                                                                                   FAIL_NET, false},
        {"h:9092/bootstrap: Connection setup timed out in state CONNECT (after 10010ms in state "
         "CONNECT)",                                                                            "no broker answers at h:9092: nothing came back in time, as when a firewall or a security "
         "group is in the way",                                                                                                                                         FAIL_NET, false},
        {"sasl_plaintext://h:9092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: "
         "Request "
         "not valid in current SASL state: broker's supported mechanisms:  (after 1ms in state "
         "AUTH_HANDSHAKE)",                                                                     "the broker at h:9092 wants no login on this port, and security.protocol asks for one",
         FAIL_KAFKA,                                                                                                                                                                                           true },
        {"h:443/bootstrap: Receive failed: Invalid response size 1213486160 (0..100000000): "
         "increase "
         "receive.message.max.bytes (after 1ms in state APIVERSION_QUERY)",                     "what answers at h:443 does not speak Kafka: a wrong port, or one that wants TLS "
         "(security.protocol=ssl or sasl_ssl)",                                                                  FAIL_NET, true },
        {"h:9094/bootstrap: Disconnected: connection closed by peer: receive 0 after POLLIN (after "
         "0ms "
         "in state APIVERSION_QUERY, 1 identical error(s) suppressed)",                         "the broker at h:9094 hung up on the first request: this port may want TLS "
         "(security.protocol=ssl or sasl_ssl)",                                                                      FAIL_NET, false},
        {"[::1]:9092/2: Something new happened (after 1ms in state UP, 2 identical error(s) "
         "suppressed)",                                                                         "the broker at [::1]:9092 said: Something new happened",                                    FAIL_NET, false},
        {"Fetch from broker 1 failed: Broker: Unknown error",
         "librdkafka says: Fetch from broker 1 failed: Broker: Unknown error",                                                                                                                       FAIL_NET, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Cause cause;

        cause_read(cases[i].line, 7, &cause);
        UNIT_EQUALS_TEXT(cause.sentence, cases[i].sentence);
        UNIT_CHECK(cause.code == cases[i].code && cause.is_final == cases[i].is_final &&
                       cause.at_ms == 7,
                   cases[i].line);
        cause_clear(&cause);
    }
}

static void add(CauseList *list, const char *line, int64_t at_ms)
{
    Cause cause;

    cause_read(line, at_ms, &cause);
    cause_list_add_take(list, &cause);
}

static void the_cause_that_tells_most_wins_then_the_newest(void)
{
    CauseList list = {.next = 0};

    CU_ASSERT_PTR_NULL(cause_list_find(&list, 0));
    add(&list, "a:1/1: Connect to x failed: Connection refused (after 0ms in state CONNECT)", 1);
    add(&list, "b:1/1: Connect to x failed: Connection refused (after 0ms in state CONNECT)", 2);
    add(&list, "b:1/1: Disconnected (after 0ms in state UP)", 3);
    UNIT_EQUALS_TEXT(cause_list_find(&list, 3)->sentence,
                     "no broker answers at b:1: connection refused");
    cause_list_clear(&list);
}

static void an_old_cause_is_no_cause(void)
{
    CauseList list = {.next = 0};

    add(&list, "a:1/1: Disconnected (after 0ms in state UP)", 10);
    CU_ASSERT_PTR_NOT_NULL(cause_list_find(&list, 10 + CAUSE_AGE_MS));
    CU_ASSERT_PTR_NULL(cause_list_find(&list, 11 + CAUSE_AGE_MS));
    cause_list_clear(&list);
}

static void only_the_last_causes_are_kept(void)
{
    CauseList list = {.next = 0};

    add(&list, "login:1/1: SASL authentication error: no (after 1ms in state AUTH_REQ)", 0);
    for (int i = 0; i < CAUSE_KEPT_MAX; i++)
        add(&list, "a:1/1: Disconnected (after 0ms in state UP)", i);
    UNIT_EQUALS_TEXT(cause_list_find(&list, 9)->sentence,
                     "the broker at a:1 closed the connection; where it always does, it may want a "
                     "login (security.protocol=sasl_ssl or sasl_plaintext)");
    cause_list_clear(&list);
}

UNIT_MAIN("kafka/cause", UNIT(each_kind_of_failure_has_its_sentence),
          UNIT(the_cause_that_tells_most_wins_then_the_newest), UNIT(an_old_cause_is_no_cause),
          UNIT(only_the_last_causes_are_kept))
