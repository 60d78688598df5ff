#include "base/secret.h"

#include <assert.h>
#include <glib.h>
#include <sys/random.h>

void secret_fill(char *text, size_t digits)
{
    static const char names[] = "0123456789abcdef";
    unsigned char bytes[SECRET_DIGITS_MAX / 2];

    assert(digits % 2 == 0 && digits <= SECRET_DIGITS_MAX);
    /* So few bytes always come at once after the system has started. */
    if (getrandom(bytes, digits / 2, 0) != (ssize_t)(digits / 2))
        g_error("the system gives no random bytes");
    for (size_t i = 0; i < digits / 2; i++) {
        text[2 * i] = names[bytes[i] >> 4];
        text[2 * i + 1] = names[bytes[i] & 15];
    }
    text[digits] = '\0';
}
