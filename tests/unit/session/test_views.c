/*
 * Views of a note's session: what a worker says of one is given to the note's later statements.
 */
#include "unit/session/calls.h"

static void script_view(Fake *fake, const char *file, const char *name, const char *statement)
{
    Event event = {.kind = EVENT_VIEW, .query = 1};

    event.view = (EventView){.name = (char *)name, .statement = (char *)statement};
    scripted_event(fake->scripted, file, &event);
}

static Fake *with_views(void)
{
    Fake *fake = fake_new();

    script_view(fake, "view1", "first", "CREATE VIEW first AS SELECT 1");
    script_view(fake, "view2", "second", "CREATE VIEW second AS SELECT 2");
    script_view(fake, "gone1", "first", NULL);
    scripted_end(fake->scripted, "created", EVENT_END_DONE, "CREATE VIEW");
    return fake;
}

/* Whether the last job had that view. */
static bool was_told(const Fake *fake, const char *statement)
{
    g_autofree char *job = scripted_read(fake->scripted, "job");

    return strstr(job, statement) != NULL;
}

#define CREATE1 "say command, say view1, say created"
#define QUERY "say bounded, say rows1, say done"

static void a_view_is_told_to_the_next_statement_of_the_same_text(void)
{
    g_autoptr(Fake) fake = with_views();
    g_autofree char *text = NULL;
    g_auto(GStrv) jobs = NULL;

    RESULT_IS(fake_interpret(fake, "p", CREATE1 "; say command, say view2, say created; " QUERY),
              "SUCCESS TEXT:CREATE VIEW|TEXT:CREATE VIEW|TABLE:word\tn\nfirst\t1\n");
    UNIT_CHECK(was_told(fake, "CREATE VIEW first AS") && was_told(fake, "CREATE VIEW second AS"),
               "both");
    text = scripted_read(fake->scripted, "jobs");
    jobs = g_strsplit(text, "\n", -1);
    UNIT_CHECK(strstr(jobs[0], "CREATE VIEW first") == NULL, "not to its own");
    UNIT_CHECK(strstr(jobs[1], "CREATE VIEW first") != NULL, "to the next");
}

static void a_view_is_its_notes_and_sessions_alone(void)
{
    g_autoptr(Fake) fake = with_views();
    SessionRequest other = request_of("p", QUERY);

    session_result_free(fake_interpret(fake, "p", CREATE1));
    session_result_free(fake_interpret(fake, "q", QUERY));
    UNIT_CHECK(was_told(fake, "first"), "to another paragraph");
    other.note_id = "other";
    session_result_free(session_interpret(fake->sessions, &other));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "not to another note");
    other.note_id = "n";
    other.session_id = "other";
    session_result_free(session_interpret(fake->sessions, &other));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "nor to another session");
    session_close(fake->sessions, "s");
    session_result_free(fake_interpret(fake, "q", QUERY));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "the session's end forgets it");
}

static void a_dropped_view_is_told_to_nobody(void)
{
    g_autoptr(Fake) fake = with_views();

    session_result_free(fake_interpret(fake, "p", CREATE1 "; say command, say gone1, say created"));
    session_result_free(fake_interpret(fake, "q", QUERY));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "gone");
}

static void a_statement_that_fails_leaves_no_view(void)
{
    g_autoptr(Fake) fake = with_views();

    RESULT_HOLDS(fake_interpret(fake, "p", "say command, say view1, say error"), "ERROR", "linse");
    session_result_free(fake_interpret(fake, "q", QUERY));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "none");
}

static void a_view_beyond_the_limit_is_an_error_and_not_there(void)
{
    g_autoptr(Fake) fake = with_views();

    registry_lock(fake->sessions);
    for (int i = 0; i < EVENT_VIEWS_MAX; i++) {
        g_autofree char *name = g_strdup_printf("v%d", i);
        const EventView view = {.name = name, .statement = (char *)"CREATE VIEW"};

        settings_book_put_view(fake->sessions->settings, "s", "n", &view, NULL);
    }
    registry_unlock(fake->sessions);
    RESULT_HOLDS(fake_interpret(fake, "p", CREATE1 "; mark no"), "ERROR",
                 "ERROR TEXT:ERROR: there are 100 views and declared tables already");
    UNIT_CHECK(scripted_read(fake->scripted, "mark-no") == NULL, "the rest does not run");
    session_result_free(fake_interpret(fake, "q", QUERY));
    UNIT_CHECK(!was_told(fake, "CREATE VIEW first"), "none");
}

UNIT_MAIN("session/views", UNIT(a_view_is_told_to_the_next_statement_of_the_same_text),
          UNIT(a_view_is_its_notes_and_sessions_alone), UNIT(a_dropped_view_is_told_to_nobody),
          UNIT(a_statement_that_fails_leaves_no_view),
          UNIT(a_view_beyond_the_limit_is_an_error_and_not_there))
