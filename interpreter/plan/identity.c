#include "plan/identity.h"

#include "base/hash.h"
#include "config/config.h"
#include "plan/view.h"
#include "sql/scan.h"

/* One more whenever the same words come to mean something else, or states are kept otherwise. */
enum { IDENTITY_FORMAT = 1 };

static const char *const texts[] = {"timezone", "on_error", "since", "emit"};
static const char *const numbers[] = {"grace", "idle"};

/* The words of a statement, without its layout and comments. */
static void add_words(GString *text, const char *statement)
{
    Scan scan = scan_make(span_of(statement));

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        g_autofree char *word = token.kind == SCAN_WORD
                                    ? g_ascii_strdown(token.text.at, (gssize)token.text.len)
                                    : g_strndup(token.text.at, token.text.len);

        if (strcmp(word, ";") != 0)
            g_string_append_printf(text, "%s\n", word);
    }
}

static void add_fields(GString *text, const PlanSelect *leaf)
{
    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        for (size_t k = 0; source != NULL && k < source->fields_len; k++) {
            const PlanField *field = &source->fields[k];

            if (slot_set_has(&leaf->branches[i].record_slots, (size_t)field->slot))
                g_string_append_printf(text, "%s.%s %s\n", source->topic, field->name,
                                       type_name(field->type));
        }
    }
}

const char *identity_of(Binder *binder, const PlanSelect *select)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *digits = NULL;

    g_string_append_printf(text, "%d\n", IDENTITY_FORMAT);
    add_words(text, binder->input->statement);
    for (size_t i = 0; i < binder->shared->views_len; i++) {
        if (binder->shared->views[i].sql != NULL)
            add_words(text, binder->shared->views[i].text);
    }
    add_fields(text, plan_leaf(select));
    for (size_t i = 0; i < select->outputs_len; i++)
        g_string_append_printf(text, "%s\n", type_name(expr_type(select->outputs[i].expr)));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_string_append_printf(text, "%s\n", config_get_text(binder->input->settings, texts[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_string_append_printf(text, "%" G_GINT64_FORMAT "\n",
                               config_get_int(binder->input->settings, numbers[i]));
    digits = g_strdup_printf("%016" G_GINT64_MODIFIER "x", hash_stable(text->str, text->len));
    return bind_copy(binder, digits);
}
