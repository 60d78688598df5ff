#include "kafka/topic_name.h"

#include <glib.h>
#include <string.h>

bool topic_name_check(const char *topic, GError **error)
{
    size_t len = strspn(topic, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-");

    if (len > 0 && len <= TOPIC_NAME_BYTES_MAX && topic[len] == '\0' && strcmp(topic, ".") != 0 &&
        strcmp(topic, "..") != 0)
        return true;
    return fail(error, FAIL_QUERY,
                "\"%s\" can't be a topic's name: letters, digits, '.', "
                "'_' and '-' are allowed, %d at most",
                topic, TOPIC_NAME_BYTES_MAX);
}
