#pragma once
/*
 * Views of a statement: parsed when a name means one, and bound as queries in its place
 * (relation.c); CREATE VIEW and DROP VIEW. A position in a view's text means nothing in the
 * statement: what fails there is told at the place that names the view.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

struct View {
    const char *name;
    const char *text;        /* of the CREATE VIEW; the statement itself if that makes it */
    const SqlStatement *sql; /* NULL: not parsed yet */
    bool is_open;            /* its query is being bound */
    bool is_used;            /* the statement itself names it, not only another view */
};

/* Take the views of the input. @trees: (borrowed) where those of their texts may be put. */
void view_begin(Binder *binder, Arena *trees);
/* Before its query is bound: parsed, used, and not within itself. @position: what names it */
bool view_open(Binder *binder, View *view, int position);
/* What just failed in its query, at the place that names it. Returns false. */
bool view_blame(Binder *binder, const View *view, int position);

bool view_create(Binder *binder, const SqlStatement *sql, PlanView *ret_view);
bool view_drop(Binder *binder, const SqlView *sql, PlanView *ret_view);
