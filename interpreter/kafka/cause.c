#include "kafka/cause.h"

typedef struct CauseRule {
    const char *part; /* of librdkafka's line */
    FailCode code;
    int weight;
    bool is_final;
    bool tells_rest;            /* librdkafka's own words follow */
    const char *before, *after; /* of the broker's address */
    CauseStep step;
} CauseRule;

/* To know one more failure: a row here, and one in tests/unit/kafka/test_cause.c. The first row
 * whose part is in the line counts. */
static const CauseRule rules[] = {
    {"connecting to a PLAINTEXT broker listener", FAIL_NET,   4, true,  false, "the broker at ",
     " does not speak TLS on this port, and security.protocol asks for TLS",                                                                CAUSE_TLS  },
    {"connecting to a SSL listener",              FAIL_NET,   4, true,  false, "the broker at ",
     " hung up on the first request: this port may want TLS (security.protocol=ssl or sasl_ssl)",                                           CAUSE_TLS  },
    {"certificate verify failed",                 FAIL_NET,   4, true,  false, "the certificate of the broker at ",
     " could not be verified: ssl.ca.location must name the authority that signed it",                                                      CAUSE_TLS  },
    {"SSL handshake failed",                      FAIL_NET,   4, true,  true,  "no TLS connection to the broker at ", "",
     CAUSE_TLS                                                                                                                                         },
    {"might require SASL",                        FAIL_NET,   3, false, false, "the broker at ",
     " hung up at once: it may want a login (security.protocol=sasl_ssl or sasl_plaintext)",                                                CAUSE_LOGIN},
    {"not valid in current SASL state",           FAIL_KAFKA, 5, true,  false, "the broker at ",
     " wants no login on this port, and security.protocol asks for one",                                                                    CAUSE_LOGIN},
    {"Invalid response size",                     FAIL_NET,   4, true,  false, "what answers at ",
     " does not speak Kafka: a wrong port, or one that wants TLS (security.protocol=ssl or "
     "sasl_ssl)",                                                                                                                           CAUSE_TLS  },
    {"SASL authentication",                       FAIL_KAFKA, 5, true,  true,  "the broker at ",                      " refused the login",
     CAUSE_LOGIN                                                                                                                                       },
    {"SASL mechanism",                            FAIL_KAFKA, 5, true,  true,  "the broker at ",
     " does not offer this way to log in (sasl.mechanism)",                                                                                 CAUSE_LOGIN},
    {"mechanism handshake failed",                FAIL_KAFKA, 5, true,  true,  "the broker at ",
     " does not offer this way to log in (sasl.mechanism)",                                                                                 CAUSE_LOGIN},
    {"Failed to resolve",                         FAIL_NET,   3, false, false, "no broker answers at ",
     ": its name is not known here (DNS)",                                                                                                  CAUSE_OTHER},
    {"Connection refused",                        FAIL_NET,   3, false, false, "no broker answers at ",
     ": connection refused",                                                                                                                CAUSE_OTHER},
    {"timed out in state",                        FAIL_NET,   3, false, false, "no broker answers at ",
     ": nothing came back in time, as when a firewall or a security group is in the way",                                                   CAUSE_OTHER},
    {"Connection timed out",                      FAIL_NET,   3, false, false, "no broker answers at ",
     ": nothing came back in time, as when a firewall or a security group is in the way",                                                   CAUSE_OTHER},
    {"No route to host",                          FAIL_NET,   3, false, false, "no broker answers at ",               ": no route to host",
     CAUSE_OTHER                                                                                                                                       },
    {"Network is unreachable",                    FAIL_NET,   3, false, false, "no broker answers at ",
     ": its network is unreachable",                                                                                                        CAUSE_OTHER},
    {"Timed out",                                 FAIL_NET,   2, false, false, "the broker at ",
     " takes connections and does not answer",                                                                                              CAUSE_OTHER},
    {"timed out",                                 FAIL_NET,   2, false, false, "the broker at ",
     " takes connections and does not answer",                                                                                              CAUSE_OTHER},
    {"in state APIVERSION_QUERY",                 FAIL_NET,   3, false, false, "the broker at ",
     " hung up on the first request: this port may want TLS (security.protocol=ssl or sasl_ssl)",                                           CAUSE_TLS  },
    {"Disconnected",                              FAIL_NET,   1, false, false, "the broker at ",
     " closed the connection; where it always does, it may want a login "
     "(security.protocol=sasl_ssl or sasl_plaintext)",                                                                                      CAUSE_OTHER},
};
static const CauseRule other_rule = {"",   FAIL_NET,         2,       false,
                                     true, "the broker at ", " said", CAUSE_OTHER};

void cause_clear(Cause *cause)
{
    g_clear_pointer(&cause->sentence, g_free);
}

/* "sasl_ssl://host:9096/bootstrap" is "host:9096" for people. */
static char *address_of(const char *name, size_t name_len)
{
    g_autofree char *whole = g_strndup(name, name_len);
    char *scheme = strstr(whole, "://");
    char *address = scheme == NULL ? whole : scheme + 3;
    char *id = strchr(address, '/');

    if (id != NULL)
        *id = '\0';
    return g_strdup(address);
}

/* Without "(after 3ms in state UP, 2 identical error(s) suppressed)" at the end. */
static char *rest_of(const char *text)
{
    const char *after = g_strrstr(text, " (after ");

    return after == NULL ? g_strdup(text) : g_strndup(text, (size_t)(after - text));
}

static const CauseRule *rule_of(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if (strstr(line, rules[i].part) != NULL)
            return &rules[i];
    return &other_rule;
}

void cause_read(const char *line, int64_t at_ms, Cause *ret_cause)
{
    const char *end = strstr(line, ": ");
    bool has_address = end != NULL && memchr(line, ' ', (size_t)(end - line)) == NULL;
    const CauseRule *rule = rule_of(line);
    g_autofree char *address = has_address ? address_of(line, (size_t)(end - line)) : NULL;
    g_autofree char *rest = rest_of(has_address ? end + 2 : line);

    *ret_cause = (Cause){
        .sentence = !has_address ? g_strconcat("librdkafka says: ", rest, NULL)
                                 : g_strconcat(rule->before, address, rule->after,
                                               rule->tells_rest ? ": " : "",
                                               rule->tells_rest ? rest : "", NULL),
        .code = rule->code,
        .weight = rule->weight,
        .is_final = rule->is_final,
        .step = rule->step,
        .at_ms = at_ms,
    };
}

void cause_list_add_take(CauseList *list, Cause *cause)
{
    Cause *slot = &list->kept[list->next % CAUSE_KEPT_MAX];

    cause_clear(slot);
    *slot = *cause;
    *cause = (Cause){.sentence = NULL};
    list->next = (list->next + 1) % CAUSE_KEPT_MAX;
}

void cause_list_clear(CauseList *list)
{
    for (size_t i = 0; i < CAUSE_KEPT_MAX; i++)
        cause_clear(&list->kept[i]);
}

const Cause *cause_list_find(const CauseList *list, int64_t now_ms)
{
    const Cause *found = NULL;

    /* Oldest first, so that of equal weights the newest wins. */
    for (unsigned i = 0; i < CAUSE_KEPT_MAX; i++) {
        const Cause *cause = &list->kept[(list->next + i) % CAUSE_KEPT_MAX];

        if (cause->sentence != NULL && now_ms - cause->at_ms <= CAUSE_AGE_MS &&
            (found == NULL || cause->weight >= found->weight))
            found = cause;
    }
    return found;
}
