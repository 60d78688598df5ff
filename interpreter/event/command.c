#include "event/command.h"

#include <jansson.h>

#include "base/fail.h"
#include "event/event.h"
#include "event/json.h"

static const char *const names[] = {
    [COMMAND_JOB] = "job",       [COMMAND_CATALOG] = "catalog", [COMMAND_ASK] = "ask",
    [COMMAND_START] = "start",   [COMMAND_STOP] = "stop",       [COMMAND_PAUSE] = "pause",
    [COMMAND_RESUME] = "resume",
};

static const char *const whats[] = {
    [COMMAND_ASK_TEXT] = "text",
    [COMMAND_ASK_SETTINGS] = "settings",
};

void command_free(Command *command)
{
    if (command == NULL)
        return;
    g_free(command->job.statement);
    g_clear_pointer(&command->job.settings, g_hash_table_unref);
    g_clear_pointer(&command->job.kafka, g_hash_table_unref);
    event_views_free(command->job.views);
    g_free(command->ask.text);
    event_views_free(command->ask.views);
    g_strfreev(command->ask.streams);
    g_free(command);
}

static void put_table(json_t *object, const char *name, GHashTable *table)
{
    json_t *members = json_must(json_object());
    GHashTableIter iter;
    void *key, *value;

    if (table != NULL) {
        g_hash_table_iter_init(&iter, table);
        while (g_hash_table_iter_next(&iter, &key, &value))
            json_put_text(members, key, value);
    }
    json_put(object, name, members);
}

static void write_job(const CommandJob *job, json_t *object)
{
    json_put(object, "query", json_must(json_integer(job->query)));
    json_put_text(object, "statement", job->statement);
    put_table(object, "settings", job->settings);
    put_table(object, "kafka", job->kafka);
    json_put(object, "views", event_views_json(job->views));
}

static void write_ask(const CommandAsk *ask, json_t *object)
{
    json_t *streams = json_must(json_array());

    for (size_t i = 0; ask->streams != NULL && ask->streams[i] != NULL; i++)
        json_add(streams, json_must(json_string(ask->streams[i])));
    json_put(object, "id", json_must(json_integer(ask->id)));
    json_put_text(object, "what", whats[ask->what]);
    json_put_text(object, "text", ask->text);
    json_put(object, "cursor", json_must(json_integer(ask->cursor_bytes)));
    json_put(object, "views", event_views_json(ask->views));
    json_put(object, "streams", streams);
}

void command_write(const Command *command, GString *line)
{
    json_t *object = json_must(json_object());

    json_put_text(object, "do", names[command->kind]);
    json_put(object, "v", json_must(json_integer(EVENT_VERSION)));
    if (command->kind == COMMAND_JOB || command->kind == COMMAND_CATALOG)
        write_job(&command->job, object);
    else if (command->kind == COMMAND_ASK)
        write_ask(&command->ask, object);
    json_append_line(object, line);
    json_decref(object);
}

static GHashTable *take_table(const json_t *object, const char *name)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    json_t *members = json_object_get(object, name);
    const char *key;
    json_t *value;

    json_object_foreach(members, key, value)
    {
        if (json_is_string(value))
            g_hash_table_insert(table, g_strdup(key), g_strdup(json_string_value(value)));
    }
    return table;
}

static bool read_job(Command *command, const json_t *object, GError **error)
{
    CommandJob *job = &command->job;

    job->query = (int)json_take_int(object, "query", 0);
    job->statement = json_take_text(object, "statement");
    job->settings = take_table(object, "settings");
    job->kafka = take_table(object, "kafka");
    job->views = event_views_read(json_object_get(object, "views"), error);
    if (job->views == NULL)
        return false;
    return job->statement != NULL || command->kind == COMMAND_CATALOG ||
           fail(error, FAIL_DATA, "a job has a statement");
}

static char **take_texts(const json_t *array)
{
    GPtrArray *texts = g_ptr_array_new();
    const json_t *text;
    size_t i;

    json_array_foreach(array, i, text)
    {
        if (json_is_string(text))
            g_ptr_array_add(texts, g_strdup(json_string_value(text)));
    }
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

/* Where the name stands in the list; its length if it does not. */
static size_t find_name(const char *const *list, size_t len, const char *name)
{
    size_t i = 0;

    while (i < len && g_strcmp0(name, list[i]) != 0)
        i++;
    return i;
}

static bool read_ask(Command *command, const json_t *object, GError **error)
{
    CommandAsk *ask = &command->ask;
    size_t what =
        find_name(whats, G_N_ELEMENTS(whats), json_string_value(json_object_get(object, "what")));

    if (what == G_N_ELEMENTS(whats))
        return fail(error, FAIL_DATA, "a question asks for text or settings");
    ask->what = (CommandAskWhat)what;
    ask->id = (int)json_take_int(object, "id", 0);
    ask->text = json_take_text(object, "text");
    ask->cursor_bytes = json_take_int(object, "cursor", 0);
    ask->streams = take_texts(json_object_get(object, "streams"));
    ask->views = event_views_read(json_object_get(object, "views"), error);
    if (ask->views == NULL)
        return false;
    if (ask->text == NULL || ask->cursor_bytes < 0)
        return fail(error, FAIL_DATA, "a question has a text and a cursor in it");
    return strlen(ask->text) <= EVENT_QUESTION_BYTES_MAX ||
           fail(error, FAIL_LIMIT, "the text of a question has more than %d bytes",
                EVENT_QUESTION_BYTES_MAX);
}

static bool read_command(Command *command, const json_t *object, GError **error)
{
    const char *name = json_string_value(json_object_get(object, "do"));
    size_t kind = find_name(names, G_N_ELEMENTS(names), name);

    if (json_take_int(object, "v", 0) != EVENT_VERSION)
        return fail(error, FAIL_DATA, "this is not version %d of the worker protocol",
                    EVENT_VERSION);
    if (kind == G_N_ELEMENTS(names))
        return fail(error, FAIL_DATA,
                    "a command does job, catalog, ask, start, stop, pause or resume, not '%s'",
                    name != NULL ? name : "");
    command->kind = (CommandKind)kind;
    switch (command->kind) {
    case COMMAND_JOB:
    case COMMAND_CATALOG:
        return read_job(command, object, error);
    case COMMAND_ASK:
        return read_ask(command, object, error);
    case COMMAND_START:
    case COMMAND_STOP:
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
        return true;
    }
    return true;
}

Command *command_read(const char *line, size_t line_len, GError **error)
{
    json_error_t at;
    json_t *object = json_loadb(line, line_len, JSON_REJECT_DUPLICATES, &at);
    g_autoptr(Command) command = g_new0(Command, 1);
    bool done = json_is_object(object)
                    ? read_command(command, object, error)
                    : fail(error, FAIL_DATA, "not a line of the worker protocol: %.60s", line);

    json_decref(object);
    return done ? g_steal_pointer(&command) : NULL;
}
