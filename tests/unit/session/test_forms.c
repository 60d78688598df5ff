/* forms: a value stays in the quotes that its form stands in. */
#include "session/forms.h"

#include "base/fail.h"
#include "lib/unit.h"

static const struct {
    const char *written, *gui;
    bool is_fine;
} cases[] = {
    {"topic('${t=a,a|b}')",          "{\"params\":{\"t\":\"b\"}}",             true },
    {"topic('${t}')",                "{\"params\":{\"t\":\"b', x => 'c\"}}",   false},
    {"topic('${t}')",                "{\"params\":{\"t\":\"b', x => ''\"}}",   false},
    {"topic('${t}')",                "{\"params\":{\"t\":\"O''Brien\"}}",      true },
    {"topic('${t}')",                "{\"params\":{\"t\":\"O'Brien\"}}",       false},
    {"topic('${t}')",                "{\"params\":{\"t\":\"'\"}}",             false},
    {"topic('${t}')",                "{\"params\":{\"t\":\"a\\\"b\\\\\"}}",    true },
    {"topic('${t(Topic)=a}')",       "{\"params\":{\"t\":\"'\"}}",             false},
    {"topic('${password:t}')",       "{\"params\":{\"t\":\"'\"}}",             false},
    {"'${checkbox(|):t=a,a|b}'",     "{\"params\":{\"t\":[\"a\",\"'\"]}}",     false},
    {"'${checkbox:t=a,a|b}'",        "{\"params\":{\"t\":[\"a\",\"b\"]}}",     true },
    {"FROM \"${t}\"",                "{\"params\":{\"t\":\"a\\\" , \\\"b\"}}", false},
    {"FROM \"${t}\"",                "{\"params\":{\"t\":\"it's\"}}",          true },
    {"SELECT ${t} FROM a",           "{\"params\":{\"t\":\"'x', y\"}}",        true },
    {"SELECT 'it''s', ${t}",         "{\"params\":{\"t\":\"'x'\"}}",           true },
    {"SELECT 'it''s ${t}'",          "{\"params\":{\"t\":\"'\"}}",             false},
    {"SELECT E'\\'${t}'",            "{\"params\":{\"t\":\"'\"}}",             false},
    {"SELECT E'${t}'",               "{\"params\":{\"t\":\"\\\\\"}}",          false},
    {"SELECT type'${t}'",            "{\"params\":{\"t\":\"\\\\\"}}",          true },
    {"SELECT $a$ ${t} $a$",          "{\"params\":{\"t\":\"$a$\"}}",           false},
    {"SELECT $$ ' $$, '${t}'",       "{\"params\":{\"t\":\"'\"}}",             false},
    {"SELECT 1 -- ' ${t}\n, '${u}'", "{\"params\":{\"t\":\"'\",\"u\":\"'\"}}", false},
    {"SELECT 1 -- ${t}",             "{\"params\":{\"t\":\"\\n; SELECT 2\"}}", false},
    {"SELECT 1 -- ${t}",             "{\"params\":{\"t\":\"'\"}}",             true },
    {"SELECT 1 /* /* */ ${t} */",    "{\"params\":{\"t\":\"*/ 2\"}}",          false},
    {"topic('${other}')",            "{\"params\":{\"t\":\"'\"}}",             true },
    {"topic('$${t}')",               "{\"params\":{\"t\":\"'\"}}",             true },
    {"topic('${t}')",                "nonsense",                               true },
    {"topic('${t",                   "{\"params\":{\"t\":\"'\"}}",             false},
    {"",                             "",                                       true },
};

static void a_value_stays_in_its_quotes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *said = g_strdup_printf("%s %s", cases[i].written, cases[i].gui);

        UNIT_CHECK(forms_check(cases[i].written, cases[i].gui, "{}", &error) == cases[i].is_fine,
                   said);
        UNIT_CHECK((error == NULL) == cases[i].is_fine, said);
    }
}

static void forms_of_the_note_have_their_own_values(void)
{
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(!forms_check("topic('$${t=a}')", "{}", "{\"params\":{\"t\":\"'\"}}", &error), "'");
    UNIT_FAILED_WITH(error, FAIL_QUERY, "the value of the form t has a quote (')");
}

static void forms_have_a_limit(void)
{
    g_autoptr(GString) written = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < FORMS_MAX; i++)
        g_string_append(written, "${a}");
    UNIT_CHECK(forms_check(written->str, "{}", "{}", &error), "at the limit");
    g_string_append(written, "${a}");
    UNIT_CHECK(!forms_check(written->str, "{}", "{}", &error), "beyond it");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "more than 1000 forms");
}

UNIT_MAIN("session/forms", UNIT(a_value_stays_in_its_quotes),
          UNIT(forms_of_the_note_have_their_own_values), UNIT(forms_have_a_limit))
