#include "event/view.h"

#include <string.h>

#include "base/fail.h"
#include "event/json.h"

struct EventViews {
    GPtrArray *items; /* EventView*, owned */
};

void event_view_clear(EventView *view)
{
    g_free(view->name);
    g_free(view->statement);
    g_strfreev(view->uses);
    *view = (EventView){.name = NULL};
}

static void free_view(void *view)
{
    event_view_clear(view);
    g_free(view);
}

static EventView *copy_view(const EventView *view)
{
    EventView *copy = g_new0(EventView, 1);

    *copy = (EventView){.name = g_strdup(view->name),
                        .statement = g_strdup(view->statement),
                        .uses = g_strdupv(view->uses),
                        .is_table = view->is_table};
    return copy;
}

EventViews *event_views_new(void)
{
    EventViews *views = g_new0(EventViews, 1);

    views->items = g_ptr_array_new_with_free_func(free_view);
    return views;
}

EventViews *event_views_copy(const EventViews *views)
{
    EventViews *copy;

    if (views == NULL)
        return NULL;
    copy = event_views_new();
    for (guint i = 0; i < views->items->len; i++)
        g_ptr_array_add(copy->items, copy_view(views->items->pdata[i]));
    return copy;
}

void event_views_free(EventViews *views)
{
    if (views == NULL)
        return;
    g_ptr_array_unref(views->items);
    g_free(views);
}

size_t event_views_len(const EventViews *views)
{
    return views == NULL ? 0 : views->items->len;
}

const EventView *event_views_at(const EventViews *views, size_t i)
{
    return g_ptr_array_index(views->items, i);
}

/* ---- changes ---- */

static size_t bytes_of(const EventView *view)
{
    size_t bytes = strlen(view->name) + strlen(view->statement);

    for (size_t i = 0; view->uses != NULL && view->uses[i] != NULL; i++)
        bytes += strlen(view->uses[i]);
    return bytes;
}

/* Its place; that behind the last if there is none of that name. */
static guint place_of(const EventViews *views, const char *name)
{
    guint i = 0;

    while (i < views->items->len && strcmp(event_views_at(views, i)->name, name) != 0)
        i++;
    return i;
}

/* @place: of the one that gives way */
static bool has_room(const EventViews *views, guint place, const EventView *view, GError **error)
{
    size_t bytes = bytes_of(view);

    if (place == EVENT_VIEWS_MAX) {
        fail(error, FAIL_LIMIT, "there are %d views and declared tables already, which is the most",
             EVENT_VIEWS_MAX);
        return fail_hint(error, "DROP VIEW takes one away");
    }
    for (guint i = 0; i < views->items->len; i++)
        bytes += i == place ? 0 : bytes_of(event_views_at(views, i));
    if (bytes <= EVENT_VIEWS_BYTES_MAX)
        return true;
    fail(error, FAIL_LIMIT, "all views together would have %zu bytes of text, and may have %d",
         bytes, EVENT_VIEWS_BYTES_MAX);
    return fail_hint(error, "DROP VIEW takes one away");
}

bool event_views_put(EventViews *views, const EventView *view, GError **error)
{
    guint place = place_of(views, view->name);
    bool is_there = place < views->items->len;
    EventView *copy;

    if (view->statement == NULL) {
        if (is_there)
            g_ptr_array_remove_index(views->items, place);
        return true;
    }
    if (!has_room(views, place, view, error))
        return false;
    copy = copy_view(view);
    if (is_there) {
        free_view(views->items->pdata[place]);
        views->items->pdata[place] = copy;
    } else {
        g_ptr_array_add(views->items, copy);
    }
    return true;
}

/* ---- JSON ---- */

void event_view_write(const EventView *view, json_t *object)
{
    json_t *uses = json_must(json_array());

    for (size_t i = 0; view->uses != NULL && view->uses[i] != NULL; i++)
        json_add(uses, json_must(json_string(view->uses[i])));
    json_put_text(object, "name", view->name);
    json_put_text(object, "statement", view->statement);
    json_put(object, "uses", uses);
    if (view->is_table)
        json_put(object, "table", json_must(json_true()));
}

static bool read_uses(const json_t *array, EventView *view, GError **error)
{
    size_t len = json_array_size(array);

    if (len > EVENT_VIEWS_MAX)
        return fail(error, FAIL_DATA, "a view uses at most %d others", EVENT_VIEWS_MAX);
    view->uses = g_new0(char *, len + 1);
    for (size_t i = 0; i < len; i++) {
        const char *name = json_string_value(json_array_get(array, i));

        if (name == NULL)
            return fail(error, FAIL_DATA, "a view uses names");
        view->uses[i] = g_strdup(name);
    }
    return true;
}

bool event_view_read(const json_t *object, EventView *view, GError **error)
{
    view->name = json_take_text(object, "name");
    view->statement = json_take_text(object, "statement");
    view->is_table = json_is_true(json_object_get(object, "table"));
    if (view->name == NULL)
        return fail(error, FAIL_DATA, "a view has a name");
    return read_uses(json_object_get(object, "uses"), view, error);
}

json_t *event_views_json(const EventViews *views)
{
    json_t *array = json_must(json_array());

    for (size_t i = 0; i < event_views_len(views); i++) {
        json_t *item = json_must(json_object());

        event_view_write(event_views_at(views, i), item);
        json_add(array, item);
    }
    return array;
}

static bool read_into(EventViews *views, const json_t *item, GError **error)
{
    EventView view = {.name = NULL};
    bool done =
        event_view_read(item, &view, error) &&
        (view.statement != NULL || fail(error, FAIL_DATA, "a view of a list has a statement")) &&
        event_views_put(views, &view, error);

    event_view_clear(&view);
    return done;
}

EventViews *event_views_read(const json_t *array, GError **error)
{
    g_autoptr(EventViews) views = event_views_new();

    for (size_t i = 0; i < json_array_size(array); i++) {
        if (!read_into(views, json_array_get(array, i), error))
            return NULL;
    }
    return g_steal_pointer(&views);
}
