#include "plan/table.h"

#include "catalog/catalog.h"
#include "kafka/topic_name.h"
#include "plan/table_options.h"
#include "plan/topic.h"
#include "plan/view.h"
#include "sql/sql.h"

void table_begin(Binder *binder)
{
    const EventViews *views = binder->input->views;
    BindShared *shared = binder->shared;
    size_t len = event_views_len(views);

    shared->tables = bind_alloc(binder, (len + 1) * sizeof(Table));
    shared->tables_len = 0;
    for (size_t i = 0; i < len; i++) {
        const EventView *view = event_views_at(views, i);

        if (view->is_table)
            shared->tables[shared->tables_len++] =
                (Table){.name = view->name, .text = view->statement};
    }
}

/* ---- what is declared ---- */

static bool fail_type(Binder *binder, const SqlColumn *sql)
{
    fail_at(binder->error, FAIL_QUERY, sql->type_position, "type \"%s\" is not supported yet",
            sql->type);
    return fail_hint(binder->error,
                     "the types are: boolean, integer, bigint, float8, numeric, text, bytea, "
                     "timestamptz, timestamp, date, interval, jsonb, and arrays of them");
}

/* A column that every record has keeps its type. */
static bool check_record_column(Binder *binder, const SqlColumn *sql, TableColumn *column)
{
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);

    for (size_t i = 0; i < len; i++) {
        if (strcmp(columns[i].name, sql->name) != 0)
            continue;
        column->is_record = true;
        if (columns[i].type == column->type)
            return true;
        fail_at(binder->error, FAIL_QUERY, sql->type_position,
                "column \"%s\" is the record's own, of type %s", sql->name,
                type_name(columns[i].type));
        return fail_hint(binder->error, "a field of that name is value::jsonb ->> '%s'", sql->name);
    }
    return true;
}

static bool read_column(Binder *binder, const SqlTable *sql, size_t i, TableColumn *columns)
{
    const SqlColumn *column = &sql->columns[i];

    for (size_t k = 0; k < i; k++) {
        if (strcmp(columns[k].name, column->name) == 0)
            return fail_at(binder->error, FAIL_QUERY, column->position,
                           "column \"%s\" specified more than once", column->name) ||
                   fail_hint(binder->error, "a table has each of its columns once");
    }
    columns[i].name = bind_copy(binder, column->name);
    return (type_find(column->type, &columns[i].type) || fail_type(binder, column)) &&
           check_record_column(binder, column, &columns[i]);
}

static bool read_columns(Binder *binder, const SqlTable *sql, Table *table)
{
    TableColumn *columns = bind_alloc(binder, (sql->columns_len + 1) * sizeof(TableColumn));

    if (sql->columns_len > PLAN_OUTPUTS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, sql->columns[PLAN_OUTPUTS_MAX].position,
                       "a table has at most %d columns", PLAN_OUTPUTS_MAX);
    for (size_t i = 0; i < sql->columns_len; i++) {
        if (!read_column(binder, sql, i, columns))
            return false;
    }
    table->columns = columns;
    table->columns_len = sql->columns_len;
    return true;
}

/* The first column that is a field of the value; NULL. */
static const SqlColumn *first_field(const SqlTable *sql, const Table *table)
{
    for (size_t i = 0; i < table->columns_len; i++) {
        if (!table->columns[i].is_record)
            return &sql->columns[i];
    }
    return NULL;
}

static void free_format(void *format)
{
    format_free(format);
}

/* The names of its fields, as CSV has them by their places. */
static void name_fields(Format *format, const Table *table)
{
    g_autofree const char **names = g_new0(const char *, table->columns_len + 1);
    size_t len = 0;

    for (size_t i = 0; i < table->columns_len; i++) {
        if (!table->columns[i].is_record)
            names[len++] = table->columns[i].name;
    }
    if (len > 0 && format->columns == NULL)
        format_set_columns(format, names);
}

static bool read_table_format(Binder *binder, const SqlTable *sql, const TableOptions *options,
                              Table *table)
{
    const SqlColumn *field = first_field(sql, table);
    bool is_named = options->format.name != NULL;
    Format *format;

    if (!is_named && field == NULL)
        return true;
    format = format_new(is_named ? options->format.value : "json", options->format.position,
                        options->others, options->others_len, binder->error);
    if (format == NULL)
        return bind_fail_here(binder, is_named ? options->format.position : sql->position);
    arena_adopt(binder->arena, format, free_format);
    table->format = format;
    if (field != NULL && format->kind == FORMAT_TEXT)
        return fail_at(binder->error, FAIL_QUERY, field->position,
                       "a table of texts has no column \"%s\": each record is one value",
                       field->name) ||
               fail_hint(binder->error, "format = 'json' has fields, and 'csv'");
    if (field != NULL && format->kind == FORMAT_AVRO)
        return fail_at(binder->error, FAIL_QUERY, field->position,
                       "a table of Avro has the columns of its schema") ||
               fail_hint(binder->error, "leave the list of columns out");
    if (format->kind == FORMAT_CSV)
        name_fields(format, table);
    return true;
}

static bool declare(Binder *binder, const SqlTable *sql, const TableOptions *options, Table *table)
{
    table->is_open = true;
    return read_columns(binder, sql, table) && read_table_format(binder, sql, options, table);
}

static void free_tree(void *tree)
{
    arena_free(tree);
}

static bool open_table(Binder *binder, Table *table)
{
    Arena *tree = arena_new(SQL_TREE_BYTES_MAX);
    const SqlStatement *statement;
    TableOptions options;

    arena_adopt(binder->shared->trees, tree, free_tree);
    statement = sql_parse(span_of(table->text), tree, binder->error);
    if (statement == NULL)
        return false;
    if (statement->kind != SQL_CREATE_TABLE)
        return fail(binder->error, FAIL_QUERY, "the text of table \"%s\" is no CREATE TABLE",
                    table->name);
    return table_options_read(binder, &statement->table, &options) &&
           declare(binder, &statement->table, &options, table);
}

bool table_find(Binder *binder, const char *topic, const Table **ret_table)
{
    BindShared *shared = binder->shared;

    *ret_table = NULL;
    for (size_t i = 0; i < shared->tables_len; i++) {
        if (strcmp(shared->tables[i].name, topic) == 0)
            *ret_table = &shared->tables[i];
    }
    return *ret_table == NULL || (*ret_table)->is_open || open_table(binder, (Table *)*ret_table);
}

/* ---- CREATE TABLE ---- */

static bool fail_exists(Binder *binder, const SqlTable *sql, const char *name, bool is_view)
{
    fail_at(binder->error, FAIL_QUERY, sql->position, "relation \"%s\" already exists", name);
    if (is_view)
        return fail_hint(binder->error, "it is a view: give the table another name");
    return fail_hint(binder->error, "CREATE TABLE IF NOT EXISTS leaves the topic as it is, and "
                                    "declares the columns");
}

static bool find_place(Binder *binder, const SqlTable *sql, PlanTable *table)
{
    const char *topic = NULL;
    View *view = NULL;

    if (!topic_means(binder, sql->name, &view, &topic))
        return false;
    if (view != NULL)
        return fail_exists(binder, sql, view->name, true);
    if (topic != NULL && !sql->may_exist)
        return fail_exists(binder, sql, topic, false);
    table->is_there = topic != NULL;
    table->topic = topic != NULL ? topic : bind_copy(binder, sql->name);
    if (topic != NULL || topic_name_check(sql->name, binder->error))
        return true;
    fail_place(*binder->error, sql->position);
    return false;
}

bool table_create(Binder *binder, const SqlTable *sql, PlanTable *ret_table)
{
    PlanTable plan = {.is_drop = false};
    TableOptions options;
    Table table = {.text = binder->input->statement};
    PlanTableColumn *columns;

    if (!table_options_read(binder, sql, &options) || !declare(binder, sql, &options, &table) ||
        !find_place(binder, sql, &plan))
        return false;
    if (table.columns_len > 0 || table.format != NULL)
        plan.statement = bind_copy(binder, table.text);
    columns = bind_alloc(binder, (table.columns_len + 1) * sizeof(PlanTableColumn));
    for (size_t i = 0; i < table.columns_len; i++)
        columns[i] = (PlanTableColumn){table.columns[i].name, table.columns[i].type};
    plan.columns = columns;
    plan.columns_len = table.columns_len;
    plan.format = table.format;
    plan.partitions = options.partitions;
    plan.replicas = options.replicas;
    plan.properties = options.properties;
    plan.properties_len = options.properties_len;
    *ret_table = plan;
    return true;
}

/* ---- DROP TABLE ---- */

bool table_drop(Binder *binder, const SqlTable *sql, PlanTable *ret_table)
{
    PlanTable plan = {.is_drop = true};
    const char *topic = NULL;
    View *view = NULL;

    if (!topic_means(binder, sql->name, &view, &topic))
        return false;
    if (view != NULL) {
        fail_at(binder->error, FAIL_QUERY, sql->position, "\"%s\" is not a table", view->name);
        return fail_hint(binder->error, "DROP VIEW takes a view away");
    }
    if (topic == NULL && !sql->may_exist)
        return topic_find(binder, sql->name, sql->position, false, &topic);
    if (topic != NULL && g_str_has_prefix(topic, "__"))
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "topic \"%s\" is the brokers' own, and is not dropped here", topic);
    plan.is_there = topic != NULL;
    plan.topic = topic != NULL ? topic : bind_copy(binder, sql->name);
    *ret_table = plan;
    return true;
}
