/*
 * What reaches the Thrift port is hostile until decoded: a broken message closes its connection
 * without a reply and harms nothing else.
 * Method: a table of messages made by hand, each on a connection of its own to a server in this
 * process, which must still answer after it.
 */
#include "lib/unit.h"

#include "unit/rpc/messages.h"

/* ---- broken ones ------------------------------------------------------------------------------
 */

static void http(GByteArray *to)
{
    static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    put_bytes(to, text, sizeof(text) - 1);
}

static void tls(GByteArray *to)
{
    static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello hello hello";

    put_bytes(to, hello, sizeof(hello) - 1);
}

static void ssh(GByteArray *to)
{
    put_bytes(to, "SSH-2.0-OpenSSH_9.2p1\r\n", 23);
}

static void zeros(GByteArray *to)
{
    for (int i = 0; i < 4096; i++)
        put8(to, 0);
}

static void ones(GByteArray *to)
{
    for (int i = 0; i < 4096; i++)
        put8(to, 0xff);
}

static void old_header(GByteArray *to) /* without a version, as Thrift had it first */
{
    put_text(to, "getStatus");
    put8(to, T_CALL);
    put32(to, 7);
    put8(to, T_STOP);
}

static void wrong_version(GByteArray *to)
{
    put32(to, 0x80020001);
    put_text(to, "getStatus");
    put32(to, 7);
    put8(to, T_STOP);
}

static void framed(GByteArray *to)
{
    put32(to, 64);
    good_status(to);
}

static void reply_type(GByteArray *to)
{
    put32(to, 0x80010002);
    put_text(to, "getStatus");
    put32(to, 7);
    put8(to, T_STOP);
}

static void no_type(GByteArray *to)
{
    put32(to, 0x80010000);
    put_text(to, "getStatus");
    put32(to, 7);
    put8(to, T_STOP);
}

static void half_header(GByteArray *to)
{
    put16(to, 0x8001);
}

static void half_name(GByteArray *to)
{
    put32(to, 0x80010001);
    put32(to, 9);
    put_bytes(to, "getS", 4);
}

static void half_message(GByteArray *to)
{
    put_call(to, "getStatus");
    put_text_field(to, 1, "session");
}

static void name_length(GByteArray *to, gint64 length)
{
    put32(to, 0x80010001);
    put32(to, length);
    zeros(to);
}

static void name_negative(GByteArray *to)
{
    name_length(to, -1);
}

static void name_2gb(GByteArray *to)
{
    name_length(to, 0x7fffffff);
}

static void name_65(GByteArray *to)
{
    name_length(to, PROTOCOL_NAME_BYTES_MAX + 1);
}

static void name_binary(GByteArray *to)
{
    put32(to, 0x80010001);
    put32(to, 4);
    put_bytes(to, "\xff\xfe\x00\x01", 4);
    put32(to, 7);
    put8(to, T_STOP);
}

static void text_length(GByteArray *to, gint64 length)
{
    put_call(to, "getStatus");
    put_field(to, T_STRING, 1);
    put32(to, length);
    put_bytes(to, "abcdefgh", 8);
    put8(to, T_STOP);
}

static void text_negative(GByteArray *to)
{
    text_length(to, -1);
}

static void text_most_negative(GByteArray *to)
{
    text_length(to, 0x80000000);
}

static void text_2gb(GByteArray *to)
{
    text_length(to, 0x7fffffff);
}

static void text_over_message(GByteArray *to)
{
    text_length(to, PROTOCOL_MESSAGE_BYTES_MAX);
}

static void text_not_utf8(GByteArray *to)
{
    put_call(to, "getStatus");
    put_text_field(to, 1, "caf\xe9");
    put_text_field(to, 2, "p");
    put8(to, T_STOP);
}

static void text_with_nul(GByteArray *to)
{
    put_call(to, "getStatus");
    put_field(to, T_STRING, 1);
    put32(to, 3);
    put_bytes(to, "a\0b", 3);
    put_text_field(to, 2, "p");
    put8(to, T_STOP);
}

static void skipped_binary_negative(GByteArray *to)
{
    put_call(to, "getStatus");
    put_field(to, T_STRING, 99);
    put32(to, -5);
    put8(to, T_STOP);
}

static void container(GByteArray *to, int field_type, gint64 size)
{
    put_call(to, "getStatus");
    put_field(to, field_type, 99);
    put8(to, T_STRING);
    if (field_type == T_MAP)
        put8(to, T_STRING);
    put32(to, size);
    zeros(to);
}

static void list_negative(GByteArray *to)
{
    container(to, T_LIST, -1);
}

static void list_huge(GByteArray *to)
{
    container(to, T_LIST, 0x7fffffff);
}

static void list_over_limit(GByteArray *to)
{
    container(to, T_LIST, PROTOCOL_CONTAINER_MAX + 1);
}

static void set_negative(GByteArray *to)
{
    container(to, T_SET, -2);
}

static void set_huge(GByteArray *to)
{
    container(to, T_SET, 0x7ffffffe);
}

static void map_negative(GByteArray *to)
{
    container(to, T_MAP, -1);
}

static void map_huge(GByteArray *to)
{
    container(to, T_MAP, 0x7fffffff);
}

static void properties_huge(GByteArray *to)
{
    put_call(to, "init");
    put_field(to, T_MAP, 1);
    put8(to, T_STRING);
    put8(to, T_STRING);
    put32(to, 0x7fffffff);
    zeros(to);
}

static void properties_of_numbers(GByteArray *to) /* read as texts, whatever they claim to be */
{
    put_call(to, "init");
    put_field(to, T_MAP, 1);
    put8(to, T_I32);
    put8(to, T_I32);
    put32(to, 2);
    put32(to, 0x7fffffff);
    put32(to, -1);
    zeros(to);
}

static void void_elements(GByteArray *to) /* would cost no bytes, however many there are */
{
    put_call(to, "getStatus");
    put_field(to, T_LIST, 99);
    put8(to, T_VOID);
    put32(to, PROTOCOL_CONTAINER_MAX);
    put8(to, T_STOP);
}

static void unknown_elements(GByteArray *to)
{
    put_call(to, "getStatus");
    put_field(to, T_LIST, 99);
    put8(to, 77);
    put32(to, 3);
    zeros(to);
}

static void unknown_field_type(GByteArray *to)
{
    put_call(to, "getStatus");
    put_field(to, 55, 99);
    ones(to);
}

static void nested(GByteArray *to, int type, int depth)
{
    put_call(to, "getStatus");
    put_field(to, type, 99);
    for (int i = 0; i < depth; i++) {
        if (type == T_STRUCT) {
            put_field(to, T_STRUCT, 1);
        } else {
            put8(to, type);
            if (type == T_MAP)
                put8(to, type);
            put32(to, 1);
        }
    }
}

static void nested_structs(GByteArray *to)
{
    nested(to, T_STRUCT, 200000);
}

static void nested_lists(GByteArray *to)
{
    nested(to, T_LIST, 200000);
}

static void nested_sets(GByteArray *to)
{
    nested(to, T_SET, 200000);
}

static void nested_maps(GByteArray *to)
{
    nested(to, T_MAP, 100000);
}

static void unknown_method_nested(GByteArray *to)
{
    put_call(to, "noSuchMethod");
    for (int i = 0; i < 200000; i++)
        put_field(to, T_STRUCT, 1);
}

static void no_arguments(GByteArray *to)
{
    put_call(to, "getStatus");
    put8(to, T_STOP);
}

static void one_argument(GByteArray *to)
{
    put_call(to, "getStatus");
    put_text_field(to, 1, "session");
    put8(to, T_STOP);
}

static void wrong_argument_type(GByteArray *to)
{
    put_call(to, "getStatus");
    put_field(to, T_I32, 1);
    put32(to, 5);
    put_text_field(to, 2, "p");
    put8(to, T_STOP);
}

static void interpret_without_context(GByteArray *to)
{
    put_call(to, "interpret");
    put_text_field(to, 1, "session");
    put_text_field(to, 3, "SELECT 1");
    put8(to, T_STOP);
}

static void context_of_wrong_type(GByteArray *to)
{
    put_call(to, "cancel");
    put_text_field(to, 1, "session");
    put_text_field(to, 3, "context");
    put8(to, T_STOP);
}

static void reconnect_without_port(GByteArray *to)
{
    put_call(to, "reconnect");
    put_text_field(to, 1, "host");
    put8(to, T_STOP);
}

/* More than a message may have, in pieces that are each allowed. */
static void too_long_in_pieces(GByteArray *to)
{
    g_autofree char *piece = g_strnfill(1024 * 1024, 'x');

    put_call(to, "getStatus");
    for (int i = 0; i <= PROTOCOL_MESSAGE_BYTES_MAX / (1024 * 1024); i++)
        put_text_field(to, 99, piece);
    put8(to, T_STOP);
}

typedef struct Broken {
    const char *why;
    void (*make)(GByteArray *to);
} Broken;

static const Broken broken[] = {
    {"HTTP",                                  http                     },
    {"TLS",                                   tls                      },
    {"SSH",                                   ssh                      },
    {"zeros",                                 zeros                    },
    {"ones",                                  ones                     },
    {"the header without a version",          old_header               },
    {"a version that does not exist",         wrong_version            },
    {"a framed message",                      framed                   },
    {"a reply",                               reply_type               },
    {"a message of no type",                  no_type                  },
    {"half a header",                         half_header              },
    {"half a name",                           half_name                },
    {"half a message",                        half_message             },
    {"a name of negative length",             name_negative            },
    {"a name of 2 GB",                        name_2gb                 },
    {"a name of 65 bytes",                    name_65                  },
    {"a name that is no text",                name_binary              },
    {"a text of negative length",             text_negative            },
    {"a text of the most negative length",    text_most_negative       },
    {"a text of 2 GB",                        text_2gb                 },
    {"a text longer than its message",        text_over_message        },
    {"a text that is not UTF-8",              text_not_utf8            },
    {"a text with a NUL in it",               text_with_nul            },
    {"a skipped binary of negative length",   skipped_binary_negative  },
    {"a list of negative size",               list_negative            },
    {"a list of 2 billion",                   list_huge                },
    {"a list of one too many",                list_over_limit          },
    {"a set of negative size",                set_negative             },
    {"a set of 2 billion",                    set_huge                 },
    {"a map of negative size",                map_negative             },
    {"a map of 2 billion",                    map_huge                 },
    {"properties, 2 billion of them",         properties_huge          },
    {"properties that are numbers",           properties_of_numbers    },
    {"100,000 elements of no size",           void_elements            },
    {"elements of an unknown type",           unknown_elements         },
    {"a field of an unknown type",            unknown_field_type       },
    {"200,000 structs in each other",         nested_structs           },
    {"200,000 lists in each other",           nested_lists             },
    {"200,000 sets in each other",            nested_sets              },
    {"100,000 maps in each other",            nested_maps              },
    {"an unknown method with deep arguments", unknown_method_nested    },
    {"no arguments",                          no_arguments             },
    {"one argument of two",                   one_argument             },
    {"an argument of a wrong type",           wrong_argument_type      },
    {"interpret() without a context",         interpret_without_context},
    {"a context that is a text",              context_of_wrong_type    },
    {"reconnect() without a port",            reconnect_without_port   },
    {"17 MB in pieces of one",                too_long_in_pieces       },
};

static void a_broken_message_closes_its_connection_without_a_reply(void)
{
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autoptr(GByteArray) message = g_byte_array_new();
        g_autoptr(GByteArray) reply = g_byte_array_new();
        g_autofree char *calls = NULL;

        broken[i].make(message);
        UNIT_CHECK(exchange(&serving, message, reply) && reply->len == 0, broken[i].why);
        calls = fake_sessions_calls(serving.sessions);
        UNIT_CHECK(calls[0] == '\0', broken[i].why);
        UNIT_CHECK(answers_status(&serving), broken[i].why);
        g_free(fake_sessions_calls(serving.sessions));
    }
    CU_ASSERT_TRUE(serving_stop(&serving));
}

UNIT_MAIN("rpc/hostile", UNIT(a_broken_message_closes_its_connection_without_a_reply))
