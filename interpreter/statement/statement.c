#include "statement/statement.h"

#include <string.h>

#include "base/fail.h"

/* To add a statement that is not for a worker: a row here, and what runs it. */
static const StatementCommand commands[] = {
    {"SET",          STATEMENT_SET,     "SET name = value: a setting for the statements that follow"   },
    {"SHOW STREAMS", STATEMENT_STREAMS, "SHOW STREAMS: the streams that run, and how they do"          },
    {"STOP",         STATEMENT_STOP,    "STOP [stream]: end a stream; without one, the note's only one"},
    {"PAUSE",        STATEMENT_PAUSE,   "PAUSE [stream]: read nothing more for now"                    },
    {"RESUME",       STATEMENT_RESUME,  "RESUME [stream]: go on where it was paused"                   },
};

const StatementCommand *statement_commands(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(commands);
    return commands;
}

/* True if the text begins with those words, whatever the case and the blanks between. */
static bool begins_with(const char *text, const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == ' ' ? !g_ascii_isspace(*text) : g_ascii_toupper(*text) != *words)
            return false;
        text++;
        while (*words == ' ' && g_ascii_isspace(*text))
            text++;
    }
    return !g_ascii_isalnum(*text) && *text != '_';
}

static const StatementCommand *find_command(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (begins_with(text, commands[i].words))
            return &commands[i];
    }
    return NULL;
}

StatementKind statement_kind(const char *text)
{
    const StatementCommand *command = find_command(text);

    return command != NULL ? command->kind : STATEMENT_WORK;
}

bool statement_check(const char *text, GError **error)
{
    const StatementCommand *command = find_command(text);

    if (command == NULL || command->kind == STATEMENT_SET)
        return true;
    fail_at(error, FAIL_QUERY, 0,
            "%s is for the streams of a notebook's interpreter, and none is here", command->words);
    return fail_hint(error, "A statement that runs in a shell ends with Ctrl-C.");
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

/* A plain name at @at: its end; @at itself if there is none. */
static const char *skip_word(const char *at)
{
    while (g_ascii_isalnum(*at) || *at == '_' || (*at & 0x80) != 0)
        at++;
    return at;
}

/* The end of "a name" in double quotes; NULL if it has none. */
static const char *skip_quoted(const char *at)
{
    for (at++; *at != '\0'; at++) {
        if (*at == '"' && *++at != '"')
            return at;
    }
    return NULL;
}

static char *unquote(const char *at, const char *end) /* (owned) */
{
    GString *name = g_string_new_len(at + 1, end - at - 2);

    g_string_replace(name, "\"\"", "\"", 0);
    return g_string_free(name, FALSE);
}

bool statement_parse_stream(const Statement *statement, char **ret_name, GError **error)
{
    const StatementCommand *command = find_command(statement->text);
    const char *at = skip_blanks(statement->text + strlen(command->words));
    const char *end = *at == '"' ? skip_quoted(at) : skip_word(at);

    if (*at == '\0') {
        *ret_name = NULL;
        return true;
    }
    if (end == NULL || end == at || *skip_blanks(end) != '\0') {
        fail_at(error, FAIL_QUERY,
                (int)((end == NULL || end == at ? at : skip_blanks(end)) - statement->text),
                "%s takes one name or number of a stream", command->words);
        return fail_hint(error, "Write %s 3, or %s \"a name\"; SHOW STREAMS lists them.",
                         command->words, command->words);
    }
    *ret_name = *at == '"' ? unquote(at, end) : g_ascii_strdown(at, end - at);
    return true;
}
