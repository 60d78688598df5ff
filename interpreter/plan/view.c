#include "plan/view.h"

#include "catalog/catalog.h"
#include "plan/query.h"
#include "plan/topic.h"
#include "sql/sql.h"
#include "sql/typo.h"

void view_begin(Binder *binder, Arena *trees)
{
    const EventViews *views = binder->input->views;
    BindShared *shared = binder->shared;
    size_t len = event_views_len(views);

    shared->trees = trees;
    shared->views = bind_alloc(binder, (len + 1) * sizeof(View)); /* one more may be made */
    shared->view_names = bind_alloc(binder, (len + 2) * sizeof(char *));
    shared->views_len = 0;
    for (size_t i = 0; i < len; i++) {
        const EventView *view = event_views_at(views, i);

        if (view->is_table)
            continue;
        shared->view_names[shared->views_len] = view->name;
        shared->views[shared->views_len++] = (View){.name = view->name, .text = view->statement};
    }
}

static void free_tree(void *tree)
{
    arena_free(tree);
}

static bool parse(Binder *binder, View *view)
{
    Arena *tree;

    if (view->sql != NULL)
        return true;
    tree = arena_new(SQL_TREE_BYTES_MAX);
    arena_adopt(binder->shared->trees, tree, free_tree);
    view->sql = sql_parse(span_of(view->text), tree, binder->error);
    return view->sql != NULL && (view->sql->kind == SQL_CREATE_VIEW ||
                                 fail(binder->error, FAIL_QUERY, "its text is no CREATE VIEW"));
}

bool view_open(Binder *binder, View *view, int position)
{
    if (view->is_open) {
        fail_at(binder->error, FAIL_QUERY, position, "view \"%s\" would use itself", view->name);
        return fail_hint(binder->error, "a view's query reads topics, and views that do not read "
                                        "this one");
    }
    view->is_used |= binder->text == binder->input->statement;
    return parse(binder, view) || view_blame(binder, view, position);
}

bool view_blame(Binder *binder, const View *view, int position)
{
    const GError *failure = *binder->error;

    if (view->text == binder->input->statement) /* its places are the statement's own */
        return false;
    if (fail_position(failure) < 0 && !g_error_matches(failure, FAIL, FAIL_QUERY))
        return false;
    fail_place(*binder->error, position);
    return fail_prefix(binder->error, "view \"%s\": ", view->name);
}

/* ---- CREATE VIEW ---- */

static View *fail_exists(Binder *binder, const SqlView *sql, const char *name, bool is_topic)
{
    if (is_topic && sql->may_replace)
        fail_at(binder->error, FAIL_QUERY, sql->position, "\"%s\" is not a view", name);
    else
        fail_at(binder->error, FAIL_QUERY, sql->position, "relation \"%s\" already exists", name);
    if (is_topic)
        fail_hint(binder->error, "it is a topic: give the view another name");
    else
        fail_hint(binder->error,
                  "CREATE OR REPLACE VIEW gives it another query, DROP VIEW takes it away");
    return NULL;
}

/* The view that the statement makes, among those that its query sees; it must not see itself. */
static View *take_name(Binder *binder, const SqlStatement *statement)
{
    const SqlView *sql = &statement->view;
    BindShared *shared = binder->shared;
    const char *topic = NULL;
    View *view = NULL;

    if (!topic_means(binder, sql->name, &view, &topic))
        return NULL;
    if (topic != NULL || (view != NULL && !sql->may_replace))
        return fail_exists(binder, sql, topic != NULL ? topic : view->name, topic != NULL);
    if (view == NULL) {
        view = &shared->views[shared->views_len];
        view->name = shared->view_names[shared->views_len++] = sql->name;
    }
    view->text = binder->input->statement;
    view->sql = statement;
    return view;
}

/* SELECT * FROM it */
static PlanSelect *bind_whole(Binder *binder, const View *view, int position)
{
    SqlExpr star = {.kind = SQL_COLUMN, .position = position, .is_star = true};
    SqlTarget target = {.expr = &star, .position = position};
    SqlFrom from = {.name = view->name, .position = position};
    SqlSelect whole = {.position = position, .targets = &target, .targets_len = 1};

    whole.from = &from;
    whole.from_len = 1;
    return query_bind(binder, &whole);
}

static bool check_columns(Binder *binder, const PlanSelect *select, int position)
{
    for (size_t i = 1; i < select->outputs_len; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(select->outputs[i].name, select->outputs[k].name) != 0)
                continue;
            fail_at(binder->error, FAIL_QUERY, position, "column \"%s\" specified more than once",
                    select->outputs[i].name);
            return fail_hint(binder->error, "name the columns: CREATE VIEW name (a, b) AS ..., or "
                                            "SELECT ... AS a, ... AS b");
        }
    }
    return true;
}

static const char *const *list_uses(Binder *binder, const View *view)
{
    const BindShared *shared = binder->shared;
    const char **uses = bind_alloc(binder, (shared->views_len + 1) * sizeof(char *));
    size_t len = 0;

    for (size_t i = 0; i < shared->views_len; i++) {
        if (shared->views[i].is_used && &shared->views[i] != view)
            uses[len++] = bind_copy(binder, shared->views[i].name);
    }
    return uses;
}

bool view_create(Binder *binder, const SqlStatement *sql, PlanView *ret_view)
{
    int position = sql->view.position;
    const View *view = take_name(binder, sql);
    const PlanSelect *select = view == NULL ? NULL : bind_whole(binder, view, position);

    if (select == NULL || !check_columns(binder, select, position))
        return false;
    *ret_view = (PlanView){.name = bind_copy(binder, view->name),
                           .statement = bind_copy(binder, view->text),
                           .uses = list_uses(binder, view),
                           .select = select};
    return true;
}

/* ---- DROP VIEW ---- */

/* (owned) */
static char *join(const char *const *names)
{
    return g_strjoinv(", ", (char **)(gpointer)names);
}

static bool fail_unknown(Binder *binder, const SqlView *sql)
{
    const char *const *names = binder->shared->view_names;
    const char *near = typo_find(sql->name, names);
    g_autofree char *list = join(names);

    fail_at(binder->error, FAIL_QUERY, sql->position, "view \"%s\" does not exist", sql->name);
    if (near != NULL)
        return fail_hint(binder->error, "did you mean \"%s\"?", near);
    return names[0] == NULL ? fail_hint(binder->error, "there are no views yet")
                            : fail_hint(binder->error, "the views are: %s", list);
}

/* That no view would lose what its query reads. */
static bool check_unused(Binder *binder, const char *name, int position)
{
    const EventViews *views = binder->input->views;
    g_autoptr(GPtrArray) users = g_ptr_array_new();
    g_autofree char *list = NULL;

    for (size_t i = 0; i < event_views_len(views); i++) {
        const EventView *view = event_views_at(views, i);

        if (view->uses != NULL && g_strv_contains((const char *const *)view->uses, name))
            g_ptr_array_add(users, view->name);
    }
    if (users->len == 0)
        return true;
    g_ptr_array_add(users, NULL);
    list = join((const char *const *)users->pdata);
    fail_at(binder->error, FAIL_QUERY, position,
            "cannot drop view %s because other objects depend on it", name);
    return fail_hint(binder->error, "drop what uses it first: %s", list);
}

bool view_drop(Binder *binder, const SqlView *sql, PlanView *ret_view)
{
    const char *const *names = binder->shared->view_names;
    size_t index = 0;

    switch (catalog_match(names, sql->name, &index)) {
    case CATALOG_FOUND:
        *ret_view = (PlanView){.name = bind_copy(binder, names[index])};
        return check_unused(binder, names[index], sql->position);
    case CATALOG_NONE:
        *ret_view = (PlanView){.name = bind_copy(binder, sql->name), .is_absent = true};
        return sql->may_replace || fail_unknown(binder, sql);
    case CATALOG_SEVERAL:
        break;
    }
    fail_at(binder->error, FAIL_QUERY, sql->position,
            "several views are named %s but for the case of letters", sql->name);
    return fail_hint(binder->error, "write the one that you mean in double quotes");
}
