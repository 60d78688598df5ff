/*
 * node: a key of the parser's JSON that nobody has declared is refused by its name, so that a
 * newer grammar's clause can't be ignored.
 */
#include "lib/unit.h"

#include "sql/node.h"

static const NodeField fields[] = {
    NODE_READ("known"),
    NODE_REFUSED("refused", "a refused thing"),
    NODE_REFUSED_AT("pointed", "there", "a pointed thing"),
    NODE_ONLY("choice", "A|B", "another choice"),
};

static void check(const char *json, const char *sentence, int position)
{
    static const char text[] = "here 'there' there";
    json_t *root = json_loads(json, 0, NULL);
    g_autoptr(GError) error = NULL;
    Reader reader = {.text = span_of(text), .error = &error};
    Node node;
    bool is_accepted =
        node_open(root, 1, &node) && node_check(&reader, &node, fields, G_N_ELEMENTS(fields));

    if (sentence == NULL) {
        UNIT_CHECK(is_accepted && error == NULL, json);
    } else {
        UNIT_FAILED_WITH(error, FAIL_QUERY, sentence);
        UNIT_CHECK(fail_position(error) == position, json);
    }
    json_decref(root);
}

static void declared_keys_are_taken(void)
{
    check("{\"T\": {\"known\": 1, \"location\": 3}}", NULL, 0);
    check("{\"T\": {\"choice\": \"B\"}}", NULL, 0);
}

static void refused_keys_are_named_with_their_place(void)
{
    check("{\"T\": {\"refused\": {\"x\": {\"location\": 7}}, \"location\": 3}}",
          "a refused thing is not supported yet", 7);
    check("{\"T\": {\"refused\": true, \"location\": 3}}", "a refused thing", 3);
    check("{\"T\": {\"pointed\": true, \"location\": 3}}", "a pointed thing", 13);
    check("{\"T\": {\"choice\": \"C\", \"location\": 3}}", "another choice", 3);
    check("{\"T\": {\"refused\": true}}", "a refused thing", 1);
}

static void an_unknown_key_is_refused_by_its_name(void)
{
    check("{\"T\": {\"known\": 1, \"qualify\": 2, \"location\": 3}}",
          "\"qualify\" of a T is not supported yet", 3);
}

static void what_is_no_node_is_not_opened(void)
{
    static const char *const texts[] = {"{}", "[]", "{\"T\": 1}"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        json_t *root = json_loads(texts[i], 0, NULL);
        Node node;

        UNIT_CHECK(!node_open(root, 0, &node), texts[i]);
        json_decref(root);
    }
}

UNIT_MAIN("sql/node", UNIT(declared_keys_are_taken), UNIT(refused_keys_are_named_with_their_place),
          UNIT(an_unknown_key_is_refused_by_its_name), UNIT(what_is_no_node_is_not_opened))
