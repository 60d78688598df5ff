#include "statement/statement.h"

#include <string.h>

#include "base/fail.h"

typedef struct StatementCommand {
    const char *word; /* upper case first word */
    StatementKind kind;
} StatementCommand;

/* To add a command that is not PostgreSQL's grammar: a row here, and what runs it. */
static const StatementCommand commands[] = {
    {"SET",      STATEMENT_SET  },
    {"SHOW",     STATEMENT_SHOW },
    {"COPY",     STATEMENT_LATER},
    {"DESCRIBE", STATEMENT_LATER},
    {"PRINT",    STATEMENT_LATER},
    {"STOP",     STATEMENT_LATER},
    {"PAUSE",    STATEMENT_LATER},
    {"RESUME",   STATEMENT_LATER},
    {"HELP",     STATEMENT_LATER},
    {"CHECK",    STATEMENT_LATER},
};

static const StatementCommand *find_command(const char *text)
{
    size_t len = 0;

    while (g_ascii_isalpha(text[len]))
        len++;
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strlen(commands[i].word) == len &&
            g_ascii_strncasecmp(commands[i].word, text, len) == 0)
            return &commands[i];
    }
    return NULL;
}

StatementKind statement_kind(const char *text)
{
    const StatementCommand *command = find_command(text);

    return command != NULL ? command->kind : STATEMENT_SQL;
}

void statement_free(Statement *statement)
{
    if (statement == NULL)
        return;
    g_free(statement->text);
    g_free(statement);
}

static const char *skip_blanks(const char *at)
{
    while (g_ascii_isspace(*at))
        at++;
    return at;
}

/* (owned) 'it''s' without its quotes, or the bare text up to the end. */
static char *take_value(const char *at)
{
    GString *value;
    size_t len = strlen(at);

    if (len < 2 || at[0] != '\'' || at[len - 1] != '\'')
        return g_strdup(at);
    value = g_string_new_len(at + 1, (gssize)len - 2);
    g_string_replace(value, "''", "'", 0);
    return g_string_free(value, FALSE);
}

/* Where a quoted value ends; NULL: it is not quoted. */
static const char *end_of_quoted(const char *at)
{
    if (*at != '\'')
        return NULL;
    for (at++; *at != '\0' && (*at != '\'' || at[1] == '\''); at++)
        at += *at == '\'';
    return *at == '\0' ? at : at + 1;
}

/* SET TIME ZONE 'Europe/Berlin', as PostgreSQL has it; NULL: something else. */
static const char *skip_time_zone(const char *at)
{
    if (g_ascii_strncasecmp(at, "TIME", 4) != 0 || !g_ascii_isspace(at[4]))
        return NULL;
    at = skip_blanks(at + 4);
    return g_ascii_strncasecmp(at, "ZONE", 4) == 0 && (g_ascii_isspace(at[4]) || at[4] == '\'')
               ? skip_blanks(at + 4)
               : NULL;
}

static bool refuse_set(const char *text, const char *at, GError **error)
{
    fail_at(error, FAIL_QUERY, (int)(at - text), "SET needs a name, an equals sign and a value");
    return fail_hint(error, "Write SET refresh = '100 ms', or SET refresh TO 100.");
}

bool statement_parse_set(const Statement *statement, char **ret_name, char **ret_value,
                         GError **error)
{
    const char *text = statement->text;
    const char *name = skip_blanks(text + strlen("SET"));
    const char *name_end = name;
    const char *at, *quoted_end;

    while (g_ascii_isalnum(*name_end) || *name_end == '_' || *name_end == '.')
        name_end++;
    at = skip_blanks(name_end);
    if (skip_time_zone(name) != NULL)
        at = skip_time_zone(name);
    else if (*at == '=')
        at++;
    else if (g_ascii_strncasecmp(at, "TO", 2) == 0 && g_ascii_isspace(at[2]))
        at += 2;
    else
        return refuse_set(text, at, error);
    at = skip_blanks(at);
    if (name_end == name || *at == '\0')
        return refuse_set(text, name_end == name ? name : at, error);
    quoted_end = end_of_quoted(at);
    if (quoted_end != NULL && *skip_blanks(quoted_end) != '\0')
        return fail_at(error, FAIL_QUERY, (int)(quoted_end - text),
                       "behind the value of SET stands something else") ||
               fail_hint(
                   error,
                   "A SET has one name and one value: SET since = '1 hour'; SET until = 'now'.");
    *ret_name = skip_time_zone(name) != NULL ? g_strdup("timezone")
                                             : g_ascii_strdown(name, name_end - name);
    *ret_value = take_value(at);
    return true;
}
