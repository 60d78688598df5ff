#include "base/fault.h"

#ifdef FAULTS
#include <glib.h>
#include <pthread.h>
#include <string.h>

static const char *const names[] = {
#define FAULT_NAME(name, sentence) #name,
    FAULT_LIST(FAULT_NAME)
#undef FAULT_NAME
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int active = -1;

static void find_active(void)
{
    const char *wanted = g_getenv("ZEPPELIN_KAFKA_FAULT");

    for (size_t i = 0; wanted != NULL && i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i], wanted) == 0)
            active = (int)i;
    }
    if (wanted != NULL && active < 0)
        g_error("there is no fault %s", wanted);
}

bool fault_is_active(Fault fault)
{
    pthread_once(&once, find_active);
    return active == (int)fault;
}
#endif
