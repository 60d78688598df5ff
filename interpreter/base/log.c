#include "base/log.h"

#include <unistd.h>

enum { LOG_LINE_BYTES_MAX = 4096 };

void log_line(const char *format, ...)
{
    va_list args;
    char line[LOG_LINE_BYTES_MAX];
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S");
    int len =
        g_snprintf(line, sizeof line, "%s.%03dZ ", at, g_date_time_get_microsecond(now) / 1000);

    va_start(args, format);
    g_vsnprintf(line + len, sizeof line - (gulong)len - 1, format, args);
    va_end(args);
    for (char *at_char = line; *at_char != '\0'; at_char++) {
        if ((unsigned char)*at_char < ' ')
            *at_char = ' ';
    }
    g_strlcat(line, "\n", sizeof line);
    /* A log that can't be written has nobody to tell. */
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return;
}

static void take_message(const char *domain, GLogLevelFlags level, const char *message, void *user)
{
    (void)level;
    (void)user;
    log_line("%s: %s", domain != NULL ? domain : "glib", message);
}

void log_take_glib(void)
{
    g_log_set_default_handler(take_message, NULL);
}
