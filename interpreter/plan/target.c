#include "plan/target.h"

#include "catalog/catalog.h"
#include "plan/table.h"
#include "plan/topic.h"
#include "plan/view.h"

/* Columns that every record has and a writer may give. The others are the broker's to say. */
static const PlanTargetColumn places[] = {
    {"value",     PLAN_PLACE_VALUE,     TYPE_UNKNOWN    },
    {"key",       PLAN_PLACE_KEY,       TYPE_UNKNOWN    },
    {"headers",   PLAN_PLACE_HEADERS,   TYPE_JSONB      },
    {"partition", PLAN_PLACE_PARTITION, TYPE_INT4       },
    {"timestamp", PLAN_PLACE_TIMESTAMP, TYPE_TIMESTAMPTZ},
};

static bool find_topic(Binder *binder, const char *topic, int position, const char **ret_topic)
{
    View *view = NULL;

    if (*topic != '\0' && !topic_means(binder, topic, &view, ret_topic))
        return false;
    if (view == NULL)
        return topic_find(binder, topic, position, true, ret_topic);
    fail_at(binder->error, FAIL_QUERY, position, "cannot insert into view \"%s\"", view->name);
    return fail_hint(binder->error, "insert into the topic that it reads");
}

static bool find_place(const char *name, PlanTargetColumn *ret_column)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        if (strcmp(places[i].name, name) == 0) {
            *ret_column = places[i];
            return true;
        }
    }
    return false;
}

static bool is_brokers(const char *name)
{
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);

    for (size_t i = 0; i < len; i++) {
        if (strcmp(columns[i].name, name) == 0)
            return true;
    }
    return false;
}

bool plan_target_column(const char *name, PlanTargetColumn *ret_column)
{
    *ret_column = (PlanTargetColumn){name, PLAN_PLACE_FIELD, TYPE_UNKNOWN};
    return find_place(name, ret_column) || !is_brokers(name);
}

static bool fail_undeclared(Binder *binder, const Table *table, const SqlTarget *sql)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < table->columns_len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
    fail_at(binder->error, FAIL_QUERY, sql->position,
            "column \"%s\" of relation \"%s\" does not exist", sql->name, table->name);
    return fail_hint(binder->error,
                     "its columns are as CREATE TABLE declared them: %s; and those of every "
                     "record: key, value, headers, partition, \"timestamp\"",
                     names->str);
}

/* @ret_type: TYPE_UNKNOWN where nothing is declared. */
static bool find_field(Binder *binder, const Table *table, const SqlTarget *sql,
                       PlanTargetColumn *ret_column)
{
    const char *const *names;
    g_autofree const char **declared = NULL;
    size_t index = 0;

    *ret_column = (PlanTargetColumn){bind_copy(binder, sql->name), PLAN_PLACE_FIELD, TYPE_UNKNOWN};
    if (table == NULL || table->columns_len == 0)
        return true;
    declared = g_new0(const char *, table->columns_len + 1);
    for (size_t i = 0; i < table->columns_len; i++)
        declared[i] = table->columns[i].name;
    names = declared;
    if (catalog_match(names, sql->name, &index) != CATALOG_FOUND)
        return fail_undeclared(binder, table, sql);
    ret_column->name = table->columns[index].name;
    ret_column->type = table->columns[index].type;
    return true;
}

static bool find_column(Binder *binder, const Table *table, const SqlTarget *sql,
                        PlanTargetColumn *ret_column)
{
    if (find_place(sql->name, ret_column))
        return true;
    if (is_brokers(sql->name)) {
        fail_at(binder->error, FAIL_QUERY, sql->position, "column \"%s\" can't be inserted",
                sql->name);
        return fail_hint(binder->error, "the broker says it of each record; key, value, headers, "
                                        "partition and \"timestamp\" can be given");
    }
    return find_field(binder, table, sql, ret_column);
}

/* A value is either given whole, or made of fields, of JSON. */
static bool check_value(Binder *binder, const PlanTarget *target, const Table *table,
                        const SqlTarget *columns, int position)
{
    const Format *format = table == NULL ? NULL : table->format;
    int value = -1, field = -1;

    for (size_t i = 0; i < target->columns_len; i++) {
        if (target->columns[i].place == PLAN_PLACE_VALUE)
            value = (int)i;
        else if (target->columns[i].place == PLAN_PLACE_FIELD && field < 0)
            field = (int)i;
    }
    if (field < 0)
        return true;
    if (columns != NULL)
        position = columns[field].position;
    if (value >= 0) {
        fail_at(binder->error, FAIL_QUERY, position,
                "column \"%s\" is a field of the value, which column \"value\" gives whole",
                target->columns[field].name);
        return fail_hint(binder->error, "name value, or its fields");
    }
    if (format == NULL || format->kind == FORMAT_JSON)
        return true;
    fail_at(binder->error, FAIL_QUERY, position,
            "fields are written as JSON, and \"%s\" is declared as %s", target->topic,
            format_name(format->kind));
    return fail_hint(binder->error, "insert whole records: INSERT INTO ... (value) VALUES ('...')");
}

static bool bind_named(Binder *binder, const Table *table, const SqlTarget *columns, size_t len,
                       PlanTarget *target)
{
    PlanTargetColumn *bound = bind_alloc(binder, (len + 1) * sizeof(PlanTargetColumn));

    for (size_t i = 0; i < len; i++) {
        if (!find_column(binder, table, &columns[i], &bound[i]))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(bound[k].name, bound[i].name) == 0)
                return fail_at(binder->error, FAIL_QUERY, columns[i].position,
                               "column \"%s\" specified more than once", bound[i].name);
        }
    }
    target->columns = bound;
    target->columns_len = len;
    return true;
}

/* All that is declared, but for what is the broker's to say; or the value alone. */
static void bind_declared(Binder *binder, const Table *table, PlanTarget *target)
{
    size_t len = table == NULL ? 0 : table->columns_len;
    PlanTargetColumn *bound = bind_alloc(binder, (len + 1) * sizeof(PlanTargetColumn));

    for (size_t i = 0; i < len; i++) {
        const TableColumn *column = &table->columns[i];

        if (!column->is_record)
            bound[target->columns_len++] =
                (PlanTargetColumn){column->name, PLAN_PLACE_FIELD, column->type};
        else if (find_place(column->name, &bound[target->columns_len]))
            target->columns_len++;
    }
    if (target->columns_len == 0)
        bound[target->columns_len++] = places[PLAN_PLACE_VALUE];
    target->columns = bound;
}

bool target_bind(Binder *binder, const char *topic, int topic_position, const SqlTarget *columns,
                 size_t columns_len, PlanTarget *ret_target)
{
    PlanTarget target = {.topic = NULL};
    const Table *table = NULL;

    if (!find_topic(binder, topic, topic_position, &target.topic) ||
        !table_find(binder, target.topic, &table))
        return false;
    if (columns_len > PLAN_OUTPUTS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, columns[PLAN_OUTPUTS_MAX].position,
                       "a row has at most %d columns", PLAN_OUTPUTS_MAX);
    if (columns_len == 0)
        bind_declared(binder, table, &target);
    else if (!bind_named(binder, table, columns, columns_len, &target))
        return false;
    *ret_target = target;
    return check_value(binder, &target, table, columns_len == 0 ? NULL : columns, topic_position);
}
