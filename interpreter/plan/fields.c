#include "plan/fields.h"

#include "catalog/catalog.h"
#include "expr/build.h"
#include "plan/table.h"
#include "plan/topic.h"

/* ---- formats ---- */

/* Not of the value's format. */
static bool is_of_reading(const char *name)
{
    static const char *const names[] = {"since", "until", "key_format", NULL};

    return g_strv_contains(names, name);
}

/* The constant text of an option. */
static const char *option_text(Binder *binder, const SqlExpr *option)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Value value;
    Type type;

    if (!bind_constant(binder, option->items[0], option->name, &type, &value))
        return NULL;
    if (value.is_null)
        return fail_null_at(binder->error, FAIL_QUERY, option->position, "option %s can't be NULL",
                            option->name);
    if (type == TYPE_BOOL)
        return value.boolean ? "true" : "false";
    value_write(type, &value, binder->input->zone, text);
    return bind_copy(binder, text->str);
}

static bool read_options(Binder *binder, const SqlExpr *call, GArray *options,
                         FormatOption *ret_format)
{
    for (size_t i = 0; i < call->items_len; i++) {
        const SqlExpr *item = call->items[i];
        FormatOption option = {.name = item->name, .position = item->position};

        if (item->kind != SQL_ARGUMENT || is_of_reading(item->name))
            continue;
        option.value = option_text(binder, item);
        if (option.value == NULL)
            return false;
        if (strcmp(item->name, "format") == 0)
            *ret_format = option;
        else
            g_array_append_val(options, option);
    }
    return true;
}

static void free_format(void *format)
{
    format_free(format);
}

bool fields_read_format(Binder *binder, const SqlExpr *call, const Format **ret_format)
{
    g_autoptr(GArray) options = g_array_new(FALSE, FALSE, sizeof(FormatOption));
    FormatOption named = {.name = NULL};
    Format *format;

    *ret_format = NULL;
    if (!read_options(binder, call, options, &named))
        return false;
    if (named.name == NULL && options->len > 0) {
        const FormatOption *first = &g_array_index(options, FormatOption, 0);

        fail_at(binder->error, FAIL_QUERY, first->position, "%s has no option \"%s\"", call->name,
                first->name);
        return fail_hint(
            binder->error,
            "its options are since, until, format and key_format; an option of a format stands "
            "beside format: topic('t', format => 'csv', delimiter => ';')");
    }
    if (named.name == NULL)
        return true;
    format = format_new(named.value, named.position, (const FormatOption *)(void *)options->data,
                        options->len, binder->error);
    if (format == NULL)
        return bind_fail_here(binder, named.position);
    arena_adopt(binder->arena, format, free_format);
    *ret_format = format;
    return true;
}

bool fields_read_key_format(Binder *binder, const SqlExpr *call, bool *ret_is_bytes)
{
    for (size_t i = 0; i < call->items_len; i++) {
        const SqlExpr *item = call->items[i];
        const char *text;

        if (item->kind != SQL_ARGUMENT || strcmp(item->name, "key_format") != 0)
            continue;
        text = option_text(binder, item);
        if (text == NULL)
            return false;
        *ret_is_bytes = strcmp(text, "bytes") == 0;
        if (!*ret_is_bytes && strcmp(text, "text") != 0)
            return fail_at(binder->error, FAIL_QUERY, item->position,
                           "key_format is 'text' or 'bytes', not '%s'", text);
    }
    return true;
}

/* ---- fields ---- */

const Expr *fields_take_bytes(Binder *binder, PlanSource *source, const char *name, int position)
{
    PlanField *field = bind_alloc(binder, sizeof(PlanField));

    *field = (PlanField){
        .name = name, .type = TYPE_BYTEA, .slot = route_take_slots(binder, 1, position)};
    source->fields = field;
    source->fields_len = 1;
    return field->slot < 0 ? NULL : expr_new_slot(binder->arena, field->slot, TYPE_BYTEA);
}

void fields_expect(Binder *binder, PlanSource *source, const Format *format,
                   const RelationItem *item)
{
    FieldsTopic topic = {source, format, item->relation, item->position, false};

    g_array_append_val(binder->topics, topic);
}

static const char *const *path_of(Binder *binder, const char *name)
{
    const char **path = bind_alloc(binder, sizeof(char *));

    path[0] = name;
    return path;
}

static bool add_field(Binder *binder, const FieldsTopic *topic, const InferColumn *column,
                      PlanField *field)
{
    const char *name = bind_copy(binder, column->name);
    ScopeColumn shown = {.name = name, .relation = topic->relation};

    *field = (PlanField){.name = name,
                         .path = path_of(binder, name),
                         .path_len = 1,
                         .type = column->type,
                         .doubt = column->mixed == NULL ? NULL : bind_copy(binder, column->mixed)};
    if (column->nulls > 0)
        field->nulls_share = (double)column->nulls / (double)(column->nulls + column->values);
    field->slot = route_take_slots(binder, 1, topic->position);
    if (field->slot < 0)
        return false;
    shown.written = relation_written(binder, name);
    shown.expr = expr_new_slot(binder->arena, field->slot, field->type);
    return column->is_taken ||
           scope_add_column(&binder->scope, &shown, topic->position, binder->error);
}

static bool add_fields(Binder *binder, const FieldsTopic *topic, const Inferred *inferred)
{
    PlanSource *source = topic->source;
    size_t len = inferred->columns == NULL ? 0 : inferred->columns->len;
    PlanField *fields = bind_alloc(binder, len * sizeof(PlanField));

    for (size_t i = 0; i < len; i++) {
        if (!add_field(binder, topic, inferred->columns->pdata[i], &fields[i]))
            return false;
    }
    source->fields = fields;
    source->fields_len = len;
    return true;
}

/* What inference calls the columns of CSV, the decoder must call them too. */
static void name_columns(Format *format, const Inferred *inferred)
{
    size_t len = inferred->columns == NULL ? 0 : inferred->columns->len;
    g_autofree const char **names = g_new0(const char *, len + 1);

    for (size_t i = 0; i < len; i++)
        names[i] = ((const InferColumn *)inferred->columns->pdata[i])->name;
    if (len > 0)
        format_set_columns(format, names);
}

/* (owned) What is to be said of fields that are no columns; NULL. */
static char *say_besides(const Inferred *inferred)
{
    if (inferred->left_out > 0)
        return g_strdup_printf(
            "%" G_GUINT64_FORMAT " more fields are no columns%s", inferred->left_out,
            inferred->format == FORMAT_JSON ? ", and are read as value::jsonb ->> 'name'" : "");
    return g_strdup(inferred->hint);
}

/* The fields that CREATE TABLE declared, as they are declared. */
static bool add_declared(Binder *binder, const FieldsTopic *topic, const Table *table)
{
    PlanSource *source = topic->source;
    PlanField *fields = bind_alloc(binder, (table->columns_len + 1) * sizeof(PlanField));
    size_t len = 0;

    for (size_t i = 0; i < table->columns_len; i++) {
        const TableColumn *column = &table->columns[i];
        InferColumn declared = {.name = (char *)column->name, .type = column->type};

        if (!column->is_record && !add_field(binder, topic, &declared, &fields[len++]))
            return false;
    }
    source->format = table->format;
    source->fields = fields;
    source->fields_len = len;
    return true;
}

static bool infer_fields(Binder *binder, FieldsTopic *topic)
{
    g_autoptr(Inferred) inferred = NULL;
    const char *one[] = {topic->source->topic, NULL};
    const char *const *topics = one;
    g_autofree char *besides = NULL;
    const Format *format = topic->format;
    Format *guessed;

    if (binder->input->fields == NULL)
        return true;
    if (topic->source->pattern != NULL)
        topics = topic_find_all(binder, topic->source->pattern);
    if (topics == NULL || topics[0] == NULL)
        return topics != NULL;
    if (!binder->input->fields(binder->input->topics_user, topics, format, &inferred,
                               binder->error))
        return false;
    if (inferred == NULL)
        return true;
    if (inferred->records == 0)
        binder->scope.empty = topic->source->topic;
    besides = say_besides(inferred);
    if (besides != NULL)
        binder->scope.besides = bind_copy(binder, besides);
    if (format == NULL) {
        guessed = format_new(format_name(inferred->format), -1, NULL, 0, binder->error);
        if (guessed == NULL)
            return false;
        arena_adopt(binder->arena, guessed, free_format);
        format = guessed;
    }
    topic->source->format = format;
    if (format->kind == FORMAT_CSV && format->columns == NULL)
        name_columns((Format *)(gpointer)format, inferred);
    return add_fields(binder, topic, inferred);
}

static bool find_fields(Binder *binder, FieldsTopic *topic)
{
    const Table *table = NULL;

    topic->is_known = true;
    if (topic->source->pattern == NULL && topic->format == NULL &&
        !table_find(binder, topic->source->topic, &table))
        return false;
    if (table != NULL && table->columns_len > 0)
        return add_declared(binder, topic, table);
    if (table != NULL)
        topic->format = table->format;
    return infer_fields(binder, topic);
}

bool fields_find(Binder *binder, bool *ret_any)
{
    *ret_any = false;
    for (guint i = 0; i < binder->topics->len; i++) {
        FieldsTopic *topic = &g_array_index(binder->topics, FieldsTopic, i);
        guint columns = binder->scope.columns->len;

        if (topic->is_known)
            continue;
        if (!find_fields(binder, topic))
            return false;
        *ret_any |= binder->scope.columns->len > columns;
    }
    return true;
}
