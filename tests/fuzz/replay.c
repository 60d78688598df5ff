/*
 * A fuzzer without its fuzzing: the inputs that were saved in CORPUS run through it once, as a unit
 * test. What ends the process ends it with the name of its input as the last line.
 */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) folder = g_dir_open(CORPUS, 0, &error);
    const char *name;
    size_t len = 0;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(CORPUS, name, NULL), *bytes = NULL, *copy = NULL;
        gsize size;

        printf("%s\n", path);
        fflush(stdout);
        if (!g_file_get_contents(path, &bytes, &size, &error))
            break;
        copy = g_memdup2(bytes, size); /* with no NUL behind it */
        LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
        len++;
    }
    if (error != NULL)
        printf("# %s\n", error->message);
    printf("%sok - %s: the saved inputs replay\n", error == NULL && len > 0 ? "" : "not ", CORPUS);
    return error == NULL && len > 0 ? 0 : 1;
}
