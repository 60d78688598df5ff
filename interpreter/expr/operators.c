/* To add an operator: a row in the table of its kind. To add a kind: its file, and a row in
 * `tables`. */
#include <assert.h>

#include "expr/table.h"
#include "expr/table_rows.h"

static const OperatorTable *const tables[] = {
    &operators_number, &operators_text,  &operators_time,
    &operators_array,  &operators_bytea, &operators_jsonb,
};

static void find_in(const OperatorTable *table, const char *name, size_t len, TableMatches *matches)
{
    for (size_t i = 0; i < table->len; i++) {
        const Operator *row = &table->rows[i];

        if (row->len != len || strcmp(row->name, name) != 0)
            continue;
        assert(matches->len < RESOLVE_CANDIDATES_MAX);
        matches->candidates[matches->len++] = (Candidate){row->types, len, &row->routine};
    }
}

void table_find_operators(const char *name, size_t len, TableMatches *ret_matches)
{
    *ret_matches = (TableMatches){.len = 0};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        find_in(tables[i], name, len, ret_matches);
}
