#pragma once
/*
 * librdkafka is built without ThreadSanitizer, which so does not see the atomics by which it counts
 * references, and calls what it frees a race.
 */
#if defined(__SANITIZE_THREAD__)
__attribute__((visibility("default"))) const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:deps/librdkafka/src\n";
}
#endif
