#include "kafka/check.h"

#include "ask/answer.h"
#include "ask/commands.h"
#include "config/allow.h"

enum { STEP, TARGET, RESULT, MS, SAID, ADVICE };

static const AnswerColumn columns[] = {
    [STEP] = {"step",       "text",   false},
      [TARGET] = {"of",         "text",   false},
    [RESULT] = {"result",     "text",   false},
      [MS] = {"ms",         "bigint", true },
    [SAID] = {"said",       "text",   false},
      [ADVICE] = {"what to do", "text",   false},
};

bool check_parse(Words *words, Ask *ask)
{
    if (words_at_end(words))
        return true;
    ask->name_position = words_position(words);
    if (!words_take_name(words, "a topic", &ask->name))
        return false;
    ask->is_writing = words_take(words, "WRITE");
    return true;
}

static void add_step(const CheckStep *step, void *answer)
{
    char **cells = answer_add(answer);

    if (cells == NULL)
        return;
    cells[STEP] = g_strdup(step->step);
    cells[TARGET] = g_strdup(step->target);
    cells[RESULT] = g_strdup(check_result_names[step->result]);
    cells[MS] = g_strdup_printf("%" G_GINT64_FORMAT, step->took_ms);
    cells[SAID] = g_strdup(step->said);
    cells[ADVICE] = g_strdup(step->advice);
}

bool check_answer(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));
    CheckSpec check = {.client = spec->client(spec->client_user, CLIENT_CONSUMER, error),
                       .topic = ask->name,
                       .timeout_ms = spec->timeout_ms,
                       .told = add_step,
                       .told_user = answer};
    bool is_good;

    if (check.client == NULL ||
        (ask->is_writing && !allow_check(spec->plan->settings, ALLOW_INSERT, error)))
        return false;
    if (ask->is_writing)
        check.producer = spec->client(spec->client_user, CLIENT_PRODUCER, error);
    if (ask->is_writing && check.producer == NULL)
        return false;
    is_good = check_run(&check);
    answer_tell(answer, spec);
    *ret_done = g_strdup(is_good ? "CHECK: the way to the brokers is open"
                                 : "CHECK: a step failed; the table says which, and what to do");
    return true;
}
