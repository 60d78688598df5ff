#include "codec/wire.h"

/* A node of the schema with wanted values in it, or wanted itself. */
struct WireBind {
    const size_t *wanted; /* paths that end here */
    size_t wanted_len;
    const WireBind **children; /* of a record's fields, a union's branches; NULL without */
};

static bool stop(WireCursor *cursor, const char *why)
{
    cursor->why = why;
    return false;
}

/* ---- steps ---- */

bool wire_take_long(WireCursor *cursor, int64_t *ret_long)
{
    uint64_t bits = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte;

        if (cursor->at == cursor->end)
            return stop(cursor, "it ends within a value");
        byte = *cursor->at++;
        if (shift == 63 && byte > 1)
            break;
        bits |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) {
            *ret_long = (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
            return true;
        }
    }
    return stop(cursor, "a number has more than 64 bits");
}

bool wire_take_bytes(WireCursor *cursor, uint64_t len, Span *ret_bytes)
{
    if (len > (uint64_t)(cursor->end - cursor->at))
        return stop(cursor, "it ends within a value");
    *ret_bytes = span_make((const char *)cursor->at, (size_t)len);
    cursor->at += len;
    return true;
}

bool wire_take_text(WireCursor *cursor, Span *ret_text)
{
    int64_t len;

    if (!wire_take_long(cursor, &len))
        return false;
    if (len < 0)
        return stop(cursor, "a length is negative");
    return wire_take_bytes(cursor, (uint64_t)len, ret_text);
}

bool wire_take_branch(WireCursor *cursor, const SchemaNode *node, size_t *ret_branch)
{
    int64_t branch;

    if (!wire_take_long(cursor, &branch))
        return false;
    if (branch < 0 || (uint64_t)branch >= node->len)
        return stop(cursor, "a union has a branch that its schema does not");
    *ret_branch = (size_t)branch;
    return true;
}

/* A negative count is followed by the block's bytes, which are not needed. */
bool wire_take_block(WireCursor *cursor, uint64_t *ret_items)
{
    int64_t items, bytes;

    if (!wire_take_long(cursor, &items))
        return false;
    *ret_items = (uint64_t)items;
    if (items >= 0)
        return true;
    *ret_items = -(uint64_t)items;
    return wire_take_long(cursor, &bytes);
}

/* ---- one pass ---- */

typedef struct Pass {
    WireCursor cursor;
    WireFound *found;
} Pass;

static bool pass_value(Pass *pass, const SchemaNode *node, const WireBind *bind);

static const WireBind *child_of(const WireBind *bind, size_t i)
{
    return bind == NULL || bind->children == NULL ? NULL : bind->children[i];
}

static bool pass_record(Pass *pass, const SchemaNode *node, const WireBind *bind)
{
    for (size_t i = 0; i < node->len; i++) {
        if (!pass_value(pass, node->children[i], child_of(bind, i)))
            return false;
    }
    return true;
}

static bool pass_union(Pass *pass, const SchemaNode *node, const WireBind *bind)
{
    size_t branch;

    return wire_take_branch(&pass->cursor, node, &branch) &&
           pass_value(pass, node->children[branch], child_of(bind, branch));
}

/* Blocks of items, and of names before them in a map. */
static bool pass_blocks(Pass *pass, const SchemaNode *node)
{
    uint64_t items;
    Span name;

    for (;;) {
        if (!wire_take_block(&pass->cursor, &items))
            return false;
        if (items == 0)
            return true;
        for (; items > 0; items--) {
            if (node->kind == SCHEMA_MAP && !wire_take_text(&pass->cursor, &name))
                return false;
            if (!pass_value(pass, node->children[0], NULL))
                return false;
        }
    }
}

static bool pass_scalar(WireCursor *cursor, const SchemaNode *node)
{
    int64_t number = 0;
    Span bytes;

    switch (node->kind) {
    case SCHEMA_NULL:
        return true;
    case SCHEMA_BOOLEAN:
        return wire_take_bytes(cursor, 1, &bytes) &&
               ((uint8_t)bytes.at[0] <= 1 || stop(cursor, "a boolean is neither 0 nor 1"));
    case SCHEMA_INT:
        return wire_take_long(cursor, &number) && ((number >= G_MININT32 && number <= G_MAXINT32) ||
                                                   stop(cursor, "an int has more than 32 bits"));
    case SCHEMA_LONG:
        return wire_take_long(cursor, &number);
    case SCHEMA_ENUM:
        return wire_take_long(cursor, &number) &&
               ((number >= 0 && (uint64_t)number < node->len) ||
                stop(cursor, "an enum has a symbol that its schema does not"));
    case SCHEMA_FLOAT:
        return wire_take_bytes(cursor, sizeof(float), &bytes);
    case SCHEMA_DOUBLE:
        return wire_take_bytes(cursor, sizeof(double), &bytes);
    case SCHEMA_FIXED:
        return wire_take_bytes(cursor, node->size, &bytes);
    default:
        return wire_take_text(cursor, &bytes);
    }
}

static bool pass_inside(Pass *pass, const SchemaNode *node, const WireBind *bind)
{
    switch (node->kind) {
    case SCHEMA_RECORD:
        return pass_record(pass, node, bind);
    case SCHEMA_UNION:
        return pass_union(pass, node, bind);
    case SCHEMA_ARRAY:
    case SCHEMA_MAP:
        return pass_blocks(pass, node);
    default:
        return pass_scalar(&pass->cursor, node);
    }
}

static bool pass_value(Pass *pass, const SchemaNode *node, const WireBind *bind)
{
    WireCursor *cursor = &pass->cursor;
    const uint8_t *start = cursor->at;
    bool is_good;

    for (size_t i = 0; bind != NULL && i < bind->wanted_len; i++)
        pass->found[bind->wanted[i]] = (WireFound){node, start};
    if (cursor->depth == WIRE_DEPTH_MAX)
        return stop(cursor, "its values are nested more than 500 levels deep");
    cursor->depth++;
    is_good = pass_inside(pass, node, bind);
    cursor->depth--;
    if (is_good && cursor->at == start && ++cursor->hollow > WIRE_HOLLOW_MAX)
        return stop(cursor, "it has more than 1000000 values of no bytes");
    return is_good;
}

G_STATIC_ASSERT(WIRE_DEPTH_MAX == 500 && WIRE_HOLLOW_MAX == 1000000); /* as the sentences say */

bool wire_skip(WireCursor *cursor, const SchemaNode *node)
{
    Pass pass = {.cursor = *cursor};
    bool is_good = pass_value(&pass, node, NULL);

    *cursor = pass.cursor;
    return is_good;
}

bool wire_find(const SchemaNode *root, const WireBind *bind, size_t paths_len, Span record,
               WireFound *ret_found, const char **ret_why)
{
    const uint8_t *start = (const uint8_t *)record.at;
    Pass pass = {
        .cursor = {.at = start, .end = start + record.len},
          .found = ret_found
    };
    bool is_good;

    for (size_t i = 0; i < paths_len; i++)
        ret_found[i] = (WireFound){.node = NULL};
    is_good = pass_value(&pass, root, bind);
    if (is_good && pass.cursor.at != pass.cursor.end)
        is_good = stop(&pass.cursor, "bytes are left after it");
    if (!is_good)
        *ret_why = pass.cursor.why;
    return is_good;
}

/* ---- binding ---- */

typedef struct Binder {
    const WirePath *paths;
    Arena *arena;
    bool is_full; /* the arena */
} Binder;

static void *take(Binder *binder, size_t bytes)
{
    void *at = arena_try_alloc(binder->arena, MAX(bytes, (size_t)1));

    if (at == NULL)
        binder->is_full = true;
    else
        memset(at, 0, bytes);
    return at;
}

static const WireBind *bind_node(Binder *binder, const SchemaNode *node, size_t level,
                                 const size_t *alive, size_t alive_len);

/* Of the paths @alive, those whose step at @level is that name; into @ret_kept. */
static size_t keep_named(const Binder *binder, size_t level, const size_t *alive, size_t alive_len,
                         Span name, size_t *ret_kept)
{
    size_t kept = 0;

    for (size_t i = 0; i < alive_len; i++) {
        if (span_equals(binder->paths[alive[i]].steps[level], name))
            ret_kept[kept++] = alive[i];
    }
    return kept;
}

static void bind_children(Binder *binder, WireBind *bind, const SchemaNode *node, size_t level,
                          const size_t *alive, size_t alive_len)
{
    size_t *kept = take(binder, alive_len * sizeof(*kept));

    bind->children = take(binder, node->len * sizeof(*bind->children));
    for (size_t i = 0; i < node->len && !binder->is_full; i++) {
        if (node->kind == SCHEMA_UNION) {
            bind->children[i] = bind_node(binder, node->children[i], level, alive, alive_len);
        } else {
            size_t len = keep_named(binder, level, alive, alive_len, node->names[i], kept);

            bind->children[i] = bind_node(binder, node->children[i], level + 1, kept, len);
        }
    }
}

/* NULL if nothing is wanted of it. A type that names itself ends where the paths do. */
static const WireBind *bind_node(Binder *binder, const SchemaNode *node, size_t level,
                                 const size_t *alive, size_t alive_len)
{
    size_t *wanted, *deeper, deeper_len = 0;
    WireBind *bind;

    if (alive_len == 0)
        return NULL;
    bind = take(binder, sizeof(*bind));
    wanted = take(binder, alive_len * sizeof(*wanted));
    deeper = take(binder, alive_len * sizeof(*deeper));
    if (binder->is_full)
        return NULL;
    for (size_t i = 0; i < alive_len; i++) {
        if (binder->paths[alive[i]].steps_len == level)
            wanted[bind->wanted_len++] = alive[i];
        else
            deeper[deeper_len++] = alive[i];
    }
    bind->wanted = wanted;
    if (deeper_len > 0 && (node->kind == SCHEMA_RECORD || node->kind == SCHEMA_UNION))
        bind_children(binder, bind, node, level, deeper, deeper_len);
    return bind;
}

const WireBind *wire_bind(const SchemaNode *root, const WirePath *paths, size_t paths_len,
                          Arena *arena)
{
    Binder binder = {.paths = paths, .arena = arena};
    size_t *all = take(&binder, paths_len * sizeof(*all));
    const WireBind *bind;

    for (size_t i = 0; all != NULL && i < paths_len; i++)
        all[i] = i;
    if (all == NULL)
        return NULL;
    bind = bind_node(&binder, root, 0, all, paths_len);
    return binder.is_full ? NULL : bind;
}
