#include "ask/answer.h"
#include "ask/commands.h"
#include "ask/function_list.h"

enum { FUNCTION, KIND, RESULT, HELP };

static const AnswerColumn columns[] = {
    [FUNCTION] = {"function", "text", false},
    [KIND] = {"kind",     "text", false},
    [RESULT] = {"gives",    "text", false},
    [HELP] = {"help",     "text", false},
};

bool show_functions_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    g_autoptr(GPtrArray) list = function_list();
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));

    (void)ret_done;
    (void)error;
    for (guint i = 0; i < list->len; i++) {
        const FunctionListed *listed = list->pdata[i];
        char **cells = narrow_matches(ask, listed->name) ? answer_add(answer) : NULL;

        if (cells == NULL)
            continue;
        cells[FUNCTION] = g_strdup(listed->signature);
        cells[KIND] = g_strdup(listed->kind);
        cells[RESULT] = g_strdup(listed->result);
        cells[HELP] = g_strdup(listed->help);
    }
    answer_tell(answer, spec);
    return true;
}
