/*
 * backlog: what replaces what, and in which order things are sent.
 * Method: calls are written as words, `paragraph:call`, and what comes out is compared as words.
 */
#include "lib/unit.h"

#include "rpc/backlog.h"

/* The words: a=add, u=update of an object, r=remove, o=output, c=checkpoint; "P:uX=1" updates the
 * object X of paragraph P to 1, "P:o0=t" the output 0. */
static BacklogItem *item_of(const char *word)
{
    g_autofree char *paragraph = g_strndup(word, 1);
    char kind = word[2];
    g_autofree char *name = kind == 'c' ? NULL : g_strndup(word + 3, 1);
    const char *text = strchr(word, '=') != NULL ? strchr(word, '=') + 1 : NULL;

    switch (kind) {
    case 'a':
        return backlog_item_new(BACKLOG_ADD_OBJECT, "note", paragraph, name, 0, text);
    case 'u':
        return backlog_item_new(BACKLOG_UPDATE_OBJECT, "note", paragraph, name, 0, text);
    case 'r':
        return backlog_item_new(BACKLOG_REMOVE_OBJECT, "note", paragraph, name, 0, NULL);
    case 'o':
        return backlog_item_new(BACKLOG_UPDATE_OUTPUT, "note", paragraph, "TABLE", name[0] - '0',
                                text);
    default:
        return backlog_item_new(BACKLOG_CHECKPOINT, "note", paragraph, NULL, 0, NULL);
    }
}

static void put_words(Backlog *backlog, const char *words)
{
    g_auto(GStrv) each = g_strsplit(words, " ", -1);

    for (char **at = each; *at != NULL; at++)
        backlog_put(backlog, item_of(*at));
}

static void add_word(GString *words, const BacklogItem *item)
{
    static const char kinds[] = {'a', 'u', 'r', 'o', 'c'};

    g_string_append_printf(words, "%s%s:%c", words->len > 0 ? " " : "", item->paragraph,
                           kinds[item->kind]);
    if (item->kind == BACKLOG_UPDATE_OUTPUT)
        g_string_append_printf(words, "%d", item->index);
    else if (item->kind != BACKLOG_CHECKPOINT)
        g_string_append(words, item->name);
    if (item->text[0] != '\0')
        g_string_append_printf(words, "=%s", item->text);
}

static char *take_all(Backlog *backlog) /* (owned) */
{
    GString *words = g_string_new(NULL);
    BacklogItem *item;

    while ((item = backlog_take(backlog)) != NULL) {
        add_word(words, item);
        backlog_item_free(item);
    }
    return g_string_free(words, FALSE);
}

static void the_newest_value_of_a_place_is_sent_in_the_order_of_the_calls(void)
{
    static const struct {
        const char *puts, *taken;
    } cases[] = {
        {"P:uX=1 P:uX=2",                  "P:uX=2"                },
        {"P:uX=1 P:uY=1 P:uX=2",           "P:uY=1 P:uX=2"         },
        {"P:o0=1 P:o1=1 P:o0=2",           "P:o1=1 P:o0=2"         },
        {"P:o0=1 P:uX=1 P:o0=2",           "P:uX=1 P:o0=2"         },
        {"P:aX=1 P:uX=2 P:uX=3",           "P:aX=1 P:uX=3"         },
        {"P:o0=1 P:c P:o0=2",              "P:o0=1 P:c P:o0=2"     },
        {"P:o0=1 P:c P:o0=2 P:o0=3",       "P:o0=1 P:c P:o0=3"     },
        {"P:uX=1 P:rX P:uX=2",             "P:uX=1 P:rX P:uX=2"    },
        {"P:c P:c",                        "P:c P:c"               },
        {"P:uX=1 P:uX=9 P:o0=t P:o1= P:c", "P:uX=9 P:o0=t P:o1 P:c"},
        {"P:uX=1 Q:uX=1 P:uX=2",           "P:uX=2 Q:uX=1"         },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Backlog) backlog = backlog_new(100, 1000);
        g_autofree char *taken = NULL;

        put_words(backlog, cases[i].puts);
        taken = take_all(backlog);
        UNIT_EQUALS_TEXT(taken, cases[i].taken);
        CU_ASSERT_EQUAL(backlog_len(backlog), 0);
    }
}

static void paragraphs_take_turns(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;

    put_words(backlog, "P:uX=1 P:uY=1 P:c Q:uX=1 Q:c R:c");
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "P:uX=1 Q:uX=1 R:c P:uY=1 Q:c P:c");
}

static void the_same_paragraph_of_another_note_is_another(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);

    backlog_put(backlog, backlog_item_new(BACKLOG_UPDATE_OBJECT, "a", "P", "X", 0, "1"));
    backlog_put(backlog, backlog_item_new(BACKLOG_UPDATE_OBJECT, "b", "P", "X", 0, "2"));
    CU_ASSERT_EQUAL(backlog_len(backlog), 2);
}

static void an_item_that_was_not_sent_is_the_next_again(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;

    put_words(backlog, "P:uX=1 P:o0=1 Q:c");
    backlog_put_back(backlog, backlog_take(backlog));
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "Q:c P:uX=1 P:o0=1");
}

static void an_item_that_was_not_sent_gives_way_to_a_newer_value(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;
    BacklogItem *item;

    put_words(backlog, "P:uX=1");
    item = backlog_take(backlog);
    put_words(backlog, "P:uX=2");
    backlog_put_back(backlog, item);
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "P:uX=2");
}

static void an_item_that_was_not_sent_stays_before_a_checkpoint(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;
    BacklogItem *item;

    put_words(backlog, "P:o0=1 P:c P:o0=2");
    item = backlog_take(backlog);
    backlog_put_back(backlog, item);
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "P:o0=1 P:c P:o0=2");
}

static void a_dropped_paragraph_leaves_the_others(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;

    put_words(backlog, "P:uX=1 Q:uX=1 P:c");
    backlog_drop(backlog, "note", "P");
    backlog_drop(backlog, "note", "Z");
    CU_ASSERT_EQUAL(backlog_len(backlog), 1);
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "Q:uX=1");
}

static void what_is_forgotten_leaves_objects_that_come_and_go(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;

    put_words(backlog, "P:aX=1 P:uX=2 P:o0=1 P:c P:rY Q:c");
    backlog_forget(backlog, "note", "P");
    CU_ASSERT_EQUAL(backlog_len(backlog), 3);
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "P:aX=1 Q:c P:rY");

    put_words(backlog, "P:c");
    backlog_forget(backlog, "note", "P");
    backlog_forget(backlog, "note", "Z");
    CU_ASSERT_EQUAL(backlog_len(backlog), 0);
    CU_ASSERT_PTR_NULL(backlog_take(backlog));
}

static void a_new_server_is_given_its_objects_again(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    g_autofree char *taken = NULL;

    put_words(backlog, "P:uX=1 P:o0=1 Q:rX P:c");
    backlog_renew(backlog);
    put_words(backlog, "P:uX=2");
    taken = take_all(backlog);
    UNIT_EQUALS_TEXT(taken, "P:aX=1 Q:rX P:o0=1 P:c P:uX=2");
}

static void a_call_waits_until_it_or_what_replaced_it_is_taken(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 1000);
    uint64_t number;

    CU_ASSERT_FALSE(backlog_waits(backlog, "note", "P", 100));
    put_words(backlog, "P:uX=1");
    number = backlog_last_number(backlog);
    put_words(backlog, "P:uY=1 P:uX=2");
    CU_ASSERT_TRUE(backlog_waits(backlog, "note", "P", number));
    CU_ASSERT_FALSE(backlog_waits(backlog, "note", "Q", number));
    backlog_item_free(backlog_take(backlog));
    CU_ASSERT_TRUE(backlog_waits(backlog, "note", "P", number));
    backlog_item_free(backlog_take(backlog));
    CU_ASSERT_FALSE(backlog_waits(backlog, "note", "P", number));
}

static void it_holds_no_more_items_than_allowed(void)
{
    g_autoptr(Backlog) backlog = backlog_new(3, 1000);

    put_words(backlog, "P:uX=1 P:uY=1 Q:c");
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("R:c")), BACKLOG_FULL);
    CU_ASSERT_EQUAL(backlog_len(backlog), 3);
    /* A newer value needs no more room than the older one had. */
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("P:uX=2")), BACKLOG_TAKEN);
    CU_ASSERT_EQUAL(backlog_len(backlog), 3);
    backlog_item_free(backlog_take(backlog));
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("R:c")), BACKLOG_TAKEN);
}

static void it_holds_no_more_bytes_than_allowed(void)
{
    g_autoptr(Backlog) backlog = backlog_new(100, 10);

    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("P:uX=123456")), BACKLOG_TAKEN);
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("P:uY=12345")), BACKLOG_FULL);
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("P:uY=1234")), BACKLOG_TAKEN);
    CU_ASSERT_EQUAL(backlog_put(backlog, item_of("P:uX=1234567")), BACKLOG_FULL);
    CU_ASSERT_EQUAL(backlog_len(backlog), 1); /* the value that it could not take replaced one */
}

UNIT_MAIN("rpc/backlog", UNIT(the_newest_value_of_a_place_is_sent_in_the_order_of_the_calls),
          UNIT(paragraphs_take_turns), UNIT(the_same_paragraph_of_another_note_is_another),
          UNIT(an_item_that_was_not_sent_is_the_next_again),
          UNIT(an_item_that_was_not_sent_gives_way_to_a_newer_value),
          UNIT(an_item_that_was_not_sent_stays_before_a_checkpoint),
          UNIT(a_dropped_paragraph_leaves_the_others),
          UNIT(what_is_forgotten_leaves_objects_that_come_and_go),
          UNIT(a_new_server_is_given_its_objects_again),
          UNIT(a_call_waits_until_it_or_what_replaced_it_is_taken),
          UNIT(it_holds_no_more_items_than_allowed), UNIT(it_holds_no_more_bytes_than_allowed))
