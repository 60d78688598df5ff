#include "ask/answer.h"
#include "ask/commands.h"

enum { SETTING, VALUE, DEFAULT, WHO, HELP };

static const AnswerColumn columns[] = {
    [SETTING] = {"setting", "text", false},
      [VALUE] = {"value",   "text", false},
    [DEFAULT] = {"default", "text", false},
      [WHO] = {"who",     "text", false},
    [HELP] = {"help",    "text", false},
};

/* (owned) As it was written. What the operator wrote as a text may be an address or a secret. */
static char *value_text(const ConfigProperty *property, const char *put)
{
    if (put == NULL)
        return g_strdup(property->default_text);
    if (config_is_secret(property->name) ||
        (property->who == CONFIG_OPERATOR && property->type == CONFIG_TEXT))
        return g_strdup("(set by the operator)");
    return g_strdup(put);
}

bool show_settings_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    size_t len;
    const ConfigProperty *properties = config_properties(&len);
    g_autoptr(GHashTable) put = config_settings(spec->plan->settings);
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));

    (void)ret_done;
    (void)error;
    for (size_t i = 0; i < len; i++) {
        const ConfigProperty *property = &properties[i];
        char **cells = narrow_matches(ask, property->name) ? answer_add(answer) : NULL;

        if (cells == NULL)
            continue;
        cells[SETTING] = g_strdup(property->name);
        cells[VALUE] = value_text(property, g_hash_table_lookup(put, property->name));
        cells[DEFAULT] = g_strdup(property->default_text);
        cells[WHO] = g_strdup(property->who == CONFIG_NOTE ? "note" : "operator");
        cells[HELP] = g_strdup(property->help);
    }
    answer_tell(answer, spec);
    return true;
}
