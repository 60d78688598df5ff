/* The live view of a panel as time and servers pass: addresses that expire, servers that forget. */
#include "push/channel.h"
#include "unit/session/calls.h"
#define LIVE "say endless, await start, say rows1, await stop, say rows2, say stopped"

static void a_panel_without_a_stub_is_updated_for_whoever_runs_it(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest request = request_of("p", LIVE);

    request.note_id = "a b";
    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(session_interpret(fake->sessions, &request), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "checkpoint", "") >= 0, "rows");
    UNIT_CHECK(fake_has(fake, "update_object", ">first</td>"), "no stub, so Zeppelin's road");
}

static void a_foreground_panel_keeps_a_live_view_beyond_a_day(void)
{
    g_autoptr(Fake) fake = fake_new();
    Call call;
    Part *part;
    int saved;

    fake_configure(fake, "0", NULL, NULL);
    call_start(&call, fake, request_of("p", "SET mode = foreground; " LIVE));
    saved = fake_wait(fake, "checkpoint", "");
    registry_lock(fake->sessions);
    part = registry_find(fake->sessions, "n", "p")->parts->pdata[1];
    part->stream->live->expires_ms = time_monotonic_ms();
    registry_moved(fake->sessions);
    registry_unlock(fake->sessions);
    UNIT_CHECK(fake_wait_from(fake, saved, "update_output n p 1 HTML <div id", "") > 0, "renewed");
    session_cancel(fake->sessions, "n", "p");
    session_result_free(call_join(&call));
}

static void the_notice_of_taken_ports_is_said_once(void)
{
    g_autoptr(Fake) one = fake_new(), fake = NULL;
    g_autofree char *port = NULL;
    int saved;

    fake_configure(one, "0", NULL, NULL);
    port = g_strdup_printf("%d", hub_port(live_hub(one->sessions->live)));
    fake = fake_new();
    fake_configure(fake, port, NULL, NULL);
    RESULT_HOLDS(fake_interpret(fake, "p", LIVE), "SUCCESS", "STUB");
    saved = fake_wait(fake, "checkpoint", "");
    registry_lock(fake->sessions);
    fake_part(fake, "p")->stream->live->expires_ms = time_monotonic_ms();
    registry_moved(fake->sessions);
    registry_unlock(fake->sessions);
    UNIT_CHECK(fake_wait_from(fake, saved, "set_link", "") > 0, "renewed");
    registry_lock(fake->sessions);
    UNIT_CHECK(fake_part(fake, "p")->stream->notices->len == 1, "once");
    registry_unlock(fake->sessions);
}

static void a_lost_object_is_there_again_when_a_page_of_the_new_server_needs_it(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL;
    int saved;

    fake_configure(fake, "0", NULL, NULL);
    RESULT_HOLDS(fake_interpret(fake, "p", LIVE), "SUCCESS", "STUB");
    saved = fake_wait(fake, "checkpoint", "");
    sessions_server_renewed(fake->sessions);
    nonce = fake_nonce(fake);
    fake_press(fake, "p", "need", nonce);
    UNIT_CHECK(fake_wait_from(fake, saved, "add_object n p htm ", ">first</td>") > saved, "added");
}

UNIT_MAIN("session/live_age", UNIT(a_panel_without_a_stub_is_updated_for_whoever_runs_it),
          UNIT(a_foreground_panel_keeps_a_live_view_beyond_a_day),
          UNIT(the_notice_of_taken_ports_is_said_once),
          UNIT(a_lost_object_is_there_again_when_a_page_of_the_new_server_needs_it))
