#pragma once
/*
 * GLib locks by futex and reuses its slices of memory under such locks; ThreadSanitizer sees
 * neither and reports races inside GLib and GObject. Under it the program starts once more with
 * plain malloc() for slices, and GObject's own tables are left out.
 */
#if defined(__SANITIZE_THREAD__)
#include <glib.h>
#include <unistd.h>

/* Called by the sanitizer's own library. */
__attribute__((visibility("default"))) const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:libgobject-2.0.so.0\n";
}

__attribute__((constructor)) static void start_without_slices(int argc, char **argv)
{
    (void)argc;
    if (g_getenv("G_SLICE") == NULL && g_setenv("G_SLICE", "always-malloc", TRUE))
        execv("/proc/self/exe", argv);
}
#endif
