#include "session/outbox.h"

typedef struct Call {
    OutboxKind kind;
    int index;        /* of an output */
    const char *type; /* of an output; static */
    char *name;       /* of an object */
    char *data;
} Call;

struct Outbox {
    GPtrArray *calls;
};

static void call_free(void *data)
{
    Call *call = data;

    g_free(call->name);
    g_free(call->data);
    g_free(call);
}

Outbox *outbox_new(void)
{
    Outbox *outbox = g_new0(Outbox, 1);

    outbox->calls = g_ptr_array_new_with_free_func(call_free);
    return outbox;
}

void outbox_free(Outbox *outbox)
{
    if (outbox == NULL)
        return;
    g_ptr_array_unref(outbox->calls);
    g_free(outbox);
}

static Call *add(Outbox *outbox, OutboxKind kind)
{
    Call *call = g_new0(Call, 1);

    call->kind = kind;
    g_ptr_array_add(outbox->calls, call);
    return call;
}

void outbox_take_object(Outbox *outbox, OutboxKind kind, const char *name, char *text)
{
    Call *call = add(outbox, kind);

    call->name = g_strdup(name);
    call->data = text;
}

void outbox_take_output(Outbox *outbox, int index, const char *type, char *data)
{
    Call *call = add(outbox, OUTBOX_UPDATE_OUTPUT);

    call->index = index;
    call->type = type;
    call->data = data;
}

void outbox_take_link(Outbox *outbox, char *url)
{
    add(outbox, OUTBOX_SET_LINK)->data = url;
}

void outbox_add_checkpoint(Outbox *outbox)
{
    add(outbox, OUTBOX_CHECKPOINT);
}

bool outbox_is_empty(const Outbox *outbox)
{
    return outbox->calls->len == 0;
}

void outbox_send(const Outbox *outbox, Publisher *publisher, const char *note,
                 const char *paragraph)
{
    const PublisherFns *fns = publisher->fns;

    for (guint i = 0; i < outbox->calls->len; i++) {
        const Call *call = g_ptr_array_index(outbox->calls, i);

        switch (call->kind) {
        case OUTBOX_ADD_OBJECT:
            fns->add_object(publisher, note, paragraph, call->name, call->data);
            break;
        case OUTBOX_UPDATE_OBJECT:
            fns->update_object(publisher, note, paragraph, call->name, call->data);
            break;
        case OUTBOX_REMOVE_OBJECT:
            fns->remove_object(publisher, note, paragraph, call->name);
            break;
        case OUTBOX_UPDATE_OUTPUT:
            fns->update_output(publisher, note, paragraph, call->index, call->type, call->data);
            break;
        case OUTBOX_CHECKPOINT:
            fns->checkpoint(publisher, note, paragraph);
            break;
        case OUTBOX_SET_LINK:
            fns->set_link(publisher, note, paragraph, call->data);
            break;
        }
    }
}
