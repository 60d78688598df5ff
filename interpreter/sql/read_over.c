/* OVER (...) of a window function. */
#include "sql/read.h"

enum { FRAME_DEFAULT = 1058 }; /* the parser's bits of a frame that was not written */

static const char frame_hint[] =
    "a window of time stands in FROM: hop(topic, interval '10 seconds', interval '1 hour')";

const SqlOver *read_over(Reader *reader, json_t *json, int around)
{
    static const NodeField fields[] = {
        NODE_READ("partitionClause"),
        NODE_READ("orderClause"),
        NODE_READ("frameOptions"),
        NODE_REFUSED("name", "the name of a window in OVER"),
        NODE_REFUSED("refname", "the name of a window in OVER"),
        NODE_REFUSED("startOffset", "a frame (ROWS, RANGE or GROUPS)"),
        NODE_REFUSED("endOffset", "a frame (ROWS, RANGE or GROUPS)"),
    };
    Node node = {"WindowDef", json, node_place(json)};
    SqlOver *over = node_alloc(reader, sizeof(SqlOver));

    node.position = node.position < 0 ? around : node.position;
    over->position = node.position;
    if (!node_check(reader, &node, fields, G_N_ELEMENTS(fields))) {
        if (node_field(&node, "startOffset") != NULL || node_field(&node, "endOffset") != NULL)
            fail_hint(reader->error, "%s", frame_hint);
        return NULL;
    }
    if (json_integer_value(node_field(&node, "frameOptions")) != FRAME_DEFAULT) {
        node_refuse(reader, node.position, "a frame (ROWS, RANGE or GROUPS)");
        fail_hint(reader->error, "%s", frame_hint);
        return NULL;
    }
    return read_exprs(reader, node_field(&node, "partitionClause"), node.position,
                      &over->partitions, &over->partitions_len) &&
                   read_orders(reader, node_field(&node, "orderClause"), &over->orders,
                               &over->orders_len)
               ? over
               : NULL;
}
