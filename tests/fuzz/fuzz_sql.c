/*
 * Any bytes as a statement over a few topics. It is planned, and all of the plan is read; what is
 * refused has a sentence, and a place within the text that no character is cut by.
 */
#include <assert.h>

#include "base/fail.h"
#include "unit/plan/dump.h"
#include "unit/plan/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the caret under a line needs it. */
static void check_error(const char *statement, const GError *error)
{
    int position = fail_position(error);

    assert(error->domain == FAIL && *error->message != '\0');
    assert(g_utf8_validate(error->message, -1, NULL));
    assert(fail_hint_of(error) == NULL || g_utf8_validate(fail_hint_of(error), -1, NULL));
    assert(position >= -1 && position <= (int)strlen(statement));
    assert(position < 0 || ((unsigned char)statement[position] & 0xc0) != 0x80 ||
           !g_utf8_validate(statement, -1, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *statement = g_strndup((const char *)data, size);
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(GError) error = NULL;
    PlanInput input = input_make(statement, settings, NULL);
    const Plan *plan = plan_new(&input, arena, &error);

    assert((plan == NULL) == (error != NULL));
    if (plan == NULL) {
        check_error(statement, error);
    } else {
        g_autofree char *text = dump_plan(plan);

        assert(*text != '\0');
    }
    return 0;
}
