#include "event/command.h"

#include <jansson.h>

#include "base/fail.h"
#include "event/event.h"
#include "event/json.h"

static const char *const names[] = {
    [COMMAND_JOB] = "job",     [COMMAND_START] = "start",   [COMMAND_STOP] = "stop",
    [COMMAND_PAUSE] = "pause", [COMMAND_RESUME] = "resume",
};

void command_free(Command *command)
{
    if (command == NULL)
        return;
    g_free(command->job.statement);
    g_clear_pointer(&command->job.settings, g_hash_table_unref);
    g_clear_pointer(&command->job.kafka, g_hash_table_unref);
    event_views_free(command->job.views);
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

void command_write(const Command *command, GString *line)
{
    json_t *object = json_must(json_object());

    json_put_text(object, "do", names[command->kind]);
    json_put(object, "v", json_must(json_integer(EVENT_VERSION)));
    if (command->kind == COMMAND_JOB) {
        json_put(object, "query", json_must(json_integer(command->job.query)));
        json_put_text(object, "statement", command->job.statement);
        put_table(object, "settings", command->job.settings);
        put_table(object, "kafka", command->job.kafka);
        json_put(object, "views", event_views_json(command->job.views));
    }
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

static bool read_command(Command *command, const json_t *object, GError **error)
{
    const char *name = json_string_value(json_object_get(object, "do"));
    size_t kind = 0;

    if (json_take_int(object, "v", 0) != EVENT_VERSION)
        return fail(error, FAIL_DATA, "this is not version %d of the worker protocol",
                    EVENT_VERSION);
    while (name != NULL && kind < G_N_ELEMENTS(names) && strcmp(name, names[kind]) != 0)
        kind++;
    if (name == NULL || kind == G_N_ELEMENTS(names))
        return fail(error, FAIL_DATA, "a command does job, start, stop, pause or resume, not '%s'",
                    name != NULL ? name : "");
    command->kind = (CommandKind)kind;
    if (command->kind != COMMAND_JOB)
        return true;
    command->job.query = (int)json_take_int(object, "query", 0);
    command->job.statement = json_take_text(object, "statement");
    command->job.settings = take_table(object, "settings");
    command->job.kafka = take_table(object, "kafka");
    command->job.views = event_views_read(json_object_get(object, "views"), error);
    if (command->job.views == NULL)
        return false;
    return command->job.statement != NULL || fail(error, FAIL_DATA, "a job has a statement");
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
