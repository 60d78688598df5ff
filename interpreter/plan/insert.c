#include "plan/insert.h"

#include "catalog/catalog.h"
#include "expr/build.h"
#include "plan/topic.h"
#include "plan/view.h"

/* Where each value of a row goes; a record takes one of each. */
typedef enum Place { PLACE_NONE, PLACE_VALUE, PLACE_KEY } Place;

enum { PLACES_MAX = 2 };

static const char *const place_names[] = {"value", "key", NULL};
static const Place place_values[] = {PLACE_VALUE, PLACE_KEY};

static bool find_place(Binder *binder, const SqlTarget *column, Place *ret_place)
{
    size_t index = 0, len;
    const CatalogColumn *columns = catalog_record_columns(&len);

    if (catalog_match(place_names, column->name, &index) == CATALOG_FOUND) {
        *ret_place = place_values[index];
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        if (strcmp(columns[i].name, column->name) == 0) {
            fail_at(binder->error, FAIL_QUERY, column->position,
                    "INSERT into column \"%s\" is not supported yet", column->name);
            return fail_hint(binder->error, "key and value can be inserted");
        }
    }
    fail_at(binder->error, FAIL_QUERY, column->position, "column \"%s\" does not exist",
            column->name);
    return fail_hint(binder->error, "key and value can be inserted");
}

static bool bind_places(Binder *binder, const SqlInsert *sql, Place places[PLACES_MAX],
                        size_t *ret_len)
{
    if (sql->columns_len == 0) {
        places[0] = PLACE_VALUE;
        *ret_len = 1;
        return true;
    }
    for (size_t i = 0; i < sql->columns_len; i++) {
        Place place = PLACE_NONE;

        if (!find_place(binder, &sql->columns[i], &place))
            return false;
        if (i == PLACES_MAX || (i == 1 && places[0] == place))
            return fail_at(binder->error, FAIL_QUERY, sql->columns[i].position,
                           "column \"%s\" specified more than once", sql->columns[i].name);
        places[i] = place;
    }
    *ret_len = sql->columns_len;
    return true;
}

/* A constant's text, as PostgreSQL would cast it. */
static bool bind_text(Binder *binder, const SqlExpr *sql, Value *ret_text)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Value value;
    Type type;

    if (!bind_constant(binder, sql, "VALUES", &type, &value))
        return false;
    if (value.is_null) {
        *ret_text = VALUE_NULL;
        return true;
    }
    value_write(type, &value, NULL, text);
    *ret_text = value_of_text(bind_copy(binder, text->str), text->len);
    return true;
}

static bool fail_count(Binder *binder, const SqlInsert *sql, const SqlRow *row, size_t places_len)
{
    bool is_more = row->items_len > places_len;

    fail_at(binder->error, FAIL_QUERY,
            is_more ? row->items[places_len]->position : row->items[row->items_len - 1]->position,
            is_more ? "INSERT has more expressions than target columns"
                    : "INSERT has more target columns than expressions");
    if (sql->columns_len == 0)
        fail_hint(binder->error, "without a list of columns a row is one value; with keys write "
                                 "INSERT INTO topic (key, value) VALUES ('key', 'value')");
    return false;
}

static bool find_target(Binder *binder, const SqlInsert *sql, const char **ret_topic)
{
    View *view = NULL;

    if (*sql->topic != '\0' && !topic_means(binder, sql->topic, &view, ret_topic))
        return false;
    if (view == NULL)
        return topic_find(binder, sql->topic, sql->topic_position, true, ret_topic);
    fail_at(binder->error, FAIL_QUERY, sql->topic_position, "cannot insert into view \"%s\"",
            view->name);
    return fail_hint(binder->error, "insert into the topic that it reads");
}

bool insert_bind(Binder *binder, const SqlInsert *sql, PlanInsert *ret_insert)
{
    PlanInsertRow *rows = bind_alloc(binder, sql->rows_len * sizeof(PlanInsertRow));
    Place places[PLACES_MAX] = {PLACE_NONE, PLACE_NONE};
    size_t places_len = 0;

    if (!bind_places(binder, sql, places, &places_len))
        return false;
    for (size_t i = 0; i < sql->rows_len; i++) {
        const SqlRow *row = &sql->rows[i];

        if (row->items_len != places_len)
            return fail_count(binder, sql, row, places_len);
        rows[i] = (PlanInsertRow){VALUE_NULL, VALUE_NULL};
        for (size_t j = 0; j < places_len; j++) {
            if (!bind_text(binder, row->items[j],
                           places[j] == PLACE_KEY ? &rows[i].key : &rows[i].value))
                return false;
        }
    }
    if (!find_target(binder, sql, &ret_insert->topic))
        return false;
    ret_insert->rows = rows;
    ret_insert->rows_len = sql->rows_len;
    return true;
}
