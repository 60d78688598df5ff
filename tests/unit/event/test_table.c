/*
 * table: `schema` and `rows` applied in order, whole states only; and what one who has an earlier
 * state is written.
 */
#include "event/table.h"

#include "base/fail.h"
#include "lib/seed.h"
#include "lib/unit.h"

/* Many lines of one seq: the table changes once, when the last has come. */
static void a_table_shows_whole_states_only(void)
{
    enum { ROWS = 40 };
    g_autofree char *text = g_strnfill(EVENT_ROWS_BYTES / 10, 'y');
    char *cells[] = {text};
    EventRow set[ROWS];
    uint64_t order[ROWS];
    EventColumn column = {(char *)"value", (char *)"text", false};
    Event schema = {
        .kind = EVENT_SCHEMA, .schema = {.columns = &column, .columns_len = 1}
    };
    Event rows = {
        .kind = EVENT_ROWS,
        .rows = {.seq = 1,
                 .columns_len = 1,
                 .set = set,
                 .set_len = ROWS,
                 .order = order,
                 .order_len = ROWS,
                 .total = 100}
    };
    g_autoptr(EventTable) table = event_table_new();
    g_autoptr(GString) line = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;
    EventTableChange change;
    size_t changes = 0, parts = 0;

    for (size_t i = 0; i < ROWS; i++) {
        set[i] = (EventRow){i, cells};
        order[i] = ROWS - 1 - i;
    }
    UNIT_REQUIRE(event_table_apply(table, &schema, &change, NULL));
    event_write(&rows, line);
    lines = g_strsplit(line->str, "\n", -1);
    for (; *lines[parts] != '\0'; parts++) {
        g_autoptr(Event) event = event_read(lines[parts], strlen(lines[parts]), NULL);

        UNIT_REQUIRE(event != NULL && event_table_apply(table, event, &change, NULL));
        changes += change == EVENT_TABLE_CHANGED;
        UNIT_CHECK(event_table_len(table) == (change == EVENT_TABLE_CHANGED ? ROWS : 0), "whole");
    }
    UNIT_CHECK(parts > 3 && changes == 1, "several lines, one change");
    UNIT_CHECK(event_table_total(table) == 100, "total");
}

static void a_table_follows_sets_removals_and_order(void)
{
    static const char *const lines[] = {
        "{\"event\":\"schema\",\"v\":1,\"columns\":[{\"name\":\"w\",\"type\":\"text\"}]}",
        "{\"event\":\"rows\",\"v\":1,\"seq\":1,\"width\":1,\"set\":[[1,[\"a\"]],[2,[\"b\"]]],"
        "\"order\":[2,1],\"total\":2}",
        "{\"event\":\"rows\",\"v\":1,\"seq\":2,\"width\":1,\"set\":[[3,[null]],[1,[\"A\"]]],"
        "\"removed\":[2],\"order\":[1,3],\"total\":2}",
    };
    g_autoptr(EventTable) table = event_table_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Event) skipped = NULL;
    EventTableChange change;

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(Event) event = event_read(lines[i], strlen(lines[i]), NULL);

        UNIT_REQUIRE(event != NULL && event_table_apply(table, event, &change, &error));
    }
    UNIT_REQUIRE(event_table_len(table) == 2);
    UNIT_EQUALS_TEXT(event_table_row(table, 0)[0], "A");
    UNIT_CHECK(event_table_row(table, 1)[0] == NULL, "null");
    skipped = event_read(lines[1], strlen(lines[1]), NULL);
    UNIT_CHECK(!event_table_apply(table, skipped, &change, &error), "an old seq");
    UNIT_FAILED_WITH(error, FAIL_DATA, "rows with seq 1 came after 2");
}

/* ---- what is written ---- */

/* (owned) JSON with ' for its quotes, as it is easier to read here. */
static char *unquoted(const char *text)
{
    return g_strdelimit(g_strdup(text), "'", '"');
}

/* The next state of a table with one text column. @body: of the `rows`, with ' for quotes */
static void apply(EventTable *table, const char *body)
{
    g_autofree char *quoted = unquoted(body);
    g_autofree char *line = g_strdup_printf("{\"event\":\"rows\",\"v\":1,\"query\":1,\"width\":1,"
                                            "\"seq\":%" G_GUINT64_FORMAT ",%s}",
                                            event_table_seq(table) + 1, quoted);
    g_autoptr(Event) event = event_read(line, strlen(line), NULL);
    EventTableChange change;

    UNIT_CHECK(event != NULL && event_table_apply(table, event, &change, NULL), line);
}

static EventTable *table_new(void)
{
    EventColumn column = {(char *)"w", (char *)"text", false};
    EventTable *table = event_table_new();
    EventTableChange change;
    Event schema = {
        .kind = EVENT_SCHEMA, .query = 1, .schema = {.columns = &column, .columns_len = 1}
    };

    UNIT_CHECK(event_table_apply(table, &schema, &change, NULL), "the schema");
    return table;
}

/* Three rows in the state 1. */
static EventTable *three_new(void)
{
    EventTable *table = table_new();

    apply(table, "'set':[[1,['a']],[2,['a']],[3,['a']]],'order':[1,2,3],'total':3");
    return table;
}

#define SCHEMA                                                                                     \
    "{'event':'schema','v':1,'query':1,'columns':[{'name':'w','type':'text','number':false}],"     \
    "'bounded':false,'may_last':false,'waits':false,'streams':false,'has_rows':false}\n"
#define ROWS(seq) "{'event':'rows','v':1,'query':1,'seq':" seq ",'width':1,"
#define THREE                                                                                      \
    SCHEMA ROWS("1") "'set':[[1,['a']],[2,['a']],[3,['a']]],'removed':[],'more':false,'order':[1," \
                     "2,3],'total':3}\n"

/* @expected: lines with ' for quotes */
#define WRITES(table, since, expected)                                                             \
    do {                                                                                           \
        g_autoptr(GString) lines_ = g_string_new(NULL);                                            \
        g_autofree char *quoted_ = unquoted(expected);                                             \
        event_table_write(table, 1, since, lines_);                                                \
        UNIT_EQUALS_TEXT(lines_->str, quoted_);                                                    \
    } while (0)

static void who_has_nothing_is_written_all(void)
{
    g_autoptr(EventTable) empty = event_table_new();
    g_autoptr(EventTable) begun = table_new();
    g_autoptr(EventTable) table = three_new();

    WRITES(empty, 0, "");
    WRITES(begun, 0, SCHEMA);
    WRITES(table, 0, THREE);
}

static void who_has_an_earlier_state_is_written_what_changed(void)
{
    g_autoptr(EventTable) table = three_new();

    apply(table, "'set':[[2,['b']]],'order':[1,2,3],'total':7");
    WRITES(table, 1, ROWS("2") "'set':[[2,['b']]],'removed':[],'more':false,'total':7}\n");
    apply(table, "'set':[[4,['c']],[1,['c']]],'removed':[3],'order':[4,1,2],'total':3");
    WRITES(table, 2,
           ROWS("3") "'set':[[4,['c']],[1,['c']]],'removed':[3],'more':false,'order':[4,1,2],"
                     "'total':3}\n");
    WRITES(table, 1,
           ROWS("3") "'set':[[4,['c']],[1,['c']],[2,['b']]],'removed':[3],'more':false,"
                     "'order':[4,1,2],'total':3}\n");
}

static void the_order_is_left_out_only_if_it_is_the_same_as_in_that_state(void)
{
    g_autoptr(EventTable) table = three_new();

    apply(table, "'set':[],'order':[3,2,1],'total':3");
    WRITES(table, 1, ROWS("2") "'set':[],'removed':[],'more':false,'order':[3,2,1],'total':3}\n");
    WRITES(table, 2, ROWS("2") "'set':[],'removed':[],'more':false,'total':3}\n");
    apply(table, "'set':[[1,['b']]],'order':[3,2,1],'total':3");
    WRITES(table, 2, ROWS("3") "'set':[[1,['b']]],'removed':[],'more':false,'total':3}\n");
    WRITES(table, 1,
           ROWS("3") "'set':[[1,['b']]],'removed':[],'more':false,'order':[3,2,1],'total':3}\n");
}

static void a_row_that_was_removed_and_came_back_is_set_and_not_removed(void)
{
    g_autoptr(EventTable) table = three_new();

    apply(table, "'set':[],'removed':[2],'order':[1,3],'total':2");
    WRITES(table, 1, ROWS("2") "'set':[],'removed':[2],'more':false,'order':[1,3],'total':2}\n");
    apply(table, "'set':[[2,['back']]],'order':[1,2,3],'total':3");
    WRITES(table, 1,
           ROWS("3") "'set':[[2,['back']]],'removed':[],'more':false,'order':[1,2,3],"
                     "'total':3}\n");
}

static void who_names_a_state_that_is_still_to_come_is_written_all(void)
{
    g_autoptr(EventTable) table = three_new();

    WRITES(table, 2, THREE);
}

/* ---- copies ---- */

static bool writes_all(const EventTable *table, uint64_t since)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    event_table_write(table, 1, since, lines);
    return g_str_has_prefix(lines->str, "{\"event\":\"schema\"");
}

static void a_copy_is_the_same_table_and_goes_its_own_way(void)
{
    g_autoptr(EventTable) table = three_new();
    g_autoptr(EventTable) copy = NULL;
    g_autoptr(GString) whole = g_string_new(NULL), copied = g_string_new(NULL);

    apply(table, "'set':[[3,[null]]],'removed':[2],'order':[3,1],'total':2");
    copy = event_table_copy(table);
    event_table_write(table, 1, 0, whole);
    event_table_write(copy, 1, 0, copied);
    UNIT_EQUALS_TEXT(copied->str, whole->str);
    UNIT_CHECK(event_table_seq(copy) == 2 && event_table_total(copy) == 2, "its numbers");
    UNIT_EQUALS_TEXT(event_table_schema(copy)->columns[0].name, "w");
    UNIT_CHECK(event_table_row(copy, 0)[0] == NULL, "null stays null");

    apply(copy, "'set':[[1,['own']]],'order':[3,1],'total':2");
    UNIT_EQUALS_TEXT(event_table_row(copy, 1)[0], "own");
    UNIT_EQUALS_TEXT(event_table_row(table, 1)[0], "a");
    UNIT_CHECK(event_table_seq(table) == 2, "the original is as it was");
}

static void a_copy_writes_all_for_states_before_it_and_changes_from_then_on(void)
{
    g_autoptr(EventTable) table = three_new();
    g_autoptr(EventTable) copy = NULL;

    apply(table, "'set':[],'removed':[2],'order':[1,3],'total':2");
    copy = event_table_copy(table);
    UNIT_CHECK(!writes_all(table, 1), "the original knows the way");
    UNIT_CHECK(writes_all(copy, 1), "the copy does not know what was removed");
    WRITES(copy, 2, ROWS("2") "'set':[],'removed':[],'more':false,'total':2}\n");
    apply(copy, "'set':[[1,['b']]],'removed':[3],'order':[1],'total':1");
    WRITES(copy, 2,
           ROWS("3") "'set':[[1,['b']]],'removed':[3],'more':false,'order':[1],'total':1}\n");
}

static void a_copy_in_the_middle_of_a_state_holds_back_what_the_table_does(void)
{
    g_autoptr(EventTable) table = three_new();
    g_autoptr(EventTable) copy = NULL;

    apply(table, "'set':[[1,['A']]],'removed':[2],'more':true");
    copy = event_table_copy(table);
    UNIT_CHECK(event_table_seq(copy) == 1, "still the state before");
    UNIT_EQUALS_TEXT(event_table_row(copy, 0)[0], "a");
    apply(copy, "'set':[[4,['D']]],'order':[4,3,1],'total':3");
    UNIT_CHECK(event_table_seq(copy) == 2 && event_table_len(copy) == 3, "whole");
    WRITES(copy, 1,
           ROWS("2") "'set':[[4,['D']],[1,['A']]],'removed':[2],'more':false,'order':[4,3,1],"
                     "'total':3}\n");
}

/* ---- many removals ---- */

/* Ends with a state in which @len rows, with ids from @first on, are not there any more. */
static void set_and_remove(EventTable *table, uint64_t first, size_t len)
{
    g_autoptr(GString) set = g_string_new("'set':["), removed = g_string_new("'removed':[");

    for (size_t i = 0; i < len; i++) {
        const char *comma = i == 0 ? "" : ",";

        g_string_append_printf(set, "%s[%" G_GUINT64_FORMAT ",['x']]", comma, first + i);
        g_string_append_printf(removed, "%s%" G_GUINT64_FORMAT, comma, first + i);
    }
    g_string_append(set, "],'order':[]");
    g_string_append(removed, "],'set':[],'order':[]");
    apply(table, set->str);
    apply(table, removed->str);
}

static void beyond_the_removals_that_are_known_all_is_written(void)
{
    g_autoptr(EventTable) table = table_new();
    uint64_t before, middle;

    set_and_remove(table, 1, 1);
    before = event_table_seq(table);
    set_and_remove(table, 10, EVENT_TABLE_REMOVED_MAX - 1);
    middle = event_table_seq(table);
    UNIT_CHECK(!writes_all(table, before), "so many are known");
    UNIT_CHECK(!writes_all(table, before - 1), "and the first of them");
    set_and_remove(table, 2 * EVENT_TABLE_REMOVED_MAX, 1);
    UNIT_CHECK(writes_all(table, before), "with one more, the older ones are forgotten");
    UNIT_CHECK(writes_all(table, middle - 1), "those of one state are known all or not");
    UNIT_CHECK(!writes_all(table, middle), "those after it still are");
    UNIT_CHECK(!writes_all(table, event_table_seq(table)), "and the present state");
}

/* ---- any changes ---- */

enum { MODEL_IDS = 12, MODEL_STATES = 3000 };

/* A viewer as the page is one: it keeps the rows by id, and the order it was told last. */
typedef struct Viewer {
    char *cells[MODEL_IDS + 1]; /* owned; NULL: it has no such row */
    uint64_t order[MODEL_IDS];
    size_t order_len;
    uint64_t seq;
} Viewer;

static void viewer_forget(Viewer *viewer)
{
    for (size_t i = 0; i <= MODEL_IDS; i++)
        g_clear_pointer(&viewer->cells[i], g_free);
    viewer->order_len = 0;
}

static void viewer_take(Viewer *viewer, const char *line)
{
    g_autoptr(Event) event = event_read(line, strlen(line), NULL);

    if (event == NULL || event->kind == EVENT_SCHEMA) {
        UNIT_CHECK(event != NULL, line);
        viewer_forget(viewer);
        return;
    }
    for (size_t i = 0; i < event->rows.removed_len; i++)
        g_clear_pointer(&viewer->cells[event->rows.removed[i]], g_free);
    for (size_t i = 0; i < event->rows.set_len; i++) {
        char **cell = &viewer->cells[event->rows.set[i].id];

        g_free(*cell);
        *cell = g_strdup(event->rows.set[i].cells[0]);
    }
    if (strstr(line, "\"order\"") != NULL) {
        viewer->order_len = event->rows.order_len;
        memcpy(viewer->order, event->rows.order, event->rows.order_len * sizeof(uint64_t));
    }
    viewer->seq = event->rows.seq;
}

static void viewer_catch_up(Viewer *viewer, const EventTable *table)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    event_table_write(table, 1, viewer->seq, text);
    lines = g_strsplit(text->str, "\n", -1);
    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
        viewer_take(viewer, lines[i]);
}

static bool viewer_has(const Viewer *viewer, const EventTable *table)
{
    bool is_same = viewer->order_len == event_table_len(table);

    for (size_t i = 0; is_same && i < viewer->order_len; i++)
        is_same = g_strcmp0(viewer->cells[viewer->order[i]], event_table_row(table, i)[0]) == 0;
    return is_same;
}

/* Each id by chance: left, set, or removed; those that are there are visible, in any order. */
static void change_at_random(GRand *random, EventTable *table, bool is_there[MODEL_IDS + 1])
{
    g_autoptr(GString) set = g_string_new(NULL), removed = g_string_new(NULL);
    g_autoptr(GString) order = g_string_new(NULL);
    g_autofree char *body = NULL;
    bool is_turned = g_rand_int_range(random, 0, 3) == 0;

    for (int id = 1; id <= MODEL_IDS; id++) {
        int what = g_rand_int_range(random, 0, 10);
        g_autofree char *named = NULL;

        if (what == 0 && is_there[id]) {
            g_string_append_printf(removed, "%s%d", removed->len > 0 ? "," : "", id);
            is_there[id] = false;
        } else if (what < 3) {
            g_string_append_printf(set, "%s[%d,['%d']]", set->len > 0 ? "," : "", id,
                                   g_rand_int_range(random, 0, 1000));
            is_there[id] = true;
        }
        if (!is_there[id])
            continue;
        named = g_strdup_printf(is_turned || order->len == 0 ? "%d" : ",%d", id);
        if (is_turned && order->len > 0)
            g_string_prepend_c(order, ',');
        g_string_insert(order, is_turned ? 0 : -1, named);
    }
    body = g_strdup_printf("'set':[%s],'removed':[%s],'order':[%s]", set->str, removed->str,
                           order->str);
    apply(table, body);
}

static void whichever_states_a_viewer_skips_it_gets_the_same_table(void)
{
    g_autoptr(GRand) random = seed_random();
    g_autoptr(EventTable) table = table_new();
    bool is_there[MODEL_IDS + 1] = {false};
    Viewer viewers[4] = {0};
    bool all_same = true;

    for (int state = 1; state <= MODEL_STATES && all_same; state++) {
        change_at_random(random, table, is_there);
        for (size_t i = 0; i < G_N_ELEMENTS(viewers); i++) {
            if (g_rand_int_range(random, 0, 1 << (2 * i)) != 0)
                continue;
            viewer_catch_up(&viewers[i], table);
            all_same = all_same && viewer_has(&viewers[i], table);
        }
    }
    UNIT_CHECK(all_same, "as the table has it");
    for (size_t i = 0; i < G_N_ELEMENTS(viewers); i++)
        viewer_forget(&viewers[i]);
}

UNIT_MAIN("event/table", UNIT(a_table_shows_whole_states_only),
          UNIT(a_table_follows_sets_removals_and_order), UNIT(who_has_nothing_is_written_all),
          UNIT(who_has_an_earlier_state_is_written_what_changed),
          UNIT(the_order_is_left_out_only_if_it_is_the_same_as_in_that_state),
          UNIT(a_row_that_was_removed_and_came_back_is_set_and_not_removed),
          UNIT(who_names_a_state_that_is_still_to_come_is_written_all),
          UNIT(a_copy_is_the_same_table_and_goes_its_own_way),
          UNIT(a_copy_writes_all_for_states_before_it_and_changes_from_then_on),
          UNIT(a_copy_in_the_middle_of_a_state_holds_back_what_the_table_does),
          UNIT(beyond_the_removals_that_are_known_all_is_written),
          UNIT(whichever_states_a_viewer_skips_it_gets_the_same_table))
