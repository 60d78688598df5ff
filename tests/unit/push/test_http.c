/* http: what a browser gets besides the websocket, and what comes with it. */
#include "unit/push/hubs.h"

#include "push/page.h"

static char *ask(Hub *hub, const char *method, const char *path, const char *more) /* (owned) */
{
    g_autofree char *request =
        g_strdup_printf("%s %s HTTP/1.1\r\nHost: 127.0.0.1:8895\r\n%s\r\n", method, path, more);

    return http_ask(hub_port(hub), request);
}

static const char *body_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");

    return end != NULL ? end + 4 : "";
}

static void check_header(const char *answer, const char *name, const char *wanted)
{
    g_autofree char *value = http_header(answer, name);

    UNIT_EQUALS_TEXT(value, wanted);
}

static void check_no_header(const char *answer, const char *name)
{
    g_autofree char *value = http_header(answer, name);

    UNIT_CHECK(value == NULL, name);
}

static void every_file_of_the_page_is_served_as_it_is(void)
{
    Hub *hub = hubs_start();

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < page_files_len; i++) {
        const PageFile *file = &page_files[i];
        g_autofree char *path = g_strconcat("/", file->path, NULL);
        g_autofree char *answer = ask(hub, "GET", path, "");

        UNIT_CHECK(http_status(answer) == 200, path);
        UNIT_CHECK(strlen(body_of(answer)) == file->len &&
                       memcmp(body_of(answer), file->bytes, file->len) == 0,
                   path);
        check_header(answer, "content-type", file->type);
        check_header(answer, "etag", file->etag);
        check_header(answer, "cache-control", "no-cache");
    }
    CU_ASSERT_EQUAL(hubs_counts(hub).pages, page_files_len);
    hub_free(hub);
}

static void the_root_is_the_page_whatever_is_asked_behind_it(void)
{
    static const char *const roots[] = {"/", "/?x=1", "/index.html"};
    Hub *hub = hubs_start();

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
        g_autofree char *answer = ask(hub, "GET", roots[i], "");

        UNIT_CHECK(http_status(answer) == 200 && strstr(answer, "</html>") != NULL, roots[i]);
    }
    hub_free(hub);
}

static void a_known_file_is_not_sent_twice(void)
{
    Hub *hub = hubs_start();
    g_autofree char *known = g_strdup_printf("If-None-Match: %s\r\n", page_find("")->etag);
    g_autofree char *same = NULL;
    g_autofree char *other = NULL;

    UNIT_REQUIRE(hub != NULL);
    same = ask(hub, "GET", "/", known);
    other = ask(hub, "GET", "/", "If-None-Match: \"other\"\r\n");
    CU_ASSERT_EQUAL(http_status(same), 304);
    UNIT_EQUALS_TEXT(body_of(same), "");
    check_header(same, "etag", page_find("")->etag);
    CU_ASSERT_EQUAL(http_status(other), 200);
    hub_free(hub);
}

static void many_requests_share_a_connection(void)
{
    static const char request[] = "GET /live.css HTTP/1.1\r\nHost: h\r\n\r\n";
    Hub *hub = hubs_start();
    int fd;

    UNIT_REQUIRE(hub != NULL);
    fd = socket_connect(hub_port(hub), 0);
    for (int i = 0; i < 20; i++) {
        g_autofree char *answer = NULL;

        UNIT_REQUIRE(socket_send(fd, request, strlen(request)));
        answer = http_read(fd, true);
        CU_ASSERT_EQUAL(http_status(answer), 200);
    }
    close(fd);
    hub_free(hub);
}

static void no_other_path_is_served(void)
{
    static const char *const absent[] = {
        "/x",
        "/../../../../etc/passwd",
        "/js/../../hub.c",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/js/%2e%2e/%2e%2e/stub.html",
        "/..%2f..%2fetc/passwd",
        "/js/",
        "/js",
        "/stub.html",
        "/ws",
        "/probe",
        "/probe/",
        "/live.css%00",
        "/live.css/",
        "//live.css/x",
        "/proc/self/environ",
    };
    Hub *hub = hubs_start();

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++) {
        g_autofree char *answer = ask(hub, "GET", absent[i], "");
        int status = http_status(answer);

        UNIT_CHECK(status == 404 || status == 403 || status == 0, absent[i]);
        UNIT_CHECK(strstr(answer, "root:") == NULL, absent[i]);
    }
    CU_ASSERT_TRUE(hubs_counts(hub).refused_path > 0);
    CU_ASSERT_EQUAL(hubs_counts(hub).pages, 0);
    hub_free(hub);
}

static void other_methods_are_refused_and_take_nothing(void)
{
    static const char *const methods[][2] = {
        {"HEAD",   ""                                },
        {"POST",   "Content-Length: 0\r\n"           },
        {"POST",   "Content-Length: 5\r\n\r\nhello"  },
        {"POST",   "Content-Length: 999999999999\r\n"},
        {"POST",   "Transfer-Encoding: chunked\r\n"  },
        {"PUT",    "Content-Length: 5\r\n\r\nhello"  },
        {"DELETE", ""                                },
        {"PATCH",  "Content-Length: 0\r\n"           },
        {"TRACE",  ""                                },
        {"FOO",    ""                                },
    };
    Hub *hub = hubs_start();
    g_autofree char *good = NULL;

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        g_autofree char *answer = ask(hub, methods[i][0], "/", methods[i][1]);
        int status = http_status(answer);

        UNIT_CHECK(status == 405 || status == 403 || status == 0, methods[i][0]);
        UNIT_CHECK(strstr(answer, "</html>") == NULL || status == 403, methods[i][0]);
    }
    good = ask(hub, "GET", "/", "");
    CU_ASSERT_EQUAL(http_status(good), 200);
    CU_ASSERT_EQUAL(hubs_counts(hub).pages, 1);
    hub_free(hub);
}

static void the_probe_proves_who_answers(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    g_autofree char *right = NULL;
    const char *wrong[4];

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    CU_ASSERT_EQUAL(hub_channel_seen_ms(truth.channel), 0);
    right = g_strconcat("/probe/", hub_channel_challenge(truth.channel), NULL);
    for (int i = 0; i < 2; i++) {
        g_autofree char *answer = ask(hub, "GET", right, "Origin: http://127.0.0.1\r\n");

        CU_ASSERT_EQUAL(http_status(answer), 200);
        UNIT_EQUALS_TEXT(body_of(answer), hub_channel_proof(truth.channel));
        check_header(answer, "cache-control", "no-store");
        check_header(answer, "access-control-allow-origin", "http://127.0.0.1");
    }
    CU_ASSERT_TRUE(hub_channel_seen_ms(truth.channel) > 0);
    wrong[0] = hub_channel_token(truth.channel);
    wrong[1] = hub_channel_proof(truth.channel);
    wrong[2] = "00000000000000000000000000000000";
    wrong[3] = "x";
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *path = g_strconcat("/probe/", wrong[i], NULL);
        g_autofree char *answer = ask(hub, "GET", path, "");

        CU_ASSERT_EQUAL(http_status(answer), 404);
        UNIT_EQUALS_TEXT(body_of(answer), "");
    }
    CU_ASSERT_EQUAL(hubs_counts(hub).probes, 2);
    CU_ASSERT_EQUAL(hubs_counts(hub).refused_probe, G_N_ELEMENTS(wrong));
    hubs_stop(hub, &truth, 1);
}

static void a_preflight_is_answered_for_whom_it_may_concern(void)
{
    static const char ours[] = "Origin: https://127.0.0.1:9995\r\n"
                               "Access-Control-Request-Method: GET\r\n"
                               "Access-Control-Request-Private-Network: true\r\n";
    static const char evil[] = "Origin: https://evil.example\r\n"
                               "Access-Control-Request-Method: GET\r\n";
    Hub *hub = hubs_start();
    g_autofree char *allowed = NULL;
    g_autofree char *refused = NULL;

    UNIT_REQUIRE(hub != NULL);
    allowed = ask(hub, "OPTIONS", "/probe/x", ours);
    refused = ask(hub, "OPTIONS", "/probe/x", evil);
    CU_ASSERT_EQUAL(http_status(allowed), 204);
    check_header(allowed, "access-control-allow-origin", "https://127.0.0.1:9995");
    check_header(allowed, "access-control-allow-private-network", "true");
    check_no_header(refused, "access-control-allow-origin");
    check_no_header(refused, "access-control-allow-private-network");
    hub_free(hub);
}

static void every_answer_has_the_headers_that_guard_the_page(void)
{
    static const char *const listed[] = {"https://zeppelin.example:9995/", "junk", NULL};
    static const char *const paths[] = {"/", "/live.css", "/x", "/probe/x"};
    HubOptions options = hubs_options();
    Hub *hub;

    options.origins = listed;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *answer = ask(hub, "GET", paths[i], "Origin: http://evil.example\r\n");

        check_header(answer, "content-security-policy",
                     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                     "data:; base-uri 'none'; form-action 'none'; connect-src 'self' "
                     "ws://127.0.0.1:8895 wss://127.0.0.1:8895; frame-ancestors 'self' "
                     "http://127.0.0.1:* https://127.0.0.1:* https://zeppelin.example:9995");
        check_header(answer, "x-content-type-options", "nosniff");
        check_header(answer, "referrer-policy", "no-referrer");
        check_header(answer, "vary", "origin");
        check_no_header(answer, "access-control-allow-origin");
        check_no_header(answer, "x-frame-options");
        check_no_header(answer, "set-cookie");
    }
    hub_free(hub);
}

static void no_header_can_be_planted_by_a_host_or_an_origin(void)
{
    static const char *const planted[] = {
        "Host: a; script-src *\r\nOrigin: http://a; script-src *\r\n",
        "Host: a\r\n\tx-planted: 1\r\nOrigin: http://a\r\n\tx-planted: 1\r\n",
        "Host: a\rx-planted: 1\r\nOrigin: http://a\rx-planted: 1\r\n",
        "Host: a\nx-planted: 1\r\nOrigin: http://a\nx-planted: 1\r\n",
        "Host: a%0d%0ax-planted: 1\r\nOrigin: http://a%0d%0ax-planted: 1\r\n",
        "Host: a\r\nHost: ; script-src *\r\nOrigin: http://a\r\nOrigin: http://b\r\n",
    };
    Hub *hub = hubs_start();

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(planted); i++) {
        g_autofree char *request = g_strdup_printf("GET / HTTP/1.1\r\n%s\r\n", planted[i]);
        g_autofree char *answer = http_ask(hub_port(hub), request);

        check_no_header(answer, "x-planted");
        UNIT_CHECK(strstr(answer, "script-src *") == NULL, planted[i]);
    }
    hub_free(hub);
}

static void headers_have_a_limit(void)
{
    Hub *hub = hubs_start();
    g_autofree char *long_text = g_strnfill(HUB_HEADER_BYTES_MAX * 2, 'x');
    g_autofree char *long_name = g_strdup_printf("%s: x\r\n", long_text);
    g_autofree char *long_value = g_strdup_printf("Accept: %s\r\n", long_text);
    g_autofree char *long_host = g_strdup_printf("Origin: http://%.300s\r\n", long_text);
    g_autofree char *by_name = NULL;
    g_autofree char *by_value = NULL;
    g_autofree char *by_host = NULL;
    g_autofree char *by_path = NULL;

    UNIT_REQUIRE(hub != NULL);
    by_name = ask(hub, "GET", "/", long_name);
    by_value = ask(hub, "GET", "/", long_value);
    by_path = ask(hub, "GET", long_text, "");
    by_host = ask(hub, "GET", "/", long_host);
    CU_ASSERT_NOT_EQUAL(http_status(by_value), 200);
    CU_ASSERT_NOT_EQUAL(http_status(by_path), 200);
    CU_ASSERT_EQUAL(http_status(by_host), 200);
    check_no_header(by_host, "access-control-allow-origin");
    (void)by_name; /* a name that nobody looks at may be skipped */
    hub_free(hub);
}

UNIT_MAIN("push/http", UNIT(every_file_of_the_page_is_served_as_it_is),
          UNIT(the_root_is_the_page_whatever_is_asked_behind_it),
          UNIT(a_known_file_is_not_sent_twice), UNIT(many_requests_share_a_connection),
          UNIT(no_other_path_is_served), UNIT(other_methods_are_refused_and_take_nothing),
          UNIT(the_probe_proves_who_answers), UNIT(a_preflight_is_answered_for_whom_it_may_concern),
          UNIT(every_answer_has_the_headers_that_guard_the_page),
          UNIT(no_header_can_be_planted_by_a_host_or_an_origin), UNIT(headers_have_a_limit))
