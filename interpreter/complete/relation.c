/*
 * A query is the tokens from behind its SELECT to the parenthesis that ends it, or UNION, or the
 * end. Its FROM is the one at its own depth, and ends with the next clause. An item there is a
 * name, a call or a query in parentheses, and then perhaps an alias.
 */
#include "complete/relation.h"

typedef enum ItemKind { ITEM_TOPIC, ITEM_QUERY, ITEM_ROWS } ItemKind;

typedef struct Item {
    ItemKind kind;
    char *name;   /* owned: of the topic, view or WITH; of the function, for ITEM_ROWS */
    char *alias;  /* owned; NULL: none */
    size_t query; /* of ITEM_QUERY: the token behind its SELECT */
    bool has_window;
    int depth;      /* calls around it */
    size_t columns; /* the token behind the '(' of an alias's column names; 0: none */
} Item;

static void item_clear(Item *item)
{
    g_free(item->name);
    g_free(item->alias);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Item, item_clear)

typedef struct Seek {
    const Place *place;
    const CompleteKnown *known;
    const char *qualifier;
    RelationColumnFn each;
    void *user;
    int depth;
} Seek;

bool relation_is_window(const char *call)
{
    static const char *const names[] = {"tumble", "hop", "cumulate", "session", "latest", NULL};

    return g_strv_contains(names, call);
}

static bool is_one_of(const Place *place, size_t i, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (place_is_word(place, i, *list))
            return true;
    }
    return false;
}

/* Words that end a FROM, and can't be an alias. */
static bool ends_from(const Place *place, size_t i)
{
    static const char *const list[] = {"where",  "group", "having", "order",  "limit",
                                       "offset", "union", "window", "select", NULL};

    return is_one_of(place, i, list);
}

/* Behind the parenthesis that closes the one at token @i; the end if none does. */
static size_t skip_parentheses(const Place *place, size_t i)
{
    size_t depth = 0;

    for (; i < place->tokens->len; i++) {
        if (place_is_symbol(place, i, '('))
            depth++;
        else if (place_is_symbol(place, i, ')') && --depth == 0)
            return i + 1;
    }
    return i;
}

/* To the next token at this depth that is one of @ends or a comma; its end if there is none. */
static size_t skip_item(const Place *place, size_t i, bool (*is_end)(const Place *place, size_t i))
{
    while (i < place->tokens->len && !place_is_symbol(place, i, ')') &&
           !place_is_symbol(place, i, ',') && !is_end(place, i))
        i = place_is_symbol(place, i, '(') ? skip_parentheses(place, i) : i + 1;
    return i;
}

static bool is_from(const Place *place, size_t i)
{
    return place_is_word(place, i, "from") || ends_from(place, i);
}

/* The token behind FROM; 0 if the query has none. */
static size_t find_from(const Place *place, size_t select)
{
    size_t i = skip_item(place, select, is_from);

    while (place_is_symbol(place, i, ','))
        i = skip_item(place, i + 1, is_from);
    return place_is_word(place, i, "from") ? i + 1 : 0;
}

/* ---- an item ---- */

static bool read_item(const Place *place, size_t i, Item *item);

/* 'it''s' without its quotes. */
static char *text_of(const ScanToken *token)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 1; i + 1 < token->text.len; i++) {
        g_string_append_c(text, token->text.at[i]);
        if (token->text.at[i] == '\'')
            i++;
    }
    return g_string_free(text, FALSE);
}

/* At the '(' of the call of that name (taken). */
static bool read_call(const Place *place, size_t i, char *name, Item *item)
{
    bool is_topic = strcmp(name, "topic") == 0;
    bool is_text = i + 1 < place->tokens->len && place_token(place, i + 1)->kind == SCAN_STRING;

    if (relation_is_window(name)) {
        bool is_window = strcmp(name, "latest") != 0;
        bool done = item->depth++ < RELATION_DEPTH_MAX && read_item(place, i + 1, item);

        item->has_window |= is_window;
        g_clear_pointer(&item->alias, g_free);
        g_free(name);
        return done;
    }
    item->kind = is_topic || strcmp(name, "topics") == 0 ? ITEM_TOPIC : ITEM_ROWS;
    item->name = name;
    if (is_topic && is_text) {
        g_free(name);
        item->name = text_of(place_token(place, i + 1));
    }
    return true;
}

static size_t read_source(const Place *place, size_t i, Item *item)
{
    size_t end = i;
    char *name;

    if (place_is_symbol(place, i, '(')) {
        item->kind = ITEM_QUERY;
        item->query = place_is_word(place, i + 1, "select") ? i + 2 : i + 1;
        return skip_parentheses(place, i);
    }
    name = place_take_name(place, i, &end);
    if (name == NULL)
        return i;
    if (place_is_symbol(place, end, '('))
        return read_call(place, end, name, item) ? skip_parentheses(place, end) : i;
    item->kind = ITEM_TOPIC;
    item->name = name;
    return end;
}

static bool read_item(const Place *place, size_t i, Item *item)
{
    size_t end;

    if (place_is_word(place, i, "lateral"))
        i++;
    if (ends_from(place, i))
        return false;
    end = read_source(place, i, item);
    if (end == i)
        return false;
    if (place_is_word(place, end, "with")) /* WITH ORDINALITY */
        end += 2;
    if (place_is_word(place, end, "as"))
        end++;
    if (!ends_from(place, end) && end < place->tokens->len &&
        (place_token(place, end)->kind == SCAN_WORD ||
         place_token(place, end)->kind == SCAN_QUOTED)) {
        item->alias = place_take_name(place, end, &end);
        item->columns = place_is_symbol(place, end, '(') ? end + 1 : 0;
    }
    return true;
}

/* ---- what it has ---- */

static void tell_item(const Seek *seek, const Item *item);
static void tell_query(const Seek *seek, size_t select);

/* The token of the query that WITH gives that name to; 0 if there is none. */
static size_t find_with(const Place *place, const char *name)
{
    for (size_t i = 0; i + 2 < place->tokens->len; i++) {
        size_t end = i;
        g_autofree char *own = NULL;

        if (i > 0 && !place_is_word(place, i - 1, "with") && !place_is_symbol(place, i - 1, ','))
            continue;
        own = place_take_name(place, i, &end);
        if (own == NULL || strcmp(own, name) != 0 || !place_is_word(place, end, "as") ||
            !place_is_symbol(place, end + 1, '('))
            continue;
        return place_is_word(place, end + 2, "select") ? end + 3 : end + 2;
    }
    return 0;
}

static void tell_names(const Seek *seek, size_t i)
{
    while (i < seek->place->tokens->len && !place_is_symbol(seek->place, i, ')')) {
        g_autofree char *name = place_take_name(seek->place, i, &i);

        if (name == NULL)
            i++;
        else
            seek->each(seek->user, name, "");
    }
}

static void tell_topic(const Seek *seek, const Item *item)
{
    size_t with = find_with(seek->place, item->name);

    if (with > 0)
        tell_query(seek, with);
    else
        seek->known->columns(seek->known->user, item->name, seek->each, seek->user);
}

static void tell_item(const Seek *seek, const Item *item)
{
    const char *label = item->alias != NULL ? item->alias : item->name;

    if (seek->qualifier != NULL && g_strcmp0(label, seek->qualifier) != 0)
        return;
    if (item->columns > 0) {
        tell_names(seek, item->columns);
        return;
    }
    if (item->has_window) {
        seek->each(seek->user, "window_start", "");
        seek->each(seek->user, "window_end", "");
    }
    switch (item->kind) {
    case ITEM_TOPIC:
        tell_topic(seek, item);
        break;
    case ITEM_QUERY:
        tell_query(seek, item->query);
        break;
    case ITEM_ROWS:
        seek->each(seek->user, label, "");
        break;
    }
}

/* The items of its FROM. */
static void tell_from(const Seek *seek, size_t select)
{
    const Place *place = seek->place;
    size_t i = find_from(place, select);

    for (int items = 0; i > 0 && items < RELATION_ITEMS_MAX; items++) {
        g_auto(Item) item = {.kind = ITEM_TOPIC};

        if (read_item(place, i, &item))
            tell_item(seek, &item);
        i = skip_item(place, i, ends_from);
        i = place_is_symbol(place, i, ',') ? i + 1 : 0;
    }
}

/* Columns of a query in the query: what its select list gives. */
static void tell_query(const Seek *seek, size_t select)
{
    Seek inner = *seek;

    inner.qualifier = NULL;
    if (++inner.depth > RELATION_DEPTH_MAX)
        return;
    if (place_is_symbol(seek->place, select, '*'))
        tell_from(&inner, select);
    relation_outputs(seek->place, select, seek->each, seek->user);
}

void relation_columns(const Place *place, const CompleteKnown *known, size_t select,
                      const char *qualifier, RelationColumnFn each, void *user)
{
    const Seek seek = {place, known, qualifier, each, user, 0};

    tell_from(&seek, select);
}

void relation_outputs(const Place *place, size_t select, RelationColumnFn each, void *user)
{
    size_t i = select;

    for (;;) {
        size_t end = skip_item(place, i, is_from), behind = 0;
        bool has_alias = end >= i + 2 && place_is_word(place, end - 2, "as");
        g_autofree char *name = place_take_name(place, has_alias ? end - 1 : i, &behind);

        if (name != NULL && behind == end)
            each(user, has_alias || strrchr(name, '.') == NULL ? name : strrchr(name, '.') + 1, "");
        if (!place_is_symbol(place, end, ','))
            return;
        i = end + 1;
    }
}

void relation_with_names(const Place *place, RelationColumnFn each, void *user)
{
    for (size_t i = 0; i + 2 < place->tokens->len; i++) {
        size_t end = i + 1;
        g_autofree char *name = NULL;

        if (!place_is_word(place, i, "with") && !place_is_symbol(place, i, ','))
            continue;
        name = place_take_name(place, i + 1, &end);
        if (name != NULL && place_is_word(place, end, "as") && place_is_symbol(place, end + 1, '('))
            each(user, name, "");
    }
}
