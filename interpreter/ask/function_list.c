#include "ask/function_list.h"

#include <string.h>

#include "expr/aggregate.h"
#include "expr/build.h"
#include "expr/polymorphic.h"
#include "expr/table_function.h"
#include "plan/from.h"

static void free_listed(void *listed_at)
{
    FunctionListed *listed = listed_at;

    g_free(listed->name);
    g_free(listed->signature);
    g_free(listed);
}

static void add(GPtrArray *list, const char *kind, const char *signature, const char *result,
                const char *help)
{
    FunctionListed *listed = g_new(FunctionListed, 1);

    *listed = (FunctionListed){.name = g_strndup(signature, strcspn(signature, "(")),
                               .kind = kind,
                               .signature = g_strdup(signature),
                               .result = result,
                               .help = help};
    g_ptr_array_add(list, listed);
}

static void add_aggregates(GPtrArray *list)
{
    size_t len;
    const Aggregate *aggregates = aggregate_table(&len);

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GString) signature = g_string_new(NULL);

        aggregate_signature(&aggregates[i], signature);
        add(list, "aggregate", signature->str, polymorphic_name(aggregates[i].result),
            aggregates[i].help);
    }
}

static void add_table_functions(GPtrArray *list)
{
    size_t len;
    const TableFunction *functions = table_function_table(&len);

    for (size_t i = 0; i < len; i++)
        add(list, "gives rows", functions[i].signature,
            functions[i].columns_len == 1 ? polymorphic_name(functions[i].columns[0].type) : NULL,
            functions[i].help);
}

static gint compare_listed(gconstpointer a, gconstpointer b)
{
    const FunctionListed *first = *(const FunctionListed *const *)a;
    const FunctionListed *second = *(const FunctionListed *const *)b;
    int order = strcmp(first->name, second->name);

    return order != 0 ? order : strcmp(first->signature, second->signature);
}

GPtrArray *function_list(void)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_listed);

    for (size_t i = 0; i < expr_functions_len(); i++) {
        ExprFunctionHelp help = expr_function_help(i);

        add(list, "function", help.signature, help.result, help.help);
    }
    add_aggregates(list);
    add_table_functions(list);
    for (size_t i = 0; i < from_functions_len(); i++)
        add(list, "in FROM", from_function_help(i).signature, NULL, from_function_help(i).help);
    g_ptr_array_sort(list, compare_listed);
    return list;
}
