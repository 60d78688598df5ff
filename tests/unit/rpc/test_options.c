/*
 * options: the command line of a runner, and what is said when it is wrong.
 */
#include "lib/unit.h"

#include "rpc/identity.h"
#include "rpc/options.h"

#include <pwd.h>
#include <unistd.h>

static bool parse(const char *line, InterpreterOptions *ret_options, GError **error)
{
    g_auto(GStrv) argv = g_strsplit(line, " ", -1);

    return interpreter_options_parse((int)g_strv_length(argv), argv, ret_options, error);
}

static void the_line_of_a_real_server_is_understood(void)
{
    InterpreterOptions options;

    UNIT_REQUIRE(parse("interpreter -d /z/interpreter/kafka -c 10.0.0.7 -p 40123 -r : "
                       "-i kafka-shared_process -l /z/local-repo/kafka -g kafka",
                       &options, NULL));
    UNIT_EQUALS_TEXT(options.interpreter_dir, "/z/interpreter/kafka");
    UNIT_EQUALS_TEXT(options.event_host, "10.0.0.7");
    CU_ASSERT_EQUAL(options.event_port, 40123);
    CU_ASSERT_EQUAL(options.port_min, 0);
    CU_ASSERT_EQUAL(options.port_max, 0);
    UNIT_EQUALS_TEXT(options.group_id, "kafka-shared_process");
    UNIT_EQUALS_TEXT(options.local_repo, "/z/local-repo/kafka");
    UNIT_EQUALS_TEXT(options.setting_name, "kafka");
    CU_ASSERT_PTR_NULL(options.user);
    interpreter_options_done(&options);
}

static void a_user_and_a_range_are_understood(void)
{
    static const struct {
        const char *range;
        int min, max;
    } cases[] = {
        {"30000:30010", 30000, 30010},
        {"30000:",      30000, 65535},
        {":30010",      1024,  30010},
        {"5:5",         5,     5    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = g_strdup_printf("x -c h -p 1 -i g -u ada -r %s", cases[i].range);
        InterpreterOptions options;

        UNIT_REQUIRE(parse(line, &options, NULL));
        UNIT_EQUALS_TEXT(options.user, "ada");
        UNIT_CHECK(options.port_min == cases[i].min && options.port_max == cases[i].max,
                   cases[i].range);
        interpreter_options_done(&options);
    }
}

static void a_wrong_line_is_refused_with_what_is_allowed(void)
{
    static const struct {
        const char *line, *said;
    } cases[] = {
        {"x",                           "option -c (host of Zeppelin's event service) is missing"},
        {"x -c h -i g",                 "option -p (port of Zeppelin's event service) is missing"},
        {"x -c h -p 1",                 "option -i (interpreter group id) is missing"            },
        {"x -c h -p 1 -i",              "option -i (interpreter group id) needs a value"         },
        {"x -c h -p 1 -i g -z y",       "unknown option -z"                                      },
        {"x --help",                    "unknown option --help"                                  },
        {"x -c h -p 0 -i g",            "\"0\", but must be a number from 1 to 65535"            },
        {"x -c h -p 65536 -i g",        "\"65536\", but must be a number"                        },
        {"x -c h -p 12x -i g",          "\"12x\", but must be a number"                          },
        {"x -c h -p 1 -i g -r 10",      "\"10\", but must be LOW:HIGH"                           },
        {"x -c h -p 1 -i g -r 20:10",   "\"20:10\", but must be LOW:HIGH"                        },
        {"x -c h -p 1 -i g -r a:b",     "\"a:b\", but must be LOW:HIGH"                          },
        {"x -c h -p 1 -i g -r 1:99999", "\"1:99999\", but must be LOW:HIGH"                      },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        InterpreterOptions options;
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(!parse(cases[i].line, &options, &error), cases[i].line);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, cases[i].said);
    }
}

static void a_user_without_an_account_is_refused(void)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(identity_become("no-such-user-here", &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "no account on this machine");
}

static void nobody_and_oneself_change_nothing(void)
{
    const struct passwd *self = getpwuid(getuid());

    CU_ASSERT_TRUE(identity_become(NULL, NULL));
    if (self != NULL)
        CU_ASSERT_TRUE(identity_become(self->pw_name, NULL));
}

UNIT_MAIN("rpc/options", UNIT(the_line_of_a_real_server_is_understood),
          UNIT(a_user_and_a_range_are_understood),
          UNIT(a_wrong_line_is_refused_with_what_is_allowed),
          UNIT(a_user_without_an_account_is_refused), UNIT(nobody_and_oneself_change_nothing))
