#include "sql/node.h"

#include "sql/scan.h"

bool node_open(json_t *json, int around, Node *ret_node)
{
    void *at = json_is_object(json) ? json_object_iter(json) : NULL;
    Node node;

    if (at == NULL || !json_is_object(json_object_iter_value(at)))
        return false;
    node.type = json_object_iter_key(at);
    node.fields = json_object_iter_value(at);
    node.position = node_place(node.fields);
    if (node.position < 0)
        node.position = around;
    *ret_node = node;
    return true;
}

static void least_place(json_t *json, int *least)
{
    const char *key;
    json_t *value;
    size_t i;

    if (json_is_array(json)) {
        json_array_foreach(json, i, value) least_place(value, least);
    } else if (json_is_object(json)) {
        json_object_foreach(json, key, value)
        {
            bool is_place = strcmp(key, "location") == 0 && json_is_integer(value);
            int place = is_place ? (int)json_integer_value(value) : -1;

            if (place >= 0 && (*least < 0 || place < *least))
                *least = place;
            if (!is_place)
                least_place(value, least);
        }
    }
}

int node_place(json_t *fields)
{
    json_t *own = json_is_object(fields) ? json_object_get(fields, "location") : NULL;
    int least = -1;

    if (json_is_integer(own) && json_integer_value(own) >= 0)
        return (int)json_integer_value(own);
    least_place(fields, &least);
    return least;
}

int node_find_word(const Reader *reader, const char *keyword)
{
    Scan scan = scan_make(reader->text);

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        if (scan_is_word(&token, keyword))
            return (int)(token.text.at - reader->text.at);
    }
    return -1;
}

bool node_refuse(const Reader *reader, int position, const char *what)
{
    return fail_at(reader->error, FAIL_QUERY, position, "%s is not supported yet", what);
}

/* True if the field's text is one of those that @unless lists. */
static bool is_excepted(const char *unless, json_t *value)
{
    g_auto(GStrv) words = NULL;

    if (unless == NULL || !json_is_string(value))
        return false;
    words = g_strsplit(unless, "|", -1);
    return g_strv_contains((const char *const *)words, json_string_value(value));
}

static const NodeField *find_field(const NodeField *fields, size_t fields_len, const char *key)
{
    for (size_t i = 0; i < fields_len; i++) {
        if (strcmp(fields[i].key, key) == 0)
            return &fields[i];
    }
    return NULL;
}

static int refused_position(const Reader *reader, const Node *node, const NodeField *field,
                            json_t *value)
{
    int position = field->keyword == NULL ? -1 : node_find_word(reader, field->keyword);

    if (position < 0)
        position = node_place(value);
    return position < 0 ? node->position : position;
}

bool node_check(const Reader *reader, const Node *node, const NodeField *fields, size_t fields_len)
{
    const char *key;
    json_t *value;

    json_object_foreach(node->fields, key, value)
    {
        const NodeField *field = find_field(fields, fields_len, key);

        if (strcmp(key, "location") == 0)
            continue;
        if (field == NULL)
            return fail_at(reader->error, FAIL_QUERY, node->position,
                           "\"%s\" of a %s is not supported yet", key, node->type);
        if (field->refusal != NULL && !is_excepted(field->unless, value))
            return node_refuse(reader, refused_position(reader, node, field, value),
                               field->refusal);
    }
    return true;
}

const char *node_text(const Node *node, const char *key)
{
    const char *text = json_string_value(json_object_get(node->fields, key));

    return text == NULL ? "" : text;
}

bool node_flag(const Node *node, const char *key)
{
    return json_is_true(json_object_get(node->fields, key));
}

json_t *node_field(const Node *node, const char *key)
{
    return json_object_get(node->fields, key);
}

size_t node_list_len(json_t *list)
{
    return json_is_array(list) ? json_array_size(list) : 0;
}

const char *node_list_text(json_t *list, size_t i)
{
    Node node;

    if (!node_open(json_array_get(list, i), -1, &node) || strcmp(node.type, "String") != 0)
        return NULL;
    return node_text(&node, "sval");
}

void *node_alloc(const Reader *reader, size_t bytes)
{
    void *at = arena_alloc(reader->arena, bytes);

    memset(at, 0, bytes);
    return at;
}

const char *node_copy(const Reader *reader, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = node_alloc(reader, bytes);

    memcpy(copy, text, bytes);
    return copy;
}
