#include <string.h>

#include "ask/answer.h"
#include "ask/commands.h"
#include "ask/function_list.h"
#include "sql/typo.h"
#include "statement/statement.h"

enum { WHAT, USAGE, MEANING };

static const AnswerColumn columns[] = {
    [WHAT] = {"what",  "text", false},
    [USAGE] = {"write", "text", false},
    [MEANING] = {"for",   "text", false},
};

/* Statements of PostgreSQL's grammar. */
static const struct {
    const char *usage, *help;
} statements[] = {
    {"SELECT ... FROM t [WHERE ...] [GROUP BY ...] [ORDER BY ...] [LIMIT n]",
     "a query: a table that changes as records come, or of those that there are (SET until = "
     "'now')"                                                                                                                             },
    {"WITH name AS (SELECT ...) SELECT ...",                                  "a query over queries that have names"                      },
    {"VALUES (1, 'a'), (2, 'b')",                                             "constant rows"                                             },
    {"EXPLAIN [ANALYZE] SELECT ...",                                          "what a query reads, does and keeps; ANALYZE: what it costs"},
    {"INSERT INTO t (key, value) VALUES ('a', 'b'), ...",                     "writes records"                                            },
    {"CREATE [OR REPLACE] VIEW name AS SELECT ...",                           "gives a query a name"                                      },
    {"DROP VIEW [IF EXISTS] name",                                            "ends a view"                                               },
};

/* What is being looked for, and what was found. */
typedef struct Search {
    Answer *answer;
    const char *word; /* lower case; NULL: all statements */
    GPtrArray *names; /* owned: char *, of all that there is, for those who mistype */
    bool is_found;
} Search;

static void add(Search *search, const char *what, const char *usage, const char *help)
{
    char **cells = answer_add(search->answer);

    search->is_found = true;
    if (cells == NULL)
        return;
    cells[WHAT] = g_strdup(what);
    cells[USAGE] = g_strdup(usage);
    cells[MEANING] = g_strdup(help);
}

static void add_name(Search *search, const char *name)
{
    g_ptr_array_add(search->names, g_ascii_strdown(name, -1));
}

/* Whether the words occur in the text, as whole ones. */
static bool has_words(const char *text, const char *words)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    size_t len = strlen(words);

    for (const char *at = lower; len > 0 && (at = strstr(at, words)) != NULL; at++) {
        if ((at == lower || !g_ascii_isalpha(at[-1])) && !g_ascii_isalpha(at[len]))
            return true;
    }
    return false;
}

/* @names: the phrases that it begins with, a comma between; NULL: only its usage says so */
static void look_at_statement(Search *search, const char *names, const char *usage,
                              const char *help)
{
    g_auto(GStrv) phrases = g_strsplit_set(names == NULL ? usage : names, names == NULL ? " " : ",",
                                           names == NULL ? 2 : -1);

    for (size_t i = 0; phrases[i] != NULL && (names != NULL || i == 0); i++)
        add_name(search, phrases[i]);
    if (search->word == NULL || has_words(usage, search->word) ||
        (names != NULL && has_words(names, search->word)))
        add(search, "statement", usage, help);
}

static void look_at_statements(Search *search)
{
    size_t len;
    const AskCommand *asks = ask_commands(&len);
    const StatementCommand *commands;

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++)
        look_at_statement(search, NULL, statements[i].usage, statements[i].help);
    for (size_t i = 0; i < len; i++) {
        g_autofree char *names = g_strjoin(",", asks[i].words, asks[i].also, NULL);

        look_at_statement(search, names, asks[i].usage, asks[i].help);
    }
    commands = statement_commands(&len);
    for (size_t i = 0; i < len; i++) {
        g_auto(GStrv) parts = g_strsplit(commands[i].help, ": ", 2);

        look_at_statement(search, commands[i].words, parts[0], parts[1] == NULL ? "" : parts[1]);
    }
}

static void look_at_functions(Search *search)
{
    g_autoptr(GPtrArray) list = function_list();

    for (guint i = 0; i < list->len; i++) {
        const FunctionListed *listed = list->pdata[i];
        g_autofree char *usage =
            listed->result == NULL
                ? g_strdup(listed->signature)
                : g_strdup_printf("%s \342\206\222 %s", listed->signature, listed->result);

        add_name(search, listed->name);
        if (strcmp(listed->name, search->word) == 0)
            add(search, listed->kind, usage, listed->help);
    }
}

static void look_at_settings(Search *search)
{
    size_t len;
    const ConfigProperty *properties = config_properties(&len);

    for (size_t i = 0; i < len; i++) {
        g_autofree char *usage =
            g_strdup_printf("SET %s = '%s'", properties[i].name, properties[i].default_text);

        add_name(search, properties[i].name);
        if (strcmp(properties[i].name, search->word) == 0)
            add(search, properties[i].who == CONFIG_NOTE ? "setting" : "operator's setting", usage,
                properties[i].help);
    }
}

static bool fail_unknown(Search *search, const Ask *ask, GError **error)
{
    const char *near;

    g_ptr_array_add(search->names, NULL);
    near = typo_find(search->word, (const char *const *)search->names->pdata);
    fail_at(error, FAIL_QUERY, ask->name_position, "there is no help for \"%s\"", search->word);
    return near != NULL ? fail_hint(error, "did you mean %s?", near)
                        : fail_hint(error, "HELP lists the statements, SHOW FUNCTIONS the "
                                           "functions, SHOW SETTINGS the settings");
}

bool help_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Search search = {answer, ask->like, names, false};

    look_at_statements(&search);
    if (search.word != NULL) {
        look_at_functions(&search);
        look_at_settings(&search);
    } else {
        *ret_done = g_strdup("HELP and a word says more of a statement, a function or a setting");
    }
    if (!search.is_found)
        return fail_unknown(&search, ask, error);
    answer_tell(answer, spec);
    return true;
}
