/*
 * live: our own live view beside a paragraph, with a real hub on any free port: where it listens,
 * what the stub and the link hold, and how long a stream's address is good.
 */
#include "session/live.h"

#include <signal.h>

#include "base/fail.h"
#include "push/channel.h"
#include "unit/session/calls.h"
#include "unit/session/http.h"

#define LIVE "say endless, await start, say rows1, await stop, say rows2, say stopped"
#define STUB_PANEL "STUB|ANGULAR:panel|SAVED"

/* ---- the live view itself ---- */

static void ask_nobody(HubChannel *channel, void *user)
{
    (void)channel, (void)user;
}

static void stop_nobody(void *user, HubOrder order, uint64_t row)
{
    (void)user, (void)order, (void)row;
}

static const HubChannelFns no_fns = {ask_nobody, stop_nobody};
static const SessionServer server_here = {.host = "127.0.0.1", .is_loopback = true};

/* (owned) NULL with an error, or if it is off. @name: a property besides the ports, or NULL */
static Live *live_with(const SessionServer *server, const char *ports, const char *name,
                       const char *value, GError **error)
{
    g_autoptr(ConfigSet) base = config_set_new();
    Live *live = NULL;

    if (!config_set_put(base, "zeppelin.kafka.live_ports", ports, CONFIG_OPERATOR, error) ||
        (name != NULL && !config_set_put(base, name, value, CONFIG_OPERATOR, error)))
        return NULL;
    return live_new(base, server, &no_fns, &live, error) ? live : NULL;
}

/* @url: "" for none */
static Live *live_on(const SessionServer *server, const char *ports, const char *url,
                     GError **error)
{
    return live_with(server, ports, url[0] == '\0' ? NULL : "zeppelin.kafka.live_url", url, error);
}

static Stream *stream_here(void)
{
    Stream *stream = stream_new(NULL);

    stream_set_statement(stream, "SELECT 1");
    stream->refresh_ms = 16;
    return stream;
}

static void ports_that_are_none_are_refused_with_what_they_may_be(void)
{
    static const char *const ports[] = {
        "here",  "8899:8895", "65536", "8895:65536", "-1",     "8895-8899",
        "1:2:3", "8895:",     ":",     "8895 8899",  "0x22bf", "Off"};

    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *end = g_strdup_printf("or off, not '%s'", ports[i]);

        UNIT_CHECK(live_on(&server_here, ports[i], "", &error) == NULL, ports[i]);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, "zeppelin.kafka.live_ports is a port from 0 to 65535");
        UNIT_FAILED_WITH(error, FAIL_CONFIG, end);
    }
}

static void off_is_no_live_view_and_no_failure(void)
{
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(live_on(&server_here, "off", "", &error) == NULL && error == NULL, "none");
}

static void of_ports_that_are_taken_the_next_is_used_or_any_with_a_notice(void)
{
    g_autoptr(GError) error = NULL;
    Live *first = live_on(&server_here, "0", "", &error);
    Live *second = NULL;
    g_autofree char *taken = NULL, *notice = NULL;
    Stream *streams[2] = {stream_here(), stream_here()};

    UNIT_REQUIRE(first != NULL);
    taken = g_strdup_printf(" %d : %d ", hub_port(live_hub(first)), hub_port(live_hub(first)));
    second = live_on(&server_here, taken, "", &error);
    UNIT_REQUIRE(second != NULL);
    UNIT_CHECK(hub_port(live_hub(second)) > 0, "it listens");
    UNIT_CHECK(hub_port(live_hub(second)) != hub_port(live_hub(first)), "elsewhere");
    notice = g_strdup_printf("are all taken, so it is on %d", hub_port(live_hub(second)));
    UNIT_CHECK(live_open(first, streams[0]) && live_open(second, streams[1]), "both are opened");
    UNIT_CHECK(streams[0]->notices->len == 0, "any port was asked for");
    UNIT_REQUIRE(streams[1]->notices->len == 1);
    UNIT_CHECK(strstr(streams[1]->notices->pdata[0], notice) != NULL, notice);
    for (size_t i = 0; i < 2; i++) {
        live_close(streams[i]);
        stream_unref(streams[i]);
    }
    live_free(second);
    live_free(first);
}

static void an_address_of_a_proxy_that_would_break_the_stub_is_refused(void)
{
    static const char *const urls[] = {
        "https://example.org/'+alert(1)+'",
        "https://example.org/\"x",
        "https://example.org/a b",
        "https://example.org/</script>",
        "https://example.org/a&b",
        "https://example.org/#x",
        "https://example.org/a\\b",
        "https://exämple.org/",
        "ftp://example.org/",
        "example.org",
        "javascript:alert(1)",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(live_on(&server_here, "0", urls[i], &error) == NULL, urls[i]);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, "zeppelin.kafka.live_url is an address");
    }
}

static void the_link_names_the_host_or_the_proxy_and_the_token(void)
{
    static const struct {
        const char *host, *url, *start; /* %d: the port */
    } cases[] = {
        {"10.1.2.3",       "",                         "http://10.1.2.3:%d/#"      },
        {"worker.example", "",                         "http://worker.example:%d/#"},
        {"fe80::1",        "",                         "http://[fe80::1]:%d/#"     },
        {"10.1.2.3",       "https://example.org/live", "https://example.org/live/#"},
        {"10.1.2.3",       "http://example.org/",      "http://example.org/#"      },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SessionServer server = {.host = cases[i].host, .is_loopback = true};
        g_autoptr(GError) error = NULL;
        Live *live = live_on(&server, "0", cases[i].url, &error);
        g_autofree char *port = NULL, *link = NULL, *stub = NULL, *quoted = NULL;
        g_autoptr(GString) expected = g_string_new(cases[i].start);
        Stream *stream = stream_here();

        UNIT_REQUIRE(live != NULL && live_open(live, stream));
        port = g_strdup_printf("%d", hub_port(live_hub(live)));
        g_string_replace(expected, "%d", port, 0);
        g_string_append(expected, hub_channel_token(stream->live));
        link = live_link(live, stream);
        UNIT_EQUALS_TEXT(link, expected->str);
        stub = live_stub(live, stream, "abc-1", "NOTE");
        quoted = g_strdup_printf("'%s'", cases[i].host);
        UNIT_CHECK(strstr(stub, quoted) != NULL, "the stub has the host");
        UNIT_CHECK(cases[i].url[0] == '\0' || strstr(stub, "['http") != NULL, "or the proxy's");
        live_close(stream);
        stream_unref(stream);
        live_free(live);
    }
}

static void the_link_names_the_address_that_is_listened_on_unless_it_is_every_one(void)
{
    static const struct {
        const char *address, *start;
    } cases[] = {
        {"127.0.0.2", "http://127.0.0.2:"},
        {"0.0.0.0",   "http://10.1.2.3:" },
    };
    const SessionServer server = {.host = "10.1.2.3"};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Live *live =
            live_with(&server, "0", "zeppelin.kafka.live_address", cases[i].address, &error);
        Stream *stream = stream_here();
        g_autofree char *link = NULL;

        UNIT_REQUIRE(live != NULL && live_open(live, stream));
        link = live_link(live, stream);
        UNIT_CHECK(g_str_has_prefix(link, cases[i].start), link);
        live_close(stream);
        stream_unref(stream);
        live_free(live);
    }
}

/* ---- beside a paragraph ---- */

/* What the hub has of the panel in paragraph "p" of note "n", copied. */
typedef struct Secrets {
    char *port, *challenge, *proof, *token, *probe;
} Secrets;

static Secrets secrets_of(Fake *fake)
{
    Secrets secrets = {0};
    const HubChannel *channel;

    registry_lock(fake->sessions);
    channel = fake_part(fake, "p")->stream->live;
    if (channel != NULL)
        secrets =
            (Secrets){g_strdup_printf("%d", hub_port(live_hub(fake->sessions->live))),
                      g_strdup(hub_channel_challenge(channel)),
                      g_strdup(hub_channel_proof(channel)), g_strdup(hub_channel_token(channel)),
                      g_strconcat("/probe/", hub_channel_challenge(channel), NULL)};
    registry_unlock(fake->sessions);
    return secrets;
}

static void secrets_free(Secrets *secrets)
{
    g_free(secrets->port);
    g_free(secrets->challenge);
    g_free(secrets->proof);
    g_free(secrets->token);
    g_free(secrets->probe);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Secrets, secrets_free)

static int port_of(Fake *fake)
{
    return hub_port(live_hub(fake->sessions->live));
}

/* (owned) Sessions with a live view, and LIVE running in paragraph "p". */
static Fake *fake_live_new(void)
{
    Fake *fake = fake_new();

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " STUB_PANEL);
    return fake;
}

#define STUB_HOLDS(format, text)                                                                   \
    do {                                                                                           \
        g_autofree char *part_ = g_strdup_printf(format, text);                                    \
        UNIT_CHECK(strstr(stub, part_) != NULL, part_);                                            \
    } while (0)

static void the_stub_holds_what_finds_and_proves_the_live_view_and_no_gap(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autoptr(SessionResult) result = NULL;
    g_auto(Secrets) secrets = {0};
    g_autofree char *nonce = NULL, *published = NULL;
    const char *stub;

    fake_configure(fake, "0", NULL, NULL);
    result = fake_interpret(fake, "p", LIVE);
    UNIT_REQUIRE(result->messages->len == 3);
    stub = ((const SessionMessage *)result->messages->pdata[0])->data;
    secrets = secrets_of(fake);
    UNIT_REQUIRE(secrets.token != NULL);
    nonce = fake_nonce(fake);
    STUB_HOLDS("<div id=\"zk-%s-1\"", nonce);
    STUB_HOLDS("const id = '%s-1';", nonce);
    STUB_HOLDS("!== '%s')", "n");
    STUB_HOLDS(":%s/", secrets.port);
    STUB_HOLDS("probe/%s`", secrets.challenge);
    STUB_HOLDS("=== '%s'", secrets.proof);
    STUB_HOLDS("#%s`", secrets.token);
    UNIT_CHECK(!g_regex_match_simple("@[A-Z]+@", stub, 0, 0), "every place is filled");
    published = g_strconcat("update_output n p 0 HTML ", stub, NULL);
    UNIT_CHECK(fake_wait(fake, published, "") >= 0, "and it is the same when it is saved");
}

static void a_probe_is_answered_with_the_proof_and_nothing_else_is(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    g_auto(Secrets) secrets = secrets_of(fake);
    g_autofree char *answer = NULL, *token_probe = NULL;

    UNIT_REQUIRE(secrets.token != NULL);
    answer = http_get(port_of(fake), secrets.probe);
    UNIT_CHECK(g_str_has_prefix(answer, "HTTP/1.1 200"), answer);
    UNIT_CHECK(g_str_has_suffix(answer, secrets.proof), answer);
    token_probe = g_strconcat("/probe/", secrets.token, NULL);
    UNIT_CHECK(http_wait(port_of(fake), token_probe, "HTTP/1.1 404"), "the token proves nothing");
}

static void a_note_id_that_is_not_plain_gets_no_stub(void)
{
    static const char *const notes[] = {"n');alert('", "</script>", "a b", ""};
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "0", NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
        SessionRequest request = request_of("p", LIVE);

        request.note_id = notes[i];
        RESULT_IS(session_interpret(fake->sessions, &request), "SUCCESS " PANEL);
    }
    UNIT_CHECK(!fake_has(fake, "update_output", "zk-live"), "not before the answer either");
}

static void the_paragraphs_link_is_set_once_with_the_token(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    g_auto(Secrets) secrets = secrets_of(fake);
    g_autofree char *expected = NULL;
    int link, shown;

    UNIT_REQUIRE(secrets.token != NULL);
    expected = g_strdup_printf("set_link n p http://127.0.0.1:%s/#%s", secrets.port, secrets.token);
    link = fake_wait(fake, "set_link", "");
    UNIT_REQUIRE(link >= 0);
    FAKE_LINE_IS(fake, link, expected);
    UNIT_CHECK(fake_wait(fake, "flush n p", "") > link, "before the answer");
    session_cancel(fake->sessions, "n", "p");
    shown = fake_wait(fake, "checkpoint n p", "");
    UNIT_CHECK(fake_wait_from(fake, shown, "checkpoint n p", "") >= shown, "to its end");
    UNIT_CHECK(!fake_has_from(fake, link + 1, "set_link", ""), "once");
}

static void of_several_panels_the_link_is_the_firsts(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_auto(Secrets) first = {0};
    int link;

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", LIVE "; " LIVE), "SUCCESS " STUB_PANEL "|" STUB_PANEL);
    first = secrets_of(fake);
    UNIT_REQUIRE(first.token != NULL);
    link = fake_wait(fake, "set_link n p ", first.token);
    UNIT_CHECK(link >= 0 && fake_wait(fake, "set_link", "") == link, "the first panel's");
    UNIT_CHECK(!fake_has_from(fake, link + 1, "set_link", ""), "alone");
}

static void what_has_no_panel_has_no_live_view(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"),
              "SUCCESS TABLE:word\tn\nfirst\t1\n");
    UNIT_CHECK(!fake_has(fake, "set_link", ""), "no link");
}

static bool has_channel(Fake *fake, Stream *stream)
{
    bool has;

    registry_lock(fake->sessions);
    has = stream->live != NULL;
    registry_unlock(fake->sessions);
    return has;
}

static void when_the_stream_is_over_its_address_is_too(void)
{
    static const struct {
        const char *text;
        int signal; /* for its worker, or 0 */
        bool is_cancelled;
    } cases[] = {
        {"say endless, await start, say rows1, gate, say done",          0,       false},
        {"say endless, await start, say rows1, gate, say error",         0,       false},
        {"say endless, await start, say rows1, await stop, say stopped", 0,       true },
        {"say endless, await start, say rows1, hang",                    SIGKILL, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Fake) fake = fake_new();
        g_auto(Secrets) secrets = {0};
        Stream *stream;
        int pid;

        fake_configure(fake, "0", NULL, NULL);
        RESULT_IS(fake_interpret(fake, "p", cases[i].text), "SUCCESS " STUB_PANEL);
        secrets = secrets_of(fake);
        UNIT_REQUIRE(secrets.token != NULL);
        UNIT_CHECK(http_wait(port_of(fake), secrets.probe, "HTTP/1.1 200"), "it is there");
        UNIT_CHECK(fake_wait(fake, "update_output n p 2 HTML ", "first") >= 0, "and so are rows");
        registry_lock(fake->sessions);
        stream = stream_ref(fake_part(fake, "p")->stream);
        pid = worker_pid(stream->worker);
        registry_unlock(fake->sessions);

        if (cases[i].signal != 0)
            kill(pid, cases[i].signal);
        else if (cases[i].is_cancelled)
            session_cancel(fake->sessions, "n", "p");
        else
            scripted_open_gate(fake->scripted);
        UNIT_CHECK(http_wait(port_of(fake), secrets.probe, "HTTP/1.1 404"), cases[i].text);
        UNIT_CHECK(!has_channel(fake, stream), "nor has the stream anything of it");
        stream_unref(stream);
        UNIT_CHECK(fake_wait(fake, "update_output n p 0 TABLE ", "first\t1") >= 0, "a plain table");
    }
}

static void a_run_that_is_replaced_loses_its_address_to_the_new_one(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    g_auto(Secrets) old = secrets_of(fake);
    g_auto(Secrets) new = {0};

    UNIT_REQUIRE(old.token != NULL);
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " STUB_PANEL);
    new = secrets_of(fake);
    UNIT_REQUIRE(new.token != NULL);
    UNIT_CHECK(strcmp(old.token, new.token) != 0 && strcmp(old.proof, new.proof) != 0, "new ones");
    UNIT_CHECK(http_wait(port_of(fake), old.probe, "HTTP/1.1 404"), "the old one is over");
    UNIT_CHECK(http_wait(port_of(fake), new.probe, "HTTP/1.1 200"), "the new one is there");
}

static void an_address_that_is_a_day_old_is_replaced_in_stub_and_link(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    g_auto(Secrets) old = secrets_of(fake);
    g_auto(Secrets) new = {0};
    int saved = fake_wait(fake, "checkpoint n p", ""), stub;

    UNIT_REQUIRE(old.token != NULL && saved >= 0);
    registry_lock(fake->sessions);
    fake_part(fake, "p")->stream->live->expires_ms = time_monotonic_ms(); /* its day is over */
    registry_moved(fake->sessions);
    registry_unlock(fake->sessions);
    stub = fake_wait_from(fake, saved, "update_output n p 0 HTML <div id=\"zk-", "");
    new = secrets_of(fake);
    UNIT_REQUIRE(stub > saved && new.token != NULL);
    UNIT_CHECK(strcmp(old.token, new.token) != 0, "another token");
    UNIT_CHECK(fake_wait_from(fake, stub, "update_output", new.token) == stub, "in the stub");
    UNIT_CHECK(fake_wait_from(fake, saved, "set_link n p ", new.token) == stub - 1, "in the link");
    UNIT_CHECK(fake_wait_from(fake, stub, "checkpoint n p", "") == stub + 1, "and saved");
    UNIT_CHECK(http_wait(port_of(fake), old.probe, "HTTP/1.1 404"), "the old one is over");
    UNIT_CHECK(http_wait(port_of(fake), new.probe, "HTTP/1.1 200"), "the new one is there");
}

/* ---- who looks, and who may stop ---- */

static void a_page_that_reached_the_live_view_does_not_make_the_object_updated(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    g_auto(Secrets) secrets = secrets_of(fake);
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS, opened_ms = -1;
    Part *part;

    UNIT_REQUIRE(secrets.token != NULL);
    fake_press(fake, "p", "htm", "");
    UNIT_CHECK(http_wait(port_of(fake), secrets.probe, "HTTP/1.1 200"), "it is asked for");
    registry_lock(fake->sessions);
    part = fake_part(fake, "p");
    part->lease.opened_ms -= LEASE_PROBE_MS; /* it had its time */
    while ((opened_ms = part->lease.opened_ms) != 0 && time_monotonic_ms() < deadline_ms) {
        registry_moved(fake->sessions);
        registry_wait(fake->sessions, deadline_ms);
    }
    UNIT_CHECK(opened_ms == 0, "settled");
    UNIT_CHECK(part->lease.signed_ms == 0, "and not as a sign");
    UNIT_CHECK(part_watched_ms(part, time_monotonic_ms()) >= part->began_ms, "but as a look");
    registry_unlock(fake->sessions);
    UNIT_CHECK(!fake_has(fake, "update_object", ""), "the object stays empty");
}

static void a_viewer_that_stops_the_stream_is_its_reason(void)
{
    g_autoptr(Fake) fake = fake_live_new();
    Stream *stream;

    registry_lock(fake->sessions);
    stream = stream_ref(fake_part(fake, "p")->stream);
    registry_unlock(fake->sessions);
    registry_live_fns.order(stream, HUB_ORDER_STOP, 0);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", "stopped by a viewer of the live view") >=
                   0,
               "it ends");
    UNIT_CHECK(fake_wait(fake, "update_output n p 0 TABLE ", "second\t2") >= 0, "with its table");
    registry_live_fns.order(stream, HUB_ORDER_STOP, 0); /* once more, when it is over */
    stream_unref(stream);
}

static void viewers_may_stop_what_anonymous_runs_and_else_by_the_setting(void)
{
    static const struct {
        const char *user, *setting;
        bool may_stop;
    } cases[] = {
        {"anonymous", "false", true },
        {"ada",       "false", false},
        {"ada",       "true",  true },
        {NULL,        "false", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Fake) fake = fake_new();
        SessionRequest request = request_of("p", LIVE);

        request.user = cases[i].user;
        fake_configure(fake, "0", "zeppelin.kafka.viewers_may_stop", cases[i].setting);
        RESULT_IS(session_interpret(fake->sessions, &request), "SUCCESS " STUB_PANEL);
        registry_lock(fake->sessions);
        UNIT_CHECK(fake_part(fake, "p")->stream->viewers_may_stop == cases[i].may_stop, "the rule");
        UNIT_CHECK(fake_part(fake, "p")->stream->live->may_stop == cases[i].may_stop, "the hub's");
        registry_unlock(fake->sessions);
    }
}

/* ---- the operator ---- */

static void bad_ports_are_every_answer_until_good_ones_come(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "8899:8895", NULL, NULL);
    RESULT_HOLDS(fake_interpret(fake, "p", LIVE), "ERROR",
                 "TEXT:zeppelin.kafka.live_ports is a port from 0 to 65535 (0: any), two of them "
                 "as first:last, or off, not '8899:8895'");
    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " STUB_PANEL);
    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " STUB_PANEL);
}

static void a_certificate_without_its_key_is_every_answer(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "0", "zeppelin.kafka.live_certificate", "/nowhere/at/all.pem");
    RESULT_HOLDS(fake_interpret(fake, "p", LIVE), "ERROR", "live_key is missing");
}

static void this_process_is_announced_as_long_as_it_has_a_live_view(void)
{
    Fake *fake = fake_new();
    g_autofree char *folder = g_strdup(fake->scripted->folder);
    const SessionServer server = {.host = "127.0.0.1", .page_port = 8080, .is_loopback = true};
    g_autoptr(GArray) list = NULL;
    const AnnouncedPorts *ports;

    sessions_set_server(fake->sessions, &server);
    fake_configure(fake, "0", NULL, NULL);
    list = announce_list(NULL);
    UNIT_REQUIRE(list != NULL && list->len == 1);
    ports = &g_array_index(list, AnnouncedPorts, 0);
    UNIT_CHECK(ports->page_port == 8080 && ports->live_port == port_of(fake), "both ports");
    sessions_free(fake->sessions);
    fake->sessions = NULL;
    g_array_unref(list);
    list = announce_list(NULL);
    UNIT_CHECK(list != NULL && list->len == 0, "not any more");
    fake_free(fake);
}

static void refused_viewers_are_logged_once_in_a_while(void)
{
    g_autoptr(Fake) fake = fake_live_new();

    sessions_tick(fake->sessions);
    UNIT_CHECK(fake->sessions->refusals_at_ms == 0, "nobody was refused");
    UNIT_CHECK(http_wait(port_of(fake), "/etc/passwd", "HTTP/1.1 404"), "one is");
    sessions_tick(fake->sessions);
    UNIT_CHECK(fake->sessions->refusals.refused_path == 1, "it was logged");
    UNIT_CHECK(http_wait(port_of(fake), "/etc/shadow", "HTTP/1.1 404"), "another is");
    sessions_tick(fake->sessions);
    UNIT_CHECK(fake->sessions->refusals.refused_path == 1, "not so soon again");
    fake->sessions->refusals_at_ms -= REGISTRY_REFUSALS_MS;
    sessions_tick(fake->sessions);
    UNIT_CHECK(fake->sessions->refusals.refused_path == 2, "but later");
}

UNIT_MAIN("session/live", UNIT(ports_that_are_none_are_refused_with_what_they_may_be),
          UNIT(off_is_no_live_view_and_no_failure),
          UNIT(of_ports_that_are_taken_the_next_is_used_or_any_with_a_notice),
          UNIT(an_address_of_a_proxy_that_would_break_the_stub_is_refused),
          UNIT(the_link_names_the_host_or_the_proxy_and_the_token),
          UNIT(the_link_names_the_address_that_is_listened_on_unless_it_is_every_one),
          UNIT(the_stub_holds_what_finds_and_proves_the_live_view_and_no_gap),
          UNIT(a_probe_is_answered_with_the_proof_and_nothing_else_is),
          UNIT(a_note_id_that_is_not_plain_gets_no_stub),
          UNIT(the_paragraphs_link_is_set_once_with_the_token),
          UNIT(of_several_panels_the_link_is_the_firsts), UNIT(what_has_no_panel_has_no_live_view),
          UNIT(when_the_stream_is_over_its_address_is_too),
          UNIT(a_run_that_is_replaced_loses_its_address_to_the_new_one),
          UNIT(an_address_that_is_a_day_old_is_replaced_in_stub_and_link),
          UNIT(a_page_that_reached_the_live_view_does_not_make_the_object_updated),
          UNIT(a_viewer_that_stops_the_stream_is_its_reason),
          UNIT(viewers_may_stop_what_anonymous_runs_and_else_by_the_setting),
          UNIT(bad_ports_are_every_answer_until_good_ones_come),
          UNIT(a_certificate_without_its_key_is_every_answer),
          UNIT(this_process_is_announced_as_long_as_it_has_a_live_view),
          UNIT(refused_viewers_are_logged_once_in_a_while))
