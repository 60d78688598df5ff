/*
 * registry: schemas by id, asked for once; what is refused, away, silent, too long.
 * Method: a stub on a port of the kernel's; waits are for its counts, with a deadline.
 */
#include "avro_bytes.h"
#include "base/time_ms.h"
#include "decoding.h"
#include "stub.h"

enum { TIMEOUT_MS = 10000, SHORT_MS = 250, THREADS = 4 };

static SchemaRegistry *registry_of(const Stub *stub, int64_t timeout_ms)
{
    SchemaRegistrySpec spec = {
        .url = stub->url, .ca_file = stub->ca_file, .timeout_ms = timeout_ms};

    return schema_registry_new(&spec, NULL);
}

static void a_schema_is_asked_for_once(void)
{
    Stub stub;
    const Schema *first = NULL, *again = NULL, *other = NULL;

    stub_start(&stub, false);
    {
        g_autofree char *url = g_strconcat(stub.url, "//", NULL);
        SchemaRegistrySpec spec = {.url = url};
        g_autoptr(SchemaRegistry) registry = schema_registry_new(&spec, NULL);

        CU_ASSERT_TRUE(schema_registry_get(registry, 1, &first, NULL));
        CU_ASSERT_TRUE(schema_registry_get(registry, 1, &again, NULL));
        CU_ASSERT_TRUE(first == again);
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), 1);
        CU_ASSERT_TRUE(schema_registry_get(registry, 2, &other, NULL));
        CU_ASSERT_TRUE(other != NULL && first != NULL && schema_record(other)->len == 2 &&
                       schema_record(first)->len == 1);
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), 2);
    }
    stub_end(&stub);
}

typedef struct Asking {
    SchemaRegistry *registry;
    int id;
    bool is_good;
    char *said; /* owned */
    int code;
    pthread_t thread;
} Asking;

static void *ask(void *user)
{
    Asking *asking = user;
    g_autoptr(GError) error = NULL;
    const Schema *schema;

    asking->is_good = schema_registry_get(asking->registry, asking->id, &schema, &error);
    asking->said = error == NULL ? NULL : g_strdup(error->message);
    asking->code = error == NULL ? -1 : error->code;
    return NULL;
}

static void threads_that_need_the_same_share_one_question(void)
{
    Asking askings[THREADS] = {{NULL}};
    Stub stub;

    stub_start(&stub, false);
    {
        g_autoptr(SchemaRegistry) registry = registry_of(&stub, TIMEOUT_MS);

        for (int i = 0; i < THREADS; i++) {
            askings[i] = (Asking){.registry = registry, .id = 1};
            pthread_create(&askings[i].thread, NULL, ask, &askings[i]);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(askings[i].thread, NULL);
            UNIT_CHECK(askings[i].is_good, askings[i].said == NULL ? "" : askings[i].said);
            g_free(askings[i].said);
        }
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), 1);
    }
    stub_end(&stub);
}

static void what_is_no_avro_schema_is_remembered_with_why(void)
{
    static const struct {
        int id;
        FailCode code;
        const char *said;
        int asked; /* by two gets */
    } cases[] = {
        {99, FAIL_DATA,  "has no schema 99: Schema not found (404)",       1},
        {-1, FAIL_DATA,  "has no schema -1: Schema not found (404)",       1},
        {3,  FAIL_DATA,  "is of the type PROTOBUF, not AVRO",              1},
        {4,  FAIL_DATA,  "schema 4 of the Schema Registry at http://127.", 1},
        {5,  FAIL_DATA,  "refers to other schemas",                        1},
        {6,  FAIL_DATA,  "for schema 6 holds no schema",                   1},
        {7,  FAIL_LIMIT, "the answer has more than 4194304 bytes",         2},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Stub stub;

        stub_start(&stub, false);
        {
            g_autoptr(SchemaRegistry) registry = registry_of(&stub, TIMEOUT_MS);

            for (int turn = 0; turn < 2; turn++) {
                g_autoptr(GError) error = NULL;
                const Schema *schema;

                CU_ASSERT_FALSE(schema_registry_get(registry, cases[i].id, &schema, &error));
                UNIT_FAILED_WITH(error, cases[i].code, cases[i].said);
                UNIT_FAILED_WITH(error, cases[i].code, stub.url);
            }
            UNIT_CHECK(atomic_load(&stub.asked) == cases[i].asked, cases[i].said);
        }
        stub_end(&stub);
    }
}

static void a_login_is_sent_and_never_told(void)
{
    static const struct {
        const char *user, *password, *said; /* NULL: it is let in */
    } cases[] = {
        {"ann", "s3cret", NULL                        },
        {"ann", "wrong",  "refuses the login of ann"  },
        {"ann", NULL,     "refuses the login of ann"  },
        {NULL,  NULL,     "wants a login for schema 1"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const Schema *schema;
        Stub stub;

        stub_start(&stub, false);
        stub.login = "Authorization: Basic YW5uOnMzY3JldA==";
        {
            SchemaRegistrySpec spec = {stub.url, cases[i].user, cases[i].password, NULL,
                                       TIMEOUT_MS};
            g_autoptr(SchemaRegistry) registry = schema_registry_new(&spec, NULL);

            if (cases[i].said == NULL) {
                CU_ASSERT_TRUE(schema_registry_get(registry, 1, &schema, &error));
            } else {
                CU_ASSERT_FALSE(schema_registry_get(registry, 1, &schema, &error));
                UNIT_FAILED_WITH(error, FAIL_CONFIG, cases[i].said);
                UNIT_CHECK(strstr(error->message, "wrong") == NULL, error->message);
            }
            CU_ASSERT_EQUAL(atomic_load(&stub.asked), 1);
        }
        stub_end(&stub);
    }
}

static void a_busy_registry_is_asked_again(void)
{
    const Schema *schema;
    Stub stub;

    stub_start(&stub, false);
    atomic_store(&stub.busy, 2);
    {
        g_autoptr(SchemaRegistry) registry = registry_of(&stub, TIMEOUT_MS);

        CU_ASSERT_TRUE(schema_registry_get(registry, 1, &schema, NULL));
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), 3);
    }
    stub_end(&stub);
}

static void one_that_is_away_is_named_and_not_remembered(void)
{
    g_autoptr(GError) busy = NULL, silent = NULL, gone = NULL;
    const Schema *schema;
    int64_t start_ms = time_monotonic_ms();
    g_autoptr(SchemaRegistry) registry = NULL;
    Stub stub;

    stub_start(&stub, false);
    registry = registry_of(&stub, SHORT_MS);
    atomic_store(&stub.busy, 1000);
    CU_ASSERT_FALSE(schema_registry_get(registry, 1, &schema, &busy));
    UNIT_FAILED_WITH(busy, FAIL_NET, "it answers 503");
    UNIT_FAILED_WITH(busy, FAIL_NET, stub.url);
    atomic_store(&stub.busy, 0);
    CU_ASSERT_TRUE(schema_registry_get(registry, 1, &schema, NULL));
    atomic_store(&stub.is_silent, true);
    CU_ASSERT_FALSE(schema_registry_get(registry, 2, &schema, &silent));
    UNIT_FAILED_WITH(silent, FAIL_NET, "no schema 2 from the Schema Registry at http://127.0.0.1:");
    stub_end(&stub);
    CU_ASSERT_FALSE(schema_registry_get(registry, 2, &schema, &gone));
    UNIT_FAILED_WITH(gone, FAIL_NET, "no schema 2 from the Schema Registry at http://127.0.0.1:");
    CU_ASSERT_TRUE(schema_registry_get(registry, 1, &schema, NULL)); /* it is known */
    UNIT_CHECK(time_monotonic_ms() - start_ms < TIMEOUT_MS, "the deadline holds");
}

static void who_waits_can_be_cancelled(void)
{
    Asking askings[2] = {{NULL}};
    int64_t start_ms = time_monotonic_ms();
    Stub stub;

    stub_start(&stub, false);
    atomic_store(&stub.is_silent, true);
    {
        g_autoptr(SchemaRegistry) registry = registry_of(&stub, 60000);

        for (int i = 0; i < 2; i++) { /* one asks, and the other waits for it */
            askings[i] = (Asking){.registry = registry, .id = 1};
            pthread_create(&askings[i].thread, NULL, ask, &askings[i]);
        }
        while (atomic_load(&stub.asked) == 0 && time_monotonic_ms() - start_ms < TIMEOUT_MS)
            g_thread_yield();
        schema_registry_cancel(registry);
        for (int i = 0; i < 2; i++) {
            pthread_join(askings[i].thread, NULL);
            CU_ASSERT_FALSE(askings[i].is_good);
            CU_ASSERT_EQUAL(askings[i].code, FAIL_LIMIT);
            UNIT_CHECK(strstr(askings[i].said, "is not waited for") != NULL, askings[i].said);
            g_free(askings[i].said);
        }
        UNIT_CHECK(time_monotonic_ms() - start_ms < 30000, "it did not wait for its timeout");
    }
    stub_end(&stub);
}

static void certificates_are_checked(void)
{
    const Schema *schema;
    Stub stub;

    stub_start(&stub, true);
    {
        SchemaRegistrySpec unknown = {.url = stub.url, .timeout_ms = TIMEOUT_MS};
        g_autoptr(SchemaRegistry) trusting = registry_of(&stub, TIMEOUT_MS);
        g_autoptr(SchemaRegistry) wary = schema_registry_new(&unknown, NULL);
        g_autoptr(GError) error = NULL, refused = NULL;

        UNIT_CHECK(schema_registry_get(trusting, 1, &schema, &error),
                   error == NULL ? "" : error->message);
        CU_ASSERT_FALSE(schema_registry_get(wary, 1, &schema, &refused));
        UNIT_FAILED_WITH(refused, FAIL_CONFIG, "certificate");
    }
    stub_end(&stub);
}

static void what_is_no_address_is_refused(void)
{
    static const struct {
        SchemaRegistrySpec spec;
        const char *said;
    } cases[] = {
        {{.url = "registry:8081"},                           "begins with http:// or https://"},
        {{.url = "file:///etc/passwd"},                      "begins with http:// or https://"},
        {{.url = "http://"},                                 "begins with http:// or https://"},
        {{.url = ""},                                        "begins with http:// or https://"},
        {{.url = "https://ann:s3cret@host/"},                "holds no login"                 },
        {{.url = "https://host", .ca_file = "/nowhere.pem"}, "there is no file /nowhere.pem"  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        CU_ASSERT_PTR_NULL(schema_registry_new(&cases[i].spec, &error));
        UNIT_FAILED_WITH(error, FAIL_CONFIG, cases[i].said);
        UNIT_CHECK(error == NULL || strstr(error->message, "s3cret") == NULL, "a secret is told");
    }
}

static void ids_have_a_limit(void)
{
    const Schema *schema;
    Stub stub;

    stub_start(&stub, false);
    {
        g_autoptr(SchemaRegistry) registry = registry_of(&stub, TIMEOUT_MS);
        g_autoptr(GError) error = NULL;
        int known = 0;

        for (int id = 1000; id < 1000 + SCHEMA_REGISTRY_IDS_MAX; id++)
            known += schema_registry_get(registry, id, &schema, NULL) ? 1 : 0;
        CU_ASSERT_EQUAL(known, 0);
        CU_ASSERT_FALSE(schema_registry_get(registry, 1, &schema, &error));
        UNIT_FAILED_WITH(error, FAIL_DATA, "schema 1 is beyond the limit of 2000 ids");
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), SCHEMA_REGISTRY_IDS_MAX);
    }
    stub_end(&stub);
}

/* Each record by its writer's schema; what that does not have is NULL. */
static void records_are_read_by_their_writers_schema(void)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"00 00000001 0e",                  "7|\\N"  },
        {"00 00000002 3d0ad7a370fd3340 10", "8|19.99"},
        {"00 00000001 12",                  "9|\\N"  },
        {"00 00000063 12",                  "\\N|\\N"},
        {"00 00000003 12",                  "\\N|\\N"},
        {"00 00000001",                     "\\N|\\N"},
        {"7b7d",                            "\\N|\\N"},
    };
    Stub stub;

    stub_start(&stub, false);
    {
        g_autoptr(SchemaRegistry) registry = registry_of(&stub, SHORT_MS);
        g_autofree char *counts = NULL, *away = NULL, *sentence = NULL;
        g_autoptr(GString) unknown = bytes_of("00 00000008 0e");
        g_auto(Decoding) decoding = {NULL};

        UNIT_CHECK(decoding_open(&decoding, decoding_format("avro", "", NULL), registry,
                                 "id:int8, price:float8", NULL),
                   "open");
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
            g_autoptr(GString) bytes = bytes_of(cases[i].bytes);
            g_autofree char *line = decoding_line(&decoding, bytes_span(bytes));

            UNIT_EQUALS_TEXT(line, cases[i].expected);
        }
        counts = decoding_counts(&decoding);
        UNIT_EQUALS_TEXT(counts, "0 0 broken 4");
        CU_ASSERT_EQUAL(atomic_load(&stub.asked), 4);
        sentence =
            decoder_broken_sentence(decoding.format, 4, decoder_broken(decoding.decoder)->example);
        UNIT_CHECK(strstr(sentence, "4 records are no Avro, such as the first: the Schema "
                                    "Registry at http://127.0.0.1:") != NULL &&
                       strstr(sentence, "has no schema 99: Schema not found") != NULL,
                   sentence);
        atomic_store(&stub.busy, 1000);
        away = decoding_line(&decoding, bytes_span(unknown));
        UNIT_CHECK(g_str_has_prefix(away, "net: no schema 8 from the Schema Registry"), away);
    }
    stub_end(&stub);
}

UNIT_MAIN("codec/schema_registry", UNIT(a_schema_is_asked_for_once),
          UNIT(threads_that_need_the_same_share_one_question),
          UNIT(what_is_no_avro_schema_is_remembered_with_why), UNIT(a_login_is_sent_and_never_told),
          UNIT(a_busy_registry_is_asked_again), UNIT(one_that_is_away_is_named_and_not_remembered),
          UNIT(who_waits_can_be_cancelled), UNIT(certificates_are_checked),
          UNIT(what_is_no_address_is_refused), UNIT(ids_have_a_limit),
          UNIT(records_are_read_by_their_writers_schema))
