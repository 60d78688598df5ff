#include "event/json.h"

json_t *json_must(json_t *value)
{
    if (value == NULL)
        g_error("out of memory in jansson");
    return value;
}

void json_put(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        g_error("out of memory in jansson");
}

void json_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        g_error("out of memory in jansson");
}

void json_put_text(json_t *object, const char *name, const char *text)
{
    g_autofree char *valid = NULL;

    if (text == NULL)
        return;
    if (!g_utf8_validate(text, -1, NULL))
        valid = g_utf8_make_valid(text, -1);
    json_put(object, name, json_must(json_string(valid != NULL ? valid : text)));
}

char *json_take_text(const json_t *object, const char *name)
{
    return g_strdup(json_string_value(json_object_get(object, name)));
}

int64_t json_take_int(const json_t *object, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(object, name);

    return json_is_integer(value) ? json_integer_value(value) : absent;
}

static int append(const char *at, size_t len, void *line)
{
    g_string_append_len(line, at, (gssize)len);
    return 0;
}

void json_append_line(const json_t *object, GString *line)
{
    if (json_dump_callback(object, append, line, JSON_COMPACT) != 0)
        g_error("out of memory in jansson");
    g_string_append_c(line, '\n');
}
