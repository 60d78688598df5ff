/* origin: whose pages may ask and embed, and that nothing of a request gets into a header. */
#include "push/origin.h"

#include "lib/unit.h"

static const char *const listed[] = {"https://zeppelin.example.com", "http://other:8080", NULL};

static void pages_on_our_own_host_may_ask_by_any_port_and_scheme(void)
{
    static const char *const same[][2] = {
        {"http://here:8080",        "here:8895"           },
        {"http://here",             "here:8895"           },
        {"https://here",            "here"                },
        {"https://here:9995",       "here:8895"           },
        {"http://HERE:8080",        "here:8895"           },
        {"HTTP://here",             "Here"                },
        {"http://127.0.0.1:8080",   "127.0.0.1:8895"      },
        {"http://[::1]:8080",       "[::1]:8895"          },
        {"http://[::1]",            "[::1]"               },
        {"https://[fe80::a:B]:443", "[FE80::A:b]:1"       },
        {"http://a.b-c_d.example",  "a.b-c_d.example:8895"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(same); i++)
        UNIT_CHECK(origin_is_allowed(same[i][0], same[i][1], NULL), same[i][0]);
}

static void pages_on_other_hosts_may_not(void)
{
    static const char *const other[][2] = {
        {"http://evil",              "here"          },
        {"http://here.evil.example", "here"          },
        {"http://evil.here",         "here"          },
        {"http://her",               "here"          },
        {"http://heree",             "here"          },
        {"http://here.",             "here"          },
        {"http://127.0.0.2",         "127.0.0.1:8895"},
        {"http://localhost",         "127.0.0.1:8895"},
        {"http://[::2]:8895",        "[::1]:8895"    },
        {"http://[::1]:8895",        "[::11]:8895"   },
        {"http://here",              ""              },
        {"http://here",              ":8895"         },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(other); i++)
        UNIT_CHECK(!origin_is_allowed(other[i][0], other[i][1], listed), other[i][0]);
}

static void listed_ones_may_and_only_exactly_these(void)
{
    CU_ASSERT_TRUE(origin_is_allowed("https://zeppelin.example.com", "here", listed));
    CU_ASSERT_TRUE(origin_is_allowed("https://ZEPPELIN.example.com", "here", listed));
    CU_ASSERT_TRUE(origin_is_allowed("http://other:8080", "here", listed));
    CU_ASSERT_TRUE(origin_is_allowed("http://other:8080", "", listed));
    CU_ASSERT_FALSE(origin_is_allowed("http://zeppelin.example.com", "here", listed));
    CU_ASSERT_FALSE(origin_is_allowed("https://zeppelin.example.com:8443", "here", listed));
    CU_ASSERT_FALSE(origin_is_allowed("https://zeppelin.example.com.evil", "here", listed));
    CU_ASSERT_FALSE(origin_is_allowed("http://other", "here", listed));
    CU_ASSERT_FALSE(origin_is_allowed("http://other:80801", "here", listed));
    CU_ASSERT_FALSE(origin_is_allowed("https://zeppelin.example.com", "here", NULL));
}

static const char *const junk[] = {
    "",
    "null",
    "*",
    "here",
    "here:80",
    "//here",
    "http:here",
    "http:/here",
    "http://",
    "http://:80",
    "https://:",
    "file://here",
    "ftp://here",
    "chrome-extension://here",
    "javascript:alert(1)//here",
    "http://here/",
    "http://here/path",
    "http://here?x",
    "http://here#x",
    "http://user@here",
    "http://user:word@here:80",
    "http://here:",
    "http://here:x",
    "http://here:80x",
    "http://here:-1",
    "http://here:123456",
    "http://here:80:80",
    "http://here here",
    " http://here",
    "http://here ",
    "http://here\t",
    "http://here\r\nSet-Cookie: x=1",
    "http://here\nx: y",
    "http://here\r",
    "http://here;script-src *",
    "http://here; default-src *",
    "http://here,http://evil",
    "http://here'",
    "http://here\"",
    "http://'unsafe-inline'",
    "http://<script>",
    "http://*",
    "http://*.here",
    "http://h%65re",
    "http://her\xc3\xa9",
    "http://here\x01",
    "http://here\x7f",
    "http://::1",
    "http://[::1",
    "http://[::1]x",
    "http://[::1]]",
    "http://[[::1]",
    "http://[]",
    "http://[",
    "http://[::g]",
    "http://[::1%eth0]",
    "http://[::1;x]",
    "http://[here]",
};

static void junk_may_not_whatever_the_host(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(junk); i++) {
        const char *host = strstr(junk[i], "//") != NULL ? strstr(junk[i], "//") + 2 : junk[i];

        UNIT_CHECK(!origin_is_allowed(junk[i], "here", listed), junk[i]);
        UNIT_CHECK(!origin_is_allowed(junk[i], host, listed), junk[i]); /* it agrees with itself */
    }
}

static void a_host_too_long_for_a_name_is_not_plain(void)
{
    g_autofree char *most = g_strnfill(255, 'a');
    g_autofree char *more = g_strnfill(256, 'a');
    g_autofree char *origin = g_strconcat("http://", more, NULL);

    CU_ASSERT_TRUE(origin_host_is_plain(most));
    CU_ASSERT_FALSE(origin_host_is_plain(more));
    CU_ASSERT_FALSE(origin_is_allowed(origin, more, NULL));
}

static void the_policy_names_the_host_and_what_is_listed(void)
{
    g_autoptr(GString) ancestors = g_string_new("frame-ancestors 'self'");
    g_autoptr(GString) sockets = g_string_new("connect-src 'self'");
    g_autoptr(GString) six = g_string_new(NULL);

    origin_append_ancestors(ancestors, "here:8895", listed);
    UNIT_EQUALS_TEXT(ancestors->str, "frame-ancestors 'self' http://here:* https://here:* "
                                     "https://zeppelin.example.com http://other:8080");
    origin_append_sockets(sockets, "here:8895");
    UNIT_EQUALS_TEXT(sockets->str, "connect-src 'self' ws://here:8895 wss://here:8895");
    origin_append_ancestors(six, "[::1]:8895", NULL);
    UNIT_EQUALS_TEXT(six->str, " http://[::1]:* https://[::1]:*");
}

static void nothing_of_a_strange_host_gets_into_a_header(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(junk); i++) {
        g_autoptr(GString) policy = g_string_new(NULL);
        const char *host = strstr(junk[i], "//") != NULL ? strstr(junk[i], "//") + 2 : "a b";

        if (origin_host_is_plain(host)) /* of "ftp://here", say */
            continue;
        origin_append_ancestors(policy, host, NULL);
        origin_append_sockets(policy, host);
        UNIT_CHECK(policy->len == 0, junk[i]);
    }
}

/* Whatever bytes a host has: what it adds is the policy of a plain name, or nothing. */
static void no_single_byte_breaks_out_of_the_policy(void)
{
    for (int byte = 1; byte < 256; byte++) {
        for (int at = 0; at < 5; at++) {
            char host[] = "a.b:1";
            g_autoptr(GString) policy = g_string_new(NULL);

            host[at] = (char)byte;
            origin_append_ancestors(policy, host, NULL);
            origin_append_sockets(policy, host);
            CU_ASSERT_PTR_NULL(strpbrk(policy->str, "\r\n;,'\"<>()"));
            CU_ASSERT_TRUE(g_str_is_ascii(policy->str));
        }
    }
}

static void an_address_has_an_origin(void)
{
    static const char *const origins[][2] = {
        {"http://Zeppelin.Example:8080/#/notebook", "http://zeppelin.example:8080"},
        {"HTTPS://host/a/b?c",                      "https://host"                },
        {"https://host?x",                          "https://host"                },
        {"http://host",                             "http://host"                 },
        {"https://zeppelin.example:443/x",          "https://zeppelin.example"    },
        {"http://zeppelin.example:80",              "http://zeppelin.example"     },
        {"http://zeppelin.example:443",             "http://zeppelin.example:443" },
        {"http://[::1]:8080/",                      "http://[::1]:8080"           },
    };
    static const char *const none[] = {"",          "host",        "ftp://host/", "http://",
                                       "http:///x", "http://a b/", "http://a;b/", "null",
                                       "*"};

    for (size_t i = 0; i < G_N_ELEMENTS(origins); i++) {
        g_autofree char *origin = origin_of_url(origins[i][0]);

        UNIT_EQUALS_TEXT(origin, origins[i][1]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autofree char *origin = origin_of_url(none[i]);

        UNIT_CHECK(origin == NULL, none[i]);
    }
}

UNIT_MAIN("push/origin", UNIT(pages_on_our_own_host_may_ask_by_any_port_and_scheme),
          UNIT(pages_on_other_hosts_may_not), UNIT(listed_ones_may_and_only_exactly_these),
          UNIT(junk_may_not_whatever_the_host), UNIT(a_host_too_long_for_a_name_is_not_plain),
          UNIT(the_policy_names_the_host_and_what_is_listed),
          UNIT(nothing_of_a_strange_host_gets_into_a_header),
          UNIT(no_single_byte_breaks_out_of_the_policy), UNIT(an_address_has_an_origin))
