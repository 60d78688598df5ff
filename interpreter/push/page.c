#include "push/page.h"

#include <string.h>

const PageFile *page_find(const char *path)
{
    const char *wanted = path[0] != '\0' ? path : "index.html";

    for (size_t i = 0; i < page_files_len; i++) {
        if (strcmp(page_files[i].path, wanted) == 0)
            return &page_files[i];
    }
    return NULL;
}

const char *page_stub(void)
{
    return (const char *)page_stub_bytes;
}
