#include "rpc/backlog.h"

#include <assert.h>
#include <string.h>

typedef struct Lane {
    char *note;
    char *paragraph;
    GQueue items; /* BacklogItem*, owned; never empty while the lane is in the backlog */
} Lane;

struct Backlog {
    GQueue lanes; /* Lane*, owned; the head's turn is next */
    size_t items_max;
    size_t bytes_max;
    size_t len;
    size_t bytes; /* of texts */
    uint64_t last_number;
};

static char *copy(const char *text)
{
    return g_strdup(text != NULL ? text : "");
}

BacklogItem *backlog_item_new(BacklogKind kind, const char *note, const char *paragraph,
                              const char *name, int index, const char *text)
{
    BacklogItem *item = g_new0(BacklogItem, 1);

    item->kind = kind;
    item->note = copy(note);
    item->paragraph = copy(paragraph);
    item->name = copy(name);
    item->index = index;
    item->text = copy(text);
    return item;
}

void backlog_item_free(BacklogItem *item)
{
    if (item == NULL)
        return;
    g_free(item->note);
    g_free(item->paragraph);
    g_free(item->name);
    g_free(item->text);
    g_free(item);
}

Backlog *backlog_new(size_t items_max, size_t bytes_max)
{
    Backlog *backlog = g_new0(Backlog, 1);

    g_queue_init(&backlog->lanes);
    backlog->items_max = items_max;
    backlog->bytes_max = bytes_max;
    return backlog;
}

static void lane_free(Lane *lane)
{
    g_queue_clear_full(&lane->items, (GDestroyNotify)backlog_item_free);
    g_free(lane->note);
    g_free(lane->paragraph);
    g_free(lane);
}

void backlog_free(Backlog *backlog)
{
    if (backlog == NULL)
        return;
    g_queue_clear_full(&backlog->lanes, (GDestroyNotify)lane_free);
    g_free(backlog);
}

static GList *find_lane(const Backlog *backlog, const char *note, const char *paragraph)
{
    for (GList *at = backlog->lanes.head; at != NULL; at = at->next) {
        const Lane *lane = at->data;

        if (g_str_equal(lane->note, note) && g_str_equal(lane->paragraph, paragraph))
            return at;
    }
    return NULL;
}

/* A lane that was found or made; a new one has the last turn, or the first. */
static Lane *get_lane(Backlog *backlog, const BacklogItem *item, bool is_first)
{
    GList *found = find_lane(backlog, item->note, item->paragraph);
    Lane *lane;

    if (found != NULL)
        return found->data;
    lane = g_new0(Lane, 1);
    lane->note = g_strdup(item->note);
    lane->paragraph = g_strdup(item->paragraph);
    g_queue_init(&lane->items);
    if (is_first)
        g_queue_push_head(&backlog->lanes, lane);
    else
        g_queue_push_tail(&backlog->lanes, lane);
    return lane;
}

static bool is_update(const BacklogItem *item)
{
    return item->kind == BACKLOG_UPDATE_OBJECT || item->kind == BACKLOG_UPDATE_OUTPUT;
}

bool backlog_is_forgettable(const BacklogItem *item)
{
    return is_update(item) || item->kind == BACKLOG_CHECKPOINT;
}

void backlog_item_renew(BacklogItem *item)
{
    if (item->kind == BACKLOG_UPDATE_OBJECT)
        item->kind = BACKLOG_ADD_OBJECT;
}

/* Two updates of one place: what the newer says makes the older one needless. */
static bool is_same_place(const BacklogItem *a, const BacklogItem *b)
{
    if (a->kind != b->kind || !is_update(a))
        return false;
    if (a->kind == BACKLOG_UPDATE_OUTPUT)
        return a->index == b->index;
    return g_str_equal(a->name, b->name);
}

static void count(Backlog *backlog, const BacklogItem *item, int sign)
{
    size_t bytes = strlen(item->text);

    backlog->len += sign > 0 ? 1 : (size_t)-1;
    backlog->bytes += sign > 0 ? bytes : (size_t)-bytes;
}

/* The waiting update that @item replaces: the search ends at a call of another kind. */
static GList *find_replaced(Lane *lane, const BacklogItem *item)
{
    if (!is_update(item))
        return NULL;
    for (GList *at = lane->items.tail; at != NULL && is_update(at->data); at = at->prev) {
        if (is_same_place(at->data, item))
            return at;
    }
    return NULL;
}

static void drop_link(Backlog *backlog, Lane *lane, GList *link)
{
    BacklogItem *item = link->data;

    count(backlog, item, -1);
    backlog_item_free(item);
    g_queue_delete_link(&lane->items, link);
}

static void drop_lane_if_empty(Backlog *backlog, Lane *lane)
{
    if (!g_queue_is_empty(&lane->items))
        return;
    g_queue_remove(&backlog->lanes, lane);
    lane_free(lane);
}

BacklogPut backlog_put(Backlog *backlog, BacklogItem *item)
{
    Lane *lane = get_lane(backlog, item, false);
    GList *replaced = find_replaced(lane, item);

    item->number = ++backlog->last_number;
    if (replaced != NULL) {
        item->number = ((BacklogItem *)replaced->data)->number;
        drop_link(backlog, lane, replaced);
    }
    if (backlog->len >= backlog->items_max ||
        strlen(item->text) > backlog->bytes_max - backlog->bytes) {
        backlog_item_free(item);
        drop_lane_if_empty(backlog, lane);
        return BACKLOG_FULL;
    }
    g_queue_push_tail(&lane->items, item);
    count(backlog, item, 1);
    return BACKLOG_TAKEN;
}

BacklogItem *backlog_take(Backlog *backlog)
{
    Lane *lane = g_queue_pop_head(&backlog->lanes);
    BacklogItem *item;

    if (lane == NULL)
        return NULL;
    item = g_queue_pop_head(&lane->items);
    assert(item != NULL);
    count(backlog, item, -1);
    g_queue_push_tail(&backlog->lanes, lane);
    drop_lane_if_empty(backlog, lane);
    return item;
}

void backlog_put_back(Backlog *backlog, BacklogItem *item)
{
    Lane *lane = get_lane(backlog, item, true);

    for (GList *at = lane->items.head; at != NULL && is_update(item); at = at->next) {
        BacklogItem *waiting = at->data;

        if (!is_update(waiting))
            break;
        if (is_same_place(waiting, item)) {
            waiting->number = MIN(waiting->number, item->number);
            backlog_item_free(item);
            return;
        }
    }
    g_queue_push_head(&lane->items, item);
    count(backlog, item, 1);
}

void backlog_drop(Backlog *backlog, const char *note, const char *paragraph)
{
    GList *found = find_lane(backlog, note, paragraph);
    Lane *lane;

    if (found == NULL)
        return;
    lane = found->data;
    while (!g_queue_is_empty(&lane->items))
        drop_link(backlog, lane, lane->items.head);
    drop_lane_if_empty(backlog, lane);
}

void backlog_renew(Backlog *backlog)
{
    for (GList *i = backlog->lanes.head; i != NULL; i = i->next) {
        for (GList *at = ((Lane *)i->data)->items.head; at != NULL; at = at->next)
            backlog_item_renew(at->data);
    }
}

void backlog_forget(Backlog *backlog, const char *note, const char *paragraph)
{
    GList *found = find_lane(backlog, note, paragraph);
    Lane *lane = found != NULL ? found->data : NULL;
    GList *next;

    for (GList *at = lane != NULL ? lane->items.head : NULL; at != NULL; at = next) {
        const BacklogItem *item = at->data;

        next = at->next;
        if (backlog_is_forgettable(item))
            drop_link(backlog, lane, at);
    }
    if (lane != NULL)
        drop_lane_if_empty(backlog, lane);
}

size_t backlog_len(const Backlog *backlog)
{
    return backlog->len;
}

uint64_t backlog_last_number(const Backlog *backlog)
{
    return backlog->last_number;
}

bool backlog_waits(const Backlog *backlog, const char *note, const char *paragraph, uint64_t number)
{
    const GList *found = find_lane(backlog, note, paragraph);

    if (found == NULL)
        return false;
    for (const GList *at = ((Lane *)found->data)->items.head; at != NULL; at = at->next) {
        if (((const BacklogItem *)at->data)->number <= number)
            return true;
    }
    return false;
}
