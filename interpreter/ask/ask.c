#include "ask/ask.h"

#include <string.h>

#include "ask/commands.h"
#include "ask/words.h"

/* To add a statement: a row here, and the functions that it names, in a file of their own. */
/* clang-format off */
static const AskCommand commands[] = {
    {"SHOW TOPICS", "SHOW TABLES,LIST TOPICS", "SHOW [ALL] TOPICS",
     "the topics, with their partitions, records and newest record; ALL: those of the brokers too",
     true, NULL, show_topics_run},
    {"SHOW GROUPS", "SHOW CONSUMER GROUPS,LIST GROUPS", "SHOW GROUPS",
     "the consumer groups, with their members, topics and how many records they are behind",
     false, NULL, show_groups_run},
    {"SHOW FUNCTIONS", "LIST FUNCTIONS", "SHOW FUNCTIONS [LIKE 'pattern' | word]",
     "the functions, with what they take, give and do",
     false, narrow_parse, show_functions_run},
    {"SHOW SETTINGS", "SHOW VARIABLES,SHOW PROPERTIES,LIST PROPERTIES,SHOW ALL",
     "SHOW SETTINGS [LIKE 'pattern' | word]",
     "the settings, with their values, and who may set them",
     false, narrow_parse, show_settings_run},
    {"HELP", "DESCRIBE FUNCTION,DESC FUNCTION", "HELP [word]",
     "what can be written, or what a word means",
     false, narrow_parse, help_run},
    {"DESCRIBE", "DESC,SHOW COLUMNS FROM,SHOW FIELDS FROM", "DESCRIBE [ALL] name",
     "a topic's fields, formats, partitions, readers and configuration, or a view's columns",
     false, describe_parse, describe_run},
    {"PRINT", NULL,
     "PRINT topic [LAST n | FROM 'since'] [PARTITION n] [SAMPLE share] [LIMIT n]",
     "the records of a topic as they are: live from the last ones on, or from where FROM says",
     false, print_parse, NULL},
    {"CHECK", NULL, "CHECK [topic [WRITE]]",
     "the way to the brokers step by step, and what to do where it ends",
     false, check_parse, check_answer},
};
/* clang-format on */

const AskCommand *ask_commands(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(commands);
    return commands;
}

static bool begins_with_word(const char *phrase, const ScanToken *word)
{
    g_autofree char *first = g_strndup(phrase, strcspn(phrase, " "));

    return scan_is_word(word, first);
}

/* (owned) All phrases of a row. */
static char **phrases_of(const AskCommand *command)
{
    g_autofree char *all =
        g_strjoin(command->also == NULL ? "" : ",", command->words, command->also, NULL);

    return g_strsplit(all, ",", -1);
}

static bool may_begin(const AskCommand *command, const ScanToken *word)
{
    g_auto(GStrv) phrases = phrases_of(command);
    bool may = false;

    for (size_t i = 0; phrases[i] != NULL; i++)
        may |= begins_with_word(phrases[i], word);
    return may;
}

bool ask_is(const char *text)
{
    Words words = words_make(text, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (may_begin(&commands[i], &words.next))
            return true;
    }
    return false;
}

/* "SHOW ALL TOPICS" is "SHOW TOPICS". */
static bool take_with_all(Words *words, const char *phrase)
{
    const char *blank = strchr(phrase, ' ');
    g_autofree char *with_all =
        blank == NULL ? NULL : g_strdup_printf("%.*s ALL%s", (int)(blank - phrase), phrase, blank);

    return with_all != NULL && words_take_phrase(words, with_all);
}

static bool take_command(Words *words, const AskCommand *command, Ask *ask)
{
    g_auto(GStrv) phrases = phrases_of(command);
    bool is_taken = false;

    for (size_t i = 0; phrases[i] != NULL && !is_taken; i++) {
        is_taken = words_take_phrase(words, phrases[i]);
        if (!is_taken && command->takes_all)
            is_taken = ask->is_all = take_with_all(words, phrases[i]);
    }
    if (is_taken)
        ask->command = command;
    return is_taken;
}

/* The first word is that of some rows; no second one fits. */
static Ask *refuse_second(Words *words, GError **error)
{
    ScanToken first = words->next;
    g_autoptr(GString) usages = g_string_new(NULL);
    g_autofree char *shown = g_ascii_strup(first.text.at, (gssize)first.text.len);

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (begins_with_word(commands[i].words, &first))
            g_string_append_printf(usages, "%s%s", usages->len > 0 ? "; " : "", commands[i].usage);
    }
    words_take(words, shown);
    if (words_at_end(words))
        fail_at(error, FAIL_QUERY, words_position(words), "%s says nothing of what to show", shown);
    else
        fail_at(error, FAIL_QUERY, words_position(words), "%s knows no %.*s", shown,
                (int)words->next.text.len, words->next.text.at);
    if (config_find(words->next.text.at, words->next.text.len) != NULL)
        fail_hint(error, "write SHOW SETTINGS %.*s", (int)words->next.text.len,
                  words->next.text.at);
    else
        fail_hint(error, "there are: %s", usages->str);
    return NULL;
}

Ask *ask_parse(const char *text, GError **error)
{
    g_autoptr(Ask) ask = g_new0(Ask, 1);
    Words words = words_make(text, error);

    for (size_t i = 0; i < G_N_ELEMENTS(commands) && ask->command == NULL; i++)
        take_command(&words, &commands[i], ask);
    if (ask->command == NULL)
        return refuse_second(&words, error);
    words.usage = ask->command->usage;
    if (ask->command->parse != NULL && !ask->command->parse(&words, ask))
        return NULL;
    return words_end(&words) ? g_steal_pointer(&ask) : NULL;
}

void ask_free(Ask *ask)
{
    if (ask == NULL)
        return;
    g_free(ask->name);
    g_free(ask->like);
    g_free(ask->query);
    g_free(ask);
}

void ask_blame(const Ask *ask, GError *error)
{
    int position = fail_position(error);

    if (position >= 0)
        fail_place(error, ask->bound_position > 0 && position >= ask->query_bound_at
                              ? ask->bound_position
                              : ask->name_position);
}

bool ask_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    return ask->command->run(ask, spec, ret_done, error);
}
