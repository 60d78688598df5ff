#include "config/allow.h"

#include <string.h>

#include "base/fail.h"

/* To add a kind of change: a row here, its AllowKind, and allow_check() where it is made. */
static const AllowRow rows[] = {
    [ALLOW_INSERT] = {"insert", "write records"},
    [ALLOW_CREATE] = {"create", "make topics"  },
    [ALLOW_DROP] = {"drop",   "delete topics"},
};

const AllowRow *allow_row(AllowKind kind)
{
    return &rows[kind];
}

/* The kinds that one word of the list stands for, a bit for each; false if it is no word of it. */
static bool read_word(const char *word, unsigned *ret_kinds)
{
    if (strcmp(word, "all") == 0 || strcmp(word, "none") == 0) {
        *ret_kinds = *word == 'a' ? (1U << ALLOW_KINDS) - 1 : 0;
        return true;
    }
    for (unsigned i = 0; i < ALLOW_KINDS; i++) {
        if (strcmp(word, rows[i].name) == 0) {
            *ret_kinds = 1U << i;
            return true;
        }
    }
    return false;
}

/* @ret_wrong: (owned) the word that is none */
static bool read_list(const char *list, unsigned *ret_kinds, char **ret_wrong)
{
    g_auto(GStrv) words = g_strsplit(list, ",", -1);

    *ret_kinds = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        unsigned kinds = 0;

        if (!read_word(g_strstrip(words[i]), &kinds)) {
            *ret_wrong = g_strdup(words[i]);
            return false;
        }
        *ret_kinds |= kinds;
    }
    return true;
}

bool allow_check_list(const char *name, const char *list, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    g_autofree char *wrong = NULL;
    unsigned kinds = 0;

    if (read_list(list, &kinds, &wrong))
        return true;
    for (size_t i = 0; i < ALLOW_KINDS; i++)
        g_string_append_printf(known, "%s%s", i > 0 ? ", " : "", rows[i].name);
    return fail(error, FAIL_CONFIG, "%s lists some of %s, with commas, or is all or none, not '%s'",
                name, known->str, wrong);
}

bool allow_check(const ConfigSet *settings, AllowKind kind, GError **error)
{
    const char *list = config_get_text(settings, "allow");
    g_autofree char *wrong = NULL;
    unsigned kinds = 0;
    bool is_none;

    read_list(list, &kinds, &wrong); /* put() has checked it */
    if ((kinds & (1U << kind)) != 0)
        return true;
    is_none = kinds == 0;
    fail(error, FAIL_CONFIG, "statements may not %s here: zeppelin.kafka.allow is %s, without %s",
         rows[kind].what, list, rows[kind].name);
    return fail_hint(error,
                     "the operator allows it on the interpreter settings page, by allow = %s%s%s; "
                     "in a shell write --set allow=%s%s%s",
                     is_none ? "" : list, is_none ? "" : ",", rows[kind].name, is_none ? "" : list,
                     is_none ? "" : ",", rows[kind].name);
}
