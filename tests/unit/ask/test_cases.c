/*
 * The case folders of tests/cases/plan: a new case is a folder, not code.
 *
 *     valid/<name>/query.sql, expect.txt      the plan as dump.h writes it, or what it asks
 *     invalid/<name>/query.sql, error.txt     the sentence, line:column, the hint
 *     foreign/<system>-<name>/query.sql       as users of another system write it: it works
 *       (expect.txt), or is refused (error.txt) and there is a way to say it (equivalent.sql)
 *
 * A views.sql has statements that made views before, as views.h runs them.
 *
 * An equivalent.sql, which a folder of invalid may have too, is what the hint says, written out: it
 * must plan.
 *
 * Lines `-- set name=value` of a query are its settings. With CASES_WRITE=1 in the environment the
 * expected files are written from what comes out, to be read before they are committed.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "ask/ask.h"
#include "unit/plan/dump.h"
#include "unit/plan/views.h"

#define CASES "tests/cases/plan"

static size_t ran, failed;

static void say(const char *name, bool ok, const char *wanted, const char *got)
{
    ran++;
    printf("%s - ask/cases: %s\n", ok ? "ok" : "not ok", name);
    if (!ok) {
        g_auto(GStrv) wanted_lines = g_strsplit(wanted, "\n", -1);
        g_auto(GStrv) got_lines = g_strsplit(got, "\n", -1);

        failed++;
        for (size_t i = 0; wanted_lines[i] != NULL; i++)
            printf("# wanted  %s\n", wanted_lines[i]);
        for (size_t i = 0; got_lines[i] != NULL; i++)
            printf("# got     %s\n", got_lines[i]);
    }
    fflush(stdout);
}

static char *read_text(const char *path)
{
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("(no such file)\n");
}

static void set_from_comments(ConfigSet *settings, const char *query)
{
    g_auto(GStrv) lines = g_strsplit(query, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) parts = NULL;
        g_autoptr(GError) error = NULL;

        if (!g_str_has_prefix(lines[i], "-- set "))
            continue;
        parts = g_strsplit(lines[i] + strlen("-- set "), "=", 2);
        if (parts[1] == NULL || !config_set_put(settings, parts[0], parts[1], CONFIG_NOTE, &error))
            g_error("%s: %s", lines[i], error == NULL ? "no value" : error->message);
    }
}

/* The sentence, line:column in characters, the hint: what a person is shown. */
static char *write_error(const char *query, const GError *error)
{
    g_autoptr(GString) text = g_string_new(error->message);
    int position = fail_position(error), line = 1;
    const char *begin = query;

    if (error->domain != FAIL)
        g_string_append(text, "\n(not of this domain)");
    else if (error->code != FAIL_QUERY)
        g_string_append_printf(text, "\n(%s)", fail_code_name((FailCode)error->code));
    if (position >= 0) {
        for (const char *at = query; at < query + position && *at != '\0'; at++) {
            if (*at == '\n') {
                line++;
                begin = at + 1;
            }
        }
        g_string_append_printf(text, "\n%d:%ld", line,
                               g_utf8_strlen(begin, query + position - begin) + 1);
    }
    if (fail_hint_of(error) != NULL)
        g_string_append_printf(text, "\n%s", fail_hint_of(error));
    g_string_append_c(text, '\n');
    return g_strdup(text->str);
}

static char *path_of(const char *title, const char *file)
{
    return g_strdup_printf(CASES "/%s/%s", title, file);
}

static const Plan *plan_text(const char *title, const char *query, Arena *arena, GError **error)
{
    g_autofree char *views_path = path_of(title, "views.sql");
    g_autofree char *views_text =
        g_file_test(views_path, G_FILE_TEST_EXISTS) ? read_text(views_path) : g_strdup("");
    g_autoptr(EventViews) views = views_of(views_text);
    g_autoptr(ConfigSet) settings = config_set_new();
    PlanInput input = input_make(query, settings, NULL);

    input.views = views;
    set_from_comments(settings, query);
    return plan_new(&input, arena, error);
}

/* (owned) The query that it stands for, planned; NULL with an error at what was written. */
static char *plan_ask(const char *title, const Ask *ask, GError **error)
{
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(GError) failure = NULL;
    const Plan *plan = plan_text(title, ask->query, arena, &failure);
    g_autofree char *dumped = plan == NULL ? NULL : dump_plan(plan);

    if (plan != NULL)
        return g_strdup_printf("%s\n%s", ask->query, dumped);
    ask_blame(ask, failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* (owned) What a statement that asks was read as; NULL with an error. */
static char *read_ask(const char *title, const char *query, GError **error)
{
    g_autoptr(Ask) ask = ask_parse(query, error);

    if (ask == NULL)
        return NULL;
    if (ask->query != NULL)
        return plan_ask(title, ask, error);
    return g_strdup_printf("%s%s%s%s%s%s\n", ask->command->words, ask->is_all ? ", all" : "",
                           ask->name == NULL ? "" : " of ", ask->name == NULL ? "" : ask->name,
                           ask->like == NULL ? "" : " like ", ask->like == NULL ? "" : ask->like);
}

/* (owned) What a statement is read as, or NULL with an error. */
static char *read_statement(const char *title, const char *query, GError **error)
{
    g_autoptr(Arena) arena = NULL;
    const Plan *plan;

    if (ask_is(query))
        return read_ask(title, query, error);
    arena = arena_new(PLAN_ARENA_BYTES);
    plan = plan_text(title, query, arena, error);
    return plan == NULL ? NULL : dump_plan(plan);
}

/* That the equivalent is there, if it has to be, and works. */
static void run_equivalent(const char *title, bool is_required)
{
    g_autofree char *path = path_of(title, "equivalent.sql");
    g_autofree char *equivalent_title = g_strdup_printf("%s, its equivalent", title);
    g_autofree char *query = read_text(path), *read = NULL, *got = NULL;
    g_autoptr(GError) error = NULL;

    if (!is_required && !g_file_test(path, G_FILE_TEST_EXISTS))
        return;
    read = read_statement(title, query, &error);
    got = read == NULL ? write_error(query, error) : g_strdup("it can be read");
    say(equivalent_title, error == NULL, "it can be read", got);
}

/* What a folder holds for a statement that works, and for one that is refused. */
typedef enum Kind { KIND_VALID, KIND_INVALID, KIND_FOREIGN } Kind;

static bool shall_work(Kind kind, const char *title)
{
    g_autofree char *path = path_of(title, "error.txt");

    return kind == KIND_VALID || (kind == KIND_FOREIGN && !g_file_test(path, G_FILE_TEST_EXISTS));
}

static void run_case(const char *folder, const char *name, Kind kind)
{
    g_autofree char *title = g_strdup_printf("%s/%s", folder, name);
    g_autofree char *query_path = path_of(title, "query.sql");
    bool is_valid = shall_work(kind, title);
    g_autofree char *wanted_path = path_of(title, is_valid ? "expect.txt" : "error.txt");
    g_autofree char *query = read_text(query_path);
    g_autoptr(GError) error = NULL;
    g_autofree char *read = read_statement(title, query, &error);
    g_autofree char *got = read == NULL ? write_error(query, error) : g_strdup(read);
    g_autofree char *wanted = NULL;

    if (g_getenv("CASES_WRITE") != NULL)
        g_file_set_contents(wanted_path, got, -1, NULL);
    wanted = read_text(wanted_path);
    say(title, (read != NULL) == is_valid && strcmp(wanted, got) == 0, wanted, got);
    if (!is_valid)
        run_equivalent(title, kind == KIND_FOREIGN);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void run_folder(const char *folder, Kind kind, const char *only)
{
    g_autofree char *path = g_strdup_printf(CASES "/%s", folder);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (size_t i = 0; i < names->len; i++) {
        name = g_ptr_array_index(names, i);
        if (only == NULL || strstr(name, only) != NULL)
            run_case(folder, name, kind);
    }
}

int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;

    g_setenv("G_DEBUG", "fatal-warnings", FALSE);
    run_folder("valid", KIND_VALID, only);
    run_folder("invalid", KIND_INVALID, only);
    run_folder("foreign", KIND_FOREIGN, only);
    if (ran == 0)
        printf("not ok - ask/cases: no case was found below " CASES "\n");
    return failed > 0 || ran == 0 ? 1 : 0;
}
